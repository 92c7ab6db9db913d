"""What the calendar needs from the store."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from selaras.matching.domain.calendar import PlanCard
from selaras.matching.domain.collisions import CasePair
from selaras.matching.domain.message import Message


class CalendarStore(Protocol):
    """The plans of all agencies.

    Every method raises Unavailable (DATABASE_UNAVAILABLE) while the database is away.
    """

    async def secret(self) -> bytes:
        """What plan ids are made with; drawn once, kept for ever."""
        ...

    async def time_of(self, start: datetime, end: datetime, number: int) -> datetime | None:
        """When the plan of this number from ``start`` on goes out; None: not before ``end``.

        Args:
            number: 1: the first.
        """
        ...

    async def cards(self, start: datetime, end: datetime) -> list[PlanCard]:
        """What goes or went out from a moment until another, both included, by time."""
        ...

    async def cards_by_key(self, keys: Sequence[str]) -> list[PlanCard]:
        """The cards of messages; those without a time of publication are left out."""
        ...

    async def messages(self, keys: Sequence[str]) -> dict[str, Message]:
        """Messages by key; keys that are not known are left out."""
        ...

    async def pairs_in_cases(self, keys: Sequence[str]) -> list[CasePair]:
        """The findings that people are told of with a side in one of these, in live cases."""
        ...
