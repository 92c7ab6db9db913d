"""Alerts and decisions, in the database; alerts are put in the outbox with them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from selaras.alerting.adapters import tables
from selaras.alerting.adapters.convert import (
    alert_subject,
    to_proto_alert,
    to_proto_digest,
)
from selaras.alerting.adapters.rows import to_told
from selaras.alerting.adapters.sql_base import SqlPart
from selaras.alerting.adapters.sql_deliveries import SqlDeliveryUnit
from selaras.alerting.domain.case import CaseEvent
from selaras.alerting.domain.decision import Decision
from selaras.alerting.domain.directory import Recipient
from selaras.alerting.domain.notice import AlertKind, Digest, Notice, Telling, Told
from selaras.alerting.domain.track import Track
from selaras.alerting.ports.deliveries import ChannelKind, NewDelivery
from selaras.event.v1 import alert_pb2
from selaras.kit.bus import ALERTS
from selaras.kit.clock import Clock
from selaras.kit.outbox import Event, Outbox


class SqlNoticeUnit(SqlPart):
    """See :class:`selaras.alerting.ports.store.NoticeUnit`."""

    def __init__(
        self,
        connection: AsyncConnection,
        clock: Clock,
        read_event: Callable[[bytes], CaseEvent],
        *,
        is_sqlite: bool,
        outbox: Outbox,
    ) -> None:
        super().__init__(connection, clock, read_event, is_sqlite=is_sqlite)
        self._outbox = outbox
        self._deliveries = SqlDeliveryUnit(connection, clock, is_sqlite=is_sqlite)

    async def told(self, track: Track) -> list[Told]:
        """See the port."""
        table = tables.alert
        query = (
            select(table)
            .where(
                table.c.case_id == track.case_id,
                table.c.track_id == track.agency_id,
                table.c.epoch == track.epoch,
            )
            .order_by(table.c.create_time, table.c.alert_id)
        )
        return [to_told(row) for row in await self._rows(query)]

    async def known_alerts(self, alert_ids: Iterable[str]) -> frozenset[str]:
        """See the port."""
        column = tables.alert.c.alert_id
        rows = await self._rows(select(column).where(column.in_(list(alert_ids))))
        return frozenset(row["alert_id"] for row in rows)

    async def recent(self, agency_id: str, owner_id: str, since: datetime) -> list[datetime]:
        """See the port."""
        table = tables.alert
        query = (
            select(table.c.create_time)
            .where(
                table.c.agency_id == agency_id,
                table.c.owner_id == owner_id,
                table.c.create_time > since,
                table.c.via == "",
            )
            .order_by(table.c.create_time)
        )
        return [row["create_time"] for row in await self._rows(query)]

    async def add_notice(self, notice: Notice) -> bool:
        """See the port."""
        if not await self._add_row(notice.telling, notice.title, notice.create_time):
            return False
        telling = notice.telling
        await self._send(
            telling.to, to_proto_alert(notice), notice.create_time, int(telling.event.severity)
        )
        return True

    async def add_digest(self, digest: Digest) -> bool:
        """See the port."""
        severity = max(int(line.telling.event.severity) for line in digest.lines)
        first = digest.lines[0].telling
        row = {
            **_row(first, digest.title, digest.create_time),
            "alert_id": digest.alert_id,
            "case_id": "",
            "kind": AlertKind.DIGEST.value,
            "slot": "",
            "severity": severity,
        }
        insert = self._insert(tables.alert).values(row).on_conflict_do_nothing()
        if (await self._connection.execute(insert)).rowcount == 0:
            return False
        for line in digest.lines:
            await self._add_row(line.telling, line.title, digest.create_time, digest.alert_id)
        await self._send(digest.to, to_proto_digest(digest), digest.create_time, severity)
        return True

    async def drop_deliveries(self, case_id: str, agency_id: str) -> None:
        """See the port."""
        await self._deliveries.drop(case_id, agency_id)

    async def add_decision(self, event: CaseEvent, decision: Decision) -> None:
        """See the port."""
        await self._connection.execute(
            tables.decision.insert().values(
                event_id=event.event_id,
                case_id=event.case_id,
                case_version=event.version,
                agency_id=decision.agency_id or event.agency_id,
                owner_id=decision.owner_id,
                status=event.status.value,
                kind=decision.kind.value,
                reason=decision.reason.value,
                until_time=decision.until,
                subject=decision.subject,
                create_time=self._clock.now(),
            )
        )

    async def _add_row(
        self, telling: Telling, title: str, create_time: datetime, via: str = ""
    ) -> bool:
        row = _row(telling, title, create_time) | {"via": via}
        insert = self._insert(tables.alert).values(row).on_conflict_do_nothing()
        return bool((await self._connection.execute(insert)).rowcount)

    async def _send(
        self, to: Recipient, alert: alert_pb2.Alert, create_time: datetime, severity: int
    ) -> None:
        """Put an alert in the outbox, and queue it for the owner's channels."""
        payload = alert.SerializeToString()
        event = Event(alert.alert_id, ALERTS, alert_subject(to), payload)
        await self._outbox.add(self._connection, event)
        await self._deliveries.add(
            [
                NewDelivery(
                    alert_id=alert.alert_id,
                    agency_id=to.agency.agency_id,
                    owner_id=to.owner.owner_id,
                    case_id=alert.case,
                    channel=ChannelKind(channel.kind.value),
                    address=channel.address,
                    secret=channel.secret,
                    alert=payload,
                    create_time=create_time,
                )
                for channel in to.owner.channels
                if severity >= channel.min_severity
            ]
        )


def _row(telling: Telling, title: str, create_time: datetime) -> dict[str, Any]:
    event = telling.event
    return {
        "alert_id": telling.alert_id,
        "case_id": event.case_id,
        "agency_id": telling.to.agency.agency_id,
        "owner_id": telling.owner.owner_id,
        "track_id": telling.track_id,
        "epoch": telling.epoch,
        "status": event.status.value,
        "kind": telling.kind.value,
        "slot": telling.slot,
        "step": telling.step,
        "via": "",
        "case_version": event.version,
        "severity": int(event.severity),
        "title": title,
        "create_time": create_time,
    }
