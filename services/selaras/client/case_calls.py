"""Every call about cases as a value; see :mod:`selaras.client.calls`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypedDict

from selaras.api.v1 import case_pb2, finding_pb2
from selaras.client import case_models as models
from selaras.client.calls import Call, new_request_id
from selaras.client.case_convert import (
    from_proto_case,
    from_proto_case_event,
    from_proto_dismissal,
    from_proto_split,
)
from selaras.client.convert import to_proto_duration, to_proto_enum
from selaras.client.models import FactKind, Relation, ReviewReason, Severity
from selaras.client.names import case_name, finding_name, optional_owner

_PATH = "/selaras.api.v1.CaseService/"
_PAGE = 100


class CaseFilter(TypedDict, total=False):
    """Which cases; what is left out lets all pass, but only OPEN and AGREED without states."""

    states: Iterable[models.CaseState | str]
    relation: Relation | str
    topic: str
    area_code: str
    min_severity: Severity | str
    assignee: str
    kinds: Iterable[FactKind | str]
    query: str


def list_cases(
    wanted: CaseFilter, page_token: str, page_size: int = _PAGE
) -> Call[tuple[list[models.Case], str]]:
    """A page of cases and the token of the next."""
    relation = to_proto_enum(
        finding_pb2.Relation, "RELATION", wanted.get("relation", "UNSPECIFIED")
    )
    severity = to_proto_enum(
        case_pb2.Severity, "SEVERITY", wanted.get("min_severity", "UNSPECIFIED")
    )
    request = case_pb2.ListCasesRequest(
        relation=relation,  # type: ignore[arg-type]
        topic=wanted.get("topic", ""),
        area_code=wanted.get("area_code", ""),
        min_severity=severity,  # type: ignore[arg-type]
        assignee=optional_owner(wanted.get("assignee", "")),
        page_size=page_size,
        page_token=page_token,
        query=wanted.get("query", ""),
    )
    for kind in wanted.get("kinds", ()):
        number = to_proto_enum(finding_pb2.FactKind, "FACT_KIND", kind)
        request.kinds.append(number)  # type: ignore[arg-type]
    for state in wanted.get("states", ()):
        number = to_proto_enum(case_pb2.Case.State, "STATE", state)
        request.states.append(number)  # type: ignore[arg-type]
    return Call(
        f"{_PATH}ListCases",
        request,
        case_pb2.ListCasesResponse,
        lambda answer: ([from_proto_case(case) for case in answer.cases], answer.next_page_token),
    )


def get_case(case: str) -> Call[models.Case]:
    """One case with its findings and its timeline."""
    request = case_pb2.GetCaseRequest(name=case_name(case))
    return Call(f"{_PATH}GetCase", request, case_pb2.GetCaseResponse, _read_case)


def watch_cases(resume_token: str, heartbeat: float) -> Call[models.CaseEvent]:
    """Follow the cases; each answer of the stream is one event."""
    request = case_pb2.WatchCasesRequest(
        resume_token=resume_token, heartbeat=to_proto_duration(heartbeat)
    )
    return Call(f"{_PATH}WatchCases", request, case_pb2.WatchCasesResponse, from_proto_case_event)


def acknowledge_case(case: str) -> Call[models.Case]:
    """Say that somebody looks after a case; again changes nothing."""
    request = case_pb2.AcknowledgeCaseRequest(name=case_name(case))
    return Call(f"{_PATH}AcknowledgeCase", request, case_pb2.AcknowledgeCaseResponse, _read_case)


def comment_case(case: str, text: str, request_id: str | None) -> Call[models.Case]:
    """Add a comment."""
    request = case_pb2.CommentCaseRequest(
        name=case_name(case), text=text, request_id=request_id or new_request_id()
    )
    return Call(f"{_PATH}CommentCase", request, case_pb2.CommentCaseResponse, _read_case)


def assign_case(case: str, owner: str) -> Call[models.Case]:
    """Give a case to an owner, or with an empty one to nobody; again changes nothing."""
    request = case_pb2.AssignCaseRequest(name=case_name(case), owner=optional_owner(owner))
    return Call(f"{_PATH}AssignCase", request, case_pb2.AssignCaseResponse, _read_case)


def propose_resolution(
    case: str, kind: models.ResolutionKind | str, note: str, request_id: str | None
) -> Call[models.Case]:
    """Propose how the clash ends."""
    number = to_proto_enum(case_pb2.ResolutionKind, "RESOLUTION_KIND", kind)
    request = case_pb2.ProposeResolutionRequest(
        name=case_name(case),
        kind=number,  # type: ignore[arg-type]
        note=note,
        request_id=request_id or new_request_id(),
    )
    return Call(
        f"{_PATH}ProposeResolution", request, case_pb2.ProposeResolutionResponse, _read_case
    )


def answer_resolution(case: str, number: int, *, agree: bool, note: str) -> Call[models.Case]:
    """Answer a proposal; the same answer again changes nothing."""
    request = case_pb2.AnswerResolutionRequest(
        name=case_name(case), number=number, agree=agree, note=note
    )
    return Call(f"{_PATH}AnswerResolution", request, case_pb2.AnswerResolutionResponse, _read_case)


def merge_cases(case: str, others: Iterable[str], note: str) -> Call[models.Case]:
    """Put cases into one. Not repeated: the others are resolved by then."""
    request = case_pb2.MergeCasesRequest(
        name=case_name(case), others=[case_name(other) for other in others], note=note
    )
    return Call(
        f"{_PATH}MergeCases", request, case_pb2.MergeCasesResponse, _read_case, repeatable=False
    )


def split_case(case: str, findings: Iterable[str], note: str) -> Call[models.Split]:
    """Move findings into a new case. Not repeated: they are not in the first any more."""
    request = case_pb2.SplitCaseRequest(
        name=case_name(case), findings=[finding_name(name) for name in findings], note=note
    )
    return Call(
        f"{_PATH}SplitCase", request, case_pb2.SplitCaseResponse, from_proto_split, repeatable=False
    )


def dismiss_finding(finding: str, reason: ReviewReason | str, note: str) -> Call[models.Dismissal]:
    """Call a pair no conflict; the same word again changes nothing."""
    number = to_proto_enum(finding_pb2.ReviewReason, "REVIEW_REASON", reason)
    request = case_pb2.DismissFindingRequest(
        name=finding_name(finding),
        reason=number,  # type: ignore[arg-type]
        note=note,
    )
    return Call(
        f"{_PATH}DismissFinding",
        request,
        case_pb2.DismissFindingResponse,
        from_proto_dismissal,
    )


def mark_case_read(case: str, version: int) -> Call[None]:
    """Say up to which version a case was read; a smaller one than before changes nothing."""
    request = case_pb2.MarkCaseReadRequest(name=case_name(case), version=version)
    return Call(f"{_PATH}MarkCaseRead", request, case_pb2.MarkCaseReadResponse, lambda _: None)


def _read_case(answer: Any) -> models.Case:
    return from_proto_case(answer.case)
