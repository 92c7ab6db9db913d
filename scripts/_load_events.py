"""The events of a load test: agencies with their owners, and what happens to cases between them.

Each case is opened for two agencies. Of twelve, four become graver, four get more evidence that
tells nobody anything new, six are acknowledged by one side and six are resolved.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from google.protobuf.timestamp_pb2 import Timestamp
from selaras.api.v1 import agency_pb2, directory_pb2, finding_pb2
from selaras.api.v1 import case_pb2 as case_api
from selaras.event.v1 import case_pb2
from selaras.event.v1 import directory_pb2 as directory_event_pb2
from selaras.kit.bus import EVENTS
from selaras.kit.outbox import Event

OPENED, UPDATED, RESOLVED = "OPENED", "UPDATED", "RESOLVED"
_GRAVER_AFTER, _MORE_AFTER, _ACKNOWLEDGED_AFTER, _RESOLVED_AFTER = 4.0, 5.0, 8.0, 12.0
_CLASHES = (
    ("Vaksinasi polio berlangsung 3-8 Agustus 2026.", "Vaksinasi polio dimulai 4 Agustus 2026."),
    ("Pendaftaran dibuka pukul 08.00 WIB.", "Pendaftaran dibuka pukul 09.00 WIB."),
    ("Biaya layanan Rp25.000 per orang.", "Layanan ini gratis."),
)
_VERBS = {
    case_api.TimelineEntry.KIND_OPENED: "opened",
    case_api.TimelineEntry.KIND_RESOLVED: "resolved",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One change of a case.

    Attributes:
        after: seconds after the case was opened.
        change: what happened, for the timeline.
        tells: the kind of alert that every owner of both agencies gets; empty: none.
    """

    after: float
    change: case_api.TimelineEntry.Kind
    tells: str = ""


@dataclass(frozen=True, slots=True)
class LoadCase:
    """A case between two agencies, by their numbers."""

    number: int
    agencies: tuple[int, int]

    @property
    def name(self) -> str:
        """Resource name."""
        return f"cases/load-{self.number}"

    @property
    def steps(self) -> tuple[Step, ...]:
        """What happens to it, in order; the version of a step is its place, from 1."""
        kinds = case_api.TimelineEntry
        steps = [Step(0.0, kinds.KIND_OPENED, OPENED)]
        if self.becomes_graver:
            steps.append(Step(_GRAVER_AFTER, kinds.KIND_FINDING, UPDATED))
        elif self.number % 3 == 1:
            steps.append(Step(_MORE_AFTER, kinds.KIND_FINDING))
        if self.number % 2 == 0:
            steps.append(Step(_ACKNOWLEDGED_AFTER, kinds.KIND_ACKNOWLEDGED))
        if self.number % 4 < 2:
            steps.append(Step(_RESOLVED_AFTER, kinds.KIND_RESOLVED, RESOLVED))
        return tuple(steps)

    @property
    def becomes_graver(self) -> bool:
        """Whether it begins as an overlap and becomes a contradiction."""
        return self.number % 3 == 0


