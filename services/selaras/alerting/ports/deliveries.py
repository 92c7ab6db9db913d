"""Deliveries: one alert through one channel to one address, and what became of it."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from urllib.parse import urlsplit

from selaras.alerting.domain import directory

ChannelKind = directory.ChannelKind
_DELIVERIES = uuid.UUID("0d9a5c41-3a52-5a43-8a5e-7a4f1f1c9b6e")


class DeliveryState(StrEnum):
    """Where a delivery stands."""

    PENDING = "PENDING"
    SENT = "SENT"
    DEAD = "DEAD"
    DROPPED = "DROPPED"


class Drop(StrEnum):
    """Why a delivery is not sent any more."""

    CASE_RESOLVED = "CASE_RESOLVED"
    OVERTAKEN = "OVERTAKEN"
    NEVER_TOLD = "NEVER_TOLD"
    OWNER_GONE = "OWNER_GONE"


def delivery_id(alert_id: str, channel: ChannelKind, address: str) -> str:
    """Follows from what goes where: made anew, it is the same row."""
    return uuid.uuid5(_DELIVERIES, f"{alert_id}/{channel.value}/{address}").hex


def scope_of(channel: ChannelKind, address: str) -> str:
    """What breaks down together: a channel with one server, or one host of a channel of URLs."""
    if channel not in {ChannelKind.WEBHOOK, ChannelKind.SLACK}:
        return channel.value
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:
        host = ""
    return f"{channel.value}:{host}"[:300]


def target_of(channel: ChannelKind, address: str) -> str:
    """A short name of a channel and address, the same for the same two."""
    return uuid.uuid5(_DELIVERIES, f"{channel.value}/{address}").hex


@dataclass(frozen=True, slots=True)
class NewDelivery:
    """A delivery to be made. ``alert`` is a serialised ``selaras.event.v1.Alert``.

    ``case_id`` is empty for a digest. What is secret or confidential is not in its ``repr``.
    """

    alert_id: str
    agency_id: str
    owner_id: str
    case_id: str
    channel: ChannelKind
    address: str = field(repr=False)
    secret: str = field(repr=False)
    alert: bytes = field(repr=False)
    create_time: datetime

    @property
    def id(self) -> str:
        """See :func:`delivery_id`."""
        return delivery_id(self.alert_id, self.channel, self.address)

    @property
    def scope(self) -> str:
        """See :func:`scope_of`."""
        return scope_of(self.channel, self.address)


@dataclass(frozen=True, slots=True)
class Delivery:
    """A delivery as it is kept.

    ``kind`` is what the alert tells (``OPENED``, ``RESOLVED``, ...). ``uncertain``: a try may have
    arrived although it did not end well. ``queue_time`` is when it was queued, the last time.
    ``lease`` names the claim that it is held by. ``alert``, ``secret`` and ``address`` are gone
    once it was sent or dropped. ``traceparent`` is the trace that the alert belongs to.
    """

    id: str
    alert_id: str
    agency_id: str
    owner_id: str
    case_id: str
    channel: ChannelKind
    scope: str
    kind: str
    state: DeliveryState
    attempts: int
    uncertain: bool
    create_time: datetime
    queue_time: datetime
    update_time: datetime
    next_time: datetime | None = None
    reason: str = ""
    detail: str = ""
    lease: str = ""
    address: str = field(default="", repr=False)
    secret: str = field(default="", repr=False)
    alert: bytes = field(default=b"", repr=False)
    traceparent: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """What to claim: of one channel, at most ``limit``.

    ``only`` is the one scope to take from (empty: any), ``without`` are scopes to leave alone,
    ``skip`` are ids that the caller is still at work on, whatever the clock says of their leases.
    ``rotate``: those longest untouched first, so that a probe is not always the same delivery; else
    the gravest first, then those due longest.
    """

    channel: ChannelKind
    limit: int
    only: str = ""
    without: frozenset[str] = frozenset()
    skip: frozenset[str] = frozenset()
    rotate: bool = False


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a claim.

    Args:
        counted: the try counts as an attempt.
        next_time: when to try again; only with PENDING.
        uncertain: the other side may have taken it.
        hold: the other pending deliveries to the address wait as long.
    """

    state: DeliveryState
    time: datetime
    reason: str = ""
    detail: str = ""
    counted: bool = True
    next_time: datetime | None = None
    uncertain: bool = False
    hold: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known just before a delivery is sent.

    Args:
        resolved: its case is resolved now.
        owner_gone: the owner is not in the directory any more.
        newer: kinds of the newer alerts of this owner and case that were or will be sent to the
            same address.
        earlier: there were earlier deliveries of this owner and case through the channel.
        told: one of those was sent, or may have been.
        time_zone: IANA name of the owner's zone; empty: not known.
    """

    resolved: bool = False
    owner_gone: bool = False
    newer: frozenset[str] = frozenset()
    earlier: bool = False
    told: bool = False
    time_zone: str = ""


class DeliveryUnit(Protocol):
    """Deliveries within another transaction."""

    async def add(self, deliveries: Sequence[NewDelivery]) -> None:
        """Queue deliveries; one that is there already is left as it is."""
        ...

    async def drop(self, case_id: str, agency_id: str) -> None:
        """The case is resolved for the agency: drop what is pending and no RESOLVED notice."""
        ...


class DeliveryStore(Protocol):
    """Deliveries for the worker and for the people who look at them.

    Every method raises ``Unavailable`` while the database does not answer.
    """

    async def waiting(self, now: datetime) -> frozenset[ChannelKind]:
        """Channels with a delivery that is due and not claimed."""
        ...

    async def claim(self, claim: Claim, now: datetime, lease_seconds: float) -> list[Delivery]:
        """Take due deliveries, each held for so long against other workers.

        Never two to the same address at a time. A claim that ran out is taken over, and its
        delivery is ``uncertain`` from then on.
        """
        ...

    async def standing(self, delivery: Delivery) -> Standing:
        """What is known now about a claimed delivery."""
        ...

    async def finish(self, delivery: Delivery, result: Result) -> bool:
        """Write down what came of a claim; False and no change when it is no longer held.

        One that was dropped meanwhile stays dropped, unless it was sent.
        """
        ...

    async def page(
        self, state: DeliveryState, size: int, token: str = "", agency_id: str = ""
    ) -> tuple[list[Delivery], str]:
        """A page, the last changed first, and the token of the next; of one agency or of all.

        Raises:
            InvalidRequest: PAGE_TOKEN_INVALID.
        """
        ...

    async def of_alerts(self, alert_ids: Collection[str]) -> dict[str, list[Delivery]]:
        """Alert id to its deliveries, by channel."""
        ...

    async def requeue(self, ids: Collection[str] | None, now: datetime, agency_id: str = "") -> int:
        """Make dead ones pending again (None: all), of one agency or of all; says how many."""
        ...

    async def pending(self) -> Mapping[ChannelKind, int]:
        """How many are pending, by channel."""
        ...

    async def purge(self, before: datetime) -> int:
        """Forget what is done, sent or given up, and did not change since; answers how many."""
        ...
