"""Events of intake as they go on the bus: subject, id and payload."""

from __future__ import annotations

from selaras.intake.convert.directory import to_proto_directory_changed
from selaras.intake.convert.draft import to_proto_draft_event
from selaras.intake.convert.erasure import to_proto_erasure_requested
from selaras.intake.domain.events import DraftEvent, ErasureEvent, IntakeEvent
from selaras.kit.bus import EVENTS
from selaras.kit.outbox import Event, new_event_id


def to_bus_event(event: IntakeEvent) -> Event:
    """The event with a new id."""
    event_id = new_event_id()
    if isinstance(event, ErasureEvent):
        subject = f"selaras.v1.draft.erase.{event.erasure.agency_id}"
        request = to_proto_erasure_requested(event.erasure, event_id)
        return Event(event_id, EVENTS, subject, request.SerializeToString())
    agency_id = event.agency.agency_id
    if isinstance(event, DraftEvent):
        subject = f"selaras.v1.draft.{event.change.value}.{agency_id}"
        payload = to_proto_draft_event(event, event_id).SerializeToString()
    else:
        subject = f"selaras.v1.directory.changed.{agency_id}"
        payload = to_proto_directory_changed(event, event_id).SerializeToString()
    return Event(event_id, EVENTS, subject, payload)
