"""The index on Qdrant Edge, as the service sees it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence

from selaras.matching.index.edge.process import IndexProcess
from selaras.matching.index.edge.wire import EdgeOptions, PartStats
from selaras.matching.index.errors import faults_as_errors
from selaras.matching.index.hits import (
    Found,
    to_claim_hits,
    to_lexical_hits,
    to_message_hits,
    to_term_hits,
)
from selaras.matching.index.points import (
    Entry,
    band_numbers,
    term_numbers,
    to_conditions,
    to_entry,
)
from selaras.matching.index.port import (
    Hit,
    IndexedMessage,
    NextCollection,
    SearchScope,
    StoredKey,
    Vectors,
)
from selaras.matching.index.settings import IndexSettings

# So many points are written in about 50 ms; a search that comes meanwhile waits no longer.
_POINTS_AT_ONCE = 256
_KEYS_AT_ONCE = 2000
_SETTLE_POLL_SECONDS = 0.1


class EdgeIndex:
    """See :class:`selaras.matching.index.port.Index`; one process owns a folder."""

    def __init__(self, settings: IndexSettings) -> None:
        self._process = IndexProcess(_options(settings), settings.timeout_seconds)
        self._collection = ""

    @property
    def collection(self) -> str:
        """See :class:`selaras.matching.index.port.IndexAdmin`."""
        return self._collection

    @property
    def pid(self) -> int | None:
        """Process id of the engine."""
        return self._process.pid

    async def open(self, model_version: str | None = None, dimensions: int | None = None) -> None:
        """See :class:`selaras.matching.index.port.Index`."""
        self._collection, _ = await self._process.start()
        if model_version is not None and dimensions is not None and not self._collection:
            await self._process.call("ensure", model_version, dimensions)
            await self.ping()

    async def close(self) -> None:
        """See :class:`selaras.matching.index.port.Index`."""
        await self._process.stop()

    async def ping(self) -> None:
        """See :class:`selaras.matching.index.port.Index`."""
        self._collection, _ = await self._process.call("describe")

    async def put(self, message: IndexedMessage) -> bool:
        """See :class:`selaras.matching.index.port.MessageIndex`."""
        return await self.put_many([message]) == 1

    async def put_many(self, messages: Sequence[IndexedMessage]) -> int:
        """See :class:`selaras.matching.index.port.MessageIndex`."""
        count = 0
        for batch in _batches(messages):
            count += await self._process.call("put", batch)
        if messages and not self._collection:
            await self.ping()
        return count

    async def remove(self, key: str) -> bool:
        """See :class:`selaras.matching.index.port.MessageIndex`."""
        known: bool = await self._process.call("remove", key)
        return known

    async def mark_published(self, key: str, revision: int) -> bool:
        """See :class:`selaras.matching.index.port.MessageIndex`."""
        known: bool = await self._process.call("mark_published", key, revision)
        return known

    async def near_messages(
        self, vector: Vectors, scope: SearchScope, limit: int, min_score: float
    ) -> list[Hit]:
        """See :class:`selaras.matching.index.port.MessageIndex`."""
        with faults_as_errors():
            conditions = to_conditions(scope)
        found: list[Found] = await self._process.call(
            "near_messages", vector, conditions, limit, min_score
        )
        return to_message_hits(found)

    async def near_claims(
        self, vectors: Vectors, scope: SearchScope, limit_per_claim: int, min_score: float
    ) -> list[list[Hit]]:
        """See :class:`selaras.matching.index.port.MessageIndex`."""
        if not len(vectors):
            return []
        with faults_as_errors():
            conditions = to_conditions(scope)
        found: list[list[Found]] = await self._process.call(
            "near_claims", vectors, conditions, limit_per_claim, min_score
        )
        return to_claim_hits(found)

    async def near_lexical(self, bands: Sequence[str], scope: SearchScope, limit: int) -> list[Hit]:
        """See :class:`selaras.matching.index.port.MessageIndex`."""
        numbers = band_numbers(bands)
        return to_lexical_hits(await self._sharing(numbers, scope, limit), len(numbers))

    async def near_terms(self, terms: Sequence[str], scope: SearchScope, limit: int) -> list[Hit]:
        """See :class:`selaras.matching.index.port.MessageIndex`."""
        numbers = term_numbers(terms)
        return to_term_hits(await self._sharing(numbers, scope, limit), len(numbers))

    async def _sharing(self, numbers: Sequence[int], scope: SearchScope, limit: int) -> list[Found]:
        """Messages whose sparse vector shares dimensions, those with the most first."""
        with faults_as_errors():
            conditions = to_conditions(scope)
        if not numbers:
            return []
        found: list[Found] = await self._process.call("near_lexical", numbers, conditions, limit)
        return found

    async def count(self) -> int:
        """See :class:`selaras.matching.index.port.MessageIndex`."""
        count: int = await self._process.call("count")
        return count

    async def stored_keys(self) -> AsyncIterator[StoredKey]:
        """See :class:`selaras.matching.index.port.MessageIndex`."""
        async for item in _keys(self._process, "keys"):
            yield item

    async def stats(self) -> list[PartStats]:
        """Each part of the collection that answers."""
        parts: list[PartStats] = await self._process.call("stats")
        return parts

    async def create_next(
        self, model_version: str, dimensions: int, *, lasting: bool = False
    ) -> NextCollection:
        """See :class:`selaras.matching.index.port.IndexAdmin`."""
        name: str = await self._process.call("create_next", model_version, dimensions, lasting)
        return _EdgeNext(self._process, name, model_version)

    async def following(self) -> NextCollection | None:
        """See :class:`selaras.matching.index.port.IndexAdmin`."""
        name, model_version = await self._process.call("describe_next")
        return _EdgeNext(self._process, name, model_version) if name else None

    async def switch(self, following: NextCollection) -> None:
        """See :class:`selaras.matching.index.port.IndexAdmin`."""
        await self._settle_and("switch", following.name)

    async def exchange(self, following: NextCollection) -> None:
        """See :class:`selaras.matching.index.port.IndexAdmin`."""
        await self._settle_and("exchange", following.name)

    async def _settle_and(self, step: str, name: str) -> None:
        # The graph is built by another process yet, which says nothing to this one.
        while not await self._process.call("settle", name):  # noqa: ASYNC110
            await asyncio.sleep(_SETTLE_POLL_SECONDS)
        await self._process.call(step, name)
        self._collection = name

    async def abandon(self, following: NextCollection) -> None:
        """See :class:`selaras.matching.index.port.IndexAdmin`."""
        await self._process.call("abandon", following.name)

    async def drop_old(self) -> tuple[str, ...]:
        """See :class:`selaras.matching.index.port.IndexAdmin`."""
        return tuple(await self._process.call("drop_old"))


class _EdgeNext:
    """The collection that is being filled."""

    def __init__(self, process: IndexProcess, name: str, model_version: str) -> None:
        self._process = process
        self.name = name
        self.model_version = model_version

    async def put_many(self, messages: Sequence[IndexedMessage]) -> int:
        """See :class:`selaras.matching.index.port.NextCollection`."""
        count = 0
        for batch in _batches(messages):
            count += await self._process.call("put_next", self.name, batch)
        return count

    async def count(self) -> int:
        """See :class:`selaras.matching.index.port.NextCollection`."""
        count: int = await self._process.call("count", self.name)
        return count

    async def stored_keys(self) -> AsyncIterator[StoredKey]:
        """See :class:`selaras.matching.index.port.NextCollection`."""
        async for item in _keys(self._process, "keys_next", self.name):
            yield item


async def _keys(process: IndexProcess, method: str, *name: str) -> AsyncIterator[StoredKey]:
    """All keys that a request answers page by page."""
    offset: str | None = None
    while True:
        page, offset = await process.call(method, *name, offset, _KEYS_AT_ONCE)
        for key, revision in page:
            yield StoredKey(key, revision)
        if offset is None:
            return


def _batches(messages: Sequence[IndexedMessage]) -> Iterator[list[Entry]]:
    """The messages ready to be written, in batches of limited size and one length of vectors."""
    with faults_as_errors():
        entries = [to_entry(message) for message in messages]
    batch: list[Entry] = []
    points = 0
    for entry in entries:
        size = 1 + len(entry.claim_vectors)
        fits = not batch or len(batch[0].message_vector) == len(entry.message_vector)
        if batch and (points + size > _POINTS_AT_ONCE or not fits):
            yield batch
            batch, points = [], 0
        batch.append(entry)
        points += size
    if batch:
        yield batch


def _options(settings: IndexSettings) -> EdgeOptions:
    return EdgeOptions(
        folder=settings.folder.absolute(),
        hnsw_m=settings.hnsw_m,
        hnsw_ef_construct=settings.hnsw_ef_construct,
        hnsw_ef=settings.hnsw_ef,
        compact_vectors=settings.compact_vectors,
        build_after=settings.build_after,
        flush_seconds=settings.flush_seconds,
        lock_wait_seconds=settings.lock_wait_seconds,
    )
