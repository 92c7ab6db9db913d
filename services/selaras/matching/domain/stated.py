"""What one side of a finding states, in one form for each sort of value, free of its words.

A :class:`Stated` is made of a fact when a pair is judged, is stored with the finding, and is all
that an explanation needs to say what differs: `3 hari lebih lambat`, `setara 09.00 WITA`.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass

from selaras.matching.domain.facts import FactKind


class Sort(enum.StrEnum):
    """What ``low`` and ``high`` of a :class:`Stated` are. The names are stored."""

    DATE = "date"  # the first and the last day, ISO
    DAYS = "days"  # low: days that are no run, ISO, with commas
    WEEKDAYS = "weekdays"  # low: days of the week with commas, Monday is 0
    TIME = "time"  # minutes after midnight in the zone that unit names; high may be empty
    MINUTES = "minutes"
    WORKDAYS = "workdays"
    MONTHS = "months"
    RUPIAH = "rupiah"  # unit: what one pays it for, empty: once
    NUMBER = "number"  # unit: of measure, empty for things counted
    PERCENT = "percent"
    STATE = "state"  # low: the dimension, high: + or -
    LEVEL = "level"  # low: the step on the alert scale, 1 to 4
    BOUNDS = "bounds"  # of a scale: from low (included) to high (excluded), empty: no bound
    SERIES = "series"  # low: which one of a series, unit: of which
    NAME = "name"  # low: a name, a number to call, an address


@dataclass(frozen=True, slots=True)
class Stated:
    """A value as one side states it.

    Attributes:
        kind: kind of the fact that it was read from.
        per: basis of a rate, such as ``month`` or ``2 kg``; empty: none.
        bound: a value of :class:`selaras.matching.domain.facts.Bound`.
        exchangeable: whether its words may stand in the place of the other side's words.
    """

    kind: FactKind
    sort: Sort
    low: str
    high: str = ""
    unit: str = ""
    per: str = ""
    bound: str = "exact"
    exchangeable: bool = True

    @property
    def is_point(self) -> bool:
        """Whether it is one value and no range."""
        return self.low == self.high or not self.high
