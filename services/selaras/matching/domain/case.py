"""Cases: what people acknowledge, discuss and resolve."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from datetime import datetime

from selaras.matching.domain.facts import FactKind
from selaras.matching.domain.finding import Finding, Relation


class CaseState(enum.StrEnum):
    """Where a case stands."""

    OPEN = "open"
    AGREED = "agreed"  # all agree who corrects; it is resolved when the text was corrected
    RESOLVED = "resolved"


class Resolution(enum.StrEnum):
    """Why a case was resolved."""

    CORRECTED = "CORRECTED"
    WITHDRAWN = "WITHDRAWN"
    MERGED = "MERGED"
    AGREED = "AGREED"


class ResolutionKind(enum.StrEnum):
    """How a clash may end."""

    WE_CORRECT = "we_correct"
    YOU_CORRECT = "you_correct"
    BOTH_RIGHT = "both_right"
    JOINT_STATEMENT = "joint_statement"
    NOT_OUR_AUTHORITY = "not_our_authority"
    FALSE_ALARM = "false_alarm"


# Agreed on, these wait for somebody's corrected text; the others end the case at once.
AWAIT_CORRECTION = frozenset(
    {ResolutionKind.WE_CORRECT, ResolutionKind.YOU_CORRECT, ResolutionKind.NOT_OUR_AUTHORITY}
)


class Severity(enum.IntEnum):
    """How grave a clash is."""

    LOW = 1
    MEDIUM = 2
    HIGH = 3
    CRITICAL = 4


class ProposalState(enum.StrEnum):
    """Where a proposal stands."""

    OPEN = "open"
    AGREED = "agreed"
    DECLINED = "declined"
    OVERTAKEN = "overtaken"


@dataclass(frozen=True, slots=True)
class Person:
    """Who did something: an owner of an agency; ``owner`` empty: the agency's plugin."""

    agency: str
    owner: str = ""

    @property
    def name(self) -> str:
        """Resource name."""
        base = f"agencies/{self.agency}"
        return f"{base}/owners/{self.owner}" if self.owner else base


@dataclass(frozen=True, slots=True)
class Answer:
    """What one agency says to a proposal."""

    agreed: bool
    note: str
    person: Person
    time: datetime


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposal and what the agencies say to it; ``number`` counts within the case from 1."""

    number: int
    kind: ResolutionKind
    note: str
    person: Person
    create_time: datetime
    state: ProposalState = ProposalState.OPEN
    answers: tuple[Answer, ...] = ()


@dataclass(frozen=True, slots=True)
class Party:
    """An agency in a case.

    Attributes:
        findings: how many findings of the case it has a side in now.
        acknowledged_by, assignee: owner ids; empty: nobody.
        authority: its figure counts (wali data).
    """

    agency: str
    findings: int = 0
    acknowledge_time: datetime | None = None
    acknowledged_by: str = ""
    assignee: str = ""
    authority: bool = False


class TimelineKind(enum.StrEnum):
    """What happened in a case; the names are those of ``TimelineEntry.Kind``."""

    OPENED = "opened"
    FINDING = "finding"
    FINDING_GONE = "finding_gone"
    ACKNOWLEDGED = "acknowledged"
    COMMENTED = "commented"
    ASSIGNED = "assigned"
    PROPOSED = "proposed"
    AGREED = "agreed"
    DECLINED = "declined"
    DISMISSED = "dismissed"
    RETURNED = "returned"
    MERGED = "merged"
    SPLIT = "split"
    RESOLVED = "resolved"
    REOPENED = "reopened"


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One thing that happened in a case.

    Attributes:
        person: None: Selaras itself.
        text: what a person wrote.
        subject: resource name of what it is about; see ``TimelineEntry`` of the API.
        detail: a named detail, likewise.
    """

    kind: TimelineKind
    time: datetime
    person: Person | None = None
    text: str = ""
    subject: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """The findings about one real-world matter, across any number of agencies.

    Attributes:
        version: grows with every change.
        parties: all agencies that ever had a side in it, by id, so that one whose finding is gone
            still hears that the case is resolved.
        topic: id of a topic; empty: not known.
        area_codes: areas that its drafts speak to; empty: the whole country.
        kinds: kinds of the facts that clash, the gravest first.
        deadline: earliest planned publication of a draft that is not out yet.
        agreed_kind: how people agreed that it ends.
        merged_into: id of the case that has its findings now.
        apart: ids of the cases that people split from it: they are never joined with it again.
    """

    id: str
    state: CaseState
    version: int
    relation: Relation
    parties: tuple[Party, ...]
    create_time: datetime
    change_time: datetime
    resolution: Resolution | None = None
    severity: Severity = Severity.MEDIUM
    topic: str = ""
    area_codes: tuple[str, ...] = ()
    kinds: tuple[FactKind, ...] = ()
    deadline: datetime | None = None
    proposal: Proposal | None = None
    agreed_kind: ResolutionKind | None = None
    merged_into: str = ""
    apart: frozenset[str] = field(default_factory=frozenset)

    @property
    def name(self) -> str:
        """Resource name."""
        return f"cases/{self.id}"

    @property
    def agencies(self) -> tuple[str, ...]:
        """Ids of all its agencies, sorted."""
        return tuple(party.agency for party in self.parties)

    @property
    def is_live(self) -> bool:
        """Whether something is still to be done about it."""
        return self.state is not CaseState.RESOLVED

    def party(self, agency: str) -> Party | None:
        """The part of an agency; None: it has none."""
        return next((party for party in self.parties if party.agency == agency), None)


def relation_of(findings: tuple[Finding, ...]) -> Relation:
    """CONTRADICTION where any finding is one, else OVERLAP."""
    relations = {finding.verdict.relation for finding in findings}
    return Relation.CONTRADICTION if Relation.CONTRADICTION in relations else Relation.OVERLAP
