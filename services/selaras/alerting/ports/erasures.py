"""What is erased on request or forgotten in time, in the database of alerting."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from selaras.alerting.domain.erasure import ErasureOrder


class ErasureStore(Protocol):
    """Deletes for good. Every method raises Unavailable while the database is away."""

    async def erase_draft(self, order: ErasureOrder) -> None:
        """Delete what has one of the order's marks, and put in the outbox that it is done."""
        ...

    async def erase_owner(self, order: ErasureOrder) -> None:
        """Delete what was for an owner, rename the rest, and put in the outbox that it is done."""
        ...

    async def forget_cases(self, before: datetime, limit: int) -> int:
        """Delete all of the cases that were resolved for everybody before a time; how many."""
        ...

    async def forget_rest(self, before: datetime) -> int:
        """Delete digests made, and silences and crises ended, before a time; how many."""
        ...

    async def scrub(self) -> None:
        """Let nothing stay on disk of what was deleted, as far as the database can."""
        ...
