"""The users of the server's own file: what each needs, and what none of them may do."""

from __future__ import annotations

import asyncio
import io
import json

import pytest
from selaras.cli.backup.jetstream import connected
from selaras.cli.backup.streams import restore, save
from selaras.kit.bus import ALERTS, DEAD, EVENTS, Bus
from selaras.kit.health import Health
from selaras.kit.sweep import StreamSweep

from tests.integration.bus.conftest import BusWorld
from tests.support.secured_nats import Visitor

SERVICES = ("intake", "matching", "alerting")
NEXT = json.dumps({"batch": 1, "no_wait": True}).encode()
# What would lose or forge what others rely on.
NOBODYS = (
    *(
        f"$JS.API.STREAM.{call}.{stream}"
        for call in ("DELETE", "PURGE", "UPDATE", "SNAPSHOT", "RESTORE")
        for stream in (EVENTS, ALERTS, DEAD)
    ),
    *(f"$JS.API.CONSUMER.DELETE.{EVENTS}.{service}" for service in SERVICES),
    f"$JS.API.CONSUMER.DELETE.{ALERTS}.agency-dinkes-a",
    f"$JS.API.CONSUMER.MSG.NEXT.{ALERTS}.agency-dinkes-a",
    f"$JS.ACK.{ALERTS}.agency-dinkes-a.1.1.1.1.0",
    f"$JS.API.CONSUMER.CREATE.{EVENTS}",
    f"$JS.API.CONSUMER.DURABLE.CREATE.{EVENTS}.thief",
    "$JS.API.STREAM.CREATE.THIEF",
    "$JS.API.ACCOUNT.PURGE.SELARAS",
    "$SYS.REQ.SERVER.PING",
    "$SYS.REQ.USER.AUTH",
    "_INBOX.intake.x",
)
FORGED = {
    "intake": ("selaras.v1.draft.checked.x", "selaras.v1.case.opened.x", "selaras.v1.alert.x.y"),
    "matching": (
        "selaras.v1.draft.submitted.x",
        "selaras.v1.directory.changed.x",
        "selaras.v1.alert.x.y",
    ),
    "alerting": (
        "selaras.v1.draft.submitted.x",
        "selaras.v1.directory.changed.x",
        "selaras.v1.case.opened.x",
    ),
    "ops": ("selaras.v1.draft.submitted.x", "selaras.v1.alert.x.y", "_INBOX.intake.x"),
    "callout": ("selaras.v1.alert.x.y", "$JS.API.INFO", "_INBOX.x", "$SYS.REQ.USER.AUTH"),
}


async def assert_forbidden(visitor: Visitor, subject: str, body: bytes = b"{}") -> None:
    """The server does not take this."""
    before = len(visitor.forbidden)
    await visitor.client.publish(subject, body)
    await visitor.settle()
    assert len(visitor.forbidden) == before + 1, subject


@pytest.mark.parametrize("user", SERVICES)
async def test_a_service_can_destroy_nothing(world: BusWorld, user: str) -> None:
    before = await world.state()
    async with Visitor(world.nats.settings(user)) as service:
        for subject in NOBODYS:
            await assert_forbidden(service, subject)
        for other in SERVICES:
            if other != user:
                await assert_forbidden(service, f"$JS.ACK.{EVENTS}.{other}.1.1.1.1.0", b"")
                await assert_forbidden(service, f"$JS.API.CONSUMER.MSG.NEXT.{EVENTS}.{other}", NEXT)
        if user != "matching":
            await assert_forbidden(service, f"$JS.API.STREAM.MSG.DELETE.{ALERTS}", b'{"seq":1}')
        if user == "intake":
            await assert_forbidden(service, f"$JS.API.STREAM.MSG.GET.{ALERTS}", b'{"seq":1}')
    assert await world.state() == before


async def test_nobody_speaks_for_another(world: BusWorld) -> None:
    before = await world.state()
    for user, subjects in FORGED.items():
        async with Visitor(world.nats.settings(user)) as visitor:
            for subject in subjects:
                await assert_forbidden(visitor, subject)
            for subject in (">", "selaras.>", "_INBOX.>", "$JS.>", "$SYS.>"):
                seen = len(visitor.forbidden)
                await visitor.client.subscribe(subject)
                await visitor.settle()
                assert len(visitor.forbidden) == seen + 1, (user, subject)
    assert await world.state() == before


async def test_only_callout_hears_who_logs_in(world: BusWorld) -> None:
    for user in (*SERVICES, "ops"):
        async with Visitor(world.nats.settings(user)) as visitor:
            await visitor.client.subscribe("$SYS.REQ.USER.AUTH")
            await visitor.settle()
            assert len(visitor.forbidden) == 1, user


async def test_matching_takes_single_messages_out(world: BusWorld) -> None:
    bus = Bus(world.nats.settings("matching"), Health(), "matching")
    bus.connect()
    try:
        await asyncio.wait_for(bus.wait_connected(), 20)
        sweep = StreamSweep(bus)
        erased = await sweep.erase(ALERTS, "selaras.v1.alert.dinkes-a.*", [b"rahasia dinkes-a"])
        assert erased == 3
        assert await sweep.erase(EVENTS, "selaras.v1.draft.>", [b"x"]) == 0
        assert await sweep.erase(DEAD, "selaras.v1.dead.>", [b"x"]) == 0
    finally:
        await bus.close()
    assert (await world.operator.client.jetstream().stream_info(ALERTS)).state.messages == 3


async def test_an_operator_saves_the_streams_and_makes_them_again(world: BusWorld) -> None:
    before = await world.state()
    kept = io.BytesIO()
    async with connected(world.nats.settings("ops")) as client:
        await save(client, kept)
    for stream in (EVENTS, ALERTS, DEAD):
        await world.operator.client.jetstream().delete_stream(stream)
    kept.seek(0)
    async with connected(world.nats.settings("ops")) as client:
        await restore(client, kept)
    after = await world.state()
    assert after.keys() == before.keys()
    assert after[ALERTS][1].messages == before[ALERTS][1].messages
