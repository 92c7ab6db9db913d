"""Every call of the API as a value: its request and how its answer is read.

The clients differ only in how they carry a call out, waiting or awaiting.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypedDict, TypeVar

from google.protobuf.message import Message

from selaras.api.v1 import draft_pb2, finding_pb2
from selaras.client import convert, draft_models, models
from selaras.client.convert import to_proto_duration, to_proto_enum, to_proto_time

T = TypeVar("T")
_DRAFTS = "/selaras.api.v1.DraftService/"
_FINDINGS = "/selaras.api.v1.FindingService/"
_PAGE = 200


@dataclass(frozen=True, slots=True)
class Call(Generic[T]):
    """One call.

    Attributes:
        extra_seconds: time that the server may take on top of the client's timeout.
        repeatable: safe to send again when nobody knows whether it arrived.
    """

    path: str
    request: Message
    answer: type[Message]
    read: Callable[[Any], T]
    extra_seconds: float = 0
    repeatable: bool = True


class DraftOptions(TypedDict, total=False):
    """What may be said of a draft beside its text; times need a zone."""

    channel: models.Channel | str
    publish_time: datetime
    valid_from: datetime
    valid_until: datetime
    area_codes: Iterable[str]
    audience_tags: Iterable[str]
    share_level: models.ShareLevel | str
    authored_time: datetime


def new_request_id() -> str:
    """An id that makes a call safe to repeat."""
    return uuid.uuid4().hex


def submit_draft(
    draft: draft_pb2.Draft, wait: float, request_id: str | None
) -> Call[models.Submission]:
    """Store and check a draft."""
    request = draft_pb2.SubmitDraftRequest(
        draft=draft, request_id=request_id or new_request_id(), wait=to_proto_duration(wait)
    )
    return Call(
        f"{_DRAFTS}SubmitDraft",
        request,
        draft_pb2.SubmitDraftResponse,
        _read_submission,
        extra_seconds=wait,
    )


def check_draft(draft: draft_pb2.Draft) -> Call[models.Check]:
    """Check a text without storing it."""
    return Call(
        f"{_DRAFTS}CheckDraft",
        draft_pb2.CheckDraftRequest(draft=draft),
        draft_pb2.CheckDraftResponse,
        lambda answer: convert.from_proto_check(answer.check),
    )


def get_draft(name: str) -> Call[models.Submission]:
    """One draft with its check."""
    request = draft_pb2.GetDraftRequest(name=name)
    return Call(f"{_DRAFTS}GetDraft", request, draft_pb2.GetDraftResponse, _read_submission)


def list_drafts(
    states: Iterable[models.DraftState | str], page_token: str
) -> Call[tuple[list[models.Draft], str]]:
    """A page of drafts and the token of the next."""
    return Call(
        f"{_DRAFTS}ListDrafts",
        _page_of_drafts(states, page_token, _PAGE),
        draft_pb2.ListDraftsResponse,
        lambda answer: (
            [convert.from_proto_draft(draft) for draft in answer.drafts],
            answer.next_page_token,
        ),
    )


def drafts_page(
    states: Iterable[models.DraftState | str], page_token: str, page_size: int
) -> Call[draft_models.DraftPage]:
    """A page of drafts with their checks."""
    return Call(
        f"{_DRAFTS}ListDrafts",
        _page_of_drafts(states, page_token, page_size),
        draft_pb2.ListDraftsResponse,
        convert.from_proto_draft_page,
    )


def withdraw(name: str, request_id: str | None) -> Call[models.Draft]:
    """Take a draft back."""
    request = draft_pb2.WithdrawDraftRequest(name=name, request_id=request_id or new_request_id())
    return Call(f"{_DRAFTS}WithdrawDraft", request, draft_pb2.WithdrawDraftResponse, _read_draft)


def mark_published(
    name: str, publish_time: datetime | None, request_id: str | None
) -> Call[models.Draft]:
    """Say that a post went out."""
    request = draft_pb2.MarkPublishedRequest(name=name, request_id=request_id or new_request_id())
    if publish_time:
        request.publish_time.CopyFrom(to_proto_time(publish_time, "publish_time"))
    return Call(f"{_DRAFTS}MarkPublished", request, draft_pb2.MarkPublishedResponse, _read_draft)


def list_findings(
    draft: str,
    relations: Iterable[models.Relation | str],
    min_confidence: models.Confidence | str,
    page_token: str,
) -> Call[tuple[list[models.Finding], str]]:
    """A page of findings and the token of the next."""
    confidence = to_proto_enum(finding_pb2.Confidence, "CONFIDENCE", min_confidence)
    request = finding_pb2.ListFindingsRequest(
        draft=draft,
        min_confidence=confidence,  # type: ignore[arg-type]
        page_size=_PAGE,
        page_token=page_token,
    )
    for relation in relations:
        number = to_proto_enum(finding_pb2.Relation, "RELATION", relation)
        request.relations.append(number)  # type: ignore[arg-type]
    return Call(
        f"{_FINDINGS}ListFindings",
        request,
        finding_pb2.ListFindingsResponse,
        lambda answer: (
            [convert.from_proto_finding(finding) for finding in answer.findings],
            answer.next_page_token,
        ),
    )


def get_finding(name: str) -> Call[models.Finding]:
    """One finding."""
    return Call(
        f"{_FINDINGS}GetFinding",
        finding_pb2.GetFindingRequest(name=name),
        finding_pb2.GetFindingResponse,
        lambda answer: convert.from_proto_finding(answer.finding),
    )


def review_finding(
    name: str,
    verdict: models.ReviewVerdict | str,
    reason: models.ReviewReason | str,
    note: str,
    reviewer: str,
) -> Call[models.Review]:
    """Say what a person thinks of a finding; the same again stores nothing."""
    said = to_proto_enum(finding_pb2.ReviewVerdict, "REVIEW_VERDICT", verdict)
    why = to_proto_enum(finding_pb2.ReviewReason, "REVIEW_REASON", reason)
    return Call(
        f"{_FINDINGS}ReviewFinding",
        finding_pb2.ReviewFindingRequest(
            name=name,
            verdict=said,  # type: ignore[arg-type]
            reason=why,  # type: ignore[arg-type]
            note=note,
            reviewer=reviewer,
        ),
        finding_pb2.ReviewFindingResponse,
        lambda answer: convert.from_proto_review(answer.review),
    )


def watch_findings(resume_token: str, heartbeat: float) -> Call[models.WatchEvent]:
    """Follow the findings; each answer of the stream is one event."""
    return Call(
        f"{_FINDINGS}WatchFindings",
        finding_pb2.WatchFindingsRequest(
            resume_token=resume_token, heartbeat=to_proto_duration(heartbeat)
        ),
        finding_pb2.WatchFindingsResponse,
        convert.from_proto_watch,
    )


def make_draft(external_id: str, body: str, title: str, options: DraftOptions) -> draft_pb2.Draft:
    """The draft to be sent.

    Raises:
        ValueError: a time without a zone, or a channel or share level that does not exist.
    """
    draft = draft_pb2.Draft(
        external_id=external_id,
        body=body,
        title=title,
        area_codes=options.get("area_codes", ()),
        audience_tags=options.get("audience_tags", ()),
    )
    if "channel" in options:
        number = to_proto_enum(draft_pb2.Channel, "CHANNEL", options["channel"])
        draft.channel = number  # type: ignore[assignment]
    if "share_level" in options:
        number = to_proto_enum(draft_pb2.ShareLevel, "SHARE_LEVEL", options["share_level"])
        draft.share_level = number  # type: ignore[assignment]
    moments = {
        "publish_time": options.get("publish_time"),
        "valid_from": options.get("valid_from"),
        "valid_until": options.get("valid_until"),
        "authored_time": options.get("authored_time"),
    }
    for field, moment in moments.items():
        if moment is not None:
            getattr(draft, field).CopyFrom(to_proto_time(moment, field))
    return draft


def _page_of_drafts(
    states: Iterable[models.DraftState | str], page_token: str, page_size: int
) -> draft_pb2.ListDraftsRequest:
    request = draft_pb2.ListDraftsRequest(page_size=page_size, page_token=page_token)
    for state in states:
        number = to_proto_enum(draft_pb2.DraftState, "DRAFT_STATE", state)
        request.states.append(number)  # type: ignore[arg-type]
    return request


def _read_submission(answer: Any) -> models.Submission:
    return models.Submission(
        convert.from_proto_draft(answer.draft), convert.from_proto_check(answer.check)
    )


def _read_draft(answer: Any) -> models.Draft:
    return convert.from_proto_draft(answer.draft)
