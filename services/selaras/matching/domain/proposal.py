"""Proposals: how a clash is to end, and who must still say yes to it. Pure rules."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from selaras.matching.domain.case import (
    AWAIT_CORRECTION,
    Answer,
    Case,
    CaseState,
    Person,
    Proposal,
    ProposalState,
    ResolutionKind,
)


def awaited(case: Case) -> tuple[str, ...]:
    """Agencies whose answer to the open proposal is missing; empty where none is open.

    Every agency whose text clashes now must agree, but the one that proposes. One that joins later
    must too, and one whose text was corrected meanwhile need not any more.
    """
    proposal = case.proposal
    if proposal is None or proposal.state is not ProposalState.OPEN:
        return ()
    agreed = {answer.person.agency for answer in proposal.answers if answer.agreed}
    return tuple(
        party.agency
        for party in case.parties
        if party.findings and party.agency != proposal.person.agency and party.agency not in agreed
    )


def propose(case: Case, kind: ResolutionKind, note: str, person: Person, now: datetime) -> Case:
    """The case with a new proposal in the place of the last one."""
    number = case.proposal.number + 1 if case.proposal else 1
    return replace(case, proposal=Proposal(number, kind, note, person, now))


def answer_of(proposal: Proposal, agency: str) -> Answer | None:
    """What an agency said to a proposal; None: nothing."""
    return next((item for item in proposal.answers if item.person.agency == agency), None)


def answer(case: Case, proposal: Proposal, said: Answer) -> Case:
    """The case with an agency's answer to its open proposal, and what follows from it.

    A no declines the proposal. The last yes makes it AGREED, and the case too where somebody must
    correct a text now; where the case ends with it, ``agreed_kind`` says so and its state is still
    to be changed.
    """
    others = tuple(item for item in proposal.answers if item.person.agency != said.person.agency)
    answered = replace(proposal, answers=(*others, said))
    if not said.agreed:
        return replace(case, proposal=replace(answered, state=ProposalState.DECLINED))
    return conclude(replace(case, proposal=answered))


def conclude(case: Case) -> Case:
    """The case with its open proposal agreed on, if nobody's answer is missing any more.

    That may also come about without an answer: an agency that was asked corrects its text instead.
    """
    proposal = case.proposal
    if proposal is None or proposal.state is not ProposalState.OPEN or awaited(case):
        return case
    agreed = replace(proposal, state=ProposalState.AGREED)
    after = replace(case, proposal=agreed, agreed_kind=proposal.kind)
    if proposal.kind in AWAIT_CORRECTION:
        return replace(after, state=CaseState.AGREED)
    return after


def ends_case(case: Case) -> bool:
    """Whether people have agreed that nothing clashes any more, so that nobody must correct."""
    proposal = case.proposal
    return (
        proposal is not None
        and proposal.state is ProposalState.AGREED
        and proposal.kind not in AWAIT_CORRECTION
    )
