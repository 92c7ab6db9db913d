"""How probable each conflict between two facts is: first without, then with what was read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from selaras.matching.domain.entailment import Reading
from selaras.matching.domain.facts import FactKind
from selaras.matching.judge.conflicts import Conflict
from selaras.matching.judge.interface import FactPair, Readings
from selaras.matching.judge.model import LogisticModel
from selaras.matching.judge.reading_signals import reading_signals, statement_signals


@dataclass(frozen=True, slots=True)
class Weighed:
    """A conflict and the probability that it is one."""

    conflict: Conflict
    probability: float

    @property
    def facts(self) -> FactPair:
        """Its facts, by place and kind."""
        return self.conflict.facts


def weigh(found: Iterable[Conflict], model: LogisticModel) -> list[Weighed]:
    """The conflicts by facts, vectors and words alone, the most probable first."""
    return _sorted(Weighed(item, model.probability(item.signals)) for item in found)


def weigh_again(
    weighed: Iterable[Weighed], readings: Readings, model: LogisticModel
) -> list[Weighed]:
    """The conflicts with what was read of their claims; the others keep what they have."""
    return _sorted(Weighed(item.conflict, _probability(item, readings, model)) for item in weighed)


def narrowed(strong: Weighed, weighed: Iterable[Weighed], least: float) -> Conflict:
    """Of two claims that clash the differing facts in them, the most probable ones, if any.

    Facts that are too improbable to stand for the claims still tell of what kind the clash is,
    better than the words of the claims do.

    Args:
        strong: of two facts, which is answered as it is, or of two claims.
        weighed: all conflicts of the messages, the most probable first.
        least: less probable facts than this do not stand for the claims.
    """
    conflict = strong.conflict
    if not conflict.of_claims:
        return conflict
    for item in weighed:
        facts = item.conflict
        if facts.claims == conflict.claims and not facts.of_claims:
            return facts if item.probability >= least else _of_kind(conflict, facts.mine.kind)
    return conflict


def _of_kind(conflict: Conflict, kind: FactKind) -> Conflict:
    mine, theirs = replace(conflict.mine, kind=kind), replace(conflict.theirs, kind=kind)
    return replace(conflict, mine=mine, theirs=theirs)


def _probability(item: Weighed, readings: Readings, model: LogisticModel) -> float:
    reading = readings.get(item.facts)
    if reading is None:
        return item.probability
    return model.probability(read_signals(item.conflict, reading))


def read_signals(conflict: Conflict, reading: Reading) -> dict[str, float]:
    """The signals of a conflict with what was read of its claims."""
    told = statement_signals if conflict.of_claims else reading_signals
    return conflict.signals | told(reading)


def _sorted(weighed: Iterable[Weighed]) -> list[Weighed]:
    return sorted(weighed, key=lambda item: -item.probability)
