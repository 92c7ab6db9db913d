"""Searching the message bank, and the areas that people type."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from selaras.client import AgencyLevel, AgencyRef, Dispute, DisputeKind, PublishedMessage
from selaras.console.content.areas import area_names, typed_area
from selaras.console.content.passage import in_context
from selaras.console.content.person import Role

from tests.support.console import NOW, Browser, person, refused

_PASSAGE = "Imunisasi polio dimulai 12 Agustus."
_TEXT = f"Salam. {_PASSAGE} Bawa buku KIA."


def _message(**changes: Any) -> PublishedMessage:
    values: dict[str, Any] = {
        "name": "agencies/disdik/drafts/p1",
        "agency": AgencyRef("agencies/disdik", "Dinas Pendidikan", AgencyLevel.KOTA, "32.78"),
        "title": "Imunisasi di sekolah",
        "text": _TEXT,
        "passage": _PASSAGE,
        "passage_start": 7,
        "publish_time": NOW - timedelta(days=2),
        "valid_from": None,
        "valid_until": None,
        "expired": False,
        "area_codes": ("32.78",),
        "score": 0.8,
    }
    return PublishedMessage(**{**values, **changes})


def _browser(*found: PublishedMessage, lang: str = "") -> Browser:
    browser = Browser(person(), lang=lang)
    browser.api.answers["search_messages"] = list(found)
    return browser


async def test_without_a_question_nothing_is_asked() -> None:
    browser = _browser()
    answer = await browser.get("/search")
    assert answer.status_code == 200
    assert "Belum ada pesan resmi" not in answer.text
    assert browser.api.calls == []


async def test_the_passage_is_marked_in_its_text() -> None:
    browser = _browser(_message())
    answer = await browser.get("/search?q=kapan++imunisasi")
    expected = {"area_code": "", "expired": False, "limit": 20}
    assert browser.api.asked("search_messages") == [(("kapan imunisasi",), expected)]
    assert f"Salam. <mark>{_PASSAGE}</mark> Bawa buku KIA." in answer.text
    assert "Dinas Pendidikan" in answer.text
    assert "terbit 1 Agu, 09.00 WIB" in answer.text
    assert "Kota Tasikmalaya" in answer.text
    assert 'value="kapan imunisasi"' in answer.text


async def test_the_filters_are_asked_for_and_kept() -> None:
    browser = _browser()
    answer = await browser.get("/search?q=polio&area=Kota+Tasikmalaya&expired=1")
    expected = {"area_code": "32.78", "expired": True, "limit": 20}
    assert browser.api.asked("search_messages") == [(("polio",), expected)]
    assert 'value="Kota Tasikmalaya"' in answer.text
    assert "checked" in answer.text
    assert "Belum ada pesan resmi tentang itu" in answer.text


async def test_what_no_longer_holds_is_said_in_words() -> None:
    message = _message(expired=True, valid_until=NOW - timedelta(days=30))
    answer = await _browser(message).get("/search?q=polio&expired=1")
    assert "Tidak berlaku lagi sejak 4 Jul, 09.00 WIB" in answer.text


async def test_what_still_holds_says_until_when() -> None:
    answer = await _browser(_message(valid_until=NOW + timedelta(days=30))).get("/search?q=polio")
    assert "berlaku sampai 2 Sep, 09.00 WIB" in answer.text
    assert "Tidak berlaku lagi sejak" not in answer.text


async def test_a_dispute_leads_to_its_case_where_one_may_see_it() -> None:
    seen = Dispute(DisputeKind.OPEN_CASE, "cases/c-7", "", "Berbeda.", "Differs.")
    hidden = Dispute(DisputeKind.OPEN_CASE, "", "", "Lain lagi.", "Differs too.")
    answer = await _browser(_message(disputes=(seen, hidden))).get("/search?q=polio")
    assert "Berbeda." in answer.text
    assert "Lain lagi." in answer.text
    assert answer.text.count('href="/cases/') == 1 + answer.text.count('href="/cases/"')
    assert 'href="/cases/c-7"' in answer.text
    english = await _browser(_message(disputes=(seen,)), lang="en").get("/search?q=polio")
    assert "Differs." in english.text


@pytest.mark.parametrize(
    ("query", "words"),
    [("q=a", "paling sedikit 2 huruf"), ("q=+", "paling sedikit 2 huruf"),
     ("q=" + "a" * 1001, "paling banyak 1.000 karakter")],
)  # fmt: skip
async def test_questions_that_cannot_be_asked_are_not(query: str, words: str) -> None:
    browser = _browser()
    answer = await browser.get(f"/search?{query}")
    assert answer.status_code == 422
    assert words in answer.text
    assert browser.api.calls == []


async def test_an_area_that_is_not_known_is_not_left_out_in_silence() -> None:
    browser = _browser(_message())
    answer = await browser.get("/search?q=polio&area=Negeri+Antah")
    assert answer.status_code == 422
    assert "Wilayah “Negeri Antah” tidak dikenal." in answer.text
    assert browser.api.calls == []


async def test_of_several_areas_one_is_chosen() -> None:
    browser = _browser(_message())
    answer = await browser.get("/search?q=polio&area=tasikmalaya&expired=1")
    assert 'href="/search?q=polio&amp;area=32.78&amp;expired=1"' in answer.text
    assert "Kabupaten Tasikmalaya" in answer.text
    assert browser.api.calls == []


async def test_services_that_are_away_are_said_to_be_away() -> None:
    browser = Browser(person())
    browser.api.answers["search_messages"] = refused("UNAVAILABLE", "EMBEDDING_UNAVAILABLE")
    assert (await browser.get("/search?q=polio")).status_code == 503


async def test_scripts_in_messages_and_questions_are_text() -> None:
    bad = "<script>alert(1)</script>"
    agency = AgencyRef("agencies/x", bad, AgencyLevel.KOTA, "")
    dispute = Dispute(DisputeKind.OPEN_CASE, "", "", bad, bad)
    message = _message(
        title=bad, text=f"{bad} {bad} {bad}", passage=bad, passage_start=26, agency=agency,
        area_codes=(bad,), disputes=(dispute,),
    )  # fmt: skip
    browser = _browser(message)
    for query in (f"q={bad}", f"q={bad}&area={bad}"):
        answer = await browser.get(f"/search?{query}")
        assert bad not in answer.text
        assert "&lt;script&gt;alert(1)" in answer.text
    assert len(browser.api.calls) == 1


async def test_searching_is_for_people_of_agencies() -> None:
    assert (await Browser(person(Role.ADMIN)).get("/search?q=polio")).status_code == 403


def test_a_passage_stands_in_some_of_its_text() -> None:
    text = "awal " * 100 + "INI DIA" + " akhir" * 100
    shown = in_context(text, "INI DIA", 500)
    assert shown.passage == "INI DIA"
    assert shown.before.startswith("…awal")
    assert shown.before.endswith("awal ")
    assert shown.after.startswith(" akhir")
    assert shown.after.endswith("akhir…")
    assert len(shown.before) <= 161
    assert len(shown.after) <= 161


@pytest.mark.parametrize("start", [-3, 1, 400])
def test_a_passage_that_is_not_there_stands_alone(start: int) -> None:
    shown = in_context(_TEXT, _PASSAGE, start)
    assert (shown.before, shown.passage, shown.after) == ("", _PASSAGE, "")


def test_without_a_passage_the_beginning_is_shown() -> None:
    assert in_context("Halo dunia", "", 0).before == "Halo dunia"


def test_a_text_without_spaces_is_cut_too() -> None:
    assert len(in_context("x" * 500 + "y", "y", 500).before) == 161


@pytest.mark.parametrize(
    ("typed", "code"),
    [("Kota Tasikmalaya", "32.78"), (" 32.78 ", "32.78"), ("Jawa Barat", "32"), ("", ""),
     ("Indonesia", "")],
)  # fmt: skip
def test_areas_are_typed_by_name_or_code(typed: str, code: str) -> None:
    area = typed_area(typed)
    assert area.is_settled
    assert area.code == code


@pytest.mark.parametrize("typed", ["xyz", "99", "32.78.99.9999", "32.", "<b>"])
def test_an_area_that_does_not_exist_is_unknown(typed: str) -> None:
    area = typed_area(typed)
    assert area.unknown
    assert not area.is_settled
    assert area.code == ""


def test_names_of_areas_tell_them_apart() -> None:
    assert area_names(("32.78", "32.73.02", "77.77")) == (
        "Kota Tasikmalaya",
        "Coblong, Kota Bandung",
        "77.77",
    )
