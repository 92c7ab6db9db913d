"""MessageService: the shared message bank over gRPC."""

# ruff: noqa: ARG002, N802 - gRPC names the methods and gives each a request and a context

from __future__ import annotations

import re
from typing import Final

from selaras.api.v1 import message_pb2, message_pb2_grpc
from selaras.kit.auth import current_caller
from selaras.kit.errors import InvalidRequest
from selaras.kit.grpc_server import Context
from selaras.matching.entrypoints.convert import to_proto_agency, to_proto_time
from selaras.matching.explain import dispute as words
from selaras.matching.handlers.cases import viewer_of
from selaras.matching.handlers.disputes import Dispute, DisputeKind, went_out
from selaras.matching.handlers.search import FoundMessage, SearchHandler, SearchQuery

_AGENCY: Final = re.compile(r"agencies/([a-z0-9](?:[a-z0-9-]*[a-z0-9])?)")
_KINDS: Final = {
    DisputeKind.OPEN_CASE: message_pb2.Dispute.KIND_OPEN_CASE,
    DisputeKind.SUPERSEDED: message_pb2.Dispute.KIND_SUPERSEDED,
}


class MessageServicer(message_pb2_grpc.MessageServiceServicer):
    """What agencies have published, for the people of every agency."""

    def __init__(self, handler: SearchHandler) -> None:
        self._handler = handler

    async def SearchMessages(
        self, request: message_pb2.SearchMessagesRequest, context: Context
    ) -> message_pb2.SearchMessagesResponse:
        """See message.proto."""
        found = await self._handler.search(viewer_of(current_caller()), from_proto_search(request))
        return message_pb2.SearchMessagesResponse(
            messages=[to_proto_published(item) for item in found]
        )


def from_proto_search(request: message_pb2.SearchMessagesRequest) -> SearchQuery:
    """What is asked.

    Raises:
        InvalidRequest: NAME_INVALID, the agency is not named as one.
    """
    return SearchQuery(
        text=request.query,
        area_code=request.area_code,
        agency=_agency_id(request.agency),
        expired=request.expired,
        page_size=request.page_size,
    )


def _agency_id(name: str) -> str:
    if not name:
        return ""
    match = _AGENCY.fullmatch(name)
    if match is None:
        raise InvalidRequest.field("NAME_INVALID", "agency", "write agencies/{agency}")
    return match[1]


def to_proto_published(found: FoundMessage) -> message_pb2.PublishedMessage:
    """One message of the bank."""
    message = found.message
    published = message_pb2.PublishedMessage(
        name=message.draft_name,
        agency=to_proto_agency(message.agency),
        title=message.title,
        text=message.body,
        passage=found.passage.text if found.passage else "",
        passage_start=found.passage.span.start if found.passage else 0,
        publish_time=to_proto_time(went_out(message)),
        expired=found.expired,
        area_codes=message.area_codes,
        score=found.score,
        disputes=[to_proto_dispute(item) for item in found.disputes],
    )
    if message.valid_from is not None:
        published.valid_from.CopyFrom(to_proto_time(message.valid_from))
    if message.valid_until is not None:
        published.valid_until.CopyFrom(to_proto_time(message.valid_until))
    return published


def to_proto_dispute(dispute: Dispute) -> message_pb2.Dispute:
    """What may be wrong with a message."""
    return message_pb2.Dispute(
        kind=_KINDS[dispute.kind],
        case=dispute.case.name if dispute.case else "",
        message=dispute.later.draft_name if dispute.later else "",
        explanation=_explanation(dispute, "id"),
        explanation_en=_explanation(dispute, "en"),
    )


def _explanation(dispute: Dispute, lang: str) -> str:
    if dispute.later is None or dispute.evidence is None:
        return words.open_case(lang)
    return words.superseded(dispute.evidence, dispute.later, went_out(dispute.later), lang)
