"""Rebuilding the index: every message embedded anew into a new collection, then a switch."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

from selaras.kit.errors import FailedPrecondition
from selaras.kit.logging import get_logger
from selaras.matching.domain.message import Message
from selaras.matching.handlers.reembed import two_models
from selaras.matching.handlers.reembed_ports import Reembeddings
from selaras.matching.index.port import IndexAdmin
from selaras.matching.pipeline import Pipeline, to_indexed
from selaras.matching.ports import Embedder, Store

_log = get_logger(__name__)
_BATCH = 64


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a rebuild is; ``switched`` on the last step."""

    done: int
    total: int
    collection: str
    switched: bool = False


@dataclass(frozen=True, slots=True)
class IndexState:
    """What is in the index beside what should be."""

    messages: int
    indexed: int
    collection: str
    model_version: str


class RebuildHandler:
    """Embeds everything into a new collection while the old one answers."""

    def __init__(
        self,
        *,
        pipeline: Pipeline,
        store: Store,
        index: IndexAdmin,
        embedder: Embedder,
        reembeddings: Reembeddings | None = None,
    ) -> None:
        self._reembeddings = reembeddings
        self._pipeline = pipeline
        self._store = store
        self._index = index
        self._embedder = embedder
        self._running = asyncio.Lock()

    async def rebuild(self) -> AsyncIterator[Progress]:
        """Rebuild, step by step; the switch happens once every message is in.

        Raises:
            FailedPrecondition: REBUILD_RUNS; REEMBED_OPEN, the next collection belongs to a
                re-embedding.
            Unavailable: a part is away; the old collection stays.
        """
        if self._running.locked():
            raise FailedPrecondition("REBUILD_RUNS", "a rebuild of the index runs already")
        if self._reembeddings and two_models(await self._reembeddings.current()):
            raise FailedPrecondition(
                "REEMBED_OPEN", "two models are in use: finish or abandon the re-embedding first"
            )
        async with self._running:
            version, dimensions = await self._embedder.model()
            total = await self._store.count_live()
            following = await self._index.create_next(version, dimensions)
            done = 0
            try:
                async for batch in self._batches():
                    examined = [await self._pipeline.examine_anew(item) for item in batch]
                    await following.put_many([to_indexed(item) for item in examined])
                    await self._pipeline.note_published(batch)
                    done += len(batch)
                    yield Progress(done, total, following.name)
                await self._index.switch(following)
            except BaseException:
                await self._index.abandon(following)
                raise
            await self._index.drop_old()
            while not await self._store.settle_vectors(version):
                pass
            _log.info("index_rebuilt", collection=following.name, messages=done)
            yield Progress(done, total, following.name, switched=True)

    async def _batches(self) -> AsyncIterator[list[Message]]:
        """All messages that are compared, in batches."""
        after = ""
        while keys := await self._store.live_keys(after, _BATCH):
            stored = await self._store.stored(keys)
            yield [stored[key].message for key in keys if key in stored]
            after = keys[-1]

    async def describe(self) -> IndexState:
        """What is in the index beside what should be."""
        version, _ = await self._embedder.model()
        return IndexState(
            messages=await self._store.count_live(),
            indexed=await self._index.count(),
            collection=self._index.collection,
            model_version=version,
        )
