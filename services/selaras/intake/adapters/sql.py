"""The unit of work on SQLite and PostgreSQL, with the outbox in the same transaction."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

from sqlalchemy import select, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from selaras.intake.adapters import tables
from selaras.intake.adapters.events import to_bus_event
from selaras.intake.adapters.sql_accounts import SqlAccounts
from selaras.intake.adapters.sql_agencies import SqlAgencies, SqlKeys
from selaras.intake.adapters.sql_coverage import SqlCoverage
from selaras.intake.adapters.sql_drafts import SqlDrafts
from selaras.intake.adapters.sql_erasures import SqlErasures
from selaras.intake.domain.events import IntakeEvent
from selaras.intake.ports.storage import RequestKey, StoredRequest
from selaras.kit.columns import holds
from selaras.kit.database import Database
from selaras.kit.outbox import Outbox

MIGRATIONS = Path(__file__).parent / "migrations"
VERSION_TABLE = "alembic_version_intake"


class SqlRequests:
    """See :class:`selaras.intake.ports.storage.Requests`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def get(self, key: RequestKey) -> StoredRequest | None:
        """A request that was answered before."""
        table = tables.request
        query = select(table.c.body_hash, table.c.answer, table.c.create_time).where(
            table.c.caller == key.caller,
            table.c.method == key.method,
            table.c.request_id == key.request_id,
        )
        row = (await self._connection.execute(query)).one_or_none()
        return StoredRequest(*row) if row else None

    async def put(self, key: RequestKey, request: StoredRequest) -> None:
        """Store a request."""
        table = tables.request
        insert = (
            postgresql.insert if self._connection.dialect.name == "postgresql" else sqlite.insert
        )
        values = {
            "body_hash": request.body_hash,
            "answer": request.answer,
            "create_time": request.create_time,
        }
        statement = insert(table).values(
            caller=key.caller, method=key.method, request_id=key.request_id, **values
        )
        await self._connection.execute(
            statement.on_conflict_do_update(index_elements=list(table.primary_key), set_=values)
        )

    async def purge(self, before: datetime) -> int:
        """Delete requests made before a time."""
        table = tables.request
        result = await self._connection.execute(table.delete().where(table.c.create_time < before))
        return int(result.rowcount)

    async def forget(self, marks: Collection[bytes]) -> None:
        """Delete the requests whose answers have one of the marks."""
        is_sqlite = self._connection.dialect.name == "sqlite"
        table = tables.request
        await self._connection.execute(
            table.delete().where(holds(table.c.answer, marks, is_sqlite=is_sqlite))
        )


class SqlUnitOfWork:
    """See :class:`selaras.intake.ports.storage.UnitOfWork`."""

    def __init__(self, connection: AsyncConnection, outbox: Outbox, *, is_sqlite: bool) -> None:
        self.accounts = SqlAccounts(connection)
        self.agencies = SqlAgencies(connection)
        self.keys = SqlKeys(connection)
        self.drafts = SqlDrafts(connection)
        self.coverage = SqlCoverage(connection)
        self.requests = SqlRequests(connection)
        self.erasures = SqlErasures(connection)
        self.has_emitted = False
        self._connection = connection
        self._outbox = outbox
        self._is_sqlite = is_sqlite

    async def lock(self, name: str) -> None:
        """Wait for other writers of the same name; SQLite has one writer at a time anyway."""
        if not self._is_sqlite:
            query = text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))")
            await self._connection.execute(query, {"name": f"intake {name}"})

    async def emit(self, event: IntakeEvent) -> None:
        """Put an event into the outbox."""
        await self._outbox.add(self._connection, to_bus_event(event))
        self.has_emitted = True

    async def forget_events(self, marks: Collection[bytes]) -> None:
        """Delete the events that have one of the marks."""
        await self._outbox.forget(self._connection, marks)


class SqlStorage:
    """See :class:`selaras.intake.ports.storage.Storage`."""

    def __init__(self, database: Database, outbox: Outbox) -> None:
        self._database = database
        self._outbox = outbox

    @asynccontextmanager
    async def read(self) -> AsyncIterator[SqlUnitOfWork]:
        """For reading."""
        async with self._database.read() as connection:
            yield self._unit(connection)

    @asynccontextmanager
    async def write(self) -> AsyncIterator[SqlUnitOfWork]:
        """A transaction; the relay is woken once it is committed."""
        async with self._database.write() as connection:
            unit = self._unit(connection)
            yield unit
        if unit.has_emitted:
            self._outbox.wake()

    async def scrub(self) -> None:
        """Let nothing stay on disk of what was deleted."""
        await self._database.scrub()

    def _unit(self, connection: AsyncConnection) -> SqlUnitOfWork:
        return SqlUnitOfWork(connection, self._outbox, is_sqlite=self._database.is_sqlite)
