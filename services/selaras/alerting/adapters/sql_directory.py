"""The directory, in the database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import RowMapping, delete, select

from selaras.alerting.adapters import tables
from selaras.alerting.adapters.rows import from_owner, to_owner
from selaras.alerting.adapters.sql_base import SqlPart
from selaras.alerting.domain.directory import (
    Agency,
    AgencyRecord,
    Owner,
    OwnerRole,
    Recipient,
)


class SqlDirectoryUnit(SqlPart):
    """See :class:`selaras.alerting.ports.store.DirectoryUnit`."""

    async def agencies(self, agency_ids: Iterable[str]) -> dict[str, AgencyRecord]:
        """See the port."""
        wanted = sorted(set(agency_ids))
        if not wanted:
            return {}
        owners: dict[str, list[Owner]] = defaultdict(list)
        table = tables.owner
        query = select(table).where(table.c.agency_id.in_(wanted)).order_by(table.c.owner_id)
        for row in await self._rows(query):
            owners[row["agency_id"]].append(to_owner(row))
        query = select(tables.agency).where(tables.agency.c.agency_id.in_(wanted))
        return {
            row["agency_id"]: AgencyRecord(
                _agency(row), tuple(owners[row["agency_id"]]), row["version"]
            )
            for row in await self._rows(query)
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
                owners.insert(), [from_owner(agency.agency_id, owner) for owner in record.owners]
            )
        return True

    async def coordinators(self) -> list[Recipient]:
        """See the port."""
        owner, agency = tables.owner, tables.agency
        name = agency.c.display_name.label("agency_name")
        query = (
            select(owner, name, agency.c.level, agency.c.area_code)
            .join(agency, agency.c.agency_id == owner.c.agency_id)
            .where(owner.c.role == OwnerRole.COORDINATOR.value)
            .order_by(owner.c.agency_id, owner.c.owner_id)
        )
        return [
            Recipient(_agency(row, "agency_name"), to_owner(row)) for row in await self._rows(query)
        ]


def _agency(row: RowMapping, name: str = "display_name") -> Agency:
    return Agency(row["agency_id"], row[name], row["level"], row["area_code"])
