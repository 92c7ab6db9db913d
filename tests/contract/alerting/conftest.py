"""Alerting's store on every backend."""

from __future__ import annotations

import pytest
from selaras.alerting.adapters import tables
from selaras.alerting.adapters.sql import MIGRATIONS, VERSION_TABLE, SqlAlertStore
from selaras.kit.bus import Bus
from selaras.kit.clock import FakeClock
from selaras.kit.database import Database
from selaras.kit.health import Health
from selaras.kit.outbox import Outbox
from selaras.kit.settings import NatsSettings
from sqlalchemy import select

from tests.fakes.alerting import FakeAlertStore


@pytest.fixture(params=["fake", "sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def url(request, tmp_path) -> str:
    """Address of an empty database; empty for the fake."""
    if request.param == "postgres":
        return str(request.getfixturevalue("postgres_url"))
    return f"sqlite+aiosqlite:///{tmp_path}/alerting.db" if request.param == "sqlite" else ""


@pytest.fixture
async def backend(url):
    """The store, and a function that answers the subjects in the outbox."""
    if not url:
        fake = FakeAlertStore()

        async def noticed() -> list[str]:
            return [
                f"selaras.v1.alert.{notice.event.agency_id}.{notice.owner.owner_id}"
                for notice in fake.notices
            ]

        yield fake, noticed
        return
    database = Database(url)
    await database.migrate(MIGRATIONS, VERSION_TABLE)
    clock = FakeClock()
    bus = Bus(NatsSettings(), Health(), "alerting")  # never connected: nothing is relayed here
    outbox = Outbox("alerting", tables.outbox, database, bus, clock)

    async def pending() -> list[str]:
        async with database.read() as connection:
            rows = await connection.execute(
                select(tables.outbox.c.subject).order_by(tables.outbox.c.id)
            )
            return [row[0] for row in rows]

    yield SqlAlertStore(database, outbox, clock), pending
    await database.close()


@pytest.fixture
def store(backend):
    return backend[0]


@pytest.fixture
def sent(backend):
    return backend[1]
