"""Alerting's store on SQLite and PostgreSQL."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any

from sqlalchemy import Table, and_, func, or_, select, tuple_, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from selaras.alerting.adapters import tables
from selaras.alerting.adapters.rows import to_held, to_timer
from selaras.alerting.adapters.sql_directory import SqlDirectoryUnit
from selaras.alerting.adapters.sql_notices import SqlNoticeUnit
from selaras.alerting.adapters.sql_tracks import SqlTrackUnit
from selaras.alerting.adapters.sql_waits import SqlQuietUnit, SqlWaitUnit, is_due
from selaras.alerting.domain.case import CaseEvent
from selaras.alerting.domain.notice import Held
from selaras.alerting.domain.track import Timer, TimerKind
from selaras.kit.clock import Clock
from selaras.kit.database import Database
from selaras.kit.outbox import Outbox

MIGRATIONS = Path(__file__).parent / "migrations"
VERSION_TABLE = "alembic_version_alerting"
_JUMP = "clock_jumped"
# Two workers see the same jump within a tick or two of each other.
_SAME_JUMP = timedelta(seconds=30)


class SqlAlertUnit(SqlDirectoryUnit, SqlTrackUnit, SqlNoticeUnit, SqlWaitUnit, SqlQuietUnit):
    """See :class:`selaras.alerting.ports.store.AlertUnit`."""


class SqlAlertStore:
    """See :class:`selaras.alerting.ports.store.AlertStore`.

    Args:
        read_event: makes a case event of the bytes that were kept of it.
    """

    def __init__(
        self,
        database: Database,
        outbox: Outbox,
        clock: Clock,
        read_event: Callable[[bytes], CaseEvent],
    ) -> None:
        self._database = database
        self._outbox = outbox
        self._clock = clock
        self._read_event = read_event

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[SqlAlertUnit]:
        """See the port."""
        async with self._database.write() as connection:
            yield SqlAlertUnit(
                connection,
                self._clock,
                self._read_event,
                is_sqlite=self._database.is_sqlite,
                outbox=self._outbox,
            )

    async def agency_ids(self) -> list[str]:
        """See the port."""
        query = select(tables.agency.c.agency_id).order_by(tables.agency.c.agency_id)
        async with self._database.read() as connection:
            return [row[0] for row in await connection.execute(query)]

    async def claim_timers(self, now: datetime, limit: int, lease: timedelta) -> list[Timer]:
        """See the port."""
        table = tables.timer
        due = is_due(table, "due_time", now)
        if not await self._anything(table, due):
            return []
        query = (
            select(table)
            .where(due)
            .order_by(table.c.due_time, table.c.case_id, table.c.agency_id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        async with self._database.write() as connection:
            rows = (await connection.execute(query)).mappings().all()
            name = await _lease(
                connection, table, rows, ("case_id", "agency_id", "kind"), now + lease
            )
        return [to_timer(row, name) for row in rows]

    async def claim_held(
        self, now: datetime, owners: int, lease: timedelta
    ) -> list[Sequence[Held]]:
        """See the port."""
        table = tables.held
        due = is_due(table, "until_time", now)
        if not await self._anything(table, due):
            return []
        first = (
            select(table.c.agency_id, table.c.owner_id)
            .where(due)
            .group_by(table.c.agency_id, table.c.owner_id)
            .order_by(func.min(table.c.until_time))
            .limit(owners)
        )
        async with self._database.write() as connection:
            chosen = [tuple(row) for row in await connection.execute(first)]
            query = (
                select(table)
                .where(due, tuple_(table.c.agency_id, table.c.owner_id).in_(chosen))
                .order_by(table.c.agency_id, table.c.owner_id, table.c.case_id)
                .with_for_update(skip_locked=True)
            )
            rows = (await connection.execute(query)).mappings().all()
            key = ("case_id", "agency_id", "owner_id")
            name = await _lease(connection, table, rows, key, now + lease)
        held = [to_held(row, name) for row in rows]
        return [list(group) for _, group in groupby(held, key=lambda item: item.who)]

    async def shift(self, by: timedelta, now: datetime) -> bool:
        """See the port."""
        async with self._database.write() as connection:
            if not await self._mark(connection, now):
                return False
            timer, held = tables.timer, tables.held
            await _move(
                connection,
                timer,
                "due_time",
                ("case_id", "agency_id", "kind"),
                by,
                timer.c.kind != TimerKind.REMIND.value,
            )
            await _move(connection, held, "until_time", ("case_id", "agency_id", "owner_id"), by)
        return True

    async def _anything(self, table: Table, due: Any) -> bool:
        """A look without the writer's lock: most of the time there is nothing to do."""
        async with self._database.read() as connection:
            query = select(table.c.case_id).where(due).limit(1)
            return (await connection.execute(query)).first() is not None

    async def _mark(self, connection: AsyncConnection, now: datetime) -> bool:
        """Write down that a jump is evened out; False: it was a moment ago."""
        table = tables.mark
        insert = (sqlite if self._database.is_sqlite else postgresql).insert(table)
        made = await connection.execute(
            insert.values(name=_JUMP, time=now).on_conflict_do_update(
                index_elements=["name"],
                set_={"time": now},
                where=or_(table.c.time < now - _SAME_JUMP, table.c.time > now + _SAME_JUMP),
            )
        )
        return bool(made.rowcount)


async def _lease(
    connection: AsyncConnection,
    table: Table,
    rows: Sequence[Any],
    key: tuple[str, ...],
    until: datetime,
) -> str:
    """Hold rows until a moment; answers the name of the lease."""
    name = uuid.uuid4().hex
    if rows:
        columns = tuple_(*(table.c[column] for column in key))
        wanted = [tuple(row[column] for column in key) for row in rows]
        await connection.execute(
            update(table).where(columns.in_(wanted)).values(lease=name, lease_until=until)
        )
    return name


async def _move(
    connection: AsyncConnection,
    table: Table,
    column: str,
    key: tuple[str, ...],
    by: timedelta,
    *conditions: Any,
) -> None:
    """Put what waits off; the databases have no common way to add to a time."""
    query = select(*(table.c[name] for name in (*key, column))).where(*conditions)
    for row in (await connection.execute(query.with_for_update())).mappings().all():
        one = and_(*(table.c[name] == row[name] for name in key))
        values = {column: row[column] + by}
        await connection.execute(update(table).where(one).values(values))
