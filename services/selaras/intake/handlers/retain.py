"""Forget what is older than it is to be kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from selaras.intake.domain.erasure import Numbers
from selaras.intake.domain.names import draft_name
from selaras.intake.ports.storage import Storage
from selaras.kit.clock import Clock

_BATCH = 200


@dataclass(frozen=True, slots=True)
class Keeping:
    """For how long things are kept; None: for ever."""

    drafts: timedelta | None
    revisions: timedelta | None
    keys: timedelta | None


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How many things were forgotten."""

    drafts: int
    revisions: int
    keys: int


class Retain:
    """Deletes in small transactions, so that nobody waits for them.

    Nothing is forgotten that is planned, waits for its check, or is published and holds.
    """

    def __init__(self, storage: Storage, clock: Clock, keeping: Keeping) -> None:
        self._storage = storage
        self._clock = clock
        self._keeping = keeping

    async def __call__(self) -> Forgotten:
        """Forget what is too old now.

        Raises:
            Unavailable: DATABASE_UNAVAILABLE; what was deleted stays so.
        """
        forgotten = Forgotten(
            await self._drafts(self._before(self._keeping.drafts)),
            await self._revisions(self._before(self._keeping.revisions)),
            await self._keys(self._before(self._keeping.keys)),
        )
        if forgotten != Forgotten(0, 0, 0):
            await self._storage.scrub()
        return forgotten

    def _before(self, keep: timedelta | None) -> datetime | None:
        return self._clock.now() - keep if keep else None

    async def _drafts(self, before: datetime | None) -> int:
        count = 0
        while before is not None:
            async with self._storage.read() as uow:
                found = await uow.drafts.ended(before, _BATCH)
            for agency_id, external_id in found:
                await self._forget(agency_id, external_id, before)
            count += len(found)
            if len(found) < _BATCH:
                break
        return count

    async def _forget(self, agency_id: str, external_id: str, before: datetime) -> None:
        async with self._storage.write() as uow:
            await uow.lock(draft_name(agency_id, external_id))
            draft = await uow.drafts.get(agency_id, external_id)
            # It may have been submitted again since it was found.
            if draft is not None and draft.update_time < before:
                await uow.drafts.remove(draft, Numbers(draft.revision, draft.version))

    async def _revisions(self, before: datetime | None) -> int:
        count = 0
        while before is not None:
            async with self._storage.write() as uow:
                deleted = await uow.drafts.purge_revisions(before, _BATCH)
            count += deleted
            if deleted < _BATCH:
                break
        return count

    async def _keys(self, before: datetime | None) -> int:
        if before is None:
            return 0
        async with self._storage.write() as uow:
            return await uow.keys.purge(before)
