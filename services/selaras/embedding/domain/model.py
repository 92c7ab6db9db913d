"""What models are asked for and what they answer."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class EmbedKind(enum.Enum):
    """What a text is embedded for; models of the E5 family want a prefix for each."""

    PASSAGE = "passage"
    QUERY = "query"


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """The embedding model that answers.

    Attributes:
        name: as it was configured: a pack, a folder, or a sentence-transformers name.
        version: hash of everything that decides its vectors; vectors of two versions are never
            compared.
        dimensions: length of a vector.
        max_tokens: longest text it reads, in tokens, the prefix and the special tokens included.
    """

    name: str
    version: str
    dimensions: int
    max_tokens: int


@dataclass(frozen=True, slots=True)
class EntailmentModel:
    """The entailment model that answers; ``version`` as in :class:`ModelInfo`."""

    name: str
    version: str


@dataclass(frozen=True, slots=True)
class Entailment:
    """Probabilities that add up to one."""

    entailment: float
    neutral: float
    contradiction: float
