"""The event bus as it is deployed, with intake and the consumers of two agencies."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from selaras.alerting.adapters.nats import NatsSubscriptions
from selaras.event.v1 import alert_pb2
from selaras.kit.bus import ALERTS, DEAD, EVENTS, Bus
from selaras.kit.errors import FailedPrecondition
from selaras.kit.health import Health
from selaras.kit.nats_server import find_binary
from selaras.kit.outbox import Event, new_event_id
from selaras.kit.settings import NatsSettings

from tests.support.eventually import assert_eventually
from tests.support.intake import RunningIntake, running_intake, sqlite_url
from tests.support.secured_nats import SecuredNats, Visitor

AGENCIES = ("dinkes-a", "disdik-b")
ALERTS_EACH = 3


@dataclass
class BusWorld:
    """Two agencies, each with alerts that nobody has read."""

    nats: SecuredNats
    intake: RunningIntake
    keys: dict[str, str]
    operator: Visitor

    def login(self, agency: str, key: str | None = None) -> NatsSettings:
        """How an agency logs in."""
        return self.nats.settings(agency, self.keys[agency] if key is None else key)

    async def state(self, *, without: str = "") -> dict[str, Any]:
        """Everything that somebody might have changed: streams, and consumers but one agency's."""
        jetstream = self.operator.client.jetstream(timeout=5)
        found: dict[str, Any] = {}
        for name in (EVENTS, ALERTS, DEAD):
            info = await jetstream.stream_info(name)
            found[name] = (info.config, info.state)
        for info in await jetstream.consumers_info(ALERTS):
            if info.name != f"agency-{without}":
                position = (info.delivered, info.ack_floor, info.num_ack_pending, info.num_pending)
                found[info.name] = (info.config, position, info.num_redelivered, info.num_waiting)
        return found


@asynccontextmanager
async def bus_world(folder: Path, **login: object) -> AsyncIterator[BusWorld]:
    """The world until the block ends.

    Args:
        login: settings of intake's answers to logins.
    """
    try:
        find_binary()
    except FailedPrecondition as error:
        pytest.skip(error.message)
    nats = SecuredNats(folder / "nats")
    async with AsyncExitStack() as stack:
        stack.push_async_callback(nats.stop)
        await nats.start()
        intake = await stack.enter_async_context(
            running_intake(sqlite_url(folder), nats.settings("intake"), login=nats.login(**login))
        )
        keys = {agency: await intake.register(agency) for agency in AGENCIES}
        await _alert(nats, stack)
        operator = await stack.enter_async_context(Visitor(nats.settings("ops")))
        await assert_eventually(lambda: intake.server.health.parts.get("intake/logins", "") is None)
        yield BusWorld(nats, intake, keys, operator)


async def _alert(nats: SecuredNats, stack: AsyncExitStack) -> None:
    """Consumers and alerts, as alerting makes them and with its permissions."""

    async def known() -> list[str]:
        return list(AGENCIES)

    bus = Bus(nats.settings("alerting"), Health(), "alerting")
    bus.connect()
    stack.push_async_callback(bus.close)
    await asyncio.wait_for(bus.wait_connected(), 20)
    making = asyncio.create_task(NatsSubscriptions(bus, known).run())
    alerts = [
        alert_pb2.Alert(alert_id=f"{agency}-{number}", text=f"rahasia {agency}")
        for agency in AGENCIES
        for number in range(ALERTS_EACH)
    ]
    await bus.publish_many(
        [
            Event(
                new_event_id(),
                ALERTS,
                f"selaras.v1.alert.{alert.alert_id.rpartition('-')[0]}.humas",
                alert.SerializeToString(),
            )
            for alert in alerts
        ]
    )
    for agency in AGENCIES:
        await assert_eventually(lambda name=f"agency-{agency}": _exists(bus, name))
    making.cancel()


async def _exists(bus: Bus, consumer: str) -> bool:
    try:
        await bus.jetstream.consumer_info(ALERTS, consumer)
    except Exception:
        return False
    return True


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[BusWorld]:
    """A world for one test."""
    async with bus_world(tmp_path) as made:
        yield made
