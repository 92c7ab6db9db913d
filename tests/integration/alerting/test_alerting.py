"""Alerting on a real bus and a real database: events in, alerts out, each exactly once."""

from __future__ import annotations

import asyncio
import os
import signal
from contextlib import asynccontextmanager

import nats
import pytest
from selaras.alerting.adapters.nats import durable_name
from selaras.alerting.bootstrap import build
from selaras.alerting.settings import AlertingSettings
from selaras.event.v1 import alert_pb2, directory_pb2
from selaras.kit.bus import ALERTS, DEAD, EVENTS, Bus, BusUnavailable
from selaras.kit.clock import SystemClock
from selaras.kit.health import Health
from selaras.kit.nats_server import NatsServer
from selaras.kit.outbox import Event
from selaras.kit.settings import InternalSettings, NatsSettings

from tests.fakes.alerting import NAMES, case_payload


@pytest.fixture
async def server(tmp_path):
    server = NatsServer(tmp_path / "nats")
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
async def bus(server):
    bus = Bus(NatsSettings(url=server.url), Health(), "test")
    bus.connect()
    await asyncio.wait_for(bus.wait_connected(), 10)
    yield bus
    await bus.close()


@pytest.fixture
def running(server, tmp_path):
    @asynccontextmanager
    async def run(
        url: str = f"sqlite+aiosqlite:///{tmp_path}/alerting.db", health=None, group_seconds=0
    ):
        service = build(
            AlertingSettings(
                database_url=url,
                directory_target="127.0.0.1:1",  # nobody is asked: there are no calls here
                group_seconds=group_seconds,
                tick_seconds=0.05,
            ),
            nats=NatsSettings(url=server.url),
            internal=InternalSettings(token="0f1e2d3c4b5a69788796a5b4c3d2e1f0"),
            health=health or Health(),
            clock=SystemClock(),
        )
        await service.start()
        try:
            yield service
        finally:
            await service.stop()

    return run


async def send(bus, subject: str, payload: bytes, event_id: str) -> None:
    await bus.publish_many([Event(event_id, EVENTS, subject, payload)])


async def register(bus, agency: str, *owners: str, version: int = 1) -> None:
    message = directory_pb2.DirectoryChanged(event_id=f"d-{agency}-{version}", version=version)
    message.agency.agency_id = agency
    message.agency.display_name = NAMES[agency]
    for owner in owners:
        message.owners.add(owner_id=owner, display_name=owner, contact=f"{owner}@{agency}")
    await send(
        bus, f"selaras.v1.directory.changed.{agency}", message.SerializeToString(), message.event_id
    )


async def open_case(bus, agency: str, other: str, version: int = 1, event_id: str = "") -> None:
    payload = case_payload(agency, others=(other,), version=version)
    await send(
        bus, f"selaras.v1.case.opened.{agency}", payload, event_id or f"c-{agency}-{version}"
    )


async def alerts_of(bus, agency: str, count: int, seconds: float = 10) -> list[alert_pb2.Alert]:
    """Read ``count`` alerts from the agency's durable consumer, which alerting has made."""
    consumer = await eventually(lambda: bind(bus, agency), seconds)
    found = []
    while len(found) < count:
        for message in await consumer.fetch(count - len(found), timeout=seconds):
            found.append(alert_pb2.Alert.FromString(message.data))
            await message.ack_sync()
    return found


async def bind(bus, agency: str):
    await bus.jetstream.consumer_info(ALERTS, durable_name(agency))
    return await bus.jetstream.pull_subscribe_bind(durable_name(agency), stream=ALERTS)


async def eventually(attempt, seconds: float = 10):
    deadline = asyncio.get_running_loop().time() + seconds
    while True:
        try:
            return await attempt()
        except (nats.errors.Error, AssertionError):
            if asyncio.get_running_loop().time() > deadline:
                raise
            await asyncio.sleep(0.05)


async def settled(bus, count: int) -> None:
    """Wait until alerting has acknowledged ``count`` events."""

    async def all_acknowledged():
        info = await bus.jetstream.consumer_info(EVENTS, "alerting")
        assert info.num_pending == 0
        assert info.num_ack_pending == 0
        assert info.delivered.stream_seq >= count

    await eventually(all_acknowledged)


async def test_owners_of_both_agencies_are_alerted_with_whom_to_call(bus, running):
    async with running():
        await register(bus, "dinkes", "humas", "kadis")
        await register(bus, "disdik", "humas")
        await open_case(bus, "dinkes", "disdik")
        await open_case(bus, "disdik", "dinkes")
        dinkes = await alerts_of(bus, "dinkes", 2)
        disdik = await alerts_of(bus, "disdik", 1)
    assert {alert.owner for alert in dinkes} == {
        "agencies/dinkes/owners/humas",
        "agencies/dinkes/owners/kadis",
    }
    assert [entry.contact for entry in disdik[0].contacts] == ["humas@dinkes", "kadis@dinkes"]
    assert "Bertentangan dengan" in dinkes[0].title
    assert dinkes[0].findings[0].evidence[0].own_sentence in dinkes[0].text


