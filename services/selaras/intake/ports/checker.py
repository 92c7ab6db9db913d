"""Who can say at once what clashes with a text."""

from __future__ import annotations

from typing import Protocol

from selaras.intake.domain.agency import Agency
from selaras.intake.domain.draft import Check, Draft


class Checker(Protocol):
    """Checks a text without storing it."""

    async def check(self, agency: Agency, draft: Draft, *, seconds: float) -> Check:
        """The findings on a draft, within the given time.

        Raises:
            CheckerAway: CHECKER_UNAVAILABLE.
            CheckTooSlow: CHECK_DEADLINE_EXCEEDED.
            CheckerFailed: CHECKER_FAILED.
        """
        ...
