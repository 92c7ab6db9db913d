"""What is stored of cases, for figures, of a store in memory."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from selaras.matching.domain.case import Case, TimelineEntry, TimelineKind
from selaras.matching.domain.case_ledger import TOLD, Ledger, Pair, Step
from selaras.matching.domain.dismissal import Basis, Dismissal
from selaras.matching.domain.message import Agency, MessageState

from tests.fakes.matching import FakeStore


class FakeLedgers:
    """Reads what the fake store has."""

    def __init__(self, store: FakeStore) -> None:
        self._store = store

    async def cases_between(
        self, start: datetime, end: datetime, *, agency: str = "", topics: Sequence[str] = ()
    ) -> list[Case]:
        found = [
            case
            for case in self._store.cases.values()
            if case.create_time < end
            and (case.is_live or case.change_time >= start)
            and (not agency or case.party(agency) is not None)
            and (not topics or case.topic in topics)
        ]
        return sorted(found, key=lambda case: (case.create_time, case.id))

    async def ledger(self, cases: Sequence[Case]) -> Ledger:
        ids = [case.id for case in cases]
        steps = [
            _step(case_id, entry)
            for case_id in ids
            for entry in self._store.timelines.get(case_id, [])
            if entry.kind in TOLD
        ]
        named = {step.finding_id for step in steps}
        pairs = [
            Pair(item.id, item.case_id, item.left.key, item.right.key)
            for item in self._store.all_findings.values()
            if item.id in named or item.case_id in ids
        ]
        published = {
            key: item.message.publish_time
            for key, item in self._store.messages.items()
            if item.message.state is MessageState.PUBLISHED
        }
        return Ledger(
            cases=cases,
            steps=steps,
            pairs=pairs,
            dismissed={
                pair.finding_id: said.time
                for pair in pairs
                if (said := self._store.said.get(pair.finding_id)) and _is_no_conflict(said)
            },
            out={
                key: time
                for pair in pairs
                for key in pair.keys
                if (time := published.get(key)) is not None
            },
        )

    async def names(self, keys: Sequence[str], agencies: Sequence[str]) -> dict[str, Agency]:
        messages = await self._store.messages_by_key(keys)
        found = {message.agency.id: message.agency for message in messages.values()}
        return found | await self._store.agencies(agencies)


def _step(case_id: str, entry: TimelineEntry) -> Step:
    of_finding = entry.kind in (TimelineKind.FINDING, TimelineKind.RETURNED)
    name = entry.subject.removeprefix("findings/") if of_finding else ""
    agency = entry.person.agency if entry.person else ""
    return Step(case_id, entry.kind, entry.time, agency, name)


def _is_no_conflict(said: Dismissal) -> bool:
    if said.basis is Basis.AGREED:
        return said.reason == "false_alarm"
    return said.basis is not None
