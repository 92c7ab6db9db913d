"""The store of matching on SQLite and PostgreSQL."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import (
    JSON,
    ColumnElement,
    DateTime,
    and_,
    cast,
    func,
    or_,
    select,
    text,
    type_coerce,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from selaras.kit.bus import EVENTS
from selaras.kit.clock import Clock
from selaras.kit.database import Database
from selaras.kit.outbox import Event, Outbox
from selaras.matching.adapters import tables
from selaras.matching.adapters.documents import dump_message, load_message, pack_vectors
from selaras.matching.adapters.rows import (
    from_finding,
    from_judgement,
    to_case,
    to_finding,
    to_stored,
)
from selaras.matching.domain.case import Case
from selaras.matching.domain.finding import Finding, Relation
from selaras.matching.domain.message import Agency, Message, MessageState
from selaras.matching.domain.review import judgement_of
from selaras.matching.ports import (
    FindingChange,
    FindingQuery,
    StoredMessage,
    Transaction,
    Vectors,
)

MIGRATIONS = Path(__file__).parent / "migrations"
VERSION_TABLE = "alembic_version_matching"
ORDER_LOCK = 7361727


class SqlStore:
    """See :class:`selaras.matching.ports.Store`.

    Args:
        judge_version: version of the weights behind the verdicts that are stored.
    """

    def __init__(
        self, database: Database, outbox: Outbox, clock: Clock, judge_version: str = ""
    ) -> None:
        self._database = database
        self._outbox = outbox
        self._clock = clock
        self._judge_version = judge_version

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        """See :class:`selaras.matching.ports.Store`."""
        async with self._database.write() as connection:
            if not self._database.is_sqlite:
                # Two workers that find the same pair, or join two cases, must do so one after the
                # other. The judging is long and runs before; this part takes milliseconds.
                await connection.execute(text(f"SELECT pg_advisory_xact_lock({ORDER_LOCK})"))
            yield _SqlTransaction(
                connection,
                self._outbox,
                self._clock,
                is_sqlite=self._database.is_sqlite,
                judge_version=self._judge_version,
            )
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
        return {row["key"]: to_stored(row) for row in rows}

    async def finding(self, finding_id: str) -> Finding | None:
        """See :class:`selaras.matching.ports.Store`."""
        table = tables.finding
        query = select(table).where(table.c.id == finding_id, table.c.active)
        async with self._database.read() as connection:
            row = (await connection.execute(query)).mappings().first()
        return to_finding(row) if row else None

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
        return [to_finding(row) for row in rows]

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
        self,
        connection: AsyncConnection,
        outbox: Outbox,
        clock: Clock,
        *,
        is_sqlite: bool,
        judge_version: str,
    ) -> None:
        self._connection = connection
        self._outbox = outbox
        self._clock = clock
        self._judge_version = judge_version
        self._insert = sqlite.insert if is_sqlite else postgresql.insert
        self._authored = _authored(is_sqlite=is_sqlite)

    async def message(self, key: str) -> StoredMessage | None:
        query = select(tables.message).where(tables.message.c.key == key)
        row = (await self._connection.execute(query)).mappings().first()
        return to_stored(row) if row else None

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
        known = select(table.c.active, table.c.relation).where(table.c.id == finding.id)
        row = (await self._connection.execute(known)).one_or_none()
        # A watcher was never shown what clashed with nothing.
        shown = row is not None and row.active and row.relation != Relation.NONE
        values = from_finding(finding)
        statement = self._insert(table).values(id=finding.id, **values)
        await self._connection.execute(
            statement.on_conflict_do_update(index_elements=["id"], set_=values)
        )
        if finding.verdict.relation is not Relation.NONE:
            await self._put_judgement(finding)
        await self._note(finding, "changed" if shown else "added")

    async def remove_finding(self, finding: Finding) -> None:
        table = tables.finding
        await self._connection.execute(
            update(table).where(table.c.id == finding.id).values(active=False)
        )
        await self._note(finding, "removed")

    async def case(self, case_id: str) -> Case | None:
        query = select(tables.case).where(tables.case.c.id == case_id)
        row = (await self._connection.execute(query)).mappings().first()
        return to_case(row) if row else None

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
            .order_by(self._authored.desc(), table.c.key.desc())
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
        return [to_finding(row) for row in rows]

    async def _put_judgement(self, finding: Finding) -> None:
        values = from_judgement(judgement_of(finding, self._judge_version))
        statement = self._insert(tables.judgement).values(finding_id=finding.id, **values)
        await self._connection.execute(
            statement.on_conflict_do_update(index_elements=["finding_id"], set_=values)
        )

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


def _authored(*, is_sqlite: bool) -> ColumnElement[Any]:
    """When a message was written, from its document."""
    document = tables.message.c.document
    if is_sqlite:
        # As text: times of messages are all in UTC, so that text has their order.
        stated: ColumnElement[Any] = type_coerce(document, JSON)["authored"].as_string()
        return stated
    return cast(cast(document, JSON)["authored"].as_string(), DateTime(timezone=True))
