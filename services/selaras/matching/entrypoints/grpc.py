"""FindingService for agencies, CheckService for the other services."""

# ruff: noqa: ARG002 - gRPC gives every method a request and a context

from __future__ import annotations

from collections.abc import AsyncIterator

from selaras.api.v1 import finding_pb2, finding_pb2_grpc
from selaras.internal.v1 import check_pb2, check_pb2_grpc
from selaras.kit.auth import current_agency
from selaras.kit.grpc_server import Context
from selaras.matching.domain.viewer import Viewer
from selaras.matching.entrypoints.case_convert import finding_id_of
from selaras.matching.entrypoints.convert import (
    confidences_from,
    from_proto_relations,
    from_proto_revision,
    to_proto_finding,
    to_proto_review,
)
from selaras.matching.entrypoints.reviews import from_proto_opinion
from selaras.matching.handlers.check import CheckHandler
from selaras.matching.handlers.findings import FindingReader, WatchEvent
from selaras.matching.handlers.reveals import Reveals
from selaras.matching.handlers.reviews import ReviewHandler

_HEARTBEAT_SECONDS = 15.0


class FindingServicer(finding_pb2_grpc.FindingServiceServicer):
    """Findings of the calling agency; what they show is in the audit trail before."""

    def __init__(self, reader: FindingReader, reviews: ReviewHandler, reveals: Reveals) -> None:
        self._reader = reader
        self._reviews = reviews
        self._reveals = reveals

    async def ListFindings(  # noqa: N802 - named by gRPC
        self, request: finding_pb2.ListFindingsRequest, context: Context
    ) -> finding_pb2.ListFindingsResponse:
        """See finding.proto."""
        agency = current_agency()
        views, token = await self._reader.page(
            agency,
            draft=request.draft,
            relations=from_proto_relations(list(request.relations)),
            confidences=confidences_from(request.min_confidence),
            page_size=request.page_size,
            page_token=request.page_token,
        )
        await self._reveals.shown(Viewer(agency), views)
        findings = [to_proto_finding(view) for view in views]
        return finding_pb2.ListFindingsResponse(findings=findings, next_page_token=token)

    async def GetFinding(  # noqa: N802 - named by gRPC
        self, request: finding_pb2.GetFindingRequest, context: Context
    ) -> finding_pb2.GetFindingResponse:
        """See finding.proto."""
        agency = current_agency()
        view = await self._reader.get(agency, finding_id_of(request.name))
        await self._reveals.shown(Viewer(agency), [view])
        return finding_pb2.GetFindingResponse(finding=to_proto_finding(view))

    async def WatchFindings(  # noqa: N802 - named by gRPC
        self, request: finding_pb2.WatchFindingsRequest, context: Context
    ) -> AsyncIterator[finding_pb2.WatchFindingsResponse]:
        """See finding.proto."""
        heartbeat = request.heartbeat.ToTimedelta().total_seconds() or _HEARTBEAT_SECONDS
        agency = current_agency()
        stream = self._reader.watch(agency, request.resume_token, heartbeat)
        async for event in stream:
            if event.view is not None:
                await self._reveals.shown(Viewer(agency), [event.view])
            yield _to_proto_event(event)

    async def ReviewFinding(  # noqa: N802 - named by gRPC
        self, request: finding_pb2.ReviewFindingRequest, context: Context
    ) -> finding_pb2.ReviewFindingResponse:
        """See finding.proto."""
        agency, finding_id = current_agency(), finding_id_of(request.name)
        review = await self._reviews.review(agency, finding_id, from_proto_opinion(request))
        return finding_pb2.ReviewFindingResponse(review=to_proto_review(review))


def _to_proto_event(event: WatchEvent) -> finding_pb2.WatchFindingsResponse:
    answer = finding_pb2.WatchFindingsResponse(
        kind=f"KIND_{event.kind.upper()}", resume_token=event.token
    )
    if event.view is not None:
        answer.finding.CopyFrom(to_proto_finding(event.view))
    elif event.finding_id:
        answer.finding.name = f"findings/{event.finding_id}"
    return answer


class CheckServicer(check_pb2_grpc.CheckServiceServicer):
    """Checks texts that are not stored; what the answer shows is in the audit trail before."""

    def __init__(self, handler: CheckHandler, reveals: Reveals) -> None:
        self._handler = handler
        self._reveals = reveals

    async def CheckRevision(  # noqa: N802 - named by gRPC
        self, request: check_pb2.CheckRevisionRequest, context: Context
    ) -> check_pb2.CheckRevisionResponse:
        """See check.proto."""
        message = from_proto_revision(request.revision)
        views = await self._handler.look(message)
        await self._reveals.shown(Viewer(message.agency.id), views)
        return check_pb2.CheckRevisionResponse(findings=[to_proto_finding(view) for view in views])
