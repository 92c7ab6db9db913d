"""Agencies and owners, cases as one agency sees them, and notices."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

_LANGUAGE = "id"
_ALERTS = uuid.UUID("6f0d6f0e-5a7b-5d0c-9d51-3a5e1a52a7a1")


class CaseState(StrEnum):
    """Where a case stands."""

    OPEN = "OPEN"
    RESOLVED = "RESOLVED"


class Relation(StrEnum):
    """What the messages of a case are to each other."""

    CONTRADICTION = "CONTRADICTION"
    OVERLAP = "OVERLAP"


class Status(StrEnum):
    """What an owner is told about a case; each is told once (see :mod:`.decision`)."""

    OPEN_OVERLAP = "OPEN_OVERLAP"
    OPEN_CONTRADICTION = "OPEN_CONTRADICTION"
    RESOLVED = "RESOLVED"


@dataclass(frozen=True, slots=True)
class Agency:
    """What alerting knows of an agency. ``level`` is carried through, never read."""

    agency_id: str
    display_name: str
    level: int = 0
    area_code: str = ""


@dataclass(frozen=True, slots=True)
class Owner:
    """A person's role at an agency; ``time_zone`` is an IANA name, empty for Asia/Jakarta."""

    owner_id: str
    display_name: str
    contact: str = ""
    time_zone: str = ""


@dataclass(frozen=True, slots=True)
class AgencyRecord:
    """An agency and all of its owners at one version."""

    agency: Agency
    owners: tuple[Owner, ...]
    version: int


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


@dataclass(frozen=True, slots=True)
class CaseEvent:
    """A change of a case, as one agency may see it.

    ``payload`` is the event as it came, kept while nobody could be told.
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

    @property
    def status(self) -> Status:
        """What this change would tell an owner."""
        if self.state is CaseState.RESOLVED:
            return Status.RESOLVED
        if self.relation is Relation.CONTRADICTION:
            return Status.OPEN_CONTRADICTION
        return Status.OPEN_OVERLAP

    @property
    def others(self) -> tuple[Agency, ...]:
        """The agencies on the other side: those of the findings, else all others of the case."""
        found = {finding.other.agency_id: finding.other for finding in self.findings}
        if found:
            return tuple(found.values())
        return tuple(other for other in self.agencies if other.agency_id != self.agency_id)


@dataclass(frozen=True, slots=True)
class CaseProgress:
    """How far a case has been handled for one agency.

    ``epoch`` counts from 0, one more each time a resolved case opens again. ``unserved`` is the
    last event while the agency had no owner to be told, else empty.
    """

    version: int
    epoch: int
    state: CaseState
    unserved: bytes = b""


@dataclass(frozen=True, slots=True)
class Contact:
    """How to reach an owner of the other side."""

    agency: Agency
    display_name: str
    contact: str


@dataclass(frozen=True, slots=True)
class Notice:
    """One alert for one owner, ready to be sent."""

    event: CaseEvent
    owner: Owner
    epoch: int
    contacts: tuple[Contact, ...]
    title: str
    text: str
    create_time: datetime

    @property
    def alert_id(self) -> str:
        """Follows from what it tells whom: made anew, it has the same id and is sent once."""
        event = self.event
        key = (event.case_id, event.agency_id, self.owner.owner_id, str(self.epoch), event.status)
        return uuid.uuid5(_ALERTS, "/".join(key)).hex
