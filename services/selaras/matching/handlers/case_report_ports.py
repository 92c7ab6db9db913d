"""What reports on cases need from the store."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from selaras.matching.domain.case import Case
from selaras.matching.domain.case_ledger import Ledger
from selaras.matching.domain.message import Agency


class CaseLedgers(Protocol):
    """What is stored of cases, for figures.

    Every method raises Unavailable (DATABASE_UNAVAILABLE) while the database is away.
    """

    async def cases_between(
        self, start: datetime, end: datetime, *, agency: str = "", topics: Sequence[str] = ()
    ) -> list[Case]:
        """Cases that were opened before a moment, and are live or changed since another.

        Args:
            agency: only those that it has a part in; empty: all.
            topics: only of these; empty: of all.
        """
        ...

    async def ledger(self, cases: Sequence[Case]) -> Ledger:
        """What is stored of cases."""
        ...

    async def names(self, keys: Sequence[str], agencies: Sequence[str]) -> dict[str, Agency]:
        """Agencies by id.

        Args:
            keys: of messages that name them; their agencies are answered.
            agencies: others, as their newest messages name them; those without one are left out.
        """
        ...
