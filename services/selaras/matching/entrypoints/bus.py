"""Events that matching handles: drafts submitted, withdrawn and published, and erasures."""

from __future__ import annotations

from google.protobuf.message import DecodeError

from selaras.event.v1 import draft_pb2
from selaras.kit.consumer import Delivery
from selaras.kit.errors import InvalidRequest, SelarasError
from selaras.matching.domain.message import Message
from selaras.matching.entrypoints.convert import from_proto_revision
from selaras.matching.entrypoints.erasures import ERASURES, ErasureEvents
from selaras.matching.handlers.check import CheckHandler

SUBJECTS = (
    "selaras.v1.draft.submitted.>",
    "selaras.v1.draft.withdrawn.>",
    "selaras.v1.draft.published.>",
    *ERASURES,
)
_Event = draft_pb2.DraftSubmitted | draft_pb2.DraftWithdrawn | draft_pb2.DraftPublished
_EVENTS: dict[str, type[_Event]] = {
    "submitted": draft_pb2.DraftSubmitted,
    "withdrawn": draft_pb2.DraftWithdrawn,
    "published": draft_pb2.DraftPublished,
}


class DraftEvents:
    """Hands each event to its handler."""

    def __init__(self, handler: CheckHandler, erasures: ErasureEvents) -> None:
        self._handler = handler
        self._erasures = erasures

    async def handle(self, delivery: Delivery) -> None:
        """Handle one event.

        Raises:
            InvalidRequest: EVENT_MALFORMED; never worth a retry.
            Unavailable: a part is away.
        """
        if self._erasures.handles(delivery):
            await self._erasures.handle(delivery)
            return
        verb, message = _read(delivery)
        if verb == "submitted":
            await self._handler.submitted(message)
        elif verb == "withdrawn":
            await self._handler.withdrawn(message)
        else:
            await self._handler.published(message)

    async def dead(self, delivery: Delivery, error: SelarasError) -> None:
        """An event is given up: an editor who waits for its check must hear of it."""
        if error.reason == "EVENT_MALFORMED" or self._erasures.handles(delivery):
            return
        verb, message = _read(delivery)
        if verb == "submitted":
            await self._handler.given_up(message)


def _read(delivery: Delivery) -> tuple[str, Message]:
    verb = delivery.subject.split(".")[3]
    try:
        event = _EVENTS[verb].FromString(delivery.payload)
    except (KeyError, DecodeError) as error:
        raise InvalidRequest("EVENT_MALFORMED", f"cannot read {delivery.subject}") from error
    return verb, from_proto_revision(event.revision)
