"""What people decide on a case: acknowledge, comment, assign, propose, answer.

Each decision is one transaction: the case, its timeline, the audit trail and the events that tell
all agencies of the case are stored together or not at all.
"""

from __future__ import annotations

from dataclasses import replace

from selaras.kit.auth import PEOPLE, Caller, Role
from selaras.kit.errors import FailedPrecondition, InvalidRequest
from selaras.matching.cases.settle import end_agreed
from selaras.matching.domain.audit import Action
from selaras.matching.domain.case import (
    Answer,
    Case,
    Party,
    Person,
    Proposal,
    ProposalState,
    Resolution,
    ResolutionKind,
    TimelineEntry,
    TimelineKind,
)
from selaras.matching.domain.proposal import answer, answer_of, ends_case, propose
from selaras.matching.handlers.cases import (
    Desk,
    Sitting,
    fingerprint,
    must_be_live,
    own_owner,
    plain_text,
    require,
)

_DECIDERS = frozenset({Role.OWNER, Role.HEAD})


class DecisionHandler:
    """Decisions of one agency's people on the cases that they have a part in.

    All raise PermissionDenied (ROLE_NOT_ALLOWED), NotFound (CASE_NOT_FOUND) and, but for comments,
    FailedPrecondition (CASE_RESOLVED); bad input changes nothing.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def acknowledge(self, caller: Caller, case_id: str) -> Case:
        """Somebody of the caller's agency looks after the case. Again: no change."""
        viewer = require(caller, _DECIDERS)
        async with self._desk.sitting(viewer) as sitting:
            case = await sitting.case(case_id)
            party = _own(case, viewer.agency)
            if party.acknowledge_time is not None:
                return case
            acknowledged = replace(
                party, acknowledge_time=sitting.now, acknowledged_by=viewer.owner
            )
            entry = _entry(sitting, TimelineKind.ACKNOWLEDGED)
            return await sitting.keep(
                _with_party(case, acknowledged), entry, Action.CASE_ACKNOWLEDGED
            )

    async def comment(self, caller: Caller, case_id: str, text: str, request_id: str) -> Case:
        """Add a comment, also on a resolved case.

        Raises:
            InvalidRequest: TEXT_EMPTY, TEXT_HAS_CONTROL_CHARACTERS.
            FailedPrecondition: REQUEST_ID_REUSED.
        """
        viewer = require(caller, PEOPLE)
        text = plain_text("text", text)
        if not text:
            raise InvalidRequest.field("TEXT_EMPTY", "text", "write something")
        async with self._desk.sitting(viewer) as sitting:
            case = await sitting.case(case_id, live=False)
            if await sitting.done_before(request_id, "comment", case_id, text):
                return case
            entry = _entry(sitting, TimelineKind.COMMENTED, text=text)
            return await sitting.keep(case, entry, Action.CASE_COMMENTED, **fingerprint(text))

    async def assign(self, caller: Caller, case_id: str, owner: str) -> Case:
        """Give the case to an owner of the caller's agency; empty: to nobody in particular.

        Raises:
            InvalidRequest: NAME_INVALID.
            PermissionDenied: AGENCY_MISMATCH.
        """
        viewer = require(caller, _DECIDERS)
        assignee = own_owner("owner", owner, viewer) if owner else ""
        async with self._desk.sitting(viewer) as sitting:
            case = await sitting.case(case_id)
            party = _own(case, viewer.agency)
            if party.assignee == assignee:
                return case
            entry = _entry(sitting, TimelineKind.ASSIGNED, subject=owner)
            return await sitting.keep(
                _with_party(case, replace(party, assignee=assignee)),
                entry,
                Action.CASE_ASSIGNED,
                owner=owner,
            )

    async def propose(
        self, caller: Caller, case_id: str, kind: ResolutionKind, note: str, request_id: str
    ) -> Case:
        """Propose how the clash ends, in the place of the last proposal.

        Raises:
            InvalidRequest: NOTE_MISSING, TEXT_HAS_CONTROL_CHARACTERS.
            FailedPrecondition: AGENCY_NOT_AFFECTED, REQUEST_ID_REUSED.
        """
        viewer = require(caller, _DECIDERS)
        note = plain_text("note", note)
        if kind is ResolutionKind.JOINT_STATEMENT and not note:
            raise InvalidRequest.field("NOTE_MISSING", "note", "write the text agreed on")
        async with self._desk.sitting(viewer) as sitting:
            case = await sitting.case(case_id, live=False)
            if await sitting.done_before(request_id, "propose", case_id, kind, note):
                return case
            must_be_live(case)
            _must_be_affected(case, viewer.agency)
            case = propose(case, kind, note, viewer.person, sitting.now)
            entry = _entry(sitting, TimelineKind.PROPOSED, text=note, detail=kind.name)
            return await sitting.keep(
                case,
                entry,
                Action.RESOLUTION_PROPOSED,
                kind=kind.name,
                number=str(case.proposal.number if case.proposal else 0),
                **fingerprint(note),
            )

    async def answer(
        self, caller: Caller, case_id: str, number: int, *, agree: bool, note: str
    ) -> Case:
        """Agree to or decline the open proposal. The same answer again: no change.

        Raises:
            InvalidRequest: NOTE_MISSING, TEXT_HAS_CONTROL_CHARACTERS.
            FailedPrecondition: PROPOSAL_OVERTAKEN, OWN_PROPOSAL, AGENCY_NOT_AFFECTED.
        """
        viewer = require(caller, _DECIDERS)
        note = plain_text("note", note)
        if not agree and not note:
            raise InvalidRequest.field("NOTE_MISSING", "note", "say why not")
        async with self._desk.sitting(viewer) as sitting:
            case = await sitting.case(case_id, live=False)
            said = Answer(agree, note, viewer.person, sitting.now)
            proposal = _answered(case, number, said)
            if proposal is None:
                return case
            after = answer(case, proposal, said)
            kind = TimelineKind.AGREED if agree else TimelineKind.DECLINED
            action = Action.RESOLUTION_AGREED if agree else Action.RESOLUTION_DECLINED
            entry = _entry(sitting, kind, text=note, detail=proposal.kind.name)
            detail = {"number": str(number), "kind": proposal.kind.name, **fingerprint(note)}
            if ends_case(after):
                return await _end(sitting, after, entry, action, detail)
            return await sitting.keep(after, entry, action, **detail)


