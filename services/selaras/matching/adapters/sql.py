"""The store of matching on SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from sqlalchemy import and_, func, or_, select, text

from selaras.kit.clock import Clock
from selaras.kit.database import Database
from selaras.kit.outbox import Outbox
from selaras.matching.adapters import tables
from selaras.matching.adapters.locks import ORDER_LOCK
from selaras.matching.adapters.rows import to_finding
from selaras.matching.adapters.sql_case_reads import CaseReads
from selaras.matching.adapters.sql_transaction import SqlTransaction
from selaras.matching.adapters.sql_vectors import VectorStore
from selaras.matching.domain.finding import Finding
from selaras.matching.domain.message import MessageState
from selaras.matching.ports import FindingChange, FindingQuery

MIGRATIONS = Path(__file__).parent / "migrations"
VERSION_TABLE = "alembic_version_matching"


class SqlStore(VectorStore, CaseReads):
    """See :class:`selaras.matching.ports.Store`.

    Args:
        judge_version: version of the weights behind the verdicts that are stored.
    """

    def __init__(
        self, database: Database, outbox: Outbox, clock: Clock, judge_version: str = ""
    ) -> None:
        super().__init__(database)
        self._outbox = outbox
        self._clock = clock
        self._judge_version = judge_version

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[SqlTransaction]:
        """See :class:`selaras.matching.ports.Store`."""
        async with self._database.write() as connection:
            if not self._database.is_sqlite:
                # Two workers that find the same pair, or join two cases, must do so one after the
                # other. The judging is long and runs before; this part takes milliseconds.
                await connection.execute(text(f"SELECT pg_advisory_xact_lock({ORDER_LOCK})"))
            yield SqlTransaction(
                connection,
                self._outbox,
                self._clock,
                is_sqlite=self._database.is_sqlite,
                judge_version=self._judge_version,
            )
        self._outbox.wake()

    async def scrub(self) -> None:
        """See :class:`selaras.matching.handlers.erasure_ports.ErasureStore`."""
        await self._database.scrub()

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
