"""The event bus: streams, who lags behind, and what was given up."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC
from typing import Any

import nats
import nats.errors
from google.protobuf.message import DecodeError
from nats.js import JetStreamContext
from nats.js.api import ConsumerInfo
from nats.js.errors import APIError, NotFoundError

from selaras.cli.doctor.result import Result, ok, skipped, warn, wrong
from selaras.event.v1 import alert_pb2
from selaras.kit.bus import ALERTS, DEAD, EVENTS, STREAMS
from selaras.kit.nats_connection import connection_options
from selaras.kit.settings import NatsSettings

_SERVICES = ("intake", "matching", "alerting")
_SECONDS = 5.0
_LAG = 1000
_LETTERS = 200


async def check(settings: NatsSettings | None) -> AsyncIterator[Result]:
    """All checks of the bus; None: no address is known."""
    if settings is None:
        yield skipped("event bus", "no address: no stack runs here, and no --nats")
        return
    try:
        client = await asyncio.wait_for(nats.connect(**_options(settings)), _SECONDS)
    except (nats.errors.Error, OSError, TimeoutError) as error:
        yield wrong(
            "event bus",
            f"{settings.url} does not answer: {str(error) or 'nobody listens there'}",
            "start it; drafts are stored meanwhile and checked once it is back",
        )
        return
    try:
        version = client.connected_server_version
        number = f"{version.major}.{version.minor}.{version.patch}"
        yield ok("event bus", f"{settings.url}, nats-server {number}")
        async for result in _jetstream(client.jetstream(timeout=5)):
            yield result
    finally:
        await client.close()


async def _jetstream(jetstream: JetStreamContext) -> AsyncIterator[Result]:
    try:
        for spec in STREAMS:
            yield await _stream(jetstream, spec.name)
        for service in _SERVICES:
            yield await _service(jetstream, service)
        yield await _agencies(jetstream)
        yield await _dead(jetstream)
    except (nats.errors.Error, APIError, OSError, TimeoutError) as error:
        yield wrong(
            "jetstream",
            f"does not answer: {error!r}",
            "nats-server must run with JetStream (-js) and a storage folder that it can write",
        )


async def _stream(jetstream: JetStreamContext, name: str) -> Result:
    try:
        info = await jetstream.stream_info(name)
    except NotFoundError:
        return wrong(f"stream {name}", "does not exist", "the first service that starts makes it")
    state = info.state
    return ok(f"stream {name}", f"{state.messages} messages, {state.bytes / (1 << 20):.1f} MiB")


async def _service(jetstream: JetStreamContext, service: str) -> Result:
    part = f"consumer {service}"
    try:
        info = await jetstream.consumer_info(EVENTS, service)
    except NotFoundError:
        return wrong(
            part, f"{service} never read from the bus", f"start it: selaras serve {service}"
        )
    detail = f"{info.num_pending} waiting, {info.num_ack_pending} under way"
    if not info.num_waiting and not info.num_ack_pending:
        return wrong(
            part,
            f"nobody reads ({detail})",
            f"start {service}, or look at its log for why it stopped",
        )
    if (info.num_pending or 0) > _LAG:
        return warn(part, detail, f"{service} is behind; more replicas of it share the work")
    return ok(part, detail)


async def _agencies(jetstream: JetStreamContext) -> Result:
    consumers = [info for info in await _consumers(jetstream) if info.name.startswith("agency-")]
    waiting = [info for info in consumers if info.num_pending]
    unread = sum(info.num_pending or 0 for info in waiting)
    detail = f"{len(consumers)} agencies, {unread} alerts not read yet by {len(waiting)} of them"
    return ok("alerts", detail)


async def _consumers(jetstream: JetStreamContext) -> list[ConsumerInfo]:
    found: list[ConsumerInfo] = []
    while True:
        page = await jetstream.consumers_info(ALERTS, offset=len(found))
        if not page:
            return found
        found += page


async def _dead(jetstream: JetStreamContext) -> Result:
    info = await jetstream.stream_info(DEAD)
    count = info.state.messages
    if not count:
        return ok("dead letters", "none")
    first = max(info.state.first_seq, info.state.last_seq - _LETTERS + 1)
    reasons: Counter[str] = Counter()
    newest = ""
    for sequence in range(first, info.state.last_seq + 1):
        letter = await _letter(jetstream, sequence)
        if letter is not None:
            reasons[f"{letter.service} {letter.reason}"] += 1
            newest = letter.time.ToDatetime(tzinfo=UTC).isoformat(timespec="minutes")
    listed = ", ".join(f"{reason} ×{number}" for reason, number in reasons.most_common(5))
    return warn(
        "dead letters",
        f"{count} events were given up, the last at {newest}: {listed}",
        "look for event_dead in the log of the service; a draft is checked again when it is "
        "submitted again",
    )


async def _letter(jetstream: JetStreamContext, sequence: int) -> alert_pb2.DeadLetter | None:
    try:
        message = await jetstream.get_msg(DEAD, sequence)
        return alert_pb2.DeadLetter.FromString(message.data or b"")
    except (NotFoundError, DecodeError):
        return None


def _options(settings: NatsSettings) -> dict[str, Any]:
    async def quiet(_: Exception) -> None:
        """The failure of the connection is the result."""

    return {
        **connection_options(settings),
        "name": "selaras-doctor",
        "allow_reconnect": False,
        "max_reconnect_attempts": 1,
        "reconnect_time_wait": 0.2,
        "connect_timeout": 3,
        "error_cb": quiet,
    }
