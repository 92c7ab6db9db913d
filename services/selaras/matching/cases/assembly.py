"""Puts the findings of one checked draft into cases, within the transaction that stores them.

Findings that share a draft belong to one case. A draft that joins two open cases makes one of
them: the older stays, the other is resolved as MERGED. A case whose findings are all gone is
resolved. Only findings that alert are in a case; the rest are listed on the draft.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from selaras.matching.domain.case import Case, CaseState, Resolution, relation_of
from selaras.matching.domain.finding import Finding
from selaras.matching.ports import Transaction


@dataclass(slots=True)
class Assembly:
    """What a check changed: cases by what happened to them, in their new state."""

    opened: list[Case] = field(default_factory=list)
    updated: list[Case] = field(default_factory=list)
    resolved: list[Case] = field(default_factory=list)


async def replace_findings(
    transaction: Transaction,
    key: str,
    fresh: Iterable[Finding],
    now: datetime,
    *,
    when_gone: Resolution = Resolution.CORRECTED,
) -> Assembly:
    """Make ``fresh`` the findings of the message ``key`` and bring the cases in line.

    Findings that say the same as before are left alone, so that a repeated event changes nothing.
    """
    before = {finding.id: finding for finding in await transaction.findings_of(key)}
    wanted = {finding.id: finding for finding in fresh}
    touched: set[str] = set()
    for finding_id, old in before.items():
        if finding_id not in wanted:
            await transaction.remove_finding(old)
            touched.add(old.case_id)
    changed = [
        finding
        for finding_id, finding in wanted.items()
        if finding_id not in before or not before[finding_id].same_verdict(finding)
    ]
    if not changed and not touched - {""}:
        return Assembly()
    alerting = [finding for finding in wanted.values() if finding.verdict.alerts]
    home, assembly = await _home(transaction, key, alerting, before, now)
    for finding in changed:
        old_case = before[finding.id].case_id if finding.id in before else ""
        case_id = home.id if home and finding.verdict.alerts else ""
        await transaction.put_finding(replace(finding, case_id=case_id))
        touched.update((old_case, case_id))
    await _settle(transaction, touched - {""}, assembly, now, when_gone)
    return assembly


async def _home(
    transaction: Transaction,
    key: str,
    alerting: list[Finding],
    before: dict[str, Finding],
    now: datetime,
) -> tuple[Case | None, Assembly]:
    """The case of the draft's alerting findings: the oldest open one nearby, or a new one."""
    assembly = Assembly()
    if not alerting:
        return None, assembly
    ids = {finding.case_id for finding in before.values()}
    for finding in alerting:
        other = finding.right if finding.left.key == key else finding.left
        ids.update(near.case_id for near in await transaction.findings_of(other.key))
    known = [await transaction.case(case_id) for case_id in sorted(ids - {""})]
    nearby = sorted(
        (case for case in known if case and case.state is CaseState.OPEN),
        key=lambda case: (case.create_time, case.id),
    )
    if not nearby:
        agencies = _agencies(alerting)
        case = Case(
            uuid.uuid4().hex, CaseState.OPEN, 0, relation_of(tuple(alerting)), agencies, now, now
        )
        await transaction.put_case(case)
        assembly.opened.append(case)
        return case, assembly
    home, *others = nearby
    for other_case in others:
        await transaction.move_findings(other_case.id, home.id)
        closed = replace(
            other_case,
            state=CaseState.RESOLVED,
            version=other_case.version + 1,
            change_time=now,
            resolution=Resolution.MERGED,
        )
        await transaction.put_case(closed)
        assembly.resolved.append(closed)
        agencies = tuple(sorted({*home.agencies, *other_case.agencies}))
        home = replace(home, agencies=agencies)
    await transaction.put_case(home)
    return home, assembly


async def _settle(
    transaction: Transaction,
    touched: set[str],
    assembly: Assembly,
    now: datetime,
    when_gone: Resolution,
) -> None:
    """Bring each touched case in line with the findings that it has now."""
    closed = {case.id for case in assembly.resolved}
    new = {case.id for case in assembly.opened}
    assembly.opened.clear()
    for case_id in sorted(touched - closed):
        case = await transaction.case(case_id)
        if case is None or case.state is not CaseState.OPEN:
            continue
        findings = tuple(
            finding
            for finding in await transaction.case_findings(case_id)
            if finding.verdict.alerts
        )
        settled = _settled(case, findings, now, when_gone)
        await transaction.put_case(settled)
        if settled.state is CaseState.RESOLVED:
            assembly.resolved.append(settled)
        elif case_id in new:
            assembly.opened.append(settled)
        else:
            assembly.updated.append(settled)


def _settled(
    case: Case, findings: tuple[Finding, ...], now: datetime, when_gone: Resolution
) -> Case:
    after = replace(case, version=case.version + 1, change_time=now)
    if not findings:
        return replace(after, state=CaseState.RESOLVED, resolution=when_gone)
    agencies = tuple(sorted({*case.agencies, *_agencies(findings)}))
    return replace(after, relation=relation_of(findings), agencies=agencies)


def _agencies(findings: Iterable[Finding]) -> tuple[str, ...]:
    names = {side.agency for finding in findings for side in (finding.left, finding.right)}
    return tuple(sorted(names))
