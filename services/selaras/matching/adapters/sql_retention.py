"""Deleting what is too old, in small transactions."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import ColumnElement, delete, exists, or_, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from selaras.kit.database import Database
from selaras.matching.adapters import case_tables, retention_tables, tables
from selaras.matching.adapters.calendar_rows import drop_plans
from selaras.matching.adapters.documents import load_message
from selaras.matching.adapters.locks import ORDER_LOCK
from selaras.matching.adapters.reembedding_tables import beside
from selaras.matching.domain.case import CaseState
from selaras.matching.domain.message import Message, MessageState

_OF_CASES = (
    case_tables.case_party,
    case_tables.case_area,
    case_tables.case_kind,
    case_tables.case_read,
    case_tables.case_event,
    case_tables.case_change,
)


class SqlRetention:
    """See :class:`selaras.matching.handlers.erasure_ports.Retention`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def ended_messages(self, before: datetime, limit: int) -> list[str]:
        """See the port."""
        table = tables.message
        query = (
            select(table.c.key)
            .where(
                table.c.ended < before,
                table.c.state != MessageState.LIVE,
                ~_in_live_case(table.c.key),
            )
            .order_by(table.c.ended)
            .limit(limit)
        )
        async with self._database.read() as connection:
            return list((await connection.execute(query)).scalars())

    async def delete_messages(self, keys: Sequence[str]) -> None:
        """See the port."""
        table = tables.message
        async with self._database.write() as connection:
            await self._queue(connection)
            # Looked at again in the queue: one may have come back, or into a case, meanwhile.
            query = select(table.c.key, table.c.document).where(
                table.c.key.in_(list(keys)),
                table.c.state != MessageState.LIVE,
                ~_in_live_case(table.c.key),
            )
            for key, document in (await connection.execute(query)).all():
                await self._keep_agency(connection, load_message(document))
                await _delete_findings(connection, key)
                await connection.execute(delete(table).where(table.c.key == key))
                await connection.execute(delete(beside).where(beside.c.key == key))
                await drop_plans(connection, [key])

    async def delete_cases(self, before: datetime, limit: int) -> int:
        """See the port."""
        case = case_tables.case
        query = (
            select(case.c.id)
            .where(case.c.state == CaseState.RESOLVED, case.c.change_time < before)
            .limit(limit)
        )
        async with self._database.write() as connection:
            await self._queue(connection)
            ids = list((await connection.execute(query)).scalars())
            for table in _OF_CASES:
                await connection.execute(delete(table).where(table.c.case_id.in_(ids)))
            await connection.execute(
                update(case).where(case.c.merged_into.in_(ids)).values(merged_into="")
            )
            await connection.execute(delete(case).where(case.c.id.in_(ids)))
        return len(ids)

    async def delete_steps(self, before: datetime) -> int:
        """See the port."""
        finding, change = tables.finding, tables.finding_change
        async with self._database.write() as connection:
            gone = await connection.execute(
                delete(finding).where(~finding.c.active, finding.c.create_time < before)
            )
            steps = await connection.execute(delete(change).where(change.c.time < before))
        return int(gone.rowcount) + int(steps.rowcount)

    async def scrub(self) -> None:
        """See the port."""
        await self._database.scrub()

    async def _queue(self, connection: AsyncConnection) -> None:
        """Wait for those who make findings and cases; SQLite has one writer at a time anyway."""
        if not self._database.is_sqlite:
            await connection.execute(text(f"SELECT pg_advisory_xact_lock({ORDER_LOCK})"))

    async def _keep_agency(self, connection: AsyncConnection, message: Message) -> None:
        table = retention_tables.agency
        known = select(table.c.time).where(table.c.id == message.agency.id)
        time = (await connection.execute(known)).scalar_one_or_none()
        if time is not None and time >= message.authored:
            return
        values = {
            "time": message.authored,
            "document": json.dumps(asdict(message.agency), ensure_ascii=False),
        }
        insert = (sqlite.insert if self._database.is_sqlite else postgresql.insert)(table)
        await connection.execute(
            insert.values(id=message.agency.id, **values).on_conflict_do_update(
                index_elements=["id"], set_=values
            )
        )


async def _delete_findings(connection: AsyncConnection, key: str) -> None:
    """Delete the findings of a message, and what was said of pairs whose other side is gone."""
    finding, message = tables.finding, tables.message
    query = select(finding.c.id, finding.c.left_key, finding.c.right_key).where(
        or_(finding.c.left_key == key, finding.c.right_key == key)
    )
    dismissal, review = case_tables.dismissal, tables.review
    for finding_id, left, right in (await connection.execute(query)).all():
        other = select(message.c.key).where(message.c.key == (right if left == key else left))
        if (await connection.execute(other)).first() is None:
            await connection.execute(delete(dismissal).where(dismissal.c.finding_id == finding_id))
        await connection.execute(
            update(review).where(review.c.finding_id == finding_id).values(note="")
        )
        await connection.execute(delete(finding).where(finding.c.id == finding_id))


def _in_live_case(key: ColumnElement[str]) -> ColumnElement[bool]:
    finding, case = tables.finding, case_tables.case
    return exists().where(
        finding.c.active,
        or_(finding.c.left_key == key, finding.c.right_key == key),
        case.c.id == finding.c.case_id,
        case.c.state != CaseState.RESOLVED,
    )
