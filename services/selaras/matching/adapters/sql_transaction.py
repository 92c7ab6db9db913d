"""One transaction of the store of matching."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ColumnElement, DateTime, and_, cast, or_, select, type_coerce, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from selaras.kit.bus import EVENTS
from selaras.kit.clock import Clock
from selaras.kit.outbox import Event, Outbox
from selaras.matching.adapters import retention_tables, tables
from selaras.matching.adapters.calendar_rows import keep_plan
from selaras.matching.adapters.documents import dump_message, load_message
from selaras.matching.adapters.rows import from_finding, from_judgement, to_stored
from selaras.matching.adapters.sql_audit import AuditWrites
from selaras.matching.adapters.sql_erasure import ErasureWrites
from selaras.matching.adapters.sql_reembedding import model_in_force
from selaras.matching.domain.finding import Finding, Relation
from selaras.matching.domain.message import Agency, AgencyLevel, Message, MessageState
from selaras.matching.domain.review import judgement_of
from selaras.matching.ports import StoredMessage


class SqlTransaction(ErasureWrites, AuditWrites):
    """See :class:`selaras.matching.ports.Transaction`."""

    def __init__(
        self,
        connection: AsyncConnection,
        outbox: Outbox,
        clock: Clock,
        *,
        is_sqlite: bool,
        judge_version: str,
    ) -> None:
        super().__init__(connection, clock, sqlite.insert if is_sqlite else postgresql.insert)
        self._outbox = outbox
        self._judge_version = judge_version
        self._is_sqlite = is_sqlite

    async def message(self, key: str) -> StoredMessage | None:
        """See :class:`selaras.matching.ports.Transaction`."""
        query = select(tables.message).where(tables.message.c.key == key)
        row = (await self._connection.execute(query)).mappings().first()
        return to_stored(row) if row else None

    async def put_message(self, message: Message) -> None:
        """See :class:`selaras.matching.ports.Transaction`."""
        values = {
            "state": message.state,
            "revision": message.revision,
            "version": message.version,
            "document": dump_message(message),
            "ended": self._end_of(message),
        }
        statement = self._insert(tables.message).values(key=message.key, **values)
        await self._connection.execute(
            statement.on_conflict_do_update(index_elements=["key"], set_=values)
        )
        await keep_plan(self._connection, self._insert, message)

    async def model_in_force(self) -> str:
        """See :class:`selaras.matching.ports.Transaction`."""
        return await model_in_force(self._connection)

    def _end_of(self, message: Message) -> datetime | None:
        if message.state is MessageState.LIVE:
            return None
        if message.state is MessageState.WITHDRAWN:
            return self._clock.now()
        return message.valid_until or message.publish_time or message.authored

    async def mark_checked(self, key: str, revision: int, at: datetime) -> None:
        """See :class:`selaras.matching.ports.Transaction`."""
        table = tables.message
        await self._connection.execute(
            update(table).where(table.c.key == key).values(checked_revision=revision, check_time=at)
        )

    async def findings_of(self, key: str) -> list[Finding]:
        """See :class:`selaras.matching.ports.Transaction`."""
        table = tables.finding
        condition = or_(table.c.left_key == key, table.c.right_key == key)
        return await self._findings(and_(table.c.active, condition))

    async def put_finding(self, finding: Finding) -> None:
        """See :class:`selaras.matching.ports.Transaction`."""
        table = tables.finding
        known = select(table.c.active, table.c.relation).where(table.c.id == finding.id)
        row = (await self._connection.execute(known)).one_or_none()
        # A watcher was never shown what clashed with nothing.
        shown = row is not None and row.active and row.relation != Relation.NONE
        values = from_finding(finding)
        statement = self._insert(table).values(id=finding.id, **values)
        await self._connection.execute(
            statement.on_conflict_do_update(index_elements=["id"], set_=values)
        )
        if finding.verdict.relation is not Relation.NONE:
            await self._put_judgement(finding)
        await self._note(finding, "changed" if shown else "added")

    async def remove_finding(self, finding: Finding) -> None:
        """See :class:`selaras.matching.ports.Transaction`."""
        table = tables.finding
        await self._connection.execute(
            update(table).where(table.c.id == finding.id).values(active=False)
        )
        await self._note(finding, "removed")

    async def messages(self, keys: Sequence[str]) -> dict[str, Message]:
        """See :class:`selaras.matching.ports.Transaction`."""
        return await messages_of(self._connection, keys)

    async def agency(self, agency_id: str) -> Agency | None:
        """See :class:`selaras.matching.ports.Transaction`."""
        return await agency_of(self._connection, agency_id, is_sqlite=self._is_sqlite)

    async def forget_events(self, marks: Collection[bytes]) -> None:
        """See :class:`selaras.matching.handlers.erasure_ports.ErasureTransaction`."""
        await self._outbox.forget(self._connection, marks)

    async def emit(self, subject: str, payload: bytes, event_id: str) -> None:
        """See :class:`selaras.matching.ports.Transaction`."""
        await self._outbox.add(self._connection, Event(event_id, EVENTS, subject, payload))

    async def _put_judgement(self, finding: Finding) -> None:
        values = from_judgement(judgement_of(finding, self._judge_version))
        statement = self._insert(tables.judgement).values(finding_id=finding.id, **values)
        await self._connection.execute(
            statement.on_conflict_do_update(index_elements=["finding_id"], set_=values)
        )

    async def _note(self, finding: Finding, kind: str) -> None:
        await self._connection.execute(
            tables.finding_change.insert().values(
                finding_id=finding.id,
                kind=kind,
                left_agency=finding.left.agency,
                right_agency=finding.right.agency,
                time=self._clock.now(),
            )
        )


async def messages_of(connection: AsyncConnection, keys: Sequence[str]) -> dict[str, Message]:
    """Messages by key; keys that are not known are left out."""
    if not keys:
        return {}
    table = tables.message
    query = select(table.c.key, table.c.document).where(table.c.key.in_(list(keys)))
    rows = await connection.execute(query)
    return {key: load_message(document) for key, document in rows}


async def agency_of(
    connection: AsyncConnection, agency_id: str, *, is_sqlite: bool
) -> Agency | None:
    """An agency as its newest message names it, by the time at which it was written.

    One whose messages are all forgotten, as the newest of those did.
    """
    table = tables.message
    query = (
        select(table.c.document)
        .where(table.c.key.startswith(f"{agency_id}/", autoescape=True))
        .order_by(_authored(is_sqlite=is_sqlite).desc(), table.c.key.desc())
        .limit(1)
    )
    document = (await connection.execute(query)).scalar_one_or_none()
    if document:
        return load_message(document).agency
    kept = retention_tables.agency
    query = select(kept.c.document).where(kept.c.id == agency_id)
    forgotten = (await connection.execute(query)).scalar_one_or_none()
    return _load_agency(forgotten) if forgotten else None


def _load_agency(document: str) -> Agency:
    fields = json.loads(document)
    return Agency(**fields | {"level": AgencyLevel(fields["level"])})


def _authored(*, is_sqlite: bool) -> ColumnElement[Any]:
    """When a message was written, from its document."""
    document = tables.message.c.document
    if is_sqlite:
        # As text: times of messages are all in UTC, so that text has their order.
        stated: ColumnElement[Any] = type_coerce(document, JSON)["authored"].as_string()
        return stated
    return cast(cast(document, JSON)["authored"].as_string(), DateTime(timezone=True))
