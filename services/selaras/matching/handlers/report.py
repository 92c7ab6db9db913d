"""Tells every agency of a case what changed, each with its own view."""

from __future__ import annotations

from collections.abc import Iterable

from selaras.matching.cases.assembly import Assembly
from selaras.matching.domain.case import Case
from selaras.matching.domain.finding import Finding
from selaras.matching.domain.message import Agency, Message
from selaras.matching.domain.view import FindingView, view
from selaras.matching.ports import Events, Transaction


def views_for(
    agency: str, findings: Iterable[Finding], messages: dict[str, Message]
) -> list[FindingView]:
    """The findings in which ``agency`` has a side, as it may see them, most certain first."""
    views = []
    for finding in findings:
        if agency not in (finding.left.agency, finding.right.agency):
            continue
        seen = finding.seen_from(agency)
        views.append(view(seen, messages[seen.left.key], messages[seen.right.key]))
    return sorted(views, key=lambda item: (-item.probability, item.finding_id))


async def report_cases(transaction: Transaction, events: Events, assembly: Assembly) -> None:
    """Emit one event for each case and agency."""
    for verb, cases in (
        ("opened", assembly.opened),
        ("updated", assembly.updated),
        ("resolved", assembly.resolved),
    ):
        for case in cases:
            await _report_case(transaction, events, verb, case)


async def _report_case(transaction: Transaction, events: Events, verb: str, case: Case) -> None:
    findings = [item for item in await transaction.case_findings(case.id) if item.verdict.alerts]
    keys = {side.key for item in findings for side in (item.left, item.right)}
    messages = await transaction.messages(sorted(keys))
    agencies = {message.agency.id: message.agency for message in messages.values()}
    for agency_id in case.agencies:
        if agency_id not in agencies:
            agencies[agency_id] = await _agency(transaction, agency_id)
    times = [message.publish_time for message in messages.values() if message.publish_time]
    for agency_id in case.agencies:
        await events.case_changed(
            transaction,
            verb,
            case,
            agency=agencies[agency_id],
            agencies=[agencies[other] for other in case.agencies if other != agency_id],
            views=views_for(agency_id, findings, messages),
            deadline=min(times, default=None),
        )


async def _agency(transaction: Transaction, agency_id: str) -> Agency:
    """An agency that has no finding in the case any more, as its newest message names it."""
    known = await transaction.agency(agency_id)
    if known is None:
        raise LookupError(f"agency {agency_id} of a case has no message")
    return known
