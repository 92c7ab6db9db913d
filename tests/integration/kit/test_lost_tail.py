"""A stream that lost its end, was restored older or made anew: each event is on it again, once.

Two services share the stream, as intake and matching do, and look at it one after the other.
"""

from __future__ import annotations

import asyncio
import io
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import nats
import pytest
from nats.js.api import DeliverPolicy
from selaras.cli.backup.jetstream import connected
from selaras.cli.backup.streams import restore, save
from selaras.intake.adapters import sql as intake_sql
from selaras.intake.adapters import tables as intake_tables
from selaras.kit.bus import EVENTS, STREAMS, Bus, BusUnavailable
from selaras.kit.clock import SystemClock
from selaras.kit.database import Database
from selaras.kit.health import Health
from selaras.kit.outbox import Event, Outbox
from selaras.matching.adapters import sql as matching_sql
from selaras.matching.adapters import tables as matching_tables
from sqlalchemy import select

from tests.support.eventually import assert_eventually
from tests.support.nats import NatsUnderTest


class Publisher:
    """A service that does nothing but publish; its database outlives its runs."""

    def __init__(self, name: str, database: Database, server: NatsUnderTest) -> None:
        self.name = name
        self.database = database
        self.published = 0
        self._server = server
        self._table = {"intake": intake_tables, "matching": matching_tables}[name].outbox

    async def publish(self, count: int) -> list[str]:
        """Store events and run until all are acknowledged; answers their ids."""
        events = [self._event() for _ in range(count)]
        async with self.running() as outbox:
            async with self.database.write() as connection:
                await outbox.add(connection, *events)
            outbox.wake()
            await self.settled()
        return [event.event_id for event in events]

    def _event(self) -> Event:
        self.published += 1
        return Event(f"{self.name}-{self.published}", EVENTS, "selaras.v1.draft.x.dinas", b"x" * 50)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Outbox]:
        bus = Bus(self._server.settings, Health(), self.name)
        outbox = Outbox(self.name, self._table, self.database, bus, SystemClock())
        bus.connect()
        relay = asyncio.create_task(outbox.run())
        try:
            yield outbox
        finally:
            relay.cancel()
            await asyncio.gather(relay, return_exceptions=True)
            await bus.close()

    async def settled(self) -> None:
        """Wait until nothing waits to be sent."""

        async def nothing_waits() -> bool:
            return not await self.waiting()

        await assert_eventually(nothing_waits, what=f"the outbox of {self.name} is empty")

    async def waiting(self) -> list[str]:
        query = select(self._table.c.event_id).where(self._table.c.publish_time.is_(None))
        async with self.database.read() as connection:
            return list((await connection.execute(query)).scalars())


@pytest.fixture
async def publishers(tmp_path, nats_server) -> AsyncIterator[dict[str, Publisher]]:
    made = {}
    for name, sql in (("intake", intake_sql), ("matching", matching_sql)):
        database = Database(f"sqlite+aiosqlite:///{tmp_path / name}.db")
        await database.migrate(sql.MIGRATIONS, sql.VERSION_TABLE)
        made[name] = Publisher(name, database, nats_server)
    yield made
    for publisher in made.values():
        await publisher.database.close()


@pytest.fixture
def intake(publishers) -> Publisher:
    return publishers["intake"]


@pytest.fixture
def matching(publishers) -> Publisher:
    return publishers["matching"]


async def on_stream(server: NatsUnderTest) -> Counter[str]:
    """Ids of all events of the stream."""
    client = await nats.connect(server.url)
    try:
        jetstream = client.jetstream()
        count = (await jetstream.stream_info(EVENTS)).state.messages
        subscription = await jetstream.subscribe(
            "selaras.v1.draft.>",
            stream=EVENTS,
            ordered_consumer=True,
            deliver_policy=DeliverPolicy.ALL,
        )
        found = [await subscription.next_msg(timeout=5) for _ in range(count)]
        return Counter(message.headers["Nats-Msg-Id"] for message in found)
    finally:
        await client.close()


