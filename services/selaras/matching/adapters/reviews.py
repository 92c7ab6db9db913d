"""Reviews of findings on SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from selaras.kit.database import Database
from selaras.matching.adapters import tables
from selaras.matching.adapters.locks import ORDER_LOCK
from selaras.matching.adapters.rows import (
    from_review,
    to_finding,
    to_judgement,
    to_review,
)
from selaras.matching.domain.finding import Relation
from selaras.matching.domain.review import Judgement, Review, judgement_of


class SqlReviews:
    """See :class:`selaras.matching.ports.Reviews`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def judgement(self, finding_id: str) -> Judgement | None:
        """See :class:`selaras.matching.ports.Reviews`."""
        kept = select(tables.judgement).where(tables.judgement.c.finding_id == finding_id)
        # Findings that are older than the table of judgements.
        older = select(tables.finding).where(
            tables.finding.c.id == finding_id, tables.finding.c.relation != Relation.NONE
        )
        async with self._database.read() as connection:
            row = (await connection.execute(kept)).mappings().first()
            if row is not None:
                return to_judgement(row)
            row = (await connection.execute(older)).mappings().first()
        return judgement_of(to_finding(row), "") if row is not None else None

    async def add(self, review: Review) -> Review:
        """See :class:`selaras.matching.ports.Reviews`."""
        table = tables.review
        async with self._database.write() as connection:
            if not self._database.is_sqlite:
                # Two that say the same at once must come one after the other, and changes are
                # numbered in the order in which they become visible.
                await connection.execute(text(f"SELECT pg_advisory_xact_lock({ORDER_LOCK})"))
            before = await _latest(connection, review.agency, [review.judgement.finding_id])
            for known in before:
                if review.repeats(known):
                    return known
            await connection.execute(table.insert().values(**from_review(review)))
            await _note(connection, review)
        return review

    async def latest(self, agency: str, finding_ids: Sequence[str]) -> dict[str, Review]:
        """See :class:`selaras.matching.ports.Reviews`."""
        if not finding_ids:
            return {}
        async with self._database.read() as connection:
            found = await _latest(connection, agency, finding_ids)
        return {review.judgement.finding_id: review for review in found}

    async def page(self, after: int, limit: int) -> list[tuple[int, Review]]:
        """See :class:`selaras.matching.ports.Reviews`."""
        table = tables.review
        query = (
            select(table)
            .where(table.c.id > after, table.c.id.in_(_last_ids()))
            .order_by(table.c.id)
            .limit(limit)
        )
        async with self._database.read() as connection:
            rows = (await connection.execute(query)).mappings().all()
        return [(row["id"], to_review(row)) for row in rows]


def _last_ids(*conditions: ColumnElement[bool]) -> Any:
    """Numbers of the last review of each agency on each finding."""
    table = tables.review
    return (
        select(func.max(table.c.id))
        .where(*conditions)
        .group_by(table.c.finding_id, table.c.agency)
        .scalar_subquery()
    )


async def _latest(
    connection: AsyncConnection, agency: str, finding_ids: Sequence[str]
) -> list[Review]:
    table = tables.review
    wanted = _last_ids(table.c.agency == agency, table.c.finding_id.in_(list(finding_ids)))
    query = select(table).where(table.c.id.in_(wanted))
    return [to_review(row) for row in (await connection.execute(query)).mappings()]


async def _note(connection: AsyncConnection, review: Review) -> None:
    """Tell those who watch, where the finding is still there; the other side learns nothing."""
    finding = tables.finding
    query = select(finding.c.id).where(
        finding.c.id == review.judgement.finding_id,
        finding.c.active,
        finding.c.relation != Relation.NONE,
    )
    if (await connection.execute(query)).first() is None:
        return
    await connection.execute(
        tables.finding_change.insert().values(
            finding_id=review.judgement.finding_id,
            kind="changed",
            left_agency=review.agency,
            right_agency=review.agency,
            time=review.time,
        )
    )
