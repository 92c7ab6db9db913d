"""The index in memory: every comparison is made, nothing is approximated.

Written apart from the adapters on purpose: it says what they must find.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

import numpy as np
from selaras.matching.index.errors import (
    BadMessage,
    IndexUnavailable,
    NextCollectionGone,
    RebuildNeeded,
)
from selaras.matching.index.port import (
    Hit,
    IndexedMessage,
    NextCollection,
    SearchScope,
    StoredKey,
    Vectors,
)


@dataclass
class _Collection:
    name: str
    model_version: str
    dimensions: int
    messages: dict[str, IndexedMessage] = field(default_factory=dict)

    def fits(self, message: IndexedMessage) -> bool:
        return len(message.message_vector) == self.dimensions

    def put(self, message: IndexedMessage) -> bool:
        known = self.messages.get(message.key)
        if known is not None and known.revision > message.revision:
            return False
        self.messages[message.key] = message
        return True

    def mark(self, key: str, revision: int) -> bool:
        known = self.messages.get(key)
        if known is None or known.revision != revision:
            return False
        self.messages[key] = replace(known, published=True)
        return True


class FakeIndex:
    """An index in memory. Set ``away`` to let every call fail as if the engine were gone."""

    def __init__(self) -> None:
        self.away = False
        self._live: _Collection | None = None
        self._next: _Collection | None = None
        self._old: list[str] = []
        self._removed: set[str] = set()
        self._published: dict[str, int] = {}
        self._made = 0

    @property
    def collection(self) -> str:
        return self._live.name if self._live else ""

    async def open(self, model_version: str | None = None, dimensions: int | None = None) -> None:
        if model_version is not None and dimensions is not None and self._live is None:
            self._live = self._make(model_version, dimensions)

    async def close(self) -> None:
        pass

    async def ping(self) -> None:
        if self.away:
            raise IndexUnavailable("INDEX_UNAVAILABLE", "away for a test")

    async def put(self, message: IndexedMessage) -> bool:
        return await self.put_many([message]) == 1

    async def put_many(self, messages: Sequence[IndexedMessage]) -> int:
        await self.ping()
        for message in messages:
            _check(message)
        return sum(self._put(message) for message in _newest(messages))

    def _put(self, message: IndexedMessage) -> bool:
        if self._live is None:
            self._live = self._make(message.model_version, len(message.message_vector))
        following = self._next
        into_next = following is not None and (
            following.fits(message) and following.model_version == message.model_version
        )
        if not into_next and not self._live.fits(message):
            raise RebuildNeeded("INDEX_REBUILD_NEEDED", f"{message.key} does not fit")
        self._removed.discard(message.key)
        written = following.put(message) if following is not None and into_next else False
        if into_next and self._live.model_version != message.model_version:
            return written
        return self._live.put(message)

    async def remove(self, key: str) -> bool:
        await self.ping()
        if self._next is not None:
            self._removed.add(key)
        known = [c.messages.pop(key, None) for c in (self._live, self._next) if c is not None]
        return any(item is not None for item in known)

    async def mark_published(self, key: str, revision: int) -> bool:
        await self.ping()
        if self._next is not None:
            self._published[key] = revision
        known = [c.mark(key, revision) for c in (self._live, self._next) if c is not None]
        return any(known)

    async def near_messages(
        self, vector: Vectors, scope: SearchScope, limit: int, min_score: float
    ) -> list[Hit]:
        await self.ping()
        hits = [
            Hit(item.key, item.revision, _cosine(vector, item.message_vector), "message")
            for item in self._candidates(scope)
            if _comparable(item, vector, scope)
        ]
        return _best(hits, limit, min_score)

    async def near_claims(
        self, vectors: Vectors, scope: SearchScope, limit_per_claim: int, min_score: float
    ) -> list[list[Hit]]:
        await self.ping()
        return [
            _best(self._claim_hits(vector, scope), limit_per_claim, min_score) for vector in vectors
        ]

    def _claim_hits(self, vector: Vectors, scope: SearchScope) -> list[Hit]:
        return [
            Hit(item.key, item.revision, _cosine(vector, claim), "claim", number)
            for item in self._candidates(scope)
            if _comparable(item, vector, scope)
            for number, claim in enumerate(item.claim_vectors)
        ]

    async def near_lexical(self, bands: Sequence[str], scope: SearchScope, limit: int) -> list[Hit]:
        await self.ping()
        asked = set(bands)
        hits = []
        for item in self._candidates(scope):
            shared = len(asked & set(item.lexical_bands))
            if shared:
                hits.append(Hit(item.key, item.revision, shared / len(asked), "lexical"))
        return _best(hits, limit, 0.0)

    async def near_terms(self, terms: Sequence[str], scope: SearchScope, limit: int) -> list[Hit]:
        await self.ping()
        asked = set(terms)
        hits = []
        for item in self._candidates(scope):
            shared = len(asked & set(item.terms))
            if shared:
                hits.append(Hit(item.key, item.revision, shared / len(asked), "terms"))
        return _best(hits, limit, 0.0)

    async def count(self) -> int:
        await self.ping()
        return len(self._messages())

    async def stored_keys(self) -> AsyncIterator[StoredKey]:
        await self.ping()
        for item in list(self._messages().values()):
            yield StoredKey(item.key, item.revision)

    async def create_next(
        self, model_version: str, dimensions: int, *, lasting: bool = False
    ) -> NextCollection:
        await self.ping()
        self._removed.clear()
        self._published.clear()
        self._next = self._make(model_version, dimensions)
        return _FakeNext(self, self._next.name)

    async def switch(self, following: NextCollection) -> None:
        await self.ping()
        self.need_next(following.name)
        if self._live is not None:
            self._old.append(self._live.name)
        self._live, self._next = self._next, None

    async def following(self) -> NextCollection | None:
        await self.ping()
        return _FakeNext(self, self._next.name) if self._next else None

    async def exchange(self, following: NextCollection) -> None:
        await self.ping()
        self.need_next(following.name)
        self._live, self._next = self._next, self._live
        self._removed.clear()
        self._published.clear()

    async def abandon(self, following: NextCollection) -> None:
        await self.ping()
        if self._next is not None and self._next.name == following.name:
            self._next = None

    async def drop_old(self) -> tuple[str, ...]:
        await self.ping()
        dropped, self._old = tuple(self._old), []
        return dropped

    def need_next(self, name: str) -> _Collection:
        if self._next is None or self._next.name != name:
            raise NextCollectionGone("INDEX_NEXT_GONE", f"{name} is not being filled")
        return self._next

    def fill(self, name: str, messages: Sequence[IndexedMessage]) -> int:
        following = self.need_next(name)
        for message in messages:
            _check(message)
            if not following.fits(message) or message.model_version != following.model_version:
                raise RebuildNeeded("INDEX_REBUILD_NEEDED", f"{message.key} is of another model")
        kept = [item for item in _newest(messages) if item.key not in self._removed]
        count = sum(following.put(item) for item in kept)
        for key, revision in self._published.items():
            following.mark(key, revision)
        return count

    def _messages(self) -> dict[str, IndexedMessage]:
        return self._live.messages if self._live else {}

    def _asked(self, scope: SearchScope) -> dict[str, IndexedMessage]:
        """The messages that answer: those of the next collection only to its own model."""
        live, following, model = self._live, self._next, scope.model_version
        of_next = following is not None and following.model_version == model
        if of_next and (live is None or live.model_version != model):
            return following.messages
        return self._messages()

    def _candidates(self, scope: SearchScope) -> list[IndexedMessage]:
        _aware(scope.live_at)
        return [
            item
            for item in self._asked(scope).values()
            if item.agency != scope.exclude_agency
            and item.key != scope.exclude_key
            and scope.agency in ("", item.agency)
            and (item.published or not scope.published)
            and not _ended(item, scope.live_at)
            and _areas_meet(item, scope)
        ]

    def _make(self, model_version: str, dimensions: int) -> _Collection:
        self._made += 1
        return _Collection(f"fake-{self._made}", model_version, dimensions)


class _FakeNext:
    def __init__(self, index: FakeIndex, name: str) -> None:
        self._index = index
        self.name = name
        self.model_version = index.need_next(name).model_version

    async def put_many(self, messages: Sequence[IndexedMessage]) -> int:
        await self._index.ping()
        return self._index.fill(self.name, messages)

    async def count(self) -> int:
        await self._index.ping()
        return len(self._index.need_next(self.name).messages)

    async def stored_keys(self) -> AsyncIterator[StoredKey]:
        await self._index.ping()
        for item in list(self._index.need_next(self.name).messages.values()):
            yield StoredKey(item.key, item.revision)


def _areas_meet(item: IndexedMessage, scope: SearchScope) -> bool:
    """Same area, one that contains the asker's, or one within it."""
    if not scope.area_codes or not item.area_codes:
        return True
    around = {*scope.area_codes, *scope.area_lineage}
    within = {*item.area_codes, *item.area_lineage}
    return bool(around & set(item.area_codes)) or bool(within & set(scope.area_codes))


