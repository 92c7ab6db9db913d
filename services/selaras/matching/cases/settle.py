"""Brings a case in line with the findings that it has now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime

from selaras.matching.cases.authority import authority_of
from selaras.matching.cases.severity import kinds_of, severity_of
from selaras.matching.cases.topics import topic_of
from selaras.matching.domain.audit import Action, AuditRecord
from selaras.matching.domain.case import (
    Case,
    CaseState,
    Party,
    Proposal,
    ProposalState,
    Resolution,
    TimelineEntry,
    TimelineKind,
    relation_of,
)
from selaras.matching.domain.dismissing import all_agreed
from selaras.matching.domain.finding import Finding
from selaras.matching.domain.message import Message, MessageState
from selaras.matching.domain.proposal import conclude, ends_case
from selaras.matching.ports import Transaction


async def clashing(transaction: Transaction, case_id: str) -> tuple[Finding, ...]:
    """The findings of a case that people are told of."""
    findings = await transaction.case_findings(case_id)
    return tuple(item for item in findings if item.verdict.alerts)


async def settle(
    transaction: Transaction,
    case_id: str,
    now: datetime,
    *,
    when_gone: Resolution = Resolution.CORRECTED,
) -> Case:
    """Compute a case anew from its findings and store it with the next version.

    Without a finding it is resolved (selaras kembali), and its open proposal is overtaken. A case
    that was resolved before stays as it is.

    Args:
        when_gone: why it is resolved where no finding is left.

    Raises:
        LookupError: there is no such case.
    """
    case = await transaction.case(case_id)
    if case is None:
        raise LookupError(f"no case {case_id}")
    if not case.is_live:
        return case
    findings = await clashing(transaction, case_id)
    if not findings:
        settled = await resolve(transaction, case, when_gone, now)
    else:
        # An agency that was asked may have corrected its text instead of answering.
        settled = conclude(await _described(transaction, case, findings, now))
        if ends_case(settled):
            return await end_agreed(transaction, settled, now)
    await transaction.put_case(settled)
    return settled


async def end_agreed(transaction: Transaction, case: Case, now: datetime) -> Case:
    """Resolve a case of which all agree that nothing in it clashes.

    Every finding leaves it and stays silent until one of its facts changes.
    """
    proposal = case.proposal
    if proposal is None:
        raise LookupError(f"{case.name} ends without a proposal")
    said = (proposal.person, *(item.person for item in proposal.answers))
    findings = await transaction.case_findings(case.id)
    before = await transaction.dismissals([finding.id for finding in findings])
    for finding in findings:
        silent = all_agreed(before.get(finding.id), finding, said, proposal.kind.value, now)
        await transaction.put_dismissal(silent)
        await transaction.put_finding(replace(finding, case_id=""))
    resolved = await resolve(transaction, case, Resolution.AGREED, now)
    await transaction.put_case(resolved)
    return resolved


async def refresh(transaction: Transaction, case_id: str, now: datetime) -> Case | None:
    """A live case with its deadline and what follows from it anew; None: nothing changed."""
    case = await transaction.case(case_id)
    if case is None or not case.is_live:
        return None
    findings = await clashing(transaction, case_id)
    after = await _described(transaction, case, findings, now)
    if replace(after, version=case.version, change_time=case.change_time) == case:
        return None
    await transaction.put_case(after)
    return after


async def resolve(
    transaction: Transaction, case: Case, resolution: Resolution, now: datetime
) -> Case:
    """The case, resolved, with its timeline and the audit trail saying so; not stored yet."""
    await transaction.note(
        case.id, TimelineEntry(TimelineKind.RESOLVED, now, detail=resolution.value)
    )
    await transaction.record(
        AuditRecord(
            Action.CASE_RESOLVED,
            "selaras",
            case.name,
            now,
            case_id=case.id,
            detail={"resolution": resolution.value},
            agencies=case.agencies,
        )
    )
    return replace(
        case,
        state=CaseState.RESOLVED,
        resolution=resolution,
        version=case.version + 1,
        change_time=now,
        deadline=None,
        parties=tuple(replace(party, findings=0) for party in case.parties),
        proposal=_overtaken(case.proposal),
    )


def _overtaken(proposal: Proposal | None) -> Proposal | None:
    if proposal is None or proposal.state is not ProposalState.OPEN:
        return proposal
    return replace(proposal, state=ProposalState.OVERTAKEN)


async def _described(
    transaction: Transaction, case: Case, findings: tuple[Finding, ...], now: datetime
) -> Case:
    keys = {side.key for item in findings for side in (item.left, item.right)}
    messages = (await transaction.messages(sorted(keys))).values()
    kinds = kinds_of(findings)
    areas = _areas(messages)
    topic = topic_of(message.text for message in messages)
    deadline = _deadline(messages)
    counts = Counter(side.agency for item in findings for side in (item.left, item.right))
    authority = authority_of(
        await transaction.authorities(),
        topic=topic,
        kinds=kinds,
        area_codes=areas,
        agencies=counts,
    )
    return replace(
        case,
        version=case.version + 1,
        change_time=now,
        relation=relation_of(findings),
        parties=_parties(case.parties, counts, authority),
        severity=severity_of(findings, messages, deadline, now),
        topic=topic,
        area_codes=areas,
        kinds=kinds,
        deadline=deadline,
    )


def _parties(known: Iterable[Party], counts: Counter[str], authority: str) -> tuple[Party, ...]:
    """All that ever had a side, each with what people there did."""
    by_agency = {party.agency: party for party in known}
    return tuple(
        replace(
            by_agency.get(agency) or Party(agency),
            findings=counts[agency],
            authority=agency == authority,
        )
        for agency in sorted({*by_agency, *counts})
    )


def _areas(messages: Collection[Message]) -> tuple[str, ...]:
    """Where it matters: what a ministry says to all matters where the others speak."""
    return tuple(sorted({code for message in messages for code in message.area_codes}))


def _deadline(messages: Iterable[Message]) -> datetime | None:
    """The earliest planned publication of what is not out yet."""
    times = [
        message.publish_time
        for message in messages
        if message.publish_time is not None and message.state is MessageState.LIVE
    ]
    return min(times, default=None)
