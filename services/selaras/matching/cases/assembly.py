"""Puts the findings of one checked draft into cases, within the transaction that stores them.

Findings on one matter belong to one case, over any number of agencies: those that share a draft,
and those of drafts that say the same of the matter (see :mod:`.matters` and :mod:`.home`). A case
whose findings are all gone is resolved. Only findings that alert are in a case; the rest, and those
that people dismissed, are listed on the draft.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from selaras.matching.cases.home import Checked, Home, find_home
from selaras.matching.cases.matters import Links, matters
from selaras.matching.cases.settle import settle
from selaras.matching.domain.audit import Action, AuditRecord
from selaras.matching.domain.case import (
    Case,
    CaseState,
    ProposalState,
    Resolution,
    TimelineEntry,
    TimelineKind,
)
from selaras.matching.domain.dismissal import Dismissal
from selaras.matching.domain.finding import Finding
from selaras.matching.ports import Transaction

NO_LINKS = Links()


@dataclass(slots=True)
class Assembly:
    """What a check changed: cases by what happened to them, in their new state.

    ``changes`` says of each what happened last, by id.
    """

    opened: list[Case] = field(default_factory=list)
    updated: list[Case] = field(default_factory=list)
    resolved: list[Case] = field(default_factory=list)
    changes: dict[str, TimelineEntry] = field(default_factory=dict)


async def replace_findings(
    transaction: Transaction,
    key: str,
    fresh: Iterable[Finding],
    now: datetime,
    *,
    links: Links = NO_LINKS,
    when_gone: Resolution = Resolution.CORRECTED,
) -> Assembly:
    """Make ``fresh`` the findings of the message ``key`` and bring the cases in line.

    Findings that say the same as before are left alone, so that a repeated event changes nothing.
    """
    before = {finding.id: finding for finding in await transaction.findings_of(key)}
    wanted = {finding.id: finding for finding in fresh}
    work = _Work(transaction, now)
    await work.remove(old for name, old in before.items() if name not in wanted)
    changed = {
        name
        for name, finding in wanted.items()
        if name not in before or not before[name].same_verdict(finding)
    }
    if not changed and not work.touched:
        return Assembly()
    checked = Checked(key, before, links)
    loud, returned = await _loud(transaction, wanted)
    for finding in wanted.values():
        if finding.id in changed and finding.id not in loud:
            was = before[finding.id].case_id if finding.id in before else ""
            await work.put(finding, was, "")
    for group in matters(key, list(loud.values()), links):
        home = await find_home(transaction, checked, group, now)
        work.adopt(home)
        for finding in group:
            old = before.get(finding.id)
            was = home.now_of(old.case_id) if old else ""
            case_id = was if was in home.apart else home.case.id
            if finding.id in changed or was != case_id:
                await work.put(finding, was, case_id, returned.get(finding.id, ""))
    return await work.settle(when_gone)


async def _loud(
    transaction: Transaction, wanted: dict[str, Finding]
) -> tuple[dict[str, Finding], dict[str, str]]:
    """The findings that people are told of, and of those that are back the kinds that are new."""
    alerting = {name: finding for name, finding in wanted.items() if finding.verdict.alerts}
    said = await transaction.dismissals(sorted(alerting))
    loud: dict[str, Finding] = {}
    returned: dict[str, str] = {}
    for name, finding in alerting.items():
        dismissal: Dismissal | None = said.get(name)
        if dismissal is None or dismissal.basis is None:
            loud[name] = finding
        elif fresh := dismissal.fresh_kinds(finding):
            loud[name] = finding
            returned[name] = ",".join(kind.value if kind else "text" for kind in fresh)
    return loud, returned


class _Work:
    """The changes of one check: what was touched, and what is to be told of it."""

    def __init__(self, transaction: Transaction, now: datetime) -> None:
        self._transaction = transaction
        self._now = now
        self._new: set[str] = set()
        self._assembly = Assembly()
        self.touched: set[str] = set()

    async def remove(self, findings: Iterable[Finding]) -> None:
        """Take findings away that are not found any more."""
        for finding in findings:
            await self._transaction.remove_finding(finding)
            if finding.case_id:
                await self._note(finding.case_id, TimelineKind.FINDING_GONE, finding)

    def adopt(self, home: Home) -> None:
        """Remember the case that a group of findings belongs to."""
        if home.is_new:
            self._new.add(home.case.id)
        self._assembly.resolved.extend(home.merged)
        for other in home.merged:
            self._assembly.changes[other.id] = TimelineEntry(
                TimelineKind.MERGED, self._now, subject=home.case.name
            )
            self.touched.add(home.case.id)

    async def put(self, finding: Finding, was: str, case_id: str, returned: str = "") -> None:
        """Store a finding in a case; empty: in none. ``was`` is the case that it was in."""
        await self._transaction.put_finding(replace(finding, case_id=case_id))
        if was and was != case_id:
            await self._note(was, TimelineKind.FINDING_GONE, finding)
        if case_id:
            kind = TimelineKind.RETURNED if returned else TimelineKind.FINDING
            await self._note(case_id, kind, finding, returned)

    async def _note(
        self, case_id: str, kind: TimelineKind, finding: Finding, detail: str = ""
    ) -> None:
        entry = TimelineEntry(kind, self._now, subject=f"findings/{finding.id}", detail=detail)
        await self._transaction.note(case_id, entry)
        self._assembly.changes[case_id] = entry
        self.touched.add(case_id)

    async def settle(self, when_gone: Resolution) -> Assembly:
        """Bring each touched case in line, and say what happened to it."""
        assembly = self._assembly
        closed = {case.id for case in assembly.resolved}
        for case_id in sorted(self.touched - closed):
            before = await self._transaction.case(case_id)
            if before is None or not before.is_live:
                continue
            await self._reopen(before)
            case = await settle(self._transaction, case_id, self._now, when_gone=when_gone)
            if case.state is CaseState.RESOLVED:
                assembly.resolved.append(case)
                resolution = case.resolution or when_gone
                assembly.changes[case_id] = TimelineEntry(
                    TimelineKind.RESOLVED, self._now, detail=resolution.value
                )
            elif case_id in self._new:
                assembly.opened.append(case)
                await self._open(case)
            else:
                assembly.updated.append(case)
        return assembly

    async def _open(self, case: Case) -> None:
        entry = TimelineEntry(TimelineKind.OPENED, self._now)
        self._assembly.changes[case.id] = entry
        await self._transaction.record(
            AuditRecord(
                Action.CASE_OPENED,
                "selaras",
                case.name,
                self._now,
                case_id=case.id,
                agencies=case.agencies,
            )
        )

    async def _reopen(self, case: Case) -> None:
        """People agreed who corrects, and now something new clashes: they must talk again."""
        change = self._assembly.changes.get(case.id)
        news = {TimelineKind.FINDING, TimelineKind.RETURNED}
        if case.state is not CaseState.AGREED or change is None or change.kind not in news:
            return
        entry = TimelineEntry(TimelineKind.REOPENED, self._now)
        await self._transaction.note(case.id, entry)
        proposal = case.proposal and replace(case.proposal, state=ProposalState.OVERTAKEN)
        await self._transaction.put_case(
            replace(case, state=CaseState.OPEN, agreed_kind=None, proposal=proposal)
        )
        self._assembly.changes[case.id] = entry
