"""Notices into alert events."""

from __future__ import annotations

from datetime import datetime

from google.protobuf.timestamp_pb2 import Timestamp

from selaras.alerting.domain.case import CaseState, Relation
from selaras.alerting.domain.directory import Agency, Recipient
from selaras.alerting.domain.notice import AlertKind, Digest, Notice
from selaras.api.v1 import agency_pb2, alert_pb2, case_pb2, finding_pb2
from selaras.event.v1 import alert_pb2 as alert_event_pb2
from selaras.event.v1 import case_pb2 as case_event_pb2

_STATES = {
    CaseState.OPEN: case_event_pb2.CASE_STATE_OPEN,
    CaseState.RESOLVED: case_event_pb2.CASE_STATE_RESOLVED,
}
RELATIONS = {
    Relation.CONTRADICTION: finding_pb2.RELATION_CONTRADICTION,
    Relation.OVERLAP: finding_pb2.RELATION_OVERLAP,
}
# In these somebody of the other side asks or answers, and an owner reads the words.
_WITH_PROPOSAL = frozenset({AlertKind.PROPOSED, AlertKind.DECLINED})
# What a person did goes along where the alert tells of just that, and not of what came after it.
_TOLD_OF = {
    AlertKind.PROPOSED: {"proposed"},
    AlertKind.DECLINED: {"declined"},
    AlertKind.ASSIGNED: {"assigned"},
    AlertKind.UPDATED: {"merged", "returned"},
    AlertKind.RESOLVED: {"resolved", "agreed", "merged", "dismissed"},
}


def alert_subject(to: Recipient) -> str:
    """Subject that an owner's alerts are sent on."""
    return f"selaras.v1.alert.{to.agency.agency_id}.{to.owner.owner_id}"


def to_proto_alert(notice: Notice) -> alert_event_pb2.Alert:
    """The event."""
    telling = notice.telling
    event = telling.event
    alert = alert_event_pb2.Alert(
        alert_id=notice.alert_id,
        owner=telling.to.name,
        case=event.case_id,
        state=_STATES[event.state],
        relation=RELATIONS[event.own_relation],
        others=[to_proto_agency(other) for other in event.others],
        title=notice.title,
        text=notice.text,
        create_time=_to_proto_time(notice.create_time),
        kind=f"ALERT_KIND_{telling.kind.value}",
        severity=to_proto_severity(event.severity),
        language=notice.language,
        open_url=notice.open_url,
        acknowledge_url=notice.acknowledge_url,
    )
    for entry in telling.contacts:
        alert.contacts.add(
            agency=to_proto_agency(entry.agency),
            display_name=entry.display_name,
            contact=entry.contact,
        )
    for finding in event.findings:
        alert.findings.add().MergeFromString(finding.payload)
    if event.deadline:
        alert.deadline.CopyFrom(_to_proto_time(event.deadline))
    if event.change.person and event.change.kind in _TOLD_OF.get(telling.kind, ()):
        alert.change.MergeFromString(event.change.payload)
    if event.proposal and telling.kind in _WITH_PROPOSAL:
        alert.proposal.MergeFromString(event.proposal.payload)
    return alert


def to_proto_digest(digest: Digest) -> alert_event_pb2.Alert:
    """The event of a digest."""
    severity = max(line.telling.event.severity for line in digest.lines)
    return alert_event_pb2.Alert(
        alert_id=digest.alert_id,
        owner=digest.to.name,
        title=digest.title,
        text=digest.text,
        create_time=_to_proto_time(digest.create_time),
        kind=alert_pb2.ALERT_KIND_DIGEST,
        severity=to_proto_severity(severity),
        language=digest.language,
        open_url=digest.open_url,
        digest_cases=[line.telling.event.case_id for line in digest.lines],
        digest_titles=[line.title for line in digest.lines],
    )


def to_proto_test(
    alert_id: str, to: Recipient, words: tuple[str, str, str], now: datetime
) -> alert_event_pb2.Alert:
    """The event of a test of a channel; ``words`` are title, text and language."""
    title, text, language = words
    return alert_event_pb2.Alert(
        alert_id=alert_id,
        owner=to.name,
        title=title,
        text=text,
        create_time=_to_proto_time(now),
        kind=alert_pb2.ALERT_KIND_TEST,
        language=language,
    )


def to_proto_agency(agency: Agency) -> agency_pb2.AgencyRef:
    """What one agency may know of another."""
    return agency_pb2.AgencyRef(
        name=f"agencies/{agency.agency_id}",
        display_name=agency.display_name,
        level=agency.level,  # type: ignore[arg-type]  # a number that is carried through
        area_code=agency.area_code,
    )


def to_proto_severity(severity: int) -> str:
    """Name of a severity; 0: not known."""
    return case_pb2.Severity.Name(severity)


def _to_proto_time(moment: datetime) -> Timestamp:
    stamp = Timestamp()
    stamp.FromDatetime(moment)
    return stamp
