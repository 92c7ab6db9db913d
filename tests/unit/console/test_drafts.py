"""Drafts of the agency, as its people read them."""

from __future__ import annotations

from typing import Any

import pytest
from selaras.client import (
    Check,
    CheckState,
    Confidence,
    DraftState,
    Relation,
    ShareLevel,
    Span,
    Submission,
)
from selaras.client.draft_models import CheckSummary, DraftPage, ListedDraft
from selaras.console.content.findings import in_order
from selaras.console.content.person import Role

from tests.fakes.console import Stream
from tests.support.console import Browser, person, refused
from tests.support.console_findings import checked, draft, evidence, finding

_CHECKED = CheckSummary(CheckState.CHECKED, 2, None, 0)


def _listing(*entries: tuple[Any, CheckSummary], token: str = "", lang: str = "") -> Browser:
    browser = Browser(person(), lang=lang)
    listed = tuple(ListedDraft(made, check) for made, check in entries)
    browser.api.answers["drafts_page"] = DraftPage(listed, token)
    browser.api.answers["findings"] = Stream()
    return browser


def _one(made: Any, check: Check, lang: str = "") -> Browser:
    browser = Browser(person(), lang=lang)
    browser.api.answers["get_draft"] = Submission(made, check)
    clashing = (item for item in check.findings if item.relation is not Relation.NONE)
    browser.api.answers["findings"] = Stream(tuple(clashing))
    return browser


@pytest.mark.parametrize(
    ("check", "words"),
    [
        (CheckSummary(CheckState.PENDING, 1, None, 0), "belum diperiksa"),
        (CheckSummary(CheckState.CHECKED, 1, None, 0), "diperiksa, tidak ada bentrok"),
        (CheckSummary(CheckState.FAILED, 1, None, 0), "gagal diperiksa"),
    ],
)
async def test_the_check_of_each_draft_is_said_in_words(check: CheckSummary, words: str) -> None:
    answer = await _listing((draft(), check)).get("/drafts")
    assert words in answer.text


async def test_what_clashes_today_counts_and_not_what_clashed_then() -> None:
    browser = _listing((draft(), CheckSummary(CheckState.CHECKED, 1, None, 3)))
    assert "diperiksa, tidak ada bentrok" in (await browser.get("/drafts")).text
    later = finding(own_draft=draft().name)
    browser.api.answers["findings"] = Stream((later, later, finding(own_draft="another")))
    assert "diperiksa, 2 bentrok" in (await browser.get("/drafts")).text


async def test_a_clash_that_came_after_the_check_is_on_the_page_of_the_draft() -> None:
    browser = _one(draft(), checked())
    browser.api.answers["findings"] = Stream((finding(),))
    assert "1 bentrok" in (await browser.get("/drafts/post-1")).text
    over = _one(draft(), checked(finding()))
    over.api.answers["findings"] = Stream()
    assert "tidak ada bentrok" in (await over.get("/drafts/post-1")).text


async def test_a_draft_is_listed_with_its_state_time_and_what_is_shared() -> None:
    answer = await _listing((draft(share_level=ShareLevel.CONTACT), _CHECKED)).get("/drafts")
    assert "Vaksinasi polio mulai 10 Agustus" in answer.text
    assert "Rencana terbit 5 Agu, 08.00 WIB" in answer.text
    assert "dijadwalkan" in answer.text
    assert "tidak dibagikan" in answer.text
    assert 'href="/drafts/post-1"' in answer.text


async def test_a_draft_without_a_title_is_listed_by_its_first_words() -> None:
    answer = await _listing((draft(title=""), _CHECKED)).get("/drafts")
    assert "Vaksinasi polio dimulai 10 Agustus" in answer.text


async def test_a_draft_that_was_withdrawn_has_no_plan() -> None:
    answer = await _listing((draft(state=DraftState.WITHDRAWN), _CHECKED)).get("/drafts")
    assert "ditarik" in answer.text
    assert "5 Agu" not in answer.text


async def test_the_filter_and_the_page_are_asked_for() -> None:
    browser = _listing((draft(), _CHECKED), token="next one")
    answer = await browser.get("/drafts?state=scheduled&token=this+one")
    asked = {"states": (DraftState.SCHEDULED,), "page_token": "this one", "page_size": 50}
    assert browser.api.asked("drafts_page") == [((), asked)]
    assert "/drafts?state=scheduled&amp;token=next+one" in answer.text
    assert 'href="/drafts?state=scheduled"' in answer.text


async def test_a_state_that_does_not_exist_filters_nothing() -> None:
    browser = _listing((draft(), _CHECKED))
    assert (await browser.get("/drafts?state=%3Cscript%3E")).status_code == 200
    assert browser.api.asked("drafts_page")[0][1]["states"] == ()


async def test_without_drafts_the_page_says_where_they_come_from() -> None:
    assert "Belum ada naskah" in (await _listing().get("/drafts")).text


async def test_a_filter_that_matches_nothing_can_be_taken_away() -> None:
    answer = await _listing().get("/drafts?state=withdrawn")
    assert "Tidak ada naskah dengan keadaan ini" in answer.text
    assert "Belum ada naskah" not in answer.text


