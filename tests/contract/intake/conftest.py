"""Storage of intake on every backend, the fake of the unit tests included."""

from __future__ import annotations

import pytest
from selaras.intake.adapters import tables
from selaras.intake.adapters.sql import MIGRATIONS, VERSION_TABLE, SqlStorage
from selaras.kit.bus import Bus
from selaras.kit.clock import SystemClock
from selaras.kit.database import Database
from selaras.kit.health import Health
from selaras.kit.outbox import Outbox
from selaras.kit.settings import NatsSettings

from tests.fakes.intake import FakeStorage


@pytest.fixture(
    params=["fake", "sqlite", pytest.param("postgres", marks=pytest.mark.postgres)],
)
def database_url(request, tmp_path):
    if request.param == "fake":
        return ""
    if request.param == "sqlite":
        return f"sqlite+aiosqlite:///{tmp_path / 'intake.db'}"
    return request.getfixturevalue("postgres_url")


@pytest.fixture
async def database(database_url):
    """The database under the storage; None under the fake."""
    if not database_url:
        yield None
        return
    database = Database(database_url)
    await database.migrate(MIGRATIONS, VERSION_TABLE)
    yield database
    await database.close()


@pytest.fixture
async def storage(database):
    return FakeStorage() if database is None else make_storage(database)


def make_storage(database: Database) -> SqlStorage:
    bus = Bus(NatsSettings(), Health(), "intake")  # never connected
    return SqlStorage(database, Outbox("intake", tables.outbox, database, bus, SystemClock()))
