"""Reading cases, their timelines, the audit trail and the authorities."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, delete, exists, func, literal, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from selaras.kit.database import Database
from selaras.matching.adapters import case_tables, tables
from selaras.matching.adapters.case_documents import load_scope
from selaras.matching.adapters.case_rows import reveal_key, to_case
from selaras.matching.adapters.rows import to_finding
from selaras.matching.adapters.sql_audit import audit_page, unknown_keys
from selaras.matching.adapters.sql_cases import authorities_of, timeline_of
from selaras.matching.adapters.sql_transaction import agency_of, messages_of
from selaras.matching.domain.audit import AuditEntry, AuditRecord
from selaras.matching.domain.authority import Authority
from selaras.matching.domain.case import Case, TimelineEntry
from selaras.matching.domain.finding import Finding
from selaras.matching.domain.message import Agency, Message
from selaras.matching.domain.urgency import position_of, read_position, write_position
from selaras.matching.handlers.case_ports import ScopedChange
from selaras.matching.ports import CaseChange, CaseQuery


class CaseReads:
    """The part of the store that reads cases; see :class:`selaras.matching.ports.Store`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def case(self, case_id: str) -> Case | None:
        """See :class:`selaras.matching.ports.Store`."""
        query = select(case_tables.case).where(case_tables.case.c.id == case_id)
        async with self._database.read() as connection:
            row = (await connection.execute(query)).mappings().first()
        return to_case(row) if row else None

    async def cases(self, query: CaseQuery) -> tuple[list[Case], tuple[str, ...]]:
        """See :class:`selaras.matching.ports.Store`."""
        async with self._database.read() as connection:
            rows = (await connection.execute(_page_of_cases(query))).mappings().all()
        found = [to_case(row) for row in rows[: query.limit]]
        more = len(rows) > query.limit
        return found, write_position(position_of(found[-1])) if more else ()

    async def case_findings(self, case_id: str) -> list[Finding]:
        """See :class:`selaras.matching.ports.Store`."""
        return (await self.findings_in([case_id])).get(case_id, [])

    async def findings_in(self, case_ids: Sequence[str]) -> dict[str, list[Finding]]:
        """See :class:`selaras.matching.handlers.case_ports.CaseStore`."""
        table = tables.finding
        query = (
            select(table)
            .where(table.c.case_id.in_(list(case_ids)), table.c.active)
            .order_by(table.c.create_time, table.c.id)
        )
        found: dict[str, list[Finding]] = {}
        async with self._database.read() as connection:
            for row in (await connection.execute(query)).mappings():
                found.setdefault(row["case_id"], []).append(to_finding(row))
        return found

    async def messages_by_key(self, keys: Sequence[str]) -> dict[str, Message]:
        """See :class:`selaras.matching.handlers.case_ports.CaseStore`."""
        async with self._database.read() as connection:
            return await messages_of(connection, keys)

    async def agencies(self, agency_ids: Sequence[str]) -> dict[str, Agency]:
        """See :class:`selaras.matching.handlers.case_ports.CaseStore`."""
        is_sqlite = self._database.is_sqlite
        async with self._database.read() as connection:
            found = [await agency_of(connection, name, is_sqlite=is_sqlite) for name in agency_ids]
        return {agency.id: agency for agency in found if agency is not None}

    async def timeline(self, case_id: str) -> list[TimelineEntry]:
        """See :class:`selaras.matching.ports.Store`."""
        async with self._database.read() as connection:
            return await timeline_of(connection, case_id)

    async def case_changes(self, after: int, limit: int) -> list[CaseChange]:
        """See :class:`selaras.matching.ports.Store`."""
        return list(await self.scoped_changes(after, limit))

    async def scoped_changes(self, after: int, limit: int) -> list[ScopedChange]:
        """See :class:`selaras.matching.handlers.case_ports.CaseStore`."""
        table = case_tables.case_change
        query = select(table).where(table.c.sequence > after).order_by(table.c.sequence)
        async with self._database.read() as connection:
            rows = (await connection.execute(query.limit(limit))).mappings().all()
        return [
            ScopedChange(row["sequence"], row["case_id"], load_scope(row["scope_before"]), now)
            for row in rows
            if (now := load_scope(row["scope"])) is not None
        ]

    async def case_change_bounds(self) -> tuple[int, int]:
        """See :class:`selaras.matching.ports.Store`."""
        sequence = case_tables.case_change.c.sequence
        async with self._database.read() as connection:
            row = (await connection.execute(select(func.min(sequence), func.max(sequence)))).one()
        return (row[0] or 1, row[1] or 0)

    async def audit(self, case_id: str, agency: str, after: int, limit: int) -> list[AuditEntry]:
        """See :class:`selaras.matching.ports.Store`."""
        async with self._database.read() as connection:
            return await audit_page(connection, case_id, agency, after, limit)

    async def authorities(self) -> list[Authority]:
        """See :class:`selaras.matching.ports.Store`."""
        async with self._database.read() as connection:
            return await authorities_of(connection)

    async def unknown_reveals(self, records: Sequence[AuditRecord]) -> list[AuditRecord]:
        """See :class:`selaras.matching.handlers.case_ports.CaseStore`."""
        by_key = {reveal_key(record): record for record in records}
        async with self._database.read() as connection:
            unknown = await unknown_keys(connection, list(by_key))
        return [record for key, record in by_key.items() if key in unknown]

    async def read_versions(self, person: str, case_ids: Sequence[str]) -> dict[str, int]:
        """See :class:`selaras.matching.handlers.case_ports.CaseStore`."""
        table = case_tables.case_read
        query = select(table.c.case_id, table.c.version).where(
            table.c.person == person, table.c.case_id.in_(list(case_ids))
        )
        async with self._database.read() as connection:
            return {row.case_id: row.version for row in await connection.execute(query)}

    async def mark_read(self, person: str, case_id: str, version: int) -> None:
        """See :class:`selaras.matching.handlers.case_ports.CaseStore`."""
        table, case = case_tables.case_read, case_tables.case
        known = select(literal(person), case.c.id, literal(version)).where(
            case.c.id == case_id, case.c.version >= version
        )
        insert = (sqlite.insert if self._database.is_sqlite else postgresql.insert)(table)
        statement = insert.from_select(["person", "case_id", "version"], known)
        async with self._database.write() as connection:
            await connection.execute(
                statement.on_conflict_do_update(
                    index_elements=["person", "case_id"],
                    set_={"version": statement.excluded.version},
                    where=table.c.version < statement.excluded.version,
                )
            )

    async def forget_requests(self, before: datetime) -> int:
        """See :class:`selaras.matching.handlers.case_ports.CaseStore`."""
        table = case_tables.request
        async with self._database.write() as connection:
            done = await connection.execute(delete(table).where(table.c.time < before))
        return int(done.rowcount)


