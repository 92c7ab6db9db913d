"""Notices: what is told to whom, and what is held back for later."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from selaras.alerting.domain.case import CaseEvent, Status
from selaras.alerting.domain.directory import Agency, Owner, Recipient

_ALERTS = uuid.UUID("6f0d6f0e-5a7b-5d0c-9d51-3a5e1a52a7a1")


class AlertKind(StrEnum):
    """What an alert tells."""

    OPENED = "OPENED"
    UPDATED = "UPDATED"
    PROPOSED = "PROPOSED"
    DECLINED = "DECLINED"
    ESCALATED = "ESCALATED"
    REMINDER = "REMINDER"
    ASSIGNED = "ASSIGNED"
    RESOLVED = "RESOLVED"
    DIGEST = "DIGEST"
    TEST = "TEST"


# What awaits something of the reader stands before what only informs: where several notices of one
# case wait for the same owner, the first of these is told, and says the rest too.
WEIGHT = {
    kind: weight
    for weight, kind in enumerate(
        (
            AlertKind.OPENED,
            AlertKind.UPDATED,
            AlertKind.ESCALATED,
            AlertKind.REMINDER,
            AlertKind.ASSIGNED,
            AlertKind.DECLINED,
            AlertKind.PROPOSED,
            AlertKind.RESOLVED,
        )
    )
}


class News(StrEnum):
    """In what a case became graver."""

    RELATION = "RELATION"
    SEVERITY = "SEVERITY"
    AGENCY = "AGENCY"


@dataclass(frozen=True, slots=True)
class Contact:
    """How to reach an owner of the other side."""

    agency: Agency
    display_name: str
    contact: str


@dataclass(frozen=True, slots=True)
class Telling:
    """What is told to one owner.

    Attributes:
        event: the case as the owner may see it.
        track_id: the agency on whose behalf; another than the owner's for a coordinator.
        slot: tells notices of one kind apart, for example the number of a proposal.
        outsider: the owner's agency is no party of the case.
    """

    kind: AlertKind
    event: CaseEvent
    track_id: str
    to: Recipient
    epoch: int
    step: int = 0
    slot: str = ""
    outsider: bool = False
    contacts: tuple[Contact, ...] = ()
    news: tuple[News, ...] = ()

    @property
    def owner(self) -> Owner:
        """Whom it is for."""
        return self.to.owner

    @property
    def alert_id(self) -> str:
        """Follows from what is told to whom: made anew, it has the same id and is sent once."""
        return alert_id(
            self.event.case_id,
            self.to.agency.agency_id,
            self.owner.owner_id,
            self.epoch,
            f"{self.kind}/{self.slot}",
        )


def alert_id(case_id: str, agency_id: str, owner_id: str, epoch: int, what: str) -> str:
    """Id of an alert; the agency is the owner's, ``what`` is its kind and slot."""
    return uuid.uuid5(_ALERTS, f"{case_id}/{agency_id}/{owner_id}/{epoch}/{what}").hex


@dataclass(frozen=True, slots=True)
class Notice:
    """One alert for one owner, ready to be sent; the addresses are empty where there are none."""

    telling: Telling
    title: str
    text: str
    language: str
    create_time: datetime
    open_url: str = ""
    acknowledge_url: str = ""

    @property
    def alert_id(self) -> str:
        """Id of the alert."""
        return self.telling.alert_id


@dataclass(frozen=True, slots=True)
class DigestLine:
    """One case in a digest."""

    telling: Telling
    title: str


@dataclass(frozen=True, slots=True)
class Digest:
    """Several cases in one alert."""

    to: Recipient
    lines: tuple[DigestLine, ...]
    title: str
    text: str
    language: str
    create_time: datetime
    open_url: str = ""

    @property
    def alert_id(self) -> str:
        """Follows from what is in it."""
        inside = "/".join(sorted(line.telling.alert_id for line in self.lines))
        return uuid.uuid5(_ALERTS, f"digest/{self.to.name}/{inside}").hex


@dataclass(frozen=True, slots=True)
class Told:
    """That an owner was told of a case; ``agency_id`` is the owner's."""

    agency_id: str
    owner_id: str
    kind: AlertKind
    status: Status
    slot: str = ""

    @property
    def who(self) -> tuple[str, str]:
        """Agency and owner."""
        return self.agency_id, self.owner_id


@dataclass(frozen=True, slots=True)
class Held:
    """A notice that waits; one for each case and owner.

    Attributes:
        track_id: the agency on whose behalf.
        agency_id, owner_id: whom it is for.
        reason: a ``HELD_...`` reason.
        subject: what holds it, for example a silence; may be empty.
        lease: who works on it now; empty: nobody.
    """

    case_id: str
    track_id: str
    agency_id: str
    owner_id: str
    epoch: int
    kind: AlertKind
    slot: str
    step: int
    reason: str
    until: datetime
    subject: str = ""
    news: tuple[News, ...] = ()
    lease: str = ""

    @property
    def who(self) -> tuple[str, str]:
        """Agency and owner."""
        return self.agency_id, self.owner_id

    def joined(self, later: Held) -> Held:
        """What waits after a later notice of the same case for the same owner.

        It is decided anew with the newest state of the case, so nothing of the other is lost.
        """
        if later.epoch != self.epoch or WEIGHT[later.kind] >= WEIGHT[self.kind]:
            return later
        return Held(
            later.case_id,
            later.track_id,
            later.agency_id,
            later.owner_id,
            self.epoch,
            self.kind,
            self.slot,
            self.step,
            later.reason,
            later.until,
            later.subject,
            self.news,
        )
