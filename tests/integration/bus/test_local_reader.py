"""Alerts of the stack on this machine, where nobody logs in."""

from __future__ import annotations

import asyncio

from selaras.alerting.adapters.nats import NatsSubscriptions
from selaras.cli.alert_reader import AlertReader
from selaras.event.v1 import alert_pb2
from selaras.kit.bus import ALERTS, Bus
from selaras.kit.health import Health
from selaras.kit.outbox import Event, new_event_id

from tests.support.nats import NatsUnderTest


async def shown(server: NatsUnderTest, owner: str = "") -> list[str]:
    ids = []
    async with AlertReader(server.settings, "dinkes-a", owner) as reader:
        async for received in reader.alerts(follow=False):
            ids.append(received.alert.alert_id)
            await received.shown()
    return ids


async def test_an_owner_reads_apart_from_the_agency(nats_server: NatsUnderTest) -> None:
    async def known() -> list[str]:
        return ["dinkes-a"]

    bus = Bus(nats_server.settings, Health(), "alerting")
    bus.connect()
    await asyncio.wait_for(bus.wait_connected(), 20)
    making = asyncio.create_task(NatsSubscriptions(bus, known).run())
    alerts = [(owner, alert_pb2.Alert(alert_id=f"{owner}-1")) for owner in ("humas", "kadis")]
    await bus.publish_many(
        [
            Event(
                new_event_id(),
                ALERTS,
                f"selaras.v1.alert.dinkes-a.{owner}",
                alert.SerializeToString(),
            )
            for owner, alert in alerts
        ]
    )
    assert await shown(nats_server, "kadis") == ["kadis-1"]
    assert await shown(nats_server, "kadis") == []
    assert await shown(nats_server) == ["humas-1", "kadis-1"]
    making.cancel()
    await bus.close()