def _comparable(item: IndexedMessage, vector: Vectors, scope: SearchScope) -> bool:
    same_length = len(item.message_vector) == len(vector)
    return same_length and item.model_version == scope.model_version


def _ended(item: IndexedMessage, moment: datetime) -> bool:
    return item.valid_until is not None and item.valid_until < moment


def _cosine(one: Vectors, other: Vectors) -> float:
    return float(np.dot(one, other) / (np.linalg.norm(one) * np.linalg.norm(other)))


def _best(hits: list[Hit], limit: int, least: float) -> list[Hit]:
    kept = [hit for hit in hits if hit.score >= least]
    kept.sort(key=lambda hit: (-hit.score, hit.key, hit.claim_index or 0))
    return kept[:limit]


def _newest(messages: Sequence[IndexedMessage]) -> list[IndexedMessage]:
    chosen: dict[str, IndexedMessage] = {}
    for message in messages:
        known = chosen.get(message.key)
        if known is None or message.revision >= known.revision:
            chosen[message.key] = message
    return [replace(item) for item in chosen.values()]


def _aware(moment: datetime | None) -> None:
    if moment is not None and moment.tzinfo is None:
        raise BadMessage("INDEX_BAD_MESSAGE", "a time without a time zone")


def _check(message: IndexedMessage) -> None:
    vector, claims = message.message_vector, message.claim_vectors
    _aware(message.valid_until)
    if (
        not message.key
        or not message.agency
        or message.revision < 0
        or vector.ndim != 1
        or not vector.any()
        or claims.ndim != 2
        or (len(claims) and claims.shape[1] != len(vector))
        or not np.isfinite(vector).all()
        or not np.isfinite(claims).all()
    ):
        raise BadMessage("INDEX_BAD_MESSAGE", f"{message.key}: contradicts its own description")
