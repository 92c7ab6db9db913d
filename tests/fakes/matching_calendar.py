"""The calendar of a store in memory."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from selaras.matching.cases.topics import topic_of
from selaras.matching.domain.calendar import PlanCard, card_of
from selaras.matching.domain.collisions import CasePair
from selaras.matching.domain.message import Message

from tests.fakes.matching import FakeStore


class FakeCalendar:
    """Makes every card when it is asked for."""

    def __init__(self, store: FakeStore) -> None:
        self._store = store

    async def secret(self) -> bytes:
        return b"of the fake"

    async def time_of(self, start: datetime, end: datetime, number: int) -> datetime | None:
        times = [card.publish_time for card in self._cards() if start <= card.publish_time < end]
        return times[number - 1] if number <= len(times) else None

    async def cards(self, start: datetime, end: datetime) -> list[PlanCard]:
        return [card for card in self._cards() if start <= card.publish_time <= end]

    async def cards_by_key(self, keys: Sequence[str]) -> list[PlanCard]:
        return sorted(
            (card for card in self._cards() if card.key in keys), key=lambda card: card.key
        )

    async def messages(self, keys: Sequence[str]) -> dict[str, Message]:
        return await self._store.messages_by_key(keys)

    async def pairs_in_cases(self, keys: Sequence[str]) -> list[CasePair]:
        findings = sorted(self._store.active)
        return [
            CasePair(case, item.left.key, item.right.key)
            for item in map(self._store.all_findings.__getitem__, findings)
            if {item.left.key, item.right.key} & set(keys)
            and item.verdict.alerts
            and (case := self._store.cases.get(item.case_id)) is not None
            and case.is_live
        ]

    def _cards(self) -> list[PlanCard]:
        messages = [item.message for item in self._store.messages.values()]
        made = [card_of(message, topic_of([message.text])) for message in messages]
        cards = [card for card in made if card is not None]
        return sorted(cards, key=lambda card: (card.publish_time, card.key))
