"""Store a draft, have it checked, and perhaps wait for the findings."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from selaras.intake.domain.content import Content
from selaras.intake.domain.draft import CheckState, Draft, first_draft
from selaras.intake.domain.errors import RuleBroken, TooMany
from selaras.intake.domain.events import DraftChange, DraftEvent
from selaras.intake.domain.names import draft_name
from selaras.intake.handlers.erase import free_numbers
from selaras.intake.handlers.once import Codec, Ticket, once
from selaras.intake.handlers.rules import check_draft_content, known_agency
from selaras.intake.handlers.sweep import SweepPlan
from selaras.intake.handlers.waiters import Waiters
from selaras.intake.ports.areas import AreaBook
from selaras.intake.ports.storage import Storage, UnitOfWork
from selaras.kit import metrics
from selaras.kit.clock import Clock

# Most checks take a few tenths of a second: a call that waits must not add a whole one.
_FIRST_POLL, _SLOWER = 0.1, 1.5


@dataclass(frozen=True, slots=True)
class Submission:
    """What an agency asks for.

    Attributes:
        wait: seconds for which the answer may be held for the findings; 0: do not wait.
    """

    agency_id: str
    external_id: str
    content: Content
    ticket: Ticket
    wait: float = 0.0


class Submit:
    """Stores drafts.

    Args:
        drafts_per_day: most new texts of one agency in a day (UTC); 0: no limit.
        poll_seconds: how often a waiting call looks at the record itself, in the end; at first it
            looks sooner. The news of a check may have come to another replica, whose waiters are
            not ours.
    """

    def __init__(
        self,
        storage: Storage,
        areas: AreaBook,
        clock: Clock,
        waiters: Waiters,
        *,
        plan: SweepPlan,
        codec: Codec[Draft],
        drafts_per_day: int = 0,
        poll_seconds: float = 1.0,
    ) -> None:
        self._storage = storage
        self._areas = areas
        self._clock = clock
        self._waiters = waiters
        self._plan = plan
        self._codec = codec
        self._drafts_per_day = drafts_per_day
        self._poll_seconds = poll_seconds

    async def __call__(self, submission: Submission) -> Draft:
        """The draft as stored, with its check as far as it is done.

        Raises:
            RuleBroken: the content breaks a rule, or EXTERNAL_ID_MISSING.
            NotPossible: REQUEST_ID_REUSED.
            NotThere: AGENCY_NOT_FOUND.
            NotYet: ERASURE_UNDER_WAY.
            TooMany: DRAFT_QUOTA_EXCEEDED.
        """
        if not submission.external_id:
            raise RuleBroken.field("EXTERNAL_ID_MISSING", "draft.external_id", "must be set")
        check_draft_content(submission.content, self._areas)
        until = time.monotonic() + submission.wait
        name = draft_name(submission.agency_id, submission.external_id)
        with self._waiters.watch(name) as news:
            draft = await self._store(submission)
            if submission.wait > 0:
                draft = await self._await_check(draft, news, until)
                metrics.DRAFT_ANSWERS.labels(draft.check.state.value).inc()
        return draft

    async def _store(self, submission: Submission) -> Draft:
        now = self._clock.now()
        async with self._storage.write() as uow:
            draft, repeated = await once(
                uow, submission.ticket, self._codec, now, lambda: self._apply(uow, submission, now)
            )
            if repeated:
                # The draft as it was answered, but its check as it is now: a caller that asks
                # again must not be told PENDING for ever.
                draft = await self._with_check(uow, draft)
        if not repeated:
            metrics.DRAFTS_ACCEPTED.inc()
        return draft

    async def _apply(self, uow: UnitOfWork, submission: Submission, now: datetime) -> Draft:
        await uow.lock(draft_name(submission.agency_id, submission.external_id))
        agency = await known_agency(uow, submission.agency_id)
        content = submission.content.with_areas_of(agency.area_code)
        before = await uow.drafts.get(submission.agency_id, submission.external_id)
        if before is None:
            numbers = await free_numbers(uow, submission.agency_id, submission.external_id)
            after = first_draft(
                submission.agency_id, submission.external_id, content, now, after=numbers
            )
        else:
            after = before.submitted(content, now)
        if after is before:
            return after
        waiting = self._plan.after(1, now)
        if before is None or after.revision > before.revision:
            await self._count(uow, submission.agency_id, now)
            await uow.drafts.add_revision(after, waiting)
        else:
            await uow.drafts.put(after)
            await uow.drafts.await_check(after, waiting)
        await uow.emit(DraftEvent(DraftChange.SUBMITTED, agency, after))
        return after

    async def _count(self, uow: UnitOfWork, agency_id: str, now: datetime) -> None:
        """Count a new text; one too many is rolled back with the rest."""
        if not self._drafts_per_day:
            return
        today = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        if await uow.drafts.count_new(agency_id, today.date()) <= self._drafts_per_day:
            return
        raise TooMany(
            "DRAFT_QUOTA_EXCEEDED",
            f"more than {self._drafts_per_day} new texts of this agency today (UTC)",
            limit=self._drafts_per_day,
            seconds=(today + timedelta(days=1) - now).total_seconds(),
        )

    async def _await_check(self, draft: Draft, news: asyncio.Event, until: float) -> Draft:
        pause = self._poll_seconds * _FIRST_POLL
        while draft.check.state is CheckState.PENDING:
            left = until - time.monotonic()
            if left <= 0:
                break
            with suppress(TimeoutError):
                await asyncio.wait_for(news.wait(), min(left, pause))
            news.clear()
            pause = min(pause * _SLOWER, self._poll_seconds)
            async with self._storage.read() as uow:
                draft = await self._with_check(uow, draft)
        return draft

    async def _with_check(self, uow: UnitOfWork, draft: Draft) -> Draft:
        check = await uow.drafts.get_check(draft.agency_id, draft.external_id, draft.revision)
        return draft if check is None else replace(draft, check=check)
