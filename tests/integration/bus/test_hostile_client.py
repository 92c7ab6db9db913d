"""A client that logged in as an agency, with a key that holds, and tries everything else.

Whatever it tries, streams, consumers and the other agency's alerts are what they were before.
"""

from __future__ import annotations

import json
from contextlib import suppress

import nats.errors
import pytest
from nats.aio.msg import Msg
from nats.js.errors import ServiceUnavailableError

from tests.integration.bus.conftest import ALERTS_EACH, BusWorld
from tests.integration.bus.test_login import read_all
from tests.support.eventually import assert_eventually
from tests.support.secured_nats import Visitor

ME, OTHER = "dinkes-a", "disdik-b"
OWN = f"SELARAS_ALERTS.agency-{ME}"
THEIRS = f"SELARAS_ALERTS.agency-{OTHER}"
NEXT = json.dumps({"batch": 5, "no_wait": True}).encode()
PUSH = {
    "stream_name": "SELARAS_ALERTS",
    "config": {
        "durable_name": "thief",
        "deliver_subject": f"_INBOX.{ME}.thief",
        "ack_policy": "none",
        "deliver_policy": "all",
    },
}

LISTENING = (
    ">",
    "*",
    "selaras.>",
    "selaras.v1.alert.>",
    f"selaras.v1.alert.{OTHER}.>",
    "selaras.v1.draft.>",
    "selaras.v1.directory.changed.*",
    "_INBOX.>",
    "_INBOX.*.>",
    f"_INBOX.{OTHER}.>",
    "_INBOX.matching.>",
    "_R_.>",
    "$JS.>",
    "$JS.API.>",
    "$JS.ACK.>",
    "$JS.EVENT.ADVISORY.>",
    "SELARAS.API.>",
    f"SELARAS.API.CONSUMER.MSG.NEXT.{THEIRS}",
    "$SYS.>",
    "$SYS.REQ.USER.AUTH",
    "$G.>",
)

