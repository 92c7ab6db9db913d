"""Cases and what belongs to them as the API sends them, for tests of clients and commands."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from google.protobuf.timestamp_pb2 import Timestamp
from selaras.api.v1 import alert_pb2, case_pb2, directory_pb2, finding_pb2, message_pb2

NOW = datetime(2026, 8, 3, 1, 0, tzinfo=UTC)
DINKES = "agencies/dinkes"
DISDIK = "agencies/disdik"
Kind = case_pb2.TimelineEntry.Kind


def stamp(minutes: float) -> Timestamp:
    """So many minutes after ``NOW``."""
    made = Timestamp()
    made.FromDatetime(NOW + timedelta(minutes=minutes))
    return made


def make_finding(name: str = "findings/1") -> finding_pb2.Finding:
    """Two dates for one vaccination."""
    finding = finding_pb2.Finding(
        name=name,
        relation=finding_pb2.RELATION_CONTRADICTION,
        confidence=finding_pb2.CONFIDENCE_CONFIRMED,
        own_draft=f"{DINKES}/drafts/post-1",
        explanation="Tanggal berbeda.",
        case="cases/1",
    )
    finding.other_agency.name = DISDIK
    finding.other_agency.display_name = "Dinas Pendidikan"
    evidence = finding.evidence.add(
        kind=finding_pb2.FACT_KIND_DATE,
        own_sentence="Vaksinasi mulai 3 Agustus.",
        other_sentence="Vaksinasi mulai 4 Agustus.",
        difference="1 hari lebih lambat dari pesan Anda",
    )
    evidence.own.text, evidence.other.text = "3 Agustus", "4 Agustus"
    return finding


def make_case(name: str = "cases/1") -> case_pb2.Case:
    """A grave case of two agencies; one has acknowledged and proposed."""
    case = case_pb2.Case(
        name=name,
        state=case_pb2.Case.STATE_OPEN,
        relation=finding_pb2.RELATION_CONTRADICTION,
        severity=case_pb2.SEVERITY_HIGH,
        title="Tanggal berbeda: 3 Agustus dan 4 Agustus",
        title_en="Dates differ: 3 August and 4 August",
        topic="kesehatan",
        area_codes=["32.78"],
        kinds=[finding_pb2.FACT_KIND_DATE],
        deadline=stamp(130),
        create_time=stamp(-60),
        update_time=stamp(-5),
        version=4,
        finding_count=1,
        findings=[make_finding()],
    )
    first = case.parties.add(
        findings=1,
        acknowledge_time=stamp(-10),
        acknowledged_by=f"{DINKES}/owners/humas",
        assignee=f"{DINKES}/owners/rina",
    )
    first.agency.name, first.agency.display_name = DINKES, "Dinas Kesehatan"
    second = case.parties.add(findings=1)
    second.agency.name, second.agency.display_name = DISDIK, "Dinas Pendidikan"
    return case


def with_proposal(case: case_pb2.Case) -> case_pb2.Case:
    """The case with an open proposal that the other side has not answered."""
    case.proposal.CopyFrom(
        case_pb2.Proposal(
            number=2,
            kind=case_pb2.RESOLUTION_KIND_YOU_CORRECT,
            note="Jadwal puskesmas sudah final.",
            agency=DINKES,
            person=f"{DINKES}/owners/humas",
            create_time=stamp(-5),
            state=case_pb2.Proposal.STATE_OPEN,
            answers=[case_pb2.Proposal.Answer(agency=DINKES, agreed=True, time=stamp(-4))],
            awaited=[DISDIK],
        )
    )
    return case


def with_timeline(case: case_pb2.Case) -> case_pb2.Case:
    """The case with what happened in it."""
    person = f"{DINKES}/owners/humas"
    entries = [
        {"kind": Kind.KIND_OPENED},
        {"kind": Kind.KIND_ACKNOWLEDGED, "person": person},
        {"kind": Kind.KIND_COMMENTED, "person": person, "text": "Mohon\nkonfirmasi."},
        {"kind": Kind.KIND_ASSIGNED, "person": person, "subject": f"{DINKES}/owners/rina"},
        {"kind": Kind.KIND_PROPOSED, "person": person, "detail": "YOU_CORRECT"},
        {"kind": Kind.KIND_RETURNED, "subject": "findings/9", "detail": "DATE"},
        {"kind": Kind.KIND_RESOLVED, "detail": "CORRECTED"},
    ]
    for number, values in enumerate(entries):
        case.timeline.add(agency=DINKES, time=stamp(number - 60), **values)
    return case


def make_delivery(name: str = "deliveries/1") -> alert_pb2.Delivery:
    """One that an e-mail server refused."""
    return alert_pb2.Delivery(
        name=name,
        alert_id="a1",
        owner=f"{DINKES}/owners/humas",
        case="cases/1",
        channel=directory_pb2.CHANNEL_KIND_EMAIL,
        state=alert_pb2.DELIVERY_STATE_DEAD,
        attempts=8,
        reason="SMTP_REFUSED",
        detail="550 no such user",
        update_time=stamp(-1),
    )


def make_alert() -> alert_pb2.AlertRecord:
    """One with a delivery that failed."""
    return alert_pb2.AlertRecord(
        alert_id="a1",
        owner=f"{DINKES}/owners/humas",
        case="cases/1",
        kind=alert_pb2.ALERT_KIND_OPENED,
        severity=case_pb2.SEVERITY_HIGH,
        title="Tanggal berbeda",
        create_time=stamp(-3),
        deliveries=[make_delivery()],
    )


def make_decision() -> alert_pb2.AlertDecision:
    """One that waits for the morning."""
    return alert_pb2.AlertDecision(
        time=stamp(-3),
        case_version=4,
        kind=alert_pb2.ALERT_KIND_OPENED,
        owner=f"{DINKES}/owners/humas",
        reason="HELD_WORKING_HOURS",
        explanation="Di luar jam kerja pemilik.",
        explanation_en="Outside the owner's working hours.",
        until=stamp(60),
        subject="",
    )


def make_message() -> message_pb2.PublishedMessage:
    """One that a case disputes."""
    message = message_pb2.PublishedMessage(
        name=f"{DINKES}/drafts/post-9",
        title="Jadwal vaksinasi",
        text="Halo. Vaksinasi mulai 3 Agustus.",
        passage="Vaksinasi mulai\n3 Agustus.",
        passage_start=6,
        publish_time=stamp(-60 * 24 * 2),
        valid_until=stamp(60 * 24 * 30),
        area_codes=["32.78"],
        score=0.83,
        disputes=[
            message_pb2.Dispute(
                kind=message_pb2.Dispute.KIND_OPEN_CASE,
                case="cases/1",
                explanation="Instansi lain menulis tanggal lain.",
                explanation_en="Another agency has another date.",
            )
        ],
    )
    message.agency.name, message.agency.display_name = DINKES, "Dinas [b]Kesehatan[/b]"
    return message
