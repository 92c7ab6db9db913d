"""NATS JetStream: one connection that comes back by itself, streams, consumers, dead letters.

Errors::

    BusUnavailable (Unavailable)   no connection, or no acknowledgement in time; retry later
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import nats
import nats.errors
from nats.aio.client import Client
from nats.js import JetStreamContext
from nats.js.api import DiscardPolicy, RetentionPolicy, StorageType, StreamConfig
from nats.js.errors import APIError, NotFoundError

from selaras.kit import tracing
from selaras.kit.errors import Unavailable
from selaras.kit.health import Health
from selaras.kit.logging import get_logger
from selaras.kit.nats_connection import connection_options
from selaras.kit.settings import NatsSettings

if TYPE_CHECKING:
    from selaras.kit.outbox import Event

_log = get_logger(__name__)

EVENTS = "SELARAS"
ALERTS = "SELARAS_ALERTS"
DEAD = "SELARAS_DEAD"
_ACK_SECONDS = 5.0
# One for each agency that reads its alerts, and those that its people make. From 2.15 on the server
# stops at a thousand where a stream does not say otherwise.
_MOST_CONSUMERS = 100_000


@dataclass(frozen=True, slots=True)
class StreamSpec:
    """A stream: its subjects, how long it keeps messages and how long it knows their ids."""

    name: str
    subjects: tuple[str, ...]
    max_age: timedelta
    duplicate_window: timedelta


# The services' own events, the alerts and the dead letters are kept apart: each has its own
# readers and its own retention. (One stream on `selaras.v1.>` could not exclude the alerts.)
STREAMS = (
    StreamSpec(
        EVENTS,
        ("selaras.v1.draft.>", "selaras.v1.case.>", "selaras.v1.directory.>"),
        timedelta(days=14),
        timedelta(hours=2),
    ),
    StreamSpec(ALERTS, ("selaras.v1.alert.>",), timedelta(days=90), timedelta(hours=24)),
    StreamSpec(DEAD, ("selaras.v1.dead.>",), timedelta(days=365), timedelta(hours=2)),
)


class BusUnavailable(Unavailable):
    """The bus does not answer."""

    def __init__(self, why: str) -> None:
        super().__init__("BUS_UNAVAILABLE", f"the event bus does not answer: {why}", retry_after=2)


class Bus:
    """A connection to NATS that a service shares among its relays and consumers.

    :meth:`connect` returns at once; the connection is made, and made again, in the background.
    """

    def __init__(self, settings: NatsSettings, health: Health, service: str) -> None:
        self._settings = settings
        self._health = health
        self._service = service
        self._client: Client | None = None
        self._connected = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._closing = False
        self.connection_number = 0

    def connect(self) -> None:
        """Begin to connect in the background."""
        self._task = asyncio.create_task(self._connect_forever(), name=f"{self._service}-bus")

    async def close(self) -> None:
        """Send what is buffered and close."""
        self._closing = True
        if self._task:
            self._task.cancel()
        if self._client and not self._client.is_closed:
            # Not drain(): it waits for the queues of pull subscriptions, which nobody reads now.
            with suppress(TimeoutError, nats.errors.Error, OSError):
                await self._client.flush(timeout=2)
            await self._client.close()

    async def wait_connected(self) -> None:
        """Wait until there is a connection and the streams exist."""
        await self._connected.wait()

    @property
    def jetstream(self) -> JetStreamContext:
        """The JetStream context.

        Raises:
            BusUnavailable: not connected.
        """
        if self._client is None or not self._client.is_connected:
            raise BusUnavailable("not connected")
        return self._client.jetstream(timeout=_ACK_SECONDS)

    async def publish_many(self, events: Sequence[Event]) -> list[int]:
        """Publish in order; answers the stream sequences once all are acknowledged.

        Raises:
            BusUnavailable: some may be on the stream, their ids keep them from being doubled.
        """
        jetstream = self.jetstream
        calls = [
            jetstream.publish(
                event.subject,
                event.payload,
                stream=event.stream,
                headers=_headers(event),
            )
            for event in events
        ]
        try:
            return [acknowledgement.seq for acknowledgement in await asyncio.gather(*calls)]
        except (nats.errors.Error, APIError, OSError, TimeoutError) as error:
            raise BusUnavailable(repr(error)) from error

    async def sequences(self, stream: str) -> tuple[int, int]:
        """Sequences of the first and of the last message of a stream.

        Raises:
            BusUnavailable
        """
        try:
            info = await self.jetstream.stream_info(stream)
        except (nats.errors.Error, APIError, OSError, TimeoutError) as error:
            raise BusUnavailable(repr(error)) from error
        return int(info.state.first_seq), int(info.state.last_seq)

    async def event_id_at(self, stream: str, sequence: int) -> str | None:
        """Id of the event that a stream has at a sequence; None where it has none.

        Raises:
            BusUnavailable
        """
        try:
            message = await self.jetstream.get_msg(stream, sequence)
        except NotFoundError:
            return None
        except (nats.errors.Error, APIError, OSError, TimeoutError) as error:
            raise BusUnavailable(repr(error)) from error
        return str((message.headers or {}).get("Nats-Msg-Id", ""))

    def is_still(self, connection_number: int) -> bool:
        """Whether nothing was lost and made again since that connection was ready."""
        return self._connected.is_set() and self.connection_number == connection_number

    async def _connect_forever(self) -> None:
        delay = 0.1
        while True:
            try:
                self._client = await nats.connect(**self._options())
                await self._ready()
            except (
                nats.errors.Error,
                APIError,
                OSError,
                TimeoutError,
                Unavailable,
            ) as error:
                self._health.down(self._service, "nats", repr(error))
                if self._client and not self._client.is_closed:
                    await self._client.close()
                await asyncio.sleep(delay)
                delay = min(delay * 2, 2.0)
                continue
            return

    def _options(self) -> dict[str, Any]:
        return {
            **connection_options(self._settings),
            "name": f"selaras-{self._service}",
            "max_reconnect_attempts": -1,
            "reconnect_time_wait": 0.25,
            "connect_timeout": 2,
            "ping_interval": 10,
            "max_outstanding_pings": 2,
            "allow_reconnect": True,
            "disconnected_cb": self._on_disconnected,
            "reconnected_cb": self._on_reconnected,
            "error_cb": self._on_error,
        }

    async def _ready(self) -> None:
        await self._ensure_streams()
        self.connection_number += 1
        self._connected.set()
        self._health.up(self._service, "nats")

    async def _on_disconnected(self) -> None:
        self._connected.clear()
        if self._closing:
            return
        self._health.down(self._service, "nats", "connection lost")

    async def _on_reconnected(self) -> None:
        for _ in range(20):
            try:
                await self._ready()
            except (nats.errors.Error, APIError, OSError, TimeoutError, BusUnavailable) as error:
                # JetStream answers a moment later than the connection is accepted.
                _log.warning("bus_not_ready", service=self._service, why=repr(error))
                await asyncio.sleep(0.25)
                continue
            return

    async def _on_error(self, error: Exception) -> None:
        _log.debug("bus_error", service=self._service, why=repr(error))
        if not self._connected.is_set():
            # The client goes on trying by itself, also before the first connection.
            self._health.down(self._service, "nats", repr(error))

    async def _ensure_streams(self) -> None:
        jetstream = self.jetstream
        for spec in STREAMS:
            config = StreamConfig(
                name=spec.name,
                subjects=list(spec.subjects),
                retention=RetentionPolicy.LIMITS,
                storage=StorageType.FILE,
                discard=DiscardPolicy.OLD,
                max_age=spec.max_age.total_seconds(),
                duplicate_window=spec.duplicate_window.total_seconds(),
                num_replicas=self._settings.replicas,
                max_consumers=_MOST_CONSUMERS,
            )
            try:
                await jetstream.stream_info(spec.name)
            except NotFoundError:
                await jetstream.add_stream(config)


def _headers(event: Event) -> dict[str, str]:
    """The id, by which the stream knows a repetition, and the trace that the event belongs to."""
    headers = {"Nats-Msg-Id": event.event_id}
    if event.traceparent:
        headers[tracing.HEADER] = event.traceparent
    return headers
