"""Events that intake listens to: the checker's answers, and what others have erased."""

from __future__ import annotations

from typing import TypeVar

from google.protobuf.message import DecodeError, Message

from selaras.event.v1 import draft_pb2 as event_pb2
from selaras.event.v1 import erasure_pb2
from selaras.intake.convert.check import from_proto_checked
from selaras.intake.convert.erasure import from_proto_part
from selaras.intake.domain.errors import RuleBroken
from selaras.intake.domain.names import parse_draft
from selaras.intake.entrypoints.errors import named_errors
from selaras.intake.handlers.checked import RecordCheck
from selaras.intake.handlers.erase import Erase
from selaras.kit.bus import EVENTS, Bus
from selaras.kit.consumer import Consumer, Delivery

CHECKED = "selaras.v1.draft.checked.>"
ERASED = "selaras.v1.draft.erased.>"
M = TypeVar("M", bound=Message)
_ERASED = ERASED.removesuffix(">")


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
        event = _read(event_pb2.DraftChecked(), delivery)
        agency_id, external_id = parse_draft(event.draft, field="draft")
        answer = from_proto_checked(event)
        await self._record(agency_id, external_id, event.check.revision, answer)


class ErasedListener:
    """Hands on that another service has done its part of an erasure."""

    def __init__(self, erase: Erase) -> None:
        self._erase = erase

    @named_errors
    async def __call__(self, delivery: Delivery) -> None:
        """Note one part.

        Raises:
            SelarasError: the event can never be handled.
            Unavailable: try again later.
        """
        event = _read(erasure_pb2.ErasureDone(), delivery)
        part = from_proto_part(event.service)
        await self._erase.done(event.erasure, part, tuple(event.findings))


def _read(event: M, delivery: Delivery) -> M:
    try:
        event.ParseFromString(delivery.payload)
    except DecodeError as error:
        raise RuleBroken.field("EVENT_MALFORMED", "payload", str(error)) from error
    return event


def make_consumer(bus: Bus, record: RecordCheck, erase: Erase) -> Consumer:
    """The durable consumer of the checker's answers, and of what others have erased."""
    checked, erased = CheckedListener(record), ErasedListener(erase)

    async def handle(delivery: Delivery) -> None:
        await (erased if delivery.subject.startswith(_ERASED) else checked)(delivery)

    return Consumer(
        bus,
        service="intake",
        durable="intake",
        stream=EVENTS,
        subjects=[CHECKED, ERASED],
        handler=handle,
        concurrency=4,  # their order does not matter: the newest answer wins
    )
