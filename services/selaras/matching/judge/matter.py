"""What two messages are to each other as a whole: two questions, and the signals for them.

Are they one message to one public? And if so, does something in them clash? A contradiction is yes
to both, an overlap yes and no. One question for a contradiction alone would have to tell it both
from what is about something else and from what says the same, which are opposite directions.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from selaras.matching.domain.entailment import Reading
from selaras.matching.judge.alignment import Alignment
from selaras.matching.judge.context import Context
from selaras.matching.judge.interface import OPENINGS, Prepared, Readings
from selaras.matching.judge.model import LogisticModel
from selaras.matching.judge.reading_signals import odds
from selaras.matching.judge.sameness import sameness_signals
from selaras.matching.judge.signals import authored_signals, pair_signals
from selaras.matching.judge.weigh import Weighed

_FAR = 8.0
_ALMOST_ONE = 0.999
# Without a conflict to show there is no contradiction: most labelled pairs of one matter clash, and
# the models would say so of any two such messages.
_MOST_TIMES = 3.0


@dataclass(frozen=True, slots=True)
class Chances:
    """Probabilities: that two messages contradict, and that they overlap."""

    contradiction: float
    overlap: float


def chances(
    signals: Mapping[str, float], models: Mapping[str, LogisticModel], *, read: bool
) -> Chances:
    """What the models say of two messages.

    Args:
        signals: of :func:`matter_signals`.
        models: by their name in weights.json.
        read: whether an entailment model has read their openings.
    """
    suffix = "_read" if read else ""
    same = models[f"same{suffix}"].probability(signals)
    clash = models[f"clash{suffix}"].probability(signals)
    strongest = 1 / (1 + math.exp(-signals["strongest"]))
    contradiction = min(same * clash, _MOST_TIMES * strongest)
    return Chances(contradiction, same - contradiction)


def of_the_pair(
    one: Prepared, other: Prepared, alignment: Alignment, context: Context
) -> dict[str, float]:
    """The signals that do not depend on conflicts or on what was read."""
    return {
        **authored_signals(one.message.authored, other.message.authored),
        **pair_signals(alignment, context),
        **sameness_signals(one, other, alignment, context),
    }


def matter_signals(
    of_pair: Mapping[str, float], weighed: Sequence[Weighed], readings: Readings
) -> dict[str, float]:
    """Named signals of a pair of messages.

    Args:
        of_pair: what :func:`of_the_pair` says.
        weighed: its conflicts, the most probable first.
        readings: what an entailment model said of their claims and openings, if it was asked.

    The highest of many probabilities is high by chance, so how many there are belongs to the
    verdict, and how probable it is that none of them holds.
    """
    probabilities = [item.probability for item in weighed]
    claims = [reading for about, reading in readings.items() if about != OPENINGS]
    return {
        **of_pair,
        **_opening_signals(readings.get(OPENINGS)),
        "strongest": logit(probabilities[0]) if probabilities else -_FAR,
        "strongest_facts": _strongest(weighed, of_claims=False),
        "strongest_claims": _strongest(weighed, of_claims=True),
        "none_holds": sum(math.log1p(-min(item, _ALMOST_ONE)) for item in probabilities),
        "conflicts": math.log1p(len(probabilities)),
        "read_most_contradiction": max((item.contradiction for item in claims), default=0.0),
        "read_mean_entailment": _mean([item.entailment for item in claims]),
        "read_mean_neutral": _mean([item.neutral for item in claims]),
        "read_mean_contradiction": _mean([item.contradiction for item in claims]),
    }


def _strongest(weighed: Sequence[Weighed], *, of_claims: bool) -> float:
    """Log odds of the most probable conflict of facts, or of whole claims."""
    one_sort = (item.probability for item in weighed if item.conflict.of_claims is of_claims)
    return logit(max(one_sort, default=0.0))


def _opening_signals(reading: Reading | None) -> dict[str, float]:
    if reading is None:
        return {}
    return {
        "openings_entailment": odds(reading.entailment),
        "openings_neutral": odds(reading.neutral),
        "openings_contradiction": odds(reading.contradiction),
    }


def logit(probability: float) -> float:
    """Log odds, at most 8 in size."""
    clipped = min(max(probability, 1e-6), 1 - 1e-6)
    return max(-_FAR, min(_FAR, math.log(clipped / (1 - clipped))))


def _mean(numbers: Sequence[float]) -> float:
    return sum(numbers) / len(numbers) if numbers else 0.0
