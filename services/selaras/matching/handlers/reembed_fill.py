"""Brings the next collection in line with the database, whatever it has and lacks.

One way of working serves the first filling, going on after a kill -9, and catching up before a
change of models: what is in the collection is held against what should be, and the rest is put.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

from selaras.matching.domain.message import MessageState
from selaras.matching.handlers.reembed_ports import Reembeddings
from selaras.matching.index.port import MessageIndex, NextCollection
from selaras.matching.pipeline import Examined, Pipeline, to_indexed
from selaras.matching.ports import Store, StoredMessage

_PAGE = 500
_BATCH = 16


@dataclass(frozen=True, slots=True)
class Filled:
    """How many messages are in the collection, of how many that belong there."""

    done: int
    total: int


class Filler:
    """Fills the next collection."""

    def __init__(self, *, store: Store, index: MessageIndex, reembeddings: Reembeddings) -> None:
        self._store = store
        self._index = index
        self._reembeddings = reembeddings

    async def fill(self, following: NextCollection, pipeline: Pipeline) -> AsyncIterator[Filled]:
        """Put what is missing or outdated, take out what is compared no more, step by step.

        Args:
            pipeline: with the model of the collection.

        Raises:
            Unavailable: a part is away; what was done so far stays.
            FailedPrecondition: INDEX_NEXT_GONE.
        """
        # Read before the database: what is in it from here on is in the database already.
        indexed = {item.key: item.revision async for item in following.stored_keys()}
        total, done, after = await self._store.count_live(), 0, ""
        while page := await self._reembeddings.live_revisions(after, _PAGE):
            missing = [key for key, revision in page if indexed.pop(key, 0) < revision]
            done += len(page) - len(missing)
            for start in range(0, len(missing), _BATCH):
                some = missing[start : start + _BATCH]
                await self._put(following, pipeline, some)
                done += len(some)
                yield Filled(done, max(done, total))
            after = page[-1][0]
        await self._take_out(list(indexed))
        yield Filled(done, done)

    async def _put(
        self, following: NextCollection, pipeline: Pipeline, keys: Sequence[str]
    ) -> None:
        stored = await self._store.stored(keys, following.model_version)
        fresh: list[Examined] = []
        known: list[Examined] = []
        for item in stored.values():
            restored = _restored(pipeline, item, following.model_version)
            examined = restored or await pipeline.examine(item.message)
            (known if restored else fresh).append(examined)
        await following.put_many([to_indexed(item) for item in (*known, *fresh)])
        # Only now: that a message has vectors of this model says that it is in the collection.
        for made in fresh:
            await pipeline.keep_vectors(made)
        await self._take_out(keys)
        await pipeline.note_published([item.message for item in stored.values()])

    async def _take_out(self, keys: Sequence[str]) -> None:
        """Take out those that are withdrawn or unknown, also where that was told too early."""
        for start in range(0, len(keys), _PAGE):
            some = keys[start : start + _PAGE]
            stored = await self._store.stored(some)
            for key in some:
                known = stored.get(key)
                if known is None or known.message.state is MessageState.WITHDRAWN:
                    await self._index.remove(key)


def _restored(pipeline: Pipeline, stored: StoredMessage, model_version: str) -> Examined | None:
    return pipeline.restore(stored) if stored.model_version == model_version else None
