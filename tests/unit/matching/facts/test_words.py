"""States, contacts, places, phases and what is refuted."""

from __future__ import annotations

import pytest
from selaras.matching.domain.facts import (
    ContactType,
    ContactValue,
    FactKind,
    IdentityValue,
    PlaceValue,
    StatusValue,
)
from selaras.matching.domain.states import Dimension

from tests.unit.matching.facts.samples import facts_in, only, value_in

STATES = [
    ("Jalan ditutup total", Dimension.ACCESS, False),
    ("jalur pendakian tetap kami buka", Dimension.ACCESS, True),
    ("belum dibuka", Dimension.ACCESS, False),
    ("acara ditunda", Dimension.SCHEDULE, False),
    ("tidak ditunda", Dimension.SCHEDULE, True),
    ("berjalan sesuai jadwal", Dimension.SCHEDULE, True),
    ("sekolah tidak diliburkan", Dimension.WORKDAY, True),
    ("boleh membawa tas", Dimension.PERMISSION, True),
    ("tidak boleh dilintasi", Dimension.PERMISSION, False),
    ("gak boleh masuk", Dimension.PERMISSION, False),
    ("dilarang berenang", Dimension.PERMISSION, False),
    ("nelayan agar tidak melaut", Dimension.PERMISSION, False),
    ("wajib membawa KTP", Dimension.OBLIGATION, True),
    ("tidak perlu membawa KTP", Dimension.OBLIGATION, False),
    ("kada perlu lagi KTP lawas", Dimension.OBLIGATION, False),
    ("ora usah digawa", Dimension.OBLIGATION, False),
    ("air aman dikonsumsi", Dimension.SAFETY, True),
    ("sumur tercemar minyak", Dimension.SAFETY, False),
    ("air tidak tercemar", Dimension.SAFETY, True),
    ("belajar daring", Dimension.MODE, False),
    ("tetap tatap muka", Dimension.MODE, True),
    ("aliran dihentikan", Dimension.OPERATION, False),
    ("bus dialihkan lewat utara", Dimension.ROUTE, False),
    ("stok habis", Dimension.AVAILABILITY, False),
    ("kartu nonaktif", Dimension.VALIDITY, False),
    ("penyebab belum jelas", Dimension.CERTAINTY, False),
    ("penyebab sudah dipastikan", Dimension.CERTAINTY, True),
    ("tidak termasuk wilayah ini", Dimension.INCLUSION, False),
]


@pytest.mark.parametrize(("text", "dimension", "positive"), STATES)
def test_states(text: str, dimension: Dimension, positive: bool) -> None:
    values = [f.value for f in facts_in(text)]
    states = [(v.dimension, v.positive) for v in values if isinstance(v, StatusValue)]
    assert (dimension, positive) in states


@pytest.mark.parametrize(
    "text", ["Jangan lupa bawa Buku KIA", "jangan sampai ketinggalan", "mohon jangan panik"]
)
def test_an_urging_is_no_prohibition(text: str) -> None:
    assert facts_in(text, FactKind.STATUS) == []


@pytest.mark.parametrize(
    ("text", "is_open"),
    [("khusus warga ber-KTP Jakarta", False), ("hanya untuk pelajar", False),
     ("peserta harus memiliki KTP kota", False), ("KTP luar Jakarta boleh ikut", True),
     ("terbuka untuk umum", True), ("siapa saja boleh datang", True)],
)  # fmt: skip
def test_participation(text: str, is_open: bool) -> None:
    values = [f.value for f in facts_in(text, FactKind.ELIGIBILITY)]
    states = [(v.dimension, v.positive) for v in values if isinstance(v, StatusValue)]
    assert states == [(Dimension.PARTICIPATION, is_open)]


def test_obligations_and_causes_have_their_kinds() -> None:
    assert only("KTP pemilik lama tidak diperlukan", FactKind.REQUIREMENT)
    assert only("Penyebab belum dapat dipastikan.", FactKind.CAUSE)


def test_a_negation_stays_in_its_clause() -> None:
    values = [f.value for f in facts_in("tidak hujan, jalan dibuka", FactKind.STATUS)]
    assert values == [StatusValue(Dimension.ACCESS, True)]


@pytest.mark.parametrize(
    ("text", "level"),
    [("naik menjadi Level III (Siaga)", 3), ("statusnya sudah Level III atau Siaga", 3),
     ("masih Waspada (Level II)", 2), ("status Awas sejak pagi", 4)],
)  # fmt: skip
def test_alert_levels(text: str, level: int) -> None:
    values = [f.value for f in facts_in(text, FactKind.STATUS)]
    levels = [v.level for v in values if isinstance(v, StatusValue) and v.level]
    assert levels == [level]


