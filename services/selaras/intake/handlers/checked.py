"""Keep the checker's answer with the revision that it is about."""

from __future__ import annotations

from selaras.intake.domain.draft import Check, CheckState
from selaras.intake.domain.names import draft_name
from selaras.intake.handlers.rules import not_there
from selaras.intake.handlers.waiters import Waiters
from selaras.intake.ports.storage import Storage, UnitOfWork
from selaras.kit import metrics
from selaras.kit.clock import Clock


class RecordCheck:
    """Stores answers, in whatever order and however often they come."""

    def __init__(self, storage: Storage, clock: Clock, waiters: Waiters) -> None:
        self._storage = storage
        self._clock = clock
        self._waiters = waiters

    async def __call__(
        self, agency_id: str, external_id: str, revision: int, answer: Check
    ) -> bool:
        """Store the check of a revision; False when it is not needed.

        A newer answer is there already, or the revision was forgotten meanwhile.

        Raises:
            NotThere: REVISION_NOT_FOUND, for a draft or revision that was never stored here.
        """
        name = draft_name(agency_id, external_id)
        async with self._storage.write() as uow:
            await uow.lock(name)
            stored = await uow.drafts.get_check(agency_id, external_id, revision)
            if stored is None and await _was_there(uow, agency_id, external_id, revision):
                return False
            if stored is None:
                raise not_there("REVISION_NOT_FOUND", f"revision {revision} of {name}")
            draft = await uow.drafts.get(agency_id, external_id)
            is_newest = draft is not None and draft.revision == revision
            newer = stored.answered_by(
                answer, draft.published_time if draft and is_newest else None
            )
            if newer is stored:
                return False
            await uow.drafts.put_check(agency_id, external_id, revision, newer)
        if draft and is_newest and stored.state is CheckState.PENDING:
            waited = self._clock.now() - draft.update_time
            metrics.CHECK_SECONDS.observe(waited.total_seconds())
        self._waiters.notify(name)
        return True


async def _was_there(uow: UnitOfWork, agency_id: str, external_id: str, revision: int) -> bool:
    """Whether there was such a revision, of a draft that is gone or that has gone on since."""
    numbers = await uow.drafts.numbers(agency_id, external_id)
    if numbers is not None and revision <= numbers.revision:
        return True
    draft = await uow.drafts.get(agency_id, external_id)
    return draft is not None and revision < draft.revision
