"""Changes of cases into alerting's own words."""

from __future__ import annotations

from datetime import UTC

from google.protobuf.message import DecodeError, Message

from selaras.alerting.domain.case import (
    CaseEvent,
    CaseState,
    Change,
    Clash,
    Finding,
    Party,
    Proposal,
    ProposalState,
    Relation,
    Severity,
    Words,
)
from selaras.alerting.domain.directory import Agency
from selaras.api.v1 import agency_pb2, case_pb2, finding_pb2
from selaras.event.v1 import case_pb2 as case_event_pb2
from selaras.kit.errors import InvalidRequest

_STATES = {
    case_event_pb2.CASE_STATE_OPEN: CaseState.OPEN,
    case_event_pb2.CASE_STATE_RESOLVED: CaseState.RESOLVED,
}
RELATIONS = {
    finding_pb2.RELATION_CONTRADICTION: Relation.CONTRADICTION,
    finding_pb2.RELATION_OVERLAP: Relation.OVERLAP,
}
_PROPOSAL_STATES = {
    case_pb2.Proposal.STATE_OPEN: ProposalState.OPEN,
    case_pb2.Proposal.STATE_AGREED: ProposalState.AGREED,
    case_pb2.Proposal.STATE_DECLINED: ProposalState.DECLINED,
}
_SEVERITIES = {int(severity): severity for severity in Severity}


def from_proto_case(payload: bytes) -> CaseEvent:
    """A change of a case.

    Raises:
        InvalidRequest: EVENT_MALFORMED.
    """
    message = case_event_pb2.CaseChanged()
    parse(message, payload)
    state = _STATES.get(message.state)
    relation = RELATIONS.get(message.relation)
    agency_id = agency_id_of(message.side.agency.name)
    if not message.case or not agency_id or state is None or relation is None:
        raise malformed("case, side.agency, state and relation must be set")
    view = message.view
    deadline = message if message.HasField("deadline") else view
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
            if finding.relation in RELATIONS
        ),
        agencies=tuple(from_proto_agency(agency) for agency in message.agencies),
        deadline=(
            deadline.deadline.ToDatetime(tzinfo=UTC) if deadline.HasField("deadline") else None
        ),
        resolution=message.resolution,
        payload=payload,
        severity=_severity(view, relation),
        topic=view.topic,
        area_codes=tuple(view.area_codes),
        kinds=tuple(filter(None, (_kind(kind) for kind in view.kinds))),
        parties=tuple(_from_proto_party(party) for party in view.parties),
        change=_from_proto_change(message.change) if message.HasField("change") else Change(),
        proposal=_from_proto_proposal(view.proposal) if view.HasField("proposal") else None,
        agreed=view.state == case_pb2.Case.STATE_AGREED,
        change_time=(
            message.change_time.ToDatetime(tzinfo=UTC) if message.HasField("change_time") else None
        ),
    )


def from_proto_agency(agency: agency_pb2.AgencyRef) -> Agency:
    """What the event says of an agency."""
    return Agency(agency_id_of(agency.name), agency.display_name, agency.level, agency.area_code)


def from_proto_finding(finding: finding_pb2.Finding) -> Finding:
    """A finding as the receiving agency may see it."""
    return Finding(
        other=from_proto_agency(finding.other_agency),
        other_title=finding.other_title,
        own_draft=finding.own_draft,
        own_revision=finding.own_revision,
        relation=RELATIONS[finding.relation],
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


def _from_proto_party(party: case_pb2.CaseParty) -> Party:
    return Party(
        agency_id_of(party.agency.name),
        acknowledged=party.HasField("acknowledge_time"),
        acknowledged_by=party.acknowledged_by.rpartition("/")[2],
        assignee=party.assignee.rpartition("/")[2],
        authority=party.authority,
    )


def _from_proto_change(entry: case_pb2.TimelineEntry) -> Change:
    return Change(
        kind=_lower(case_pb2.TimelineEntry.Kind, "KIND_", entry.kind),
        agency_id=agency_id_of(entry.agency),
        person=entry.person,
        text=entry.text,
        subject=entry.subject,
        payload=entry.SerializeToString(),
    )


def _from_proto_proposal(proposal: case_pb2.Proposal) -> Proposal:
    return Proposal(
        number=proposal.number,
        kind=_lower(case_pb2.ResolutionKind, "RESOLUTION_KIND_", proposal.kind),
        note=proposal.note,
        agency_id=agency_id_of(proposal.agency),
        person=proposal.person,
        state=_PROPOSAL_STATES.get(proposal.state, ProposalState.OVERTAKEN),
        awaited=frozenset(agency_id_of(name) for name in proposal.awaited),
        declined_by=tuple(
            (agency_id_of(answer.agency), answer.note)
            for answer in proposal.answers
            if not answer.agreed
        ),
        payload=proposal.SerializeToString(),
    )


def _severity(view: case_pb2.Case, relation: Relation) -> Severity:
    """An event that does not say is never taken for a light one: it might go unheard."""
    known = _SEVERITIES.get(view.severity)
    if known is not None:
        return known
    return Severity.HIGH if relation is Relation.CONTRADICTION else Severity.MEDIUM


def _kind(value: int) -> str:
    """``FACT_KIND_DATE`` as ``date``; empty for no kind, and for one that is newer than this."""
    return _lower(finding_pb2.FactKind, "FACT_KIND_", value)


def _lower(enum: object, prefix: str, value: int) -> str:
    """Name of a value without its prefix, in lower case; empty for none and for an unknown one."""
    known = enum.values()  # type: ignore[attr-defined]  # enums of protobuf have no common type
    if value == 0 or value not in known:
        return ""
    name: str = enum.Name(value)  # type: ignore[attr-defined]
    return name.removeprefix(prefix).lower()


def agency_id_of(resource: str) -> str:
    """Id in ``agencies/{agency}``."""
    return resource.removeprefix("agencies/")


def parse(message: Message, payload: bytes) -> None:
    """Read a payload into a message.

    Raises:
        InvalidRequest: EVENT_MALFORMED.
    """
    try:
        message.ParseFromString(payload)
    except DecodeError as error:
        raise malformed(str(error)) from error


def malformed(why: str) -> InvalidRequest:
    """The event can never be read."""
    return InvalidRequest("EVENT_MALFORMED", f"the event cannot be read: {why}")
