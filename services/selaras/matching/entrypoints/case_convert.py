"""Cases between protobuf and domain."""

from __future__ import annotations

from typing import cast

from selaras.api.v1 import case_pb2, finding_pb2
from selaras.kit.errors import InvalidRequest
from selaras.matching.domain.case import (
    Case,
    CaseState,
    Party,
    Person,
    Proposal,
    ResolutionKind,
    Severity,
    TimelineEntry,
)
from selaras.matching.domain.case_view import CaseView
from selaras.matching.domain.facts import FactKind
from selaras.matching.domain.proposal import awaited
from selaras.matching.domain.review import ReviewReason
from selaras.matching.entrypoints.case_findings import to_proto_case_finding
from selaras.matching.entrypoints.convert import (
    from_proto_relations,
    to_proto_agency,
    to_proto_kind,
    to_proto_relation,
    to_proto_time,
)
from selaras.matching.explain.case_title import title
from selaras.matching.handlers.case_reader import LIVE, CaseFilter


def to_proto_case(view: CaseView) -> case_pb2.Case:
    """A case as its viewer may see it."""
    case = view.case
    answer = case_pb2.Case(
        name=case.name,
        state=f"STATE_{case.state.name}",
        relation=to_proto_relation(case.relation),
        severity=f"SEVERITY_{case.severity.name}",
        title=title(view),
        title_en=title(view, "en"),
        topic=case.topic,
        area_codes=view.area_codes,
        kinds=[to_proto_kind(kind) for kind in case.kinds],
        parties=[_to_proto_party(party, view) for party in _in_order(case)],
        create_time=to_proto_time(case.create_time),
        update_time=to_proto_time(case.change_time),
        version=case.version,
        resolution=case.resolution or "",
        agreed_kind=to_proto_resolution_kind(case.agreed_kind),
        merged_into=f"cases/{case.merged_into}" if case.merged_into else "",
        finding_count=view.finding_count,
        findings=[to_proto_case_finding(item) for item in view.findings],
        timeline=[to_proto_entry(entry) for entry in view.timeline],
        read_version=view.read_version,
    )
    if case.deadline is not None:
        answer.deadline.CopyFrom(to_proto_time(case.deadline))
    if case.proposal is not None:
        answer.proposal.CopyFrom(_to_proto_proposal(case, case.proposal))
    return answer


def to_proto_entry(entry: TimelineEntry) -> case_pb2.TimelineEntry:
    """One thing that happened in a case."""
    return case_pb2.TimelineEntry(
        kind=f"KIND_{entry.kind.name}",
        time=to_proto_time(entry.time),
        agency=f"agencies/{entry.person.agency}" if entry.person else "",
        person=_to_proto_person(entry.person) if entry.person else "",
        text=entry.text,
        subject=entry.subject,
        detail=entry.detail,
    )


def to_proto_resolution_kind(kind: ResolutionKind | None) -> case_pb2.ResolutionKind:
    """How a clash ends; unspecified where nobody said so."""
    name = kind.name if kind else "UNSPECIFIED"
    return cast("case_pb2.ResolutionKind", case_pb2.ResolutionKind.Value(f"RESOLUTION_KIND_{name}"))


def from_proto_resolution_kind(value: int) -> ResolutionKind:
    """How a clash is to end; the rules of the proto hold already."""
    name = case_pb2.ResolutionKind.Name(cast("case_pb2.ResolutionKind", value))
    return ResolutionKind[name.removeprefix("RESOLUTION_KIND_")]


def from_proto_reason(value: int) -> ReviewReason:
    """Why a pair is no conflict; the rules of the proto hold already."""
    name = finding_pb2.ReviewReason.Name(cast("finding_pb2.ReviewReason", value))
    return ReviewReason[name.removeprefix("REVIEW_REASON_")]


def from_proto_kind(value: int) -> FactKind | None:
    """The kind of a fact; None: all."""
    name = finding_pb2.FactKind.Name(cast("finding_pb2.FactKind", value))
    return FactKind[name.removeprefix("FACT_KIND_")] if value else None


def from_proto_filter(request: case_pb2.ListCasesRequest) -> CaseFilter:
    """Which cases are asked for.

    Raises:
        InvalidRequest: STATE_UNKNOWN.
    """
    relation = from_proto_relations([request.relation])[0].value if request.relation else ""
    return CaseFilter(
        states=_from_proto_states(list(request.states)),
        relation=relation,
        topic=request.topic,
        area_code=request.area_code,
        min_severity=Severity(request.min_severity or Severity.LOW),
        assignee=request.assignee,
        kinds=tuple(kind for kind in map(from_proto_kind, request.kinds) if kind is not None),
        query=request.query,
    )


def case_id_of(name: str, field: str = "name") -> str:
    """Id of a case from its resource name.

    Raises:
        InvalidRequest: CASE_NAME_INVALID.
    """
    collection, _, case_id = name.partition("/")
    if collection != "cases" or not case_id:
        raise InvalidRequest.field("CASE_NAME_INVALID", field, "write cases/{id}")
    return case_id


def finding_id_of(name: str, field: str = "name") -> str:
    """Id of a finding from its resource name.

    Raises:
        InvalidRequest: FINDING_NAME_INVALID.
    """
    collection, _, finding_id = name.partition("/")
    if collection != "findings" or not finding_id:
        raise InvalidRequest.field("FINDING_NAME_INVALID", field, "write findings/{id}")
    return finding_id


def _from_proto_states(values: list[int]) -> tuple[CaseState, ...]:
    known = {case_pb2.Case.State.Value(f"STATE_{state.name}"): state for state in CaseState}
    if unknown := [value for value in values if value not in known]:
        raise InvalidRequest.field("STATE_UNKNOWN", "states", f"there is no state {unknown[0]}")
    return tuple(known[value] for value in values) or LIVE


def _in_order(case: Case) -> list[Party]:
    return sorted(case.parties, key=lambda party: (party.findings == 0, party.agency))


def _to_proto_party(party: Party, view: CaseView) -> case_pb2.CaseParty:
    answer = case_pb2.CaseParty(
        agency=to_proto_agency(view.agencies[party.agency]),
        findings=party.findings,
        acknowledged_by=_owner(party.agency, party.acknowledged_by),
        assignee=_owner(party.agency, party.assignee),
        authority=party.authority,
    )
    if party.acknowledge_time is not None:
        answer.acknowledge_time.CopyFrom(to_proto_time(party.acknowledge_time))
    return answer


def _to_proto_proposal(case: Case, proposal: Proposal) -> case_pb2.Proposal:
    return case_pb2.Proposal(
        number=proposal.number,
        kind=to_proto_resolution_kind(proposal.kind),
        note=proposal.note,
        agency=f"agencies/{proposal.person.agency}",
        person=_to_proto_person(proposal.person),
        create_time=to_proto_time(proposal.create_time),
        state=f"STATE_{proposal.state.name}",
        answers=[
            case_pb2.Proposal.Answer(
                agency=f"agencies/{item.person.agency}",
                agreed=item.agreed,
                note=item.note,
                person=_to_proto_person(item.person),
                time=to_proto_time(item.time),
            )
            for item in proposal.answers
        ],
        awaited=[f"agencies/{agency}" for agency in awaited(case)],
    )


def _to_proto_person(person: Person) -> str:
    return _owner(person.agency, person.owner)


def _owner(agency: str, owner: str) -> str:
    return Person(agency, owner).name if owner else ""
