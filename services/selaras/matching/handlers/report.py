"""Tells every agency of a case what changed, each with its own view."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from selaras.matching.cases.assembly import Assembly
from selaras.matching.cases.settle import clashing
from selaras.matching.domain.case import Case, TimelineEntry
from selaras.matching.domain.case_view import view_case, views_of
from selaras.matching.domain.finding import Finding
from selaras.matching.domain.message import Agency, Message
from selaras.matching.domain.view import FindingView
from selaras.matching.domain.viewer import Viewer
from selaras.matching.ports import Events, Transaction


def views_for(
    agency: str, findings: Iterable[Finding], messages: dict[str, Message]
) -> list[FindingView]:
    """The findings in which ``agency`` has a side, as it may see them, most certain first."""
    return _own(views_of(Viewer(agency), findings, messages))


async def report_cases(transaction: Transaction, events: Events, assembly: Assembly) -> None:
    """Emit one event for each case and agency."""
    for verb, cases in (
        ("opened", assembly.opened),
        ("updated", assembly.updated),
        ("resolved", assembly.resolved),
    ):
        for case in cases:
            change = assembly.changes.get(case.id)
            await report_case(transaction, events, verb, case, change)


async def report_case(
    transaction: Transaction,
    events: Events,
    verb: str,
    case: Case,
    change: TimelineEntry | None,
) -> None:
    """Emit one event for each agency of a case that was opened, updated or resolved (``verb``).

    Args:
        change: what happened; None: only what it is made of changed, such as its deadline.
    """
    findings = await clashing(transaction, case.id)
    keys = {side.key for item in findings for side in (item.left, item.right)}
    messages = await transaction.messages(sorted(keys))
    agencies = {message.agency.id: message.agency for message in messages.values()}
    for agency_id in case.agencies:
        if agency_id not in agencies:
            agencies[agency_id] = await _agency(transaction, agency_id)
    for agency_id in case.agencies:
        seen = view_case(Viewer(agency_id), case, findings, messages, agencies)
        await events.case_changed(
            transaction,
            verb,
            case,
            agency=agencies[agency_id],
            agencies=[agencies[other] for other in case.agencies if other != agency_id],
            views=_own(seen.findings),
            deadline=case.deadline,
            change=change,
            view=seen,
        )


def _own(views: Sequence[FindingView | object]) -> list[FindingView]:
    return [item for item in views if isinstance(item, FindingView)]


async def _agency(transaction: Transaction, agency_id: str) -> Agency:
    """An agency that has no finding in the case any more, as its newest message names it."""
    known = await transaction.agency(agency_id)
    if known is None:
        raise LookupError(f"agency {agency_id} of a case has no message")
    return known
