"""The page of the inbox: what is shown to whom, and what is asked for."""

from __future__ import annotations

import re
from typing import Any

import pytest
from selaras import catalogue
from selaras.client import Case, CaseState, FactKind, Relation, Severity
from selaras.console.content.person import Role

from tests.support import console_cases as samples
from tests.support.console import Browser, person, refused
from tests.support.console_cases import BUDI, DINKES, PUSKESMAS, RINA, SITI

COORDINATOR = person(Role.COORDINATOR, owner="agencies/prov/owners/wati", agency="agencies/prov")
FRAGMENT = {"hx-request": "true"}


def browser(*cases: Case, token: str = "", who: Any = None, lang: str = "") -> Browser:
    """A browser at a console that has some cases."""
    made = Browser(who or person(), lang=lang)
    made.api.answers["cases_page"] = (list(cases), token)
    return made


async def shown(*cases: Case, query: str = "", **options: Any) -> str:
    answer = await browser(*cases, **options).get(f"/cases{query}")
    assert answer.status_code == 200
    return answer.text


def plain(html: str) -> str:
    """What is read."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


async def test_a_row_says_what_clashes_with_whom_until_when() -> None:
    said = plain(await shown(samples.case()))
    assert "Belum dibaca" in said
    assert "tingkat tinggi" in said
    assert "bertentangan" in said
    assert samples.case().title in said
    assert "tanggal, nominal uang, jam · dengan Puskesmas Y" in said
    assert "Terbit 5 jam lagi 3 Agu, 14.00 WIB" in said
    assert "Belum ditanggapi instansi Anda" in said
    assert "1 kasus" in said


async def test_a_row_is_a_link_that_keys_reach_and_its_deadline_counts_down() -> None:
    html = await shown(samples.case(name="cases/a1"))
    assert re.search(r'<a id="case-a1" href="/cases/a1" data-item>', html)
    assert '<time datetime="2026-08-03T07:00:00+00:00" data-countdown>5 jam lagi</time>' in html
    assert "data-search" in html


async def test_what_was_read_is_not_marked() -> None:
    html = await shown(samples.case(read_version=4))
    assert "Belum dibaca" not in html
    assert 'class="case unread"' not in html


async def test_a_proposal_that_waits_for_us_comes_first() -> None:
    html = await shown(
        samples.case(name="cases/first"),
        samples.case(name="cases/asked", proposal=samples.proposal(PUSKESMAS)),
    )
    assert html.index("cases/asked") < html.index("cases/first")
    assert re.search(r"<h2>Menunggu jawaban Anda</h2>", html)
    assert re.search(r"<h2>Kasus lain</h2>", html)
    assert html.count('class="tag ours"') == 1


async def test_a_proposal_that_waits_for_another_agency_says_for_which() -> None:
    said = plain(await shown(samples.case(proposal=samples.proposal(DINKES))))
    assert "Usulan menunggu jawaban Puskesmas Y" in said
    assert "Menunggu jawaban Anda" not in said


@pytest.mark.parametrize(("owner", "words"), [(RINA, "Dipegang Anda"), (BUDI, "Dipegang budi")])
async def test_who_has_the_case_is_said(owner: str, words: str) -> None:
    parties = (samples.party(assignee=owner), samples.acknowledged(PUSKESMAS, SITI))
    assert words in plain(await shown(samples.case(parties=parties)))


async def test_a_coordinator_reads_all_agencies_and_who_is_silent() -> None:
    said = plain(await shown(samples.case(), who=COORDINATOR))
    assert "antara Dinas Kesehatan Kota X, Puskesmas Y" in said
    assert "Belum menanggapi: Dinas Kesehatan Kota X" in said
    assert "Hanya yang saya pegang" not in said


async def test_a_closed_case_has_no_countdown() -> None:
    closed = samples.case(state=CaseState.RESOLVED, resolution="CORRECTED")
    html = await shown(closed, query="?state=resolved")
    assert "data-countdown" not in html
    assert "naskah telah dikoreksi" in html
    assert "selaras kembali" in html


async def test_a_missed_deadline_and_a_missing_one_are_said() -> None:
    html = await shown(
        samples.case(deadline=samples.hours(-3)), samples.case(name="cases/b", deadline=None)
    )
    assert 'class="over">3 jam yang lalu' in html
    assert "Belum ada jadwal terbit" in html


async def test_texts_of_people_are_shown_as_text() -> None:
    evil = "<script>alert(1)</script>"
    agency = samples.AgencyRef("agencies/x", evil, samples.AgencyLevel.KOTA, "32.78")
    proposal = samples.proposal(DINKES, awaited=("agencies/x",))
    case = samples.case(
        title=evil,
        topic=evil,
        parties=(samples.party(), samples.party(agency)),
        proposal=proposal,
    )
    html = await shown(case, query="?q=<script>alert(1)</script>&area=<script>&topic=<script>")
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)" in html
    assert not re.search(r"<script(?![^>]*\bsrc=)", html)


async def test_values_of_a_newer_server_do_not_break_the_page() -> None:
    html = await shown(
        samples.case(
            severity=Severity.UNSPECIFIED,
            relation=Relation.UNSPECIFIED,
            state=CaseState.UNSPECIFIED,
            kinds=(FactKind.UNSPECIFIED,),
            title="",
        )
    )
    assert "UNSPECIFIED" not in plain(html)


async def test_in_english_the_english_title_is_shown() -> None:
    html = await shown(
        samples.case(), samples.case(name="cases/b", title="Judul", title_en=""), lang="en"
    )
    assert samples.case().title_en in plain(html)
    assert re.search(r'data-item lang="id">Judul</a>', html)
    assert "Waiting" not in html
    assert "Nobody of your agency has responded" in html


# --- filters


async def test_filters_reach_the_api_and_can_be_taken_away_one_by_one() -> None:
    at = browser(samples.case())
    query = "?state=all&relation=CONTRADICTION&kind=DATE&topic=kesehatan&area=32.71&mine=1&q=vaksin"
    html = (await at.get(f"/cases{query}")).text
    [(args, wanted)] = at.api.asked("cases_page")
    assert args == ("", 50)
    assert wanted == {
        "states": (CaseState.OPEN, CaseState.AGREED, CaseState.RESOLVED),
        "relation": "CONTRADICTION",
        "kinds": ("DATE",),
        "topic": "kesehatan",
        "area_code": "32.71",
        "assignee": RINA,
        "query": "vaksin",
    }
    chips = dict(re.findall(r'class="chip" href="([^"]+)"><span>([^<:]+)', html))
    assert sorted(chips.values()) == sorted(
        ["Jenis", "Yang berbeda", "Topik", "Wilayah", "Hanya yang saya pegang", "Cari kasus"]
    )
    [without] = [link for link, label in chips.items() if label == "Topik"]
    assert "topic" not in without
    assert "area=32.71" in without
    assert "state=all" in without
    assert "<strong>Kota Bogor</strong>" in html


async def test_the_form_keeps_what_was_chosen() -> None:
    html = await shown(query="?state=agreed&kind=AMOUNT&topic=pangan&q=beras&mine=1")
    assert '<input type="hidden" name="state" value="agreed">' in html
    assert '<option value="AMOUNT" selected>' in html
    assert '<option value="pangan" selected>' in html
    assert 'name="q" value="beras"' in html
    assert 'name="mine" value="1" checked' in html
    assert 'aria-current="page">Disepakati</a>' in html


async def test_an_area_of_two_meanings_asks_which() -> None:
    at = browser(samples.case())
    html = (await at.get("/cases?area=Bogor")).text
    assert "area_code" not in at.api.asked("cases_page")[0][1]
    assert "Ada beberapa wilayah bernama “Bogor”" in html
    assert 'href="/cases?area=32.71">Kota Bogor</a>' in html


async def test_an_area_that_is_not_known_is_said_to_be_so() -> None:
    html = await shown(samples.case(), query="?area=Wakanda")
    assert "Wilayah “Wakanda” tidak dikenal" in html
    assert 'aria-invalid="true"' in html


# --- pages


async def test_pages_are_turned_with_the_filters() -> None:
    at = browser(samples.case(), token="next+/=")
    html = (await at.get("/cases?kind=DATE&page=now")).text
    assert at.api.asked("cases_page")[0][0] == ("now", 50)
    assert 'href="/cases?kind=DATE&amp;page=next%2B%2F%3D" rel="next">Halaman berikutnya' in html
    assert 'href="/cases?kind=DATE">Kembali ke halaman pertama' in html
    assert "1 kasus di halaman ini" in html


async def test_a_page_that_is_no_longer_valid_says_what_to_do() -> None:
    at = browser()
    at.api.answers["cases_page"] = refused("INVALID_ARGUMENT", "PAGE_TOKEN_INVALID")
    answer = await at.get("/cases?page=old")
    assert answer.status_code == 422
    assert catalogue.text("web.error.PAGE_TOKEN_INVALID") in answer.text


# --- nothing there, or nobody answers


async def test_without_cases_the_page_says_what_will_come() -> None:
    said = await shown()
    assert "Belum ada kasus" in said
    assert 'href="/drafts"' in said
    assert 'href="/check"' in said
    assert "instansi di wilayah dan topik Anda" in plain(await shown(who=COORDINATOR))


async def test_without_a_match_the_filters_can_be_taken_away() -> None:
    html = await shown(query="?state=resolved&q=kosong")
    assert "Tidak ada kasus yang cocok" in html
    assert 'class="button" href="/cases?state=resolved">Hapus semua saringan' in html


async def test_after_the_last_page_there_is_a_way_back() -> None:
    html = await shown(query="?page=x")
    assert "Tidak ada kasus lagi di halaman ini" in html
    assert "Kembali ke halaman pertama" in html


async def test_while_the_service_is_away_the_page_says_so() -> None:
    at = browser()
    at.api.answers["cases_page"] = refused("UNAVAILABLE", "SERVER_UNREACHABLE")
    answer = await at.get("/cases")
    assert answer.status_code == 503
    assert "sedang tidak menjawab" in answer.text


async def test_a_session_that_ended_leads_to_sign_in_and_back() -> None:
    at = browser()
    at.api.answers["cases_page"] = refused("UNAUTHENTICATED", "KEY_UNKNOWN")
    answer = await at.get("/cases?q=a")
    assert answer.headers["location"] == "/sign-in?next=%2Fcases%3Fq%3Da"


async def test_an_administrator_sees_no_case() -> None:
    at = browser(samples.case(), who=person(Role.ADMIN))
    assert (await at.get("/cases")).status_code == 403
    assert at.api.calls == []


# --- the part that is fetched anew


async def test_a_script_gets_the_list_alone() -> None:
    at = browser(samples.case())
    answer = await at.get("/cases?kind=DATE&page=now", headers=FRAGMENT)
    assert samples.case().title in plain(answer.text)
    assert "<html" not in answer.text
    assert "<form" not in answer.text
    assert at.api.asked("cases_page")[0][1]["kinds"] == ("DATE",)


async def test_the_list_is_fetched_as_it_was_asked_for_when_something_changes() -> None:
    html = await shown(samples.case(), query="?kind=DATE&page=now")
    assert 'hx-get="/cases?kind=DATE&amp;page=now" hx-trigger="sse:cases, refresh"' in html
    since = re.search(r'sse-connect="/cases/live\?since=(\d+)"', html)
    assert since
    assert int(since[1]) == int(samples.NOW.timestamp()) - 5


async def test_fifty_rows_stay_light() -> None:
    cases = [samples.case(name=f"cases/{number:026d}") for number in range(50)]
    html = await shown(*cases, token="next")
    assert html.count("data-item") == 50
    assert len(html.encode()) < 60_000
