"""How two states, causes or doers lie to each other."""

from __future__ import annotations

from selaras.matching.domain.facts import (
    ActorValue,
    CauseValue,
    Dimension,
    MoneyValue,
    Role,
    StatusValue,
)
from selaras.matching.facts.compare_numbers import Comparison

# Axes on which one thing cannot be at opposite ends: what is closed does not run.
_OPENNESS = frozenset({Dimension.ACCESS, Dimension.OPERATION, Dimension.WORKDAY})


def compare_statuses(a: StatusValue, _ra: Role, b: StatusValue, _rb: Role) -> Comparison:
    """Compares two states; those of different things say nothing of each other."""
    if a.of and b.of and not set(a.of) & set(b.of):
        return Comparison.INCOMPARABLE
    if a.dimension is b.dimension:
        if a.dimension is Dimension.ALERT:
            return Comparison.EQUAL if a.level == b.level else Comparison.DIFFERENT
        return Comparison.EQUAL if a.positive == b.positive else Comparison.DIFFERENT
    if a.dimension in _OPENNESS and b.dimension in _OPENNESS and a.positive != b.positive:
        return Comparison.DIFFERENT
    return Comparison.INCOMPARABLE


def compare_money_and_status(a: MoneyValue, _ra: Role, b: StatusValue, _rb: Role) -> Comparison:
    """`gratis` against `berbayar`."""
    if b.dimension is not Dimension.COST:
        return Comparison.INCOMPARABLE
    return Comparison.EQUAL if a.is_free == b.positive else Comparison.DIFFERENT


def compare_causes(a: CauseValue, _ra: Role, b: CauseValue, _rb: Role) -> Comparison:
    """Compares two causes by family: in one family they may be the same in other words."""
    if set(a.sorts) & set(b.sorts) or set(a.words) & set(b.words):
        return Comparison.EQUAL
    return Comparison.DIFFERENT if a.sorts and b.sorts else Comparison.INCOMPARABLE


def compare_cause_and_status(_a: CauseValue, _ra: Role, b: StatusValue, _rb: Role) -> Comparison:
    """A stated cause against one that is said to be known or unknown."""
    if b.dimension is not Dimension.CERTAINTY:
        return Comparison.INCOMPARABLE
    return Comparison.EQUAL if b.positive else Comparison.DIFFERENT


def compare_actors(a: ActorValue, _ra: Role, b: ActorValue, _rb: Role) -> Comparison:
    """Compares who does one thing; a name within a longer one is the same."""
    if a.act != b.act:
        return Comparison.INCOMPARABLE
    mine, theirs = set(a.name.split()), set(b.name.split())
    return Comparison.EQUAL if mine <= theirs or theirs <= mine else Comparison.DIFFERENT
