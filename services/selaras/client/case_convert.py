"""Cases of the API as the client's values."""

from __future__ import annotations

from typing import Any

from selaras.api.v1 import case_pb2, finding_pb2
from selaras.client import case_models as models
from selaras.client.convert import from_proto_agency_ref, from_proto_finding
from selaras.client.models import FactKind, Relation, Severity, WatchKind
from selaras.client.values import from_proto_enum, from_proto_time


def from_proto_case(case: case_pb2.Case) -> models.Case:
    """A case with what the answer has of it."""
    return models.Case(
        name=case.name,
        state=from_proto_enum(models.CaseState, case_pb2.Case.State, "STATE", case.state),
        relation=from_proto_enum(Relation, finding_pb2.Relation, "RELATION", case.relation),
        severity=from_proto_severity(case.severity),
        title=case.title,
        title_en=case.title_en,
        topic=case.topic,
        area_codes=tuple(case.area_codes),
        kinds=tuple(from_proto_fact_kind(kind) for kind in case.kinds),
        parties=tuple(_party(party) for party in case.parties),
        deadline=from_proto_time(case, "deadline"),
        create_time=from_proto_time(case, "create_time"),
        update_time=from_proto_time(case, "update_time"),
        version=case.version,
        resolution=case.resolution,
        agreed_kind=_resolution(case.agreed_kind),
        merged_into=case.merged_into,
        proposal=_proposal(case.proposal) if case.HasField("proposal") else None,
        finding_count=case.finding_count,
        findings=tuple(from_proto_finding(finding) for finding in case.findings),
        timeline=tuple(_entry(entry) for entry in case.timeline),
        read_version=case.read_version,
    )


def from_proto_case_event(message: case_pb2.WatchCasesResponse) -> models.CaseEvent:
    """One event of a watch."""
    return models.CaseEvent(
        kind=from_proto_enum(WatchKind, case_pb2.WatchCasesResponse.Kind, "KIND", message.kind),
        case=from_proto_case(message.case) if message.HasField("case") else None,
        resume_token=message.resume_token,
    )


def from_proto_split(answer: case_pb2.SplitCaseResponse) -> models.Split:
    """Both cases after a split."""
    return models.Split(from_proto_case(answer.case), from_proto_case(answer.split))


def from_proto_dismissal(answer: case_pb2.DismissFindingResponse) -> models.Dismissal:
    """What came of calling a pair no conflict."""
    case = from_proto_case(answer.case) if answer.HasField("case") else None
    return models.Dismissal(answer.silent, tuple(answer.awaited), case)


def from_proto_severity(value: int) -> Severity:
    """How grave something is."""
    return from_proto_enum(Severity, case_pb2.Severity, "SEVERITY", value)


def from_proto_fact_kind(value: int) -> FactKind:
    """What kind of fact it is."""
    return from_proto_enum(FactKind, finding_pb2.FactKind, "FACT_KIND", value)


def _resolution(value: int) -> models.ResolutionKind:
    return from_proto_enum(models.ResolutionKind, case_pb2.ResolutionKind, "RESOLUTION_KIND", value)


def _party(party: case_pb2.CaseParty) -> models.CaseParty:
    return models.CaseParty(
        agency=from_proto_agency_ref(party.agency),
        findings=party.findings,
        acknowledge_time=from_proto_time(party, "acknowledge_time"),
        acknowledged_by=party.acknowledged_by,
        assignee=party.assignee,
        authority=party.authority,
    )


def _proposal(proposal: case_pb2.Proposal) -> models.Proposal:
    wrapper: Any = case_pb2.Proposal.State
    return models.Proposal(
        number=proposal.number,
        kind=_resolution(proposal.kind),
        note=proposal.note,
        agency=proposal.agency,
        person=proposal.person,
        create_time=from_proto_time(proposal, "create_time"),
        state=from_proto_enum(models.ProposalState, wrapper, "STATE", proposal.state),
        answers=tuple(
            models.Answer(
                answer.agency,
                answer.agreed,
                answer.note,
                answer.person,
                from_proto_time(answer, "time"),
            )
            for answer in proposal.answers
        ),
        awaited=tuple(proposal.awaited),
    )


def _entry(entry: case_pb2.TimelineEntry) -> models.TimelineEntry:
    return models.TimelineEntry(
        kind=from_proto_enum(models.TimelineKind, case_pb2.TimelineEntry.Kind, "KIND", entry.kind),
        time=from_proto_time(entry, "time"),
        agency=entry.agency,
        person=entry.person,
        text=entry.text,
        subject=entry.subject,
        detail=entry.detail,
    )
