"""Erasures: what is asked to be forgotten, and which parts of Selaras have forgotten it."""

from __future__ import annotations

import enum
import hashlib
from dataclasses import dataclass, field, replace
from datetime import datetime

from selaras.intake.domain.names import draft_name, owner_name


class ErasureKind(enum.Enum):
    """What is erased."""

    DRAFT = "draft"
    OWNER = "owner"


class ErasurePart(enum.Enum):
    """The parts that erase, in their order: each one after the one before it."""

    INTAKE = "intake"
    MATCHING = "matching"
    ALERTING = "alerting"
    BUS = "bus"


@dataclass(frozen=True, slots=True)
class Numbers:
    """The last revision and version of a draft that is gone: one that comes back goes on there.

    Else its events would be older than what others remember of it, and count for nothing.
    """

    revision: int = 0
    version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure:
    """One erasure.

    Attributes:
        subject_id: external id of the draft, or id of the owner.
        numbers: of the draft; events up to this version speak of what was erased.
        actor: who asked for it: ``admin``, or resource name of an agency or owner.
        marks: serialised fields by which messages that speak of it are known; emptied at the end.
        parts: when each part was done; a part that is missing is not done.
        emissions: how often the other services were told.
        sweep_time: when to tell them again; None: all is done.
    """

    erasure_id: str
    kind: ErasureKind
    agency_id: str
    subject_id: str
    actor: str
    reason: str
    create_time: datetime
    numbers: Numbers = Numbers()
    marks: tuple[bytes, ...] = ()
    parts: dict[ErasurePart, datetime] = field(default_factory=dict)
    emissions: int = 0
    sweep_time: datetime | None = None

    @property
    def subject(self) -> str:
        """Resource name of what is erased."""
        name = draft_name if self.kind is ErasureKind.DRAFT else owner_name
        return name(self.agency_id, self.subject_id)

    @property
    def pseudonym(self) -> str:
        """Owner id that stands for the owner in what the owner did."""
        return f"terhapus-{hashlib.sha256(self.erasure_id.encode()).hexdigest()[:10]}"

    @property
    def done_time(self) -> datetime | None:
        """When its last part was done; None: it is under way."""
        return self.parts.get(ErasurePart.BUS)

    def with_done(self, part: ErasurePart, now: datetime) -> Erasure:
        """The erasure after a part was done, which the parts before it were then too."""
        order = list(ErasurePart)
        done = dict.fromkeys(order[: order.index(part) + 1], now) | self.parts
        if part is not ErasurePart.BUS:
            return replace(self, parts=done)
        return replace(self, parts=done, marks=(), sweep_time=None)