def _answered(case: Case, number: int, said: Answer) -> Proposal | None:
    """The proposal that is answered; None: this very answer was given before."""
    proposal, agency = case.proposal, said.person.agency
    if proposal is None or proposal.number != number:
        raise _overtaken()
    if proposal.person.agency == agency:
        raise FailedPrecondition("OWN_PROPOSAL", "another agency must answer your proposal")
    before = answer_of(proposal, agency)
    if before is not None and (before.agreed, before.note) == (said.agreed, said.note):
        return None
    must_be_live(case)
    if proposal.state is not ProposalState.OPEN:
        raise _overtaken()
    _must_be_affected(case, agency)
    return proposal


async def _end(
    sitting: Sitting, case: Case, entry: TimelineEntry, action: Action, detail: dict[str, str]
) -> Case:
    """All agree that nothing clashes: what clashed is dismissed, and the case is resolved."""
    await sitting.transaction.note(case.id, entry)
    await sitting.record(action, case, **detail)
    resolved = await end_agreed(sitting.transaction, case, sitting.now)
    change = _entry(sitting, TimelineKind.RESOLVED, detail=Resolution.AGREED.value)
    await sitting.tell("resolved", resolved, change)
    return resolved


def _own(case: Case, agency: str) -> Party:
    party = case.party(agency)
    if party is None:
        raise LookupError(f"{agency} decides on {case.name} without a part in it")
    return party


def _with_party(case: Case, party: Party) -> Case:
    parties = (party if item.agency == party.agency else item for item in case.parties)
    return replace(case, parties=tuple(parties))


def _must_be_affected(case: Case, agency: str) -> None:
    if not _own(case, agency).findings:
        raise FailedPrecondition(
            "AGENCY_NOT_AFFECTED", "nothing of your agency clashes in this case any more"
        )


def _overtaken() -> FailedPrecondition:
    return FailedPrecondition(
        "PROPOSAL_OVERTAKEN", "this proposal is no longer open; read the case again"
    )


def _entry(
    sitting: Sitting,
    kind: TimelineKind,
    *,
    text: str = "",
    subject: str = "",
    detail: str = "",
) -> TimelineEntry:
    person: Person = sitting.viewer.person
    return TimelineEntry(kind, sitting.now, person, text=text, subject=subject, detail=detail)