async def lose_everything(server: NatsUnderTest) -> None:
    client = await nats.connect(server.url)
    for spec in STREAMS:
        await client.jetstream().delete_stream(spec.name)
    await client.close()


async def go_back_to(server: NatsUnderTest, backup: bytes) -> None:
    await lose_everything(server)
    async with connected(server.settings) as client:
        await restore(client, io.BytesIO(backup))


async def take(server: NatsUnderTest) -> bytes:
    file = io.BytesIO()
    async with connected(server.settings) as client:
        await save(client, file)
    return file.getvalue()


async def look(*publishers: Publisher) -> None:
    """Let services start, look at the stream and send what is lost, one after the other."""
    for publisher in publishers:
        # An event of its own shows that it is through with its look.
        await publisher.publish(1)


def expected(*publishers: Publisher) -> Counter[str]:
    return Counter(
        f"{publisher.name}-{number}"
        for publisher in publishers
        for number in range(1, publisher.published + 1)
    )


async def test_a_stream_restored_older_gets_its_tail_from_every_service(
    nats_server, intake, matching
):
    await intake.publish(3)
    await matching.publish(3)
    backup = await take(nats_server)
    await intake.publish(2)
    await matching.publish(4)
    await go_back_to(nats_server, backup)
    # The first that comes back fills the stream beyond all that the other has recorded.
    await look(intake)
    await intake.publish(10)
    await look(matching)
    assert await on_stream(nats_server) == expected(intake, matching)


async def test_a_stream_that_was_made_anew_and_is_longer_already_gets_everything(
    nats_server, intake, matching
):
    await matching.publish(3)
    await intake.publish(3)
    await lose_everything(nats_server)
    await look(intake)
    await intake.publish(20)
    await look(matching)
    assert await on_stream(nats_server) == expected(intake, matching)


async def test_what_is_there_is_not_sent_again(nats_server, intake, matching):
    await intake.publish(5)
    await matching.publish(5)
    await look(intake, matching, intake, matching)
    assert await on_stream(nats_server) == expected(intake, matching)


async def test_what_became_too_old_for_the_stream_is_not_lost(nats_server, intake):
    await intake.publish(5)
    client = await nats.connect(nats_server.url)
    await client.jetstream().purge_stream(EVENTS)
    await client.close()
    await look(intake)
    assert await on_stream(nats_server) == Counter(["intake-6"])


async def test_a_message_that_somebody_deleted_is_not_lost(nats_server, intake):
    await intake.publish(5)
    client = await nats.connect(nats_server.url)
    await client.jetstream().delete_msg(EVENTS, 5)
    await client.close()
    await look(intake)
    assert await on_stream(nats_server) == Counter(f"intake-{n}" for n in (1, 2, 3, 4, 6))


async def test_what_a_new_connection_acknowledged_is_not_recorded_before_the_look(
    tmp_path, nats_server, intake, monkeypatch
):
    """A tail that got lost must not hide behind what was sent just then."""
    await intake.publish(2)
    backup = await take(nats_server)
    await intake.publish(4)
    publish = Bus.publish_many
    cuts: Iterator[bool] = iter([True])

    async def lose_the_tail_meanwhile(self: Bus, events):
        if events and next(cuts, False):
            await go_back_to(nats_server, backup)
            acknowledged = await publish(self, events)
            await self._on_disconnected()
            await self._on_reconnected()
            return acknowledged
        return await publish(self, events)

    monkeypatch.setattr(Bus, "publish_many", lose_the_tail_meanwhile)
    await intake.publish(1)
    assert await on_stream(nats_server) == expected(intake)


async def test_a_bus_that_is_away_changes_nothing(nats_server, intake):
    await intake.publish(2)
    await nats_server.stop()
    bus = Bus(nats_server.settings, Health(), "intake")
    with pytest.raises(BusUnavailable):
        await bus.sequences(EVENTS)
    assert await intake.waiting() == []
