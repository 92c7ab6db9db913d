"""Deliveries on SQLite and PostgreSQL."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import and_, case, func, or_, select, text, true, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from selaras.alerting.adapters.delivery_page import make_token, read_token
from selaras.alerting.adapters.delivery_queries import (
    PENDING,
    RESOLVED,
    candidates_query,
    claim_query,
    earlier_query,
    emptied,
    finish_query,
    hold_query,
    is_resolved,
    new_row,
    newer_query,
    time_zone,
    to_delivery,
    waiting_query,
)
from selaras.alerting.adapters.delivery_tables import delivery as table
from selaras.alerting.ports.deliveries import (
    ChannelKind,
    Claim,
    Delivery,
    DeliveryState,
    Drop,
    NewDelivery,
    Result,
    Standing,
)
from selaras.kit.clock import Clock
from selaras.kit.database import Database

_MAX_IDS = 500  # SQLite refuses a statement with very many variables
_CLAIM_LOCK = 7361728  # matching, which may share the database, has 7361727


class SqlDeliveryUnit:
    """See :class:`selaras.alerting.ports.deliveries.DeliveryUnit`."""

    def __init__(self, connection: AsyncConnection, clock: Clock, *, is_sqlite: bool) -> None:
        self._connection = connection
        self._clock = clock
        self._insert = sqlite.insert if is_sqlite else postgresql.insert

    async def add(self, deliveries: Sequence[NewDelivery]) -> None:
        """See the port."""
        if deliveries:
            rows = [new_row(item) for item in deliveries]
            await self._connection.execute(self._insert(table).on_conflict_do_nothing(), rows)

    async def drop(self, case_id: str, agency_id: str) -> None:
        """See the port."""
        await self._connection.execute(
            update(table)
            .where(
                table.c.case_id == case_id,
                table.c.agency_id == agency_id,
                PENDING,
                table.c.kind != RESOLVED,
            )
            .values(
                **emptied(DeliveryState.DROPPED),
                reason=Drop.CASE_RESOLVED.value,
                detail="",
                update_time=self._clock.now(),
            )
        )


class SqlDeliveryStore:
    """See :class:`selaras.alerting.ports.deliveries.DeliveryStore`."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def waiting(self, now: datetime) -> frozenset[ChannelKind]:
        """See the port."""
        async with self._database.read() as connection:
            rows = await connection.execute(waiting_query(now))
            return frozenset(ChannelKind(row[0]) for row in rows)

    async def claim(self, claim: Claim, now: datetime, lease_seconds: float) -> list[Delivery]:
        """See the port."""
        lease = uuid.uuid4().hex
        async with self._database.write() as connection:
            if not self._database.is_sqlite:
                # Two claims at once could each take a delivery of the same address: they queue up.
                await connection.execute(text(f"SELECT pg_advisory_xact_lock({_CLAIM_LOCK})"))
            ids = await _firsts(connection, claim, now)
            query = claim_query(claim, now, ids)
            rows = (await connection.execute(query)).mappings().all() if ids else []
            if rows:
                await connection.execute(
                    update(table)
                    .where(table.c.id.in_([row["id"] for row in rows]))
                    .values(
                        uncertain=case((table.c.lease != "", true()), else_=table.c.uncertain),
                        lease=lease,
                        lease_until=now + timedelta(seconds=lease_seconds),
                        update_time=now,
                    )
                )
        return [to_delivery(row, lease) for row in rows]

    async def standing(self, delivery: Delivery) -> Standing:
        """See the port."""
        async with self._database.read() as connection:
            zone = await time_zone(connection, delivery)
            if not delivery.case_id:
                return Standing(owner_gone=zone is None, time_zone=zone or "")
            newer = await connection.execute(newer_query(delivery))
            earlier = (await connection.execute(earlier_query(delivery))).all()
            return Standing(
                resolved=await is_resolved(connection, delivery),
                owner_gone=zone is None,
                newer=frozenset(row[0] for row in newer),
                earlier=bool(earlier),
                told=any(state == DeliveryState.SENT.value or maybe for state, maybe in earlier),
                time_zone=zone or "",
            )

    async def finish(self, delivery: Delivery, result: Result) -> bool:
        """See the port."""
        free = (
            update(table)
            .where(table.c.id == delivery.id, table.c.lease == delivery.lease)
            .values(lease="", lease_until=None)
        )
        async with self._database.write() as connection:
            if not delivery.lease or (await connection.execute(free)).rowcount == 0:
                return False
            changed = await connection.execute(finish_query(delivery, result))
            if result.hold and result.next_time:
                await connection.execute(hold_query(delivery, result.next_time))
            return bool(changed.rowcount)

    async def page(
        self, state: DeliveryState, size: int, token: str = "", agency_id: str = ""
    ) -> tuple[list[Delivery], str]:
        """See the port."""
        query = select(table).where(table.c.state == state.value)
        if agency_id:
            query = query.where(table.c.agency_id == agency_id)
        if token:
            moment, last = read_token(token)
            query = query.where(
                or_(
                    table.c.update_time < moment,
                    and_(table.c.update_time == moment, table.c.id < last),
                )
            )
        query = query.order_by(table.c.update_time.desc(), table.c.id.desc()).limit(size + 1)
        async with self._database.read() as connection:
            rows = (await connection.execute(query)).mappings().all()
        found = [to_delivery(row) for row in rows[:size]]
        more = len(rows) > size and found
        return found, make_token(found[-1].update_time, found[-1].id) if more else ""

    async def of_alerts(self, alert_ids: Collection[str]) -> dict[str, list[Delivery]]:
        """See the port."""
        wanted = sorted(set(alert_ids))
        found: defaultdict[str, list[Delivery]] = defaultdict(list)
        async with self._database.read() as connection:
            for start in range(0, len(wanted), _MAX_IDS):
                some = table.c.alert_id.in_(wanted[start : start + _MAX_IDS])
                query = select(table).where(some).order_by(table.c.channel, table.c.id)
                for row in (await connection.execute(query)).mappings():
                    found[row["alert_id"]].append(to_delivery(row))
        return dict(found)

    async def requeue(self, ids: Collection[str] | None, now: datetime, agency_id: str = "") -> int:
        """See the port."""
        dead = update(table).where(table.c.state == DeliveryState.DEAD.value)
        if agency_id:
            dead = dead.where(table.c.agency_id == agency_id)
        dead = dead.values(
            state=DeliveryState.PENDING.value,
            attempts=0,
            next_time=now,
            queue_time=now,
            update_time=now,
        )
        wanted = sorted(set(ids)) if ids is not None else None
        async with self._database.write() as connection:
            if wanted is None:
                return int((await connection.execute(dead)).rowcount)
            return sum(
                [
                    int((await connection.execute(dead.where(table.c.id.in_(some)))).rowcount)
                    for some in (
                        wanted[start : start + _MAX_IDS]
                        for start in range(0, len(wanted), _MAX_IDS)
                    )
                ]
            )

    async def pending(self) -> Mapping[ChannelKind, int]:
        """See the port."""
        query = select(table.c.channel, func.count()).where(PENDING).group_by(table.c.channel)
        async with self._database.read() as connection:
            return {ChannelKind(row[0]): row[1] for row in await connection.execute(query)}

    async def purge(self, before: datetime) -> int:
        """See the port."""
        old = table.delete().where(~PENDING, table.c.update_time < before)
        async with self._database.write() as connection:
            return int((await connection.execute(old)).rowcount)


async def _firsts(connection: AsyncConnection, claim: Claim, now: datetime) -> list[str]:
    """Ids to claim: the first of each target. Looks deeper where one target has very many."""
    limit = claim.limit * 4 + 32
    while True:
        rows = (await connection.execute(candidates_query(claim, now, limit))).all()
        firsts: dict[str, str] = {}
        for delivery_id, target in rows:
            firsts.setdefault(target, delivery_id)
        if len(firsts) >= claim.limit or len(rows) < limit:
            return list(firsts.values())[: claim.limit]
        limit *= 8
