"""CaseService: reading cases, following them, and the verbs."""

# ruff: noqa: ARG002, N802 - gRPC names the methods and gives each a request and a context

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

from selaras.api.v1 import case_pb2, case_pb2_grpc
from selaras.kit.auth import current_caller
from selaras.kit.grpc_server import Context
from selaras.matching.domain.case import Case
from selaras.matching.entrypoints.case_convert import (
    case_id_of,
    finding_id_of,
    from_proto_filter,
    from_proto_reason,
    from_proto_resolution_kind,
    to_proto_case,
)
from selaras.matching.handlers.case_reader import CaseReader
from selaras.matching.handlers.case_watch import CaseWatcher, CaseWatchEvent
from selaras.matching.handlers.decisions import DecisionHandler
from selaras.matching.handlers.dismissals import DismissalHandler
from selaras.matching.handlers.regroup import RegroupHandler

_HEARTBEAT_SECONDS = 15.0


@dataclass(frozen=True, slots=True)
class CaseHandlers:
    """What the service is made of."""

    reader: CaseReader
    watcher: CaseWatcher
    decisions: DecisionHandler
    regroup: RegroupHandler
    dismissals: DismissalHandler


class CaseServicer(case_pb2_grpc.CaseServiceServicer):
    """Cases of the calling agency, or of what a coordinator is subscribed to."""

    def __init__(self, handlers: CaseHandlers) -> None:
        self._handlers = handlers

    async def ListCases(
        self, request: case_pb2.ListCasesRequest, context: Context
    ) -> case_pb2.ListCasesResponse:
        """See case.proto."""
        views, token = await self._handlers.reader.page(
            current_caller(), from_proto_filter(request), request.page_size, request.page_token
        )
        cases = [to_proto_case(view) for view in views]
        return case_pb2.ListCasesResponse(cases=cases, next_page_token=token)

    async def GetCase(
        self, request: case_pb2.GetCaseRequest, context: Context
    ) -> case_pb2.GetCaseResponse:
        """See case.proto."""
        view = await self._handlers.reader.get(current_caller(), case_id_of(request.name))
        return case_pb2.GetCaseResponse(case=to_proto_case(view))

    async def WatchCases(
        self, request: case_pb2.WatchCasesRequest, context: Context
    ) -> AsyncIterator[case_pb2.WatchCasesResponse]:
        """See case.proto."""
        heartbeat = request.heartbeat.ToTimedelta().total_seconds() or _HEARTBEAT_SECONDS
        stream = self._handlers.watcher.watch(current_caller(), request.resume_token, heartbeat)
        async for event in stream:
            yield _to_proto_event(event)

    async def AcknowledgeCase(
        self, request: case_pb2.AcknowledgeCaseRequest, context: Context
    ) -> case_pb2.AcknowledgeCaseResponse:
        """See case.proto."""
        case = await self._handlers.decisions.acknowledge(
            current_caller(), case_id_of(request.name)
        )
        return case_pb2.AcknowledgeCaseResponse(case=await self._as_now(case))

    async def CommentCase(
        self, request: case_pb2.CommentCaseRequest, context: Context
    ) -> case_pb2.CommentCaseResponse:
        """See case.proto."""
        case = await self._handlers.decisions.comment(
            current_caller(), case_id_of(request.name), request.text, request.request_id
        )
        return case_pb2.CommentCaseResponse(case=await self._as_now(case))

    async def AssignCase(
        self, request: case_pb2.AssignCaseRequest, context: Context
    ) -> case_pb2.AssignCaseResponse:
        """See case.proto."""
        case = await self._handlers.decisions.assign(
            current_caller(), case_id_of(request.name), request.owner
        )
        return case_pb2.AssignCaseResponse(case=await self._as_now(case))

    async def ProposeResolution(
        self, request: case_pb2.ProposeResolutionRequest, context: Context
    ) -> case_pb2.ProposeResolutionResponse:
        """See case.proto."""
        case = await self._handlers.decisions.propose(
            current_caller(),
            case_id_of(request.name),
            from_proto_resolution_kind(request.kind),
            request.note,
            request.request_id,
        )
        return case_pb2.ProposeResolutionResponse(case=await self._as_now(case))

    async def AnswerResolution(
        self, request: case_pb2.AnswerResolutionRequest, context: Context
    ) -> case_pb2.AnswerResolutionResponse:
        """See case.proto."""
        case = await self._handlers.decisions.answer(
            current_caller(),
            case_id_of(request.name),
            request.number,
            agree=request.agree,
            note=request.note,
        )
        return case_pb2.AnswerResolutionResponse(case=await self._as_now(case))

    async def MergeCases(
        self, request: case_pb2.MergeCasesRequest, context: Context
    ) -> case_pb2.MergeCasesResponse:
        """See case.proto."""
        case = await self._handlers.regroup.merge(
            current_caller(),
            case_id_of(request.name),
            [case_id_of(other, "others") for other in request.others],
            request.note,
        )
        return case_pb2.MergeCasesResponse(case=await self._as_now(case))

    async def SplitCase(
        self, request: case_pb2.SplitCaseRequest, context: Context
    ) -> case_pb2.SplitCaseResponse:
        """See case.proto."""
        case, split = await self._handlers.regroup.split(
            current_caller(),
            case_id_of(request.name),
            [finding_id_of(name, "findings") for name in request.findings],
            request.note,
        )
        return case_pb2.SplitCaseResponse(
            case=await self._as_now(case), split=await self._as_now(split)
        )

    async def DismissFinding(
        self, request: case_pb2.DismissFindingRequest, context: Context
    ) -> case_pb2.DismissFindingResponse:
        """See case.proto."""
        done = await self._handlers.dismissals.dismiss(
            current_caller(),
            finding_id_of(request.name),
            from_proto_reason(request.reason),
            request.note,
        )
        return case_pb2.DismissFindingResponse(
            silent=done.silent,
            awaited=[f"agencies/{agency}" for agency in done.awaited],
            case=await self._as_now(done.case) if done.case is not None else None,
        )

    async def MarkCaseRead(
        self, request: case_pb2.MarkCaseReadRequest, context: Context
    ) -> case_pb2.MarkCaseReadResponse:
        """See case.proto."""
        await self._handlers.reader.mark_read(
            current_caller(), case_id_of(request.name), request.version
        )
        return case_pb2.MarkCaseReadResponse()

    async def _as_now(self, case: Case) -> case_pb2.Case:
        return to_proto_case(await self._handlers.reader.as_now(current_caller(), case.id))


def _to_proto_event(event: CaseWatchEvent) -> case_pb2.WatchCasesResponse:
    answer = case_pb2.WatchCasesResponse(
        kind=f"KIND_{event.kind.upper()}", resume_token=event.token
    )
    if event.view is not None:
        answer.case.CopyFrom(to_proto_case(event.view))
    elif event.case_id:
        answer.case.name = f"cases/{event.case_id}"
    return answer
