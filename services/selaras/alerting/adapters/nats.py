"""The agencies' durable consumers on the stream of alerts.

A consumer that exists before anybody listens is what makes a plugin that was offline miss nothing,
and what shows in the server's figures how far behind an agency is.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import nats.errors
from nats.js.api import AckPolicy, ConsumerConfig, DeliverPolicy
from nats.js.errors import APIError

from selaras.kit.bus import ALERTS, Bus, BusUnavailable
from selaras.kit.errors import Unavailable
from selaras.kit.logging import get_logger

_log = get_logger(__name__)
_ACK_WAIT_SECONDS = 30.0
_MAX_PENDING = 1000
_POLL_SECONDS = 2.0


def durable_name(agency_id: str) -> str:
    """Name of the durable consumer of an agency."""
    return f"agency-{agency_id}"


class NatsSubscriptions:
    """See :class:`selaras.alerting.ports.subscriptions.Subscriptions`.

    Args:
        known: answers the ids of all agencies; asked after each new connection, for a server that
            lost its data has lost the consumers too.
    """

    def __init__(self, bus: Bus, known: Callable[[], Awaitable[list[str]]]) -> None:
        self._bus = bus
        self._known = known
        self._wanted: set[str] = set()
        self._made: set[str] = set()
        self._connection = -1
        self._wake = asyncio.Event()

    def ensure(self, agency_id: str) -> None:
        """See the port."""
        if agency_id not in self._made:
            self._wanted.add(agency_id)
            self._wake.set()

    async def run(self) -> None:
        """Make what is missing until cancelled; tries again while the bus is away."""
        while True:
            self._wake.clear()
            try:
                await self._bus.wait_connected()
                await self._make_missing()
            except (
                nats.errors.Error,
                APIError,
                BusUnavailable,
                Unavailable,
                OSError,
                TimeoutError,
            ) as error:
                _log.warning("subscriptions_wait", why=repr(error))
                await asyncio.sleep(_POLL_SECONDS)
                continue
            try:
                await asyncio.wait_for(self._wake.wait(), _POLL_SECONDS)
            except TimeoutError:
                continue  # a new connection is found by this poll

    async def _make_missing(self) -> None:
        number = self._bus.connection_number
        if number != self._connection:
            self._made.clear()
            self._wanted.update(await self._known())
            self._connection = number
        while self._wanted:
            agency_id = min(self._wanted)
            await self._make(agency_id)
            self._wanted.discard(agency_id)
            self._made.add(agency_id)

    async def _make(self, agency_id: str) -> None:
        config = ConsumerConfig(
            durable_name=durable_name(agency_id),
            filter_subject=f"selaras.v1.alert.{agency_id}.>",
            ack_policy=AckPolicy.EXPLICIT,
            deliver_policy=DeliverPolicy.ALL,
            ack_wait=_ACK_WAIT_SECONDS,
            max_ack_pending=_MAX_PENDING,
        )
        await self._bus.jetstream.add_consumer(ALERTS, config)
