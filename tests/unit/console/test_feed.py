"""The calendar as a file: what calendars read in it, and who gets it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from icalendar import Calendar, Event
from selaras.client import Plan
from selaras.console.content.feed import make_feed, nearest
from structlog.testing import capture_logs

from tests.fakes.console import Stream
from tests.support.console import NOW, Browser, person, refused
from tests.support.console_calendar import (
    at,
    hidden_plan,
    in_a_case,
    on_the_same_topic,
    own_plan,
    plan,
)

_SECRET = "slf_0123456789abcdef_of-the-test"
_PATH = f"/calendar/{_SECRET}.ics"


def _browser(*plans: Any, **options: Any) -> Browser:
    browser = Browser(**options)
    browser.api.answers["plans"] = Stream(plans)
    return browser


def _events(*plans: Plan, lang: str = "id") -> Sequence[Event]:
    made = make_feed(plans, lang=lang, now=NOW, console="https://selaras.example.go.id")
    return Calendar.from_ical(made).events


async def test_the_secret_opens_the_calendar_and_makes_no_session() -> None:
    browser = _browser(plan())
    answer = await browser.get(_PATH)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    assert "set-cookie" not in answer.headers
    assert browser.gateway.keys == [_SECRET]
    expected = (NOW - timedelta(days=30), NOW + timedelta(days=70))
    assert browser.api.asked("plans") == [(expected, {})]
    assert [str(event["uid"]) for event in Calendar.from_ical(answer.text).events] == ["p1@selaras"]


async def test_a_clock_that_goes_on_does_not_make_the_span_longer_than_it_may_be() -> None:
    browser = _browser(plan())

    class Ticking:
        looks = 0

        def now(self) -> datetime:
            self.looks += 1
            return NOW + timedelta(microseconds=self.looks)

    browser.app.state.console = replace(browser.app.state.console, clock=Ticking())
    assert (await browser.get(_PATH)).status_code == 200
    [((start, end), _)] = browser.api.asked("plans")
    assert end - start <= timedelta(days=100), "the service refuses more"


@pytest.mark.parametrize(
    "secret",
    ["x1", "slf_", "sls_0123456789abcdef_of-the-test", "slf_abc%20defghijk", "slf_" + "a" * 300,
     "slf_0123456789%C3%A9abcdef", "SLF_0123456789abcdef"],
)  # fmt: skip
async def test_what_is_no_secret_of_a_feed_is_not_even_tried(secret: str) -> None:
    browser = _browser(plan(), who=person())
    answer = await browser.get(f"/calendar/{secret}.ics")
    assert answer.status_code == 404
    assert browser.gateway.keys == []


@pytest.mark.parametrize("code", ["UNAUTHENTICATED", "PERMISSION_DENIED", "NOT_FOUND"])
async def test_a_secret_that_has_ended_opens_nothing(code: str) -> None:
    browser = _browser(refused(code, "KEY_REVOKED"))
    answer = await browser.get(_PATH)
    assert answer.status_code == 404
    assert "location" not in answer.headers
    assert "set-cookie" not in answer.headers


async def test_a_secret_that_has_ended_signs_nobody_out() -> None:
    browser = _browser(refused("UNAUTHENTICATED", "KEY_REVOKED"), who=person())
    await browser.get(_PATH)
    assert (await browser.get("/account")).status_code == 200


@pytest.mark.parametrize(("code", "status"), [("UNAVAILABLE", 503), ("RESOURCE_EXHAUSTED", 429)])
async def test_calendars_are_told_to_come_again(code: str, status: int) -> None:
    with capture_logs() as logs:
        answer = await _browser(refused(code, "SERVER_UNREACHABLE")).get(_PATH)
    assert answer.status_code == status
    assert int(answer.headers["retry-after"]) > 0
    assert [entry["event"] for entry in logs] == ["feed_failed"]
    assert _SECRET not in str(logs)


async def test_a_failure_in_the_middle_gives_no_half_calendar() -> None:
    answer = await _browser(plan(), refused("UNAVAILABLE", "SERVER_UNREACHABLE")).get(_PATH)
    assert answer.status_code == 503
    assert "VCALENDAR" not in answer.text


async def test_the_language_is_chosen_in_the_address() -> None:
    browser = _browser(hidden_plan())
    assert "judul belum dibagikan" in (await browser.get(_PATH)).text
    assert "title not shared yet" in (await browser.get(f"{_PATH}?lang=en")).text
    assert "judul belum dibagikan" in (await browser.get(f"{_PATH}?lang=xx")).text


async def test_links_lead_to_the_console_as_people_reach_it() -> None:
    made = plan(collisions=(in_a_case(own_plan()),))
    answer = await _browser(made, url="https://selaras.example.go.id/").get(_PATH)
    assert "URL:https://selaras.example.go.id/cases/c-1" in answer.text


def test_an_event_says_who_what_and_when() -> None:
    (event,) = _events(plan())
    assert str(event["summary"]) == "Dinas Pendidikan Kota X: Imunisasi di sekolah | Kesehatan"
    assert event.decoded("dtstart") == at(10)
    assert event.decoded("dtend") - event.decoded("dtstart") == timedelta(minutes=30)
    assert event.decoded("dtstamp") == NOW
    assert event["categories"].to_ical() == b"Kesehatan"
    assert str(event["description"]) == "rencana terbit\nWilayah: Kota Tasikmalaya"
    assert str(event["status"]) == "TENTATIVE"
    assert "url" not in event


def test_what_is_not_shared_is_not_in_the_file() -> None:
    made = make_feed([hidden_plan()], lang="id", now=NOW, console="")
    (event,) = Calendar.from_ical(made).events
    assert str(event["summary"]) == "BPBD Kota X: judul belum dibagikan | Kebencanaan"
    assert str(event["description"]) == "rencana terbit"
    assert b"drafts" not in made


def test_what_went_out_is_certain() -> None:
    (event,) = _events(plan(published=True))
    assert str(event["status"]) == "CONFIRMED"
    assert str(event["description"]).startswith("sudah terbit")


def test_what_gets_in_the_way_is_said_with_its_case() -> None:
    mine, hidden = own_plan(), hidden_plan()
    made = plan(collisions=(on_the_same_topic(hidden), in_a_case(mine)))
    event = _events(made, mine, hidden)[0]
    said = str(event["description"])
    assert "Topik yang sama dalam 24 jam dengan BPBD Kota X" in said
    assert "Berbenturan dengan Dinas Kesehatan Kota X: sudah ada kasusnya." in said
    assert str(event["url"]) == "https://selaras.example.go.id/cases/c-1"


def test_a_plan_without_a_topic_or_a_time() -> None:
    (event,) = _events(plan(topic=""), plan("p2", publish_time=None))
    assert str(event["summary"]) == "Dinas Pendidikan Kota X: Imunisasi di sekolah"
    assert "categories" not in event


def test_no_title_breaks_out_of_its_line() -> None:
    title = "a;b,c\\d\r\nEND:VEVENT\nBEGIN:VEVENT\x0b\x00\r<script>"
    (event,) = _events(plan(title=title))
    assert str(event["summary"]).startswith("Dinas Pendidikan Kota X: a;b,c\\d END:VEVENT")
    assert "\n" not in str(event["summary"])


def test_the_same_plan_keeps_its_uid() -> None:
    first, second = _events(plan())[0], _events(plan(title="Lain", publish_time=at(12)))[0]
    assert first["uid"] == second["uid"]


def test_calendars_know_its_name_and_how_often_to_ask() -> None:
    made = make_feed([], lang="id", now=NOW, console="")
    assert b"X-WR-CALNAME:Selaras: rencana terbit instansi" in made
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT1H" in made


def test_of_too_many_plans_those_nearest_to_now_are_kept() -> None:
    plans = [plan(f"p{day:02}", publish_time=NOW + timedelta(days=day)) for day in range(-9, 9)]
    plans.append(plan("untimed", publish_time=None))
    kept = nearest(plans, NOW, 3)
    assert [item.plan_id for item in kept] == ["p-1", "p00", "p01"]
