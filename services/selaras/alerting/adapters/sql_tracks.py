"""How far cases are, in the database."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from selaras.alerting.adapters import tables
from selaras.alerting.adapters.rows import from_track, to_pairs, to_track
from selaras.alerting.adapters.sql_base import SqlPart
from selaras.alerting.domain.case import CaseState, Relation
from selaras.alerting.domain.track import Track

_OPEN = tables.case.c.state == CaseState.OPEN.value


class SqlTrackUnit(SqlPart):
    """See :class:`selaras.alerting.ports.store.TrackUnit`."""

    async def track(self, case_id: str, agency_id: str) -> Track | None:
        """See the port."""
        # SQLite has one writer at a time anyway, and leaves FOR UPDATE out.
        return await self._track(_one(case_id, agency_id).with_for_update())

    async def peek(self, case_id: str, agency_id: str) -> Track | None:
        """See the port."""
        return await self._track(_one(case_id, agency_id))

    async def of_case(self, case_id: str) -> list[Track]:
        """See the port."""
        table = tables.case
        query = select(table).where(table.c.case_id == case_id).order_by(table.c.agency_id)
        return [to_track(row, self._read_event) for row in await self._rows(query)]

    async def put_track(self, track: Track) -> None:
        """See the port."""
        key = {"case_id": track.case_id, "agency_id": track.agency_id}
        values = {**from_track(track), "update_time": self._clock.now()}
        await self._upsert(tables.case, key, values)

    async def waiting(self, agency_id: str) -> list[Track]:
        """See the port."""
        return await self._tracks(agency_id, tables.case.c.waiting, locked=True)

    async def unannounced(self, agency_id: str) -> list[Track]:
        """See the port."""
        table = tables.case
        return await self._tracks(
            agency_id,
            ~table.c.announced,
            ~table.c.waiting,
            table.c.relation == Relation.OVERLAP.value,
        )

    async def contradicting(self, agency_id: str, case_id: str) -> frozenset[tuple[str, str]]:
        """See the port."""
        table = tables.case
        query = select(table.c.pairs).where(
            table.c.agency_id == agency_id,
            table.c.case_id != case_id,
            table.c.relation == Relation.CONTRADICTION.value,
            _OPEN,
        )
        rows = await self._rows(query)
        return frozenset(pair for row in rows for pair in to_pairs(row["pairs"]))

    async def _track(self, query: Any) -> Track | None:
        row = await self._first(query)
        return to_track(row, self._read_event) if row is not None else None

    async def _tracks(self, agency_id: str, *conditions: Any, locked: bool = False) -> list[Track]:
        table = tables.case
        query = (
            select(table)
            .where(table.c.agency_id == agency_id, _OPEN, *conditions)
            .order_by(table.c.case_id)
        )
        query = query.with_for_update() if locked else query
        return [to_track(row, self._read_event) for row in await self._rows(query)]


def _one(case_id: str, agency_id: str) -> Any:
    table = tables.case
    return select(table).where(table.c.case_id == case_id, table.c.agency_id == agency_id)
