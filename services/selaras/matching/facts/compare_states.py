"""How two states, causes or doers lie to each other."""

from __future__ import annotations

from selaras.matching.domain.facts import (
    ActorValue,
    CauseValue,
    MoneyValue,
    Role,
    StatusValue,
)
from selaras.matching.domain.states import Dimension
from selaras.matching.facts.audience_axes import rivals, same_respect
from selaras.matching.facts.compare_numbers import Comparison

# Axes on which one thing cannot be at opposite ends: what is closed does not run.
_OPENNESS = frozenset({Dimension.ACCESS, Dimension.OPERATION, Dimension.WORKDAY})
# Sums that people get, or that are spent on them, say nothing of what they pay.
_NOT_ASKED = frozenset({Role.BENEFIT, Role.BUDGET, Role.FINE})


def compare_statuses(a: StatusValue, _ra: Role, b: StatusValue, _rb: Role) -> Comparison:
    """Compares two states; those of different things say nothing of each other."""
    if a.dimension is b.dimension is Dimension.PARTICIPATION:
        return _compare_audiences(a, b)
    if a.of and b.of and not set(a.of) & set(b.of):
        return Comparison.INCOMPARABLE
    if a.dimension is b.dimension:
        if a.dimension is Dimension.ALERT:
            return Comparison.EQUAL if a.level == b.level else Comparison.DIFFERENT
        return Comparison.EQUAL if a.positive == b.positive else Comparison.DIFFERENT
    if a.dimension in _OPENNESS and b.dimension in _OPENNESS and a.positive != b.positive:
        return Comparison.DIFFERENT
    return Comparison.INCOMPARABLE


def _compare_audiences(a: StatusValue, b: StatusValue) -> Comparison:
    """Who may take part: open to all, or for some only, in the respects that both speak of."""
    if a.positive != b.positive:
        told = same_respect(a.of, b.of)
        return Comparison.DIFFERENT if told else Comparison.INCOMPARABLE
    if not a.positive and rivals(a.of, b.of):
        return Comparison.DIFFERENT
    return Comparison.EQUAL


def compare_money_and_status(a: MoneyValue, ra: Role, b: StatusValue, _rb: Role) -> Comparison:
    """`gratis` against `berbayar`."""
    if b.dimension is not Dimension.COST or ra in _NOT_ASKED:
        return Comparison.INCOMPARABLE
    return Comparison.EQUAL if a.is_free == b.positive else Comparison.DIFFERENT


# What may be stated side by side of one thing: the poison and where it came from.
_TOGETHER = tuple(
    frozenset(pair.split())
    for pair in (
        "works upkeep", "chemical industry", "chemical mining", "chemical household",
        "germ household", "chemical oil", "smoke burning", "weather drowning",
    )
)  # fmt: skip


def _may_go_together(a: CauseValue, b: CauseValue) -> bool:
    def met(one: str, others: tuple[str, ...]) -> bool:
        return any({one, other} in _TOGETHER for other in others)

    return all(met(sort, b.sorts) for sort in a.sorts) and all(met(s, a.sorts) for s in b.sorts)


def compare_causes(a: CauseValue, _ra: Role, b: CauseValue, _rb: Role) -> Comparison:
    """Compares two causes by family, or by their words where a family is not known.

    In one family they may be the same in other words. Beyond it a shared word is rarely what
    decides (`pipa pecah`, `penyambungan pipa`), unless it leads both.
    """
    if set(a.sorts) & set(b.sorts) or a.words[:1] == b.words[:1]:
        return Comparison.EQUAL
    if a.sorts and b.sorts:
        return Comparison.INCOMPARABLE if _may_go_together(a, b) else Comparison.DIFFERENT
    if set(a.words) & set(b.words):
        return Comparison.EQUAL
    return Comparison.DIFFERENT if a.words and b.words else Comparison.INCOMPARABLE


def compare_cause_and_status(a: CauseValue, _ra: Role, b: StatusValue, _rb: Role) -> Comparison:
    """A stated cause against one that is said to be known or unknown."""
    if b.dimension is not Dimension.CERTAINTY:
        return Comparison.INCOMPARABLE
    if b.positive:
        return Comparison.EQUAL
    # What is suspected may well be still under investigation.
    return Comparison.INCOMPARABLE if a.suspected else Comparison.DIFFERENT


def compare_actors(a: ActorValue, _ra: Role, b: ActorValue, _rb: Role) -> Comparison:
    """Compares who does one thing; a name within a longer one is the same."""
    if a.act != b.act:
        return Comparison.INCOMPARABLE
    mine, theirs = set(a.name.split()), set(b.name.split())
    return Comparison.EQUAL if mine <= theirs or theirs <= mine else Comparison.DIFFERENT
