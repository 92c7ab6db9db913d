"""The audit trail: each entry chained to the last one, within the transaction that it tells of."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from selaras.kit.clock import Clock
from selaras.matching.adapters import case_tables
from selaras.matching.adapters.case_rows import from_audit, reveal_key, to_audit
from selaras.matching.adapters.sql_cases import Insert
from selaras.matching.domain.audit import FIRST_HASH, AuditEntry, AuditRecord, chain_hash
from selaras.matching.domain.reveal import REVEALS


class AuditWrites:
    """The part of a transaction that writes the audit trail.

    The store's transactions run one after the other, so that the trail has no gaps and no forks.
    """

    def __init__(self, connection: AsyncConnection, clock: Clock, insert: Insert) -> None:
        self._connection = connection
        self._clock = clock
        self._insert = insert

    async def record(self, *records: AuditRecord) -> None:
        """See :class:`selaras.matching.ports.Transaction`."""
        fresh = await self._news(records)
        if not fresh:
            return
        sequence, previous = await self._last()
        entries = []
        for record in fresh:
            sequence += 1
            previous = chain_hash(previous, sequence, record)
            entries.append(AuditEntry(sequence, record, previous))
        await self._append(entries)

    async def _append(self, entries: Sequence[AuditEntry]) -> None:
        rows = [from_audit(entry) for entry in entries]
        await self._connection.execute(case_tables.audit.insert(), rows)
        concerned = [
            {"agency": agency, "sequence": entry.sequence}
            for entry in entries
            for agency in dict.fromkeys(entry.record.agencies)
        ]
        if concerned:
            await self._connection.execute(case_tables.audit_agency.insert(), concerned)

    async def _last(self) -> tuple[int, str]:
        table = case_tables.audit
        query = select(table.c.sequence, table.c.hash).order_by(table.c.sequence.desc()).limit(1)
        row = (await self._connection.execute(query)).first()
        return (row.sequence, row.hash) if row else (0, FIRST_HASH)

    async def _news(self, records: Sequence[AuditRecord]) -> list[AuditRecord]:
        """All but the reveals that are in the trail already; these are remembered from now on."""
        shown = {reveal_key(item): item for item in records if item.action in REVEALS}
        fresh = await unknown_keys(self._connection, list(shown))
        if fresh:
            rows = [{"key": key, "time": self._clock.now()} for key in sorted(fresh)]
            await self._connection.execute(case_tables.reveal.insert(), rows)
        new = [shown[key] for key in shown if key in fresh]
        return [item for item in records if item.action not in REVEALS] + new


async def unknown_keys(connection: AsyncConnection, keys: Sequence[str]) -> set[str]:
    """Those of these reveals that are not in the audit trail yet."""
    if not keys:
        return set()
    table = case_tables.reveal
    query = select(table.c.key).where(table.c.key.in_(list(keys)))
    return set(keys) - set((await connection.execute(query)).scalars())


async def audit_page(
    connection: AsyncConnection, case_id: str, agency: str, after: int, limit: int
) -> list[AuditEntry]:
    """Entries of the audit trail after a number; of one case or agency where it is given."""
    table, concerned = case_tables.audit, case_tables.audit_agency
    query = select(table).where(table.c.sequence > after)
    if case_id:
        query = query.where(table.c.case_id == case_id)
    if agency:
        query = query.join(concerned, concerned.c.sequence == table.c.sequence).where(
            concerned.c.agency == agency
        )
    query = query.order_by(table.c.sequence).limit(limit)
    return [to_audit(row) for row in (await connection.execute(query)).mappings()]
