"""Figures of a period as people read them: shares, changes, rows of tables and files."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from selaras.console.content.turns import without_turns

# What the services give in one report.
MOST_DAYS = 366
_DEFAULT_DAYS = 30
# What a table program would take for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class PeriodError(ValueError):
    """Not two days in order, or too many of them between."""


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days in somebody's time zone, both included."""

    first: date
    last: date
    zone: ZoneInfo

    @property
    def start(self) -> datetime:
        """The first moment of it."""
        return datetime.combine(self.first, time(), self.zone).astimezone(UTC)

    @property
    def end(self) -> datetime:
        """The first moment after it."""
        return datetime.combine(self.last + timedelta(days=1), time(), self.zone).astimezone(UTC)

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1


def read_period(first: str, last: str, now: datetime, zone: ZoneInfo) -> Period:
    """The period that two days name; the last thirty days where they are not given.

    Raises:
        PeriodError
    """
    today = now.astimezone(zone).date()
    try:
        until = date.fromisoformat(last) if last else today
        since = date.fromisoformat(first) if first else until - timedelta(days=_DEFAULT_DAYS - 1)
    except ValueError as error:
        raise PeriodError(str(error)) from error
    period = Period(since, until, zone)
    if not 1 <= period.days <= MOST_DAYS:
        raise PeriodError(f"{period.days} days")
    return period


def read_month(month: str, now: datetime, zone: ZoneInfo) -> Period:
    """The month that ``YYYY-MM`` names; the one before the current where it is not given.

    Raises:
        PeriodError
    """
    if month:
        try:
            first = date.fromisoformat(f"{month}-01")
        except ValueError as error:
            raise PeriodError(str(error)) from error
    else:
        first = month_before(now.astimezone(zone).date().replace(day=1))
    return Period(first, month_after(first) - timedelta(days=1), zone)


def month_before(first: date) -> date:
    """First day of the month before one, of which the first day is given."""
    return (first - timedelta(days=1)).replace(day=1)


def month_after(first: date) -> date:
    """First day of the month after one, of which the first day is given."""
    return (first + timedelta(days=32)).replace(day=1)


def share(part: int, whole: int) -> float | None:
    """Which share a part is, 0 to 1; None of nothing."""
    return part / whole if whole else None


@dataclass(frozen=True, slots=True)
class Change:
    """A number beside that of the period before."""

    now: int
    before: int

    @property
    def difference(self) -> int:
        """How much more there is now."""
        return self.now - self.before


def write_csv(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table as a file that Excel opens as a table in an Indonesian system.

    Semicolons, because a comma is the decimal sign there; a mark at the beginning says UTF-8. A
    text that a table program would run as a formula begins with an apostrophe.
    """
    file = io.StringIO()
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    for row in (head, *rows):
        writer.writerow([_harmless(value) for value in row])
    return "\ufeff" + file.getvalue()


def _harmless(value: object) -> object:
    if value is None:
        return ""
    if not isinstance(value, str):
        return value
    text = without_turns(value)
    return f"'{text}" if text.startswith(_FORMULA) else text
