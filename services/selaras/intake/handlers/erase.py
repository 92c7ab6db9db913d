"""Erase a draft or an owner, and follow how far the other services are with it.

Intake forgets its own part in the transaction that keeps the erasure and tells the others of it.
They follow each other: matching, alerting, and matching again for what lies on the event bus. Each
says when it is done; until the last has, the others are told again and again.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from selaras.intake.domain.draft import Draft
from selaras.intake.domain.erasure import Erasure, ErasureKind, ErasurePart, Numbers
from selaras.intake.domain.errors import NotYet
from selaras.intake.domain.events import ErasureEvent
from selaras.intake.domain.names import agency_name, draft_name, owner_name
from selaras.intake.domain.owner import Owner
from selaras.intake.handlers.account_rules import end_accounts
from selaras.intake.handlers.agencies import announce
from selaras.intake.handlers.owners import revoke_keys
from selaras.intake.handlers.rules import known_agency, known_owner, not_there
from selaras.intake.handlers.sweep import SweepPlan
from selaras.intake.ports.storage import Storage, UnitOfWork
from selaras.kit.clock import Clock
from selaras.kit.marks import mark

_BATCH = 20


class Erase:
    """What is erased on request.

    Args:
        forget_owner: told of an owner whose keys and sessions must not be believed any more.
        contact_mark: the bytes by which an alert that names an owner as a contact is known.
    """

    def __init__(
        self,
        storage: Storage,
        clock: Clock,
        plan: SweepPlan,
        forget_owner: Callable[[str, str], None],
        contact_mark: Callable[[str, str], bytes],
    ) -> None:
        self._storage = storage
        self._clock = clock
        self._plan = plan
        self._forget_owner = forget_owner
        self._contact_mark = contact_mark

    async def draft(self, agency_id: str, external_id: str, actor: str, reason: str) -> Erasure:
        """Erase a draft; one that was erased already is not erased again.

        Raises:
            NotThere: AGENCY_NOT_FOUND or DRAFT_NOT_FOUND.
            Unavailable: DATABASE_UNAVAILABLE; asked again, it says how far the erasure is.
        """
        name = draft_name(agency_id, external_id)
        async with self._storage.write() as uow:
            await uow.lock(name)
            await known_agency(uow, agency_id)
            draft = await uow.drafts.get(agency_id, external_id)
            if draft is None:
                return await _before(uow, ErasureKind.DRAFT, agency_id, external_id)
            erasure = self._new(ErasureKind.DRAFT, agency_id, external_id, actor, reason)
            erasure = replace(
                erasure, numbers=Numbers(draft.revision, draft.version + 1), marks=(mark(name),)
            )
            await _forget_draft(uow, draft, erasure)
        await self._storage.scrub()
        return erasure

    async def owner(self, agency_id: str, owner_id: str, actor: str, reason: str) -> Erasure:
        """Erase an owner; one that was erased already is not erased again.

        Raises:
            NotThere: AGENCY_NOT_FOUND or OWNER_NOT_FOUND.
            Unavailable: DATABASE_UNAVAILABLE; asked again, it says how far the erasure is.
        """
        async with self._storage.write() as uow:
            await uow.lock(agency_name(agency_id))
            await known_agency(uow, agency_id)
            if await uow.agencies.get_owner(agency_id, owner_id) is None:
                return await _before(uow, ErasureKind.OWNER, agency_id, owner_id)
            owner = await known_owner(uow, agency_id, owner_id)
            erasure = self._new(ErasureKind.OWNER, agency_id, owner_id, actor, reason)
            if owner.contact:
                contact = self._contact_mark(owner.display_name, owner.contact)
                erasure = replace(erasure, marks=(contact,))
            await _forget_owner(uow, owner, erasure)
        self._forget_owner(agency_id, owner_id)
        await self._storage.scrub()
        return erasure

    async def get(self, erasure_id: str) -> Erasure:
        """One erasure.

        Raises:
            NotThere: ERASURE_NOT_FOUND.
        """
        async with self._storage.read() as uow:
            erasure = await uow.erasures.get(erasure_id)
        if erasure is None:
            raise not_there("ERASURE_NOT_FOUND", f"erasures/{erasure_id}")
        return erasure

    async def done(self, erasure_id: str, part: ErasurePart, findings: tuple[str, ...]) -> bool:
        """Note that a part is done; False: it was known, or nobody asked for such an erasure.

        Args:
            findings: names of findings on the draft, which the checks of others still show.
        """
        async with self._storage.write() as uow:
            await uow.lock(f"erasures/{erasure_id}")
            erasure = await uow.erasures.get(erasure_id)
            if erasure is None or part in erasure.parts:
                return False
            await uow.drafts.forget_findings(findings)
            if part is ErasurePart.BUS:
                await uow.forget_events(erasure.marks)
            await uow.erasures.put(erasure.with_done(part, self._clock.now()))
        await self._storage.scrub()
        return True

    async def remind(self) -> int:
        """Tell the others again of what they have not erased; answers how many are late."""
        async with self._storage.read() as uow:
            late = await uow.erasures.overdue(self._clock.now(), _BATCH)
        for erasure_id in late:
            async with self._storage.write() as uow:
                await uow.lock(f"erasures/{erasure_id}")
                erasure = await uow.erasures.get(erasure_id)
                if erasure is not None and _is_late(erasure, self._clock.now()):
                    await self._tell(uow, erasure)
        return len(late)

    def _new(
        self, kind: ErasureKind, agency_id: str, subject_id: str, actor: str, reason: str
    ) -> Erasure:
        now = self._clock.now()
        return Erasure(
            erasure_id=uuid.uuid4().hex,
            kind=kind,
            agency_id=agency_id,
            subject_id=subject_id,
            actor=actor,
            reason=reason,
            create_time=now,
            parts={ErasurePart.INTAKE: now},
            emissions=1,
            sweep_time=self._plan.after(1, now).sweep_time,
        )

    async def _tell(self, uow: UnitOfWork, erasure: Erasure) -> None:
        waiting = self._plan.after(erasure.emissions + 1, self._clock.now())
        await uow.erasures.put(
            replace(erasure, emissions=waiting.emissions, sweep_time=waiting.sweep_time)
        )
        await uow.emit(ErasureEvent(erasure))


async def free_numbers(uow: UnitOfWork, agency_id: str, external_id: str) -> Numbers:
    """The numbers after which a draft begins that is not there.

    Raises:
        NotYet: ERASURE_UNDER_WAY, what is left of the one before could be taken for the new one.
    """
    erasure = await uow.erasures.newest(ErasureKind.DRAFT, agency_id, external_id)
    if erasure is not None and erasure.done_time is None:
        raise NotYet(
            "ERASURE_UNDER_WAY", "the draft of this id is being erased; submit it again later"
        )
    return await uow.drafts.numbers(agency_id, external_id) or Numbers()


async def _forget_draft(uow: UnitOfWork, draft: Draft, erasure: Erasure) -> None:
    await uow.drafts.remove(draft, erasure.numbers)
    await uow.requests.forget(erasure.marks)
    await uow.forget_events(erasure.marks)
    await uow.erasures.put(erasure)
    await uow.emit(ErasureEvent(erasure))


async def _forget_owner(uow: UnitOfWork, owner: Owner, erasure: Erasure) -> None:
    agency = await known_agency(uow, owner.agency_id)
    name = mark(owner_name(owner.agency_id, owner.owner_id))
    await revoke_keys(uow, owner.agency_id, owner.owner_id, erasure.create_time)
    await end_accounts(uow, owner.agency_id, owner.owner_id)
    await uow.keys.rename_owner(owner.agency_id, owner.owner_id, erasure.pseudonym)
    await uow.agencies.delete_owner(owner.agency_id, owner.owner_id)
    await uow.requests.forget([name])
    await uow.forget_events([name])
    await announce(uow, agency)
    await uow.erasures.put(erasure)
    await uow.emit(ErasureEvent(erasure))


async def _before(uow: UnitOfWork, kind: ErasureKind, agency_id: str, subject_id: str) -> Erasure:
    """What was erased before, of a thing that is not there."""
    erasure = await uow.erasures.newest(kind, agency_id, subject_id)
    if erasure is not None:
        return erasure
    if kind is ErasureKind.DRAFT:
        raise not_there("DRAFT_NOT_FOUND", draft_name(agency_id, subject_id))
    raise not_there("OWNER_NOT_FOUND", owner_name(agency_id, subject_id))


def _is_late(erasure: Erasure, now: datetime) -> bool:
    return erasure.sweep_time is not None and erasure.sweep_time <= now
