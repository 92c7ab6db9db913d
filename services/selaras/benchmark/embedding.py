"""Texts embedded in a second: the shipped pack beside the default torch path, same weights."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

from selaras.embedding.adapters.location import locate
from selaras.embedding.adapters.sentence_transformer import load_encoder
from selaras.embedding.adapters.torch_reference import load_torch_reference
from selaras.embedding.domain import EmbedKind
from selaras.embedding.settings import EmbeddingSettings

_ROUNDS = 5
_BATCH = 32


@dataclass(frozen=True, slots=True)
class EmbeddingResult:
    """Texts a second, and how many times faster the pack is."""

    single_pack: float
    single_torch: float
    batch_pack: float
    batch_torch: float

    @property
    def single_ratio(self) -> float:
        """One text at a time."""
        return round(self.single_pack / self.single_torch, 2)

    @property
    def batch_ratio(self) -> float:
        """Many texts at once."""
        return round(self.batch_pack / self.batch_torch, 2)


def measure_embedding(texts: Sequence[str]) -> EmbeddingResult:
    """Both ways in turn, several rounds each; the median of each.

    Both use as many threads as they take by default. The torch path is what a user gets from
    ``SentenceTransformer(model).encode(texts)``.
    """
    settings = EmbeddingSettings()
    pack = load_encoder(settings)
    reference = load_torch_reference(
        locate(settings.model, settings.models_dir, allow_download=settings.allow_download)
    )
    prefixed = [f"passage: {text}" for text in texts]
    ways: dict[str, Callable[[], object]] = {
        "single_pack": lambda: [pack.encode([text], EmbedKind.PASSAGE) for text in texts],
        "single_torch": lambda: [reference.encode(text) for text in prefixed],
        "batch_pack": lambda: pack.encode(texts, EmbedKind.PASSAGE),
        "batch_torch": lambda: reference.encode(prefixed, batch_size=_BATCH),
    }
    for way in ways.values():
        way()  # the first run of each pays for allocations
    times: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(_ROUNDS):
        for name, way in ways.items():
            started = time.perf_counter()
            way()
            times[name].append(time.perf_counter() - started)
    speeds = {name: round(len(texts) / median(taken), 1) for name, taken in times.items()}
    return EmbeddingResult(**speeds)
