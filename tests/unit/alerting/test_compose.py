"""What an owner reads."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from selaras.alerting.domain.model import Agency, Contact, Owner, Words
from selaras.alerting.entrypoints.convert import from_proto_case
from selaras.alerting.handlers.compose import Composer
from selaras.kit.clock import FakeClock

from tests.fakes.alerting import case_payload

OWNER = Owner("humas", "Humas", "0812", "Asia/Makassar")
CONTACTS = (Contact(Agency("disdik", "Dinas Pendidikan"), "Ibu Sari", "0811-222-333"),)
NOON = datetime(2026, 8, 3, 4, 30, tzinfo=UTC)


@pytest.fixture
def composer() -> Composer:
    return Composer(FakeClock())


def event(**values):
    return from_proto_case(case_payload(**values))


def test_a_contradiction_says_what_differs_who_and_until_when(composer):
    body = composer.body(replace(event(), deadline=NOON), OWNER, CONTACTS)
    assert composer.title(event()) == (
        "Bertentangan dengan Dinas Pendidikan Kota Tasikmalaya: tanggal"
    )
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
        assert part in body


def test_what_differs_is_short_and_a_sentence_is_proposed(composer):
    told = event()
    [shown] = told.findings
    words = {"id": Words("Panjang.", "1 hari lebih lambat"), "en": Words("Long.", "1 day later")}
    clash = replace(shown.clashes[0], words=words, own_aligned="Vaksinasi 4 Agustus 2026.")
    told = replace(told, findings=(replace(shown, clashes=(clash,)),))
    body = composer.body(told, OWNER, CONTACTS)
    assert "Bedanya: 1 hari lebih lambat\n" in body
    assert 'bila nilai mereka yang benar: "Vaksinasi 4 Agustus 2026."' in body
    assert "Panjang." not in body
    assert "Difference: 1 day later" in Composer(FakeClock(), "en").body(told, OWNER, CONTACTS)


def test_a_deadline_that_has_passed_is_not_called_a_date_to_meet(composer):
    body = composer.body(replace(event(), deadline=datetime(2026, 1, 1, tzinfo=UTC)), OWNER, ())
    assert "sudah lewat (Kamis, 1 Januari 2026 pukul 08.00 WITA)" in body


def test_an_unknown_zone_does_not_keep_an_alert_back(composer):
    body = composer.body(
        replace(event(), deadline=NOON), replace(OWNER, time_zone="Mars/Olympus"), ()
    )
    assert "pukul 11.30 WIB" in body


def test_a_hidden_text_is_said_to_be_hidden(composer):
    body = composer.body(event(hidden=True), OWNER, CONTACTS)
    assert "isi naskah tidak dibagikan sebelum terbit" in body


def test_an_agency_without_owners_is_named_all_the_same(composer):
    body = composer.body(event(others=("disdik", "kemenag")), OWNER, CONTACTS)
    assert "- Kemenag Kota Tasikmalaya: pemilik humasnya belum terdaftar" in body


def test_many_others_are_counted(composer):
    title = composer.title(event(others=("disdik", "kemenag", "kominfo"), overlap=True))
    assert title == "Pesan yang sama dengan Dinas Pendidikan Kota Tasikmalaya dan 2 instansi lain"


def test_more_clashes_than_fit_are_counted(composer):
    body = composer.body(event(others=tuple(f"a{number}" for number in range(7))), OWNER, ())
    assert "5. Tanggal" in body
    assert "6. Tanggal" not in body
    assert "Dan 2 hal lain dalam kasus ini." in body


@pytest.mark.parametrize(
    ("resolution", "words"),
    [("WITHDRAWN", "ditarik"), ("MERGED", "digabung"), ("SOMETHING_NEW", "tidak ada lagi")],
)
def test_a_resolved_case_says_why(composer, resolution, words):
    resolved = event(resolved=True, resolution=resolution)
    assert words in composer.body(resolved, OWNER, ())
    assert composer.title(resolved).startswith("Selesai")


def test_english_has_every_text_too():
    body = Composer(FakeClock(), "en").body(replace(event(), deadline=NOON), OWNER, CONTACTS)
    assert "Monday, 3 August 2026 at 12.30 WITA" in body
