"""One delivery from its claim to its result."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import product
from time import perf_counter

from opentelemetry.trace import SpanKind, Status, StatusCode

from selaras.alerting.deliver.backoff import Backoff
from selaras.alerting.deliver.circuit import Gate
from selaras.alerting.deliver.verdict import verdict
from selaras.alerting.ports.channel import (
    AlertView,
    Channel,
    ChannelError,
    Envelope,
    Failed,
    Refused,
)
from selaras.alerting.ports.deliveries import (
    ChannelKind,
    Delivery,
    DeliveryState,
    DeliveryStore,
    Result,
)
from selaras.kit import metrics, tracing
from selaras.kit.clock import Clock
from selaras.kit.errors import Unavailable
from selaras.kit.logging import get_logger

_log = get_logger(__name__)
Read = Callable[[bytes, str, str], AlertView]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a test: ``reason`` and ``detail`` are empty when it was delivered."""

    delivered: bool
    reason: str = ""
    detail: str = ""


class Sender:
    """Asks whether a delivery is still wanted, sends it, and writes down what came of it.

    Args:
        read: makes a view of a serialised alert, a time zone and a language.
        timeout: seconds that one try may take.
        lease: seconds that a claim holds.
        changed: told of a circuit that opened or closed: the scope, and the reason or None.
    """

    def __init__(
        self,
        store: DeliveryStore,
        channels: Mapping[ChannelKind, Channel],
        read: Read,
        *,
        backoff: Backoff,
        clock: Clock,
        chance: random.Random,
        timeout: float,
        lease: float,
        changed: Callable[[str, str | None], None],
    ) -> None:
        self._store = store
        self._channels = channels
        self._read = read
        self._backoff = backoff
        self._clock = clock
        self._chance = chance
        self._timeout = timeout
        self._lease = lease
        self._changed = changed
        # A counter that begins at its first event shows no increase: these begin at zero.
        for kind, outcome in product(channels, ("sent", "retry", "dead", "dropped")):
            metrics.DELIVERIES.labels(kind.value, outcome)

    async def work(self, delivery: Delivery, gate: Gate) -> None:
        """Send a claimed delivery.

        While the database is away nothing is sent; the claim runs out and the delivery comes again.
        """
        try:
            standing = await self._store.standing(delivery)
        except Unavailable as error:
            _log.warning("delivery_waits", delivery=delivery.id, why=error.reason)
            return
        dropped = verdict(delivery.kind, standing)
        if dropped:
            result = Result(DeliveryState.DROPPED, self._clock.now(), dropped.value, counted=False)
        else:
            failure = await self._traced_try(delivery, standing.time_zone)
            result = self._judge(delivery, gate, failure)
        self._note(delivery, result)
        await self._finish(delivery, result)

    async def _traced_try(self, delivery: Delivery, zone: str) -> ChannelError | None:
        with tracing.span(
            f"deliver {delivery.channel.value.lower()}",
            kind=SpanKind.CLIENT,
            parent=delivery.traceparent,
            attributes={"selaras.delivery": delivery.id, "selaras.attempts": delivery.attempts},
        ) as span:
            failure = await self.try_once(delivery.channel, lambda: self._envelope(delivery, zone))
            if failure is not None:
                span.set_status(Status(StatusCode.ERROR, failure.reason))
        return failure

    async def test(
        self, channel: ChannelKind, address: str, secret: str, alert: bytes, language: str
    ) -> Outcome:
        """Send an alert at once, keep nothing."""
        error = await self.try_once(
            channel, lambda: Envelope(self._read(alert, "", language), address, secret)
        )
        return Outcome(False, error.reason, error.detail) if error else Outcome(True)

    async def try_once(
        self, kind: ChannelKind, envelope: Callable[[], Envelope]
    ) -> ChannelError | None:
        """One try; None: the channel took it."""
        started = perf_counter()
        error = await self._send(kind, envelope)
        outcome = "sent" if error is None else type(error).__name__.lower()
        metrics.DELIVERY_SECONDS.labels(kind.value, outcome).observe(perf_counter() - started)
        return error

    async def _send(
        self, kind: ChannelKind, envelope: Callable[[], Envelope]
    ) -> ChannelError | None:
        try:
            async with asyncio.timeout(self._timeout):
                await self._channels[kind].send(envelope())
        except TimeoutError:
            return Failed("TIMED_OUT", f"no answer within {self._timeout:g} s", uncertain=True)
        except ChannelError as error:
            return error
        except Exception as error:
            # The message of an error that nobody foresaw may quote the alert: only its type and
            # place are told.
            where = _place(error)
            _log.error("channel_broke", channel=kind.value, error=type(error).__name__, where=where)
            return Failed("CHANNEL_BROKE", f"{type(error).__name__} at {where}", wide=False)
        return None

    def _envelope(self, delivery: Delivery, zone: str) -> Envelope:
        alert = self._read(delivery.alert, zone, "")
        return Envelope(alert, delivery.address, delivery.secret)

    def _judge(self, delivery: Delivery, gate: Gate, error: ChannelError | None) -> Result:
        now = self._clock.now()
        if error is None:
            self._answered(delivery, gate, now)
            return Result(DeliveryState.SENT, now)
        if isinstance(error, Failed):
            return self._failed(delivery, gate, error, now)
        if not isinstance(error, Refused) or error.asked:
            self._answered(delivery, gate, now)
        return Result(DeliveryState.DEAD, now, error.reason, error.detail)

    def _answered(self, delivery: Delivery, gate: Gate, now: datetime) -> None:
        if gate.succeeded(now):
            self._changed(delivery.scope, None)

    def _failed(self, delivery: Delivery, gate: Gate, error: Failed, now: datetime) -> Result:
        counted = not (gate.is_open and error.wide)  # an outage does not use up the attempts
        if not error.wide:
            self._answered(delivery, gate, now)
        elif gate.failed(now, error.retry_after):
            self._changed(delivery.scope, error.reason)
        attempts = delivery.attempts + int(counted)
        if self._backoff.exhausted(attempts, now - delivery.queue_time):
            return Result(
                DeliveryState.DEAD,
                now,
                error.reason,
                error.detail,
                counted=counted,
                uncertain=error.uncertain,
            )
        # One that does not count waits for its circuit, not for a time of its own.
        seconds = self._backoff.delay(attempts, error.retry_after, self._chance) if counted else 0.0
        return Result(
            DeliveryState.PENDING,
            now,
            error.reason,
            error.detail,
            counted=counted,
            next_time=now + timedelta(seconds=seconds),
            uncertain=error.uncertain,
            hold=not error.wide and error.retry_after is not None,
        )

    async def _finish(self, delivery: Delivery, result: Result) -> None:
        """Write the result down; while the database is away, for as long as the claim holds."""
        loop = asyncio.get_running_loop()
        until = loop.time() + self._lease
        while True:
            try:
                await self._store.finish(delivery, result)
            except Unavailable as error:
                if loop.time() >= until:
                    _log.warning("delivery_unwritten", delivery=delivery.id, why=error.reason)
                    return
                await asyncio.sleep(1.0)
            else:
                return

    def _note(self, delivery: Delivery, result: Result) -> None:
        outcome = "retry" if result.state is DeliveryState.PENDING else result.state.value.lower()
        channel = delivery.channel.value
        metrics.DELIVERIES.labels(channel, outcome).inc()
        if result.state is DeliveryState.SENT:
            lag = (result.time - delivery.create_time).total_seconds()
            metrics.DELIVERY_LAG_SECONDS.labels(channel).observe(max(lag, 0.0))
        if result.state is DeliveryState.DEAD:
            metrics.DEAD_LETTERS.labels("alerting", result.reason).inc()
        log = _log.error if result.state is DeliveryState.DEAD else _log.info
        log(
            "delivery",
            outcome=outcome,
            channel=channel,
            reason=result.reason,
            detail=result.detail,
            delivery=delivery.id,
            alert=delivery.alert_id,
            agency=delivery.agency_id,
            owner=delivery.owner_id,
            attempts=delivery.attempts + int(result.counted),
        )


def _place(error: BaseException) -> str:
    """File and line where an error was raised."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    if trace is None:
        return "-"
    return f"{trace.tb_frame.f_code.co_filename.rpartition('/')[2]}:{trace.tb_lineno}"