async def test_events_that_come_again_make_no_second_alert(bus, running):
    async with running():
        await register(bus, "dinkes", "humas")
        await open_case(bus, "dinkes", "disdik")
        # Another id: the bus cannot know that it is the same event, alerting must.
        await open_case(bus, "dinkes", "disdik", event_id="again")
        await open_case(bus, "dinkes", "disdik", version=2)
        await settled(bus, 4)
        info = await eventually(lambda: stream_has(bus, 1))
    assert info.state.messages == 1


async def stream_has(bus, messages: int):
    info = await bus.jetstream.stream_info(ALERTS)
    assert info.state.messages >= messages
    return info


async def test_what_happened_while_alerting_was_off_is_alerted_when_it_is_back(bus, running):
    async with running():
        await register(bus, "dinkes", "humas")
        await settled(bus, 1)
    await open_case(bus, "dinkes", "disdik")
    async with running():
        assert len(await alerts_of(bus, "dinkes", 1)) == 1


async def test_a_restart_after_the_alert_sends_nothing_again(bus, running):
    async with running():
        await register(bus, "dinkes", "humas")
        await open_case(bus, "dinkes", "disdik")
        await alerts_of(bus, "dinkes", 1)
    async with running():
        await open_case(bus, "dinkes", "disdik", version=2)
        await settled(bus, 3)
        info = await bus.jetstream.stream_info(ALERTS)
    assert info.state.messages == 1


async def test_a_case_that_waits_for_more_survives_a_restart_and_is_told_once(bus, running):
    async with running(group_seconds=2):
        await register(bus, "dinkes", "humas")
        await open_case(bus, "dinkes", "disdik")
        await settled(bus, 2)
        info = await bus.jetstream.stream_info(ALERTS)
        assert info.state.messages == 0
    async with running(group_seconds=2):
        await open_case(bus, "dinkes", "kemenag", version=2)
        [alert] = await alerts_of(bus, "dinkes", 1)
        await settled(bus, 3)
        info = await bus.jetstream.stream_info(ALERTS)
    assert [other.name for other in alert.others] == ["agencies/kemenag"]
    assert info.state.messages == 1


async def test_a_broken_event_becomes_a_dead_letter_and_holds_nothing_up(bus, running):
    async with running() as service:
        await send(bus, "selaras.v1.case.opened.dinkes", b"\xff\xff\xff", "broken")
        await register(bus, "dinkes", "humas")
        await open_case(bus, "dinkes", "disdik")
        assert len(await alerts_of(bus, "dinkes", 1)) == 1
        letters = await bus.jetstream.get_last_msg(DEAD, "selaras.v1.dead.alerting")
        assert await service.store.agency_ids() == ["dinkes"]
    letter = alert_pb2.DeadLetter.FromString(letters.data)
    assert (letter.reason, letter.event_id) == ("EVENT_MALFORMED", "broken")


@pytest.mark.postgres
async def test_a_database_that_is_away_at_the_start_is_waited_for(
    bus, running, own_postgres_cluster
):
    url = own_postgres_cluster.url(own_postgres_cluster.create_database())
    own_postgres_cluster.stop()
    await register(bus, "dinkes", "humas")
    await open_case(bus, "dinkes", "disdik")
    health = Health()
    async with running(url, health):
        assert health.parts["alerting/database"]
        await asyncio.to_thread(own_postgres_cluster.start)
        assert len(await alerts_of(bus, "dinkes", 1)) == 1
        assert health.parts["alerting/database"] is None


@pytest.mark.postgres
@pytest.mark.slow
async def test_a_database_that_goes_away_costs_no_alert(bus, running, own_postgres_cluster):
    url = own_postgres_cluster.url(own_postgres_cluster.create_database())
    async with running(url):
        await register(bus, "dinkes", "humas")
        await settled(bus, 1)
        own_postgres_cluster.stop()
        await open_case(bus, "dinkes", "disdik")
        await asyncio.to_thread(own_postgres_cluster.start)
        assert len(await alerts_of(bus, "dinkes", 1, seconds=40)) == 1
        info = await bus.jetstream.stream_info(ALERTS)
    assert info.state.messages == 1


@pytest.mark.slow
async def test_alerts_reach_the_bus_after_the_server_was_killed(server, bus, running):
    async with running():
        await register(bus, "dinkes", "humas")
        await settled(bus, 1)
        os.kill(server.pid, signal.SIGKILL)
        await eventually(lambda: open_case_raising(bus), 20)
        # A killed server may have lost the acknowledgement of the event before; JetStream then
        # waits ack_wait (30 s) before it sends that one again, and the rest after it, in order.
        alerts = await alerts_of(bus, "dinkes", 1, seconds=60)
    assert alerts[0].owner == "agencies/dinkes/owners/humas"


async def open_case_raising(bus) -> None:
    try:
        await open_case(bus, "dinkes", "disdik")
    except BusUnavailable as error:
        raise AssertionError(str(error)) from error