CREATE = json.dumps(PUSH).encode()
SENDING: tuple[tuple[str, bytes], ...] = (
    (f"selaras.v1.alert.{OTHER}.humas", b"forged"),
    (f"selaras.v1.alert.{ME}.humas", b"forged"),
    (f"selaras.v1.draft.submitted.{ME}", b"forged"),
    (f"selaras.v1.draft.checked.{OTHER}", b"forged"),
    ("selaras.v1.directory.changed.x", b"forged"),
    ("selaras.v1.dead.matching", b"forged"),
    (f"_INBOX.{OTHER}.x", b"forged"),
    ("_INBOX.matching.x", b"forged"),
    ("$SYS.REQ.USER.AUTH", b"forged"),
    ("$SYS.REQ.SERVER.PING", b""),
    *(
        (f"{api}.{call}", body)
        for api in ("$JS.API", "SELARAS.API")
        for call, body in (
            ("INFO", b""),
            ("ACCOUNT.PURGE.SELARAS", b""),
            ("STREAM.NAMES", b""),
            ("STREAM.LIST", b""),
            ("STREAM.INFO.SELARAS_ALERTS", b""),
            ("STREAM.CREATE.THIEF", b'{"name":"THIEF","subjects":["selaras.v1.>"]}'),
            ("STREAM.UPDATE.SELARAS_ALERTS", b'{"name":"SELARAS_ALERTS","max_msgs":1}'),
            ("STREAM.DELETE.SELARAS_ALERTS", b""),
            ("STREAM.PURGE.SELARAS_ALERTS", b""),
            ("STREAM.SNAPSHOT.SELARAS_ALERTS", b'{"deliver_subject":"_INBOX.dinkes-a.x"}'),
            ("STREAM.MSG.GET.SELARAS_ALERTS", b'{"seq":4}'),
            ("STREAM.MSG.DELETE.SELARAS_ALERTS", b'{"seq":4}'),
            ("DIRECT.GET.SELARAS_ALERTS", b'{"seq":4}'),
            (f"DIRECT.GET.SELARAS_ALERTS.selaras.v1.alert.{OTHER}.humas", b""),
            ("CONSUMER.NAMES.SELARAS_ALERTS", b""),
            ("CONSUMER.LIST.SELARAS_ALERTS", b""),
            ("CONSUMER.CREATE.SELARAS_ALERTS", CREATE),
            ("CONSUMER.CREATE.SELARAS_ALERTS.thief", CREATE),
            ("CONSUMER.DURABLE.CREATE.SELARAS_ALERTS.thief", CREATE),
            (f"CONSUMER.DURABLE.CREATE.{OWN}", CREATE),
            (f"CONSUMER.DELETE.{OWN}", b""),
            (f"CONSUMER.DELETE.{THEIRS}", b""),
            (f"CONSUMER.PAUSE.{THEIRS}", b'{"pause_until":"2099-01-01T00:00:00Z"}'),
            (f"CONSUMER.INFO.{THEIRS}", b""),
            (f"CONSUMER.MSG.NEXT.{THEIRS}", NEXT),
            ("CONSUMER.MSG.NEXT.SELARAS_ALERTS.*", NEXT),
            ("CONSUMER.MSG.NEXT.SELARAS_ALERTS.>", NEXT),
            (f"CONSUMER.MSG.NEXT.{OWN}.x", NEXT),
            ("CONSUMER.MSG.NEXT.SELARAS.matching", NEXT),
            ("CONSUMER.INFO.SELARAS.matching", b""),
        )
    ),
    (f"$JS.API.CONSUMER.INFO.{OWN}", b""),
    (f"$JS.API.CONSUMER.MSG.NEXT.{OWN}", NEXT),
    *(
        (f"$JS.ACK{domain}.{consumer}.1.4.1.1795678552649945810.0", body)
        for domain in ("", "._.hash")
        for consumer in (THEIRS, "SELARAS.matching", "SELARAS_ALERTS.*")
        for body in (b"", b"+ACK", b"-NAK", b"+TERM", b"+NXT", b"+WPI")
    ),
    ("$JS.SNAPSHOT.ACK.SELARAS_ALERTS.x", b""),
    ("$JS.FC.SELARAS_ALERTS.x", b""),
)

# Where one who asks for its own alerts might want them answered to.
ANSWERED_TO = (
    f"selaras.v1.draft.submitted.{OTHER}",
    f"selaras.v1.alert.{OTHER}.humas",
    "selaras.v1.dead.matching",
    "_INBOX.matching.x",
    "_INBOX.ops.x",
    "$SYS.REQ.USER.AUTH",
    *(
        f"{api}.{call}"
        for api in ("$JS.API", "SELARAS.API")
        for call in (
            "STREAM.PURGE.SELARAS",
            "STREAM.DELETE.SELARAS_ALERTS",
            f"CONSUMER.DELETE.{THEIRS}",
            f"CONSUMER.MSG.NEXT.{THEIRS}",
            f"CONSUMER.INFO.{THEIRS}",
        )
    ),
    *(f"$JS.ACK.{THEIRS}.1.{sequence}.1.1795678552649945810.0" for sequence in (4, 5, 6)),
)


async def test_it_hears_nothing(world: BusWorld) -> None:
    before = await world.state()
    heard: list[Msg] = []

    async def hear(message: Msg) -> None:
        heard.append(message)

    async with Visitor(world.login(ME)) as hostile:
        for number, subject in enumerate(LISTENING):
            queue = "intake" if number % 2 else ""
            await hostile.client.subscribe(subject, queue=queue, cb=hear)
            await hostile.settle()
            assert len(hostile.forbidden) == number + 1, subject
            assert "permissions violation for subscription" in hostile.forbidden[-1]
        assert await read_all(world.login(OTHER), OTHER)
        await hostile.settle()
    assert heard == []
    after = await world.state(without=OTHER)
    assert {name: before[name] for name in after} == after


