"""What an owner reads."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from selaras.alerting.domain.case import Words
from selaras.alerting.domain.directory import Agency, Owner, Recipient
from selaras.alerting.domain.notice import AlertKind, Contact, News, Telling
from selaras.alerting.entrypoints.convert import from_proto_case
from selaras.alerting.handlers.compose import Composer
from selaras.kit.clock import FakeClock

from tests.fakes.alerting import case_payload

OWNER = Owner("humas", "Humas", "0812", "Asia/Makassar")
CONTACTS = (Contact(Agency("disdik", "Dinas Pendidikan"), "Ibu Sari", "0811-222-333"),)
NOON = datetime(2026, 8, 3, 4, 30, tzinfo=UTC)
PROPOSAL = {
    "number": 2,
    "kind": "RESOLUTION_KIND_WE_CORRECT",
    "note": "Kami ganti tanggalnya.",
    "agency": "agencies/disdik",
    "person": "agencies/disdik/owners/humas",
    "state": "STATE_OPEN",
    "awaited": ["agencies/dinkes"],
}


@pytest.fixture
def composer() -> Composer:
    return Composer(FakeClock())


def telling(kind: AlertKind = AlertKind.OPENED, owner: Owner = OWNER, **values) -> Telling:
    fields = {
        name: values.pop(name)
        for name in ("contacts", "slot", "news", "outsider", "step")
        if name in values
    }
    event = from_proto_case(case_payload(**values))
    to = Recipient(Agency("dinkes", "Dinkes"), owner)
    return Telling(kind, event, "dinkes", to, 0, **({"contacts": CONTACTS} | fields))


def body(composer: Composer, *args, **values) -> str:
    return composer.notice(telling(*args, **values)).text


def test_a_contradiction_says_what_differs_who_and_until_when(composer):
    notice = composer.notice(telling(deadline=NOON))
    assert notice.title == "Bertentangan dengan Dinas Pendidikan Kota Tasikmalaya: tanggal"
    for part in (
        "Naskah Anda: post-1 (revisi 2)",
        "1. Tanggal (pasti)",
        'Anda: "Vaksinasi berlangsung 3-8 Agustus 2026."',
        'Dinas Pendidikan Kota Tasikmalaya: "Vaksinasi dimulai 4 Agustus 2026."',
        "Bedanya: Tanggal mulai 3 Agustus 2026 berbeda dengan 4 Agustus 2026.",
        "- Ibu Sari, Dinas Pendidikan Kota Tasikmalaya: 0811-222-333",
        "Senin, 3 Agustus 2026 pukul 12.30 WITA",
        "Nomor kasus: cases/c1",
    ):
        assert part in notice.text


def test_what_differs_is_short_and_a_sentence_is_proposed(composer):
    told = telling()
    [shown] = told.event.findings
    words = {"id": Words("Panjang.", "1 hari lebih lambat"), "en": Words("Long.", "1 day later")}
    clash = replace(shown.clashes[0], words=words, own_aligned="Vaksinasi 4 Agustus 2026.")
    event = replace(told.event, findings=(replace(shown, clashes=(clash,)),))
    text = composer.notice(replace(told, event=event)).text
    assert "Bedanya: 1 hari lebih lambat\n" in text
    assert 'bila nilai mereka yang benar: "Vaksinasi 4 Agustus 2026."' in text
    assert "Panjang." not in text
    english = Composer(FakeClock(), "en").notice(replace(told, event=event))
    assert "Difference: 1 day later" in english.text
    assert english.language == "en"


def test_the_language_is_the_owners_own(composer):
    notice = composer.notice(telling(owner=replace(OWNER, language="en"), deadline=NOON))
    assert notice.language == "en"
    assert notice.title.startswith("Contradicts")
    assert "Monday, 3 August 2026 at 12.30 WITA" in notice.text


def test_a_deadline_that_has_passed_is_not_called_a_date_to_meet(composer):
    text = body(composer, deadline=datetime(2026, 1, 1, tzinfo=UTC))
    assert "sudah lewat (Kamis, 1 Januari 2026 pukul 08.00 WITA)" in text


def test_an_unknown_zone_does_not_keep_an_alert_back(composer):
    text = body(composer, owner=replace(OWNER, time_zone="Mars/Olympus"), deadline=NOON)
    assert "pukul 11.30 WIB" in text


def test_a_hidden_text_is_said_to_be_hidden(composer):
    assert "isi naskah tidak dibagikan sebelum terbit" in body(composer, hidden=True)


def test_an_agency_without_owners_is_named_all_the_same(composer):
    text = body(composer, others=("disdik", "kemenag"))
    assert "- Kemenag Kota Tasikmalaya: pemilik humasnya belum terdaftar" in text


def test_many_others_are_counted(composer):
    title = composer.title(telling(others=("disdik", "kemenag", "kominfo"), overlap=True))
    assert title == "Pesan yang sama dengan Dinas Pendidikan Kota Tasikmalaya dan 2 instansi lain"


def test_more_clashes_than_fit_are_counted(composer):
    text = body(composer, others=tuple(f"a{number}" for number in range(7)))
    assert "5. Tanggal" in text
    assert "6. Tanggal" not in text
    assert "Dan 2 hal lain dalam kasus ini." in text


def test_an_overlap_of_a_pair_that_contradicts_too_is_left_out(composer):
    both = telling(others=("disdik",))
    overlapping = telling(others=("disdik",), overlap=True).event.findings
    event = replace(both.event, findings=(*both.event.findings, *overlapping))
    text = composer.notice(replace(both, event=event)).text
    assert "1. Tanggal" in text
    assert "2. " not in text


@pytest.mark.parametrize(
    ("resolution", "words"),
    [
        ("WITHDRAWN", "ditarik"),
        ("MERGED", "digabung"),
        ("AGREED", "bersepakat"),
        ("SOMETHING_NEW", "tidak ada lagi"),
    ],
)
def test_a_resolved_case_says_why(composer, resolution, words):
    notice = composer.notice(telling(AlertKind.RESOLVED, resolved=True, resolution=resolution))
    assert words in notice.text
    assert notice.title == "Selaras kembali dengan Dinas Pendidikan Kota Tasikmalaya"


@pytest.mark.parametrize(
    ("kind", "fields", "title", "lead"),
    [
        (
            AlertKind.UPDATED,
            {"news": (News.RELATION, News.SEVERITY)},
            "Perkembangan: Bertentangan dengan",
            "Kini isinya bertentangan. Tingkat kegawatannya naik.",
        ),
        (
            AlertKind.PROPOSED,
            {"proposal": PROPOSAL},
            "Dinas Pendidikan Kota Tasikmalaya mengusulkan: pengusul memperbaiki naskahnya",
            "Jawaban instansi Anda ditunggu",
        ),
        (
            AlertKind.DECLINED,
            {"proposal": PROPOSAL | {"declined_by": [("disdik", "Tidak bisa.")]}},
            "Usulan Anda tidak disetujui Dinas Pendidikan Kota Tasikmalaya",
            "Mohon ajukan usulan lain",
        ),
        (AlertKind.ESCALATED, {}, "Belum ada yang menangani: Bertentangan", "diteruskan kepada"),
        (AlertKind.ASSIGNED, {}, "Diserahkan kepada Anda: Bertentangan", "diserahkan kepada Anda"),
        (AlertKind.REMINDER, {"slot": "repeat-1"}, "Masih terbuka: ", "masih terbuka dan belum"),
    ],
)
def test_each_kind_says_what_it_is_about(composer, kind, fields, title, lead):
    notice = composer.notice(telling(kind, severity="HIGH", **fields))
    assert title in notice.title
    assert lead in notice.text.partition("\n\n")[0]
    assert "Vaksinasi dimulai 4 Agustus 2026." in notice.text
    assert "0811-222-333" in notice.text


def test_a_proposal_and_a_refusal_bring_the_words_of_the_other_side(composer):
    asked = body(composer, AlertKind.PROPOSED, severity="HIGH", proposal=PROPOSAL)
    assert 'Kata Dinas Pendidikan Kota Tasikmalaya: "Kami ganti tanggalnya."' in asked
    refused = PROPOSAL | {"declined_by": [("disdik", "Tidak bisa.")]}
    answer = body(composer, AlertKind.DECLINED, severity="HIGH", proposal=refused)
    assert 'Kata Dinas Pendidikan Kota Tasikmalaya: "Tidak bisa."' in answer


def test_a_reminder_says_how_much_time_is_left(composer):
    soon = FakeClock().now() + timedelta(minutes=45)
    notice = composer.notice(
        telling(AlertKind.REMINDER, deadline=soon, slot=f"deadline-{soon.isoformat()}")
    )
    assert notice.title.startswith("Terbit 45 menit lagi dan belum selaras dengan")
    assert "Naskah pertama terbit 45 menit lagi" in notice.text


def test_the_authority_is_named_to_the_others_and_told_that_its_figure_counts(composer):
    others = body(composer, severity="HIGH", authority="disdik")
    assert "Wali data untuk hal ini: Dinas Pendidikan Kota Tasikmalaya" in others
    own = body(composer, severity="HIGH", authority="dinkes")
    assert "Instansi Anda wali data" in own


def test_somebody_outside_reads_who_clashes_and_no_word_of_either(composer):
    told = telling(severity="HIGH", hidden=False)
    outside = replace(
        told,
        event=told.event.for_outsider(Agency("dinkes", "Dinas Kesehatan")),
        to=Recipient(Agency("prov", "Provinsi"), OWNER),
        outsider=True,
    )
    notice = composer.notice(outside)
    assert notice.title == (
        "Perlu koordinasi: Dinas Kesehatan Kota Tasikmalaya dan "
        "Dinas Pendidikan Kota Tasikmalaya: tanggal"
    )
    for hidden in ("Vaksinasi", "Agustus", "post-1"):
        assert hidden not in notice.text
    assert "0811-222-333" in notice.text


def test_links_lead_to_the_console_where_there_is_one(composer):
    assert composer.notice(telling()).open_url == ""
    linked = Composer(FakeClock(), console_url="https://selaras.go.id/")
    opened = linked.notice(telling())
    assert opened.open_url == "https://selaras.go.id/cases/c1"
    assert opened.acknowledge_url == "https://selaras.go.id/cases/c1?acknowledge=1"


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        (AlertKind.RESOLVED, {"resolved": True}),
        (AlertKind.OPENED, {"severity": "HIGH", "acknowledged": "humas"}),
        (AlertKind.OPENED, {"severity": "HIGH", "authority": "dinkes"}),
        (AlertKind.OPENED, {"outsider": True}),
    ],
)
def test_what_cannot_be_acknowledged_has_no_link_for_it(kind, fields):
    linked = Composer(FakeClock(), console_url="https://selaras.go.id")
    notice = linked.notice(telling(kind, **fields))
    assert notice.open_url
    assert notice.acknowledge_url == ""


def test_a_digest_lists_its_cases_with_their_titles(composer):
    first = telling(overlap=True, severity="LOW")
    second = telling(case="cases/c2", others=("kemenag",), severity="LOW")
    digest = composer.digest(first.to, [first, second])
    assert digest.title == "2 kasus ringan menunggu Anda"
    assert "- Pesan yang sama dengan Dinas Pendidikan Kota Tasikmalaya (cases/c1)" in digest.text
    assert "- Bertentangan dengan Kemenag Kota Tasikmalaya: tanggal (cases/c2)" in digest.text
    again = composer.digest(first.to, [second, first])
    assert again.alert_id == digest.alert_id


def test_english_has_every_text_too():
    text = Composer(FakeClock(), "en").notice(telling(deadline=NOON)).text
    assert "Monday, 3 August 2026 at 12.30 WITA" in text
