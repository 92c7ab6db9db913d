"""Cases as one agency sees them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import IntEnum, StrEnum

from selaras.alerting.domain.directory import Agency

_LANGUAGE = "id"


class CaseState(StrEnum):
    """Where a case stands."""

    OPEN = "OPEN"
    RESOLVED = "RESOLVED"


class Relation(StrEnum):
    """What the messages of a case are to each other."""

    CONTRADICTION = "CONTRADICTION"
    OVERLAP = "OVERLAP"


class Severity(IntEnum):
    """How grave a case is."""

    LOW = 1
    MEDIUM = 2
    HIGH = 3
    CRITICAL = 4


class Status(StrEnum):
    """What an owner knows about a case after an alert."""

    OPEN_OVERLAP = "OPEN_OVERLAP"
    OPEN_CONTRADICTION = "OPEN_CONTRADICTION"
    RESOLVED = "RESOLVED"


@dataclass(frozen=True, slots=True)
class Words:
    """What is said of a clash in one language; ``difference`` is a phrase, or empty."""

    explanation: str
    difference: str = ""


@dataclass(frozen=True, slots=True)
class Clash:
    """One pair of sentences. ``kind`` is a fact kind such as ``date``, or empty.

    ``own_aligned`` is the own sentence with the other's value, or empty. ``words`` are by language;
    those in Bahasa Indonesia are always there.
    """

    kind: str
    own_sentence: str
    other_sentence: str
    words: Mapping[str, Words]
    own_aligned: str = ""

    def said(self, lang: str) -> Words:
        """What is said in a language; in Bahasa Indonesia where the event has no other."""
        return self.words.get(lang) or self.words[_LANGUAGE]


@dataclass(frozen=True, slots=True)
class Finding:
    """A finding as the receiving agency may see it.

    ``payload`` is the whole finding as it came; it goes into the alert unchanged, so that nothing
    of it is lost and nothing is revealed that the event did not reveal.
    """

    other: Agency
    other_title: str
    own_draft: str
    own_revision: int
    relation: Relation
    certain: bool
    explanation: str
    clashes: tuple[Clash, ...]
    payload: bytes

    @property
    def pair(self) -> tuple[str, str]:
        """The own draft and the other agency, as far as they name the pair here."""
        return self.own_draft, self.other.agency_id


@dataclass(frozen=True, slots=True)
class Party:
    """An agency in a case; ``acknowledged_by`` and ``assignee`` are owner ids, empty: nobody."""

    agency_id: str
    acknowledged: bool = False
    acknowledged_by: str = ""
    assignee: str = ""
    authority: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """What happened in the case.

    Attributes:
        kind: such as ``proposed``; empty where the event does not say.
        agency_id, person: who did it, the person as a resource name; empty: Selaras itself.
        text: what a person wrote.
        subject: resource name of what it is about.
        payload: the whole entry as it came.
    """

    kind: str = ""
    agency_id: str = ""
    person: str = ""
    text: str = ""
    subject: str = ""
    payload: bytes = b""


class ProposalState(StrEnum):
    """Where a proposal stands."""

    OPEN = "OPEN"
    AGREED = "AGREED"
    DECLINED = "DECLINED"
    OVERTAKEN = "OVERTAKEN"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposal as it stands.

    Attributes:
        kind: such as ``we_correct``; empty for one that is newer than this.
        agency_id, person: who proposes, the person as a resource name.
        awaited: the agencies that have not answered it yet.
        declined_by: the agencies that said no, and why; the reason may be empty.
        payload: the whole proposal as it came.
    """

    number: int
    kind: str
    note: str
    agency_id: str
    person: str
    state: ProposalState
    awaited: frozenset[str] = frozenset()
    declined_by: tuple[tuple[str, str], ...] = ()
    payload: bytes = b""

    def awaits(self, agency_id: str) -> bool:
        """Whether the answer of an agency is awaited."""
        return self.state is ProposalState.OPEN and agency_id in self.awaited


@dataclass(frozen=True, slots=True)
class CaseEvent:
    """A change of a case, as one agency may see it.

    Attributes:
        agency_id: whose view it is; empty: that of somebody outside the case.
        topic: empty: not known.
        area_codes: empty: the whole country.
        agreed: all agree how it ends, and it waits for the corrected text.
        payload: the event as it came, to read it again later.
        change_time: when the case changed; None: the event does not say.
    """

    event_id: str
    case_id: str
    version: int
    state: CaseState
    relation: Relation
    agency_id: str
    findings: tuple[Finding, ...]
    agencies: tuple[Agency, ...]
    deadline: datetime | None
    resolution: str
    payload: bytes
    severity: Severity = Severity.HIGH
    topic: str = ""
    area_codes: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    parties: tuple[Party, ...] = ()
    change: Change = Change()
    proposal: Proposal | None = None
    agreed: bool = False
    change_time: datetime | None = None

    @property
    def own_relation(self) -> Relation:
        """What the agency's own findings are: it may only overlap in a case of others' clashes."""
        if not self.findings:
            return self.relation
        return relation_of(self.findings)

    @property
    def status(self) -> Status:
        """What this change would tell an owner."""
        if self.state is CaseState.RESOLVED:
            return Status.RESOLVED
        if self.own_relation is Relation.CONTRADICTION:
            return Status.OPEN_CONTRADICTION
        return Status.OPEN_OVERLAP

    @property
    def others(self) -> tuple[Agency, ...]:
        """The agencies on the other side: those of the findings, else all others of the case."""
        found = {finding.other.agency_id: finding.other for finding in self.findings}
        if found:
            return tuple(found.values())
        return tuple(other for other in self.agencies if other.agency_id != self.agency_id)

    @property
    def pairs(self) -> frozenset[tuple[str, str]]:
        """The pairs of its findings."""
        return frozenset(finding.pair for finding in self.findings)

    @property
    def party(self) -> Party:
        """The agency's own part."""
        return self.party_of(self.agency_id)

    def party_of(self, agency_id: str) -> Party:
        """An agency's part; nothing is known of one that the event does not speak of."""
        found = (party for party in self.parties if party.agency_id == agency_id)
        return next(found, Party(agency_id))

    @property
    def looked_after(self) -> bool:
        """Somebody of the agency acknowledged it, or all have agreed how it ends."""
        return self.party.acknowledged or self.agreed

    def for_outsider(self, own: Agency) -> CaseEvent:
        """What a coordinator outside the case is told: that there is a clash, and of whom."""
        known = {agency.agency_id: agency for agency in (own, *self.agencies, *self.others)}
        return replace(
            self,
            agency_id="",
            relation=self.relation,
            findings=(),
            agencies=tuple(known.values()),
            change=Change(),
            proposal=None,
        )


def relation_of(findings: tuple[Finding, ...]) -> Relation:
    """CONTRADICTION where any finding is one, else OVERLAP."""
    relations = {finding.relation for finding in findings}
    return Relation.CONTRADICTION if Relation.CONTRADICTION in relations else Relation.OVERLAP
