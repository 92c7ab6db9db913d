"""Vectors of messages: those in the message's own row, and those of another model beside it.

The row takes the first that come for a revision; while two models are in use, those of the other
one lie beside. Readers say which model they want and get it from wherever it lies.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import and_, delete, exists, or_, select, tuple_, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from selaras.kit.database import Database
from selaras.matching.adapters import tables
from selaras.matching.adapters.documents import pack_vectors, unpack_vectors
from selaras.matching.adapters.reembedding_tables import beside
from selaras.matching.adapters.rows import to_stored
from selaras.matching.ports import StoredMessage, Vectors

_MOVED_AT_ONCE = 200


class VectorStore:
    """The part of the store that keeps vectors; see :class:`selaras.matching.ports.Store`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put_vectors(
        self, key: str, revision: int, model_version: str, vectors: Vectors
    ) -> None:
        """See :class:`selaras.matching.ports.Store`."""
        table = tables.message
        packed = pack_vectors(vectors) if len(vectors) else b""
        free = or_(
            table.c.vectors_revision != table.c.revision,
            table.c.vectors.is_(None),
            table.c.model_version == model_version,
        )
        async with self._database.write() as connection:
            written = await connection.execute(
                update(table)
                .where(table.c.key == key, table.c.revision == revision, free)
                .values(
                    vectors_revision=revision,
                    model_version=model_version,
                    vectors=packed,
                    vector_count=len(vectors),
                )
            )
            if written.rowcount:
                return
            known = select(table.c.key).where(table.c.key == key, table.c.revision == revision)
            if (await connection.execute(known)).first() is not None:
                await self._put_beside(
                    connection,
                    {
                        "key": key,
                        "model_version": model_version,
                        "revision": revision,
                        "vectors": packed,
                        "vector_count": len(vectors),
                    },
                )

    async def _put_beside(self, connection: AsyncConnection, row: dict[str, Any]) -> None:
        insert = sqlite.insert if self._database.is_sqlite else postgresql.insert
        replaced = {name: row[name] for name in ("revision", "vectors", "vector_count")}
        statement = insert(beside).values(**row)
        await connection.execute(
            statement.on_conflict_do_update(index_elements=["key", "model_version"], set_=replaced)
        )

    async def stored(
        self, keys: Sequence[str], model_version: str = ""
    ) -> dict[str, StoredMessage]:
        """See :class:`selaras.matching.ports.Store`."""
        if not keys:
            return {}
        query = select(tables.message).where(tables.message.c.key.in_(list(keys)))
        async with self._database.read() as connection:
            rows = (await connection.execute(query)).mappings().all()
            found = {row["key"]: to_stored(row) for row in rows}
            others = [
                key
                for key, item in found.items()
                if model_version and (item.model_version != model_version or item.vectors is None)
            ]
            found |= await self._beside(connection, found, others, model_version)
        return found

    async def _beside(
        self,
        connection: AsyncConnection,
        found: dict[str, StoredMessage],
        keys: Sequence[str],
        model_version: str,
    ) -> dict[str, StoredMessage]:
        """Those of the messages of which vectors of the model lie beside."""
        if not keys:
            return {}
        query = select(beside).where(
            beside.c.key.in_(list(keys)), beside.c.model_version == model_version
        )
        return {
            row.key: replace(
                found[row.key],
                model_version=model_version,
                vectors=unpack_vectors(row.vectors, row.vector_count),
            )
            for row in await connection.execute(query)
            if row.revision == found[row.key].message.revision
        }

    async def settle_vectors(self, model_version: str) -> bool:
        """See :class:`selaras.matching.ports.Store`."""
        query = select(beside).where(beside.c.model_version == model_version).limit(_MOVED_AT_ONCE)
        async with self._database.write() as connection:
            rows = (await connection.execute(query)).all()
            for row in rows:
                await connection.execute(_into_message(row))
            done = [(row.key, row.model_version) for row in rows]
            if done:
                await connection.execute(
                    delete(beside).where(tuple_(beside.c.key, beside.c.model_version).in_(done))
                )
                return False
            await connection.execute(delete(beside))
        return True


def without_vectors_of(model_version: str) -> Any:
    """Condition on messages: no vectors of their newest revision by this model are kept."""
    table = tables.message
    own = and_(
        table.c.vectors.is_not(None),
        table.c.vectors_revision == table.c.revision,
        table.c.model_version == model_version,
    )
    other = exists().where(
        beside.c.key == table.c.key,
        beside.c.model_version == model_version,
        beside.c.revision == table.c.revision,
    )
    return and_(~own, ~other)


def _into_message(row: Any) -> Any:
    table = tables.message
    return (
        update(table)
        .where(table.c.key == row.key, table.c.revision == row.revision)
        .values(
            vectors_revision=row.revision,
            model_version=row.model_version,
            vectors=row.vectors,
            vector_count=row.vector_count,
        )
    )
