"""Erasures in SQL."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, select
from sqlalchemy.ext.asyncio import AsyncConnection

from selaras.intake.adapters.tables import erasure as table
from selaras.intake.domain.erasure import Erasure, ErasureKind, ErasurePart, Numbers


class SqlErasures:
    """See :class:`selaras.intake.ports.storage.Erasures`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def get(self, erasure_id: str) -> Erasure | None:
        """One erasure."""
        query = select(table).where(table.c.erasure_id == erasure_id)
        row = (await self._connection.execute(query)).mappings().one_or_none()
        return _erasure(row) if row else None

    async def newest(self, kind: ErasureKind, agency_id: str, subject_id: str) -> Erasure | None:
        """The last erasure of a thing."""
        query = (
            select(table)
            .where(
                table.c.agency_id == agency_id,
                table.c.kind == kind.value,
                table.c.subject_id == subject_id,
            )
            .order_by(table.c.create_time.desc(), table.c.erasure_id)
            .limit(1)
        )
        row = (await self._connection.execute(query)).mappings().one_or_none()
        return _erasure(row) if row else None

    async def put(self, erasure: Erasure) -> None:
        """Store an erasure, new or changed."""
        values = _values(erasure)
        update = table.update().where(table.c.erasure_id == erasure.erasure_id).values(**values)
        if not (await self._connection.execute(update)).rowcount:
            insert = table.insert().values(erasure_id=erasure.erasure_id, **values)
            await self._connection.execute(insert)

    async def overdue(self, now: datetime, limit: int) -> list[str]:
        """Ids of erasures whose sweep time has come."""
        query = (
            select(table.c.erasure_id)
            .where(table.c.sweep_time <= now)
            .order_by(table.c.sweep_time)
            .limit(limit)
        )
        return list((await self._connection.execute(query)).scalars())


def _values(erasure: Erasure) -> dict[str, Any]:
    return {
        "kind": erasure.kind.value,
        "agency_id": erasure.agency_id,
        "subject_id": erasure.subject_id,
        "actor": erasure.actor,
        "reason": erasure.reason,
        "create_time": erasure.create_time,
        "revision": erasure.numbers.revision,
        "version": erasure.numbers.version,
        "marks": [one.hex() for one in erasure.marks],
        "parts": {part.value: time.isoformat() for part, time in erasure.parts.items()},
        "emissions": erasure.emissions,
        "sweep_time": erasure.sweep_time,
    }


def _erasure(row: RowMapping) -> Erasure:
    return Erasure(
        erasure_id=row["erasure_id"],
        kind=ErasureKind(row["kind"]),
        agency_id=row["agency_id"],
        subject_id=row["subject_id"],
        actor=row["actor"],
        reason=row["reason"],
        create_time=row["create_time"],
        numbers=Numbers(row["revision"], row["version"]),
        marks=tuple(bytes.fromhex(one) for one in row["marks"]),
        parts={
            ErasurePart(part): datetime.fromisoformat(time) for part, time in row["parts"].items()
        },
        emissions=row["emissions"],
        sweep_time=row["sweep_time"],
    )
