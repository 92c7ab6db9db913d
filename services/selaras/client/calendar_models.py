"""What agencies plan to publish, as the client gives it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from selaras.client.models import AgencyRef


class CollisionKind(StrEnum):
    """Why two plans get in each other's way."""

    UNSPECIFIED = "UNSPECIFIED"
    CASE = "CASE"
    SAME_TOPIC = "SAME_TOPIC"


@dataclass(frozen=True)
class PlanCollision:
    """What gets in the way of a plan.

    Attributes:
        plan: ``plan_id`` of the other plan; empty where it has no time yet or is not shown to you.
        agency: resource name of its agency.
        case: resource name of the case; only of the kind CASE.
    """

    kind: CollisionKind
    plan: str
    agency: str
    case: str


@dataclass(frozen=True)
class Plan:
    """One planned publication, or one that went out.

    Attributes:
        plan_id: the same for everybody and at every call.
        draft, title: empty where you may not know them.
        topic: a topic id such as ``kesehatan``; empty: not known.
        area_codes: as far as you may know them; empty: the whole country.
        own: it is your agency's.
        collisions: what gets in its way, the gravest first.
    """

    plan_id: str
    draft: str
    agency: AgencyRef
    title: str
    publish_time: datetime | None
    published: bool
    topic: str
    area_codes: tuple[str, ...]
    own: bool
    collisions: tuple[PlanCollision, ...] = ()