def cases(count: int, agencies: int) -> list[LoadCase]:
    """Cases that give every agency the same number of them, as far as that comes out."""
    away = max(agencies // 2, 1)
    return [LoadCase(n, (n % agencies, (n + away) % agencies)) for n in range(count)]


def agency_id(number: int) -> str:
    """Id of an agency."""
    return f"instansi-{number:05d}"


def owner_name(agency: int, owner: int) -> str:
    """Resource name of an owner."""
    return f"agencies/{agency_id(agency)}/owners/humas-{owner}"


def directory_event(agency: int, owners: int) -> Event:
    """An agency with owners who are told first, at any time, of everything."""
    name = agency_id(agency)
    message = directory_event_pb2.DirectoryChanged(event_id=f"directory-{name}", version=1)
    message.agency.name = f"agencies/{name}"
    message.agency.agency_id = name
    message.agency.display_name = f"Instansi {agency}"
    message.agency.level = agency_pb2.AGENCY_LEVEL_KOTA
    for number in range(owners):
        message.owners.add(
            name=owner_name(agency, number),
            owner_id=f"humas-{number}",
            display_name=f"Humas {number}",
            contact=f"+62 811 {agency:05d} {number}",
            role=directory_pb2.OWNER_ROLE_OWNER,
        )
    subject = f"selaras.v1.directory.changed.{name}"
    return Event(message.event_id, EVENTS, subject, message.SerializeToString())


def case_events(case: LoadCase, place: int) -> Iterator[tuple[int, Event]]:
    """The events of one step of a case, with the agency that each is for."""
    step = case.steps[place]
    now = Timestamp()
    now.FromDatetime(datetime.now(UTC))
    for agency in case.agencies:
        message = _changed(case, place, agency, now)
        verb = _VERBS.get(step.change, "updated")
        subject = f"selaras.v1.case.{verb}.{agency_id(agency)}"
        yield agency, Event(message.event_id, EVENTS, subject, message.SerializeToString())


def _changed(case: LoadCase, place: int, agency: int, now: Timestamp) -> case_pb2.CaseChanged:
    step = case.steps[place]
    kinds = case_api.TimelineEntry
    resolved = step.change == kinds.KIND_RESOLVED
    graver = any(item.tells == UPDATED for item in case.steps[: place + 1])
    clashes = graver or not case.becomes_graver
    relation = finding_pb2.RELATION_CONTRADICTION if clashes else finding_pb2.RELATION_OVERLAP
    message = case_pb2.CaseChanged(
        event_id=f"{case.name.removeprefix('cases/')}-{place}-{agency}",
        case=case.name,
        state=case_pb2.CASE_STATE_RESOLVED if resolved else case_pb2.CASE_STATE_OPEN,
        relation=relation,
        version=place + 1,
        change_time=now,
        resolution="CORRECTED" if resolved else "",
    )
    message.side.agency.CopyFrom(_reference(agency))
    message.agencies.extend(_reference(number) for number in case.agencies)
    message.change.kind = step.change
    message.change.time.CopyFrom(now)
    if step.change == kinds.KIND_ACKNOWLEDGED:
        message.change.agency = f"agencies/{agency_id(case.agencies[0])}"
        message.change.person = owner_name(case.agencies[0], 0)
    if resolved:
        message.change.detail = "CORRECTED"
    else:
        message.side.findings.append(_finding(case, agency, relation, now))
    message.view.CopyFrom(_view(case, place, message))
    return message


def _view(case: LoadCase, place: int, message: case_pb2.CaseChanged) -> case_api.Case:
    kinds = case_api.TimelineEntry
    resolved = message.state == case_pb2.CASE_STATE_RESOLVED
    clashes = message.relation == finding_pb2.RELATION_CONTRADICTION
    view = case_api.Case(
        name=case.name,
        state=case_api.Case.STATE_RESOLVED if resolved else case_api.Case.STATE_OPEN,
        relation=message.relation,
        severity=case_api.SEVERITY_HIGH if clashes else case_api.SEVERITY_MEDIUM,
        title="Tanggal berbeda",
        title_en="Dates differ",
        topic="kesehatan",
        kinds=[finding_pb2.FACT_KIND_DATE] if clashes else [],
        create_time=message.change_time,
        update_time=message.change_time,
        version=message.version,
        resolution=message.resolution,
        finding_count=0 if resolved else 1,
    )
    acknowledged = any(item.change == kinds.KIND_ACKNOWLEDGED for item in case.steps[: place + 1])
    for number in case.agencies:
        party = view.parties.add(findings=view.finding_count)
        party.agency.CopyFrom(_reference(number))
        if acknowledged and number == case.agencies[0]:
            party.acknowledged_by = owner_name(number, 0)
            party.acknowledge_time.CopyFrom(message.change_time)
    return view


def _finding(
    case: LoadCase, agency: int, relation: finding_pb2.Relation, now: Timestamp
) -> finding_pb2.Finding:
    one, two = case.agencies
    mine, theirs = _CLASHES[case.number % len(_CLASHES)]
    own, other = (mine, theirs) if agency == one else (theirs, mine)
    clashes = relation == finding_pb2.RELATION_CONTRADICTION
    finding = finding_pb2.Finding(
        name=f"findings/{case.name.removeprefix('cases/')}",
        relation=relation,
        confidence=finding_pb2.CONFIDENCE_CONFIRMED,
        probability=0.97,
        own_draft=f"agencies/{agency_id(agency)}/drafts/post-{case.number}",
        own_revision=1,
        other_agency=_reference(two if agency == one else one),
        reason="FACTS_DIFFER" if clashes else "SAME_MESSAGE",
        explanation=f"“{own}” dan “{other}”.",
        create_time=now,
        case=case.name,
    )
    evidence = finding.evidence.add(
        own_sentence=own, other_sentence=other, explanation=finding.explanation
    )
    evidence.kind = finding_pb2.FACT_KIND_DATE if clashes else finding_pb2.FACT_KIND_UNSPECIFIED
    for span, text in ((evidence.own, own), (evidence.other, other)):
        span.part = finding_pb2.Span.PART_BODY
        span.end = len(text)
        span.text = text
    return finding


def _reference(agency: int) -> agency_pb2.AgencyRef:
    name = agency_id(agency)
    return agency_pb2.AgencyRef(
        name=f"agencies/{name}",
        display_name=f"Instansi {agency}",
        level=agency_pb2.AGENCY_LEVEL_KOTA,
    )
