"""Signature and body of a webhook."""

from __future__ import annotations

import json

import pytest
from selaras.alerting.channels.webhook.body import render
from selaras.alerting.channels.webhook.signature import sign
from selaras.alerting.deliver.convert import read_alert
from selaras.alerting.ports.channel import Refused

from tests.support.deliveries import ALIGNED, DIFFERENCE, OTHER, OWN, make_alert


def test_the_signature_is_the_one_that_the_standard_gives_as_an_example():
    assert (
        sign(
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            1614265330,
            b'{"test": 2432232314}',
        )
        == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    )


@pytest.mark.parametrize(
    "secret", ["", "whsec_", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_###", "whsec_c2hvcnQ="]
)
def test_a_secret_that_is_none_signs_nothing(secret):
    with pytest.raises(Refused, match="SECRET_INVALID") as refused:
        sign(secret, "a", 1, b"")
    assert not refused.value.asked


def test_the_body_says_what_an_alert_says():
    body = json.loads(render(read_alert(make_alert().SerializeToString())))
    assert body["type"] == "case.alert.v1"
    assert body["timestamp"] == "2026-01-05T02:00:00Z"
    data = body["data"]
    assert data["alert_id"] == "a" * 32
    assert (data["kind"], data["severity"], data["case"]) == ("OPENED", "HIGH", "cases/c1")
    assert data["others"] == [{"agency": "agencies/disdik", "display_name": "Dinas Pendidikan"}]
    assert data["contacts"] == [{"agency": "Dinas Pendidikan", "name": "Bu B", "contact": "0812"}]
    assert data["clashes"] == [
        {
            "relation": "CONTRADICTION",
            "fact_kind": "date",
            "agency": "Dinas Pendidikan",
            "other_title": None,
            "own_sentence": OWN,
            "other_sentence": OTHER,
            "difference": DIFFERENCE,
            "own_aligned": ALIGNED,
        }
    ]
    assert data["deadline"] == "2026-01-05T08:00:00Z"
    assert data["open_url"] == "https://konsol.example.go.id/cases/c1"
    assert data["digest"] == []


def test_a_sentence_that_is_hidden_is_nowhere_in_the_body():
    alert = make_alert()
    alert.findings[0].evidence[0].other_sentence = ""
    data = json.loads(render(read_alert(alert.SerializeToString())))["data"]
    assert data["clashes"][0]["other_sentence"] is None


def test_the_same_alert_has_the_same_bytes():
    payload = make_alert().SerializeToString()
    assert render(read_alert(payload)) == render(read_alert(payload))
