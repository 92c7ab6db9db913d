"""Deleting drafts, revisions, findings, keys and requests for good, in SQL."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, exists, func, or_, select, tuple_, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from selaras.intake.adapters import tables
from selaras.intake.convert.check import without_findings
from selaras.intake.domain.draft import CheckState, Draft, DraftState
from selaras.intake.domain.erasure import Numbers
from selaras.kit.columns import holds
from selaras.kit.marks import mark

_DRAFT = tables.draft
_REVISION = tables.revision


class DraftForgetting:
    """The part of :class:`selaras.intake.ports.storage.Drafts` that deletes."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def remove(self, draft: Draft, numbers: Numbers) -> None:
        """Delete a draft with all of its revisions; of them only the numbers stay."""
        named = and_(
            _DRAFT.c.agency_id == draft.agency_id, _DRAFT.c.external_id == draft.external_id
        )
        found = select(_DRAFT.c.id).where(named).scalar_subquery()
        await self._connection.execute(delete(_REVISION).where(_REVISION.c.draft_id == found))
        await self._connection.execute(delete(_DRAFT).where(named))
        table = tables.number
        values = {"revision": numbers.revision, "version": numbers.version}
        is_postgres = self._connection.dialect.name == "postgresql"
        insert = (postgresql.insert if is_postgres else sqlite.insert)(table).values(
            agency_id=draft.agency_id, external_id=draft.external_id, **values
        )
        await self._connection.execute(
            insert.on_conflict_do_update(index_elements=list(table.primary_key), set_=values)
        )

    async def numbers(self, agency_id: str, external_id: str) -> Numbers | None:
        """The numbers of a draft that was removed."""
        table = tables.number
        query = select(table.c.revision, table.c.version).where(
            table.c.agency_id == agency_id, table.c.external_id == external_id
        )
        row = (await self._connection.execute(query)).one_or_none()
        return Numbers(*row) if row else None

    async def ended(self, before: datetime, limit: int) -> list[tuple[str, str]]:
        """Agency and external ids of drafts to be forgotten."""
        newest = and_(
            _REVISION.c.draft_id == _DRAFT.c.id, _REVISION.c.revision == _DRAFT.c.revision
        )
        query = (
            select(_DRAFT.c.agency_id, _DRAFT.c.external_id)
            .join(_REVISION, newest)
            .where(_DRAFT.c.update_time < before, _is_over(before))
            .limit(limit)
        )
        return [(row[0], row[1]) for row in await self._connection.execute(query)]

    async def purge_revisions(self, before: datetime, limit: int) -> int:
        """Delete revisions that a newer one has replaced."""
        newer = exists().where(
            _DRAFT.c.id == _REVISION.c.draft_id, _DRAFT.c.revision > _REVISION.c.revision
        )
        time = func.coalesce(_REVISION.c.check_time, _REVISION.c.authored_time)
        key = (_REVISION.c.draft_id, _REVISION.c.revision)
        old = select(*key).where(newer, time < before).limit(limit)
        rows = [tuple(row) for row in await self._connection.execute(old)]
        if rows:
            await self._connection.execute(delete(_REVISION).where(tuple_(*key).in_(rows)))
        return len(rows)

    async def forget_findings(self, names: Collection[str]) -> int:
        """Take these findings out of all checks that are kept."""
        if not names:
            return 0
        is_sqlite = self._connection.dialect.name == "sqlite"
        key = (_REVISION.c.draft_id, _REVISION.c.revision)
        marks = [mark(name) for name in names]
        query = select(*key, _REVISION.c.findings).where(
            holds(_REVISION.c.findings, marks, is_sqlite=is_sqlite)
        )
        rows = (await self._connection.execute(query)).all()
        for draft_id, revision, findings in rows:
            await self._connection.execute(
                update(_REVISION)
                .where(_REVISION.c.draft_id == draft_id, _REVISION.c.revision == revision)
                .values(**without_findings(findings, names))
            )
        return len(rows)


def _is_over(before: datetime) -> ColumnElement[bool]:
    published = and_(
        _DRAFT.c.state == DraftState.PUBLISHED.value,
        _DRAFT.c.published_time < before,
        or_(_REVISION.c.valid_until.is_(None), _REVISION.c.valid_until < before),
        _REVISION.c.check_state != CheckState.PENDING.value,
    )
    return or_(_DRAFT.c.state == DraftState.WITHDRAWN.value, published)


class KeyForgetting:
    """The part of :class:`selaras.intake.ports.storage.Keys` that forgets."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def purge(self, before: datetime) -> int:
        """Delete keys that ended before a time."""
        table = tables.key
        done = await self._connection.execute(
            delete(table).where(or_(table.c.revoke_time < before, table.c.expire_time < before))
        )
        return int(done.rowcount)

    async def rename_owner(self, agency_id: str, owner_id: str, pseudonym: str) -> None:
        """Give the keys of an owner to a pseudonym."""
        table = tables.key
        await self._connection.execute(
            update(table)
            .where(table.c.agency_id == agency_id, table.c.owner_id == owner_id)
            .values(owner_id=pseudonym, display_name="")
        )
