"""Cases as the client gives them: plain values, no protobuf; see :mod:`selaras.client.models`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from selaras.client.models import AgencyRef, FactKind, Finding, Relation, Severity, WatchKind


class CaseState(StrEnum):
    """Where a case stands."""

    UNSPECIFIED = "UNSPECIFIED"
    OPEN = "OPEN"
    AGREED = "AGREED"
    RESOLVED = "RESOLVED"


class ResolutionKind(StrEnum):
    """How a clash may end; "we" is the agency that proposes."""

    UNSPECIFIED = "UNSPECIFIED"
    WE_CORRECT = "WE_CORRECT"
    YOU_CORRECT = "YOU_CORRECT"
    BOTH_RIGHT = "BOTH_RIGHT"
    JOINT_STATEMENT = "JOINT_STATEMENT"
    NOT_OUR_AUTHORITY = "NOT_OUR_AUTHORITY"
    FALSE_ALARM = "FALSE_ALARM"


class ProposalState(StrEnum):
    """Where a proposal stands."""

    UNSPECIFIED = "UNSPECIFIED"
    OPEN = "OPEN"
    AGREED = "AGREED"
    DECLINED = "DECLINED"
    OVERTAKEN = "OVERTAKEN"


class TimelineKind(StrEnum):
    """What happened in a case."""

    UNSPECIFIED = "UNSPECIFIED"
    OPENED = "OPENED"
    FINDING = "FINDING"
    FINDING_GONE = "FINDING_GONE"
    ACKNOWLEDGED = "ACKNOWLEDGED"
    COMMENTED = "COMMENTED"
    ASSIGNED = "ASSIGNED"
    PROPOSED = "PROPOSED"
    AGREED = "AGREED"
    DECLINED = "DECLINED"
    DISMISSED = "DISMISSED"
    RETURNED = "RETURNED"
    MERGED = "MERGED"
    SPLIT = "SPLIT"
    RESOLVED = "RESOLVED"
    REOPENED = "REOPENED"


@dataclass(frozen=True, slots=True)
class Answer:
    """What one agency says to a proposal; ``note`` may be empty."""

    agency: str
    agreed: bool
    note: str
    person: str
    time: datetime | None


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposal and what the agencies say to it.

    ``number`` counts within the case from 1; an answer names it. ``awaited`` are the agencies that
    have not answered yet.
    """

    number: int
    kind: ResolutionKind
    note: str
    agency: str
    person: str
    create_time: datetime | None
    state: ProposalState
    answers: tuple[Answer, ...] = ()
    awaited: tuple[str, ...] = ()

    @property
    def is_open(self) -> bool:
        """Somebody has not answered yet."""
        return self.state is ProposalState.OPEN


@dataclass(frozen=True, slots=True)
class CaseParty:
    """An agency in a case.

    Attributes:
        findings: how many findings it has a side in now; 0: its text was corrected.
        acknowledge_time: None: nobody there has acknowledged the case.
        acknowledged_by, assignee: names of owners; empty: nobody.
        authority: its figure counts (wali data).
    """

    agency: AgencyRef
    findings: int
    acknowledge_time: datetime | None
    acknowledged_by: str
    assignee: str
    authority: bool


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One thing that happened in a case.

    Attributes:
        agency, person: who did it; both empty: Selaras itself.
        text: what a person wrote.
        subject: name of what it is about: an owner, a finding or another case.
        detail: a named detail, such as the kind of a resolution.
    """

    kind: TimelineKind
    time: datetime | None
    agency: str
    person: str
    text: str
    subject: str
    detail: str


@dataclass(frozen=True, slots=True)
class Case:
    """A case as you may see it.

    Attributes:
        title: one line that says what differs, in Bahasa Indonesia; ``title_en`` in English.
        deadline: earliest planned publication among the drafts; None: none is planned.
        resolution: why it was resolved, such as CORRECTED; empty while it is not.
        merged_into: the case that has its findings now.
        finding_count: how many findings it has now, those that you do not see too.
        findings, timeline: only from ``get_case``.
        read_version: up to which version the person whose key asks has read it, see
            ``mark_case_read``; 0: never, or the key is a plugin's.
    """

    name: str
    state: CaseState
    relation: Relation
    severity: Severity
    title: str
    title_en: str
    topic: str
    area_codes: tuple[str, ...]
    kinds: tuple[FactKind, ...]
    parties: tuple[CaseParty, ...]
    deadline: datetime | None
    create_time: datetime | None
    update_time: datetime | None
    version: int
    resolution: str = ""
    agreed_kind: ResolutionKind = ResolutionKind.UNSPECIFIED
    merged_into: str = ""
    proposal: Proposal | None = None
    finding_count: int = 0
    findings: tuple[Finding, ...] = ()
    timeline: tuple[TimelineEntry, ...] = ()
    read_version: int = 0

    @property
    def unread(self) -> bool:
        """It has changed since the person whose key asks read it, or was never opened."""
        return self.read_version < self.version

    @property
    def is_live(self) -> bool:
        """Something is still to be done about it."""
        return self.state is not CaseState.RESOLVED

    def headline(self, language: str) -> str:
        """The title in a language; in Bahasa Indonesia where it is not there."""
        return self.title_en if language == "en" and self.title_en else self.title

    def party(self, agency: str) -> CaseParty | None:
        """The part of an agency, by its name; None: it has none."""
        return next((party for party in self.parties if party.agency.name == agency), None)

    @property
    def unacknowledged(self) -> tuple[CaseParty, ...]:
        """Agencies whose text clashes and where nobody has acknowledged the case."""
        return tuple(
            party for party in self.parties if party.findings and party.acknowledge_time is None
        )


@dataclass(frozen=True, slots=True)
class Split:
    """Both cases after a split: the one that lost findings, and the one that has them now."""

    case: Case
    split: Case


@dataclass(frozen=True, slots=True)
class Dismissal:
    """What came of calling a pair no conflict.

    Attributes:
        silent: both sides, or a coordinator, have said so.
        awaited: agencies whose word is still awaited.
        case: the case as it is now; None where there is none.
    """

    silent: bool
    awaited: tuple[str, ...]
    case: Case | None


@dataclass(frozen=True, slots=True)
class CaseEvent:
    """One thing that happened; a stream opened with its token goes on right after it.

    ``case`` is set for ADDED and CHANGED, and for REMOVED with its name only.
    """

    kind: WatchKind
    case: Case | None
    resume_token: str