async def test_services_that_are_away_are_said_to_be_away() -> None:
    browser = Browser(person())
    browser.api.answers["drafts_page"] = refused("UNAVAILABLE", "SERVER_UNREACHABLE")
    answer = await browser.get("/drafts")
    assert answer.status_code == 503
    assert "sedang tidak menjawab" in answer.text


@pytest.mark.parametrize("external_id", ["post-1", "a.b_c~d:e@f+g-h", "A" * 128])
async def test_ids_with_odd_characters_lead_to_their_draft(external_id: str) -> None:
    browser = _listing((draft(external_id), _CHECKED))
    browser.api.answers["get_draft"] = Submission(draft(external_id), checked())
    listed = (await browser.get("/drafts")).text
    path = listed.split('href="/drafts/')[1].split('"')[0]
    assert (await browser.get(f"/drafts/{path}")).status_code == 200
    assert browser.api.asked("get_draft") == [((f"agencies/dinkes/drafts/{external_id}",), {})]


@pytest.mark.parametrize(
    "path", ["/drafts/-x", "/drafts/a%20b", "/drafts/..%5Cx", "/drafts/" + "a" * 129]
)
async def test_what_can_be_no_id_is_not_asked_for(path: str) -> None:
    browser = _one(draft(), checked())
    assert (await browser.get(path)).status_code == 404
    assert browser.api.calls == []


async def test_a_draft_is_looked_for_in_the_own_agency_only() -> None:
    browser = Browser(person())
    browser.api.answers["get_draft"] = refused("NOT_FOUND", "DRAFT_NOT_FOUND")
    answer = await browser.get("/drafts/post-9")
    assert answer.status_code == 404
    assert "bukan milik instansi Anda" in answer.text
    assert browser.api.asked("get_draft")[0][0] == ("agencies/dinkes/drafts/post-9",)


async def test_a_draft_is_shown_with_its_text_and_what_its_check_found() -> None:
    answer = await _one(draft(), checked(finding())).get("/drafts/post-1")
    assert "Vaksinasi polio dimulai 10 Agustus di semua puskesmas." in answer.text
    assert "revisi 2" in answer.text
    assert "Bertentangan" in answer.text
    assert "dengan Dinas Pendidikan Kota X" in answer.text
    assert "Vaksinasi polio dimulai [10 Agustus/12 Agustus]." in answer.text
    assert 'href="/cases/c-1"' in answer.text
    assert "Kota Tasikmalaya" in answer.text


async def test_in_english_the_translation_is_shown() -> None:
    answer = await _one(draft(), checked(finding()), lang="en").get("/drafts/post-1")
    assert "It contradicts, about the date." in answer.text
    assert "You: 10 August; they: 12 August." in answer.text


async def test_a_text_that_is_not_shared_is_said_not_to_be() -> None:
    hidden = evidence(other=Span("BODY", 0, 0, ""), other_sentence="", correction="")
    answer = await _one(draft(), checked(finding(evidence=(hidden,)))).get("/drafts/post-1")
    assert "Isi naskah ini belum dibagikan." in answer.text
    assert "data-copy" not in answer.text
    assert "12 Agustus" not in answer.text.replace(hidden.difference, "")


@pytest.mark.parametrize(
    ("state", "words"),
    [(CheckState.PENDING, "beberapa detik"), (CheckState.FAILED, "belum dibandingkan")],
)
async def test_a_draft_that_was_not_checked_says_so(state: CheckState, words: str) -> None:
    answer = await _one(draft(), checked(state=state, check_time=None)).get("/drafts/post-1")
    assert words in answer.text
    assert "Tidak ada yang bertentangan" not in answer.text


async def test_findings_on_an_older_text_are_called_so() -> None:
    answer = await _one(draft(revision=3), checked(finding(), revision=2)).get("/drafts/post-1")
    assert "untuk revisi 2" in answer.text


async def test_scripts_in_a_draft_and_its_findings_are_text() -> None:
    bad = "<script>alert(1)</script>"
    said = evidence(own_sentence=bad, other_sentence=bad, difference=bad, correction=bad)
    found = finding(evidence=(said,), explanation=bad, suggestion=bad, translations=())
    made = draft(title=bad, body=bad, audience_tags=(bad,), area_codes=(bad,))
    browser = _one(made, checked(found))
    browser.api.answers["drafts_page"] = DraftPage((ListedDraft(made, _CHECKED),))
    for path in ("/drafts", "/drafts/post-1"):
        answer = await browser.get(path)
        assert bad not in answer.text
        assert "&lt;script&gt;alert(1)" in answer.text


@pytest.mark.parametrize("path", ["/drafts", "/drafts/post-1"])
async def test_drafts_are_for_people_of_agencies(path: str) -> None:
    browser = Browser(person(Role.ADMIN))
    assert (await browser.get(path)).status_code == 403
    assert browser.api.calls == []


def test_contradictions_come_first_and_the_certain_ones_before_the_likely() -> None:
    likely = finding("likely", confidence=Confidence.LIKELY)
    sure = finding("sure")
    same = finding("same", relation=Relation.OVERLAP)
    maybe = finding("maybe", confidence=Confidence.POSSIBLE)
    none = finding("none", relation=Relation.NONE)
    found = in_order([none, same, maybe, likely, sure])
    assert [item.name for item in found.alerted] == ["sure", "likely", "same"]
    assert (found.contradictions, found.overlaps) == (2, 1)
    assert found.possible == (maybe,)
    assert found.harmless == (none,)
