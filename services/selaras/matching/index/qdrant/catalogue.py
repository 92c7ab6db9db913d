"""Which collections there are on the server, and which of them answers.

Every part of a collection is a collection of Qdrant, ``PREFIX-NAME-PART``. Aliases say which one
answers (``PREFIX-live-PART``) and which one is being filled (``PREFIX-next-PART``); all aliases are
moved in one request, so that every process follows at once.
"""

from __future__ import annotations

import re
import time
import uuid
from dataclasses import dataclass
from typing import Final

from qdrant_client import AsyncQdrantClient, models

from selaras.matching.index.points import (
    BANDS,
    DENSE,
    INDEXED_FIELDS,
    MESSAGES,
    PARTS,
    UNTIL,
)
from selaras.matching.index.settings import IndexSettings

LIVE: Final = "live"
NEXT: Final = "next"

_KIB = 1024
# See edge/part.py.
_ONE_BY_ONE = {MESSAGES: 30_000}
_ONE_BY_ONE_CLAIMS = 20_000
_NO_LETTER = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Known:
    """A collection and its model."""

    name: str
    model_version: str
    dimensions: int


class Catalogue:
    """Makes, finds, switches and drops collections."""

    def __init__(self, client: AsyncQdrantClient, settings: IndexSettings) -> None:
        self._client = client
        self._settings = settings
        self._prefix = settings.prefix
        # What a name stands for never changes.
        self._known: dict[str, Known] = {}

    def alias(self, role: str, part: str) -> str:
        """Alias of a part of the collection that has a role (LIVE, NEXT)."""
        return f"{self._prefix}-{role}-{part}"

    def collection(self, name: str, part: str) -> str:
        """Collection of Qdrant that is a part of a collection."""
        return f"{self._prefix}-{name}-{part}"

    async def roles(self) -> dict[str, Known]:
        """The collections that have a role."""
        response = await self._client.get_aliases()
        targets = {item.alias_name: item.collection_name for item in response.aliases}
        found = {}
        for role in (LIVE, NEXT):
            target = targets.get(self.alias(role, MESSAGES))
            if target is not None:
                found[role] = await self._describe(self._name_of(target))
        return found

    def _name_of(self, collection: str) -> str:
        return collection.removeprefix(f"{self._prefix}-").removesuffix(f"-{MESSAGES}")

    async def _describe(self, name: str) -> Known:
        if name not in self._known:
            info = await self._client.get_collection(self.collection(name, MESSAGES))
            metadata = info.config.metadata or {}
            self._known[name] = Known(
                name, str(metadata["model_version"]), int(metadata["dimensions"])
            )
        return self._known[name]

    async def create(self, role: str, model_version: str, dimensions: int) -> Known:
        """Make a collection and give it a role, from whichever one has it.

        The first collection has a name that every process would choose, so that two that start at
        once make the same one.
        """
        model = _NO_LETTER.sub("-", model_version.lower()).strip("-")[:40] or "model"
        stamp = f"{time.strftime('%Y%m%dT%H%M%S', time.gmtime())}-{uuid.uuid4().hex[:6]}"
        name = f"{model}-first" if role == LIVE else f"{model}-{stamp}"
        for part in PARTS:
            await self._create_part(self.collection(name, part), part, model_version, dimensions)
        await self._client.update_collection_aliases([self._grant(role, name, p) for p in PARTS])
        return Known(name, model_version, dimensions)

    async def _create_part(
        self, collection: str, part: str, model_version: str, dimensions: int
    ) -> None:
        if await self._client.collection_exists(collection):
            return
        await self._client.create_collection(
            collection,
            vectors_config={DENSE: self._dense(part, dimensions)},
            sparse_vectors_config=(
                {BANDS: models.SparseVectorParams(index=models.SparseIndexParams(on_disk=True))}
                if part == MESSAGES
                else None
            ),
            on_disk_payload=True,
            shard_number=self._settings.shards,
            replication_factor=self._settings.replication,
            metadata={"model_version": model_version, "dimensions": dimensions},
        )
        for field in INDEXED_FIELDS:
            await self._index_field(
                collection,
                field,
                models.KeywordIndexParams(
                    type=models.KeywordIndexType.KEYWORD, on_disk=True, enable_hnsw=False
                ),
            )
        until = models.IntegerIndexParams(
            type=models.IntegerIndexType.INTEGER, lookup=False, range=True, enable_hnsw=False
        )
        await self._index_field(collection, UNTIL, until)

    async def _index_field(
        self,
        collection: str,
        field: str,
        schema: models.KeywordIndexParams | models.IntegerIndexParams,
    ) -> None:
        await self._client.create_payload_index(collection, field, schema, wait=True)

    def _dense(self, part: str, dimensions: int) -> models.VectorParams:
        settings = self._settings
        compact = settings.compact_vectors
        one_by_one = _ONE_BY_ONE.get(part, _ONE_BY_ONE_CLAIMS)
        return models.VectorParams(
            size=dimensions,
            distance=models.Distance.COSINE,
            datatype=models.Datatype.TURBO8 if compact else models.Datatype.FLOAT16,
            on_disk=True,
            hnsw_config=models.HnswConfigDiff(
                m=settings.hnsw_m,
                ef_construct=settings.hnsw_ef_construct,
                full_scan_threshold=one_by_one * dimensions * (1 if compact else 2) // _KIB,
            ),
        )

    def _grant(self, role: str, name: str, part: str) -> models.CreateAliasOperation:
        return models.CreateAliasOperation(
            create_alias=models.CreateAlias(
                collection_name=self.collection(name, part), alias_name=self.alias(role, part)
            )
        )

    def _revoke(self, role: str, part: str) -> models.DeleteAliasOperation:
        return models.DeleteAliasOperation(
            delete_alias=models.DeleteAlias(alias_name=self.alias(role, part))
        )

    async def switch(self, name: str, *, keep: bool = False) -> None:
        """Let the collection that is being filled answer; ``keep``: and the other be the next."""
        known = await self.roles()
        operations: list[models.AliasOperations] = []
        for part in PARTS:
            if LIVE in known:
                operations.append(self._revoke(LIVE, part))
            operations += [self._revoke(NEXT, part), self._grant(LIVE, name, part)]
            if LIVE in known and keep:
                operations.append(self._grant(NEXT, known[LIVE].name, part))
        await self._client.update_collection_aliases(operations)

    async def abandon(self, name: str) -> None:
        """Drop the collection that is being filled."""
        await self._client.update_collection_aliases([self._revoke(NEXT, p) for p in PARTS])
        await self._drop(name)

    async def drop_old(self) -> list[str]:
        """Drop the collections without a role; their names."""
        kept = {known.name for known in (await self.roles()).values()}
        response = await self._client.get_collections()
        suffix = f"-{MESSAGES}"
        names = {
            self._name_of(item.name)
            for item in response.collections
            if item.name.startswith(f"{self._prefix}-") and item.name.endswith(suffix)
        }
        old = sorted(names - kept)
        for name in old:
            await self._drop(name)
        return old

    async def _drop(self, name: str) -> None:
        for part in PARTS:
            await self._client.delete_collection(self.collection(name, part))

    async def is_settled(self, name: str) -> bool:
        """Whether the server has finished its graphs."""
        for part in PARTS:
            info = await self._client.get_collection(self.collection(name, part))
            if info.status not in (models.CollectionStatus.GREEN, models.CollectionStatus.GREY):
                return False
        return True
