"""The transactional outbox: state and event in one commit, a relay that puts events on the bus.

A handler calls :meth:`Outbox.add` inside its write transaction. The relay publishes in order of
the row ids with ``Nats-Msg-Id = event_id`` and marks the row with the stream sequence it was
acknowledged at. JetStream syncs to disk every two minutes, so a power cut can take messages that
it acknowledged, and a stream that is restored from a backup is older than the database: the relay
sends again what is not found where it was recorded (:mod:`selaras.kit.lost_tail`).
"""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    RowMapping,
    String,
    Table,
    bindparam,
    func,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from selaras.kit import metrics, tracing
from selaras.kit.bus import Bus, BusUnavailable
from selaras.kit.clock import Clock
from selaras.kit.columns import holds
from selaras.kit.database import Database, UtcDateTime
from selaras.kit.errors import Unavailable
from selaras.kit.logging import get_logger
from selaras.kit.lost_tail import send_lost_tails_again

_log = get_logger(__name__)
_BATCH = 100
_POLL_SECONDS = 1.0
_OBSERVE_SECONDS = 10.0
_KEEP = timedelta(days=7)


def new_event_id() -> str:
    """A new id for an event."""
    return uuid.uuid4().hex


def outbox_table(service: str, metadata: MetaData) -> Table:
    """The outbox table of a service, named ``<service>_outbox``."""
    name = f"{service}_outbox"
    return Table(
        name,
        metadata,
        Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
        Column("event_id", String(64), nullable=False, unique=True),
        Column("stream", String(64), nullable=False),
        Column("subject", String(255), nullable=False),
        Column("payload", LargeBinary, nullable=False),
        Column("create_time", UtcDateTime, nullable=False),
        Column("publish_time", UtcDateTime),
        Column("stream_sequence", BigInteger),
        # W3C trace context of the call or event that made this one; null: it was not traced.
        Column("traceparent", String(64)),
        Index(f"ix_{name}_pending", "publish_time", "id"),
    )


@dataclass(frozen=True, slots=True)
class Event:
    """An event to be put on the bus: its id, stream, subject and serialised payload.

    ``traceparent`` is of what made it, as the outbox remembers it; empty: it was not traced.
    """

    event_id: str
    stream: str
    subject: str
    payload: bytes
    traceparent: str = ""


