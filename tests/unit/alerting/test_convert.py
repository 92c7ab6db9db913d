"""Events in, alerts out."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from selaras.alerting.adapters.convert import alert_subject, to_proto_alert
from selaras.alerting.domain.case import Status
from selaras.alerting.domain.directory import Agency, Owner, Recipient
from selaras.alerting.domain.notice import AlertKind, Contact, Notice, Telling
from selaras.alerting.entrypoints.convert import from_proto_case
from selaras.alerting.entrypoints.convert_directory import from_proto_directory
from selaras.event.v1 import case_pb2, directory_pb2
from selaras.kit.errors import InvalidRequest

from tests.fakes.alerting import case_payload


def telling(kind: AlertKind = AlertKind.OPENED, **fields) -> Telling:
    values = {"severity": "HIGH", "deadline": datetime(2026, 8, 3, tzinfo=UTC)} | fields
    return Telling(
        kind,
        from_proto_case(case_payload(**values)),
        "dinkes",
        Recipient(Agency("dinkes", "Dinkes"), Owner("humas", "Humas")),
        epoch=0,
        contacts=(Contact(Agency("disdik", "Disdik", 4, "32.78"), "Ibu Sari", "0811"),),
    )


def notice(kind: AlertKind = AlertKind.OPENED, **fields) -> Notice:
    return Notice(telling(kind, **fields), "judul", "isi", "id", datetime(2026, 8, 1, tzinfo=UTC))


def test_findings_pass_unchanged_from_the_case_to_the_alert():
    alert = to_proto_alert(notice())
    sent = case_pb2.CaseChanged.FromString(case_payload()).side.findings
    assert list(alert.findings) == list(sent)


def test_the_alert_carries_whom_it_is_for_and_whom_to_call():
    alert = to_proto_alert(notice())
    assert alert.owner == "agencies/dinkes/owners/humas"
    assert alert_subject(telling().to) == "selaras.v1.alert.dinkes.humas"
    assert alert.contacts[0].contact == "0811"
    assert alert.contacts[0].agency.area_code == "32.78"
    assert alert.deadline.ToDatetime(tzinfo=UTC) == datetime(2026, 8, 3, tzinfo=UTC)


def test_the_id_of_an_alert_follows_from_what_it_tells_whom():
    first, again = telling(), telling(version=9)
    assert first.alert_id == again.alert_id
    other = Recipient(first.to.agency, Owner("lain", "Lain"))
    for different in (
        replace(first, epoch=1),
        replace(first, to=other),
        replace(first, kind=AlertKind.REMINDER),
        replace(first, slot="2"),
    ):
        assert different.alert_id != first.alert_id


def test_the_status_follows_from_state_and_relation():
    assert from_proto_case(case_payload(overlap=True)).status is Status.OPEN_OVERLAP
    assert from_proto_case(case_payload(resolved=True)).status is Status.RESOLVED


def test_a_directory_event_keeps_owners_and_version():
    message = directory_pb2.DirectoryChanged(version=7)
    message.agency.agency_id = "dinkes"
    message.owners.add(owner_id="humas", display_name="Humas", time_zone="Asia/Jayapura")
    record = from_proto_directory(message.SerializeToString())
    assert (record.agency.agency_id, record.version) == ("dinkes", 7)
    assert record.owners[0].time_zone == "Asia/Jayapura"


@pytest.mark.parametrize(
    "payload", [b"\xff\xff", b"", case_pb2.CaseChanged(case="cases/x").SerializeToString()]
)
def test_a_broken_event_is_refused_by_name(payload):
    with pytest.raises(InvalidRequest) as caught:
        from_proto_case(payload)
    assert caught.value.reason == "EVENT_MALFORMED"


def test_a_directory_event_without_an_agency_is_refused():
    with pytest.raises(InvalidRequest) as caught:
        from_proto_directory(b"")
    assert caught.value.reason == "EVENT_MALFORMED"
