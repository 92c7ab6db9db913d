"""Agencies, their owners, and when and how an owner is to be reached."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class OwnerRole(StrEnum):
    """What an owner may do, and when the owner is told."""

    OWNER = "OWNER"
    HEAD = "HEAD"
    COORDINATOR = "COORDINATOR"


class ChannelKind(StrEnum):
    """What an alert is sent through beside the event bus."""

    EMAIL = "email"
    WEBHOOK = "webhook"
    TELEGRAM = "telegram"
    WHATSAPP = "whatsapp"
    SLACK = "slack"


@dataclass(frozen=True, slots=True)
class Channel:
    """One way to reach an owner; ``min_severity`` 0: cases of every severity go through it."""

    kind: ChannelKind
    address: str
    secret: str = field(default="", repr=False)
    min_severity: int = 0


@dataclass(frozen=True, slots=True)
class Hours:
    """Hours in which an owner may be told: ISO days (Monday is 1), minutes of the local day."""

    days: frozenset[int]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Shift:
    """A turn of duty; the end is past it."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Agency:
    """What alerting knows of an agency. ``level`` is carried through, never read."""

    agency_id: str
    display_name: str
    level: int = 0
    area_code: str = ""


@dataclass(frozen=True, slots=True)
class Owner:
    """A person's role at an agency.

    Attributes:
        time_zone: IANA name; empty for Asia/Jakarta.
        hours: when the owner may be told; empty: at any time.
        topics, area_codes: what the owner works on or is subscribed to; empty: everything.
        min_severity: told of cases at least this grave; 0: all.
        rank: the smaller are told first.
        language: of alerts; empty: that of the deployment.
    """

    owner_id: str
    display_name: str
    contact: str = ""
    time_zone: str = ""
    role: OwnerRole = OwnerRole.OWNER
    channels: tuple[Channel, ...] = ()
    hours: tuple[Hours, ...] = ()
    topics: tuple[str, ...] = ()
    area_codes: tuple[str, ...] = ()
    min_severity: int = 0
    shifts: tuple[Shift, ...] = ()
    rank: int = 0
    language: str = ""

    def on_duty(self, now: datetime) -> bool:
        """Whether a turn of duty is under way."""
        return any(shift.start <= now < shift.end for shift in self.shifts)


@dataclass(frozen=True, slots=True)
class AgencyRecord:
    """An agency and all of its owners at one version."""

    agency: Agency
    owners: tuple[Owner, ...]
    version: int

    def owner(self, owner_id: str) -> Owner | None:
        """One of its owners; None: there is none of this id."""
        return next((owner for owner in self.owners if owner.owner_id == owner_id), None)


@dataclass(frozen=True, slots=True)
class Recipient:
    """An owner and the agency that the owner belongs to."""

    agency: Agency
    owner: Owner

    @property
    def who(self) -> tuple[str, str]:
        """Ids of the agency and the owner."""
        return self.agency.agency_id, self.owner.owner_id

    @property
    def name(self) -> str:
        """Resource name of the owner."""
        return owner_name(self.agency.agency_id, self.owner.owner_id)


def owner_name(agency_id: str, owner_id: str) -> str:
    """Resource name of an owner."""
    return f"agencies/{agency_id}/owners/{owner_id}"
