"""Judges an inquiry: what was missing, what the audit trail should say, what was not tried."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator

from google.protobuf.message import Message
from selaras.api.v1 import finding_pb2

from tests.support.leak import Answer, Spot
from tests.support.leak_inquiry import BROKEN, Inquiry
from tests.support.leak_requests import SAMPLES, Viewer
from tests.support.leak_scene import (
    ADMIN,
    COMMENT,
    CONTACT,
    COORDINATOR,
    COORDINATOR_HERE,
    EXCERPT,
    FULL,
    NOBODY,
    PEOPLE,
    Draft,
    level_spots,
)

# Where the other side must be shown all that the share level lets.
WHOLE = (
    "FindingService.GetFinding",
    "FindingService.ListFindings",
    "FindingService.WatchFindings",
    "CaseService.GetCase",
    "selaras findings",
)
# Where it must be shown at least the clashing sentence, as far as the level lets.
TOLD = ("selaras.v1.alert", "selaras.v1.case.opened", "e-mail", "hook", "slack", "telegram")


def unseen(inquiry: Inquiry) -> list[str]:
    """What should have been shown and was not."""
    missing = []
    for agency, draft in _sides(inquiry):
        for where in (*WHOLE, *TOLD):
            wanted = texts_of(draft) if where in WHOLE else texts_of(draft) & {Spot.CLASH}
            seen = inquiry.spots(_members(agency, inquiry), where, draft)
            missing += missing_spots(agency, where, draft, wanted - seen)
    for draft in inquiry.rules.drafts:
        seen = inquiry.spots([COORDINATOR_HERE], "CaseService.GetCase", draft)
        wanted = texts_of(draft) - seen
        missing += missing_spots(COORDINATOR_HERE, "CaseService.GetCase", draft, wanted)
    for agency in ("disdik", "kemenag"):
        if not any(COMMENT.is_in(one.reading) for one in inquiry.shown if one.viewer == agency):
            missing.append(f"{agency} is not shown the comment on its case")
    return missing


def unseen_by_copy(inquiry: Inquiry, viewer: str) -> list[str]:
    """What the sender of a near copy, who is the other side of a clash, was not shown."""
    missing = []
    for draft in inquiry.rules.drafts:
        readings = [one.reading for one in inquiry.shown if one.copy == draft.matter]
        seen = {mark.spot for mark in draft.marks if any(mark.is_in(one) for one in readings)}
        wanted = texts_of(draft) - seen
        missing += missing_spots(viewer, "CheckDraft of a near copy", draft, wanted)
    return missing


def texts_of(draft: Draft) -> frozenset[Spot]:
    """The markers in the words of a draft that the other side must be able to read."""
    return level_spots(draft.share_level) - {Spot.AREA}


def missing_spots(viewer: str, where: str, draft: Draft, spots: Iterable[Spot]) -> list[str]:
    """One line for each marker that was not shown."""
    return [f"{viewer} is not shown the {spot} of {draft.key} in {where}" for spot in sorted(spots)]


def _members(agency: str, inquiry: Inquiry) -> list[str]:
    return [name for name in inquiry.viewers if name.partition("/")[0] == agency]


def _sides(inquiry: Inquiry) -> Iterator[tuple[str, Draft]]:
    """Each agency with each draft that its own clashes with."""
    for own in inquiry.rules.drafts:
        for other in inquiry.rules.drafts:
            if own.matter == other.matter and own.agency != other.agency:
                yield own.agency, other


def excerpt_faults(inquiry: Inquiry) -> list[str]:
    """An excerpt is exactly the clashing sentence; a contact is the agency and the kind."""
    faults = []
    for agency, draft in _sides(inquiry):
        if draft.share_level == FULL:
            continue
        wanted = {draft.clash} if draft.share_level == EXCERPT else {""}
        for finding in _findings(inquiry, agency, draft):
            sentences = {item.other_sentence for item in finding.evidence}
            if sentences != wanted:
                faults.append(f"{agency} reads {sentences} of {draft.key}, not {wanted}")
            if finding.other_text or finding.other_title:
                faults.append(f"{agency} is given the text or title of {draft.key}")
            if draft.share_level == CONTACT and not any(item.kind for item in finding.evidence):
                faults.append(f"{agency} is not told what kind of fact of {draft.key} clashes")
    return faults


def _findings(inquiry: Inquiry, agency: str, draft: Draft) -> Iterator[finding_pb2.Finding]:
    """What GetFinding has answered to an agency's plugin about another agency's draft."""
    for viewer, _, answer in inquiry.answers:
        if viewer.name != agency or answer.method != "FindingService.GetFinding":
            continue
        for message in answer.messages:
            finding: finding_pb2.Finding = message.finding  # type: ignore[attr-defined]
            same_matter = finding.own_draft.endswith(f"/{draft.matter}")
            if same_matter and finding.other_agency.name == f"agencies/{draft.agency}":
                yield finding


async def audit_faults(inquiry: Inquiry, when: str) -> list[str]:
    """Each viewer who saw something of an agency is named once for each thing; nobody else is."""
    entries = await inquiry.reveals()
    named = {(entry.actor, json.loads(entry.detail).get("of", "")) for entry in entries}
    saw = {
        (_actor(viewer), f"agencies/{key.partition('/')[0]}")
        for viewer, keys in inquiry.readers().items()
        for key in keys
    }
    faults = [
        f"{when}: {actor} saw text of {of}, and the audit trail does not say so"
        for actor, of in sorted(saw - named)
    ]
    faults += [
        f"{when}: the audit trail says that {actor} saw text of {of}, who did not"
        for actor, of in sorted(named - saw)
    ]
    counts = Counter((entry.actor, entry.action, entry.subject, entry.detail) for entry in entries)
    faults += [f"{when}: {count} entries for {key}" for key, count in counts.items() if count > 1]
    answer = await inquiry.verify_audit()
    if not answer.intact or answer.entries < len(entries):
        faults.append(f"{when}: the audit trail is not intact: {answer.reason}")
    return faults


def _actor(viewer: str) -> str:
    """Who a reveal names: a coordinator, or the agency of whoever looks."""
    agency, _, owner = viewer.partition("/")
    coordinates = any(one.name == viewer and one.role == COORDINATOR for one in PEOPLE)
    return f"agencies/{agency}/owners/{owner}" if coordinates else f"agencies/{agency}"


def untried(inquiry: Inquiry) -> list[str]:
    """A call that nobody was ever let into proves nothing, and one that failed even less."""
    answered = {answer.method for _, _, answer in inquiry.answers if answer.ok}
    faults = [f"{name} was never answered: mend its sample" for name in set(SAMPLES) - answered]
    failed: dict[tuple[str, str], set[str]] = {}
    for viewer, request, answer in inquiry.answers:
        if answer.code in BROKEN:
            why = f"{answer.code.name} {answer.error.splitlines()[-1].decode()}"
            failed.setdefault((answer.method, why), set()).add(viewer.name)
        elif answer.ok and _forbidden(viewer, request, answer):
            faults.append(f"{viewer.name} may call {answer.method} {getattr(request, 'name', '')}")
    faults += [
        f"{method} failed for {', '.join(sorted(viewers))}: {why}"
        for (method, why), viewers in failed.items()
    ]
    return faults


FOR_ADMINISTRATORS = {
    f"AccountService.{verb}" for verb in ("InviteAccount", "ListAccounts", "DeleteAccount")
}


def _forbidden(viewer: Viewer, request: Message, answer: Answer) -> bool:
    """Whether nobody like this viewer may be answered, whatever the answer says."""
    if viewer.name == NOBODY:
        return True
    if answer.method.startswith("DirectoryService.") or answer.method in FOR_ADMINISTRATORS:
        return viewer.name != ADMIN
    name = getattr(request, "name", "")
    return "/drafts/" in name and name.split("/")[1] != viewer.agency