async def test_it_sends_nothing(world: BusWorld) -> None:
    before = await world.state()
    async with Visitor(world.login(ME)) as hostile:
        answers = await hostile.client.subscribe(f"_INBOX.{ME}.answer")
        for number, (subject, body) in enumerate(SENDING):
            await hostile.client.publish(subject, body, reply=f"_INBOX.{ME}.answer")
            await hostile.settle()
            assert len(hostile.forbidden) == number + 1, subject
            assert "permissions violation for publish" in hostile.forbidden[-1]
        assert answers.pending_msgs == 0
    assert await world.state() == before
    assert len(await read_all(world.login(OTHER), OTHER)) == ALERTS_EACH


async def test_it_has_nothing_answered_to_somebody_else(world: BusWorld) -> None:
    """The server does not check where an answer is wanted: the account holds it instead."""
    before = await world.state(without=ME)
    async with Visitor(world.login(ME)) as hostile:
        for subject in ANSWERED_TO:
            for call, body in (("INFO", b""), ("MSG.NEXT", NEXT), ("MSG.NEXT", b"nonsense")):
                await hostile.client.publish(
                    f"SELARAS.API.CONSUMER.{call}.{OWN}", body, reply=subject
                )
            await hostile.client.publish(f"$JS.ACK.{OWN}.1.1.1.1.0", b"+NXT", reply=subject)
            await hostile.settle()
        # Last in the queue: once it has ended, all of the above was dealt with.
        own = await hostile.client.jetstream(prefix="SELARAS.API").pull_subscribe_bind(
            f"agency-{ME}", stream="SELARAS_ALERTS"
        )
        with suppress(nats.errors.TimeoutError):
            await own.fetch(1, timeout=0.5)
    assert await world.state(without=ME) == before
    assert len(await read_all(world.login(OTHER), OTHER)) == ALERTS_EACH
    assert await world.state(without=ME) != before  # it would have been seen


async def test_it_has_no_traces_sent_into_streams(world: BusWorld) -> None:
    before = await world.state()
    async with Visitor(world.login(ME)) as hostile:
        for subject in ("selaras.v1.draft.submitted.x", "$JS.API.STREAM.PURGE.SELARAS"):
            headers = {"Nats-Trace-Dest": subject, "Nats-Msg-Id": "x"}
            await hostile.client.publish(
                f"SELARAS.API.CONSUMER.INFO.{OWN}", b"", reply=f"_INBOX.{ME}.x", headers=headers
            )
            await hostile.settle()
    assert await world.state() == before


async def test_its_account_has_no_jetstream(world: BusWorld) -> None:
    async with Visitor(world.login(ME)) as hostile:
        jetstream = hostile.client.jetstream(timeout=1)
        for call in (
            jetstream.account_info(),
            jetstream.add_stream(name="THIEF", subjects=["thief"]),
            jetstream.delete_consumer("SELARAS_ALERTS", f"agency-{OTHER}"),
        ):
            with pytest.raises((nats.errors.TimeoutError, ServiceUnavailableError)):
                await call
        assert len(hostile.forbidden) == 3


async def test_it_may_not_listen_to_more_and_more(world: BusWorld) -> None:
    async with Visitor(world.login(ME)) as hostile:
        with suppress(nats.errors.ConnectionClosedError):
            for number in range(300):
                await hostile.client.subscribe(f"_INBOX.{ME}.{number}")
        await assert_eventually(hostile.closed.is_set)
        assert "maximum subscriptions exceeded" in world.nats.log


async def test_agencies_do_not_hear_each_other(world: BusWorld) -> None:
    async with Visitor(world.login(OTHER)) as other, Visitor(world.login(ME)) as hostile:
        inbox = await other.client.subscribe(f"_INBOX.{OTHER}.x")
        await other.client.flush()
        await hostile.client.publish(f"_INBOX.{OTHER}.x", b"forged")
        await hostile.settle()
        with pytest.raises(nats.errors.TimeoutError):
            await inbox.next_msg(timeout=0.2)
