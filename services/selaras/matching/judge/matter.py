"""Whether two messages contradict, from the conflicts between their facts: the pair as a whole."""

from __future__ import annotations

import math
from collections.abc import Sequence

from selaras.matching.judge.alignment import Alignment
from selaras.matching.judge.context import Context
from selaras.matching.judge.signals import pair_signals

_FAR = 8.0


def contradiction_signals(
    probabilities: Sequence[float], alignment: Alignment, context: Context
) -> dict[str, float]:
    """Named signals of a pair of messages.

    Args:
        probabilities: of its conflicts, the highest first.
        alignment: of the two messages.
        context: of the two messages.

    The highest of many probabilities is high by chance, so how many there are belongs to the
    verdict. Whether a second one agrees does not help: it mostly says that the texts are long.
    """
    first = logit(probabilities[0]) if probabilities else -_FAR
    return {
        **pair_signals(alignment, context),
        "strongest": first,
        "conflicts": math.log1p(len(probabilities)),
        "coverage_low": (min(alignment.coverage) - 0.8) / 0.2,
    }


def logit(probability: float) -> float:
    """Log odds, at most 8 in size."""
    clipped = min(max(probability, 1e-6), 1 - 1e-6)
    return max(-_FAR, min(_FAR, math.log(clipped / (1 - clipped))))
