"""Timers and held notices, in the database."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Table, and_, delete, or_, select

from selaras.alerting.adapters import tables
from selaras.alerting.adapters.rows import (
    from_crisis,
    from_held,
    from_silence,
    to_crisis,
    to_held,
    to_silence,
    to_timer,
)
from selaras.alerting.adapters.sql_base import SqlPart
from selaras.alerting.domain.notice import Held
from selaras.alerting.domain.quiet import Crisis, Silence
from selaras.alerting.domain.track import Timer, TimerKind

_ALL = tuple(TimerKind)


class SqlWaitUnit(SqlPart):
    """See :class:`selaras.alerting.ports.store.WaitUnit`."""

    async def timers(self, case_id: str, agency_id: str) -> dict[TimerKind, Timer]:
        """See the port."""
        table = tables.timer
        query = select(table).where(table.c.case_id == case_id, table.c.agency_id == agency_id)
        timers = [to_timer(row, row["lease"]) for row in await self._rows(query)]
        return {timer.kind: timer for timer in timers}

    async def put_timer(self, timer: Timer) -> None:
        """See the port."""
        key = {
            "case_id": timer.case_id,
            "agency_id": timer.agency_id,
            "kind": timer.kind.value,
        }
        values = {"step": timer.step, "due_time": timer.due, "lease": "", "lease_until": None}
        await self._upsert(tables.timer, key, values)

    async def drop_timers(
        self, case_id: str, agency_id: str, kinds: Iterable[TimerKind] = _ALL
    ) -> None:
        """See the port."""
        table = tables.timer
        await self._connection.execute(
            delete(table).where(
                table.c.case_id == case_id,
                table.c.agency_id == agency_id,
                table.c.kind.in_([kind.value for kind in kinds]),
            )
        )

    async def take_timer(self, timer: Timer) -> bool:
        """See the port."""
        table = tables.timer
        taken = await self._connection.execute(
            delete(table).where(
                table.c.case_id == timer.case_id,
                table.c.agency_id == timer.agency_id,
                table.c.kind == timer.kind.value,
                table.c.lease == timer.lease,
            )
        )
        return bool(taken.rowcount)

    async def held(self, case_id: str, track_id: str) -> list[Held]:
        """See the port."""
        table = tables.held
        query = (
            select(table)
            .where(table.c.case_id == case_id, table.c.track_id == track_id)
            .order_by(table.c.agency_id, table.c.owner_id)
        )
        return [to_held(row) for row in await self._rows(query)]

    async def put_held(self, held: Held) -> None:
        """See the port."""
        key = {"case_id": held.case_id, "agency_id": held.agency_id, "owner_id": held.owner_id}
        await self._upsert(tables.held, key, from_held(held))

    async def drop_held(self, case_id: str, agency_id: str, owner_id: str) -> None:
        """See the port."""
        await self._connection.execute(
            delete(tables.held).where(_held_key(case_id, agency_id, owner_id))
        )

    async def take_held(self, held: Held) -> bool:
        """See the port."""
        taken = await self._connection.execute(
            delete(tables.held).where(
                _held_key(held.case_id, held.agency_id, held.owner_id),
                tables.held.c.lease == held.lease,
            )
        )
        return bool(taken.rowcount)

    async def held_by(self, subject: str) -> list[Held]:
        """See the port."""
        query = select(tables.held).where(tables.held.c.subject == subject)
        return [to_held(row) for row in await self._rows(query)]

    async def held_for(self, reasons: Iterable[str]) -> list[tuple[Held, str, tuple[str, ...]]]:
        """See the port."""
        held, case = tables.held, tables.case
        query = (
            select(held, case.c.topic, case.c.areas)
            .join(
                case,
                and_(case.c.case_id == held.c.case_id, case.c.agency_id == held.c.track_id),
            )
            .where(held.c.reason.in_(list(reasons)))
        )
        rows = await self._rows(query)
        return [(to_held(row), row["topic"], tuple(json.loads(row["areas"]))) for row in rows]


class SqlQuietUnit(SqlPart):
    """See :class:`selaras.alerting.ports.store.QuietUnit`."""

    async def silences(self, now: datetime) -> list[Silence]:
        """See the port."""
        return [to_silence(row) for row in await self._rows(_in_force(tables.silence, now))]

    async def crises(self, now: datetime) -> list[Crisis]:
        """See the port."""
        return [to_crisis(row) for row in await self._rows(_in_force(tables.crisis, now))]

    async def silence(self, silence_id: str) -> Silence | None:
        """See the port."""
        table = tables.silence
        row = await self._first(select(table).where(table.c.silence_id == silence_id))
        return to_silence(row) if row is not None else None

    async def crisis(self, crisis_id: str) -> Crisis | None:
        """See the port."""
        table = tables.crisis
        row = await self._first(select(table).where(table.c.crisis_id == crisis_id))
        return to_crisis(row) if row is not None else None

    async def put_silence(self, silence: Silence) -> None:
        """See the port."""
        key = {"silence_id": silence.silence_id}
        await self._upsert(tables.silence, key, from_silence(silence))

    async def put_crisis(self, crisis: Crisis) -> None:
        """See the port."""
        await self._upsert(tables.crisis, {"crisis_id": crisis.crisis_id}, from_crisis(crisis))


def is_due(table: Table, column: str, now: datetime) -> Any:
    """Due, and nobody works on it."""
    free = or_(table.c.lease_until.is_(None), table.c.lease_until <= now)
    return and_(table.c[column] <= now, free)


def _in_force(table: Table, now: datetime) -> Any:
    return (
        select(table)
        .where(table.c.start_time <= now, table.c.end_time > now)
        .order_by(table.c.start_time)
    )


def _held_key(case_id: str, agency_id: str, owner_id: str) -> Any:
    table = tables.held
    return and_(
        table.c.case_id == case_id,
        table.c.agency_id == agency_id,
        table.c.owner_id == owner_id,
    )
