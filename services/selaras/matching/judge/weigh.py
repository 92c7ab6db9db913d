"""How probable each conflict between two facts is: first without, then with what was read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from selaras.matching.judge.conflicts import Conflict
from selaras.matching.judge.interface import FactPair, Readings
from selaras.matching.judge.model import LogisticModel
from selaras.matching.judge.reading_signals import reading_signals


@dataclass(frozen=True, slots=True)
class Weighed:
    """A conflict and the probability that it is one."""

    conflict: Conflict
    probability: float

    @property
    def facts(self) -> FactPair:
        """Its facts, by place and kind."""
        mine, theirs = self.conflict.mine, self.conflict.theirs
        return mine.span, mine.kind, theirs.span, theirs.kind


def weigh(found: Iterable[Conflict], model: LogisticModel) -> list[Weighed]:
    """The conflicts by facts, vectors and words alone, the most probable first."""
    return _sorted(Weighed(item, model.probability(item.signals)) for item in found)


def weigh_again(
    weighed: Iterable[Weighed], readings: Readings, model: LogisticModel
) -> list[Weighed]:
    """The conflicts with what was read of their claims; the others keep what they have."""
    return _sorted(Weighed(item.conflict, _probability(item, readings, model)) for item in weighed)


def _probability(item: Weighed, readings: Readings, model: LogisticModel) -> float:
    reading = readings.get(item.facts)
    if reading is None:
        return item.probability
    return model.probability(item.conflict.signals | reading_signals(reading))


def _sorted(weighed: Iterable[Weighed]) -> list[Weighed]:
    return sorted(weighed, key=lambda item: -item.probability)
