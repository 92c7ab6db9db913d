"""Alerting's store on SQLite and PostgreSQL."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import RowMapping, Table, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from selaras.alerting.adapters import tables
from selaras.alerting.adapters.convert import alert_subject, to_proto_alert
from selaras.alerting.domain.decision import Decision, Reason
from selaras.alerting.domain.model import (
    Agency,
    AgencyRecord,
    CaseEvent,
    CaseProgress,
    CaseState,
    Notice,
    Owner,
    Status,
)
from selaras.kit.bus import ALERTS
from selaras.kit.clock import Clock
from selaras.kit.database import Database
from selaras.kit.outbox import Event, Outbox

MIGRATIONS = Path(__file__).parent / "migrations"
VERSION_TABLE = "alembic_version_alerting"


class SqlAlertStore:
    """See :class:`selaras.alerting.ports.store.AlertStore`."""

    def __init__(self, database: Database, outbox: Outbox, clock: Clock) -> None:
        self._database = database
        self._outbox = outbox
        self._clock = clock

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[SqlAlertUnit]:
        """See the port."""
        async with self._database.write() as connection:
            yield SqlAlertUnit(
                connection, self._outbox, self._clock, is_sqlite=self._database.is_sqlite
            )

    async def agency_ids(self) -> list[str]:
        """See the port."""
        query = select(tables.agency.c.agency_id).order_by(tables.agency.c.agency_id)
        async with self._database.read() as connection:
            return [row[0] for row in await connection.execute(query)]

    async def decisions(self, case_id: str) -> list[tuple[str, Decision]]:
        """See the port."""
        table = tables.decision
        query = select(table).where(table.c.case_id == case_id).order_by(table.c.id)
        async with self._database.read() as connection:
            rows = (await connection.execute(query)).mappings()
            return [
                (row["agency_id"], Decision(Reason(row["reason"]), row["owner_id"])) for row in rows
            ]


class SqlAlertUnit:
    """See :class:`selaras.alerting.ports.store.AlertUnit`."""

    def __init__(
        self, connection: AsyncConnection, outbox: Outbox, clock: Clock, *, is_sqlite: bool
    ) -> None:
        self._connection = connection
        self._outbox = outbox
        self._clock = clock
        self._insert = sqlite.insert if is_sqlite else postgresql.insert

    async def agencies(self, agency_ids: Iterable[str]) -> dict[str, AgencyRecord]:
        """See the port."""
        wanted = sorted(set(agency_ids))
        owners: dict[str, list[Owner]] = defaultdict(list)
        table = tables.owner
        query = select(table).where(table.c.agency_id.in_(wanted)).order_by(table.c.owner_id)
        for row in (await self._connection.execute(query)).mappings():
            owners[row["agency_id"]].append(
                Owner(row["owner_id"], row["display_name"], row["contact"], row["time_zone"])
            )
        query = select(tables.agency).where(tables.agency.c.agency_id.in_(wanted))
        return {
            row["agency_id"]: AgencyRecord(
                Agency(row["agency_id"], row["display_name"], row["level"], row["area_code"]),
                tuple(owners[row["agency_id"]]),
                row["version"],
            )
            for row in (await self._connection.execute(query)).mappings()
        }

    async def put_agency(self, record: AgencyRecord) -> bool:
        """See the port."""
        agency = record.agency
        known = (await self.agencies([agency.agency_id])).get(agency.agency_id)
        if known and known.version >= record.version:
            return False
        values = {
            "display_name": agency.display_name,
            "level": agency.level,
            "area_code": agency.area_code,
            "version": record.version,
        }
        await self._upsert(tables.agency, {"agency_id": agency.agency_id}, values)
        owners = tables.owner
        await self._connection.execute(delete(owners).where(owners.c.agency_id == agency.agency_id))
        if record.owners:
            await self._connection.execute(
                owners.insert(), [_owner_row(agency.agency_id, owner) for owner in record.owners]
            )
        return True

    async def progress(self, case_id: str, agency_id: str) -> CaseProgress | None:
        """See the port."""
        table = tables.case
        query = select(table).where(table.c.case_id == case_id, table.c.agency_id == agency_id)
        row = await self._first(query)
        if row is None:
            return None
        return CaseProgress(
            row["version"], row["epoch"], CaseState(row["state"]), row["unserved"] or b""
        )

    async def put_progress(self, case_id: str, agency_id: str, progress: CaseProgress) -> None:
        """See the port."""
        values = {
            "version": progress.version,
            "epoch": progress.epoch,
            "state": progress.state.value,
            "unserved": progress.unserved or None,
        }
        await self._upsert(tables.case, {"case_id": case_id, "agency_id": agency_id}, values)

    async def unserved(self, agency_id: str) -> list[bytes]:
        """See the port."""
        table = tables.case
        query = (
            select(table.c.unserved)
            .where(table.c.agency_id == agency_id, table.c.unserved.is_not(None))
            .order_by(table.c.case_id)
        )
        return [row[0] for row in await self._connection.execute(query)]

    async def told(self, case_id: str, agency_id: str, epoch: int) -> dict[str, frozenset[Status]]:
        """See the port."""
        table = tables.alert
        query = select(table.c.owner_id, table.c.status).where(
            table.c.case_id == case_id, table.c.agency_id == agency_id, table.c.epoch == epoch
        )
        told: defaultdict[str, set[Status]] = defaultdict(set)
        for owner_id, status in await self._connection.execute(query):
            told[owner_id].add(Status(status))
        return {owner_id: frozenset(statuses) for owner_id, statuses in told.items()}

    async def add_notice(self, notice: Notice) -> bool:
        """See the port."""
        event = notice.event
        insert = self._insert(tables.alert).values(
            alert_id=notice.alert_id,
            case_id=event.case_id,
            agency_id=event.agency_id,
            owner_id=notice.owner.owner_id,
            epoch=notice.epoch,
            status=event.status.value,
            case_version=event.version,
            create_time=notice.create_time,
        )
        result = await self._connection.execute(insert.on_conflict_do_nothing())
        if result.rowcount == 0:
            return False
        payload = to_proto_alert(notice).SerializeToString()
        await self._outbox.add(
            self._connection, Event(notice.alert_id, ALERTS, alert_subject(notice), payload)
        )
        return True

    async def add_decision(self, event: CaseEvent, decision: Decision) -> None:
        """See the port."""
        await self._connection.execute(
            tables.decision.insert().values(
                event_id=event.event_id,
                case_id=event.case_id,
                case_version=event.version,
                agency_id=event.agency_id,
                owner_id=decision.owner_id,
                status=event.status.value,
                reason=decision.reason.value,
                create_time=self._clock.now(),
            )
        )

    async def _first(self, query: Any) -> RowMapping | None:
        return (await self._connection.execute(query)).mappings().first()

    async def _upsert(
        self, table: Table, key: Mapping[str, Any], values: Mapping[str, Any]
    ) -> None:
        insert = self._insert(table).values(**key, **values)
        await self._connection.execute(
            insert.on_conflict_do_update(index_elements=list(key), set_=dict(values))
        )


def _owner_row(agency_id: str, owner: Owner) -> dict[str, Any]:
    return {
        "agency_id": agency_id,
        "owner_id": owner.owner_id,
        "display_name": owner.display_name,
        "contact": owner.contact,
        "time_zone": owner.time_zone,
    }
