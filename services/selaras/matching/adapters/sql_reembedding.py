"""Re-embeddings on SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from typing import Any

from sqlalchemy import Select, delete, or_, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from selaras.kit.clock import Clock
from selaras.kit.database import Database
from selaras.matching.adapters import tables
from selaras.matching.adapters.locks import ORDER_LOCK
from selaras.matching.adapters.reembedding_tables import recheck, reembedding
from selaras.matching.adapters.sql_vectors import without_vectors_of
from selaras.matching.domain.message import MessageState
from selaras.matching.domain.reembedding import CLOSED, LeastScores, Reembedding, ReembedState


class SqlReembeddings:
    """See :class:`selaras.matching.handlers.reembed_ports.Reembeddings`."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def current(self) -> Reembedding | None:
        """See :class:`selaras.matching.handlers.reembed_ports.Reembeddings`."""
        return await self._first(_open())

    async def latest(self) -> Reembedding | None:
        """See :class:`selaras.matching.handlers.reembed_ports.Reembeddings`."""
        return await self._first(select(reembedding).order_by(reembedding.c.start_time.desc()))

    async def _first(self, query: Select[Any]) -> Reembedding | None:
        async with self._database.read() as connection:
            row = (await connection.execute(query.limit(1))).first()
        return _to_reembedding(row) if row else None

    async def create(self, reembedding_: Reembedding) -> bool:
        """See :class:`selaras.matching.handlers.reembed_ports.Reembeddings`."""
        async with self._database.write() as connection:
            await self._queue(connection)
            if (await connection.execute(_open())).first() is not None:
                return False
            await connection.execute(
                reembedding.insert().values(id=reembedding_.id, **_columns(reembedding_))
            )
        return True

    async def update(self, changed: Reembedding, expected: Collection[ReembedState]) -> bool:
        """See :class:`selaras.matching.handlers.reembed_ports.Reembeddings`."""
        async with self._database.write() as connection:
            return await _replace(connection, changed, expected)

    async def note_progress(self, reembedding_id: str, done: int, total: int, problem: str) -> None:
        """See :class:`selaras.matching.handlers.reembed_ports.Reembeddings`."""
        values = {"done": done, "total": total, "problem": problem[:500]}
        async with self._database.write() as connection:
            await connection.execute(
                update(reembedding)
                .where(reembedding.c.id == reembedding_id)
                .values(update_time=self._clock.now(), **values)
            )

    async def change_model(self, changed: Reembedding, expected: Collection[ReembedState]) -> bool:
        """See :class:`selaras.matching.handlers.reembed_ports.Reembeddings`."""
        table = tables.message
        missing = select(table.c.key).where(
            table.c.state != MessageState.WITHDRAWN, without_vectors_of(changed.in_force)
        )
        insert = sqlite.insert if self._database.is_sqlite else postgresql.insert
        async with self._database.write() as connection:
            await self._queue(connection)
            if not await _replace(connection, changed, expected):
                return False
            await connection.execute(
                insert(recheck).from_select(["key"], missing).on_conflict_do_nothing()
            )
        return True

    async def _queue(self, connection: AsyncConnection) -> None:
        """Let no transaction of the store run beside this one."""
        if not self._database.is_sqlite:
            await connection.execute(text(f"SELECT pg_advisory_xact_lock({ORDER_LOCK})"))

    async def take_lease(self, reembedding_id: str, holder: str, seconds: float) -> bool:
        """See :class:`selaras.matching.handlers.reembed_ports.Reembeddings`."""
        now, table = self._clock.now(), reembedding
        free = or_(
            table.c.lease_holder.in_(["", holder]),
            table.c.lease_until.is_(None),
            table.c.lease_until < now,
        )
        async with self._database.write() as connection:
            taken = await connection.execute(
                update(table)
                .where(table.c.id == reembedding_id, free)
                .values(lease_holder=holder, lease_until=now + timedelta(seconds=seconds))
            )
        return bool(taken.rowcount)

    async def drop_lease(self, reembedding_id: str, holder: str) -> None:
        """See :class:`selaras.matching.handlers.reembed_ports.Reembeddings`."""
        table = reembedding
        async with self._database.write() as connection:
            await connection.execute(
                update(table)
                .where(table.c.id == reembedding_id, table.c.lease_holder == holder)
                .values(lease_holder="", lease_until=None)
            )

    async def to_check_again(self, limit: int) -> list[str]:
        """See :class:`selaras.matching.handlers.reembed_ports.Reembeddings`."""
        query = select(recheck.c.key).order_by(recheck.c.key).limit(limit)
        async with self._database.read() as connection:
            return list((await connection.execute(query)).scalars())

    async def checked_again(self, key: str) -> None:
        """See :class:`selaras.matching.handlers.reembed_ports.Reembeddings`."""
        async with self._database.write() as connection:
            await connection.execute(delete(recheck).where(recheck.c.key == key))

    async def live_revisions(self, after: str, limit: int) -> list[tuple[str, int]]:
        """See :class:`selaras.matching.handlers.reembed_ports.Reembeddings`."""
        table = tables.message
        query = (
            select(table.c.key, table.c.revision)
            .where(table.c.key > after, table.c.state != MessageState.WITHDRAWN)
            .order_by(table.c.key)
            .limit(limit)
        )
        async with self._database.read() as connection:
            return [(row.key, row.revision) for row in await connection.execute(query)]

    async def newest_checked(self, limit: int) -> list[str]:
        """See :class:`selaras.matching.handlers.reembed_ports.Reembeddings`."""
        table = tables.message
        query = (
            select(table.c.key)
            .where(table.c.check_time.is_not(None), table.c.state != MessageState.WITHDRAWN)
            .order_by(table.c.check_time.desc(), table.c.key)
            .limit(limit)
        )
        async with self._database.read() as connection:
            return list((await connection.execute(query)).scalars())


