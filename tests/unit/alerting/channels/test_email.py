"""The e-mail that an owner reads."""

from __future__ import annotations

from email import message_from_bytes
from email.policy import default

import pytest
from pydantic import ValidationError
from selaras.alerting.channels.email.message import Composer
from selaras.alerting.channels.email.settings import EmailSettings
from selaras.alerting.deliver.convert import read_alert
from selaras.alerting.ports.channel import Refused
from selaras.api.v1 import case_pb2 as case_api_pb2

from tests.support.deliveries import ALIGNED, DIFFERENCE, OTHER, OWN, make_alert

SENDER = "Selaras Nasional <selaras@example.go.id>"


def compose(alert, to="humas@dinkes.go.id", **values):
    raw = Composer(SENDER, **values).compose(read_alert(alert.SerializeToString()), to)
    return message_from_bytes(raw, policy=default)


def parts(alert) -> tuple[str, str]:
    message = compose(alert)
    return (
        message.get_body(("plain",)).get_content(),
        message.get_body(("html",)).get_content(),
    )


def test_it_says_what_clashes_with_whom_until_when_and_what_to_do():
    text, html = parts(make_alert())
    for words in (OWN, OTHER, "Bu B", "0812", "Saya tangani", "Buka kasus"):
        assert words in text
        assert words in html
    for words in (DIFFERENCE, "Tanggal", "Senin, 5 Januari 2026 pukul 15.00 WIB", "Penting"):
        assert words in html
    assert 'href="https://konsol.example.go.id/cases/c1?acknowledge=1"' in html
    assert "https://konsol.example.go.id/cases/c1" in text


def test_it_is_english_for_who_reads_english():
    text, html = parts(make_alert(language="en"))
    assert 'lang="en"' in html
    assert "1 day later than your message" in html
    assert "I take care of it" in text


def test_its_headers_tell_programs_what_it_is():
    message = compose(make_alert(), reply_to="humas@example.go.id")
    assert message["From"] == SENDER
    assert message["To"] == "humas@dinkes.go.id"
    assert message["Reply-To"] == "humas@example.go.id"
    assert message["Subject"] == "[Selaras] Bertentangan dengan Dinas Pendidikan: tanggal"
    assert message["Message-ID"] == f"<{'a' * 32}@example.go.id>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["List-Id"] == "Selaras <alerts.example.go.id>"
    assert message["Date"].datetime.isoformat() == "2026-01-05T02:00:00+00:00"
    assert "Importance" not in message
    assert compose(make_alert(severity="CRITICAL"))["Importance"] == "high"


def test_what_is_sent_again_has_the_same_message_id_and_the_case_is_one_thread():
    first, second = compose(make_alert("1" * 32)), compose(make_alert("2" * 32, kind="UPDATED"))
    assert first["Message-ID"] == compose(make_alert("1" * 32))["Message-ID"]
    assert first["Message-ID"] != second["Message-ID"]
    assert first["References"] == second["References"] == first["In-Reply-To"]
    assert compose(make_alert(case="cases/other"))["References"] != first["References"]
    assert "References" not in compose(make_alert(case="", kind="DIGEST"))


@pytest.mark.parametrize("size", [36, 120, 3000])
def test_long_ids_do_not_break_headers(size):
    message = compose(make_alert("x" * size, case=f"cases/{'y' * size}"))
    for name in ("Message-ID", "References"):
        assert message[name].startswith("<")
        assert len(message[name]) < 78


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r", "\u2028", "\x0b", "\x85"])
def test_no_header_can_be_smuggled_in(end):
    evil = f"x{end}Bcc: evil@example.com{end}{end}body"
    alert = make_alert(title=evil, case=f"cases/{evil}")
    alert.alert_id = evil
    alert.others[0].display_name = evil
    raw = Composer(SENDER).compose(read_alert(alert.SerializeToString()), "a@x.go.id")
    message = message_from_bytes(raw, policy=default)
    assert "Bcc" not in message
    assert message.get_content_type() == "multipart/alternative"
    with pytest.raises(Refused, match="ADDRESS_INVALID"):
        compose(make_alert(), f"a@x.go.id{end}Bcc: evil@example.com")


@pytest.mark.parametrize(
    "address",
    [
        "",
        "a",
        "@x.go.id",
        "a@",
        "a b@x.go.id",
        "a@x.go.id,b@x.go.id",
        "A <a@x.go.id>",
        "a@x..go.id",
        "a@[127.0.0.1]",
        "é@x.go.id",
        "a" * 65 + "@x.go.id",
        "a@" + "x" * 250 + ".id",
    ],
)
def test_an_address_that_is_none_is_refused(address):
    with pytest.raises(Refused, match="ADDRESS_INVALID") as refused:
        compose(make_alert(), address)
    assert not refused.value.asked


def test_nothing_that_people_wrote_is_read_as_markup():
    evil = '<script>alert(1)</script><img src=x onerror="x"> & "y"'
    alert = make_alert(title=evil)
    alert.text = evil
    alert.findings[0].evidence[0].own_sentence = evil
    alert.findings[0].other_agency.display_name = evil
    alert.contacts[0].contact = evil
    _, html = parts(alert)
    assert "<script" not in html
    assert "<img" not in html
    alert.ClearField("findings")
    assert "<script" not in parts(alert)[1]


def test_a_sentence_that_is_hidden_says_so():
    alert = make_alert()
    alert.findings[0].evidence[0].other_sentence = ""
    _, html = parts(alert)
    assert "tidak dibagikan sebelum terbit" in html


def test_what_the_text_says_before_the_clashes_is_in_the_html_too():
    assert "Wali data: Dinas Pendidikan." in parts(make_alert())[1]
    assert ALIGNED in parts(make_alert())[1]


@pytest.mark.parametrize("kind", ["RESOLVED", "DIGEST", "TEST"])
def test_an_alert_without_clashes_is_told_by_its_text(kind):
    alert = make_alert(kind=kind, clashes=False, urls=False)
    alert.text = "Selaras kembali.\n\n- satu\n- dua"
    text, html = parts(alert)
    assert "Selaras kembali." in html
    assert "- satu<br>- dua" in html
    assert "<a " not in html
    assert "Selaras kembali." in text


def test_every_severity_has_its_word():
    for number in case_api_pb2.Severity.values():
        alert = make_alert()
        alert.severity = number
        parts(alert)


def test_lines_are_short_and_seven_bit_whatever_the_text():
    alert = make_alert()
    alert.text = "é" * 5000
    raw = Composer(SENDER).compose(read_alert(alert.SerializeToString()), "a@x.go.id")
    assert raw.isascii()
    assert max(map(len, raw.split(b"\r\n"))) < 998


@pytest.mark.parametrize(
    "values",
    [
        {"host": "mail.go.id"},
        {"host": "mail.go.id", "sender": "nobody"},
        {"host": "mail.go.id", "sender": "a@x.go.id\nBcc: b@x.go.id"},
        {"host": "mail.go.id", "sender": "a@x.go.id", "security": "none"},
        {"host": "mail.go.id", "sender": "a@x.go.id", "security": "ssl"},
        {"sender": "a@x.go.id", "reply_to": "é@x.go.id"},
    ],
)
def test_settings_that_are_wrong_are_refused(values):
    with pytest.raises(ValidationError):
        EmailSettings(**values)


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"host": "mail.go.id", "sender": SENDER},
        {"host": "127.0.0.1", "sender": SENDER, "security": "none"},
        {"host": "mail.go.id", "sender": SENDER, "security": "none", "allow_plaintext": True},
    ],
)
def test_settings_that_are_right_are_taken(values):
    EmailSettings(**values)
