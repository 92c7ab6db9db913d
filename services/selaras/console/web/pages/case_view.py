"""What the page of a case shows, from what the services say of it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from selaras.client import (
    AlertRecord,
    Case,
    Contact,
    Finding,
    ResolutionKind,
    ReviewReason,
)
from selaras.console.content.case_messages import Comparison, by_gravity, compare, kind_name
from selaras.console.content.case_people import Names, Office, offices
from selaras.console.content.case_step import agency_names, may, next_step
from selaras.console.content.matrix import matrix
from selaras.console.content.timeline import events
from selaras.console.web.errors import PageError
from selaras.console.web.visit import Visit

# Findings whose texts are shown on one page, and entries of the timeline before "show more".
_FINDINGS = 10
_EVENTS = 15
# From which probability on the judge is how sure, in words of ``web.case.sure``.
_SURE = ((0.95, "almost"), (0.85, "very"), (0.7, "quite"), (0.0, "less"))
_RESOLUTIONS = [kind for kind in ResolutionKind if kind is not ResolutionKind.UNSPECIFIED]
_REASONS = [reason for reason in ReviewReason if reason is not ReviewReason.UNSPECIFIED]


@dataclass(frozen=True, slots=True)
class Failed:
    """A form that was refused; the page shows it again as it was sent.

    Attributes:
        form: which one, by the last part of its path.
        values: what was typed.
        chosen: what was ticked.
    """

    form: str
    failure: PageError
    values: Mapping[str, str] = field(default_factory=dict)
    chosen: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """Which findings are on this page; ``next`` and ``previous`` are 0 where there are none."""

    number: int
    of: int

    @property
    def next(self) -> int:
        """The page after it."""
        return self.number + 1 if self.number < self.of else 0

    @property
    def previous(self) -> int:
        """The page before it."""
        return self.number - 1


def values_of(
    visit: Visit,
    case: Case,
    contacts: list[Contact] | None,
    alerts: list[AlertRecord] | None,
    failed: Failed | None = None,
) -> dict[str, Any]:
    """All that the template needs.

    Args:
        contacts, alerts: None: they could not be had.
    """
    me = visit.me
    findings = by_gravity(case)
    part = _part(visit.query.get("page", ""), len(findings))
    shown = findings[(part.number - 1) * _FINDINGS :][:_FINDINGS]
    told = events(case.timeline)
    people = offices(case, contacts or (), me)
    return {
        "case": case,
        "path": f"/{case.name}",
        "live": visit.link("/cases/live", case=case.name, since=_after(case)),
        "comparisons": [compare(case, finding, me.agency) for finding in shown],
        "choices": [_choice(visit, case, finding) for finding in findings],
        "part": part,
        "matrix": matrix(case),
        "step": next_step(case, me),
        "may": may(case, me),
        "offices": people,
        "contacts_missing": contacts is None,
        "colleagues": _colleagues(people, me.owner),
        "mine": case.party(me.agency),
        "alerts": alerts,
        "events": told[:_EVENTS],
        "older": told[_EVENTS:],
        "names": Names(case, contacts or (), me, visit.t("web.case.you")),
        "acknowledging": visit.query.get("acknowledge") == "1",
        "failed": failed,
        "request_id": _request_id(failed),
        "resolutions": _RESOLUTIONS,
        "reasons": _REASONS,
        "kind_name": kind_name,
        "kind_words": lambda kinds: [visit.t(f"kind.{kind}") for kind in kinds],
        "agencies_of": lambda agencies: agency_names(case, agencies),
        "listed": lambda items: listed(visit, items),
        "certainty": _certainty,
        "whom_to_call": lambda agency: _whom_to_call(people, agency),
        "said_by": lambda comparison, side: _said_by(visit, comparison, side),
    }


def listed(visit: Visit, items: Iterable[str]) -> str:
    """``A, B, dan C``."""
    names = list(items)
    if len(names) < 2:
        return "".join(names)
    ahead = ", ".join(names[:-1])
    key = "web.case.and" if len(names) == 2 else "web.case.and_last"
    return visit.t(key, ahead=ahead, last=names[-1])


def _after(case: Case) -> int | None:
    """From which second on a change is news to who looks at the case as it is here."""
    return int(case.update_time.timestamp()) + 1 if case.update_time else None


def _part(asked: str, count: int) -> Part:
    pages = max(1, -(-count // _FINDINGS))
    wanted = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1
    return Part(min(max(wanted, 1), pages), pages)


def _choice(visit: Visit, case: Case, finding: Finding) -> tuple[str, str]:
    """A finding as it is chosen from a list: its name, and a line that says which it is."""
    comparison = compare(case, finding, visit.me.agency)
    kinds = [visit.t(f"kind.{kind}") for kind in comparison.kinds]
    sides = listed(visit, (comparison.own.agency_name, comparison.other.agency_name))
    return finding.name, f"{sides}: {', '.join(kinds)}" if kinds else sides


def _colleagues(people: Iterable[Office], me: str) -> list[tuple[str, str]]:
    """Owners of one's own agency, to give a case to; oneself is offered apart."""
    return [
        (somebody.owner, somebody.name)
        for office in people
        if office.is_mine
        for somebody in office.people
        if somebody.owner != me
    ]


def _request_id(failed: Failed | None) -> str:
    """Another for each form that is shown: sending it twice does nothing twice.

    A form that may have been stored although no answer came keeps its own.
    """
    if failed is not None and failed.failure.status >= 500:
        return failed.values.get("request_id") or uuid.uuid4().hex
    return uuid.uuid4().hex


def _certainty(finding: Finding) -> str:
    return next(word for least, word in _SURE if finding.probability >= least)


def _whom_to_call(people: Iterable[Office], agency: str) -> list[Any]:
    """The people of an agency that are told first; all of them where nobody is."""
    found = [
        somebody
        for office in people
        if office.party.agency.name == agency
        for somebody in office.people
    ]
    return [somebody for somebody in found if somebody.first] or found[:3]


def _said_by(visit: Visit, comparison: Comparison, side: str) -> str:
    """Whose value it is: "Anda", or the name of the agency."""
    message = comparison.own if side == "own" else comparison.other
    return visit.t("web.case.you") if message.is_mine else message.agency_name
