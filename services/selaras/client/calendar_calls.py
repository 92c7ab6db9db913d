"""Every call of the calendar as a value; see :mod:`selaras.client.calls`."""

from __future__ import annotations

from datetime import datetime
from typing import TypedDict

from selaras.api.v1 import calendar_pb2
from selaras.client.calendar_models import CollisionKind, Plan, PlanCollision
from selaras.client.calls import Call
from selaras.client.convert import from_proto_agency_ref, to_proto_time
from selaras.client.names import optional_agency
from selaras.client.values import from_proto_enum, from_proto_time

_PATH = "/selaras.api.v1.CalendarService/"
_PAGE = 1000


class PlanFilter(TypedDict, total=False):
    """Which plans; what is left out lets all pass."""

    topic: str
    area_code: str
    agency: str
    colliding: bool


def list_plans(
    start: datetime, end: datetime, wanted: PlanFilter, page_token: str
) -> Call[tuple[list[Plan], str]]:
    """A page of plans and the token of the next."""
    request = calendar_pb2.ListPlansRequest(
        start_time=to_proto_time(start, "start"),
        end_time=to_proto_time(end, "end"),
        topic=wanted.get("topic", ""),
        area_code=wanted.get("area_code", ""),
        agency=optional_agency(wanted.get("agency", "")),
        colliding=wanted.get("colliding", False),
        page_size=_PAGE,
        page_token=page_token,
    )
    return Call(
        f"{_PATH}ListPlans",
        request,
        calendar_pb2.ListPlansResponse,
        lambda answer: ([from_proto_plan(plan) for plan in answer.plans], answer.next_page_token),
    )


def from_proto_plan(plan: calendar_pb2.Plan) -> Plan:
    """A plan as the server shows it."""
    return Plan(
        plan_id=plan.plan_id,
        draft=plan.draft,
        agency=from_proto_agency_ref(plan.agency),
        title=plan.title,
        publish_time=from_proto_time(plan, "publish_time"),
        published=plan.published,
        topic=plan.topic,
        area_codes=tuple(plan.area_codes),
        own=plan.own,
        collisions=tuple(_collision(item) for item in plan.collisions),
    )


def _collision(collision: calendar_pb2.PlanCollision) -> PlanCollision:
    kinds = calendar_pb2.PlanCollision.Kind
    kind = from_proto_enum(CollisionKind, kinds, "KIND", collision.kind)
    return PlanCollision(kind, collision.plan, collision.agency, collision.case)
