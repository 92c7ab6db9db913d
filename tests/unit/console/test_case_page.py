"""The page of a case: what is shown to whom, and that nothing of it runs."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from selaras.client import (
    AlertKind,
    AlertRecord,
    Answer,
    Case,
    CaseState,
    ChannelKind,
    Delivery,
    DeliveryState,
    ProposalState,
    ResolutionKind,
    Severity,
    TimelineKind,
)
from selaras.console.content.person import Role

from tests.fakes.console import Stream
from tests.support import console_cases as samples
from tests.support.console import NOW, Browser, person, refused
from tests.support.console_cases import DINKES, KOMINFO, PUSKESMAS, RINA, SITI

OURS = samples.acknowledged(DINKES, RINA)
THEIRS = samples.acknowledged(PUSKESMAS, SITI)
COORDINATOR = person(
    Role.COORDINATOR,
    owner="agencies/prov/owners/wati",
    agency="agencies/prov",
    agency_name="Diskominfo Provinsi",
)


def browser(case: Any, who: Any = None, lang: str = "") -> Browser:
    """A browser at a console that knows one case."""
    made = Browser(who or person(), lang=lang)
    made.api.answers.update(
        get_case=case, contacts=samples.CONTACTS, list_alerts=Stream(), mark_case_read=None
    )
    return made


async def shown(case: Case, who: Any = None, query: str = "", lang: str = "") -> str:
    answer = await browser(case, who, lang).get(f"/cases/c1{query}")
    assert answer.status_code == 200
    return answer.text


def _plain(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html))


async def test_the_head_says_what_how_grave_until_when_and_whose_turn() -> None:
    text = _plain(await shown(samples.case()))
    assert "Tanggal berbeda: Dinas Kesehatan Kota X “3 Agustus”, Puskesmas Y “5 Agustus”" in text
    assert "tinggi" in text
    assert "Bertentangan" in text
    assert "Sepakati sebelum Senin, 3 Agustus 2026 pukul 14.00 WIB (5 jam lagi)" in text
    assert "Sekarang: Instansi Anda belum menanggapi kasus ini." in text


async def test_both_messages_are_whole_and_their_marks_lead_to_each_other() -> None:
    html = await shown(samples.case())
    assert re.search(
        r">3 Agustus 2026</mark><a class=\"mark-label k-date\" href=\"#f-f1-1-other\"", html
    )
    assert re.search(
        r">5 Agustus 2026</mark><a class=\"mark-label k-date\" href=\"#f-f1-1-own\"", html
    )
    assert html.count('id="f-f1-1-own"') == html.count('id="f-f1-1-other"') == 1
    text = re.sub(r"<a class=\"mark-label[^<]*</a>", "", html)
    for whole in (samples.TEXT, samples.OTHER_TEXT):
        assert whole in re.sub(r"<[^>]+>", "", text)


async def test_what_differs_the_correction_and_why_are_told() -> None:
    text = _plain(await shown(samples.case()))
    assert "Bedanya: 2 hari lebih lambat dari pesan Anda" in text
    assert "Saran: Sepakati dengan Puskesmas Y mana yang benar sebelum tayang." in text
    assert "yang benar [pilih: 3 / 5 Agustus 2026]" in text
    assert "Vaksinasi polio dimulai Rabu, 5 Agustus 2026 pukul 08.00 WIB di Balai Kota." in text
    assert "hampir pasti (sekitar 97%)" in text
    assert "Ada fakta yang tidak bisa benar dua-duanya" in text


async def test_an_excerpt_shows_its_sentences_and_says_why_not_more() -> None:
    text = _plain(await shown(samples.case(findings=(samples.excerpt(),))))
    assert "Naskah ini belum dibagikan penuh: hanya kalimat yang bentrok." in text
    assert "Vaksinasi polio dimulai Rabu, 5 Agustus 2026" in text
    assert samples.OTHER_TITLE not in text


async def test_of_a_contact_only_text_there_is_the_kind_and_whom_to_call() -> None:
    html = await shown(samples.case(findings=(samples.contact_only(),)))
    assert "Yang bentrok: tanggal dan jam. Silakan tanyakan langsung." in html
    assert 'href="tel:+6281234567890"' in html
    assert 'class="message shown-hidden"' in html
    assert "5 Agustus 2026" not in html
    # A mark without a counterpart leads nowhere.
    assert 'href="#f-f1-1-other"' not in html


async def test_the_gravest_finding_is_open_and_the_others_are_folded() -> None:
    case = samples.case(
        findings=(samples.finding(1, probability=0.8), samples.finding(2)), finding_count=4
    )
    html = await shown(case)
    assert '<article class="finding panel" id="f-f2"' in html
    assert '<details class="finding panel" id="f-f1"' in html
    assert "Selain itu ada 2 temuan antara instansi lain dalam kasus ini." in html


async def test_many_findings_are_on_several_pages() -> None:
    findings = tuple(samples.finding(number, probability=1 - number / 100) for number in range(23))
    case = samples.case(findings=findings, finding_count=23)
    html = await shown(case, query="?page=3")
    assert html.count('class="finding panel"') == 3
    assert "Temuan bagian 3 dari 3" in html
    assert "page=2#messages" in html
    for asked in ("0", "99", "x", "²"):
        assert 'class="finding panel"' in await shown(case, query=f"?page={asked}")


async def test_three_agencies_have_a_matrix_with_the_odd_one_in_words() -> None:
    parties = (OURS, THEIRS, samples.party(KOMINFO))
    findings = (samples.finding(1), samples.finding(2, other_agency=KOMINFO))
    html = await shown(samples.case(parties=parties, findings=findings, finding_count=2))
    assert "Siapa menulis apa" in html
    assert re.search(r'<td class="odd">.*?3 Agustus 2026.*?berbeda dari yang lain', html, re.S)
    assert "Siapa menulis apa" not in await shown(samples.case())


async def test_people_have_ways_to_be_reached() -> None:
    html = await shown(samples.case())
    assert "Siti Aminah" in html
    assert 'href="https://wa.me/6281234567890"' in html
    assert 'href="mailto:budi@dinkes.example.go.id"' in html
    assert "sedang piket" in html
    assert "Ditanggapi Siti Aminah" in html


async def test_the_timeline_tells_who_did_what_the_newest_first() -> None:
    entries = (
        *samples.TIMELINE,
        samples.entry(
            TimelineKind.PROPOSED, 30, agency=PUSKESMAS.name, person=SITI, text="Sore ini.",
            detail="WE_CORRECT",
        ),
        samples.entry(TimelineKind.ASSIGNED, 20, agency=DINKES.name, person=RINA,
                      subject=samples.BUDI),
        samples.entry(TimelineKind.SPLIT, 10, agency=DINKES.name, person=RINA,
                      subject="cases/c9"),
        samples.entry(TimelineKind.RETURNED, 9, detail="DATE"),
    )  # fmt: skip
    html = await shown(samples.case(timeline=entries))
    text = _plain(html[html.index('id="timeline"') :])
    assert "Siti Aminah (Puskesmas Y) mengusulkan: pengusul mengoreksi naskahnya" in text
    assert '<blockquote class="message-text">Sore ini.</blockquote>' in html
    assert "Anda (Dinas Kesehatan Kota X) menyerahkan kasus kepada Budi Santoso" in text
    assert "Temuan kembali karena faktanya berubah: tanggal" in text
    assert 'href="/cases/c9"' in html
    assert text.index("menyerahkan kasus") < text.index("Vaksin baru datang") < text.index("dibuka")


@pytest.mark.parametrize("kind", list(TimelineKind))
@pytest.mark.parametrize("lang", ["id", "en"])
async def test_every_kind_of_event_has_words(kind: TimelineKind, lang: str) -> None:
    entries = (samples.entry(kind, 3), samples.entry(kind, 1, person=SITI, detail="X", subject="y"))
    assert "{" not in _plain(await shown(samples.case(timeline=entries), lang=lang))


async def test_alerts_that_were_sent_are_listed() -> None:
    delivery = Delivery(
        "deliveries/1", "a1", SITI, "cases/c1", ChannelKind.WHATSAPP, DeliveryState.SENT, 1, "", "",
        None, NOW,
    )  # fmt: skip
    alert = AlertRecord(
        "a1", SITI, "cases/c1", AlertKind.OPENED, Severity.HIGH, "x", NOW, (delivery,)
    )
    visit = browser(samples.case())
    visit.api.answers["list_alerts"] = Stream((alert,))
    text = _plain((await visit.get("/cases/c1")).text)
    assert "kasus baru untuk Siti Aminah" in text
    assert "WhatsApp: terkirim" in text
    assert visit.api.asked("list_alerts") == [((), {"case": "cases/c1"})]


async def test_english_where_the_services_have_it() -> None:
    html = await shown(samples.case(), lang="en")
    text = _plain(html)
    assert "Date differs:" in text
    assert "Difference: 2 days later" in text
    assert "Correction: [3 / 5]." in text
    assert "Your agency has not responded to this case yet." in text


async def test_a_coordinator_reads_both_sides_by_name() -> None:
    text = _plain(await shown(samples.case(), COORDINATOR))
    assert "Pesan Dinas Kesehatan Kota X" in text
    assert "Belum ditanggapi Dinas Kesehatan Kota X." in text
    assert "Naskah Anda" not in text


async def test_a_resolved_case_says_what_was_agreed_and_offers_a_comment_alone() -> None:
    agreed = samples.proposal(
        kind=ResolutionKind.JOINT_STATEMENT,
        state=ProposalState.AGREED,
        note="Vaksinasi mulai 5 Agustus.",
        awaited=(),
        answers=(Answer(DINKES.name, True, "", RINA, NOW),),
    )
    case = samples.case(
        state=CaseState.RESOLVED,
        resolution="AGREED",
        agreed_kind=ResolutionKind.JOINT_STATEMENT,
        proposal=agreed,
        findings=(),
        finding_count=0,
    )
    html = await shown(case, person(Role.HEAD))
    assert "Selaras kembali: disepakati bersama." in html
    assert "Vaksinasi mulai 5 Agustus." in html
    assert "Tidak ada lagi yang bentrok" in html
    assert set(re.findall(r'action="/cases/c1/(\w+)"', html)) == {"comment"}


async def test_a_merged_case_leads_to_the_other() -> None:
    case = samples.case(
        state=CaseState.RESOLVED, resolution="MERGED", merged_into="cases/c7", findings=()
    )
    assert 'href="/cases/c7"' in await shown(case)


async def test_the_link_of_an_alert_offers_to_acknowledge_and_changes_nothing() -> None:
    visit = browser(samples.case())
    html = (await visit.get("/cases/c1?acknowledge=1")).text
    assert "Tanggapi kasus ini?" in html
    assert html.count('action="/cases/c1/acknowledge"') == 1
    assert visit.api.asked("acknowledge_case") == []
    # Somebody has done it already.
    again = await shown(samples.case(parties=(OURS, THEIRS)), query="?acknowledge=1")
    assert "/acknowledge" not in again


async def test_it_is_read_after_it_was_shown() -> None:
    visit = browser(samples.case())
    await visit.get("/cases/c1")
    assert visit.api.asked("mark_case_read") == [(("cases/c1", 4), {})]
    seen = browser(samples.case(read_version=4))
    await seen.get("/cases/c1")
    assert seen.api.asked("mark_case_read") == []


@pytest.mark.parametrize("method", ["contacts", "list_alerts", "mark_case_read"])
async def test_it_is_shown_without_what_it_can_do_without(method: str) -> None:
    visit = browser(samples.case())
    away = refused("UNAVAILABLE", "SERVER_UNREACHABLE")
    visit.api.answers[method] = Stream((away,)) if method == "list_alerts" else away
    answer = await visit.get("/cases/c1")
    assert answer.status_code == 200
    assert "Tanggal berbeda" in answer.text
    assert ("sedang tidak dapat dimuat" in answer.text) == (method != "mark_case_read")


async def test_a_case_that_is_not_theirs_is_not_there() -> None:
    answer = await browser(refused("NOT_FOUND", "CASE_NOT_FOUND")).get("/cases/c1")
    assert answer.status_code == 404
    assert "bukan untuk instansi Anda" in answer.text


async def test_an_administrator_sees_no_case() -> None:
    visit = browser(samples.case(), person(Role.ADMIN))
    assert (await visit.get("/cases/c1")).status_code == 403
    assert visit.api.calls == []


EVIL = "<script>alert(1)</script>"


async def test_a_script_in_what_people_write_is_text() -> None:
    date = replace(
        samples.DATES,
        explanation=EVIL,
        difference=EVIL,
        correction=EVIL,
        own_aligned=EVIL,
        own_sentence=EVIL,
        other=replace(samples.DATES.other, text=EVIL),
        other_sentence=EVIL,
    )
    pair = samples.finding(
        evidence=(date,), own_title=EVIL, own_text=EVIL, other_title=EVIL, other_body=EVIL,
        explanation=EVIL, suggestion=EVIL, other_agency=replace(PUSKESMAS, display_name=EVIL),
        own_agency=replace(DINKES, display_name=EVIL), reason=EVIL,
    )  # fmt: skip
    said = samples.proposal(note=EVIL, answers=(Answer(DINKES.name, False, EVIL, RINA, NOW),))
    case = samples.case(
        title=EVIL,
        findings=(pair, replace(pair, name="findings/f2", other_agency=KOMINFO)),
        finding_count=2,
        parties=(OURS, replace(THEIRS, agency=pair.other_agency), samples.party(KOMINFO)),
        proposal=said,
        timeline=(
            samples.entry(TimelineKind.COMMENTED, 1, person=SITI, text=EVIL, detail=EVIL),
            samples.entry(TimelineKind.ASSIGNED, 1, person=SITI, subject=EVIL),
        ),
    )
    visit = browser(case, person(Role.HEAD))
    visit.api.answers["contacts"] = [
        replace(item, display_name=EVIL, contact=EVIL) for item in samples.CONTACTS
    ]
    html = (await visit.get("/cases/c1")).text
    assert "<script>alert" not in html
    assert html.count("&lt;script&gt;alert(1)&lt;/script&gt;") > 15


async def test_it_follows_what_changes_after_it_was_read() -> None:
    updated = samples.case().update_time
    assert updated is not None
    after = int(updated.timestamp()) + 1
    html = await shown(samples.case())
    assert f'data-live="/cases/live?case=cases%2Fc1&amp;since={after}"' in html


async def test_every_form_has_the_token_and_no_two_renderings_the_same_request_id() -> None:
    case = samples.case(proposal=samples.proposal(), finding_count=2)
    first, second = [await shown(case, person(Role.HEAD)) for _ in range(2)]
    forms = re.findall(r'<form method="post" action="/cases/.*?</form>', first, re.S)
    assert len(forms) == 9
    assert all('name="csrf"' in form for form in forms)
    ids = [re.findall(r'name="request_id" value="(\w+)"', html) for html in (first, second)]
    assert len(ids[0]) == 2
    assert set(ids[0]).isdisjoint(ids[1])


async def test_headings_are_in_order_and_ids_are_not_used_twice() -> None:
    findings = (samples.finding(1), samples.finding(2, other_agency=KOMINFO))
    parties = (samples.party(), THEIRS, samples.party(KOMINFO))
    case = samples.case(
        findings=findings, parties=parties, finding_count=2, proposal=samples.proposal()
    )
    html = await shown(case, person(Role.HEAD), query="?acknowledge=1")
    levels = [int(level) for level in re.findall(r"<h([1-6])", html)]
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
