"""From the release before to this one: no event is lost and none is handled twice.

The databases are at the revisions of the release before and hold events that it had not sent; the
bus holds some that it had not read.
"""

from __future__ import annotations

import asyncio
import os
import secrets
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import alembic.command
import alembic.config
import pytest
from selaras.alerting.adapters import sql as alerting_sql
from selaras.alerting.adapters import tables as alerting_tables
from selaras.event.v1 import alert_pb2, directory_pb2
from selaras.intake.adapters import sql as intake_sql
from selaras.intake.adapters import tables as intake_tables
from selaras.kit.bus import ALERTS, EVENTS, Bus
from selaras.kit.clock import SystemClock
from selaras.kit.database import Database
from selaras.kit.health import Health
from selaras.kit.nats_server import free_port
from selaras.kit.outbox import Event, Outbox
from selaras.kit.settings import NatsSettings
from selaras.matching.adapters import sql as matching_sql
from selaras.matching.adapters import tables as matching_tables
from sqlalchemy import Table, text

from tests.fakes.alerting import case_payload
from tests.support.eventually import assert_eventually
from tests.support.nats import Subscriber

NOW = datetime(2026, 1, 5, tzinfo=UTC)
# As the code of the release before writes it: it knows nothing of later columns.
OLD_INSERT = (
    "INSERT INTO {table} (event_id, stream, subject, payload, create_time, publish_time, "
    "stream_sequence) VALUES (:event_id, :stream, :subject, :payload, :now, :published, :sequence)"
)


@dataclass(frozen=True)
class Service:
    """A service with the newest revision of its database in the release before."""

    name: str
    sql: Any
    outbox: Table
    before: str
    stream: str
    subject: str


SERVICES = (
    Service(
        "intake",
        intake_sql,
        intake_tables.outbox,
        "0002",
        EVENTS,
        "selaras.v1.draft.submitted.dinkes",
    ),
    Service(
        "matching",
        matching_sql,
        matching_tables.outbox,
        "0003",
        EVENTS,
        "selaras.v1.draft.checked.dinkes",
    ),
    Service(
        "alerting",
        alerting_sql,
        alerting_tables.outbox,
        "0003",
        ALERTS,
        "selaras.v1.alert.dinkes.humas",
    ),
)
ALERTING = SERVICES[2]


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def url(request, tmp_path) -> str:
    if request.param == "sqlite":
        return f"sqlite+aiosqlite:///{tmp_path / 'old.db'}"
    return request.getfixturevalue("postgres_url")


async def make_old(database: Database, service: Service) -> None:
    """The tables as the release before has them."""
    config = alembic.config.Config()
    config.set_main_option("script_location", str(service.sql.MIGRATIONS))
    config.attributes["version_table"] = service.sql.VERSION_TABLE

    def upgrade(connection: Any) -> None:
        config.attributes["connection"] = connection
        alembic.command.upgrade(config, service.before)

    async with database.write() as connection:
        await connection.run_sync(upgrade)


async def insert_old(
    database: Database,
    service: Service,
    event_id: str,
    *,
    payload: bytes = b"",
    sequence: int | None = None,
) -> None:
    """Let the code of the release before put an event into its outbox."""
    values = {
        "event_id": event_id,
        "stream": service.stream,
        "subject": service.subject,
        "payload": payload,
        "now": NOW if not database.is_sqlite else NOW.isoformat(sep=" "),
        "published": None,
        "sequence": sequence,
    }
    if sequence is not None:
        values["published"] = values["now"]
    async with database.write() as connection:
        statement = text(OLD_INSERT.format(table=service.outbox.name))
        await connection.execute(statement, values)


