"""Which phase (putaran, tahap, gelombang) a message, or one of its facts, speaks of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from selaras.matching.domain.facts import ExtractedMessage, Fact, IdentityValue, Role

# The number of an anniversary is stated of the occasion, as its date is; it is no phase of it.
_NO_PHASE = "hari jadi"
_OTHER_PART = 10**6
# What stands behind one of these belongs to something else: it counts as this much farther.
_BREAK = re.compile(r"[,;:.!?\n]|\b(?:dan|sedangkan|lalu|kemudian)\b", re.IGNORECASE)
_BREAK_LENGTH = 60


def phase_of(fact: Fact) -> tuple[str, int] | None:
    """What a fact names a phase of, and its number; None for a fact that says something else."""
    value = fact.value
    if fact.role is not Role.PHASE or not isinstance(value, IdentityValue) or not value.number:
        return None
    return None if value.label == _NO_PHASE else (value.label, value.number)


def named_phases(facts: Iterable[Fact]) -> dict[str, set[int]]:
    """The numbers of the phases that facts name, by what they are phases of."""
    phases: dict[str, set[int]] = {}
    for fact in facts:
        if phase := phase_of(fact):
            phases.setdefault(phase[0], set()).add(phase[1])
    return phases


class PhaseReader:
    """Says of each fact of a message which phase it is of.

    That is the nearest phase that its claim names, if any; and a message that names one phase only
    speaks of that one throughout.
    """

    def __init__(self, message: ExtractedMessage) -> None:
        self._message = message.message
        self._by_claim: dict[int, list[tuple[Fact, str, int]]] = {}
        for fact in message.facts:
            if phase := phase_of(fact):
                self._by_claim.setdefault(fact.claim_index, []).append((fact, *phase))
        self._throughout = {
            label: min(numbers)
            for label, numbers in named_phases(message.facts).items()
            if len(numbers) == 1
        }

    def of(self, fact: Fact) -> Mapping[str, int]:
        """The number of the phase, by what it is a phase of."""
        named = self._by_claim.get(fact.claim_index)
        if named is None:
            return self._throughout
        # The farthest first, so that the nearest is what stays.
        named = sorted(named, key=lambda item: -self._gap(item[0], fact))
        return self._throughout | {label: number for _, label, number in named}

    def _gap(self, phase: Fact, fact: Fact) -> int:
        """Code points between the two; a phase that follows counts as twice as far."""
        if phase.span.part != fact.span.part:
            return _OTHER_PART
        if phase.span.end <= fact.span.start:
            start, end, factor = phase.span.end, fact.span.start, 1
        else:
            start, end, factor = fact.span.end, phase.span.start, 2
        between = self._message.text_of(fact.span.part)[start:end]
        return factor * len(between) + _BREAK_LENGTH * len(_BREAK.findall(between))


def differ(mine: Mapping[str, int], theirs: Mapping[str, int]) -> bool:
    """Whether two facts are of different phases of one thing."""
    return any(mine[label] != theirs[label] for label in mine.keys() & theirs.keys())
