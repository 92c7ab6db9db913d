"""Checking a pasted text: what is sent, what is shown, and that nothing is kept."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from selaras.client import Check
from selaras.console.content.checking import MAX_BODY, read_check_form, read_tags
from selaras.console.content.person import Role
from structlog.testing import capture_logs

from tests.support.console import Browser, person, refused
from tests.support.console_findings import checked, evidence, finding

_TEXT = "Vaksinasi polio dimulai 10 Agustus."
_JAKARTA = ZoneInfo("Asia/Jakarta")


def _browser(answer: Any = None, **who: Any) -> Browser:
    browser = Browser(person(**who))
    browser.api.answers["check_draft"] = checked() if answer is None else answer
    return browser


async def test_the_page_says_that_nothing_is_stored() -> None:
    browser = _browser()
    answer = await browser.get("/check")
    assert "tidak disimpan" in answer.text
    assert browser.api.calls == []


async def test_a_text_is_checked_and_stays_in_the_form() -> None:
    browser = _browser(checked(finding(case="")))
    answer = await browser.post("/check", {"title": "Polio", "body": _TEXT})
    assert answer.status_code == 200
    assert browser.api.asked("check_draft") == [((_TEXT, "Polio"), {"audience_tags": ()})]
    assert "1 hal perlu diselaraskan" in answer.text
    assert "Tanggalnya" not in answer.text  # the difference says more
    assert "Anda: 10 Agustus; Dinas Pendidikan: 12 Agustus." in answer.text
    assert 'data-copy="c-k1-1"' in answer.text
    assert 'value="Polio"' in answer.text
    assert f"{_TEXT}</textarea>" in answer.text
    assert "/cases/" not in answer.text.partition("<main")[2]


async def test_a_text_that_clashes_with_nothing_is_told_so() -> None:
    answer = await _browser().post("/check", {"body": _TEXT})
    assert "Tidak ada yang bertentangan atau sama" in answer.text


async def test_the_text_is_in_no_address_no_cookie_and_no_log() -> None:
    browser = _browser()
    with capture_logs() as logs:
        answer = await browser.post("/check", {"title": "rahasia-judul", "body": "rahasia-isi"})
    assert "rahasia" not in str(answer.url)
    assert "location" not in answer.headers
    assert "rahasia" not in str(logs)
    # What the session had in it before is all that it has in it now.
    assert "rahasia-isi" not in (await browser.get("/check")).text
    assert answer.headers["cache-control"] == "no-store"


async def test_area_time_and_audience_are_sent_as_the_person_means_them() -> None:
    browser = _browser(time_zone="Asia/Makassar")
    fields = {
        "body": _TEXT,
        "area": "Kota Tasikmalaya",
        "publish": "2026-08-05T08:00",
        "audience": "ibu hamil,  guru ,guru,",
    }
    answer = await browser.post("/check", fields)
    options = browser.api.asked("check_draft")[0][1]
    assert options["area_codes"] == ("32.78",)
    assert options["publish_time"] == datetime(2026, 8, 5, 0, 0, tzinfo=UTC)
    assert options["audience_tags"] == ("ibu hamil", "guru")
    assert "WITA" in answer.text
    assert 'value="Kota Tasikmalaya"' in answer.text
    assert 'value="2026-08-05T08:00"' in answer.text


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"body": "  "}, "Tempel atau tulis dulu teksnya."),
        ({"body": "a" * (MAX_BODY + 1)}, "paling banyak 50.000 karakter"),
        ({"body": _TEXT, "title": "a" * 1001}, "paling banyak 1.000 karakter"),
        ({"body": _TEXT, "area": "Kota Antah"}, "Wilayah ini tidak dikenal."),
        ({"body": _TEXT, "area": "99.99"}, "Wilayah ini tidak dikenal."),
        ({"body": _TEXT, "area": "tasikmalaya"}, "Kota Tasikmalaya (32.78)"),
        ({"body": _TEXT, "publish": "besok"}, "Waktu terbit tidak dapat dibaca."),
        ({"body": _TEXT, "audience": "a" * 65}, "paling banyak 64 karakter"),
        ({"body": _TEXT, "audience": ",".join(map(str, range(33)))}, "Paling banyak 32 sasaran."),
    ],
)
async def test_what_cannot_be_right_is_said_at_its_field_and_not_sent(
    fields: dict[str, str], words: str
) -> None:
    browser = _browser()
    answer = await browser.post("/check", fields)
    assert answer.status_code == 422
    assert words in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert fields["body"].strip() in answer.text
    assert browser.api.calls == []


@pytest.mark.parametrize(
    ("code", "reason", "status"),
    [
        ("UNAVAILABLE", "CHECKER_UNAVAILABLE", 503),
        ("UNAVAILABLE", "SERVER_UNREACHABLE", 503),
        ("DEADLINE_EXCEEDED", "DEADLINE_EXCEEDED", 503),
        ("RESOURCE_EXHAUSTED", "RATE_LIMITED", 429),
        ("INTERNAL", "BUG", 500),
    ],
)
async def test_a_check_that_was_not_made_is_said_not_to_be_made(
    code: str, reason: str, status: int
) -> None:
    answer = await _browser(refused(code, reason)).post("/check", {"body": _TEXT})
    assert answer.status_code == status
    assert "BELUM diperiksa" in answer.text
    assert "Tidak ada yang bertentangan" not in answer.text
    assert f"{_TEXT}</textarea>" in answer.text


async def test_what_the_service_refuses_is_said_and_the_text_kept() -> None:
    answer = await _browser(refused("INVALID_ARGUMENT", "PUBLISH_TIME_IN_PAST")).post(
        "/check", {"body": _TEXT, "publish": "2026-08-01T08:00"}
    )
    assert answer.status_code == 422
    assert "Waktu terbit sudah lewat." in answer.text
    assert f"{_TEXT}</textarea>" in answer.text


async def test_a_session_that_has_ended_leads_to_signing_in() -> None:
    answer = await _browser(refused("UNAUTHENTICATED", "SESSION_ENDED")).post(
        "/check", {"body": _TEXT}
    )
    assert answer.headers["location"].startswith("/sign-in")


async def test_scripts_in_what_was_typed_and_found_are_text() -> None:
    bad = '</textarea><script>alert("1")</script>'
    said = evidence(own_sentence=bad, other_sentence=bad, difference=bad, correction=bad)
    browser = _browser(checked(finding(evidence=(said,), explanation=bad, suggestion=bad)))
    fields = {"title": bad, "body": bad, "audience": bad}
    for sent in (fields, fields | {"area": bad, "publish": bad}):
        answer = await browser.post("/check", sent)
        assert "<script>alert" not in answer.text
        assert "&lt;script&gt;alert" in answer.text
    assert len(browser.api.calls) == 1


async def test_checking_is_for_people_of_agencies() -> None:
    browser = Browser(person(Role.ADMIN))
    assert (await browser.post("/check", {"body": _TEXT})).status_code == 403
    assert browser.api.calls == []


async def test_a_coordinator_may_check() -> None:
    answer = await _browser(Check(*_empty()), role=Role.COORDINATOR).post("/check", {"body": _TEXT})
    assert answer.status_code == 200


def _empty() -> tuple[Any, ...]:
    done = checked()
    return done.state, done.revision, done.check_time, ()


def test_lines_are_counted_as_people_see_them() -> None:
    form = read_check_form({"body": "a\r\nb" * (MAX_BODY // 4) + "aaa"}, _JAKARTA)
    assert "\r" not in form.body
    assert form.problems == {}


def test_emoji_count_as_one_character() -> None:
    assert read_check_form({"body": "🏥" * MAX_BODY}, _JAKARTA).problems == {}


@pytest.mark.parametrize(
    "written",
    ["0001-01-01T00:00", "9999-12-31T23:59", "2026-08-05T08:00+07:00", "2026-13-01T00:00"],
)
def test_times_that_no_form_sends_are_problems(written: str) -> None:
    form = read_check_form({"body": "a", "publish": written}, _JAKARTA)
    assert form.problems == {"publish": "time_invalid"}
    assert form.publish_time is None


def test_the_whole_country_is_no_area_in_particular() -> None:
    form = read_check_form({"body": "a", "area": "Indonesia"}, _JAKARTA)
    assert (form.problems, form.typed_area.code) == ({}, "")


def test_tags_are_words_between_commas() -> None:
    assert read_tags(" a  b, c,,a b ") == ("a b", "c")
