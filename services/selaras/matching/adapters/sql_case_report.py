"""What is stored of cases, for figures, on SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import chain
from typing import Any

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from selaras.kit.database import Database
from selaras.matching.adapters import calendar_tables, case_tables, tables
from selaras.matching.adapters.case_rows import to_case
from selaras.matching.adapters.sql_case_reads import CaseReads
from selaras.matching.adapters.sql_transaction import messages_of
from selaras.matching.domain.case import Case, ResolutionKind, TimelineKind
from selaras.matching.domain.case_ledger import TOLD, Ledger, Pair, Step
from selaras.matching.domain.dismissal import Basis
from selaras.matching.domain.message import Agency, MessageState

# Values in one statement: databases have a limit.
_BATCH = 1000
_FINDING_PREFIX = len("findings/")


class SqlCaseLedgers:
    """See :class:`selaras.matching.handlers.case_report_ports.CaseLedgers`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._reads = CaseReads(database)

    async def cases_between(
        self, start: datetime, end: datetime, *, agency: str = "", topics: Sequence[str] = ()
    ) -> list[Case]:
        """See the port."""
        case, party = case_tables.case, case_tables.case_party
        query = select(case).where(
            case.c.create_time < end, or_(case.c.closed == 0, case.c.change_time >= start)
        )
        if agency:
            query = query.where(
                exists().where(party.c.case_id == case.c.id, party.c.agency == agency)
            )
        if topics:
            query = query.where(case.c.topic.in_(list(topics)))
        async with self._database.read() as connection:
            rows = await connection.execute(query.order_by(case.c.create_time, case.c.id))
            return [to_case(row) for row in rows.mappings()]

    async def ledger(self, cases: Sequence[Case]) -> Ledger:
        """See the port."""
        ids = [case.id for case in cases]
        async with self._database.read() as connection:
            steps = [step for batch in _batches(ids) for step in await _steps(connection, batch)]
            named = {step.finding_id for step in steps if step.finding_id}
            pairs = await _pairs(connection, ids, sorted(named))
            names = [pair.finding_id for pair in pairs]
            keys = sorted(set(chain.from_iterable(pair.keys for pair in pairs)))
            return Ledger(
                cases=cases,
                steps=steps,
                pairs=pairs,
                dismissed=await _dismissed(connection, names),
                out=await _out(connection, keys),
            )

    async def names(self, keys: Sequence[str], agencies: Sequence[str]) -> dict[str, Agency]:
        """See the port."""
        found: dict[str, Agency] = {}
        async with self._database.read() as connection:
            for batch in _batches(keys):
                for message in (await messages_of(connection, batch)).values():
                    found[message.agency.id] = message.agency
        return found | await self._reads.agencies(agencies)


async def _steps(connection: AsyncConnection, case_ids: Sequence[str]) -> list[Step]:
    table = case_tables.case_event
    query = (
        select(table.c.case_id, table.c.kind, table.c.time, table.c.agency, table.c.subject)
        .where(table.c.case_id.in_(case_ids), table.c.kind.in_(list(TOLD)))
        .order_by(table.c.sequence)
    )
    return [_to_step(row) for row in await connection.execute(query)]


def _to_step(row: Any) -> Step:
    of_finding = row.kind in (TimelineKind.FINDING, TimelineKind.RETURNED)
    return Step(
        case_id=row.case_id,
        kind=TimelineKind(row.kind),
        time=row.time,
        agency=row.agency,
        finding_id=row.subject[_FINDING_PREFIX:] if of_finding else "",
    )


async def _pairs(
    connection: AsyncConnection, case_ids: Sequence[str], finding_ids: Sequence[str]
) -> list[Pair]:
    """The findings that are in some cases, and some others by their ids."""
    table = tables.finding
    found: dict[str, Pair] = {}

    async def collect(conditions: Iterable[ColumnElement[bool]]) -> None:
        for condition in conditions:
            query = select(table.c.id, table.c.case_id, table.c.left_key, table.c.right_key)
            for row in await connection.execute(query.where(condition)):
                found[row.id] = Pair(*row)

    await collect(table.c.id.in_(batch) for batch in _batches(finding_ids))
    await collect(table.c.case_id.in_(batch) for batch in _batches(case_ids))
    return list(found.values())


async def _dismissed(
    connection: AsyncConnection, finding_ids: Sequence[str]
) -> dict[str, datetime]:
    """When people called findings no conflict.

    That both are right, or that one text is for all, ends a case too, but then there was a clash.
    """
    table = case_tables.dismissal
    said = or_(
        table.c.basis.in_([Basis.BOTH_SIDES, Basis.COORDINATOR]),
        (table.c.basis == Basis.AGREED) & (table.c.reason == ResolutionKind.FALSE_ALARM),
    )
    found: dict[str, datetime] = {}
    for batch in _batches(finding_ids):
        query = select(table.c.finding_id, table.c.time).where(said, table.c.finding_id.in_(batch))
        found |= {row.finding_id: row.time for row in await connection.execute(query)}
    return found


async def _out(connection: AsyncConnection, keys: Sequence[str]) -> dict[str, datetime]:
    """When messages went out; those that did not are left out."""
    message, plan = tables.message, calendar_tables.plan
    found: dict[str, datetime] = {}
    for batch in _batches(keys):
        query = (
            select(message.c.key, plan.c.publish_time)
            .join(plan, plan.c.key == message.c.key)
            .where(message.c.key.in_(batch), message.c.state == MessageState.PUBLISHED)
        )
        found |= {row.key: row.publish_time for row in await connection.execute(query)}
    return found


def _batches(values: Sequence[str]) -> Iterator[list[str]]:
    for first in range(0, len(values), _BATCH):
        yield list(values[first : first + _BATCH])
