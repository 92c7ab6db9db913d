"""The index on a Qdrant server, as the service sees it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

import grpc
from qdrant_client import AsyncQdrantClient
from qdrant_client.common.client_exceptions import QdrantException
from qdrant_client.http.exceptions import ApiException

from selaras.kit.logging import get_logger
from selaras.matching.index.errors import (
    IndexUnavailable,
    NextCollectionGone,
    RebuildNeeded,
    faults_as_errors,
)
from selaras.matching.index.faults import NEXT_GONE, REBUILD_NEEDED, UNAVAILABLE
from selaras.matching.index.hits import (
    Found,
    to_claim_hits,
    to_lexical_hits,
    to_message_hits,
    to_term_hits,
)
from selaras.matching.index.points import (
    Conditions,
    Entry,
    band_numbers,
    term_numbers,
    to_conditions,
    to_entry,
    with_state,
)
from selaras.matching.index.port import (
    Hit,
    IndexedMessage,
    NextCollection,
    SearchScope,
    StoredKey,
    Vectors,
)
from selaras.matching.index.qdrant.catalogue import LIVE, NEXT, Catalogue, Known
from selaras.matching.index.qdrant.following import QdrantNext
from selaras.matching.index.qdrant.reader import Reader
from selaras.matching.index.qdrant.writer import Writer
from selaras.matching.index.settings import IndexSettings

_log = get_logger(__name__)
_MESSAGES_AT_ONCE = 64
_SETTLE_POLL_SECONDS = 1.0


def connect(settings: IndexSettings) -> QdrantIndex:
    """The index on the server that the settings name; nothing is sent yet."""
    key = settings.api_key.get_secret_value() if settings.api_key else None
    client = AsyncQdrantClient(
        url=settings.url,
        grpc_port=settings.grpc_port,
        prefer_grpc=True,
        api_key=key,
        timeout=round(settings.timeout_seconds) or 1,
        check_compatibility=False,
    )
    return QdrantIndex(client, settings)


class QdrantIndex:
    """See :class:`selaras.matching.index.port.Index`. Several processes may share a server.

    Args:
        client: its connection, closed with the index.
        settings: prefix of names, and what the graphs are built with.
    """

    def __init__(self, client: AsyncQdrantClient, settings: IndexSettings) -> None:
        self._client = client
        self._catalogue = Catalogue(client, settings)
        self._writer = Writer(client, self._catalogue)
        self._reader = Reader(client, self._catalogue, self._writer, settings.hnsw_ef)
        self._live: Known | None = None
        self._next: Known | None = None
        # What happened while the next collection was being filled, and must not be undone in it.
        self._removed: set[str] = set()
        self._published: dict[str, int] = {}

    @property
    def collection(self) -> str:
        """See :class:`selaras.matching.index.port.IndexAdmin`."""
        return self._live.name if self._live else ""

    async def open(self, model_version: str | None = None, dimensions: int | None = None) -> None:
        """See :class:`selaras.matching.index.port.Index`; a server may come up later."""
        try:
            await self.ping()
            if model_version is not None and dimensions is not None:
                await self._ensure(model_version, dimensions)
        except IndexUnavailable as error:
            _log.warning("index_not_reached_yet", detail=error.message)

    async def close(self) -> None:
        """See :class:`selaras.matching.index.port.Index`."""
        await self._client.close()

    async def ping(self) -> None:
        """See :class:`selaras.matching.index.port.Index`."""
        with _engine_errors():
            await self._roles()

    async def _roles(self) -> dict[str, Known]:
        roles = await self._catalogue.roles()
        self._live, self._next = roles.get(LIVE), roles.get(NEXT)
        return roles

    async def _ensure(self, model_version: str, dimensions: int) -> dict[str, Known]:
        """The collections with a role; the first one is made if there is none."""
        with _engine_errors():
            roles = await self._roles()
            if LIVE not in roles:
                await self._catalogue.create(LIVE, model_version, dimensions)
                roles = await self._roles()
        return roles

    async def put(self, message: IndexedMessage) -> bool:
        """See :class:`selaras.matching.index.port.MessageIndex`."""
        return await self.put_many([message]) == 1

    async def put_many(self, messages: Sequence[IndexedMessage]) -> int:
        """See :class:`selaras.matching.index.port.MessageIndex`."""
        with faults_as_errors():
            entries = [to_entry(message) for message in messages]
        count = 0
        for start in range(0, len(entries), _MESSAGES_AT_ONCE):
            count += await self._put(entries[start : start + _MESSAGES_AT_ONCE])
        return count

    async def _put(self, entries: Sequence[Entry]) -> int:
        """Write to the collection that answers, and to the next where they fit."""
        first = entries[0]
        roles = await self._ensure(first.model_version, len(first.message_vector))
        live, following = roles[LIVE], roles.get(NEXT)
        into_next = [item for item in entries if following and _fits(item, following)]
        only_next = {item.key for item in into_next if item.model_version != live.model_version}
        into_live = [
            item
            for item in entries
            if len(item.message_vector) == live.dimensions and item.key not in only_next
        ]
        with _engine_errors():
            written_next = await self._writer.put(NEXT, into_next) if into_next else 0
            written_live = await self._writer.put(LIVE, into_live) if into_live else 0
        homeless = {item.key for item in entries}
        homeless -= {item.key for item in (*into_live, *into_next)}
        if homeless:
            raise RebuildNeeded(
                REBUILD_NEEDED,
                f"vectors of this length do not fit the collection {roles[LIVE].name}",
            )
        self._removed -= {item.key for item in entries}
        return max(written_live, written_next) if not only_next else written_live + written_next

    async def remove(self, key: str) -> bool:
        """See :class:`selaras.matching.index.port.MessageIndex`."""
        with _engine_errors():
            roles = await self._roles()
            known = [await self._writer.remove(role, key) for role in roles]
        if NEXT in roles:
            self._removed.add(key)
        return any(known)

    async def mark_published(self, key: str, revision: int) -> bool:
        """See :class:`selaras.matching.index.port.MessageIndex`."""
        with _engine_errors():
            roles = await self._roles()
            if NEXT in roles:
                self._published[key] = revision
            known = [await self._writer.mark_published(role, key, revision) for role in roles]
        return any(known)

    async def near_messages(
        self, vector: Vectors, scope: SearchScope, limit: int, min_score: float
    ) -> list[Hit]:
        """See :class:`selaras.matching.index.port.MessageIndex`."""
        conditions = _conditions(scope)
        role = await self._role(scope.model_version, len(vector))
        if role is None:
            return []
        with _engine_errors():
            found = await self._reader.near_messages(role, vector, conditions, limit, min_score)
        return to_message_hits(found)

    async def near_claims(
        self, vectors: Vectors, scope: SearchScope, limit_per_claim: int, min_score: float
    ) -> list[list[Hit]]:
        """See :class:`selaras.matching.index.port.MessageIndex`."""
        conditions = _conditions(scope)
        if not len(vectors):
            return []
        role = await self._role(scope.model_version, vectors.shape[1])
        if role is None:
            return [[] for _ in vectors]
        with _engine_errors():
            found = await self._reader.near_claims(
                role, vectors, conditions, limit_per_claim, min_score
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
        # Words are compared whatever the model.
        conditions = replace(_conditions(scope), model=None)
        role = await self._role(scope.model_version, None) if numbers else None
        if role is None:
            return []
        with _engine_errors():
            return await self._reader.near_lexical(role, numbers, conditions, limit)

    async def _role(self, model_version: str, dimensions: int | None) -> str | None:
        """Role of the collection that answers a search; None: nothing can be compared.

        Args:
            model_version: of the one who asks; the next collection answers only its own model.
            dimensions: length of the vectors that are asked with; None: words are.
        """
        if self._live is None or self._live.model_version != model_version:
            # Another process may have made the first collection, or begun or switched to another.
            await self.ping()
        live, following = self._live, self._next
        if live is not None and live.model_version == model_version:
            following = None
        if following is not None and following.model_version == model_version:
            return NEXT if dimensions in (None, following.dimensions) else None
        return LIVE if live is not None and dimensions in (None, live.dimensions) else None

    async def count(self) -> int:
        """See :class:`selaras.matching.index.port.MessageIndex`."""
        await self.ping()
        if self._live is None:
            return 0
        with _engine_errors():
            return await self._reader.count(LIVE)

    async def stored_keys(self) -> AsyncIterator[StoredKey]:
        """See :class:`selaras.matching.index.port.MessageIndex`."""
        await self.ping()
        if self._live is None:
            return
        with _engine_errors():
            async for item in self._reader.stored_keys(LIVE):
                yield item

    async def create_next(
        self,
        model_version: str,
        dimensions: int,
        *,
        lasting: bool = False,  # noqa: ARG002 - on a server they all do
    ) -> NextCollection:
        """See :class:`selaras.matching.index.port.IndexAdmin`."""
        with _engine_errors():
            roles = await self._roles()
            if NEXT in roles:
                await self._catalogue.abandon(roles[NEXT].name)
            self._removed.clear()
            self._published.clear()
            known = await self._catalogue.create(NEXT, model_version, dimensions)
            await self._roles()
        return QdrantNext(self, known)

    async def following(self) -> NextCollection | None:
        """See :class:`selaras.matching.index.port.IndexAdmin`."""
        await self.ping()
        return QdrantNext(self, self._next) if self._next else None

    async def switch(self, following: NextCollection) -> None:
        """See :class:`selaras.matching.index.port.IndexAdmin`."""
        with _engine_errors():
            await self._settle(following.name)
            await self._catalogue.switch(following.name)
            await self._roles()

    async def exchange(self, following: NextCollection) -> None:
        """See :class:`selaras.matching.index.port.IndexAdmin`."""
        with _engine_errors():
            await self._settle(following.name)
            await self._catalogue.switch(following.name, keep=True)
            await self._roles()
        # Neither lacks anything that was removed or marked: both were open.
        self._removed.clear()
        self._published.clear()

    async def _settle(self, name: str) -> None:
        await self.need_next(name)
        # Only asking again tells whether the server is done.
        while not await self._catalogue.is_settled(name):  # noqa: ASYNC110
            await asyncio.sleep(_SETTLE_POLL_SECONDS)

    async def abandon(self, following: NextCollection) -> None:
        """See :class:`selaras.matching.index.port.IndexAdmin`."""
        with _engine_errors():
            roles = await self._roles()
            if NEXT in roles and roles[NEXT].name == following.name:
                await self._catalogue.abandon(following.name)

    async def drop_old(self) -> tuple[str, ...]:
        """See :class:`selaras.matching.index.port.IndexAdmin`."""
        with _engine_errors():
            return tuple(await self._catalogue.drop_old())

    async def need_next(self, name: str) -> None:
        """Make sure that this collection is still the one that is being filled."""
        roles = await self._roles()
        if NEXT not in roles or roles[NEXT].name != name:
            raise NextCollectionGone(NEXT_GONE, f"the collection {name} is not being filled")

    async def fill(self, known: Known, messages: Sequence[IndexedMessage]) -> int:
        """Write to the collection that is being filled, but what was removed meanwhile."""
        with faults_as_errors():
            entries = [to_entry(message) for message in messages]
        strange = [item.key for item in entries if not _fits(item, known)]
        if strange:
            raise RebuildNeeded(REBUILD_NEEDED, f"{strange[0]}: not of the model of {known.name}")
        kept = [
            with_state(item, self._published) for item in entries if item.key not in self._removed
        ]
        count = 0
        with _engine_errors():
            await self.need_next(known.name)
            for start in range(0, len(kept), _MESSAGES_AT_ONCE):
                count += await self._writer.put(NEXT, kept[start : start + _MESSAGES_AT_ONCE])
        return count

    async def keys_next(self, name: str) -> AsyncIterator[StoredKey]:
        """All messages in the collection that is being filled."""
        with _engine_errors():
            await self.need_next(name)
            async for item in self._reader.stored_keys(NEXT):
                yield item

    async def count_next(self, name: str) -> int:
        """How many messages are in the collection that is being filled."""
        with _engine_errors():
            await self.need_next(name)
            return await self._reader.count(NEXT)


def _fits(entry: Entry, known: Known) -> bool:
    same_length = len(entry.message_vector) == known.dimensions
    return same_length and entry.model_version == known.model_version


def _conditions(scope: SearchScope) -> Conditions:
    with faults_as_errors():
        return to_conditions(scope)


@contextmanager
def _engine_errors() -> Iterator[None]:
    """Turn what qdrant-client raises into an error that callers treat as: try again."""
    try:
        yield
    except (grpc.RpcError, ApiException, QdrantException, OSError) as error:
        detail = f"{type(error).__name__}: {error}"
        raise IndexUnavailable(UNAVAILABLE, detail) from error
