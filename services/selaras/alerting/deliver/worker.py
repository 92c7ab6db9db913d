"""The worker: claims what is due and keeps within limits.

At most so many alerts of a channel are on their way at once, never two to one address. What may be
sent through a channel that is down, or that catches up, is decided by its gate (:mod:`.circuit`).
Several workers may run on one database.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from datetime import timedelta

from selaras.alerting.deliver.circuit import Gate, Gates
from selaras.alerting.deliver.sender import Outcome, Sender
from selaras.alerting.deliver.settings import DeliverySettings
from selaras.alerting.ports.channel import Channel
from selaras.alerting.ports.deliveries import (
    ChannelKind,
    Claim,
    Delivery,
    DeliveryState,
    DeliveryStore,
)
from selaras.kit import metrics
from selaras.kit.clock import Clock
from selaras.kit.errors import InvalidRequest, Unavailable
from selaras.kit.logging import get_logger

_log = get_logger(__name__)
_NAME = "deliveries/"
_STOP_SECONDS = 5.0
_CARE_SECONDS = 15.0  # between two looks at the backlog
_PURGE_SECONDS = 3600.0


class Worker:
    """Delivers until it is cancelled, and answers what people ask about deliveries.

    Args:
        lease: seconds that a claim holds; longer than any try may take.
    """

    def __init__(
        self,
        store: DeliveryStore,
        sender: Sender,
        channels: Mapping[ChannelKind, Channel],
        *,
        gates: Gates,
        clock: Clock,
        settings: DeliverySettings,
        lease: float,
    ) -> None:
        self._store = store
        self._sender = sender
        self._gates = gates
        self._clock = clock
        self._settings = settings
        self._channels = channels
        self._lease = lease
        self._wake = asyncio.Event()
        self._running: dict[str, tuple[Delivery, asyncio.Task[None]]] = {}

    def wake(self) -> None:
        """Tell, after a commit, that there is something to deliver."""
        self._wake.set()

    async def run(self) -> None:
        """Deliver until cancelled; what is on its way may finish then."""
        care = asyncio.create_task(self._care())
        try:
            while True:
                self._wake.clear()
                try:
                    await self.turn()
                except Unavailable as error:
                    _log.warning("deliveries_wait", why=error.reason)
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._wake.wait(), self._pause())
        finally:
            care.cancel()
            await asyncio.gather(care, self._stop(), return_exceptions=True)
            for channel in self._channels.values():
                await channel.close()

    async def turn(self) -> int:
        """Start what is due and may be sent now; answers how many.

        Raises:
            Unavailable: the database does not answer.
        """
        now = self._clock.now()
        started = 0
        waiting = await self._store.waiting(now)
        for channel in ChannelKind:
            for scope, gate in self._gates.special(channel).items():
                if channel in waiting:
                    started += await self._take(channel, scope, gate)
                elif not self._busy(scope):
                    gate.drained()
            if channel in waiting:
                started += await self._take_plain(channel)
        return started

    async def settle(self) -> None:
        """Wait until nothing is on its way."""
        while self._running:
            await asyncio.wait([task for _, task in self._running.values()])

    async def send_test(
        self, channel: ChannelKind, address: str, secret: str, alert: bytes, language: str = ""
    ) -> Outcome:
        """Send a test alert at once and wait for the outcome; nothing is kept or tried again.

        Args:
            alert: a serialised ``selaras.event.v1.Alert``.
            language: ``id`` or ``en``; empty: that of the alert.
        """
        return await self._sender.test(channel, address, secret, alert, language)

    async def list(
        self, state: DeliveryState, size: int, token: str = "", agency_id: str = ""
    ) -> tuple[Sequence[Delivery], str]:
        """A page of deliveries, the last changed first, and the token of the next.

        Raises:
            InvalidRequest: PAGE_TOKEN_INVALID.
        """
        return await self._store.page(state, size, token, agency_id)

    async def of_alerts(self, alert_ids: Collection[str]) -> dict[str, Sequence[Delivery]]:
        """Alert id to its deliveries."""
        found: dict[str, Sequence[Delivery]] = {}
        found.update(await self._store.of_alerts(alert_ids))
        return found

    async def requeue(self, names: Collection[str], agency_id: str = "") -> int:
        """Try dead deliveries (``deliveries/{id}``; empty: all) once more; answers how many.

        They go out at the pace of a channel that catches up.

        Raises:
            InvalidRequest: DELIVERY_NAME_INVALID; nothing is requeued.
        """
        ids = [_delivery_id(name) for name in names]
        count = await self._store.requeue(ids or None, self._clock.now(), agency_id)
        if count > self._settings.pace_per_second:
            # A channel of URLs has a gate for each host, and one alert at a time for each address.
            for channel in {ChannelKind.EMAIL, ChannelKind.TELEGRAM, ChannelKind.WHATSAPP}:
                gate = self._gates.of(channel.value)
                if gate.is_plain:
                    gate.pace(self._clock.now())
        self.wake()
        return count

    async def _take(self, channel: ChannelKind, scope: str, gate: Gate) -> int:
        """Take what a gate lets through."""
        quota = gate.quota(self._clock.now(), self._free(channel))
        if not quota.limit:
            return 0
        claim = Claim(
            channel, quota.limit, only=scope, skip=frozenset(self._running), rotate=quota.probe
        )
        found = await self._store.claim(claim, self._clock.now(), self._lease)
        gate.taken(quota, len(found))
        if not found and not quota.probe and not self._busy(scope):
            gate.drained()
        return self._start(found, probe=quota.probe)

    async def _take_plain(self, channel: ChannelKind) -> int:
        """Take what no gate holds back."""
        free = self._free(channel)
        if not free:
            return 0
        without = frozenset(self._gates.special(channel))
        claim = Claim(channel, free, without=without, skip=frozenset(self._running))
        found = await self._store.claim(claim, self._clock.now(), self._lease)
        return self._start(found, probe=False)

    def _busy(self, scope: str) -> bool:
        return any(delivery.scope == scope for delivery, _ in self._running.values())

    def _free(self, channel: ChannelKind) -> int:
        busy = sum(delivery.channel is channel for delivery, _ in self._running.values())
        return max(self._settings.concurrency - busy, 0)

    def _start(self, found: Sequence[Delivery], *, probe: bool) -> int:
        for delivery in found:
            task = asyncio.create_task(self._work(delivery, probe=probe))
            self._running[delivery.id] = (delivery, task)
        return len(found)

    async def _work(self, delivery: Delivery, *, probe: bool) -> None:
        gate = self._gates.of(delivery.scope)
        try:
            await self._sender.work(delivery, gate)
        except Exception as error:
            # The claim runs out and the delivery comes again.
            _log.error("delivery_broke", delivery=delivery.id, exc_info=error)
        finally:
            if probe:
                gate.released()
            self._running.pop(delivery.id, None)
            if not self._busy(delivery.scope):  # the others under way still hold this gate
                self._gates.forget(delivery.scope)
            self._wake.set()

    def _pause(self) -> float:
        poll = self._settings.poll_seconds
        return min(poll, 1 / self._settings.pace_per_second) if self._gates.is_pacing else poll

    async def _stop(self) -> None:
        tasks = [task for _, task in self._running.values()]
        if tasks:
            await asyncio.wait(tasks, timeout=_STOP_SECONDS)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _care(self) -> None:
        """Show the backlog, and forget what is over."""
        passed = _PURGE_SECONDS
        while True:
            with suppress(Unavailable):
                counts = await self._store.pending()
                for channel in ChannelKind:
                    metrics.DELIVERIES_PENDING.labels(channel.value).set(counts.get(channel, 0))
                if passed >= _PURGE_SECONDS:
                    passed = 0.0
                    keep = timedelta(days=self._settings.keep_days)
                    await self._store.purge(self._clock.now() - keep)
            await asyncio.sleep(_CARE_SECONDS)
            passed += _CARE_SECONDS


def _delivery_id(name: str) -> str:
    delivery_id = name.removeprefix(_NAME)
    if delivery_id == name or not delivery_id:
        raise InvalidRequest.field("DELIVERY_NAME_INVALID", "names", "must be deliveries/{id}")
    return delivery_id
