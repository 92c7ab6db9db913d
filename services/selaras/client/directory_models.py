"""Owners and keys as the client gives and takes them; see :mod:`selaras.client.models`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TypedDict


class OwnerRole(StrEnum):
    """What an owner may do, and when the owner is told."""

    UNSPECIFIED = "UNSPECIFIED"
    OWNER = "OWNER"
    HEAD = "HEAD"
    COORDINATOR = "COORDINATOR"


class ChannelKind(StrEnum):
    """What an alert is sent through. NATS carries every alert; an owner does not list it."""

    UNSPECIFIED = "UNSPECIFIED"
    NATS = "NATS"
    EMAIL = "EMAIL"
    WEBHOOK = "WEBHOOK"
    TELEGRAM = "TELEGRAM"
    WHATSAPP = "WHATSAPP"
    SLACK = "SLACK"


class Severity(StrEnum):
    """How grave a clash is."""

    UNSPECIFIED = "UNSPECIFIED"
    LOW = "LOW"
    MEDIUM = "MEDIUM"
    HIGH = "HIGH"
    CRITICAL = "CRITICAL"


@dataclass(frozen=True, slots=True)
class OwnerChannel:
    """One way to reach an owner.

    ``secret`` is only ever sent: it signs webhooks (``whsec_`` and base64 of 24 to 64 bytes). An
    update that leaves it empty keeps the one that is stored for the same kind and address.
    ``has_secret`` is only ever received. ``min_severity`` UNSPECIFIED: all cases go through it.
    """

    kind: ChannelKind | str
    address: str
    secret: str = field(default="", repr=False)
    has_secret: bool = False
    min_severity: Severity | str = Severity.UNSPECIFIED


@dataclass(frozen=True, slots=True)
class WorkingHours:
    """Hours in which an owner may be told, in the owner's time zone.

    ``days`` by ISO, Monday is 1; ``start`` and ``end`` as ``08:00``, the end also ``24:00``.
    """

    days: tuple[int, ...]
    start: str
    end: str


@dataclass(frozen=True, slots=True)
class DutyShift:
    """A turn of duty; its times need a zone."""

    start_time: datetime
    end_time: datetime


@dataclass(frozen=True, slots=True)
class Owner:
    """A person's role at an agency who answers for what it publishes.

    ``topics`` and ``area_codes`` are what the owner works on, or a coordinator is subscribed to;
    empty: all. ``working_hours`` empty: told at any time. ``rank``: the smaller is told first.
    ``language`` of alerts is ``id`` or ``en``; empty: that of the deployment.
    """

    name: str
    owner_id: str
    display_name: str
    contact: str
    time_zone: str
    create_time: datetime | None
    role: OwnerRole = OwnerRole.OWNER
    channels: tuple[OwnerChannel, ...] = ()
    working_hours: tuple[WorkingHours, ...] = ()
    topics: tuple[str, ...] = ()
    area_codes: tuple[str, ...] = ()
    min_severity: Severity = Severity.UNSPECIFIED
    duty_shifts: tuple[DutyShift, ...] = ()
    rank: int = 0
    language: str = ""


class OwnerOptions(TypedDict, total=False):
    """What may be said of an owner beside the name; see :class:`Owner`. Lists replace lists."""

    contact: str
    time_zone: str
    role: OwnerRole | str
    channels: Iterable[OwnerChannel]
    working_hours: Iterable[WorkingHours]
    topics: Iterable[str]
    area_codes: Iterable[str]
    min_severity: Severity | str
    duty_shifts: Iterable[DutyShift]
    rank: int
    language: str


class OwnerChanges(OwnerOptions, total=False):
    """What may be changed in an owner."""

    display_name: str


@dataclass(frozen=True, slots=True)
class Key:
    """A key of an agency, without its secret.

    ``owner`` is the name of the owner who acts with it; empty: a plugin of the agency.
    """

    name: str
    prefix: str
    display_name: str
    create_time: datetime | None
    last_use_time: datetime | None
    expire_time: datetime | None
    revoke_time: datetime | None
    owner: str = ""


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key that was just made. ``secret`` is shown this once."""

    key: Key
    secret: str

    def __repr__(self) -> str:
        return f"NewKey(key={self.key!r}, secret=***)"
