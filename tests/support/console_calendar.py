"""Plans of a calendar as the services show them."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from selaras.client import AgencyLevel, AgencyRef, CollisionKind, Plan, PlanCollision

JAKARTA = ZoneInfo("Asia/Jakarta")
DINKES = AgencyRef("agencies/dinkes", "Dinas Kesehatan Kota X", AgencyLevel.KOTA, "32.78")
DISDIK = AgencyRef("agencies/disdik", "Dinas Pendidikan Kota X", AgencyLevel.KOTA, "32.78")
BPBD = AgencyRef("agencies/bpbd", "BPBD Kota X", AgencyLevel.KOTA, "32.78")


def at(day: int, hour: int = 8, month: int = 8) -> datetime:
    """A time of August 2026 in Jakarta, unless another month is given."""
    return datetime(2026, month, day, hour, tzinfo=JAKARTA)


def plan(plan_id: str = "p1", **changes: Any) -> Plan:
    """What Disdik plans, shared whole, on 10 August."""
    values: dict[str, Any] = {
        "draft": "agencies/disdik/drafts/post-9",
        "agency": DISDIK,
        "title": "Imunisasi di sekolah",
        "publish_time": at(10),
        "published": False,
        "topic": "kesehatan",
        "area_codes": ("32.78",),
        "own": False,
    }
    return Plan(plan_id=plan_id, **{**values, **changes})


def own_plan(plan_id: str = "own1", **changes: Any) -> Plan:
    """What Dinkes itself plans, on 10 August."""
    values: dict[str, Any] = {
        "agency": DINKES,
        "draft": "agencies/dinkes/drafts/post-1",
        "title": "Vaksinasi polio",
        "own": True,
        "publish_time": at(10, 9),
    }
    return plan(plan_id, **{**values, **changes})


def hidden_plan(plan_id: str = "hidden1", **changes: Any) -> Plan:
    """What BPBD plans, of which only the agency, the time and the topic are shared."""
    values: dict[str, Any] = {
        "agency": BPBD,
        "draft": "",
        "title": "",
        "topic": "kebencanaan",
        "area_codes": (),
        "publish_time": at(11),
    }
    return plan(plan_id, **{**values, **changes})


def in_a_case(other: Plan, case: str = "cases/c-1") -> PlanCollision:
    """A case that has the other plan too."""
    return PlanCollision(CollisionKind.CASE, other.plan_id, other.agency.name, case)


def on_the_same_topic(other: Plan) -> PlanCollision:
    """The other plan is about the same."""
    return PlanCollision(CollisionKind.SAME_TOPIC, other.plan_id, other.agency.name, "")
