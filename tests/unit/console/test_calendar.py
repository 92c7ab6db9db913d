"""The calendar of plans: its days, what is shown of each plan, and the address of the feed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from selaras.client import AgencyLevel, AgencyRef, CollisionKind, Plan, PlanCollision
from selaras.console.content.free_days import free_days
from selaras.console.content.period import View, make_period, read_period
from selaras.console.content.person import Role
from selaras.console.content.plans import agency_names, by_day, clashes, items

from tests.fakes.console import Stream
from tests.support.console import AGENCY, Browser, person, refused
from tests.support.console_calendar import (
    JAKARTA,
    at,
    hidden_plan,
    in_a_case,
    on_the_same_topic,
    own_plan,
    plan,
)

_TODAY = date(2026, 8, 3)
_SECRET = "slf_0123456789abcdef_of-the-test"


def _browser(*plans: Plan, lang: str = "", **who: Any) -> Browser:
    browser = Browser(person(**who), lang=lang)
    browser.api.answers["plans"] = lambda start, end, **_: Stream(
        tuple(item for item in plans if item.publish_time and start <= item.publish_time < end)
    )
    return browser


def _main(text: str) -> str:
    return text.partition("<main")[2]


# --- which days


@pytest.mark.parametrize(
    ("view", "around", "start", "last"),
    [
        (View.MONTH, date(2026, 8, 15), date(2026, 7, 27), date(2026, 9, 6)),
        (View.MONTH, date(2027, 2, 1), date(2027, 2, 1), date(2027, 2, 28)),
        (View.MONTH, date(2026, 12, 31), date(2026, 11, 30), date(2027, 1, 3)),
        (View.WEEK, date(2026, 8, 9), date(2026, 8, 3), date(2026, 8, 9)),
        (View.DAY, date(2026, 8, 9), date(2026, 8, 9), date(2026, 8, 9)),
    ],
)
def test_a_period_has_whole_weeks(view: View, around: date, start: date, last: date) -> None:
    period = make_period(view, around)
    assert (period.days[0], period.last) == (start, last)
    assert period.days[-1] == last
    assert around in period.days


@pytest.mark.parametrize("view", list(View))
def test_going_on_and_back_leads_to_the_same_days(view: View) -> None:
    period = make_period(view, date(2026, 1, 31))
    assert period.after.before == period
    assert period.before.after == period
    assert read_period({view.value: period.value}, _TODAY) == period


def test_months_follow_each_other_over_the_year() -> None:
    december = read_period({"month": "2026-12"}, _TODAY)
    assert december.after.value == "2027-01"
    assert read_period({"month": "2026-01"}, _TODAY).before.value == "2025-12"


@pytest.mark.parametrize(
    "query",
    [{}, {"month": "2026-13"}, {"month": "x"}, {"month": "2026-8"}, {"week": "2026-02-30"},
     {"day": "0001-01-01"}, {"month": "9999-12"}, {"month": "٢٠٢٦-٠٨"}],
)  # fmt: skip
def test_an_address_without_a_period_means_this_month(query: dict[str, str]) -> None:
    assert read_period(query, _TODAY) == make_period(View.MONTH, _TODAY)


def test_another_view_stays_at_the_same_days() -> None:
    august, march = make_period(View.MONTH, _TODAY), make_period(View.MONTH, date(2026, 3, 1))
    assert august.as_view(View.WEEK, _TODAY).anchor == _TODAY
    assert march.as_view(View.DAY, _TODAY).anchor == date(2026, 3, 1)


def test_holidays_and_joint_leave_are_told_apart() -> None:
    free = free_days(date(2026, 12, 1), date(2027, 1, 2), "id")
    assert free[date(2026, 12, 24)].joint_leave
    assert not free[date(2026, 12, 25)].joint_leave
    assert "Natal" in free[date(2026, 12, 25)].name
    assert date(2027, 1, 1) in free
    assert date(2026, 11, 30) not in free
    assert "Christmas" in free_days(date(2026, 12, 25), date(2026, 12, 26), "en").popitem()[1].name


# --- what is known of plans


def test_plans_stand_on_the_day_of_who_looks() -> None:
    late = plan(publish_time=datetime(2026, 8, 9, 17, 30, tzinfo=UTC))  # 00.30 in Jakarta
    (item,) = items([late, plan("untimed", publish_time=None)], JAKARTA, AGENCY, {})
    assert item.at.date() == date(2026, 8, 10)


def test_a_case_of_many_findings_is_said_once() -> None:
    mine = own_plan()
    doubled = plan(collisions=(in_a_case(mine), in_a_case(mine), on_the_same_topic(mine)))
    found = clashes(doubled, agency_names([mine]))
    assert [(clash.kind, clash.case_id) for clash in found] == [("case", "c-1"), ("same_topic", "")]
    assert {clash.agencies for clash in found} == {("Dinas Kesehatan Kota X",)}


def test_a_day_of_the_month_shows_first_what_collides_and_what_is_own() -> None:
    many = [plan(f"p{hour}", publish_time=at(10, hour)) for hour in range(8)]
    mine = own_plan(publish_time=at(10, 20))
    hit = plan("hit", publish_time=at(10, 21), collisions=(in_a_case(mine),))
    made = items([*many, mine, hit], JAKARTA, AGENCY, {})
    month = make_period(View.MONTH, _TODAY)
    day = next(day for day in by_day(month, made, {}, _TODAY) if day.date.day == 10)
    assert [item.plan.plan_id for item in day.plans] == ["p0", "p1", "p2", "own1", "hit"]
    assert day.more == 5
    (whole,) = by_day(make_period(View.DAY, date(2026, 8, 10)), made, {}, _TODAY)
    assert (len(whole.plans), whole.more) == (10, 0)


def test_only_an_own_draft_has_a_page() -> None:
    stranger = plan(draft="agencies/dinkes/drafts/x", own=False)
    made = items([own_plan(), plan("p2"), stranger], JAKARTA, AGENCY, {})
    assert sorted(item.draft_id for item in made) == ["", "", "post-1"]


# --- the page


async def test_the_month_is_asked_for_from_midnight_to_midnight_where_the_person_is() -> None:
    browser = _browser(time_zone="Asia/Jayapura")
    answer = await browser.get("/calendar?month=2026-09")
    ((start, end), options) = browser.api.asked("plans")[0]
    assert start == datetime(2026, 8, 30, 15, 0, tzinfo=UTC)
    assert end == datetime(2026, 10, 4, 15, 0, tzinfo=UTC)
    assert options == {"topic": "", "area_code": "", "agency": "", "colliding": False}
    assert "September 2026" in answer.text
    assert "Semua jam dalam WIT." in answer.text


async def test_plans_are_shown_with_what_gets_in_their_way() -> None:
    mine, other = own_plan(), plan()
    mine = own_plan(collisions=(in_a_case(other), on_the_same_topic(hidden_plan())))
    browser = _browser(other, mine, hidden_plan())
    month = (await browser.get("/calendar")).text
    assert "3 rencana, 1 berbenturan" in month
    assert "Hari Kemerdekaan Republik Indonesia" in month
    # In the month there is room for the case only.
    assert 'href="/cases/c-1"' in month
    assert "Topik yang sama" not in month
    text = (await browser.get("/calendar?week=2026-08-10")).text
    assert "Imunisasi di sekolah" in text
    assert '<a href="/drafts/post-1">Vaksinasi polio</a>' in text
    assert "Instansi Anda" in text
    assert "Berbenturan dengan Dinas Pendidikan Kota X: sudah ada kasusnya." in text
    assert 'href="/cases/c-1"' in text
    assert "Topik yang sama dalam 24 jam dengan BPBD Kota X" in text


async def test_agencies_that_get_in_the_way_for_one_reason_are_named_together() -> None:
    hits = tuple(
        PlanCollision(CollisionKind.CASE, f"p{n}", f"agencies/a{n}", "cases/c-1") for n in range(4)
    )
    page = await _browser(own_plan(collisions=hits)).get("/calendar?week=2026-08-10")
    assert page.text.count('href="/cases/c-1"') == 1
    many = tuple(
        PlanCollision(CollisionKind.SAME_TOPIC, f"p{n}", f"agencies/{name}", "")
        for n, name in enumerate(("disdik", "bpbd", "rahasia"))
    )
    others = (plan(), hidden_plan(), own_plan(collisions=many))
    month = await _browser(*others).get("/calendar")
    assert "dengan 3 instansi lain" in month.text


async def test_a_title_that_is_not_shared_becomes_nothing_else() -> None:
    text = _main((await _browser(hidden_plan()).get("/calendar?week=2026-08-10")).text)
    assert "judul belum dibagikan" in text
    assert "/drafts/" not in text
    assert "hidden1" not in text


async def test_the_title_of_another_agency_leads_nowhere() -> None:
    text = _main((await _browser(plan(published=True)).get("/calendar?week=2026-08-10")).text)
    assert "sudah terbit" in text
    assert "/drafts/" not in text


async def test_an_agency_whose_plan_is_not_among_them_has_no_name() -> None:
    hidden = PlanCollision(CollisionKind.SAME_TOPIC, "", "agencies/rahasia", "")
    text = (await _browser(own_plan(collisions=(hidden,))).get("/calendar?week=2026-08-10")).text
    assert "dengan instansi lain" in text
    assert "rahasia" not in text


async def test_a_kind_of_collision_from_a_newer_server_is_one_too() -> None:
    newer = PlanCollision(CollisionKind.UNSPECIFIED, "p1", "agencies/disdik", "")
    text = (
        await _browser(plan(), own_plan(collisions=(newer,))).get("/calendar?week=2026-08-10")
    ).text
    assert "Berbenturan dengan Dinas Pendidikan Kota X." in text


async def test_the_filters_are_asked_for_and_kept_from_month_to_month() -> None:
    browser = _browser(plan())
    text = (await browser.get("/calendar?topic=kesehatan&area=Kota+Tasikmalaya&colliding=1")).text
    expected = {"topic": "kesehatan", "area_code": "32.78", "agency": "", "colliding": True}
    assert browser.api.asked("plans")[0][1] == expected
    filters = "topic=kesehatan&amp;area=Kota+Tasikmalaya&amp;colliding=1"
    assert f'href="/calendar?month=2026-09&amp;{filters}"' in text
    assert f'href="/calendar?week=2026-08-03&amp;{filters}"' in text
    assert 'href="/calendar?month=2026-08"' in text  # without filters


async def test_agencies_are_chosen_among_those_that_plan_something() -> None:
    browser = _browser(plan(), own_plan(), hidden_plan())
    text = (await browser.get("/calendar?agency=agencies/disdik")).text
    assert browser.api.asked("plans")[0][1]["agency"] == ""
    assert '<option value="agencies/bpbd">BPBD Kota X</option>' in text
    assert '<option value="agencies/disdik" selected>' in text
    assert "1 rencana" in text
    assert "Vaksinasi polio" not in text


async def test_an_agency_that_plans_nothing_stays_chosen() -> None:
    text = (await _browser(plan()).get("/calendar?agency=agencies/lain")).text
    assert '<option value="agencies/lain" selected>lain</option>' in text
    assert "Tidak ada rencana yang cocok" in text


async def test_too_many_plans_are_cut_and_said_to_be() -> None:
    many = [plan(f"p{number}", publish_time=at(10) + timedelta(seconds=number))
            for number in range(1001)]  # fmt: skip
    browser = _browser(*many, own_plan(publish_time=at(11)))
    text = (await browser.get("/calendar?week=2026-08-10")).text
    assert "Terlalu banyak rencana" in text
    assert "1000 rencana" in text
    assert "Vaksinasi polio" not in text


async def test_of_too_many_an_agency_is_asked_for_by_itself() -> None:
    many = [plan(f"p{number}", publish_time=at(10) + timedelta(seconds=number))
            for number in range(1001)]  # fmt: skip
    mine = own_plan(publish_time=at(11))
    browser = Browser(person())
    browser.api.answers["plans"] = lambda *_, agency, **__: Stream(
        (mine,) if agency else (*many, mine)
    )
    text = (await browser.get(f"/calendar?week=2026-08-10&agency={AGENCY}")).text
    assert "Vaksinasi polio" in text
    assert "Terlalu banyak" not in text


async def test_days_of_other_months_are_counted_only() -> None:
    text = (await _browser(plan(publish_time=at(1, month=9))).get("/calendar?month=2026-08")).text
    assert "Imunisasi di sekolah" not in text
    assert 'href="/calendar?day=2026-09-01"' in text
    assert "Belum ada rencana terbit di sini" in text


async def test_without_plans_the_page_says_where_they_come_from() -> None:
    text = (await _browser().get("/calendar")).text
    assert "Belum ada rencana terbit di sini" in text


@pytest.mark.parametrize(
    ("area", "words"),
    [("Negeri Antah", "tidak dikenal"), ("tasikmalaya", "Kabupaten Tasikmalaya")],
)
async def test_an_area_that_is_not_settled_is_asked_about(area: str, words: str) -> None:
    browser = _browser(plan())
    answer = await browser.get("/calendar", params={"area": area, "topic": "kesehatan"})
    assert answer.status_code == 422
    assert words in answer.text
    assert browser.api.calls == []


async def test_an_area_is_chosen_with_the_other_filters_kept() -> None:
    answer = await _browser(plan()).get("/calendar?area=tasikmalaya&topic=kesehatan")
    assert 'href="/calendar?month=2026-08&amp;topic=kesehatan&amp;area=32.78"' in answer.text


async def test_in_english() -> None:
    text = (await _browser(hidden_plan(), lang="en").get("/calendar")).text
    assert "title not shared yet" in text
    assert "August 2026" in text


async def test_services_that_are_away_are_said_to_be_away() -> None:
    browser = Browser(person())
    browser.api.answers["plans"] = Stream((refused("UNAVAILABLE", "SERVER_UNREACHABLE"),))
    assert (await browser.get("/calendar")).status_code == 503


async def test_scripts_in_plans_and_filters_are_text() -> None:
    bad = '"><script>alert(1)</script>'
    agency = AgencyRef("agencies/disdik", bad, AgencyLevel.KOTA, "")
    made = plan(title=bad, topic=bad, agency=agency)
    mine = own_plan(collisions=(in_a_case(made, f"cases/{bad}"),))
    query = {"topic": bad, "area": bad, "agency": bad}
    for params in ({}, query, {"topic": bad}):
        text = (await _browser(made, mine).get("/calendar", params=params)).text
        assert "<script>alert" not in text
        assert "&lt;script&gt;alert(1)" in text


@pytest.mark.parametrize("path", ["/calendar", "/calendar/address"])
async def test_the_calendar_is_for_people_of_agencies(path: str) -> None:
    browser = Browser(person(Role.ADMIN))
    assert (await browser.get(path)).status_code == 403
    assert browser.api.calls == []


# --- the address of the feed


def _with_profile(*, has_secret: bool) -> Browser:
    browser = Browser(person(), url="https://selaras.example.go.id")
    browser.client.cookies.set(
        "__Host-selaras", browser.client.cookies["selaras"], domain="console.test"
    )
    browser.api.answers["profile"] = SimpleNamespace(has_calendar_secret=has_secret)
    browser.api.answers["create_calendar_secret"] = _SECRET
    browser.api.answers["delete_calendar_secret"] = None
    return browser


async def test_who_has_no_address_can_make_one() -> None:
    text = (await _with_profile(has_secret=False).get("/calendar/address")).text
    assert "belum punya alamat" in text
    assert "Buat alamat" in text
    assert "Hentikan alamat" not in text


async def test_who_has_one_can_replace_or_end_it_but_not_see_it() -> None:
    browser = _with_profile(has_secret=True)
    text = (await browser.get("/calendar/address")).text
    assert "Ganti dengan alamat baru" in text
    assert "Hentikan alamat" in text
    assert "slf_" not in text


async def test_a_new_address_is_shown_once_and_kept_nowhere() -> None:
    browser = _with_profile(has_secret=False)
    answer = await browser.post("/calendar/address", {"do": "make"})
    assert answer.status_code == 200
    assert f"https://selaras.example.go.id/calendar/{_SECRET}.ics" in answer.text
    assert 'data-copy="address"' in answer.text
    assert "location" not in answer.headers
    assert "slf_" not in (await browser.get("/calendar/address")).text


async def test_an_address_is_ended() -> None:
    browser = _with_profile(has_secret=True)
    answer = await browser.post("/calendar/address", {"do": "end"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/calendar/address")
    assert browser.api.asked("delete_calendar_secret") == [((), {})]
    assert browser.api.asked("create_calendar_secret") == []


@pytest.mark.parametrize("do", ["", "other"])
async def test_a_form_that_says_nothing_changes_nothing(do: str) -> None:
    browser = _with_profile(has_secret=True)
    assert (await browser.post("/calendar/address", {"do": do})).status_code == 422
    assert browser.api.calls == []
