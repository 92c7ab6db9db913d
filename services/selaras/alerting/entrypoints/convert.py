"""Events into alerting's own words."""

from __future__ import annotations

from datetime import UTC

from google.protobuf.message import DecodeError, Message

from selaras.alerting.domain.model import (
    Agency,
    AgencyRecord,
    CaseEvent,
    CaseState,
    Clash,
    Finding,
    Owner,
    Relation,
    Words,
)
from selaras.api.v1 import agency_pb2, directory_pb2, finding_pb2
from selaras.event.v1 import case_pb2
from selaras.event.v1 import directory_pb2 as directory_event_pb2
from selaras.kit.errors import InvalidRequest

_STATES = {
    case_pb2.CASE_STATE_OPEN: CaseState.OPEN,
    case_pb2.CASE_STATE_RESOLVED: CaseState.RESOLVED,
}
_RELATIONS = {
    finding_pb2.RELATION_CONTRADICTION: Relation.CONTRADICTION,
    finding_pb2.RELATION_OVERLAP: Relation.OVERLAP,
}


def from_proto_case(payload: bytes) -> CaseEvent:
    """A change of a case.

    Raises:
        InvalidRequest: EVENT_MALFORMED.
    """
    message = case_pb2.CaseChanged()
    _parse(message, payload)
    state = _STATES.get(message.state)
    relation = _RELATIONS.get(message.relation)
    agency_id = _id(message.side.agency.name)
    if not message.case or not agency_id or state is None or relation is None:
        raise _malformed("case, side.agency, state and relation must be set")
    return CaseEvent(
        event_id=message.event_id,
        case_id=message.case,
        version=message.version,
        state=state,
        relation=relation,
        agency_id=agency_id,
        findings=tuple(
            from_proto_finding(finding)
            for finding in message.side.findings
            if finding.relation in _RELATIONS
        ),
        agencies=tuple(from_proto_agency(agency) for agency in message.agencies),
        deadline=(
            message.deadline.ToDatetime(tzinfo=UTC) if message.HasField("deadline") else None
        ),
        resolution=message.resolution,
        payload=payload,
    )


def from_proto_directory(payload: bytes) -> AgencyRecord:
    """An agency with its owners.

    Raises:
        InvalidRequest: EVENT_MALFORMED.
    """
    message = directory_event_pb2.DirectoryChanged()
    _parse(message, payload)
    agency = message.agency
    if not agency.agency_id:
        raise _malformed("agency.agency_id must be set")
    return AgencyRecord(
        Agency(agency.agency_id, agency.display_name, agency.level, agency.area_code),
        tuple(_from_proto_owner(owner) for owner in message.owners),
        message.version,
    )


def from_proto_agency(agency: agency_pb2.AgencyRef) -> Agency:
    """What the event says of an agency."""
    return Agency(_id(agency.name), agency.display_name, agency.level, agency.area_code)


def from_proto_finding(finding: finding_pb2.Finding) -> Finding:
    """A finding as the receiving agency may see it."""
    return Finding(
        other=from_proto_agency(finding.other_agency),
        other_title=finding.other_title,
        own_draft=finding.own_draft,
        own_revision=finding.own_revision,
        relation=_RELATIONS[finding.relation],
        certain=finding.confidence == finding_pb2.CONFIDENCE_CONFIRMED,
        explanation=finding.explanation,
        clashes=tuple(_from_proto_evidence(entry) for entry in finding.evidence),
        payload=finding.SerializeToString(),
    )


def _from_proto_evidence(evidence: finding_pb2.Evidence) -> Clash:
    return Clash(
        kind=_kind(evidence.kind),
        own_sentence=evidence.own_sentence or evidence.own.text,
        other_sentence=evidence.other_sentence or evidence.other.text,
        words={
            "id": Words(evidence.explanation, evidence.difference),
            **{
                entry.language: Words(entry.explanation, entry.difference)
                for entry in evidence.translations
            },
        },
        own_aligned=evidence.own_aligned,
    )


def _from_proto_owner(owner: directory_pb2.Owner) -> Owner:
    return Owner(owner.owner_id, owner.display_name, owner.contact, owner.time_zone)


def _kind(value: int) -> str:
    """``FACT_KIND_DATE`` as ``date``; empty for no kind, and for one that is newer than this."""
    known = finding_pb2.FactKind.values()
    if value == finding_pb2.FACT_KIND_UNSPECIFIED or value not in known:
        return ""
    return finding_pb2.FactKind.Name(value).removeprefix("FACT_KIND_").lower()


def _id(resource: str) -> str:
    return resource.removeprefix("agencies/")


def _parse(message: Message, payload: bytes) -> None:
    try:
        message.ParseFromString(payload)
    except DecodeError as error:
        raise _malformed(str(error)) from error


def _malformed(why: str) -> InvalidRequest:
    return InvalidRequest("EVENT_MALFORMED", f"the event cannot be read: {why}")
