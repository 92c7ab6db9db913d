"""What is read of alerting from outside; nothing here changes anything."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from selaras.alerting.domain.decision import DecisionRecord
from selaras.alerting.domain.notice import AlertKind
from selaras.alerting.domain.quiet import Crisis, Silence


@dataclass(frozen=True, slots=True)
class AlertRow:
    """An alert as it was made. ``severity`` 0: not known. ``case_id`` is empty for a digest."""

    alert_id: str
    agency_id: str
    owner_id: str
    case_id: str
    kind: AlertKind
    severity: int
    title: str
    create_time: datetime


@dataclass(frozen=True, slots=True)
class AlertQuery:
    """Which alerts. Empty fields: all. ``after`` is the last one of the page before."""

    agency_id: str = ""
    owner_id: str = ""
    case_id: str = ""
    limit: int = 50
    after: tuple[datetime, str] | None = None


class AlertReader(Protocol):
    """Reads alerts, decisions, silences and crises."""

    async def alerts(self, query: AlertQuery) -> list[AlertRow]:
        """Alerts, the newest first. Of a case also digests that speak of it."""
        ...

    async def decisions(
        self, case_id: str, agency_id: str = "", owner_id: str = "", limit: int = 500
    ) -> list[DecisionRecord]:
        """The last decisions about a case, in the order they were made.

        Args:
            agency_id: of whose owners; empty: of all.
            owner_id: of this owner, and those about the agency as a whole; empty: all.
        """
        ...

    async def silences(self, now: datetime, *, ended: bool) -> list[Silence]:
        """Silences, those in force first, then those to come; with those that ended at the end."""
        ...

    async def crises(self, now: datetime) -> list[Crisis]:
        """Crises in force."""
        ...

    async def recent(
        self, agency_ids: Iterable[str], since: datetime
    ) -> dict[tuple[str, str], list[datetime]]:
        """When owners of agencies were sent something after a moment, by agency and owner."""
        ...
