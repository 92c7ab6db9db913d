"""Check a text at once, without storing it."""

from __future__ import annotations

from selaras.intake.domain.content import Content
from selaras.intake.domain.draft import Check, first_draft
from selaras.intake.handlers.rules import check_draft_content, known_agency
from selaras.intake.ports.areas import AreaBook
from selaras.intake.ports.checker import Checker
from selaras.intake.ports.storage import Storage
from selaras.kit.clock import Clock


class CheckText:
    """Asks the checker about a text as if it were submitted now."""

    def __init__(self, storage: Storage, areas: AreaBook, clock: Clock, checker: Checker) -> None:
        self._storage = storage
        self._areas = areas
        self._clock = clock
        self._checker = checker

    async def __call__(
        self, agency_id: str, external_id: str, content: Content, *, seconds: float
    ) -> Check:
        """The findings on a text; ``external_id`` may be empty.

        Raises:
            RuleBroken: the content breaks a rule.
            CheckerAway, CheckTooSlow, CheckerFailed: see :class:`Checker`.
        """
        check_draft_content(content, self._areas)
        now = self._clock.now()
        async with self._storage.read() as uow:
            agency = await known_agency(uow, agency_id)
            stored = await uow.drafts.get(agency_id, external_id) if external_id else None
        content = content.with_areas_of(agency.area_code)
        if stored is None:
            draft = first_draft(agency_id, external_id, content, now)
        else:
            draft = stored.submitted(content, now)
        return await self._checker.check(agency, draft, seconds=seconds)
