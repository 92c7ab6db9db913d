"""Agencies, owners and keys in SQL."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, select
from sqlalchemy.ext.asyncio import AsyncConnection

from selaras.intake.adapters import tables
from selaras.intake.adapters.owner_profile import from_profile, to_profile
from selaras.intake.adapters.sql_forgetting import KeyForgetting
from selaras.intake.domain.agency import Agency, AgencyLevel
from selaras.intake.domain.key import Key
from selaras.intake.domain.owner import Owner


class SqlAgencies:
    """See :class:`selaras.intake.ports.storage.Agencies`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def get(self, agency_id: str) -> Agency | None:
        """One agency."""
        query = select(tables.agency).where(tables.agency.c.agency_id == agency_id)
        row = (await self._connection.execute(query)).mappings().one_or_none()
        return _agency(row) if row else None

    async def page(self, *, after: str, limit: int) -> list[Agency]:
        """Agencies in the order of their ids."""
        table = tables.agency
        query = (
            select(table).where(table.c.agency_id > after).order_by(table.c.agency_id).limit(limit)
        )
        rows = (await self._connection.execute(query)).mappings()
        return [_agency(row) for row in rows]

    async def add(self, agency: Agency) -> None:
        """Store a new agency."""
        values = {"agency_id": agency.agency_id, "create_time": agency.create_time}
        await self._connection.execute(
            tables.agency.insert().values(**values, **_agency_values(agency))
        )

    async def update(self, agency: Agency) -> None:
        """Store an agency that was changed."""
        table = tables.agency
        await self._connection.execute(
            table.update()
            .where(table.c.agency_id == agency.agency_id)
            .values(**_agency_values(agency))
        )

    async def get_owner(self, agency_id: str, owner_id: str) -> Owner | None:
        """One owner."""
        table = tables.owner
        query = select(table).where(table.c.agency_id == agency_id, table.c.owner_id == owner_id)
        row = (await self._connection.execute(query)).mappings().one_or_none()
        return _owner(row) if row else None

    async def owners(self, agency_id: str, *, after: str = "", limit: int = 0) -> list[Owner]:
        """Owners of an agency in the order of their ids."""
        table = tables.owner
        query = (
            select(table)
            .where(table.c.agency_id == agency_id, table.c.owner_id > after)
            .order_by(table.c.owner_id)
        )
        if limit:
            query = query.limit(limit)
        rows = (await self._connection.execute(query)).mappings()
        return [_owner(row) for row in rows]

    async def put_owner(self, owner: Owner) -> None:
        """Store an owner, new or changed."""
        table = tables.owner
        values = {
            "display_name": owner.display_name,
            "contact": owner.contact,
            "time_zone": owner.time_zone,
            "profile": to_profile(owner),
        }
        updated = await self._connection.execute(
            table.update()
            .where(table.c.agency_id == owner.agency_id, table.c.owner_id == owner.owner_id)
            .values(**values)
        )
        if not updated.rowcount:
            await self._connection.execute(
                table.insert().values(
                    agency_id=owner.agency_id,
                    owner_id=owner.owner_id,
                    create_time=owner.create_time,
                    **values,
                )
            )

    async def delete_owner(self, agency_id: str, owner_id: str) -> None:
        """Delete an owner."""
        table = tables.owner
        await self._connection.execute(
            table.delete().where(table.c.agency_id == agency_id, table.c.owner_id == owner_id)
        )


class SqlKeys(KeyForgetting):
    """See :class:`selaras.intake.ports.storage.Keys`."""

    async def get(self, key_id: str) -> Key | None:
        """One key."""
        query = select(tables.key).where(tables.key.c.key_id == key_id)
        row = (await self._connection.execute(query)).mappings().one_or_none()
        return _key(row) if row else None

    async def of_agency(self, agency_id: str) -> list[Key]:
        """Keys of an agency, the newest first."""
        table = tables.key
        query = (
            select(table)
            .where(table.c.agency_id == agency_id)
            .order_by(table.c.create_time.desc(), table.c.key_id)
        )
        rows = (await self._connection.execute(query)).mappings()
        return [_key(row) for row in rows]

    async def put(self, key: Key) -> None:
        """Store a key, new or changed."""
        table = tables.key
        values = {"expire_time": key.expire_time, "revoke_time": key.revoke_time}
        updated = await self._connection.execute(
            table.update().where(table.c.key_id == key.key_id).values(**values)
        )
        if not updated.rowcount:
            await self._connection.execute(
                table.insert().values(
                    key_id=key.key_id,
                    agency_id=key.agency_id,
                    secret_hash=key.secret_hash,
                    display_name=key.display_name,
                    create_time=key.create_time,
                    owner_id=key.owner_id,
                    **values,
                )
            )

    async def used(self, uses: Mapping[str, datetime]) -> None:
        """Note when keys were last used."""
        table = tables.key
        # In the order of the ids: two replicas that write at once do not block each other.
        for key_id in sorted(uses):
            await self._connection.execute(
                table.update().where(table.c.key_id == key_id).values(last_use_time=uses[key_id])
            )


def _agency_values(agency: Agency) -> dict[str, Any]:
    return {
        "display_name": agency.display_name,
        "level": agency.level.value,
        "area_code": agency.area_code,
        "parent_id": agency.parent_id,
        "version": agency.version,
    }


def _agency(row: RowMapping) -> Agency:
    return Agency(**{**row, "level": AgencyLevel(row["level"])})


def _owner(row: RowMapping) -> Owner:
    columns = {name: value for name, value in row.items() if name != "profile"}
    return Owner(**columns, **from_profile(row["profile"]))


def _key(row: RowMapping) -> Key:
    return Key(**row)
