"""Alerting's store on every backend."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest
from selaras.alerting.adapters import tables
from selaras.alerting.adapters.delivery_tables import delivery
from selaras.alerting.adapters.sql import MIGRATIONS, VERSION_TABLE, SqlAlertStore
from selaras.alerting.adapters.sql_reader import SqlAlertReader
from selaras.alerting.entrypoints.convert import from_proto_case
from selaras.kit.bus import Bus
from selaras.kit.clock import FakeClock
from selaras.kit.database import Database
from selaras.kit.health import Health
from selaras.kit.outbox import Outbox
from selaras.kit.settings import NatsSettings
from sqlalchemy import select

from tests.fakes.alerting import FakeAlertStore
from tests.support.alerting import MONDAY


@dataclass
class Backend:
    """A store, what reads of it, and what was put in its outbox and queue of deliveries."""

    store: object
    reader: object
    clock: FakeClock
    subjects: Callable[[], Awaitable[list[str]]]
    deliveries: Callable[[], Awaitable[list[tuple[str, str]]]] | None = None


@pytest.fixture(params=["fake", "sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def url(request, tmp_path) -> str:
    """Address of an empty database; empty for the fake."""
    if request.param == "postgres":
        return str(request.getfixturevalue("postgres_url"))
    return f"sqlite+aiosqlite:///{tmp_path}/alerting.db" if request.param == "sqlite" else ""


@pytest.fixture
async def backend(url):
    """The store, and a function that answers the subjects in the outbox."""
    clock = FakeClock(MONDAY)
    if not url:
        yield _fake(clock)
        return
    database = Database(url)
    await database.migrate(MIGRATIONS, VERSION_TABLE)
    bus = Bus(NatsSettings(), Health(), "alerting")  # never connected: nothing is relayed here
    outbox = Outbox("alerting", tables.outbox, database, bus, clock)

    async def subjects() -> list[str]:
        async with database.read() as connection:
            query = select(tables.outbox.c.subject).order_by(tables.outbox.c.id)
            return [row[0] for row in await connection.execute(query)]

    async def deliveries() -> list[tuple[str, str]]:
        async with database.read() as connection:
            query = select(delivery.c.channel, delivery.c.state)
            rows = await connection.execute(query.order_by(delivery.c.channel))
            return [tuple(row) for row in rows]

    store = SqlAlertStore(database, outbox, clock, from_proto_case)
    yield Backend(store, SqlAlertReader(database), clock, subjects, deliveries)
    await database.close()


def _fake(clock: FakeClock) -> Backend:
    fake = FakeAlertStore(clock)

    async def subjects() -> list[str]:
        sent = [(notice.create_time, notice.telling.to) for notice in fake.notices]
        sent += [(digest.create_time, digest.to) for digest in fake.digests]
        return [f"selaras.v1.alert.{'.'.join(to.who)}" for _, to in sent]

    return Backend(fake, fake, clock, subjects)


@pytest.fixture
def store(backend):
    return backend.store


@pytest.fixture
def reader(backend):
    return backend.reader


@pytest.fixture
def clock(backend) -> FakeClock:
    return backend.clock


@pytest.fixture
def sent(backend):
    return backend.subjects


@pytest.fixture
def backend_of():
    """Opens a store on a database that is there already."""

    @asynccontextmanager
    async def opened(url: str):
        database = Database(url)
        await database.migrate(MIGRATIONS, VERSION_TABLE)
        clock = FakeClock(MONDAY)
        bus = Bus(NatsSettings(), Health(), "alerting")
        outbox = Outbox("alerting", tables.outbox, database, bus, clock)
        yield SqlAlertStore(database, outbox, clock, from_proto_case)
        await database.close()

    return opened
