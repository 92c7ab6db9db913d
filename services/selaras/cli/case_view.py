"""A case as a person reads it: how grave, until when, who has it, what clashes, what next."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from selaras.cli.case_steps import agency_names, named, next_steps
from selaras.cli.finding_view import panel, relation_name, trail
from selaras.cli.layout import indented
from selaras.cli.output import console, lang, say
from selaras.cli.people import short_name
from selaras.cli.times import both, now, relative, stamp
from selaras.cli.words import fact_kind, fact_kinds, flat, sentence, word
from selaras.client import Case, CaseEvent, CaseParty, Finding, Proposal, Severity, TimelineEntry
from selaras.client import TimelineKind as Kind

if TYPE_CHECKING:
    from rich.console import RenderableType

_STYLES = {
    Severity.CRITICAL: "bold red",
    Severity.HIGH: "red",
    Severity.MEDIUM: "yellow",
    Severity.LOW: "dim",
}
_COMMENTS = 3
_FINDINGS = 5


def show_list(cases: Iterable[Case], current: datetime | None = None) -> None:
    """Print cases, two lines each."""
    from rich.text import Text  # noqa: PLC0415

    out, at = console(), current or now()
    for case in cases:
        style = "green" if not case.is_live else _STYLES.get(case.severity, "")
        out.print(Text.assemble((f"{grade(case)}  ", style), (case.headline(lang()), "bold")))
        out.print(indented(summary(case, at), "dim"))


def show_event(event: CaseEvent, current: datetime | None = None) -> None:
    """Print what happened to a case that is watched."""
    if event.case is None:
        return
    if event.kind == "REMOVED":
        print(say("cases.removed", case=event.case.name))
        return
    show_list([event.case], current)


def show(case: Case, current: datetime | None = None, *, timeline: bool = False) -> None:
    """Print one case.

    Args:
        case: with its findings and its timeline.
        current: the time on the clock; None: now.
        timeline: all that happened instead of the last comments.
    """
    out, at = console(), current or now()
    for part in (
        _head(case, at),
        _parties(case, at),
        _findings(case),
        _proposal(case, at),
        _timeline(case, whole=timeline),
        _next(case),
    ):
        for line in part:
            out.print(line)


def grade(case: Case) -> str:
    """How grave it is, in capitals: "GENTING"; of a resolved one that it is."""
    return word("severity" if case.is_live else "case.state", _grade_name(case)).upper()


def summary(case: Case, current: datetime) -> str:
    """The second line of a list: name, state, deadline, and how many have acknowledged."""
    told = sum(1 for party in case.parties if party.acknowledge_time)
    deadline = ""
    if case.deadline and case.is_live:
        deadline = say("case.deadline_short", relative=relative(case.deadline, current))
    return sentence(
        (
            case.name,
            word("case.state", case.state),
            deadline,
            say("case.told", agencies=len(case.parties), told=told),
            say("case.open_proposal") if case.proposal and case.proposal.is_open else "",
        )
    )


def person(name: str) -> str:
    """Who did something; Selaras itself where nobody did."""
    return short_name(name) or "Selaras"


def _grade_name(case: Case) -> str:
    return case.severity if case.is_live else case.state


def _head(case: Case, current: datetime) -> list[RenderableType]:
    from rich.text import Text  # noqa: PLC0415

    style = "bold green" if not case.is_live else _STYLES.get(case.severity, "bold")
    ending = [word("case.state", case.state)]
    if case.resolution:
        ending.append(word("resolution", case.resolution))
    if case.agreed_kind != "UNSPECIFIED":
        ending.append(word("resolution.kind", case.agreed_kind))
    lines: list[RenderableType] = [
        Text(
            sentence((word("severity", case.severity).upper(), relation_name(case.relation))), style
        ),
        Text(case.headline(lang()), style="bold"),
        _labelled("state", ", ".join(ending)),
    ]
    if case.deadline and case.is_live:
        lines.append(_labelled("deadline", both(case.deadline, current)))
    elif case.is_live:
        lines.append(_labelled("deadline", say("case.no_deadline")))
    about = sentence((case.topic, fact_kinds(case.kinds), ", ".join(case.area_codes)))
    if about:
        lines.append(_labelled("about", about))
    return [*lines, _labelled("name", case.name)]


def _parties(case: Case, current: datetime) -> list[RenderableType]:
    return [_heading("parties")] + [
        indented(f"{'✓' if party.acknowledge_time else '·'} {_party(party, current)}")
        for party in case.parties
    ]


def _party(party: CaseParty, current: datetime) -> str:
    said = say("case.unacknowledged")
    if party.acknowledge_time:
        said = say(
            "case.acknowledged_by",
            person=person(party.acknowledged_by),
            relative=relative(party.acknowledge_time, current),
        )
    elif not party.findings:
        said = ""
    parts = [
        say("case.authority") if party.authority else "",
        said,
        say("case.assignee", person=person(party.assignee)) if party.assignee else "",
        "" if party.findings else say("case.corrected"),
    ]
    return f"{party.agency.display_name}: {', '.join(filter(None, parts))}"


def _findings(case: Case) -> list[RenderableType]:
    from rich.text import Text  # noqa: PLC0415

    lines: list[RenderableType] = []
    for finding in case.findings[:_FINDINGS]:
        # Both sides by name: for a coordinator neither text is the own one.
        lines.append(panel(finding, _own_name(case, finding), advice=False))
        lines.append(Text(trail(finding), style="dim"))
    if len(case.findings) > _FINDINGS:
        lines.append(Text(say("case.more_findings", count=len(case.findings) - _FINDINGS)))
    if case.findings and case.finding_count > len(case.findings):
        hidden = case.finding_count - len(case.findings)
        lines.append(Text(say("case.other_findings", count=hidden)))
    return [_heading("findings"), *lines] if lines else []


def _own_name(case: Case, finding: Finding) -> str:
    agency = "/".join(finding.own_draft.split("/")[:2])
    return agency_names(case).get(agency, "")


def _proposal(case: Case, current: datetime) -> list[RenderableType]:
    proposal = case.proposal
    if proposal is None:
        return []
    lines: list[RenderableType] = [
        _heading("proposal", number=proposal.number),
        indented(_proposed(case, proposal, current)),
    ]
    if proposal.note:
        lines.append(indented(f'"{flat(proposal.note)}"', "italic"))
    for answer in proposal.answers:
        verdict = say("case.agrees" if answer.agreed else "case.declines")
        note = f': "{flat(answer.note)}"' if answer.note else ""
        lines.append(indented(f"{named(case, (answer.agency,))} {verdict}{note}"))
    if proposal.is_open and proposal.awaited:
        lines.append(indented(say("case.awaited", agencies=named(case, proposal.awaited))))
    return lines


def _proposed(case: Case, proposal: Proposal, current: datetime) -> str:
    return sentence(
        (
            word("resolution.kind", proposal.kind),
            say("case.proposed_by", agency=named(case, (proposal.agency,))),
            relative(proposal.create_time, current) if proposal.create_time else "",
            word("proposal.state", proposal.state),
        )
    )


def _timeline(case: Case, *, whole: bool) -> list[RenderableType]:
    if whole:
        entries = list(case.timeline)
    else:
        entries = [entry for entry in case.timeline if entry.kind is Kind.COMMENTED][-_COMMENTS:]
    if not entries:
        return []
    heading = _heading("timeline" if whole else "comments")
    return [heading, *(indented(_entry(entry)) for entry in entries)]


def _entry(entry: TimelineEntry) -> str:
    happened = word("timeline", entry.kind)
    detail = ""
    if entry.kind is Kind.PROPOSED:
        detail = word("resolution.kind", entry.detail)
    elif entry.kind is Kind.RESOLVED:
        detail = word("resolution", entry.detail)
    elif entry.detail:
        detail = fact_kind(entry.detail)
    about = short_name(entry.subject)
    parts = (happened, detail, about, f'"{flat(entry.text)}"' if entry.text else "")
    who = person(entry.person or entry.agency)
    return f"{stamp(entry.time)}  {who}: {sentence(parts)}"


def _next(case: Case) -> list[RenderableType]:
    lines: list[RenderableType] = []
    for step in next_steps(case):
        lines.append(indented(step.words))
        if step.command:
            lines.append(indented(step.command, "cyan", by=4))
    return [_heading("next"), *lines] if lines else []


def _heading(key: str, **values: object) -> RenderableType:
    from rich.text import Text  # noqa: PLC0415

    return Text(say(f"case.heading.{key}", **values), style="bold")


def _labelled(key: str, told: str) -> RenderableType:
    from rich.text import Text  # noqa: PLC0415

    return Text.assemble((f"{say(f'case.label.{key}')}: ", "bold"), told)
