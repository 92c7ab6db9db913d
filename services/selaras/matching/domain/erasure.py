"""What is to be erased on request, and what matching has found to belong to it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime

from selaras.matching.domain.case import Answer, Case, Party, Person, Proposal


@dataclass(frozen=True, slots=True)
class ErasureOrder:
    """What is to be erased.

    Attributes:
        draft_id: external id of the draft; empty: an owner is erased.
        owner: id of the owner; empty: a draft is erased.
        version, revision: of a draft: events up to these speak of what was erased.
        pseudonym: owner id that stands for the owner from now on.
        marks: bytes by which serialised messages that speak of it are known.
    """

    erasure_id: str
    agency: str
    draft_id: str
    owner: str
    version: int
    revision: int
    pseudonym: str
    actor: str
    reason: str
    time: datetime
    marks: tuple[bytes, ...] = field(default=(), repr=False)

    @property
    def key(self) -> str:
        """Key of the message."""
        return f"{self.agency}/{self.draft_id}"

    @property
    def subject(self) -> str:
        """Resource name of what is erased."""
        if self.draft_id:
            return f"agencies/{self.agency}/drafts/{self.draft_id}"
        return f"agencies/{self.agency}/owners/{self.owner}"


@dataclass(frozen=True, slots=True)
class Trace:
    """Where else an erased draft was: ids of its findings, and of the agencies in its cases."""

    findings: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()


def under_pseudonym(case: Case, person: Person, pseudonym: str) -> Case:
    """A case in which somebody else's name stands for a person."""

    def named(who: Person) -> Person:
        return Person(who.agency, pseudonym) if who == person else who

    parties = tuple(
        _party(party, person.owner, pseudonym) if party.agency == person.agency else party
        for party in case.parties
    )
    proposal = case.proposal
    if proposal is not None:
        answers: tuple[Answer, ...] = tuple(
            replace(item, person=named(item.person)) for item in proposal.answers
        )
        proposal = replace(proposal, person=named(proposal.person), answers=answers)
    return _with(case, parties, proposal)


def _party(party: Party, owner: str, pseudonym: str) -> Party:
    acknowledged, assignee = party.acknowledged_by, party.assignee
    return replace(
        party,
        acknowledged_by=pseudonym if acknowledged == owner else acknowledged,
        # Nobody who is gone looks after a case.
        assignee="" if assignee == owner else assignee,
    )


def _with(case: Case, parties: tuple[Party, ...], proposal: Proposal | None) -> Case:
    return replace(case, parties=parties, proposal=proposal)
