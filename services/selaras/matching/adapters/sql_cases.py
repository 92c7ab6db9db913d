"""Cases and what people decide on them, within a transaction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from selaras.kit.clock import Clock
from selaras.matching.adapters import case_tables, tables
from selaras.matching.adapters.case_documents import dump_scope
from selaras.matching.adapters.case_rows import (
    from_authority,
    from_case,
    from_dismissal,
    from_entry,
    to_authority,
    to_case,
    to_dismissal,
    to_entry,
)
from selaras.matching.adapters.rows import to_finding
from selaras.matching.domain.authority import Authority
from selaras.matching.domain.case import Case, TimelineEntry
from selaras.matching.domain.dismissal import Dismissal
from selaras.matching.domain.finding import Finding
from selaras.matching.domain.viewer import scope_of

Insert = Callable[..., Any]


class CaseWrites:
    """The part of a transaction that is about cases.

    Args:
        insert: the insert of the database at hand, which knows ``ON CONFLICT``.
    """

    def __init__(self, connection: AsyncConnection, clock: Clock, insert: Insert) -> None:
        self._connection = connection
        self._clock = clock
        self._insert = insert

    async def case(self, case_id: str) -> Case | None:
        """See :class:`selaras.matching.ports.Transaction`."""
        query = select(case_tables.case).where(case_tables.case.c.id == case_id)
        row = (await self._connection.execute(query)).mappings().first()
        return to_case(row) if row else None

    async def put_case(self, case: Case) -> None:
        """See :class:`selaras.matching.ports.Transaction`."""
        await self._upsert(case_tables.case, ["id"], {"id": case.id, **from_case(case)})
        await self._replace(
            case_tables.case_party,
            case.id,
            [
                {"case_id": case.id, "agency": party.agency, "assignee": party.assignee}
                for party in case.parties
            ],
        )
        areas = [{"case_id": case.id, "area": code} for code in sorted(set(case.area_codes))]
        await self._replace(case_tables.case_area, case.id, areas)
        kinds = [{"case_id": case.id, "kind": kind} for kind in sorted(set(case.kinds))]
        await self._replace(case_tables.case_kind, case.id, kinds)
        await self._note_change(case)

    async def case_findings(self, case_id: str) -> list[Finding]:
        """See :class:`selaras.matching.ports.Transaction`."""
        table = tables.finding
        return await self._findings(and_(table.c.active, table.c.case_id == case_id))

    async def move_findings(self, from_case: str, to_case: str) -> None:
        """See :class:`selaras.matching.ports.Transaction`."""
        table = tables.finding
        await self._connection.execute(
            update(table).where(table.c.case_id == from_case).values(case_id=to_case)
        )

    async def finding(self, finding_id: str) -> Finding | None:
        """See :class:`selaras.matching.ports.Transaction`."""
        table = tables.finding
        found = await self._findings(and_(table.c.active, table.c.id == finding_id))
        return found[0] if found else None

    async def note(self, case_id: str, *entries: TimelineEntry) -> None:
        """See :class:`selaras.matching.ports.Transaction`."""
        # One by one: many rows in one statement need not be numbered in their order.
        for entry in entries:
            statement = case_tables.case_event.insert().values(**from_entry(case_id, entry))
            await self._connection.execute(statement)

    async def timeline(self, case_id: str) -> list[TimelineEntry]:
        """See :class:`selaras.matching.ports.Transaction`."""
        return await timeline_of(self._connection, case_id)

    async def dismissals(self, finding_ids: Sequence[str]) -> dict[str, Dismissal]:
        """See :class:`selaras.matching.ports.Transaction`."""
        if not finding_ids:
            return {}
        table = case_tables.dismissal
        query = select(table).where(table.c.finding_id.in_(list(finding_ids)))
        rows = (await self._connection.execute(query)).mappings()
        return {row["finding_id"]: to_dismissal(row) for row in rows}

    async def put_dismissal(self, dismissal: Dismissal) -> None:
        """See :class:`selaras.matching.ports.Transaction`."""
        values = {"finding_id": dismissal.finding_id, **from_dismissal(dismissal)}
        await self._upsert(case_tables.dismissal, ["finding_id"], values)

    async def authorities(self) -> list[Authority]:
        """See :class:`selaras.matching.ports.Transaction`."""
        return await authorities_of(self._connection)

    async def put_authority(self, authority: Authority) -> None:
        """See :class:`selaras.matching.ports.Transaction`."""
        values = from_authority(authority)
        await self._upsert(case_tables.authority, ["topic", "kind", "area_code"], values)

    async def delete_authority(self, authority_id: str) -> bool:
        """See :class:`selaras.matching.ports.Transaction`."""
        table = case_tables.authority
        done = await self._connection.execute(delete(table).where(table.c.id == authority_id))
        return bool(done.rowcount)

    async def request(self, person: str, request_id: str) -> str | None:
        """See :class:`selaras.matching.handlers.case_ports.DecisionTransaction`."""
        table = case_tables.request
        query = select(table.c.digest).where(
            table.c.person == person, table.c.request_id == request_id
        )
        digest: str | None = (await self._connection.execute(query)).scalar_one_or_none()
        return digest

    async def put_request(self, person: str, request_id: str, digest: str, time: datetime) -> None:
        """See :class:`selaras.matching.handlers.case_ports.DecisionTransaction`."""
        values = {"person": person, "request_id": request_id, "digest": digest, "time": time}
        await self._connection.execute(case_tables.request.insert().values(**values))

    async def _findings(self, condition: Any) -> list[Finding]:
        table = tables.finding
        query = select(table).where(condition).order_by(table.c.create_time, table.c.id)
        rows = (await self._connection.execute(query)).mappings().all()
        return [to_finding(row) for row in rows]

    async def _note_change(self, case: Case) -> None:
        if case.version == 0:
            # Still being made, without its areas: it would seem to matter to the whole country.
            return
        table = case_tables.case_change
        last = select(func.max(table.c.sequence)).where(table.c.case_id == case.id)
        query = select(table.c.scope).where(table.c.sequence == last.scalar_subquery())
        before = (await self._connection.execute(query)).scalar_one_or_none()
        await self._connection.execute(
            table.insert().values(
                case_id=case.id,
                time=self._clock.now(),
                scope=dump_scope(scope_of(case)),
                scope_before=before or "",
            )
        )

    async def _upsert(self, table: Any, key: list[str], values: dict[str, Any]) -> None:
        statement = self._insert(table).values(**values)
        changed = {name: value for name, value in values.items() if name not in key}
        await self._connection.execute(
            statement.on_conflict_do_update(index_elements=key, set_=changed)
        )

    async def _replace(self, table: Any, case_id: str, rows: list[dict[str, Any]]) -> None:
        await self._connection.execute(delete(table).where(table.c.case_id == case_id))
        if rows:
            await self._connection.execute(table.insert(), rows)


async def timeline_of(connection: AsyncConnection, case_id: str) -> list[TimelineEntry]:
    """What happened in a case, the oldest first."""
    table = case_tables.case_event
    query = select(table).where(table.c.case_id == case_id).order_by(table.c.sequence)
    return [to_entry(row) for row in (await connection.execute(query)).mappings()]


async def authorities_of(connection: AsyncConnection) -> list[Authority]:
    """All rules on whose figure counts."""
    table = case_tables.authority
    query = select(table).order_by(table.c.topic, table.c.kind, table.c.area_code)
    return [to_authority(row) for row in (await connection.execute(query)).mappings()]
