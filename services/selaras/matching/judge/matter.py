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
from selaras.matching.judge.interface import Prepared
from selaras.matching.judge.model import LogisticModel
from selaras.matching.judge.sameness import sameness_signals
from selaras.matching.judge.signals import pair_signals

_FAR = 8.0
# Without a conflict to show there is no contradiction: most labelled pairs of one matter clash, and
# the models would say so of any two such messages.
_MOST_TIMES = 3.0
# Announcements of one matter mostly come within days; a yearly one has a quarter between.
_NEAR_DAYS = {"authored_fortnight": 14, "authored_quarter": 90}


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
        read: whether an entailment model has read some of their claims.
    """
    suffix = "_read" if read else ""
    same = models[f"same{suffix}"].probability(signals)
    clash = models[f"clash{suffix}"].probability(signals)
    strongest = 1 / (1 + math.exp(-signals["strongest"]))
    return Chances(min(same * clash, _MOST_TIMES * strongest), same * (1 - clash))


def of_the_pair(
    one: Prepared, other: Prepared, alignment: Alignment, context: Context
) -> dict[str, float]:
    """The signals that do not depend on conflicts or on what was read."""
    apart = abs((one.message.authored - other.message.authored).days)
    return {
        **{name: math.exp(-apart / days) for name, days in _NEAR_DAYS.items()},
        **pair_signals(alignment, context),
        **sameness_signals(one, other, alignment, context),
    }


def matter_signals(
    of_pair: Mapping[str, float], probabilities: Sequence[float], readings: Sequence[Reading] = ()
) -> dict[str, float]:
    """Named signals of a pair of messages.

    Args:
        of_pair: what :func:`of_the_pair` says.
        probabilities: of its conflicts, the highest first.
        readings: what an entailment model said of its claims.

    The highest of many probabilities is high by chance, so how many there are belongs to the
    verdict. Whether a second one agrees does not help: it mostly says that the texts are long.
    """
    return {
        **of_pair,
        "strongest": logit(probabilities[0]) if probabilities else -_FAR,
        "conflicts": math.log1p(len(probabilities)),
        "read_mean_entailment": _mean([item.entailment for item in readings]),
        "read_mean_neutral": _mean([item.neutral for item in readings]),
        "read_mean_contradiction": _mean([item.contradiction for item in readings]),
    }


def logit(probability: float) -> float:
    """Log odds, at most 8 in size."""
    clipped = min(max(probability, 1e-6), 1 - 1e-6)
    return max(-_FAR, min(_FAR, math.log(clipped / (1 - clipped))))


def _mean(numbers: Sequence[float]) -> float:
    return sum(numbers) / len(numbers) if numbers else 0.0
