"""CalendarService: what agencies plan to publish, and when."""

# ruff: noqa: ARG002 - gRPC gives every method a request and a context

from __future__ import annotations

from typing import Final

from selaras.api.v1 import calendar_pb2, calendar_pb2_grpc
from selaras.kit.auth import current_caller
from selaras.kit.grpc_server import Context
from selaras.matching.domain.calendar import PlanFilter
from selaras.matching.domain.collisions import Collision, CollisionKind
from selaras.matching.domain.message import MessageState
from selaras.matching.entrypoints.convert import to_proto_agency, to_proto_time
from selaras.matching.entrypoints.periods import agency_id_of, from_proto_moment
from selaras.matching.handlers.calendar import CalendarReader, ShownPlan

_KINDS: Final = {
    CollisionKind.CASE: calendar_pb2.PlanCollision.KIND_CASE,
    CollisionKind.SAME_TOPIC: calendar_pb2.PlanCollision.KIND_SAME_TOPIC,
}


class CalendarServicer(calendar_pb2_grpc.CalendarServiceServicer):
    """The plans of all agencies, by their share levels."""

    def __init__(self, reader: CalendarReader) -> None:
        self._reader = reader

    async def ListPlans(  # noqa: N802 - named by gRPC
        self, request: calendar_pb2.ListPlansRequest, context: Context
    ) -> calendar_pb2.ListPlansResponse:
        """See calendar.proto."""
        shown, token = await self._reader.page(
            current_caller(), from_proto_plans(request), request.page_size, request.page_token
        )
        return calendar_pb2.ListPlansResponse(
            plans=[to_proto_plan(plan) for plan in shown], next_page_token=token
        )


def from_proto_plans(request: calendar_pb2.ListPlansRequest) -> PlanFilter:
    """Which plans are asked for.

    Raises:
        InvalidRequest: TIME_OUT_OF_RANGE, NAME_INVALID.
    """
    return PlanFilter(
        start=from_proto_moment(request.start_time, "start_time"),
        end=from_proto_moment(request.end_time, "end_time"),
        topic=request.topic,
        area_code=request.area_code,
        agency=agency_id_of(request.agency),
        colliding=request.colliding,
    )


def to_proto_plan(shown: ShownPlan) -> calendar_pb2.Plan:
    """A plan as its viewer may see it."""
    view, card = shown.view, shown.view.card
    return calendar_pb2.Plan(
        plan_id=view.plan_id,
        draft=shown.draft,
        agency=to_proto_agency(card.agency),
        title=shown.title,
        publish_time=to_proto_time(card.publish_time),
        published=card.state is MessageState.PUBLISHED,
        topic=card.topic,
        area_codes=view.area_codes,
        own=view.own,
        collisions=[_to_proto_collision(item) for item in shown.collisions],
    )


def _to_proto_collision(collision: Collision) -> calendar_pb2.PlanCollision:
    return calendar_pb2.PlanCollision(
        kind=_KINDS[collision.kind],
        plan=collision.plan_id,
        agency=f"agencies/{collision.agency}",
        case=f"cases/{collision.case_id}" if collision.case_id else "",
    )