@pytest.mark.parametrize(
    ("text", "sort", "value"),
    [("WA 0811-5600-712", ContactType.PHONE, "+628115600712"),
     ("telp (0298) 321-456", ContactType.PHONE, "+62298321456"),
     ("+62 811 5600 712", ContactType.PHONE, "+628115600712"),
     ("hubungi 112", ContactType.SHORT_NUMBER, "112"),
     ("Command Center 171", ContactType.SHORT_NUMBER, "171"),
     ("daftar di spmb.palembang.go.id.", ContactType.WEB, "spmb.palembang.go.id"),
     ("https://www.contoh.id/daftar?x=1", ContactType.WEB, "contoh.id/daftar?x=1"),
     ("surel humas@kota.go.id", ContactType.EMAIL, "humas@kota.go.id"),
     ("ikuti @dishub_solo", ContactType.ACCOUNT, "@dishub_solo")],
)  # fmt: skip
def test_contacts(text: str, sort: ContactType, value: str) -> None:
    assert value_in(text, FactKind.CONTACT, ContactValue) == ContactValue(sort, value)


@pytest.mark.parametrize(
    ("text", "head", "name"),
    [("di Lapangan PTC Entrop", "lapangan", "ptc entrop"),
     ("lewat Jl. Ahmad Yani", "jalan", "ahmad yani"),
     ("Jalan Jenderal Sudirman ditutup", "jalan", "sudirman"),
     ("di RSUD Wates", "rumahsakit", "wates"),
     ("murid SMPN 2 Palangka Raya", "sekolah", "2 palangka raya"),
     ("berangkat dari Monas", "", "monas")],
)  # fmt: skip
def test_venues(text: str, head: str, name: str) -> None:
    values = [f.value for f in facts_in(text, FactKind.PLACE)]
    assert (head, name) in [(v.head, v.name) for v in values if isinstance(v, PlaceValue)]


def test_areas_have_codes() -> None:
    values = [f.value for f in facts_in("warga Kota Bogor", FactKind.PLACE)]
    assert [v.codes for v in values if isinstance(v, PlaceValue)] == [("32.71",)]


@pytest.mark.parametrize(
    ("text", "label", "number"),
    [("putaran pertama", "tahap", 1), ("PKH tahap 2", "tahap", 2), ("periode kedua", "tahap", 2),
     ("triwulan II", "triwulan", 2), ("HUT ke-81 RI", "hari jadi", 81)],
)  # fmt: skip
def test_phases(text: str, label: str, number: int) -> None:
    value = value_in(text, FactKind.IDENTITY, IdentityValue)
    assert (value.label, value.number) == (label, number)


def test_a_quoted_hoax_is_denied_and_the_correction_is_not() -> None:
    text = (
        "Beredar tautan palsu.site yang mengaku pendaftaran resmi dan menjanjikan Rp500 ribu.\n"
        "Faktanya itu penipuan. Pendaftaran resmi hanya di resmi.go.id."
    )
    denied = {f.surface: f.denied for f in facts_in(text, title="[HOAKS] Saldo Rp500 ribu")}
    assert denied["palsu.site"]
    assert denied["Rp500 ribu"]
    assert not denied["resmi.go.id"]


def test_that_which_is_called_untrue_is_denied() -> None:
    fact = only("Tidak benar bahwa pasar ditutup 5 Agustus 2026.", FactKind.DATE)
    assert fact.denied
    assert only('Kabar "pasar ditutup 5 Agustus 2026" itu hoaks.', FactKind.DATE).denied
    assert not only("Pasar ditutup 5 Agustus 2026.", FactKind.DATE).denied


def test_bukan_negates_a_value() -> None:
    facts = facts_in("bukan 3 Agustus, melainkan 4 Agustus 2026", FactKind.DATE)
    assert [fact.negated for fact in facts] == [True, False]


def test_about_names_what_the_value_is_of() -> None:
    text = "Pendaftaran 15–20 Juni, pengumuman 24 Juni, 22 puskesmas melayani."
    dates = facts_in(text, FactKind.DATE)
    assert dates[0].about[0] == "daftar"
    assert dates[1].about[0] == "umum"
    assert only(text, FactKind.QUANTITY).about[0] == "puskesmas"
