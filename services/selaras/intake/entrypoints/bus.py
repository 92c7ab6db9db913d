"""Events that intake listens to: the checker's answers."""

from __future__ import annotations

from google.protobuf.message import DecodeError

from selaras.event.v1 import draft_pb2 as event_pb2
from selaras.intake.convert.check import from_proto_checked
from selaras.intake.domain.errors import RuleBroken
from selaras.intake.domain.names import parse_draft
from selaras.intake.entrypoints.errors import named_errors
from selaras.intake.handlers.checked import RecordCheck
from selaras.kit.bus import EVENTS, Bus
from selaras.kit.consumer import Consumer, Delivery

SUBJECT = "selaras.v1.draft.checked.>"


class CheckedListener:
    """Hands the checker's answers to the handler."""

    def __init__(self, record: RecordCheck) -> None:
        self._record = record

    @named_errors
    async def __call__(self, delivery: Delivery) -> None:
        """Store one answer.

        Raises:
            SelarasError: the event can never be handled.
            Unavailable: try again later.
        """
        event = event_pb2.DraftChecked()
        try:
            event.ParseFromString(delivery.payload)
        except DecodeError as error:
            raise RuleBroken.field("EVENT_MALFORMED", "payload", str(error)) from error
        agency_id, external_id = parse_draft(event.draft, field="draft")
        answer = from_proto_checked(event)
        await self._record(agency_id, external_id, event.check.revision, answer)


def make_consumer(bus: Bus, record: RecordCheck) -> Consumer:
    """The durable consumer of the checker's answers."""
    return Consumer(
        bus,
        service="intake",
        durable="intake",
        stream=EVENTS,
        subjects=[SUBJECT],
        handler=CheckedListener(record),
        concurrency=4,  # their order does not matter: the newest answer wins
    )
