"""What is read of alerting from outside, from the database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, and_, case, or_, select

from selaras.alerting.adapters import tables
from selaras.alerting.adapters.rows import to_crisis, to_decision, to_silence
from selaras.alerting.domain.decision import DecisionRecord
from selaras.alerting.domain.notice import AlertKind
from selaras.alerting.domain.quiet import Crisis, Silence
from selaras.alerting.ports.reader import AlertQuery, AlertRow
from selaras.kit.database import Database

_MOST_SILENCES = 500


class SqlAlertReader:
    """See :class:`selaras.alerting.ports.reader.AlertReader`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def alerts(self, query: AlertQuery) -> list[AlertRow]:
        """See the port."""
        table = tables.alert
        chosen = select(table)
        if query.agency_id:
            chosen = chosen.where(table.c.agency_id == query.agency_id)
        if query.owner_id:
            chosen = chosen.where(table.c.owner_id == query.owner_id)
        if query.case_id:
            chosen = chosen.where(table.c.case_id == query.case_id)
        else:
            chosen = chosen.where(table.c.via == "")
        if query.after:
            time, alert_id = query.after
            chosen = chosen.where(
                or_(
                    table.c.create_time < time,
                    and_(table.c.create_time == time, table.c.alert_id < alert_id),
                )
            )
        ordered = chosen.order_by(table.c.create_time.desc(), table.c.alert_id.desc())
        return [_alert(row) for row in await self._rows(ordered.limit(query.limit))]

    async def decisions(
        self, case_id: str, agency_id: str = "", owner_id: str = "", limit: int = 500
    ) -> list[DecisionRecord]:
        """See the port."""
        table = tables.decision
        query = select(table).where(table.c.case_id == case_id)
        if agency_id:
            query = query.where(table.c.agency_id == agency_id)
        if owner_id:
            query = query.where(table.c.owner_id.in_(["", owner_id]))
        rows = await self._rows(query.order_by(table.c.id.desc()).limit(limit))
        return [to_decision(row) for row in reversed(rows)]

    async def silences(self, now: datetime, *, ended: bool) -> list[Silence]:
        """See the port."""
        table = tables.silence
        query = select(table)
        if not ended:
            query = query.where(table.c.end_time > now)
        order = case((table.c.end_time <= now, 2), (table.c.start_time > now, 1), else_=0)
        rows = await self._rows(query.order_by(order, table.c.end_time).limit(_MOST_SILENCES))
        return [to_silence(row) for row in rows]

    async def crises(self, now: datetime) -> list[Crisis]:
        """See the port."""
        table = tables.crisis
        query = select(table).where(table.c.start_time <= now, table.c.end_time > now)
        return [to_crisis(row) for row in await self._rows(query.order_by(table.c.start_time))]

    async def recent(
        self, agency_ids: Iterable[str], since: datetime
    ) -> dict[tuple[str, str], list[datetime]]:
        """See the port."""
        table = tables.alert
        query = (
            select(table.c.agency_id, table.c.owner_id, table.c.create_time)
            .where(
                table.c.agency_id.in_(sorted(set(agency_ids))),
                table.c.create_time > since,
                table.c.via == "",
            )
            .order_by(table.c.create_time)
        )
        found: defaultdict[tuple[str, str], list[datetime]] = defaultdict(list)
        for row in await self._rows(query):
            found[row["agency_id"], row["owner_id"]].append(row["create_time"])
        return dict(found)

    async def _rows(self, query: Any) -> list[RowMapping]:
        async with self._database.read() as connection:
            return list((await connection.execute(query)).mappings())


def _alert(row: RowMapping) -> AlertRow:
    """One that went in a digest is that digest."""
    return AlertRow(
        alert_id=row["via"] or row["alert_id"],
        agency_id=row["agency_id"],
        owner_id=row["owner_id"],
        case_id=row["case_id"],
        kind=AlertKind.DIGEST if row["via"] else AlertKind(row["kind"]),
        severity=row["severity"],
        title=row["title"],
        create_time=row["create_time"],
    )
