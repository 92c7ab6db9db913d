"""Which days the calendar shows: a month in whole weeks, a week, or a day."""

from __future__ import annotations

import enum
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

_YEARS = range(2000, 2100)
_WEEK = timedelta(days=7)
_DAY = timedelta(days=1)


class View(enum.StrEnum):
    """How much is shown; the name of the parameter that says which."""

    MONTH = "month"
    WEEK = "week"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class Period:
    """Days that are shown.

    Attributes:
        anchor: first day of the month, Monday of the week, or the day.
        start, end: what is shown; ``end`` is the first day that is not. A month is shown in whole
            weeks.
    """

    view: View
    anchor: date
    start: date
    end: date

    @property
    def value(self) -> str:
        """The period as a parameter of an address."""
        return f"{self.anchor:%Y-%m}" if self.view is View.MONTH else self.anchor.isoformat()

    @property
    def days(self) -> tuple[date, ...]:
        """All days, in order."""
        return tuple(self.start + _DAY * number for number in range((self.end - self.start).days))

    @property
    def last(self) -> date:
        """Last day that is shown."""
        return self.end - _DAY

    def holds(self, day: date) -> bool:
        """Whether a day is of the period itself, not only of its first or last week."""
        return self.view is not View.MONTH or (day.year, day.month) == (
            self.anchor.year,
            self.anchor.month,
        )

    @property
    def before(self) -> Period:
        """The period before."""
        return make_period(self.view, self._shifted(-1))

    @property
    def after(self) -> Period:
        """The period after."""
        return make_period(self.view, self._shifted(1))

    def as_view(self, view: View, today: date) -> Period:
        """Another view of the same days: around today where today is among them."""
        return make_period(view, today if self.start <= today < self.end else self.anchor)

    def _shifted(self, by: int) -> date:
        if self.view is View.MONTH:
            months = self.anchor.year * 12 + self.anchor.month - 1 + by
            return date(months // 12, months % 12 + 1, 1)
        return self.anchor + by * (_WEEK if self.view is View.WEEK else _DAY)


def make_period(view: View, around: date) -> Period:
    """The month, week or day that a day is in."""
    monday = around - _DAY * around.weekday()
    if view is View.WEEK:
        return Period(view, monday, monday, monday + _WEEK)
    if view is View.DAY:
        return Period(view, around, around, around + _DAY)
    first = around.replace(day=1)
    next_month = (first + timedelta(days=31)).replace(day=1)
    last = next_month - _DAY
    return Period(view, first, first - _DAY * first.weekday(), last + _DAY * (7 - last.weekday()))


def read_period(query: Mapping[str, str], today: date) -> Period:
    """The period of an address; this month where it names none, or one that does not exist."""
    for view in View:
        written = query.get(view.value, "")
        day = _read_day(f"{written}-01" if view is View.MONTH else written)
        if day is not None:
            return make_period(view, day)
    return make_period(View.MONTH, today)


def _read_day(written: str) -> date | None:
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", written, re.ASCII):
        return None
    try:
        day = date.fromisoformat(written)
    except ValueError:
        return None
    return day if day.year in _YEARS else None
