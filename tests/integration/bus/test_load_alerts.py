"""`scripts/load` reads alerts as the plugins of the agencies do: each with its own login."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import pytest
from selaras.api.v1 import finding_pb2
from selaras.event.v1 import alert_pb2
from selaras.kit.bus import ALERTS, Bus
from selaras.kit.health import Health
from selaras.kit.outbox import Event, new_event_id
from selaras.kit.settings import NatsSettings

from tests.integration.bus.conftest import AGENCIES, BusWorld

# The modules of the scripts import each other by name.
sys.path.append(str(Path(__file__).resolve().parents[3] / "scripts"))

from _load_alerts import Alerts
from _load_drive import Sent
from _load_posts import Due
from _traffic import Post


def alert(agency: str) -> Event:
    name = f"agencies/{agency}/drafts/x"
    made = alert_pb2.Alert(
        alert_id=f"load-{agency}",
        owner=f"agencies/{agency}/owners/humas",
        findings=[finding_pb2.Finding(own_draft=name)],
    )
    subject = f"selaras.v1.alert.{agency}.humas"
    return Event(new_event_id(), ALERTS, subject, made.SerializeToString())


@pytest.mark.parametrize("missing", [0, 1])
async def test_each_side_of_a_clash_is_awaited_from_when_the_later_draft_was_due(
    world: BusWorld, missing: int
) -> None:
    now = asyncio.get_running_loop().time()
    sent = [
        Sent(Due(at, Post(agency, "x", "", "a"), clash=0), now + at, answered=now + at)
        for at, agency in zip((-20.0, -10.0), AGENCIES, strict=True)
    ]
    bus = Bus(world.nats.settings("alerting"), Health(), "alerting")
    bus.connect()
    try:
        await asyncio.wait_for(bus.wait_connected(), 20)
        settings = NatsSettings(url=world.nats.url, tls_ca=world.nats.ca)
        async with Alerts(settings, world.keys) as alerts:
            await bus.publish_many([alert(agency) for agency in AGENCIES[missing:]])
            delays, expected = await alerts.wait_for(sent, 3 if missing else 30)
    finally:
        await bus.close()
    assert expected == 2
    assert len(delays) == 2 - missing
    assert all(10 <= delay < 60 for delay in delays)
