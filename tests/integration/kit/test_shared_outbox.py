"""Several processes with one outbox on PostgreSQL: one of them relays at a time."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest
from selaras.alerting.adapters.sql_deliveries import _CLAIM_LOCK
from selaras.kit.bus import EVENTS
from selaras.kit.clock import SystemClock
from selaras.kit.database import Database
from selaras.kit.outbox import Event, Outbox, outbox_table
from selaras.matching.adapters.locks import ORDER_LOCK
from sqlalchemy import MetaData, func, select

from tests.support.eventually import assert_eventually

pytestmark = pytest.mark.postgres

METADATA = MetaData()
TABLE = outbox_table("test", METADATA)
EVENTS_MADE = 250


class CountingBus:
    """A bus that acknowledges everything a moment later, and remembers what came."""

    connection_number = 1

    def __init__(self) -> None:
        self.published: list[str] = []

    async def wait_connected(self) -> None: ...

    def is_still(self, _number: int) -> bool:
        return True

    async def sequences(self, _stream: str) -> tuple[int, int]:
        return 1, len(self.published)

    async def event_id_at(self, _stream: str, sequence: int) -> str:
        return self.published[sequence - 1]

    async def publish_many(self, events: Sequence[Event]) -> list[int]:
        first = len(self.published) + 1
        self.published.extend(event.event_id for event in events)
        await asyncio.sleep(0.02)  # the way to the server: others come in between
        return list(range(first, first + len(events)))


@pytest.fixture
async def databases(postgres_url: str) -> AsyncIterator[list[Database]]:
    made = [Database(postgres_url), Database(postgres_url)]
    async with made[0].write() as connection:
        await connection.run_sync(METADATA.create_all)
    yield made
    for database in made:
        await database.close()


@asynccontextmanager
async def relaying(outboxes: Sequence[Outbox]) -> AsyncIterator[None]:
    tasks = [asyncio.create_task(outbox.run()) for outbox in outboxes]
    yield
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def test_two_relays_publish_each_event_once_and_in_order(databases: list[Database]) -> None:
    bus = CountingBus()
    outboxes = [Outbox("test", TABLE, item, bus, SystemClock()) for item in databases]
    events = [Event(f"e{number}", EVENTS, "x", b"") for number in range(EVENTS_MADE)]
    async with databases[0].write() as connection:
        await outboxes[0].add(connection, *events)

    async def pending() -> int:
        query = select(func.count()).where(TABLE.c.publish_time.is_(None))
        async with databases[0].read() as connection:
            return int((await connection.execute(query)).scalar_one())

    async def all_sent() -> bool:
        return await pending() == 0

    async with relaying(outboxes):
        await assert_eventually(all_sent, timeout=30)
    assert set(Counter(bus.published).values()) == {1}
    assert bus.published == [event.event_id for event in events]


async def test_a_turn_is_taken_by_one_and_passed_on_when_its_holder_is_gone(
    databases: list[Database],
) -> None:
    first, second = databases
    holder = asyncio.Event()

    async def hold() -> None:
        async with first.turn("x"):
            holder.set()
            await asyncio.Event().wait()

    async def take(name: str) -> str:
        async with second.turn(name):
            return name

    holding = asyncio.create_task(hold())
    await holder.wait()
    assert await take("another") == "another"
    waiting = asyncio.create_task(take("x"))
    query = "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'advisory'"

    async def waits() -> bool:
        async with second.read() as connection:
            return bool((await connection.exec_driver_sql(query)).scalar_one())

    await assert_eventually(waits)
    assert not waiting.done()
    holding.cancel()
    await asyncio.gather(holding, return_exceptions=True)
    assert await waiting == "x"


def test_services_that_share_a_database_do_not_wait_for_each_other() -> None:
    assert ORDER_LOCK != _CLAIM_LOCK
