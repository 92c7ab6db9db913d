"""The plans of all agencies, on SQLite and PostgreSQL."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, select, text, true
from sqlalchemy.dialects import postgresql, sqlite

from selaras.kit.database import Database
from selaras.kit.errors import Unavailable
from selaras.matching.adapters import calendar_tables, case_tables, tables
from selaras.matching.adapters.calendar_rows import keep_plan, load_card
from selaras.matching.adapters.case_rows import to_case
from selaras.matching.adapters.sql_transaction import messages_of
from selaras.matching.domain.calendar import PlanCard
from selaras.matching.domain.case import Case
from selaras.matching.domain.collisions import CasePair
from selaras.matching.domain.finding import Confidence, Relation
from selaras.matching.domain.message import Message

# By whether it is SQLite; as it lies in a column. Documents say how far their times are from UTC.
_PUBLISH_TIME = {
    True: "strftime('%Y-%m-%d %H:%M:%f000', json_extract(document, '$.publish_time'))",
    False: "CAST(CAST(document AS json) ->> 'publish_time' AS timestamptz)",
}
_PLAN_IDS = "plan_ids"
# Keys in one statement: databases have a limit for values.
_BATCH = 500
# Rows that are made anew in one transaction: others wait to write meanwhile.
_MENDED = 25
_RETRY_SECONDS = 5.0


class SqlCalendar:
    """See :class:`selaras.matching.handlers.calendar_ports.CalendarStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._insert = sqlite.insert if database.is_sqlite else postgresql.insert

    async def catch_up(self) -> None:
        """Bring the calendar in line with the messages, once, while nobody waits for it."""
        while True:
            try:
                await self.complete()
                await self._mend(true())
            except Unavailable:
                await asyncio.sleep(_RETRY_SECONDS)
            else:
                return

    async def complete(self) -> int:
        """Make a place for plans that have none, to be filled when they are read; answers how many.

        A process of the version before, which knows no calendar, may have stored messages.
        """
        time = _PUBLISH_TIME[self._database.is_sqlite]
        statement = text(
            "INSERT INTO matching_plan (key, publish_time, version, card) "  # noqa: S608 - no input
            f"SELECT key, {time}, 0, '' FROM matching_message AS message "
            f"WHERE state <> 'withdrawn' AND {time} IS NOT NULL AND NOT EXISTS "
            "(SELECT 1 FROM matching_plan WHERE matching_plan.key = message.key)"
        )
        async with self._database.write() as connection:
            return int((await connection.execute(statement)).rowcount)

    async def secret(self) -> bytes:
        """See the port."""
        table = calendar_tables.secret
        known = select(table.c.value).where(table.c.name == _PLAN_IDS)
        async with self._database.read() as connection:
            value = (await connection.execute(known)).scalar_one_or_none()
        if value is None:
            drawn = self._insert(table).values(name=_PLAN_IDS, value=secrets.token_hex(32))
            async with self._database.write() as connection:
                # Two that draw at once must end with the same one.
                await connection.execute(drawn.on_conflict_do_nothing())
                value = (await connection.execute(known)).scalar_one()
        return bytes.fromhex(value)

    async def time_of(self, start: datetime, end: datetime, number: int) -> datetime | None:
        """See the port."""
        time = calendar_tables.plan.c.publish_time
        query = select(time).where(time >= start, time < end).order_by(time)
        async with self._database.read() as connection:
            found: datetime | None = (
                await connection.execute(query.offset(number - 1).limit(1))
            ).scalar_one_or_none()
        return found

    async def cards(self, start: datetime, end: datetime) -> list[PlanCard]:
        """See the port."""
        table = calendar_tables.plan
        meant = table.c.publish_time.between(start, end)
        await self._mend(meant)
        query = select(table).where(meant, table.c.card != "")
        async with self._database.read() as connection:
            rows = await connection.execute(query.order_by(table.c.publish_time, table.c.key))
            return [load_card(row) for row in rows]

    async def cards_by_key(self, keys: Sequence[str]) -> list[PlanCard]:
        """See the port."""
        table = calendar_tables.plan
        rows: list[Any] = []
        for batch in _batches(keys):
            meant = table.c.key.in_(batch)
            await self._mend(meant)
            query = select(table).where(meant, table.c.card != "").order_by(table.c.key)
            async with self._database.read() as connection:
                rows += (await connection.execute(query)).all()
        return [load_card(row) for row in rows]

    async def messages(self, keys: Sequence[str]) -> dict[str, Message]:
        """See the port."""
        found: dict[str, Message] = {}
        async with self._database.read() as connection:
            for batch in _batches(keys):
                found |= await messages_of(connection, batch)
        return found

    async def pairs_in_cases(self, keys: Sequence[str]) -> list[CasePair]:
        """See the port."""
        finding = tables.finding
        found: dict[str, CasePair] = {}
        cases: dict[str, Case] = {}
        async with self._database.read() as connection:
            for batch in _batches(keys):
                for side in (finding.c.left_key, finding.c.right_key):
                    query = _pairs(side.in_(batch))
                    for row in (await connection.execute(query)).mappings():
                        case = cases.get(row["id"]) or to_case(row)
                        cases[case.id] = case
                        pair = CasePair(case, row["left_key"], row["right_key"])
                        found[row["finding_id"]] = pair
        return [found[name] for name in sorted(found)]

    async def _mend(self, condition: ColumnElement[bool]) -> None:
        """Make rows anew that are not of the newest version of their message."""
        table, message = calendar_tables.plan, tables.message
        stale = (
            select(table.c.key)
            .join(message, message.c.key == table.c.key)
            .where(condition, table.c.version != message.c.version)
        )
        async with self._database.read() as connection:
            keys = list((await connection.execute(stale)).scalars())
        for batch in _batches(keys, _MENDED):
            async with self._database.write() as connection:
                for found in (await messages_of(connection, batch)).values():
                    await keep_plan(connection, self._insert, found)


def _pairs(condition: ColumnElement[bool]) -> Select[Any]:
    finding, case = tables.finding, case_tables.case
    return (
        select(case, finding.c.id.label("finding_id"), finding.c.left_key, finding.c.right_key)
        .join(case, case.c.id == finding.c.case_id)
        .where(
            condition,
            finding.c.active,
            finding.c.relation != Relation.NONE,
            finding.c.confidence != Confidence.POSSIBLE,
            case.c.closed == 0,
        )
    )


def _batches(keys: Sequence[str], size: int = _BATCH) -> Iterator[list[str]]:
    for first in range(0, len(keys), size):
        yield list(keys[first : first + size])
