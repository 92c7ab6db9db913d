"""Notices into alert events."""

from __future__ import annotations

from datetime import datetime

from google.protobuf.timestamp_pb2 import Timestamp

from selaras.alerting.domain.model import Agency, CaseState, Notice, Relation
from selaras.api.v1 import agency_pb2, finding_pb2
from selaras.event.v1 import alert_pb2, case_pb2

_STATES = {
    CaseState.OPEN: case_pb2.CASE_STATE_OPEN,
    CaseState.RESOLVED: case_pb2.CASE_STATE_RESOLVED,
}
_RELATIONS = {
    Relation.CONTRADICTION: finding_pb2.RELATION_CONTRADICTION,
    Relation.OVERLAP: finding_pb2.RELATION_OVERLAP,
}


def alert_subject(notice: Notice) -> str:
    """Subject that the notice is sent on."""
    return f"selaras.v1.alert.{notice.event.agency_id}.{notice.owner.owner_id}"


def to_proto_alert(notice: Notice) -> alert_pb2.Alert:
    """The event."""
    event = notice.event
    alert = alert_pb2.Alert(
        alert_id=notice.alert_id,
        owner=f"agencies/{event.agency_id}/owners/{notice.owner.owner_id}",
        case=event.case_id,
        state=_STATES[event.state],
        relation=_RELATIONS[event.relation],
        others=[to_proto_agency(other) for other in event.others],
        title=notice.title,
        text=notice.text,
        create_time=_to_proto_time(notice.create_time),
    )
    for entry in notice.contacts:
        alert.contacts.add(
            agency=to_proto_agency(entry.agency),
            display_name=entry.display_name,
            contact=entry.contact,
        )
    for finding in event.findings:
        alert.findings.add().MergeFromString(finding.payload)
    if event.deadline:
        alert.deadline.CopyFrom(_to_proto_time(event.deadline))
    return alert


def to_proto_agency(agency: Agency) -> agency_pb2.AgencyRef:
    """What one agency may know of another."""
    return agency_pb2.AgencyRef(
        name=f"agencies/{agency.agency_id}",
        display_name=agency.display_name,
        level=agency.level,  # type: ignore[arg-type]  # a number that is carried through
        area_code=agency.area_code,
    )


def _to_proto_time(moment: datetime) -> Timestamp:
    stamp = Timestamp()
    stamp.FromDatetime(moment)
    return stamp