def _open() -> Select[Any]:
    return select(reembedding).where(reembedding.c.state.not_in([str(state) for state in CLOSED]))


async def model_in_force(connection: AsyncConnection) -> str:
    """Version that is fixed by an open re-embedding; empty: none is open."""
    row = (await connection.execute(_open().limit(1))).first()
    return _to_reembedding(row).in_force if row else ""


async def _replace(
    connection: AsyncConnection, changed: Reembedding, expected: Collection[ReembedState]
) -> bool:
    written = await connection.execute(
        update(reembedding)
        .where(
            reembedding.c.id == changed.id,
            reembedding.c.state.in_([str(state) for state in expected]),
        )
        .values(**_columns(changed))
    )
    return bool(written.rowcount)


def _columns(item: Reembedding) -> dict[str, Any]:
    """Columns but the id and the lease."""
    return {
        "state": item.state,
        "target": item.target,
        "model_version": item.model_version,
        "dimensions": item.dimensions,
        "before_version": item.before_version,
        "before_dimensions": item.before_dimensions,
        "start_time": item.start_time,
        "update_time": item.update_time,
        "done": item.done,
        "total": item.total,
        "least_message": item.least.message if item.least else None,
        "least_claim": item.least.claim if item.least else None,
        "report": item.report,
        "problem": item.problem[:500],
    }


def _to_reembedding(row: Any) -> Reembedding:
    least = None
    if row.least_message is not None and row.least_claim is not None:
        least = LeastScores(row.least_message, row.least_claim)
    return Reembedding(
        id=row.id,
        state=ReembedState(row.state),
        target=row.target,
        model_version=row.model_version,
        dimensions=row.dimensions,
        before_version=row.before_version,
        before_dimensions=row.before_dimensions,
        start_time=row.start_time,
        update_time=row.update_time,
        done=row.done,
        total=row.total,
        least=least,
        report=row.report,
        problem=row.problem,
    )
