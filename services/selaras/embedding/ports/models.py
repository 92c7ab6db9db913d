"""Models as the handlers see them. Calls block: they belong into a thread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from selaras.embedding.domain import EmbedKind, Entailment, EntailmentModel, ModelInfo

SentencePair = tuple[str, str]
"""Premise and hypothesis."""


@dataclass(frozen=True, slots=True)
class Encoded:
    """Vectors of some texts, in their order.

    Attributes:
        vectors: float32 of shape (texts, dimensions), each of length one.
        truncated: for each text, whether it was longer than the model reads, so that its vector
            covers its beginning only.
    """

    vectors: npt.NDArray[np.float32]
    truncated: tuple[bool, ...]


class Encoder(Protocol):
    """Turns texts into vectors."""

    @property
    def info(self) -> ModelInfo:
        """Which model this is."""
        ...

    def encode(self, texts: Sequence[str], kind: EmbedKind) -> Encoded:
        """Vectors of the texts; any text has one, an empty text too.

        The vector of a text does not depend on the texts beside it, but for rounding.
        """
        ...


class EntailmentScorer(Protocol):
    """Judges whether one sentence follows from another."""

    @property
    def info(self) -> EntailmentModel:
        """Which model this is."""
        ...

    def score(self, pairs: Sequence[SentencePair]) -> list[Entailment]:
        """One judgement for each pair, in their order."""
        ...


@dataclass(frozen=True, slots=True)
class Models:
    """The models of one service; ``scorer`` is None where none is configured."""

    encoder: Encoder
    scorer: EntailmentScorer | None = None
