"""Signals that follow from what an entailment model said of two claims."""

from __future__ import annotations

from selaras.matching.domain.entailment import Reading


def reading_signals(reading: Reading) -> dict[str, float]:
    """Named signals of one pair of claims.

    Where the facts say that two values differ, an entailment model says whether they are of one
    thing: then it hardly calls the claims neutral.
    """
    ways = (reading.forward.contradiction, reading.backward.contradiction)
    return {
        "read_contradiction": reading.contradiction,
        "read_contradiction_both": min(ways),
        "read_neutral": reading.neutral,
        "read_entailment": reading.entailment,
    }
