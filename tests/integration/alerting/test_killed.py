"""kill -9 of alerting at any moment: every alert is made, and made once."""

from __future__ import annotations

import asyncio
import os
import random
import sys
from collections import Counter

import pytest
from nats.js.errors import NotFoundError
from selaras.alerting.adapters.nats import durable_name
from selaras.event.v1 import alert_pb2, directory_pb2
from selaras.kit.bus import ALERTS, EVENTS, Bus
from selaras.kit.health import Health
from selaras.kit.nats_server import free_port
from selaras.kit.outbox import Event

from tests.fakes.alerting import case_payload
from tests.support.eventually import assert_eventually
from tests.support.nats import Subscriber

pytestmark = [pytest.mark.chaos, pytest.mark.slow, pytest.mark.timeout(240)]

CASES = 40
KILLS = 5
OWNERS = ("humas", "sekre")


class Alerting:
    """Alerting as a process of its own."""

    def __init__(self, folder, nats_url: str) -> None:
        self._log = folder / "alerting.log"
        self._environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
            "SELARAS_INTERNAL_TOKEN": "0f1e2d3c4b5a69788796a5b4c3d2e1f0",
            "SELARAS_NATS_URL": nats_url,
            "SELARAS_ALERTING_DATABASE_URL": f"sqlite+aiosqlite:///{folder}/alerting.db",
            "SELARAS_ALERTING_DIRECTORY_TARGET": f"127.0.0.1:{free_port()}",
            "SELARAS_ALERTING_GROUP_SECONDS": "0.5",
            "SELARAS_ALERTING_HOURLY_LIMIT": "0",
            "SELARAS_ALERTING_TICK_SECONDS": "0.1",
        }
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        with self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "selaras.alerting"),
                env=self._environment,
                stdout=log,
                stderr=log,
            )

    async def kill(self) -> None:
        assert self._process is not None
        assert self._process.returncode is None, self._log.read_text()[-2000:]
        self._process.kill()
        await self._process.wait()


async def publish(bus: Bus, subject: str, payload: bytes, event_id: str) -> None:
    await bus.publish_many([Event(event_id, EVENTS, subject, payload)])


async def register(bus: Bus) -> None:
    message = directory_pb2.DirectoryChanged(version=1)
    message.agency.agency_id = "dinkes"
    message.agency.display_name = "Dinkes"
    for owner in OWNERS:
        message.owners.add(owner_id=owner, display_name=owner)
    await publish(bus, "selaras.v1.directory.changed.dinkes", message.SerializeToString(), "d1")


async def is_up(bus: Bus) -> bool:
    try:
        await bus.jetstream.consumer_info(ALERTS, durable_name("dinkes"))
    except NotFoundError:
        return False
    return True


async def has_read_all(bus: Bus) -> bool:
    info = await bus.jetstream.consumer_info(EVENTS, "alerting")
    return not info.num_pending and not info.num_ack_pending


async def test_every_alert_is_made_once(nats_server, tmp_path):
    chance = random.Random(int(os.environ.get("SELARAS_CHAOS_SEED", "7")))
    bus = Bus(nats_server.settings, Health(), "test")
    bus.connect()
    await bus.wait_connected()
    alerting = Alerting(tmp_path, nats_server.url)
    await alerting.start()
    try:
        await register(bus)
        await assert_eventually(lambda: is_up(bus), timeout=120, what="alerting is up")
    except Exception:
        await alerting.kill()
        raise
    for number in range(CASES):
        payload = case_payload(case=f"cases/c{number}", severity="HIGH")
        await publish(bus, "selaras.v1.case.opened.dinkes", payload, f"o{number}")
        if number % (CASES // KILLS) == 0:
            await asyncio.sleep(chance.uniform(0.1, 0.9))
            await alerting.kill()
            await alerting.start()
    for number in range(0, CASES, 2):
        payload = case_payload(case=f"cases/c{number}", severity="HIGH", version=2, resolved=True)
        await publish(bus, "selaras.v1.case.resolved.dinkes", payload, f"r{number}")
    await asyncio.sleep(chance.uniform(0.5, 3))
    await alerting.kill()
    await alerting.start()

    async with Subscriber(nats_server.url, "selaras.v1.alert.>").running(ALERTS) as reader:

        def seen() -> Counter:
            alerts = [alert_pb2.Alert.FromString(message.data) for message in reader.messages]
            return Counter((alert.case, alert.owner, alert.state) for alert in alerts)

        def of(state: int, remainder: int) -> set[tuple[str, str]]:
            return {
                (case, owner)
                for case, owner, told in seen()
                if told == state and int(case.partition("/c")[2]) % 2 == remainder
            }

        await assert_eventually(lambda: has_read_all(bus), timeout=120, what="all is read")
        await assert_eventually(
            lambda: len(of(1, 1)) == CASES // 2 * len(OWNERS), timeout=120, what="all is told"
        )
        # What was resolved before it was told stays silent; what was told is told to be resolved.
        await assert_eventually(lambda: of(1, 0) == of(2, 0), what="what was told is ended")
        counts = seen()
    await alerting.kill()
    await bus.close()
    assert set(counts.values()) == {1}
