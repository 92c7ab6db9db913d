"""Alerts, and what keeps them quiet, as the client gives them: plain values, no protobuf."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from selaras.client.models import ChannelKind, OwnerRole, Severity


class AlertKind(StrEnum):
    """What an alert tells."""

    UNSPECIFIED = "UNSPECIFIED"
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


class DeliveryState(StrEnum):
    """Where one delivery stands."""

    UNSPECIFIED = "UNSPECIFIED"
    PENDING = "PENDING"
    SENT = "SENT"
    DEAD = "DEAD"
    DROPPED = "DROPPED"


@dataclass(frozen=True, slots=True)
class Delivery:
    """One alert through one channel.

    Attributes:
        case: empty for a digest and a test.
        reason: named reason of the last failure, such as ``HTTP_429``; empty: none.
        detail: what went wrong, without secrets.
        next_time: when it is tried next; None: not any more.
    """

    name: str
    alert_id: str
    owner: str
    case: str
    channel: ChannelKind
    state: DeliveryState
    attempts: int
    reason: str
    detail: str
    next_time: datetime | None
    update_time: datetime | None


@dataclass(frozen=True, slots=True)
class AlertRecord:
    """One alert; ``case`` is empty for a digest and a test."""

    alert_id: str
    owner: str
    case: str
    kind: AlertKind
    severity: Severity
    title: str
    create_time: datetime | None
    deliveries: tuple[Delivery, ...] = ()


@dataclass(frozen=True, slots=True)
class AlertDecision:
    """One decision to tell an owner or not.

    Attributes:
        owner: empty: the agency as a whole.
        reason: ``ALERTED``, ``HELD_...`` or ``SKIPPED_...``.
        until: until when it is held back; only with ``HELD_...``.
        subject: what the reason is about, such as a silence; may be empty.
    """

    time: datetime | None
    case_version: int
    kind: AlertKind
    owner: str
    reason: str
    explanation: str
    explanation_en: str
    until: datetime | None
    subject: str

    def words(self, language: str) -> str:
        """The reason in a language; in Bahasa Indonesia where it is not there."""
        return self.explanation_en if language == "en" and self.explanation_en else self.explanation


@dataclass(frozen=True, slots=True)
class SilenceMatcher:
    """What a silence holds back; each field that is set must match.

    Attributes:
        agency: whose owners are not told.
        max_severity: up to which severity; unset: all but CRITICAL.
        other: the agency on the other side.
    """

    agency: str = ""
    owner: str = ""
    case: str = ""
    topic: str = ""
    area_code: str = ""
    max_severity: Severity = Severity.UNSPECIFIED
    other: str = ""


@dataclass(frozen=True, slots=True)
class Silence:
    """A silence as it is kept."""

    name: str
    matcher: SilenceMatcher
    reason: str
    author: str
    start_time: datetime | None
    end_time: datetime | None
    create_time: datetime | None


@dataclass(frozen=True, slots=True)
class Crisis:
    """A crisis: working hours, digests and rate limits do not hold in its area and topic."""

    name: str
    area_code: str
    topic: str
    reason: str
    author: str
    start_time: datetime | None
    end_time: datetime | None


@dataclass(frozen=True, slots=True)
class Route:
    """Who would be told, and how.

    Attributes:
        step: 0: at once; 1 and up: when nobody has acknowledged in time, step by step.
        reason: why this owner, such as ``OWNER_ON_DUTY``.
        time: when the owner is told.
        held: why not at once, such as ``HELD_WORKING_HOURS``; empty: nothing holds it.
    """

    owner: str
    display_name: str
    step: int
    channels: tuple[ChannelKind, ...]
    reason: str
    time: datetime | None
    held: str


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody of a case.

    Attributes:
        agency: resource name.
        contact: phone or e-mail as the owner gave it; may be empty.
        on_duty: has a turn of duty now.
        first: told first of a case like this one: whom to call.
    """

    owner: str
    agency: str
    display_name: str
    contact: str
    role: OwnerRole
    on_duty: bool
    first: bool


@dataclass(frozen=True, slots=True)
class ChannelTest:
    """What came of a test of a channel; ``reason`` and ``detail`` are empty when it worked."""

    delivered: bool
    reason: str
    detail: str
