"""The store of matching in memory, on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from selaras.kit.bus import Bus
from selaras.kit.clock import FakeClock
from selaras.kit.database import Database
from selaras.kit.health import Health
from selaras.kit.outbox import Outbox
from selaras.kit.settings import NatsSettings
from selaras.matching.adapters import tables
from selaras.matching.adapters.sql import MIGRATIONS, VERSION_TABLE, SqlStore
from selaras.matching.handlers.case_ports import CaseStore

from tests.fakes.matching import FakeStore
from tests.support.matching import NOW

REAL = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]


def sql_store(database: Database) -> SqlStore:
    clock = FakeClock(NOW)
    bus = Bus(NatsSettings(), Health(), "test")  # never connected
    return SqlStore(database, Outbox("matching", tables.outbox, database, bus, clock), clock)


def database_url(kind: str, request: pytest.FixtureRequest) -> str:
    if kind == "sqlite":
        return f"sqlite+aiosqlite:///{request.getfixturevalue('tmp_path') / 'matching.db'}"
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture(params=["fake", *REAL])
async def store(request: pytest.FixtureRequest) -> AsyncIterator[CaseStore]:
    """An empty store."""
    if request.param == "fake":
        yield FakeStore()
        return
    database = Database(database_url(request.param, request))
    await database.migrate(MIGRATIONS, VERSION_TABLE)
    yield sql_store(database)
    await database.close()


@pytest.fixture(params=REAL)
async def bare(request: pytest.FixtureRequest) -> AsyncIterator[Database]:
    """A real database without tables."""
    database = Database(database_url(request.param, request))
    yield database
    await database.close()
