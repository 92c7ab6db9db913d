"""How near the claims of two messages are: by vectors and by words."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from selaras.matching.judge.interface import Prepared
from selaras.matching.judge.words import jaccard, overlap

# Cosine from which two claims say the same, or nearly: 0.87 is common between claims on one topic.
_SAID = 0.905

Matrix = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Alignment:
    """Likeness of each claim of one message to each of the other, [claims, other claims]."""

    cosine: Matrix
    words: Matrix
    message_cosine: float
    message_words: float
    shared_names: int

    @property
    def coverage(self) -> tuple[float, float]:
        """How well the other message says what each claim says: mean best cosine, both ways."""
        if not self.cosine.size:
            return 0.0, 0.0
        return float(self.cosine.max(axis=1).mean()), float(self.cosine.max(axis=0).mean())

    @property
    def said(self) -> tuple[float, float]:
        """Share of the claims that the other message says too, both ways."""
        if not self.cosine.size:
            return 0.0, 0.0
        close = self.cosine >= _SAID
        return float(close.any(axis=1).mean()), float(close.any(axis=0).mean())


def align(one: Prepared, other: Prepared) -> Alignment:
    """Compare all claims of two messages."""
    cosine = np.clip(one.vectors[1:] @ other.vectors[1:].T, 0.0, 1.0)
    words = np.array(
        [[overlap(mine, theirs) for theirs in other.words] for mine in one.words],
        dtype=np.float32,
    ).reshape(cosine.shape)
    all_mine = frozenset[str]().union(*one.words)
    all_theirs = frozenset[str]().union(*other.words)
    return Alignment(
        cosine=cosine,
        words=words,
        message_cosine=float(one.vectors[0] @ other.vectors[0]),
        message_words=jaccard(all_mine, all_theirs),
        shared_names=len(one.names & other.names),
    )
