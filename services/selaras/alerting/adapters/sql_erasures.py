"""Erasing and forgetting, in the database of alerting."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, ColumnElement, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from selaras.alerting.adapters import tables
from selaras.alerting.adapters.delivery_tables import delivery
from selaras.alerting.domain.case import CaseState
from selaras.alerting.domain.directory import owner_name
from selaras.alerting.domain.erasure import ErasureOrder
from selaras.event.v1 import erasure_pb2
from selaras.kit.bus import EVENTS
from selaras.kit.columns import holds
from selaras.kit.database import Database
from selaras.kit.outbox import Event, Outbox, new_event_id

_OF_A_CASE = (tables.alert, tables.decision, tables.timer, tables.held, delivery, tables.case)
# Of tables with an owner what is for an owner who is gone; the rest keeps a pseudonym.
_FOR_AN_OWNER = (tables.held, delivery)
_BY_AN_OWNER = (tables.alert, tables.decision)


class SqlErasureStore:
    """See :class:`selaras.alerting.ports.erasures.ErasureStore`."""

    def __init__(self, database: Database, outbox: Outbox) -> None:
        self._database = database
        self._outbox = outbox

    async def erase_draft(self, order: ErasureOrder) -> None:
        """See the port."""
        async with self._database.write() as connection:
            await self._forget_marked(connection, order)
            # Of an open case the event that tells of the old text no more has come before this.
            await connection.execute(
                update(tables.case)
                .where(self._marked(tables.case.c.payload, order))
                .values(payload=None)
            )
            await self._say_done(connection, order)

    async def erase_owner(self, order: ErasureOrder) -> None:
        """See the port."""
        async with self._database.write() as connection:
            await self._forget_marked(connection, order)
            outbox = tables.outbox
            subject = f"selaras.v1.alert.{order.agency_id}.{order.owner_id}"
            await connection.execute(delete(outbox).where(outbox.c.subject == subject))
            for table in _FOR_AN_OWNER:
                await connection.execute(
                    delete(table).where(
                        table.c.agency_id == order.agency_id, table.c.owner_id == order.owner_id
                    )
                )
            await self._rename(connection, order)
            await self._say_done(connection, order)

    async def forget_cases(self, before: datetime, limit: int) -> int:
        """See the port."""
        case = tables.case
        old = (
            select(case.c.case_id)
            .group_by(case.c.case_id)
            .having(
                func.max(case.c.update_time) < before,
                func.min(case.c.state) == CaseState.RESOLVED.value,
                func.max(case.c.state) == CaseState.RESOLVED.value,
            )
            .limit(limit)
        )
        async with self._database.write() as connection:
            ids = list((await connection.execute(old)).scalars())
            for table in _OF_A_CASE:
                await connection.execute(delete(table).where(table.c.case_id.in_(ids)))
        return len(ids)

    async def forget_rest(self, before: datetime) -> int:
        """See the port."""
        alert, silence, crisis = tables.alert, tables.silence, tables.crisis
        count = 0
        async with self._database.write() as connection:
            for statement in (
                delete(alert).where(alert.c.case_id == "", alert.c.create_time < before),
                delete(silence).where(silence.c.end_time < before),
                delete(crisis).where(crisis.c.end_time < before),
            ):
                count += int((await connection.execute(statement)).rowcount)
        return count

    async def scrub(self) -> None:
        """See the port."""
        await self._database.scrub()

    async def _forget_marked(self, connection: AsyncConnection, order: ErasureOrder) -> None:
        """What waits to be sent and speaks of it is not sent any more."""
        await self._outbox.forget(connection, order.marks)
        await connection.execute(delete(delivery).where(self._marked(delivery.c.alert, order)))

    def _marked(self, column: Column[bytes], order: ErasureOrder) -> ColumnElement[bool]:
        return holds(column, order.marks, is_sqlite=self._database.is_sqlite)

    async def _rename(self, connection: AsyncConnection, order: ErasureOrder) -> None:
        for table in _BY_AN_OWNER:
            await connection.execute(
                update(table)
                .where(table.c.agency_id == order.agency_id, table.c.owner_id == order.owner_id)
                .values(owner_id=order.pseudonym)
            )
        name = owner_name(order.agency_id, order.owner_id)
        pseudonym = owner_name(order.agency_id, order.pseudonym)
        for made in (tables.silence, tables.crisis):
            await connection.execute(
                update(made).where(made.c.author == name).values(author=pseudonym)
            )

    async def _say_done(self, connection: AsyncConnection, order: ErasureOrder) -> None:
        event_id = new_event_id()
        done = erasure_pb2.ErasureDone(
            event_id=event_id,
            erasure=order.erasure_id,
            service="alerting",
            agency=order.agency_id,
        )
        subject = f"selaras.v1.draft.erased.{order.agency_id}"
        event = Event(event_id, EVENTS, subject, done.SerializeToString())
        await self._outbox.add(connection, event)