@asynccontextmanager
async def connected(settings: NatsSettings) -> AsyncIterator[Bus]:
    bus = Bus(settings, Health(), "test")
    bus.connect()
    await bus.wait_connected()
    try:
        yield bus
    finally:
        await bus.close()


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.name)
async def test_what_waited_in_an_outbox_is_sent_once(nats_server, url, service):
    database = Database(url)
    await make_old(database, service)
    async with connected(nats_server.settings) as bus:
        sent = Event("e1", service.stream, service.subject, b"")
        [sequence] = await bus.publish_many([sent])
        await insert_old(database, service, "e1", sequence=sequence)
        for number in (2, 3, 4):
            await insert_old(database, service, f"e{number}")
        await database.migrate(service.sql.MIGRATIONS, service.sql.VERSION_TABLE)
        # It still runs beside the new one, and writes as it always did.
        await insert_old(database, service, "e5")
        outbox = Outbox(service.name, service.outbox, database, bus, SystemClock())
        relay = asyncio.create_task(outbox.run())
        async with Subscriber(nats_server.url, service.subject).running(service.stream) as read:
            await assert_eventually(lambda: len(read.messages) >= 5, what="all events are sent")
            await insert_old(database, service, "e6")
            await assert_eventually(lambda: len(read.messages) >= 6, what="the later one is sent")
            ids = [message.headers["Nats-Msg-Id"] for message in read.messages]
        relay.cancel()
        await asyncio.gather(relay, return_exceptions=True)
    await database.close()
    assert ids == ["e1", "e2", "e3", "e4", "e5", "e6"]


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.name)
async def test_the_version_before_goes_on_with_tables_of_the_one_after(nats_server, url, service):
    """The way back, and a replica that is not replaced yet."""
    database = Database(url)
    await database.migrate(service.sql.MIGRATIONS, service.sql.VERSION_TABLE)
    async with database.write() as connection:
        for statement in (
            f"UPDATE {service.sql.VERSION_TABLE} SET version_num = 'later'",
            f"ALTER TABLE {service.outbox.name} ADD COLUMN later INTEGER",
        ):
            await connection.execute(text(statement))
    await database.migrate(service.sql.MIGRATIONS, service.sql.VERSION_TABLE)
    async with connected(nats_server.settings) as bus:
        outbox = Outbox(service.name, service.outbox, database, bus, SystemClock())
        async with database.write() as connection:
            await outbox.add(connection, Event("e1", service.stream, service.subject, b""))
        relay = asyncio.create_task(outbox.run())
        async with Subscriber(nats_server.url, service.subject).running(service.stream) as read:
            await assert_eventually(lambda: read.messages, what="the event is sent")
        relay.cancel()
        await asyncio.gather(relay, return_exceptions=True)
    async with database.read() as connection:
        found = await connection.scalar(
            text(f"SELECT version_num FROM {service.sql.VERSION_TABLE}")
        )
    await database.close()
    assert found == "later"


@asynccontextmanager
async def alerting_process(folder: Path, database_url: str, nats_url: str) -> AsyncIterator[None]:
    """The new alerting, until the block ends; then it is asked to stop."""
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
        "SELARAS_INTERNAL_TOKEN": secrets.token_urlsafe(24),
        "SELARAS_NATS_URL": nats_url,
        "SELARAS_ALERTING_DATABASE_URL": database_url,
        "SELARAS_ALERTING_DIRECTORY_TARGET": f"127.0.0.1:{free_port()}",
        "SELARAS_ALERTING_GROUP_SECONDS": "0",
        "SELARAS_ALERTING_REGROUP_SECONDS": "0",
        "SELARAS_ALERTING_TICK_SECONDS": "0.1",
    }
    with (folder / "alerting.log").open("ab") as log:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "selaras.alerting"), env=environment, stdout=log, stderr=log
        )
    try:
        yield
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def test_what_waited_on_the_bus_is_handled_once(tmp_path, nats_server, url):
    database = Database(url)
    await make_old(database, ALERTING)
    waiting = alert_pb2.Alert(alert_id="a1", owner="agencies/dinkes/owners/humas", case="cases/c0")
    await insert_old(database, ALERTING, "a1", payload=waiting.SerializeToString())
    directory = directory_pb2.DirectoryChanged(version=1)
    directory.agency.agency_id = "dinkes"
    directory.agency.display_name = "Dinkes"
    directory.owners.add(owner_id="humas", display_name="Humas")
    case = case_payload("dinkes", case="cases/c1", others=("disdik",), severity="HIGH")
    events = [
        Event("d1", EVENTS, "selaras.v1.directory.changed.dinkes", directory.SerializeToString()),
        Event("c1", EVENTS, "selaras.v1.case.opened.dinkes", case),
    ]
    async with (
        connected(nats_server.settings) as bus,
        Subscriber(nats_server.url, "selaras.v1.alert.>").running(ALERTS) as read,
    ):
        await bus.publish_many(events)
        for _ in range(2):  # the second start finds nothing to do
            async with alerting_process(tmp_path, url, nats_server.url):
                await assert_eventually(
                    lambda: len(read.messages) >= 2, timeout=60, what="both alerts"
                )
                await assert_eventually(
                    lambda: all_read(bus), timeout=30, what="alerting has read everything"
                )
        cases = [alert_pb2.Alert.FromString(message.data).case for message in read.messages]
    await database.close()
    assert Counter(cases) == {"cases/c0": 1, "cases/c1": 1}


async def all_read(bus: Bus) -> bool:
    info = await bus.jetstream.consumer_info(EVENTS, "alerting")
    return not info.num_pending and not info.num_ack_pending
