"""Alerts and deliveries for tests."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from selaras.alerting.ports.deliveries import ChannelKind, NewDelivery
from selaras.api.v1 import alert_pb2 as alert_api_pb2
from selaras.api.v1 import case_pb2 as case_api_pb2
from selaras.api.v1 import finding_pb2
from selaras.event.v1 import alert_pb2, case_pb2

NOW = datetime(2026, 1, 5, 2, 0, tzinfo=UTC)  # where a FakeClock begins
OWN = "Vaksinasi berlangsung 3-8 Agustus 2026."
OTHER = "Vaksinasi dimulai 4 Agustus 2026."
ALIGNED = "Vaksinasi berlangsung 4-8 Agustus 2026."
DIFFERENCE = "1 hari lebih lambat dari pesan Anda"


def make_alert(
    alert_id: str = "a" * 32,
    *,
    kind: str = "OPENED",
    severity: str = "HIGH",
    language: str = "id",
    case: str = "cases/c1",
    urls: bool = True,
    clashes: bool = True,
    title: str = "Bertentangan dengan Dinas Pendidikan: tanggal",
    **values: Any,
) -> alert_pb2.Alert:
    """An alert as alerting makes it."""
    alert = alert_pb2.Alert(
        alert_id=alert_id,
        owner="agencies/dinkes/owners/humas",
        case=case,
        state=(case_pb2.CASE_STATE_RESOLVED if kind == "RESOLVED" else case_pb2.CASE_STATE_OPEN),
        relation=finding_pb2.RELATION_CONTRADICTION,
        kind=alert_api_pb2.AlertKind.Value(f"ALERT_KIND_{kind}"),
        severity=case_api_pb2.Severity.Value(f"SEVERITY_{severity}"),
        language=language,
        title=title,
        text="Pesan Anda bertentangan.\n\nWali data: Dinas Pendidikan.\n\n"
        f'Anda: "{OWN}"\nDinas Pendidikan: "{OTHER}"\n\n'
        "Hubungi:\n- Bu B, Dinas Pendidikan: 0812",
        open_url="https://konsol.example.go.id/cases/c1" if urls else "",
        acknowledge_url="https://konsol.example.go.id/cases/c1?acknowledge=1" if urls else "",
        **values,
    )
    alert.create_time.FromDatetime(NOW)
    alert.deadline.FromDatetime(NOW + timedelta(hours=6))
    alert.others.add(name="agencies/disdik", display_name="Dinas Pendidikan")
    contact = alert.contacts.add(display_name="Bu B", contact="0812")
    contact.agency.display_name = "Dinas Pendidikan"
    if clashes:
        finding = alert.findings.add(relation=finding_pb2.RELATION_CONTRADICTION)
        finding.other_agency.display_name = "Dinas Pendidikan"
        evidence = finding.evidence.add(
            kind=finding_pb2.FACT_KIND_DATE,
            own_sentence=OWN,
            other_sentence=OTHER,
            difference=DIFFERENCE,
            own_aligned=ALIGNED,
        )
        evidence.translations.add(language="en", difference="1 day later than your message")
    return alert


def make_delivery(
    number: int = 1,
    *,
    channel: ChannelKind = ChannelKind.EMAIL,
    address: str = "humas@dinkes.go.id",
    secret: str = "",
    agency: str = "dinkes",
    owner: str = "humas",
    case: str = "cases/c1",
    kind: str = "OPENED",
    severity: str = "HIGH",
    after: timedelta = timedelta(),
) -> NewDelivery:
    """A delivery to be made; ``after`` is how long after the beginning it is made."""
    alert = make_alert(f"{number:032x}", kind=kind, severity=severity, case=case)
    return NewDelivery(
        alert_id=alert.alert_id,
        agency_id=agency,
        owner_id=owner,
        case_id=case,
        channel=channel,
        address=address,
        secret=secret,
        alert=alert.SerializeToString(),
        create_time=NOW + after,
    )
