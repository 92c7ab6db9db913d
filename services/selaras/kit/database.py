"""SQLAlchemy 2 async on SQLite and PostgreSQL behind two verbs: ``read`` and ``write``.

SQLite runs with WAL and ``synchronous=FULL``: what a call was told is stored survives a power cut.
Its write transactions begin with ``BEGIN IMMEDIATE`` behind a lock of the process, so that two of
them queue up instead of failing half-way with "database is locked".
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from datetime import UTC
from pathlib import Path
from typing import Any

import alembic.command
import alembic.config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import DateTime, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.types import TypeDecorator

from selaras.kit.errors import Unavailable
from selaras.kit.logging import get_logger

_log = get_logger(__name__)

_LONGEST_TURN_MS = 60_000


class UtcDateTime(TypeDecorator[Any]):
    """An aware datetime in UTC on every database (SQLite has no time zones)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Any) -> Any:  # noqa: ARG002
        """Refuse naive times, store UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("naive datetime")
        return value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Any) -> Any:  # noqa: ARG002
        """Answer UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Database:
    """One database of one service.

    Args:
        url: ``sqlite+aiosqlite:///file`` or ``postgresql+asyncpg://user:password@host/name``.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self.is_sqlite = make_url(url).get_backend_name() == "sqlite"
        self.engine: AsyncEngine = create_async_engine(url, **_engine_options(self.is_sqlite))
        self._write_lock = asyncio.Lock()
        if self.is_sqlite:
            event.listen(self.engine.sync_engine, "connect", _prepare_sqlite)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """A connection for reading.

        Raises:
            Unavailable: DATABASE_UNAVAILABLE.
        """
        try:
            async with self.engine.connect() as connection:
                yield connection
        except (DBAPIError, PoolTimeoutError, OSError) as error:
            if _will_pass(error):
                raise _unavailable(error) from error
            raise

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """A transaction: committed at the end, rolled back on any exception.

        Raises:
            Unavailable: DATABASE_UNAVAILABLE.
        """
        queue: AbstractAsyncContextManager[Any] = (
            self._write_lock if self.is_sqlite else nullcontext()
        )
        try:
            async with queue, self.engine.connect() as connection:
                if self.is_sqlite:
                    await connection.exec_driver_sql("BEGIN IMMEDIATE")
                yield connection
                await connection.commit()
        except (DBAPIError, PoolTimeoutError, OSError) as error:
            if _will_pass(error):
                raise _unavailable(error) from error
            raise

    async def scrub(self) -> None:
        """After an erasure: let nothing of what was deleted stay in the files.

        SQLite overwrites deleted content in the database itself (``secure_delete``); its log still
        has the old pages and is emptied here. On PostgreSQL dead rows are left to its vacuum.

        Raises:
            Unavailable: DATABASE_UNAVAILABLE, also while a long reader keeps the log in use.
        """
        if not self.is_sqlite:
            return
        async with self._write_lock, self.read() as connection:
            row = (await connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")).one()
        if row[0]:
            raise Unavailable("DATABASE_UNAVAILABLE", "the log is in use", retry_after=2)

    @asynccontextmanager
    async def turn(self, name: str) -> AsyncIterator[None]:
        """Wait until no other process has the turn of this name, and have it meanwhile.

        SQLite belongs to one process, so there is nobody to wait for. It costs a connection.

        Raises:
            Unavailable: DATABASE_UNAVAILABLE.
        """
        if self.is_sqlite:
            yield
            return
        async with self.write() as connection:
            # A holder whose machine is gone never says so: the database ends its transaction.
            await connection.execute(
                text(f"SET LOCAL idle_in_transaction_session_timeout = {_LONGEST_TURN_MS}")
            )
            await connection.execute(
                text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))"), {"name": name}
            )
            yield

    async def ping(self) -> None:
        """Ask for a sign of life.

        Raises:
            Unavailable: DATABASE_UNAVAILABLE.
        """
        async with self.read() as connection:
            await connection.execute(text("SELECT 1"))

    async def migrate(self, migrations: Path, version_table: str) -> None:
        """Bring the tables to the newest revision below the folder ``migrations``."""
        config = alembic.config.Config()
        config.set_main_option("script_location", str(migrations))
        config.attributes["version_table"] = version_table
        if self.is_sqlite:
            database = make_url(self.url).database
            if database and database != ":memory:":
                Path(database).parent.mkdir(parents=True, exist_ok=True)

        def upgrade(connection: Any) -> None:
            config.attributes["connection"] = connection
            if _is_ahead(config, connection, version_table):
                # A newer version was here, and this is the way back to the one before it, or a
                # replica that is not replaced yet. Within a major version tables only grow.
                _log.warning("tables_of_a_newer_version", version_table=version_table)
                return
            alembic.command.upgrade(config, "head")

        async with self.write() as connection:
            if not self.is_sqlite:
                # Replicas may start at once: one migrates, the others wait and find it done.
                await connection.execute(text("SELECT pg_advisory_xact_lock(7361726)"))
            await connection.run_sync(upgrade)

    async def close(self) -> None:
        """Close all connections."""
        await self.engine.dispose()


def _is_ahead(config: alembic.config.Config, connection: Any, version_table: str) -> bool:
    """Whether the tables are at a revision that this version has never heard of."""
    context = MigrationContext.configure(connection, opts={"version_table": version_table})
    script = ScriptDirectory.from_config(config)
    known = {revision.revision for revision in script.walk_revisions()}
    return not known.issuperset(context.get_current_heads())


def _engine_options(is_sqlite: bool) -> dict[str, Any]:
    # The values of a statement are texts of drafts and secrets; errors are logged.
    hidden = {"hide_parameters": True}
    if is_sqlite:
        return hidden
    return {**hidden, "pool_pre_ping": True, "pool_size": 5, "max_overflow": 10}


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver begins nothing by itself; write() does
    cursor = connection.cursor()
    for pragma in (
        *("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=30000"),
        "secure_delete=ON",  # what is erased is overwritten, not only unlinked
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


# Classes of SQLSTATE: connection, transaction rolled back (deadlock, serialisation), resources,
# operator intervention (shutting down, starting up), errors of the disk, and what PostgreSQL has no
# better name for: on a full disk it refuses a connection so ("could not write init file").
_PASSING_STATES = ("08", "40", "53", "57", "58", "XX000")


def _will_pass(error: Exception) -> bool:
    """Whether the same transaction may succeed later.

    asyncpg's errors about a lost connection come as plain DBAPIErrors, so their class says little.
    """
    if not isinstance(error, DBAPIError):
        return True
    if isinstance(error, OperationalError | InterfaceError) or error.connection_invalidated:
        return True
    return str(getattr(error.orig, "sqlstate", "") or "").startswith(_PASSING_STATES)


def _unavailable(error: Exception) -> Unavailable:
    detail = error.orig if isinstance(error, DBAPIError) else error
    return Unavailable(
        "DATABASE_UNAVAILABLE", f"the database does not answer: {detail}", retry_after=2
    )
