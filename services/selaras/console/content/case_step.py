"""Who must do what now in a case, and what somebody may do with it.

The services decide; the page only offers what they allow.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass

from selaras.client import Case, CaseParty, CaseState, Proposal, ProposalState, ResolutionKind
from selaras.console.content.person import DECIDERS, PEOPLE, Person, Role

_REGROUPERS = frozenset({Role.HEAD, Role.COORDINATOR})


class Tone(enum.StrEnum):
    """Whose turn it is."""

    ACT = "act"
    WAIT = "wait"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Step:
    """What comes next.

    Attributes:
        key: below ``web.case.step`` of the catalogue.
        agencies: names of those it speaks of, as people write them.
        kind: the kind of resolution it speaks of; empty: none.
    """

    key: str
    tone: Tone
    agencies: tuple[str, ...] = ()
    kind: str = ""


@dataclass(frozen=True, slots=True)
class May:
    """What somebody may do with a case as it is now."""

    acknowledge: bool = False
    comment: bool = False
    assign: bool = False
    propose: bool = False
    answer: bool = False
    dismiss: bool = False
    merge: bool = False
    split: bool = False


def may(case: Case, me: Person) -> May:
    """What a person may do with a case as it is now."""
    party, live = case.party(me.agency), case.is_live
    decides = me.role in DECIDERS and party is not None and live
    regroups = me.role in _REGROUPERS and live
    affected = party is not None and party.findings > 0
    awaited = case.proposal.awaited if case.proposal and case.proposal.is_open else ()
    return May(
        acknowledge=decides and party is not None and party.acknowledge_time is None,
        comment=me.role in PEOPLE,
        assign=decides,
        propose=decides and affected,
        answer=decides and me.agency in awaited,
        dismiss=me.role in PEOPLE and live,
        merge=regroups,
        split=regroups and len(case.findings) > 0 and case.finding_count > 1,
    )


def next_step(case: Case, me: Person) -> Step:
    """Who must do what now, as the person should hear it."""
    if case.state is CaseState.RESOLVED:
        key = "merged" if case.merged_into else "resolved"
        return Step(key, Tone.DONE, kind=case.resolution)
    party = case.party(me.agency) if me.role in DECIDERS else None
    if case.state is CaseState.AGREED:
        return _correction(case, me.agency if party else "")
    if case.proposal is not None and case.proposal.is_open:
        return _answer(case, case.proposal, me.agency if party else "")
    if party is None:
        return _watched(case)
    return _ours(case, party)


def agency_names(case: Case, agencies: tuple[str, ...]) -> tuple[str, ...]:
    """Agencies as people write them, from their resource names."""
    known = {party.agency.name: party.agency.display_name for party in case.parties}
    return tuple(known.get(agency) or agency.rpartition("/")[2] for agency in agencies)


def _correction(case: Case, mine: str) -> Step:
    """All agree who corrects; what is left is the corrected text."""
    proposal = case.proposal
    if proposal is None:
        return Step("await_correction", Tone.WAIT)
    affected = [party.agency.name for party in case.parties if party.findings]
    correcting = [proposal.agency]
    if case.agreed_kind is ResolutionKind.YOU_CORRECT:
        correcting = [agency for agency in affected if agency != proposal.agency]
    if mine in correcting:
        return Step("correct_ours", Tone.ACT)
    return Step("await_correction", Tone.WAIT, agency_names(case, tuple(correcting)))


def _answer(case: Case, proposal: Proposal, mine: str) -> Step:
    if mine and mine in proposal.awaited:
        return Step("answer", Tone.ACT, agency_names(case, (proposal.agency,)), proposal.kind)
    return Step("await_answer", Tone.WAIT, agency_names(case, proposal.awaited), proposal.kind)


def _ours(case: Case, party: CaseParty) -> Step:
    others = tuple(
        item.agency.name
        for item in case.parties
        if item.findings and item.agency.name != party.agency.name
    )
    if not party.findings:
        return Step("ours_corrected", Tone.WAIT, agency_names(case, others))
    if party.acknowledge_time is None:
        return Step("acknowledge", Tone.ACT)
    if case.proposal is not None and case.proposal.state is ProposalState.DECLINED:
        said_no = tuple(item.agency for item in case.proposal.answers if not item.agreed)
        return Step("propose_again", Tone.ACT, agency_names(case, said_no))
    if party.authority:
        return Step("authority", Tone.WAIT, agency_names(case, others))
    return Step("propose", Tone.ACT, agency_names(case, others))


def _watched(case: Case) -> Step:
    """For a coordinator, who has no part in it."""
    silent = tuple(party.agency.name for party in case.unacknowledged)
    if silent:
        return Step("unacknowledged", Tone.WAIT, agency_names(case, silent))
    affected = tuple(party.agency.name for party in case.parties if party.findings)
    return Step("await_proposal", Tone.WAIT, agency_names(case, affected))
