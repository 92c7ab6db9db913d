"""Two workers with one durable consumer: they share the messages, or keep their order."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
from selaras.kit.bus import EVENTS, Bus
from selaras.kit.consumer import Consumer, Delivery
from selaras.kit.health import Health

from tests.support.eventually import assert_eventually

SUBJECT = "selaras.v1.draft.submitted.dinkes"


class Workers:
    """What two processes with a consumer each have under way."""

    def __init__(self, buses: list[Bus]) -> None:
        self.buses = buses
        self.under_way: list[bytes] = []
        self.most = 0
        self.done: list[bytes] = []
        self.go_on = asyncio.Event()

    async def handle(self, delivery: Delivery) -> None:
        self.under_way.append(delivery.payload)
        self.most = max(self.most, len(self.under_way))
        await self.go_on.wait()
        self.under_way.remove(delivery.payload)
        self.done.append(delivery.payload)

    @asynccontextmanager
    async def running(self, **options: object) -> AsyncIterator[None]:
        consumers = [
            Consumer(
                bus,
                service="test",
                durable="test",
                stream=EVENTS,
                subjects=[SUBJECT],
                handler=self.handle,
                **options,  # type: ignore[arg-type]
            )
            for bus in self.buses
        ]
        tasks = [asyncio.create_task(consumer.run()) for consumer in consumers]
        yield
        self.go_on.set()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def publish(self, count: int) -> list[bytes]:
        payloads = [str(number).encode() for number in range(count)]
        for payload in payloads:
            await self.buses[0].jetstream.publish(SUBJECT, payload)
        return payloads


@pytest.fixture
async def workers(nats_server) -> AsyncIterator[Workers]:
    buses = [Bus(nats_server.settings, Health(), "test") for _ in range(2)]
    for bus in buses:
        bus.connect()
        await bus.wait_connected()
    yield Workers(buses)
    for bus in buses:
        await bus.close()


def eventually(condition: Callable[[], bool]):
    return assert_eventually(condition, timeout=30)


async def test_a_second_worker_adds_its_own_hands(workers: Workers) -> None:
    await workers.publish(6)
    async with workers.running(concurrency=2):
        await eventually(lambda: len(workers.under_way) == 4)
        workers.go_on.set()
        await eventually(lambda: len(workers.done) == 6)
    assert len(set(workers.done)) == 6


async def test_ordered_messages_keep_their_order_over_all_workers(workers: Workers) -> None:
    payloads = await workers.publish(6)
    async with workers.running(ordered=True):
        await eventually(lambda: len(workers.under_way) == 1)
        workers.go_on.set()
        await eventually(lambda: len(workers.done) == 6)
    assert (workers.most, workers.done) == (1, payloads)
