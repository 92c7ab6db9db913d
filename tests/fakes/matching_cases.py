"""The part of matching's store in memory that is about cases and what people decide on them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from selaras.matching.domain.audit import FIRST_HASH, AuditEntry, AuditRecord, chain_hash
from selaras.matching.domain.authority import Authority
from selaras.matching.domain.case import Case, TimelineEntry
from selaras.matching.domain.case_view import CaseView
from selaras.matching.domain.dismissal import Dismissal
from selaras.matching.domain.finding import Finding
from selaras.matching.domain.message import Agency, Message
from selaras.matching.domain.reveal import REVEALS
from selaras.matching.domain.urgency import position_of, read_position, write_position
from selaras.matching.domain.view import FindingView
from selaras.matching.domain.viewer import is_touched, lies_in, scope_of
from selaras.matching.handlers.case_ports import ScopedChange
from selaras.matching.ports import CaseChange, CaseQuery, StoredMessage, Transaction


class Cases(dict[str, Case]):
    """The cases by id; called, it answers as ``Store.cases`` does."""

    async def __call__(self, query: CaseQuery) -> tuple[list[Case], tuple[str, ...]]:
        found = sorted((case for case in self.values() if _fits(case, query)), key=position_of)
        if query.after:
            found = [case for case in found if position_of(case) > read_position(query.after)]
        page = found[: query.limit]
        more = len(found) > query.limit
        return page, write_position(position_of(page[-1])) if more else ()


def _fits(case: Case, query: CaseQuery) -> bool:
    party = case.party(query.agency)
    _, owner_agency, _, owner = (query.assignee or "///").split("/")
    assigned = case.party(owner_agency)
    return (
        (not query.agency or party is not None)
        and (not query.topics or case.topic in query.topics)
        and (not query.areas or is_touched(case.area_codes, query.areas))
        and case.state in query.states
        and (not query.relation or case.relation == query.relation)
        and (not query.topic or case.topic == query.topic)
        and (not query.area_code or any(lies_in(a, query.area_code) for a in case.area_codes))
        and case.severity >= query.min_severity
        and (not query.kinds or not set(query.kinds).isdisjoint(case.kinds))
        and (not query.assignee or (assigned is not None and assigned.assignee == owner))
    )


class CaseMemory:
    """What is kept of cases, and reading it."""

    messages: dict[str, StoredMessage]
    all_findings: dict[str, Finding]
    active: set[str]

    def __init__(self) -> None:
        self.cases = Cases()
        self.timelines: dict[str, list[TimelineEntry]] = {}
        self.case_steps: list[ScopedChange] = []
        self.trail: list[AuditEntry] = []
        self.revealed: set[str] = set()
        self.said: dict[str, Dismissal] = {}
        self.rules: list[Authority] = []
        self.requests: dict[tuple[str, str], tuple[str, datetime]] = {}
        self.read: dict[tuple[str, str], int] = {}

    async def case(self, case_id: str) -> Case | None:
        return self.cases.get(case_id)

    async def case_findings(self, case_id: str) -> list[Finding]:
        found = [self.all_findings[name] for name in self.active]
        return sorted(
            (item for item in found if item.case_id == case_id),
            key=lambda item: (item.create_time, item.id),
        )

    async def findings_in(self, case_ids: Sequence[str]) -> dict[str, list[Finding]]:
        found = {case_id: await self.case_findings(case_id) for case_id in case_ids}
        return {case_id: items for case_id, items in found.items() if items}

    async def messages_by_key(self, keys: Sequence[str]) -> dict[str, Message]:
        return {key: self.messages[key].message for key in keys if key in self.messages}

    async def agencies(self, agency_ids: Sequence[str]) -> dict[str, Agency]:
        found = {name: self.newest_agency(name) for name in agency_ids}
        return {name: agency for name, agency in found.items() if agency is not None}

    def newest_agency(self, agency_id: str) -> Agency | None:
        own = [
            item.message for item in self.messages.values() if item.message.agency.id == agency_id
        ]
        newest = max(own, key=lambda message: (message.authored, message.key), default=None)
        return newest.agency if newest else None

    async def timeline(self, case_id: str) -> list[TimelineEntry]:
        return list(self.timelines.get(case_id, ()))

    async def case_changes(self, after: int, limit: int) -> list[CaseChange]:
        return list(await self.scoped_changes(after, limit))

    async def scoped_changes(self, after: int, limit: int) -> list[ScopedChange]:
        return [step for step in self.case_steps if step.sequence > after][:limit]

    async def case_change_bounds(self) -> tuple[int, int]:
        return (1, len(self.case_steps))

    async def audit(self, case_id: str, agency: str, after: int, limit: int) -> list[AuditEntry]:
        return [
            entry
            for entry in self.trail
            if entry.sequence > after
            and (not case_id or entry.record.case_id == case_id)
            and (not agency or agency in entry.record.agencies)
        ][:limit]

    async def authorities(self) -> list[Authority]:
        return sorted(self.rules, key=lambda rule: (rule.topic, rule.kind or "", rule.area_code))

    async def unknown_reveals(self, records: Sequence[AuditRecord]) -> list[AuditRecord]:
        by_key = {_reveal_key(record): record for record in records}
        return [record for key, record in by_key.items() if key not in self.revealed]

    async def read_versions(self, person: str, case_ids: Sequence[str]) -> dict[str, int]:
        return {
            case_id: self.read[person, case_id]
            for case_id in case_ids
            if (person, case_id) in self.read
        }

    async def mark_read(self, person: str, case_id: str, version: int) -> None:
        case = self.cases.get(case_id)
        if case is not None and version <= case.version:
            self.read[person, case_id] = max(version, self.read.get((person, case_id), 0))

    async def forget_requests(self, before: datetime) -> int:
        old = [key for key, (_, time) in self.requests.items() if time < before]
        for key in old:
            del self.requests[key]
        return len(old)


class CaseUnit:
    """The part of a transaction that is about cases."""

    def __init__(self, store: CaseMemory) -> None:
        self._cases = store

    async def case(self, case_id: str) -> Case | None:
        return self._cases.cases.get(case_id)

    async def put_case(self, case: Case) -> None:
        before = self._cases.cases.get(case.id)
        self._cases.cases[case.id] = case
        if case.version == 0:
            return
        self._cases.case_steps.append(
            ScopedChange(
                len(self._cases.case_steps) + 1,
                case.id,
                scope_of(before) if before and before.version else None,
                scope_of(case),
            )
        )

    async def case_findings(self, case_id: str) -> list[Finding]:
        return await self._cases.case_findings(case_id)

    async def move_findings(self, from_case: str, to_case: str) -> None:
        for name, item in self._cases.all_findings.items():
            if item.case_id == from_case:
                self._cases.all_findings[name] = replace(item, case_id=to_case)

    async def finding(self, finding_id: str) -> Finding | None:
        known = finding_id in self._cases.active
        return self._cases.all_findings[finding_id] if known else None

    async def note(self, case_id: str, *entries: TimelineEntry) -> None:
        self._cases.timelines.setdefault(case_id, []).extend(entries)

    async def timeline(self, case_id: str) -> list[TimelineEntry]:
        return await self._cases.timeline(case_id)

    async def record(self, *records: AuditRecord) -> None:
        trail = self._cases.trail
        shown = {_reveal_key(item): item for item in records if item.action in REVEALS}
        fresh = [key for key in shown if key not in self._cases.revealed]
        self._cases.revealed.update(fresh)
        told = [item for item in records if item.action not in REVEALS]
        for record in [*told, *(shown[key] for key in fresh)]:
            previous = trail[-1].hash if trail else FIRST_HASH
            sequence = len(trail) + 1
            trail.append(AuditEntry(sequence, record, chain_hash(previous, sequence, record)))

    async def dismissals(self, finding_ids: Sequence[str]) -> dict[str, Dismissal]:
        said = self._cases.said
        return {name: said[name] for name in finding_ids if name in said}

    async def put_dismissal(self, dismissal: Dismissal) -> None:
        self._cases.said[dismissal.finding_id] = dismissal

    async def authorities(self) -> list[Authority]:
        return await self._cases.authorities()

    async def put_authority(self, authority: Authority) -> None:
        self._cases.rules = [
            rule for rule in self._cases.rules if _rule_key(rule) != _rule_key(authority)
        ]
        self._cases.rules.append(authority)

    async def delete_authority(self, authority_id: str) -> bool:
        kept = [rule for rule in self._cases.rules if rule.id != authority_id]
        deleted = len(kept) < len(self._cases.rules)
        self._cases.rules = kept
        return deleted

    async def request(self, person: str, request_id: str) -> str | None:
        return self._cases.requests.get((person, request_id), (None, None))[0]

    async def put_request(self, person: str, request_id: str, digest: str, time: datetime) -> None:
        self._cases.requests[person, request_id] = (digest, time)


def _rule_key(rule: Authority) -> tuple[str, str, str]:
    return (rule.topic, rule.kind or "", rule.area_code)


def _reveal_key(record: AuditRecord) -> str:
    return json.dumps([record.action, record.actor, record.subject, record.detail], sort_keys=True)


@dataclass
class Told:
    """One event on a case, as it was asked for."""

    verb: str
    case: Case
    agency: str
    views: tuple[FindingView, ...]
    change: TimelineEntry | None
    view: CaseView


@dataclass
class FakeEvents:
    """The events that went out."""

    cases: list[Told] = field(default_factory=list)
    checked: list[tuple[Message, tuple[FindingView, ...], bool]] = field(default_factory=list)

    async def draft_checked(
        self,
        transaction: Transaction,
        message: Message,
        views: Sequence[FindingView],
        at: datetime,
        *,
        failed: bool = False,
    ) -> None:
        self.checked.append((message, tuple(views), failed))

    async def case_changed(
        self,
        transaction: Transaction,
        verb: str,
        case: Case,
        *,
        agency: Agency,
        agencies: Sequence[Agency],
        views: Sequence[FindingView],
        deadline: datetime | None,
        change: TimelineEntry | None,
        view: CaseView,
    ) -> None:
        self.cases.append(Told(verb, case, agency.id, tuple(views), change, view))
