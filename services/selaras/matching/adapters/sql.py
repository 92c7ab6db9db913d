"""The store of matching on SQLite and PostgreSQL."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import and_, func, or_, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from selaras.kit.bus import EVENTS
from selaras.kit.clock import Clock
from selaras.kit.database import Database
from selaras.kit.outbox import Event, Outbox
from selaras.matching.adapters import tables
from selaras.matching.adapters.documents import (
    dump_evidence,
    dump_message,
    load_evidence,
    load_message,
    pack_vectors,
    unpack_vectors,
)
from selaras.matching.domain.case import Case, CaseState, Resolution
from selaras.matching.domain.finding import (
    Confidence,
    Finding,
    Reason,
    Relation,
    Side,
    Verdict,
)
from selaras.matching.domain.message import Agency, Message, MessageState
from selaras.matching.ports import (
    FindingChange,
    FindingQuery,
    StoredMessage,
    Transaction,
    Vectors,
)

MIGRATIONS = Path(__file__).parent / "migrations"
VERSION_TABLE = "alembic_version_matching"
_ORDER_LOCK = 7361727


class SqlStore:
    """See :class:`selaras.matching.ports.Store`."""

    def __init__(self, database: Database, outbox: Outbox, clock: Clock) -> None:
        self._database = database
        self._outbox = outbox
        self._clock = clock

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        """See :class:`selaras.matching.ports.Store`."""
        async with self._database.write() as connection:
            if not self._database.is_sqlite:
                # Two workers that find the same pair, or join two cases, must do so one after the
                # other. The judging is long and runs before; this part takes milliseconds.
                await connection.execute(text(f"SELECT pg_advisory_xact_lock({_ORDER_LOCK})"))
            yield _SqlTransaction(connection, self._outbox, self._clock, self._database.is_sqlite)
        self._outbox.wake()

    async def put_vectors(
        self, key: str, revision: int, model_version: str, vectors: Vectors
    ) -> None:
        """See :class:`selaras.matching.ports.Store`."""
        table = tables.message
        async with self._database.write() as connection:
            await connection.execute(
                update(table)
                .where(table.c.key == key, table.c.revision == revision)
                .values(
                    vectors_revision=revision,
                    model_version=model_version,
                    vectors=pack_vectors(vectors) if len(vectors) else b"",
                    vector_count=len(vectors),
                )
            )

    async def stored(self, keys: Sequence[str]) -> dict[str, StoredMessage]:
        """See :class:`selaras.matching.ports.Store`."""
        if not keys:
            return {}
        query = select(tables.message).where(tables.message.c.key.in_(list(keys)))
        async with self._database.read() as connection:
            rows = (await connection.execute(query)).mappings().all()
        return {row["key"]: _to_stored(row) for row in rows}

    async def finding(self, finding_id: str) -> Finding | None:
        """See :class:`selaras.matching.ports.Store`."""
        table = tables.finding
        query = select(table).where(table.c.id == finding_id, table.c.active)
        async with self._database.read() as connection:
            row = (await connection.execute(query)).mappings().first()
        return _to_finding(row) if row else None

    async def findings(self, query: FindingQuery) -> list[Finding]:
        """See :class:`selaras.matching.ports.Store`."""
        table = tables.finding
        select_rows = select(table).where(
            table.c.active,
            or_(table.c.left_agency == query.agency, table.c.right_agency == query.agency),
        )
        if query.draft_key:
            select_rows = select_rows.where(
                or_(table.c.left_key == query.draft_key, table.c.right_key == query.draft_key)
            )
        if query.relations:
            select_rows = select_rows.where(table.c.relation.in_(query.relations))
        if query.confidences:
            select_rows = select_rows.where(table.c.confidence.in_(query.confidences))
        if query.after:
            time, finding_id = query.after
            select_rows = select_rows.where(
                or_(
                    table.c.create_time < time,
                    and_(table.c.create_time == time, table.c.id < finding_id),
                )
            )
        select_rows = select_rows.order_by(table.c.create_time.desc(), table.c.id.desc())
        async with self._database.read() as connection:
            rows = (await connection.execute(select_rows.limit(query.limit))).mappings().all()
        return [_to_finding(row) for row in rows]

    async def changes(self, agency: str, after: int, limit: int) -> list[FindingChange]:
        """See :class:`selaras.matching.ports.Store`."""
        table = tables.finding_change
        query = (
            select(table.c.sequence, table.c.kind, table.c.finding_id)
            .where(
                table.c.sequence > after,
                or_(table.c.left_agency == agency, table.c.right_agency == agency),
            )
            .order_by(table.c.sequence)
            .limit(limit)
        )
        async with self._database.read() as connection:
            return [FindingChange(*row) for row in await connection.execute(query)]

    async def change_bounds(self) -> tuple[int, int]:
        """See :class:`selaras.matching.ports.Store`."""
        sequence = tables.finding_change.c.sequence
        async with self._database.read() as connection:
            row = (await connection.execute(select(func.min(sequence), func.max(sequence)))).one()
        return (row[0] or 1, row[1] or 0)

    async def count_live(self) -> int:
        """See :class:`selaras.matching.ports.Store`."""
        table = tables.message
        query = (
            select(func.count()).select_from(table).where(table.c.state != MessageState.WITHDRAWN)
        )
        async with self._database.read() as connection:
            return int((await connection.execute(query)).scalar_one())

    async def live_keys(self, after: str, limit: int) -> list[str]:
        """See :class:`selaras.matching.ports.Store`."""
        table = tables.message
        query = (
            select(table.c.key)
            .where(table.c.key > after, table.c.state != MessageState.WITHDRAWN)
            .order_by(table.c.key)
            .limit(limit)
        )
        async with self._database.read() as connection:
            return list((await connection.execute(query)).scalars())

    async def live_embedded(self, after: str, limit: int) -> list[tuple[str, int]]:
        """See :class:`selaras.matching.ports.Store`."""
        table = tables.message
        query = (
            select(table.c.key, table.c.revision)
            .where(
                table.c.key > after,
                table.c.state != MessageState.WITHDRAWN,
                table.c.vectors_revision == table.c.revision,
            )
            .order_by(table.c.key)
            .limit(limit)
        )
        async with self._database.read() as connection:
            return [(row.key, row.revision) for row in await connection.execute(query)]


class _SqlTransaction:
    """See :class:`selaras.matching.ports.Transaction`."""

    def __init__(
        self, connection: AsyncConnection, outbox: Outbox, clock: Clock, is_sqlite: bool
    ) -> None:
        self._connection = connection
        self._outbox = outbox
        self._clock = clock
        self._insert = sqlite.insert if is_sqlite else postgresql.insert

    async def message(self, key: str) -> StoredMessage | None:
        query = select(tables.message).where(tables.message.c.key == key)
        row = (await self._connection.execute(query)).mappings().first()
        return _to_stored(row) if row else None

    async def put_message(self, message: Message) -> None:
        values = {
            "state": message.state,
            "revision": message.revision,
            "version": message.version,
            "document": dump_message(message),
        }
        statement = self._insert(tables.message).values(key=message.key, **values)
        await self._connection.execute(
            statement.on_conflict_do_update(index_elements=["key"], set_=values)
        )

    async def mark_checked(self, key: str, revision: int, at: datetime) -> None:
        table = tables.message
        await self._connection.execute(
            update(table).where(table.c.key == key).values(checked_revision=revision, check_time=at)
        )

    async def findings_of(self, key: str) -> list[Finding]:
        table = tables.finding
        condition = or_(table.c.left_key == key, table.c.right_key == key)
        return await self._findings(and_(table.c.active, condition))

    async def put_finding(self, finding: Finding) -> None:
        table = tables.finding
        known = select(table.c.active).where(table.c.id == finding.id)
        before = (await self._connection.execute(known)).scalar_one_or_none()
        values = _from_finding(finding)
        statement = self._insert(table).values(id=finding.id, **values)
        await self._connection.execute(
            statement.on_conflict_do_update(index_elements=["id"], set_=values)
        )
        await self._note(finding, "changed" if before else "added")

    async def remove_finding(self, finding: Finding) -> None:
        table = tables.finding
        await self._connection.execute(
            update(table).where(table.c.id == finding.id).values(active=False)
        )
        await self._note(finding, "removed")

    async def case(self, case_id: str) -> Case | None:
        query = select(tables.case).where(tables.case.c.id == case_id)
        row = (await self._connection.execute(query)).mappings().first()
        return _to_case(row) if row else None

    async def put_case(self, case: Case) -> None:
        values = {
            "state": case.state,
            "version": case.version,
            "relation": case.relation,
            "agencies": json.dumps(case.agencies),
            "create_time": case.create_time,
            "change_time": case.change_time,
            "resolution": case.resolution,
        }
        statement = self._insert(tables.case).values(id=case.id, **values)
        await self._connection.execute(
            statement.on_conflict_do_update(index_elements=["id"], set_=values)
        )

    async def case_findings(self, case_id: str) -> list[Finding]:
        table = tables.finding
        return await self._findings(and_(table.c.active, table.c.case_id == case_id))

    async def move_findings(self, from_case: str, to_case: str) -> None:
        table = tables.finding
        await self._connection.execute(
            update(table).where(table.c.case_id == from_case).values(case_id=to_case)
        )

    async def messages(self, keys: Sequence[str]) -> dict[str, Message]:
        table = tables.message
        query = select(table.c.key, table.c.document).where(table.c.key.in_(list(keys)))
        rows = await self._connection.execute(query)
        return {key: load_message(document) for key, document in rows}

    async def agency(self, agency_id: str) -> Agency | None:
        table = tables.message
        query = (
            select(table.c.document)
            .where(table.c.key.startswith(f"{agency_id}/", autoescape=True))
            .limit(1)
        )
        document = (await self._connection.execute(query)).scalar_one_or_none()
        return load_message(document).agency if document else None

    async def emit(self, subject: str, payload: bytes, event_id: str) -> None:
        await self._outbox.add(self._connection, Event(event_id, EVENTS, subject, payload))

    async def _findings(self, condition: Any) -> list[Finding]:
        table = tables.finding
        query = select(table).where(condition).order_by(table.c.create_time, table.c.id)
        rows = (await self._connection.execute(query)).mappings().all()
        return [_to_finding(row) for row in rows]

    async def _note(self, finding: Finding, kind: str) -> None:
        await self._connection.execute(
            tables.finding_change.insert().values(
                finding_id=finding.id,
                kind=kind,
                left_agency=finding.left.agency,
                right_agency=finding.right.agency,
                time=self._clock.now(),
            )
        )


def _to_stored(row: Any) -> StoredMessage:
    vectors = None
    if row["vectors"] is not None and row["vectors_revision"] == row["revision"]:
        vectors = unpack_vectors(row["vectors"], row["vector_count"])
    return StoredMessage(
        message=load_message(row["document"]),
        checked_revision=row["checked_revision"],
        check_time=row["check_time"],
        model_version=row["model_version"],
        vectors=vectors,
    )


def _to_side(row: Any, side: str) -> Side:
    agency, _, external_id = row[f"{side}_key"].partition("/")
    return Side(row[f"{side}_key"], agency, external_id, row[f"{side}_revision"])


def _to_finding(row: Any) -> Finding:
    return Finding(
        id=row["id"],
        left=_to_side(row, "left"),
        right=_to_side(row, "right"),
        verdict=Verdict(
            relation=Relation(row["relation"]),
            confidence=Confidence(row["confidence"]),
            probability=row["probability"],
            reason=Reason(row["reason"]),
            evidence=load_evidence(row["evidence"]),
        ),
        create_time=row["create_time"],
        case_id=row["case_id"],
    )


def _from_finding(finding: Finding) -> dict[str, Any]:
    verdict = finding.verdict
    return {
        "left_key": finding.left.key,
        "left_revision": finding.left.revision,
        "left_agency": finding.left.agency,
        "right_key": finding.right.key,
        "right_revision": finding.right.revision,
        "right_agency": finding.right.agency,
        "relation": verdict.relation,
        "confidence": verdict.confidence,
        "probability": verdict.probability,
        "reason": verdict.reason,
        "evidence": dump_evidence(verdict.evidence),
        "create_time": finding.create_time,
        "case_id": finding.case_id,
        "active": True,
    }


def _to_case(row: Any) -> Case:
    return Case(
        id=row["id"],
        state=CaseState(row["state"]),
        version=row["version"],
        relation=Relation(row["relation"]),
        agencies=tuple(json.loads(row["agencies"])),
        create_time=row["create_time"],
        change_time=row["change_time"],
        resolution=Resolution(row["resolution"]) if row["resolution"] else None,
    )
