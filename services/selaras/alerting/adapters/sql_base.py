"""What the parts of a transaction share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import RowMapping, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from selaras.alerting.domain.case import CaseEvent
from selaras.kit.clock import Clock


class SqlPart:
    """A part of a transaction on one connection.

    Args:
        read_event: makes a case event of the bytes that were kept of it.
    """

    def __init__(
        self,
        connection: AsyncConnection,
        clock: Clock,
        read_event: Callable[[bytes], CaseEvent],
        *,
        is_sqlite: bool,
    ) -> None:
        self._connection = connection
        self._clock = clock
        self._read_event = read_event
        self._is_sqlite = is_sqlite
        self._insert: Callable[[Table], Any] = sqlite.insert if is_sqlite else postgresql.insert

    async def _rows(self, query: Any) -> list[RowMapping]:
        return list((await self._connection.execute(query)).mappings())

    async def _first(self, query: Any) -> RowMapping | None:
        return (await self._connection.execute(query)).mappings().first()

    async def _upsert(
        self, table: Table, key: Mapping[str, Any], values: Mapping[str, Any]
    ) -> None:
        insert = self._insert(table).values(**key, **values)
        await self._connection.execute(
            insert.on_conflict_do_update(index_elements=list(key), set_=dict(values))
        )
