"""Whether two messages are about one occasion: the same days, the same phase, the same things."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from selaras.matching.domain.facts import DateValue, Fact, FactKind, Role
from selaras.matching.facts.compare import Comparison, compare
from selaras.matching.judge.interface import Prepared
from selaras.matching.judge.phases import named_phases
from selaras.matching.judge.scope import AreaRelation, area_relation

# Days between the nearest dates of two messages from which they speak of different occasions.
_OTHER_PERIOD_DAYS = 60
_SAME = (Comparison.EQUAL, Comparison.CONTAINS, Comparison.CONTAINED)
# Facts that, when they agree, speak for one occasion. A status or a percentage agrees too easily.
_TELLING = frozenset(
    {
        FactKind.DATE,
        FactKind.TIME,
        FactKind.AMOUNT,
        FactKind.QUANTITY,
        FactKind.PLACE,
        FactKind.CONTACT,
        FactKind.ELIGIBILITY,
        FactKind.PERCENTAGE,
    }
)
# Kinds that can speak of one thing in two ways: three days and a range of dates, free of charge
# as an amount and as a status, who may come and what must be brought.
_ACROSS = (
    frozenset({FactKind.DATE, FactKind.TIME, FactKind.DURATION}),
    frozenset({FactKind.AMOUNT, FactKind.STATUS}),
    frozenset({FactKind.STATUS, FactKind.REQUIREMENT, FactKind.ELIGIBILITY}),
)
_ASIDE = frozenset({Role.PUBLISHED, Role.REFERENCE_TIME})


@dataclass(frozen=True, slots=True)
class Pairing:
    """Two facts of the same kind and how their values compare."""

    mine: Fact
    theirs: Fact
    comparison: Comparison


@dataclass(frozen=True, slots=True)
class Context:
    """What two messages have in common beside a single fact."""

    area: AreaRelation
    pairings: tuple[Pairing, ...]
    equal_facts: int
    days_apart: int
    other_phase: bool

    @property
    def other_period(self) -> bool:
        """Whether the dates of the two lie too far apart to be of one occasion."""
        return self.days_apart > _OTHER_PERIOD_DAYS


def context_of(one: Prepared, other: Prepared) -> Context:
    """Compare all facts of two messages, and what follows from them together."""
    mine = _stated(one)
    theirs = _stated(other)
    pairings = tuple(
        Pairing(fact, candidate, compare(fact, candidate))
        for fact in mine
        for candidate in theirs
        if comparable(fact.kind, candidate.kind)
    )
    return Context(
        area=area_relation(one.scope, other.scope),
        pairings=pairings,
        equal_facts=_equal_facts(pairings),
        days_apart=_days_apart(mine, theirs),
        other_phase=_other_phase(mine, theirs),
    )


def comparable(one: FactKind, other: FactKind) -> bool:
    """Whether facts of two kinds may speak of one thing."""
    return one is other or any({one, other} <= kinds for kinds in _ACROSS)


def is_same(comparison: Comparison) -> bool:
    """Whether two values can both hold because they say the same, or one within the other."""
    return comparison in _SAME


def _stated(message: Prepared) -> list[Fact]:
    """Facts that the message asserts: no quoted hoax, no dateline."""
    return [fact for fact in message.extracted.facts if not fact.denied and fact.role not in _ASIDE]


def _equal_facts(pairings: tuple[Pairing, ...]) -> int:
    """How many different telling facts of one message the other repeats."""
    return len(
        {
            (pairing.mine.kind, str(pairing.mine.value))
            for pairing in pairings
            if pairing.comparison is Comparison.EQUAL and pairing.mine.kind in _TELLING
        }
    )


def _days(facts: list[Fact]) -> list[tuple[date, date]]:
    return [
        (fact.value.start, fact.value.end)
        for fact in facts
        if isinstance(fact.value, DateValue) and fact.value.start and fact.value.end
    ]


def _days_apart(mine: list[Fact], theirs: list[Fact]) -> int:
    """Days between the nearest dates; 0 when they touch, or when one message has none."""
    gaps = [
        max((second[0] - first[1]).days, (first[0] - second[1]).days, 0)
        for first in _days(mine)
        for second in _days(theirs)
    ]
    return min(gaps, default=0)


def _other_phase(mine: list[Fact], theirs: list[Fact]) -> bool:
    """Whether both name a phase (putaran, tahap, gelombang) and never the same."""
    first, second = named_phases(mine), named_phases(theirs)
    shared = first.keys() & second.keys()
    return bool(shared) and all(not first[label] & second[label] for label in shared)
