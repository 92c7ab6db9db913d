"""Ask the checker again for what it has not answered.

The record is the database; the bus only carries, and may lose what it acknowledged. So a revision
that has waited too long for its check is sent again, each time after a longer pause.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from selaras.intake.domain.events import DraftChange, DraftEvent
from selaras.intake.domain.names import draft_name
from selaras.intake.handlers.rules import known_agency
from selaras.intake.ports.storage import Storage, Waiting
from selaras.kit.clock import Clock

_BATCH = 100


@dataclass(frozen=True, slots=True)
class SweepPlan:
    """When to send again what no check has come for.

    Attributes:
        first: pause after the first time; it doubles with each further one.
        longest: longest pause.
    """

    first: timedelta
    longest: timedelta

    def after(self, emissions: int, now: datetime) -> Waiting:
        """How a revision waits that has now been sent for the ``emissions``-th time."""
        doublings = min(emissions - 1, 20)  # beyond any use, and keeps the number small
        return Waiting(emissions, now + min(self.first * 2**doublings, self.longest))


class Sweep:
    """Sends overdue revisions to the checker again, as new events."""

    def __init__(self, storage: Storage, clock: Clock, plan: SweepPlan) -> None:
        self._storage = storage
        self._clock = clock
        self._plan = plan

    async def __call__(self) -> int:
        """Send what is due now, at most 100; answers how many."""
        async with self._storage.read() as uow:
            due = await uow.drafts.overdue(self._clock.now(), _BATCH)
        sent = 0
        for agency_id, external_id in due:
            sent += await self._send(agency_id, external_id)
        return sent

    async def _send(self, agency_id: str, external_id: str) -> bool:
        now = self._clock.now()
        async with self._storage.write() as uow:
            await uow.lock(draft_name(agency_id, external_id))
            waiting = await uow.drafts.waiting(agency_id, external_id)
            draft = await uow.drafts.get(agency_id, external_id)
            # A check may have come, or another replica may have swept, since it was found due.
            if draft is None or waiting is None or waiting.sweep_time > now:
                return False
            agency = await known_agency(uow, agency_id)
            await uow.drafts.await_check(draft, self._plan.after(waiting.emissions + 1, now))
            await uow.emit(DraftEvent(DraftChange.SUBMITTED, agency, draft))
        return True