class Outbox:
    """Writes events beside the state they tell of, and relays them.

    Args:
        service: name of the service, for logs and metrics.
        table: its outbox table.
    """

    def __init__(
        self, service: str, table: Table, database: Database, bus: Bus, clock: Clock
    ) -> None:
        self._service = service
        self._table = table
        self._database = database
        self._bus = bus
        self._clock = clock
        self._wake = asyncio.Event()
        self._verified_connection = -1

    async def add(self, connection: AsyncConnection, *events: Event) -> None:
        """Store events within the caller's transaction."""
        if not events:
            return
        now = self._clock.now()
        traceparent = tracing.current_traceparent() or None
        rows = [
            {
                "event_id": event.event_id,
                "stream": event.stream,
                "subject": event.subject,
                "payload": event.payload,
                "create_time": now,
                "traceparent": event.traceparent or traceparent,
            }
            for event in events
        ]
        await connection.execute(self._table.insert(), rows)

    def wake(self) -> None:
        """Tell the relay, after the commit, that there is something to send."""
        self._wake.set()

    async def run(self) -> None:
        """Relay until cancelled. Waits while the bus or the database is away."""
        observer = asyncio.create_task(self._observe(), name=f"{self._service}-outbox-gauges")
        try:
            await self._relay()
        finally:
            observer.cancel()

    async def _observe(self) -> None:
        """Show what waits, also while the relay waits for the bus."""
        table = self._table
        query = select(func.count(), func.min(table.c.create_time)).where(
            table.c.publish_time.is_(None)
        )
        while True:
            with suppress(Unavailable):
                async with self._database.read() as connection:
                    count, oldest = (await connection.execute(query)).one()
                age = (self._clock.now() - oldest).total_seconds() if oldest else 0.0
                metrics.OUTBOX_PENDING.labels(self._service).set(count)
                metrics.OUTBOX_OLDEST_SECONDS.labels(self._service).set(max(age, 0.0))
            await asyncio.sleep(_OBSERVE_SECONDS)

    async def _relay(self) -> None:
        while True:
            self._wake.clear()
            try:
                await self._bus.wait_connected()
                if await self._has_work():
                    # One relay at a time: of several processes each would send everything.
                    async with self._database.turn(f"outbox {self._service}"):
                        await self._verify_streams()
                        while await self._relay_batch():
                            pass
            except (BusUnavailable, Unavailable) as error:
                _log.warning("outbox_waits", service=self._service, why=str(error))
                await asyncio.sleep(_POLL_SECONDS)
                continue
            try:
                await asyncio.wait_for(self._wake.wait(), _POLL_SECONDS)
            except TimeoutError:
                continue  # rows written by another process are found by this poll

    async def _has_work(self) -> bool:
        if self._verified_connection != self._bus.connection_number:
            return True
        query = select(self._table.c.id).where(self._table.c.publish_time.is_(None)).limit(1)
        async with self._database.read() as connection:
            return (await connection.execute(query)).first() is not None

    async def _relay_batch(self) -> bool:
        """Publish the oldest pending rows; True when there may be more."""
        table = self._table
        pending = table.c.publish_time.is_(None)
        async with self._database.read() as connection:
            query = select(table).where(pending).order_by(table.c.id).limit(_BATCH)
            rows = (await connection.execute(query)).mappings().all()
        if not rows:
            return False
        sequences = await self._bus.publish_many([_to_event(row) for row in rows])
        if not self._bus.is_still(self._verified_connection):
            # What a new connection acknowledges lies behind a tail that may be lost: recorded now,
            # it would hide the loss. The same ids are sent again after the look at the stream.
            raise BusUnavailable("the connection was made anew while events were sent")
        await self._mark(dict(zip([row["id"] for row in rows], sequences, strict=True)))
        metrics.OUTBOX_PUBLISHED.labels(self._service).inc(len(rows))
        return len(rows) == _BATCH

    async def _mark(self, sequences: Mapping[int, int]) -> None:
        now = self._clock.now()
        table = self._table
        statement = (
            update(table)
            .where(table.c.id == bindparam("row_id"))
            .values(publish_time=now, stream_sequence=bindparam("sequence"))
        )
        rows = [{"row_id": row_id, "sequence": number} for row_id, number in sequences.items()]
        async with self._database.write() as connection:
            await connection.execute(statement, rows)

    async def _verify_streams(self) -> None:
        """After each new connection: send again what a stream has lost at its end."""
        if self._verified_connection == self._bus.connection_number:
            return
        number = self._bus.connection_number
        await send_lost_tails_again(self._table, self._database, self._bus)
        self._verified_connection = number

    async def forget(self, connection: AsyncConnection, marks: Collection[bytes]) -> int:
        """Delete the events that have one of the marks, sent or not; answers how many.

        Within the caller's transaction. See :mod:`selaras.kit.marks`.
        """
        table = self._table
        found = holds(table.c.payload, marks, is_sqlite=self._database.is_sqlite)
        return int((await connection.execute(table.delete().where(found))).rowcount)

    async def purge(self) -> int:
        """Delete rows that were published long ago; answers how many."""
        table = self._table
        async with self._database.write() as connection:
            result = await connection.execute(
                table.delete().where(table.c.publish_time < self._clock.now() - _KEEP)
            )
            return int(result.rowcount)


def _to_event(row: RowMapping) -> Event:
    return Event(
        row["event_id"], row["stream"], row["subject"], row["payload"], row["traceparent"] or ""
    )
