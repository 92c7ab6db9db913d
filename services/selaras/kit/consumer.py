"""A durable JetStream consumer that ends every message in a named way.

========== ==================================================== ==============================
outcome    when                                                 what happens to the message
========== ==================================================== ==============================
done       the handler returned                                 ack
retry      the handler raised Unavailable                       nak; the consumer slows down
refused    the handler raised another SelarasError              dead letter, then term
failed     any other exception, ``max_attempts`` times          dead letter, then term
========== ==================================================== ==============================

After ``max_deliver`` JetStream drops a message with no more than an advisory; so there is no
``max_deliver`` here, the attempts are counted by this consumer, and nothing ends in silence.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from time import perf_counter
from typing import Any

import nats.errors
from google.protobuf.timestamp_pb2 import Timestamp
from nats.aio.msg import Msg
from nats.js.api import AckPolicy, ConsumerConfig, DeliverPolicy
from nats.js.errors import APIError
from opentelemetry.trace import Span, SpanKind, Status, StatusCode

from selaras.event.v1 import alert_pb2
from selaras.kit import metrics, tracing
from selaras.kit.bus import Bus, BusUnavailable
from selaras.kit.errors import SelarasError, Unavailable
from selaras.kit.logging import get_logger

_log = get_logger(__name__)
# Long enough for the slowest check, kept alive meanwhile; short enough that a lost acknowledgement
# (a killed nats-server) does not hold up the messages behind it for long.
_ACK_WAIT_SECONDS = 10.0
_FETCH_SECONDS = 5.0
_SLOWEST_SECONDS = 10.0
_MOST_UNDER_WAY = 256
_OBSERVE_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Delivery:
    """One event as it came from the bus."""

    subject: str
    event_id: str
    payload: bytes
    attempt: int


Handler = Callable[[Delivery], Awaitable[None]]
OnDead = Callable[[Delivery, SelarasError], Awaitable[None]]


class Consumer:
    """Feeds a handler from a durable consumer.

    Args:
        service: name of the service.
        durable: name of the durable consumer; workers with the same name share the messages.
        stream: stream to read.
        subjects: subjects to read.
        handler: called for each message, at least once.
        concurrency: how many messages this worker handles at the same time.
        ordered: one message at a time over all workers, in the order of the stream.
        on_dead: told of a message that is given up, before it ends.
        max_attempts: after how many unexpected failures a message is given up.
    """

    def __init__(
        self,
        bus: Bus,
        *,
        service: str,
        durable: str,
        stream: str,
        subjects: Sequence[str],
        handler: Handler,
        concurrency: int = 1,
        ordered: bool = False,
        on_dead: OnDead | None = None,
        max_attempts: int = 5,
    ) -> None:
        self._bus = bus
        self._service = service
        self._durable = durable
        self._stream = stream
        self._subjects = list(subjects)
        self._handler = handler
        self._concurrency = 1 if ordered else concurrency
        # Of all workers together: with no more than its own, a second one would stand idle.
        self._most_under_way = 1 if ordered else _MOST_UNDER_WAY
        self._on_dead = on_dead
        self._max_attempts = max_attempts
        self._slow_seconds = 0.0

    async def run(self) -> None:
        """Consume until cancelled; messages under way are finished first."""
        while True:
            try:
                await self._bus.wait_connected()
                await self._consume()
            except (nats.errors.Error, APIError, BusUnavailable, OSError, TimeoutError) as error:
                _log.warning("consumer_waits", durable=self._durable, why=repr(error))
                await asyncio.sleep(0.5)

    async def _consume(self) -> None:
        config = ConsumerConfig(
            durable_name=self._durable,
            filter_subjects=self._subjects,
            ack_policy=AckPolicy.EXPLICIT,
            deliver_policy=DeliverPolicy.ALL,
            ack_wait=_ACK_WAIT_SECONDS,
            max_ack_pending=self._most_under_way,
        )
        await self._bus.jetstream.add_consumer(self._stream, config)
        workers = [asyncio.create_task(self._work()) for _ in range(self._concurrency)]
        workers.append(asyncio.create_task(self._observe()))
        try:
            await asyncio.gather(*workers)
        finally:
            for worker in workers:
                worker.cancel()
            await asyncio.gather(*workers, return_exceptions=True)

    async def _work(self) -> None:
        """Fetch and handle one message after the other."""
        # A subscription of its own for each worker: answers to two fetches would mix in one inbox.
        subscription = await self._bus.jetstream.pull_subscribe_bind(
            self._durable, stream=self._stream
        )
        while True:
            with suppress(TimeoutError):
                for message in await subscription.fetch(1, timeout=_FETCH_SECONDS):
                    await _finish(self._handle(message))
            if self._slow_seconds:
                await asyncio.sleep(self._slow_seconds)

    async def _observe(self) -> None:
        """Show how far behind the consumer is; what it shares with other workers is one number."""
        while True:
            with suppress(TimeoutError):
                info = await self._bus.jetstream.consumer_info(self._stream, self._durable)
                for gauge, value in (
                    (metrics.CONSUMER_PENDING, info.num_pending),
                    (metrics.CONSUMER_UNACKNOWLEDGED, info.num_ack_pending),
                    (metrics.CONSUMER_REDELIVERED, info.num_redelivered),
                ):
                    gauge.labels(self._durable).set(value or 0)
            await asyncio.sleep(_OBSERVE_SECONDS)

    async def _handle(self, message: Msg) -> None:
        metadata = message.metadata
        delivery = Delivery(
            subject=message.subject,
            event_id=(message.headers or {}).get("Nats-Msg-Id", ""),
            payload=message.data,
            attempt=metadata.num_delivered or 1,
        )
        started = perf_counter()
        alive = asyncio.create_task(_keep_alive(message))
        try:
            with self._span(message, delivery) as span:
                outcome = await self._outcome(message, delivery)
                span.set_attribute("selaras.outcome", outcome)
                if outcome != "done":
                    span.set_status(Status(StatusCode.ERROR, outcome))
        except (nats.errors.Error, OSError, BusUnavailable) as error:
            # The acknowledgement did not arrive: the message comes again, the handler is
            # idempotent.
            outcome = "unacknowledged"
            _log.warning("ack_failed", durable=self._durable, why=repr(error))
        finally:
            alive.cancel()
        metrics.EVENT_SECONDS.labels(self._durable, outcome).observe(perf_counter() - started)

    def _span(self, message: Msg, delivery: Delivery) -> AbstractContextManager[Span]:
        """Handles the message within the trace that the event belongs to."""
        # The last word of a subject may be an agency or an owner: the kind of event is enough.
        kind = ".".join(delivery.subject.split(".")[2:4])
        return tracing.span(
            f"{self._durable} {kind}",
            kind=SpanKind.CONSUMER,
            parent=(message.headers or {}).get(tracing.HEADER, ""),
            attributes={
                "messaging.system": "nats",
                "messaging.message.id": delivery.event_id,
                "selaras.attempt": delivery.attempt,
            },
        )

    async def _outcome(self, message: Msg, delivery: Delivery) -> str:
        try:
            await self._handler(delivery)
        except Unavailable as error:
            self._slow_seconds = min(max(self._slow_seconds * 2, 0.25), _SLOWEST_SECONDS)
            _log.warning("event_retry", durable=self._durable, why=str(error))
            await message.nak(delay=self._slow_seconds)
            return "retry"
        except SelarasError as error:
            await self._give_up(message, delivery, error)
            return "refused"
        except Exception as error:
            _log.error(
                "event_failed", durable=self._durable, attempt=delivery.attempt, exc_info=error
            )
            if delivery.attempt < self._max_attempts:
                await message.nak(delay=min(0.5 * 2**delivery.attempt, _SLOWEST_SECONDS))
                return "failed"
            bug = SelarasError("HANDLER_FAILED", repr(error))
            await self._give_up(message, delivery, bug)
            return "dead"
        self._slow_seconds = 0.0
        await message.ack()
        return "done"

    async def _give_up(self, message: Msg, delivery: Delivery, error: SelarasError) -> None:
        if self._on_dead:
            await self._on_dead(delivery, error)
        now = Timestamp()
        now.GetCurrentTime()
        # An event that came without an id must not pass for a repetition of another such one.
        identity = delivery.event_id or message.metadata.sequence.stream
        letter = alert_pb2.DeadLetter(
            service=self._service,
            subject=delivery.subject,
            event_id=delivery.event_id,
            payload=delivery.payload,
            reason=error.reason,
            detail=error.message,
            deliveries=delivery.attempt,
            time=now,
        )
        await self._bus.jetstream.publish(
            f"selaras.v1.dead.{self._service}",
            letter.SerializeToString(),
            headers={
                "Nats-Msg-Id": f"{self._durable}-{identity}",
                tracing.HEADER: tracing.current_traceparent(),
            },
        )
        await message.term()
        metrics.DEAD_LETTERS.labels(self._service, error.reason).inc()
        _log.error("event_dead", durable=self._durable, reason=error.reason, detail=error.message)


async def _finish(work: Coroutine[Any, Any, None]) -> None:
    """Await ``work`` to its end even when the consumer is stopped meanwhile."""
    task = asyncio.ensure_future(work)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait({task}, timeout=_FETCH_SECONDS)
        raise


async def _keep_alive(message: Msg) -> None:
    """Tell JetStream that a long message is still being worked on."""
    while True:
        await asyncio.sleep(_ACK_WAIT_SECONDS / 3)
        with suppress(nats.errors.Error):
            await message.in_progress()
