"""Counting the posts of all agencies in SQL."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from selaras.intake.adapters import tables
from selaras.intake.domain.coverage import PostFigures
from selaras.intake.domain.draft import CheckState, DraftState

_DRAFT = tables.draft
_REVISION = tables.revision
_NEWEST = and_(_REVISION.c.draft_id == _DRAFT.c.id, _REVISION.c.revision == _DRAFT.c.revision)
_OPEN = (CheckState.PENDING.value, CheckState.FAILED.value)


class SqlCoverage:
    """See :class:`selaras.intake.ports.coverage.Coverage`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def figures(
        self, start: datetime, end: datetime, *, agency_id: str = ""
    ) -> dict[str, PostFigures]:
        """See the port."""
        whose = _DRAFT.c.agency_id == agency_id if agency_id else true()
        rows = await self._by_agency(_in_period(start, end).where(whose))
        for name, waiting in (await self._by_agency(_unchecked().where(whose))).items():
            rows[name] = {**rows.get(name, {}), **waiting}
        return {name: PostFigures(**row) for name, row in rows.items()}

    async def _by_agency(self, query: Select[Any]) -> dict[str, Mapping[str, int]]:
        rows = (await self._connection.execute(query)).mappings()
        return {
            row["agency_id"]: {name: int(row[name]) for name in row if name != "agency_id"}
            for row in rows
        }


def _in_period(start: datetime, end: datetime) -> Select[Any]:
    """Counts of what was stored, and of what went out, in a period."""
    stored = _within(_DRAFT.c.create_time, start, end)
    out = _within(_DRAFT.c.published_time, start, end)
    checked = and_(out, _REVISION.c.known_time <= _DRAFT.c.published_time)
    return (
        select(
            _DRAFT.c.agency_id,
            _count(stored).label("drafts"),
            _count(out).label("published"),
            _count(checked).label("checked_before"),
            _count(and_(checked, _REVISION.c.known_alerts > 0)).label("published_clashing"),
        )
        .join(_REVISION, _NEWEST)
        .where(or_(stored, out))
        .group_by(_DRAFT.c.agency_id)
    )


def _unchecked() -> Select[Any]:
    return (
        select(_DRAFT.c.agency_id, func.count().label("unchecked"))
        .join(_REVISION, _NEWEST)
        .where(_REVISION.c.check_state.in_(_OPEN), _DRAFT.c.state != DraftState.WITHDRAWN.value)
        .group_by(_DRAFT.c.agency_id)
    )


def _within(time: ColumnElement[Any], start: datetime, end: datetime) -> ColumnElement[bool]:
    return and_(time >= start, time < end)


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))
