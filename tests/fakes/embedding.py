"""Models without weights, and executors that a test holds in its hand."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future
from typing import Any

import numpy as np
from selaras.embedding.domain import EmbedKind, Entailment, EntailmentModel, ModelInfo
from selaras.embedding.ports import Encoded, SentencePair

DIMENSIONS = 8


class FakeEncoder:
    """Vectors that depend on the text and its kind alone; fails on texts with ``poison``."""

    info = ModelInfo("fake", "fake-1", DIMENSIONS, max_tokens=5)

    def __init__(self) -> None:
        self.calls: list[tuple[EmbedKind, list[str]]] = []

    def encode(self, texts: Sequence[str], kind: EmbedKind) -> Encoded:
        self.calls.append((kind, list(texts)))
        if any("poison" in text for text in texts):
            raise ValueError("poison")
        vectors = np.stack([fake_vector(text, kind) for text in texts])
        truncated = tuple(len(text.split()) > self.info.max_tokens for text in texts)
        return Encoded(vectors, truncated)


def fake_vector(text: str, kind: EmbedKind) -> np.ndarray:
    """What FakeEncoder answers for a text."""
    seed = hashlib.sha256(f"{kind.value}: {text}".encode()).digest()
    vector = np.frombuffer(seed[:DIMENSIONS], dtype=np.uint8).astype(np.float32) + 1
    return vector / np.linalg.norm(vector)


class FakeScorer:
    """A pair whose sides are equal is entailed, every other contradicts."""

    info = EntailmentModel("fake-nli", "fake-nli-1")

    def score(self, pairs: Sequence[SentencePair]) -> list[Entailment]:
        return [Entailment(float(p == h), 0.0, float(p != h)) for p, h in pairs]


class InlineExecutor(Executor):
    """Runs at once, on the spot."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


class HeldExecutor(Executor):
    """Runs nothing until it is told to."""

    def __init__(self) -> None:
        self.held: list[Callable[[], None]] = []

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()

        def run() -> None:
            if future.set_running_or_notify_cancel():
                try:
                    future.set_result(fn(*args, **kwargs))
                except Exception as error:
                    future.set_exception(error)

        self.held.append(run)
        return future

    def release(self) -> None:
        """Run the oldest piece of work."""
        self.held.pop(0)()