def _page_of_cases(query: CaseQuery) -> Select[Any]:
    table = case_tables.case
    chosen = select(table).where(table.c.state.in_(list(query.states)), *_filters(query))
    if query.after:
        chosen = chosen.where(_after(query.after))
    order = (table.c.closed, table.c.deadline, table.c.severity.desc(), table.c.id)
    return chosen.order_by(*order).limit(query.limit + 1)


def _filters(query: CaseQuery) -> list[ColumnElement[bool]]:
    table = case_tables.case
    filters: list[ColumnElement[bool]] = [table.c.severity >= int(query.min_severity)]
    if query.agency:
        filters.append(_has_party(query.agency))
    if query.topics:
        filters.append(table.c.topic.in_(list(query.topics)))
    if query.areas:
        filters.append(or_(~_has_area(), _has_area(_touches(query.areas))))
    if query.relation:
        filters.append(table.c.relation == query.relation)
    if query.topic:
        filters.append(table.c.topic == query.topic)
    if query.area_code:
        filters.append(_has_area(_lies_in(query.area_code)))
    if query.kinds:
        filters.append(_has_kind(query.kinds))
    if query.assignee:
        _, agency, _, owner = query.assignee.split("/")
        filters.append(_has_party(agency, owner))
    return filters


def _has_party(agency: str, assignee: str = "") -> ColumnElement[bool]:
    party = case_tables.case_party
    wanted = [party.c.case_id == case_tables.case.c.id, party.c.agency == agency]
    if assignee:
        wanted.append(party.c.assignee == assignee)
    return exists().where(*wanted)


def _has_area(condition: ColumnElement[bool] | None = None) -> ColumnElement[bool]:
    area = case_tables.case_area
    of_case = area.c.case_id == case_tables.case.c.id
    return exists().where(of_case if condition is None else and_(of_case, condition))


def _has_kind(kinds: Sequence[str]) -> ColumnElement[bool]:
    kind = case_tables.case_kind
    return exists().where(kind.c.case_id == case_tables.case.c.id, kind.c.kind.in_(list(kinds)))


def _lies_in(code: str) -> ColumnElement[bool]:
    area = case_tables.case_area.c.area
    return or_(area == code, area.startswith(f"{code}.", autoescape=True))


def _touches(codes: Sequence[str]) -> ColumnElement[bool]:
    """Whether an area is one of these, lies in one, or has one in it."""
    around = {
        ".".join(parts[:count])
        for parts in (code.split(".") for code in codes)
        for count in range(1, len(parts) + 1)
    }
    area = case_tables.case_area.c.area
    return or_(area.in_(sorted(around)), *(_lies_in(code) for code in codes))


def _after(written: Sequence[str]) -> ColumnElement[bool]:
    closed, deadline, urgency, case_id = read_position(written)
    table = case_tables.case
    return or_(
        table.c.closed > closed,
        and_(
            table.c.closed == closed,
            or_(
                table.c.deadline > deadline,
                and_(
                    table.c.deadline == deadline,
                    or_(
                        table.c.severity < -urgency,
                        and_(table.c.severity == -urgency, table.c.id > case_id),
                    ),
                ),
            ),
        ),
    )
