"""Writes to the collection with a role, in the order that keeps its parts right."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from qdrant_client import AsyncQdrantClient, models

from selaras.matching.index.points import (
    ANYWHERE,
    CLAIM_PARTS,
    MESSAGES,
    NATIONWIDE,
    PARTS,
    PUBLISHED,
    REGIONAL,
    STATE,
    Entry,
    newest,
    point_id,
)
from selaras.matching.index.qdrant import queries
from selaras.matching.index.qdrant.catalogue import Catalogue


class Writer:
    """Puts and removes messages. Several processes may write at once.

    Every upsert overwrites only points of the same or an earlier revision, and a claim counts only
    with the revision of its message, so whoever comes last with an old revision changes nothing.
    """

    def __init__(self, client: AsyncQdrantClient, catalogue: Catalogue) -> None:
        self._client = client
        self._catalogue = catalogue

    async def put(self, role: str, entries: Sequence[Entry]) -> int:
        """Write messages that are not older than what is there; how many."""
        chosen = newest(entries)
        known = await self.payloads(role, [item.key for item in chosen], ["rev", "areas"])
        fresh = [
            item
            for item in chosen
            if item.key not in known or item.revision >= known[item.key]["rev"]
        ]
        for part in CLAIM_PARTS:
            points = [
                (item.revision, point)
                for item in fresh
                if item.part == part
                for point in queries.claim_points(item)
            ]
            await self._upsert(role, part, points)
        for item in fresh:
            if item.key in known:
                await self._delete_outdated(role, item, known[item.key])
        # Last, for it makes the claims of this revision count.
        await self._upsert(
            role, MESSAGES, [(item.revision, queries.message_point(item)) for item in fresh]
        )
        return len(fresh)

    async def _upsert(
        self, role: str, part: str, points: Sequence[tuple[int, models.PointStruct]]
    ) -> None:
        """Write points; the condition on what they overwrite is one a request."""
        by_revision: dict[int, list[models.PointStruct]] = defaultdict(list)
        for revision, point in points:
            by_revision[revision].append(point)
        for revision, some in by_revision.items():
            await self._client.upsert(
                self._catalogue.alias(role, part),
                some,
                update_filter=queries.not_newer(revision),
                wait=True,
            )

    async def _delete_outdated(self, role: str, entry: Entry, before: Mapping[str, Any]) -> None:
        part_before = NATIONWIDE if ANYWHERE in before["areas"] else REGIONAL
        if part_before != entry.part:
            await self._delete(role, part_before, queries.of_key(entry.key))
        condition = queries.outdated(entry.key, entry.revision, len(entry.claim_vectors))
        await self._delete(role, entry.part, condition)

    async def _delete(self, role: str, part: str, condition: models.Filter) -> None:
        await self._client.delete(self._catalogue.alias(role, part), condition, wait=True)

    async def remove(self, role: str, key: str) -> bool:
        """Take a message out; False: it was not in."""
        known = await self.payloads(role, [key], ["rev"])
        for part in PARTS:
            await self._delete(role, part, queries.of_key(key))
        return bool(known)

    async def mark_published(self, role: str, key: str, revision: int) -> bool:
        """Note that a revision is public; False: another one is in, or none."""
        known = await self.payloads(role, [key], ["rev"])
        if key not in known or known[key]["rev"] != revision:
            return False
        for part in PARTS:
            await self._client.set_payload(
                self._catalogue.alias(role, part),
                {STATE: PUBLISHED},
                queries.of_revision(key, revision),
                wait=True,
            )
        return True

    async def payloads(
        self, role: str, keys: Sequence[str], fields: list[str]
    ) -> dict[str, dict[str, Any]]:
        """Payloads of messages by key; keys that are not in are left out."""
        if not keys:
            return {}
        names = {point_id(key): key for key in keys}
        records = await self._client.retrieve(
            self._catalogue.alias(role, MESSAGES), list(names), with_payload=fields
        )
        return {names[str(record.id)]: record.payload or {} for record in records}
