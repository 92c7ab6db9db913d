"""Answers calls with the models, which are loaded once and run in one thread."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from selaras.embedding.domain import EmbedKind, Entailment, EntailmentModel, ModelInfo
from selaras.embedding.handlers.batching import BatchLimits, MicroBatcher
from selaras.embedding.ports import Encoder, EntailmentScorer, Models, SentencePair
from selaras.embedding.ports.errors import EntailmentUnavailable, ModelLoading

_Text = tuple[str, EmbedKind]
_Item = TypeVar("_Item")
_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class TextVector:
    """The vector of one text: float32 of length one; see ``Encoded.truncated``."""

    values: npt.NDArray[np.float32]
    truncated: bool


class InferenceHandler:
    """Embeds and judges; batches what is asked at the same time.

    Args:
        load: reads the models; blocks, so it is called in the thread that will run them.
        limits: of the batches; weights are characters.
        prepare: called first in that thread.
    """

    def __init__(
        self,
        load: Callable[[], Models],
        limits: BatchLimits,
        prepare: Callable[[], None] | None = None,
    ) -> None:
        self._load = load
        self._limits = limits
        # One thread: the runtime itself spreads a batch over its cores, and two batches at once
        # would only slow each other down.
        self._executor = ThreadPoolExecutor(1, "inference", initializer=prepare)
        self._models: Models | None = None
        self._texts: MicroBatcher[_Text, TextVector] | None = None
        self._pairs: MicroBatcher[SentencePair, Entailment] | None = None

    async def start(self) -> None:
        """Load the models; until this returns every call raises :class:`ModelLoading`.

        Raises:
            ModelUnusable: a model is missing or damaged.
        """
        loop = asyncio.get_running_loop()
        self._models = models = await loop.run_in_executor(self._executor, self._load)
        self._texts = self._batcher(lambda texts: encode(models.encoder, texts), _text_weight)
        self._texts.start()
        if (scorer := models.scorer) is not None:
            self._pairs = self._batcher(scorer.score, _pair_weight)
            self._pairs.start()

    async def stop(self) -> None:
        """Refuse all that wait, those of the batch under way too, and end the thread.

        A batch that the thread has begun is computed to its end first, for nobody: it cannot be
        interrupted.
        """
        for batcher in (self._texts, self._pairs):
            if batcher:
                await batcher.stop()
        await asyncio.to_thread(self._executor.shutdown, cancel_futures=True)

    async def embed(self, texts: Sequence[str], kind: EmbedKind) -> list[TextVector]:
        """Vectors of the texts, in their order.

        Raises:
            ModelLoading, Overloaded, Stopping
        """
        if self._texts is None:
            raise ModelLoading
        return await self._texts.submit([(text, kind) for text in texts])

    async def entail(self, pairs: Sequence[SentencePair]) -> list[Entailment]:
        """Judgements of the pairs, in their order.

        Raises:
            EntailmentUnavailable, ModelLoading, Overloaded, Stopping
        """
        if self._models is None:
            raise ModelLoading
        if self._pairs is None:
            raise EntailmentUnavailable
        return await self._pairs.submit(list(pairs))

    @property
    def embedding_model(self) -> ModelInfo:
        """The embedding model.

        Raises:
            ModelLoading
        """
        if self._models is None:
            raise ModelLoading
        return self._models.encoder.info

    @property
    def entailment_model(self) -> EntailmentModel | None:
        """The entailment model; None: none is configured."""
        scorer: EntailmentScorer | None = self._models.scorer if self._models else None
        return scorer.info if scorer else None

    def _batcher(
        self,
        run: Callable[[Sequence[_Item]], Sequence[_Result]],
        weigh: Callable[[_Item], int],
    ) -> MicroBatcher[_Item, _Result]:
        return MicroBatcher(run, limits=self._limits, executor=self._executor, weigh=weigh)


def encode(encoder: Encoder, texts: Sequence[_Text]) -> list[TextVector]:
    """Vectors of texts of mixed kinds, in their order."""
    vectors: dict[int, TextVector] = {}
    for kind in EmbedKind:
        places = [place for place, text in enumerate(texts) if text[1] is kind]
        if not places:
            continue
        encoded = encoder.encode([texts[place][0] for place in places], kind)
        rows = zip(places, encoded.vectors, encoded.truncated, strict=True)
        vectors.update((place, TextVector(row, cut)) for place, row, cut in rows)
    return [vectors[place] for place in range(len(texts))]


def _text_weight(text: _Text) -> int:
    return len(text[0]) + 1


def _pair_weight(pair: SentencePair) -> int:
    return len(pair[0]) + len(pair[1]) + 1
