"""Tests of channels: an alert that says so, sent at once."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from selaras.alerting.adapters.convert import alert_subject, to_proto_test
from selaras.alerting.domain.directory import Channel, Recipient
from selaras.alerting.ports.deliveries import ChannelKind
from selaras.alerting.ports.desk import Outcome
from selaras.kit.bus import ALERTS
from selaras.kit.clock import Clock
from selaras.kit.database import Database
from selaras.kit.outbox import Event, Outbox


class Sends(Protocol):
    """What sends through the other channels."""

    async def send_test(
        self, channel: ChannelKind, address: str, secret: str, alert: bytes, language: str = ""
    ) -> Outcome:
        """Send at once and wait."""
        ...


@dataclass(frozen=True, slots=True)
class _Taken:
    delivered: bool = True
    reason: str = ""
    detail: str = ""


class ChannelTester:
    """See :class:`selaras.alerting.ports.desk.Tester`.

    Args:
        sent: called once an alert waits for the event bus.
    """

    def __init__(
        self,
        database: Database,
        outbox: Outbox,
        worker: Sends,
        clock: Clock,
        sent: Callable[[], None],
    ) -> None:
        self._database = database
        self._outbox = outbox
        self._worker = worker
        self._clock = clock
        self._sent = sent

    async def test(
        self, to: Recipient, channel: Channel | None, words: tuple[str, str, str]
    ) -> Outcome:
        """See the port. The event bus takes it as soon as it is stored."""
        alert = to_proto_test(uuid.uuid4().hex, to, words, self._clock.now())
        payload = alert.SerializeToString()
        if channel is not None:
            kind = ChannelKind(channel.kind.value)
            return await self._worker.send_test(
                kind, channel.address, channel.secret, payload, alert.language
            )
        async with self._database.write() as connection:
            event = Event(alert.alert_id, ALERTS, alert_subject(to), payload)
            await self._outbox.add(connection, event)
        self._sent()
        return _Taken()
