"""Read, withdraw and publish drafts of the calling agency."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from selaras.intake.domain.content import check_range
from selaras.intake.domain.draft import Draft, DraftState
from selaras.intake.domain.errors import RuleBroken
from selaras.intake.domain.events import DraftChange, DraftEvent
from selaras.intake.domain.names import draft_name, own_draft
from selaras.intake.handlers.once import Codec, Ticket, once
from selaras.intake.handlers.paging import make_token, read_token
from selaras.intake.handlers.rules import known_agency, not_there
from selaras.intake.ports.storage import DraftCursor, Storage, UnitOfWork
from selaras.kit.clock import Clock

_PAGE = 50
# Clients of gRPC take messages of 4 MiB by default: a page of long texts ends early.
_PAGE_BYTES = 2 << 20


@dataclass(frozen=True, slots=True)
class DraftPage:
    """A page of drafts and the token of the next; empty on the last."""

    drafts: list[Draft]
    next_token: str


class Drafts:
    """What an agency does with drafts that are stored."""

    def __init__(self, storage: Storage, clock: Clock, codec: Codec[Draft]) -> None:
        self._storage = storage
        self._clock = clock
        self._codec = codec

    async def get(self, caller: str, name: str) -> Draft:
        """One draft.

        Raises:
            NotYours: AGENCY_MISMATCH.
            NotThere: DRAFT_NOT_FOUND.
        """
        external_id = own_draft(name, caller)
        async with self._storage.read() as uow:
            return await _known_draft(uow, caller, external_id)

    async def page(
        self, caller: str, *, states: Sequence[DraftState], size: int, token: str
    ) -> DraftPage:
        """A page of drafts, the last changed first; ``size`` 0: 50.

        Raises:
            RuleBroken: PAGE_TOKEN_INVALID.
        """
        size = size or _PAGE
        scope = " ".join(["drafts", caller, *sorted(state.value for state in states)])
        after = _read_cursor(token, scope) if token else None
        async with self._storage.read() as uow:
            found = await uow.drafts.page(caller, states=states, after=after, limit=size + 1)
        drafts = _fitting(found[:size])
        last = drafts[-1] if len(found) > len(drafts) else None
        return DraftPage(drafts, _make_cursor(last, scope) if last else "")

    async def withdraw(self, caller: str, name: str, ticket: Ticket) -> Draft:
        """Take a draft back, or a post down. Again: no change.

        Raises:
            NotYours: AGENCY_MISMATCH.
            NotThere: DRAFT_NOT_FOUND.
            NotPossible: REQUEST_ID_REUSED.
        """
        return await self._change(
            caller, name, ticket, DraftChange.WITHDRAWN, lambda draft, now: draft.withdrawn(now)
        )

    async def publish(
        self, caller: str, name: str, publish_time: datetime | None, ticket: Ticket
    ) -> Draft:
        """Note that a post went out. Again: no change, the time told first stays.

        Raises:
            NotYours: AGENCY_MISMATCH.
            NotThere: DRAFT_NOT_FOUND.
            NotPossible: DRAFT_WITHDRAWN or REQUEST_ID_REUSED.
            RuleBroken: PUBLISH_TIME_IN_FUTURE or TIME_OUT_OF_RANGE.
        """
        if publish_time is not None:
            check_range("publish_time", publish_time)
        return await self._change(
            caller,
            name,
            ticket,
            DraftChange.PUBLISHED,
            lambda draft, now: draft.published(publish_time, now),
        )

    async def _change(
        self,
        caller: str,
        name: str,
        ticket: Ticket,
        change: DraftChange,
        apply: Callable[[Draft, datetime], Draft],
    ) -> Draft:
        external_id = own_draft(name, caller)
        now = self._clock.now()

        async def work() -> Draft:
            await uow.lock(draft_name(caller, external_id))
            before = await _known_draft(uow, caller, external_id)
            after = apply(before, now)
            if after is not before:
                await uow.drafts.put(after)
                agency = await known_agency(uow, caller)
                await uow.emit(DraftEvent(change, agency, after))
            return after

        async with self._storage.write() as uow:
            draft, _ = await once(uow, ticket, self._codec, now, work)
        return draft


async def _known_draft(uow: UnitOfWork, agency_id: str, external_id: str) -> Draft:
    draft = await uow.drafts.get(agency_id, external_id)
    if draft is None:
        raise not_there("DRAFT_NOT_FOUND", draft_name(agency_id, external_id))
    return draft


def _fitting(drafts: list[Draft]) -> list[Draft]:
    """As many drafts from the beginning as fit into a page, but at least one."""
    room = _PAGE_BYTES
    for count, draft in enumerate(drafts):
        room -= len(draft.content.body.encode()) + len(draft.content.title.encode())
        if room < 0:
            return drafts[: max(count, 1)]
    return drafts


def _make_cursor(draft: Draft, scope: str) -> str:
    return make_token(scope, [draft.update_time.isoformat(), draft.external_id])


def _read_cursor(token: str, scope: str) -> DraftCursor:
    update_time, external_id = read_token(token, scope, 2)
    try:
        return DraftCursor(datetime.fromisoformat(update_time), external_id)
    except ValueError as error:
        raise RuleBroken.field("PAGE_TOKEN_INVALID", "page_token", "is not ours") from error
