"""Erasures, as they are answered and as the other services are told of them."""

from __future__ import annotations

from selaras.api.v1 import erasure_pb2
from selaras.event.v1 import alert_pb2
from selaras.event.v1 import erasure_pb2 as event_pb2
from selaras.intake.convert.times import to_proto_time
from selaras.intake.domain.erasure import Erasure, ErasureKind, ErasurePart
from selaras.intake.domain.errors import RuleBroken


def to_proto_erasure(erasure: Erasure) -> erasure_pb2.Erasure:
    """An erasure with its parts in their order."""
    return erasure_pb2.Erasure(
        name=f"erasures/{erasure.erasure_id}",
        subject=erasure.subject,
        actor=erasure.actor,
        reason=erasure.reason,
        create_time=to_proto_time(erasure.create_time),
        parts=[
            erasure_pb2.ErasurePart(
                service=part.value, done_time=to_proto_time(erasure.parts.get(part))
            )
            for part in ErasurePart
        ],
        done_time=to_proto_time(erasure.done_time),
    )


def to_proto_erasure_requested(erasure: Erasure, event_id: str) -> event_pb2.ErasureRequested:
    """What the other services are asked to erase."""
    is_draft = erasure.kind is ErasureKind.DRAFT
    order = event_pb2.ErasureOrder(
        erasure=erasure.erasure_id,
        agency=erasure.agency_id,
        draft=erasure.subject if is_draft else "",
        owner="" if is_draft else erasure.subject,
        version=erasure.numbers.version,
        revision=erasure.numbers.revision,
        pseudonym="" if is_draft else erasure.pseudonym,
        actor=erasure.actor,
        reason=erasure.reason,
        time=to_proto_time(erasure.create_time),
        marks=erasure.marks,
    )
    return event_pb2.ErasureRequested(event_id=event_id, order=order)


def from_proto_part(service: str) -> ErasurePart:
    """The part that a service has done.

    Raises:
        RuleBroken: EVENT_MALFORMED.
    """
    try:
        return ErasurePart(service)
    except ValueError as error:
        raise RuleBroken.field("EVENT_MALFORMED", "service", "is none that erases") from error


def contact_bytes(display_name: str, contact: str) -> bytes:
    """The two fields of an owner as they lie one after the other in an alert's contact."""
    from_alert = alert_pb2.OwnerContact(display_name=display_name, contact=contact)
    return from_alert.SerializeToString()
