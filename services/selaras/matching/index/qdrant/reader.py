"""Searches in the collection with a role."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence

from qdrant_client import AsyncQdrantClient, models
from qdrant_client.conversions.common_types import PointId

from selaras.matching.index.hits import Found, nearest_first
from selaras.matching.index.points import BANDS, DENSE, MESSAGES, Conditions, claim_searches
from selaras.matching.index.port import StoredKey, Vectors
from selaras.matching.index.qdrant import queries
from selaras.matching.index.qdrant.catalogue import Catalogue
from selaras.matching.index.qdrant.writer import Writer

_KEYS_AT_ONCE = 1000


class Reader:
    """Asks the server.

    Args:
        client: connection to the server.
        catalogue: names of the collections.
        writer: knows the revisions of messages.
        ef: candidates looked at in a search.
    """

    def __init__(
        self, client: AsyncQdrantClient, catalogue: Catalogue, writer: Writer, ef: int
    ) -> None:
        self._client = client
        self._catalogue = catalogue
        self._writer = writer
        self._ef = ef

    async def near_messages(
        self, role: str, vector: Vectors, conditions: Conditions, limit: int, least: float
    ) -> list[Found]:
        """Messages near a vector."""
        asked = self._catalogue.alias(role, MESSAGES)
        [found] = await self._ask(asked, [vector], DENSE, conditions, limit=limit, least=least)
        return nearest_first(found, limit)

    async def near_lexical(
        self, role: str, bands: Sequence[int], conditions: Conditions, limit: int
    ) -> list[Found]:
        """Messages that share bands; the score is how many."""
        asked, query = self._catalogue.alias(role, MESSAGES), queries.sparse(bands)
        [found] = await self._ask(asked, [query], BANDS, conditions, limit=limit, least=None)
        return nearest_first(found, limit)

    async def near_claims(
        self, role: str, vectors: Vectors, conditions: Conditions, limit: int, least: float
    ) -> list[list[Found]]:
        """Claims near each vector; only those of the revision that their message has."""
        answers = await asyncio.gather(
            *(
                self._ask(
                    self._catalogue.alias(role, part),
                    list(vectors),
                    DENSE,
                    narrowed,
                    limit=limit,
                    least=least,
                )
                for part, narrowed in claim_searches(conditions)
            )
        )
        merged = [[item for found in some for item in found] for some in zip(*answers, strict=True)]
        keys = {item.key for found in merged for item in found}
        known = await self._writer.payloads(role, list(keys), ["rev"])
        current = {key: payload["rev"] for key, payload in known.items()}
        return [
            nearest_first([item for item in found if current.get(item.key) == item.revision], limit)
            for found in merged
        ]

    async def _ask(
        self,
        collection: str,
        vectors: Sequence[Vectors | models.SparseVector],
        using: str,
        conditions: Conditions,
        *,
        limit: int,
        least: float | None,
    ) -> list[list[Found]]:
        """What is near each of the vectors in one collection of the server, in one request."""
        condition = queries.to_filter(conditions)
        ef = max(self._ef, limit)
        requests = [
            queries.nearest(
                vector, using=using, limit=limit, condition=condition, least=least, ef=ef
            )
            for vector in vectors
        ]
        responses = await self._client.query_batch_points(collection, requests)
        return [[queries.to_found(item) for item in answer.points] for answer in responses]

    async def count(self, role: str) -> int:
        """How many messages are in the collection with a role."""
        result = await self._client.count(self._catalogue.alias(role, MESSAGES), exact=True)
        return result.count

    async def stored_keys(self, role: str) -> AsyncIterator[StoredKey]:
        """All messages with their revisions."""
        offset: PointId | None = None
        while True:
            records, offset = await self._client.scroll(
                self._catalogue.alias(role, MESSAGES),
                limit=_KEYS_AT_ONCE,
                offset=offset,
                with_payload=["key", "rev"],
            )
            for record in records:
                payload = record.payload or {}
                yield StoredKey(payload["key"], payload["rev"])
            if offset is None:
                return
