"""What alerting keeps: its view of the directory, how far each case is, alerts and decisions."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from selaras.alerting.domain.decision import Decision
from selaras.alerting.domain.model import (
    AgencyRecord,
    CaseEvent,
    CaseProgress,
    Notice,
    Status,
)


class AlertUnit(Protocol):
    """One transaction: all of it is kept, or nothing."""

    async def agencies(self, agency_ids: Iterable[str]) -> dict[str, AgencyRecord]:
        """Agencies with their owners by id; those that are not known are left out."""
        ...

    async def put_agency(self, record: AgencyRecord) -> bool:
        """Replace an agency and its owners; False and no change when it is not newer."""
        ...

    async def progress(self, case_id: str, agency_id: str) -> CaseProgress | None:
        """How far a case has been handled for an agency; None: never seen."""
        ...

    async def put_progress(self, case_id: str, agency_id: str, progress: CaseProgress) -> None:
        """Remember how far a case has been handled."""
        ...

    async def unserved(self, agency_id: str) -> list[bytes]:
        """Events of the agency that found no owner, the oldest case id first."""
        ...

    async def told(self, case_id: str, agency_id: str, epoch: int) -> dict[str, frozenset[Status]]:
        """Owner id to what the owner has been told in an epoch of a case."""
        ...

    async def add_notice(self, notice: Notice) -> bool:
        """Store a notice and put its alert in the outbox; False: it was made before."""
        ...

    async def add_decision(self, event: CaseEvent, decision: Decision) -> None:
        """Keep a decision."""
        ...


class AlertStore(Protocol):
    """Gives transactions and answers what the rest needs to read."""

    def transaction(self) -> AbstractAsyncContextManager[AlertUnit]:
        """A transaction, committed at the end, rolled back on any exception.

        Raises:
            Unavailable: the database does not answer.
        """
        ...

    async def agency_ids(self) -> list[str]:
        """Ids of all known agencies, sorted."""
        ...

    async def decisions(self, case_id: str) -> list[tuple[str, Decision]]:
        """Decisions about a case with the agency they concern, in the order they were made."""
        ...
