"""Signals that follow from two messages, or from two values, alone."""

from __future__ import annotations

import math
from datetime import datetime

from selaras.matching.domain.facts import (
    DateValue,
    Fact,
    MoneyValue,
    PercentageValue,
    QuantityValue,
    StatusValue,
    TimeValue,
)
from selaras.matching.judge.alignment import Alignment
from selaras.matching.judge.context import Context
from selaras.matching.judge.scope import AreaRelation

# Announcements of one matter mostly come within days; a yearly one has a quarter between.
_NEAR_DAYS = {"authored_fortnight": 14, "authored_quarter": 90}


def pair_signals(alignment: Alignment, context: Context) -> dict[str, float]:
    """Signals about the two messages as a whole."""
    neighbouring = float(context.area is AreaRelation.NEIGHBOURING)
    return {
        "message_cosine": spread(alignment.message_cosine),
        "message_words": alignment.message_words,
        "shared_names": min(alignment.shared_names, 4) / 4,
        "equal_facts": min(context.equal_facts, 4) / 4,
        "area_nested": float(context.area is AreaRelation.NESTED),
        "area_neighbouring": neighbouring,
        "neighbouring_x_names": neighbouring * min(alignment.shared_names, 4) / 4,
        "other_period": float(context.other_period),
        "other_phase": float(context.other_phase),
    }


def authored_signals(one: datetime, other: datetime) -> dict[str, float]:
    """How near in time two messages were written, 1 for within a day."""
    apart = abs(one - other).days
    return {name: math.exp(-apart / days) for name, days in _NEAR_DAYS.items()}


def spread(cosine: float) -> float:
    """Cosines of the shipped model, 0.7 to 1, stretched so that 0.75 is 0 and 1 is 1."""
    return (cosine - 0.75) / 0.25


def value_signals(mine: Fact, theirs: Fact) -> dict[str, float]:
    """Signals that only some sorts of value have."""
    one, other = mine.value, theirs.value
    signals: dict[str, float] = {}
    if isinstance(one, TimeValue) and isinstance(other, TimeValue) and one.day and other.day:
        signals["same_day"] = float(one.day == other.day)
    if isinstance(one, MoneyValue) and isinstance(other, MoneyValue):
        signals["free_or_not"] = float(one.is_free != other.is_free)
    if isinstance(one, QuantityValue) and isinstance(other, QuantityValue):
        signals["unit_named"] = float(one.unit == other.unit != "count")
    return signals


def about(mine: Fact, theirs: Fact) -> float:
    """Whether the two values are of the same thing, by the words that say what they are of."""
    if isinstance(mine.value, QuantityValue) and isinstance(theirs.value, QuantityValue):
        counted = set(mine.value.counted), set(theirs.value.counted)
        if counted[0] and counted[1]:
            return 1.0 if counted[0] & counted[1] else 0.0
    first, second = set(mine.about), set(theirs.about)
    if not first or not second:
        return 0.0
    return len(first & second) / min(len(first), len(second))


def _number(fact: Fact) -> float | None:
    value = fact.value
    if isinstance(value, MoneyValue | QuantityValue | PercentageValue):
        return float(value.high)
    return None


def closeness(mine: Fact, theirs: Fact) -> float:
    """How near two different values are: a slip is near, another matter's value is far."""
    first, second = mine.value, theirs.value
    if isinstance(first, DateValue) and isinstance(second, DateValue):
        if first.start is None or second.start is None:
            return 0.0
        return math.exp(-abs((first.start - second.start).days) / 14)
    if isinstance(first, StatusValue):
        return 1.0
    one, other = _number(mine), _number(theirs)
    if one is None or other is None:
        return 0.5
    if one <= 0 or other <= 0:
        return 0.5  # free of charge against a price
    return math.exp(-abs(math.log(one / other)))


def inferred(fact: Fact) -> bool:
    """Whether a date was worked out (from ``besok``, a lone weekday) rather than stated."""
    return isinstance(fact.value, DateValue) and fact.value.inferred
