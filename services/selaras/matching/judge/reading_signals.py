"""Signals that follow from what an entailment model said of two claims."""

from __future__ import annotations

import math

from selaras.matching.domain.entailment import Reading

# Log odds of a model are mostly within this; divided by it they are of the size of other signals.
_SPREAD = 4.0
_LEAST = 1e-4


def reading_signals(reading: Reading) -> dict[str, float]:
    """Named signals of one pair of claims, as log odds.

    Where the facts say that two values differ, an entailment model says whether they are of one
    thing: then it hardly calls the claims neutral. Two claims without such facts clash where it
    says that they do.
    """
    ways = (reading.forward.contradiction, reading.backward.contradiction)
    return {
        "read_contradiction": (odds(ways[0]) + odds(ways[1])) / 2,
        "read_contradiction_both": odds(min(ways)),
        "read_neutral": odds(reading.neutral),
        "read_entailment": odds(reading.entailment),
    }


def statement_signals(reading: Reading) -> dict[str, float]:
    """The same for two whole claims, of which nothing else says that they differ."""
    signals = reading_signals(reading)
    return signals | {
        "read_statement_contradiction": signals["read_contradiction"],
        "read_statement_neutral": signals["read_neutral"],
    }


def odds(probability: float) -> float:
    """Log odds of what a model says, of the size of other signals."""
    return math.log(max(probability, _LEAST) / max(1 - probability, _LEAST)) / _SPREAD
