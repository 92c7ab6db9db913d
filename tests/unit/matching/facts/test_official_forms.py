"""Forms that letters and posts of agencies have in common, whatever they are about."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from selaras.matching.domain.facts import (
    DateValue,
    DurationUnit,
    DurationValue,
    EligibilityValue,
    Fact,
    FactKind,
    IdentityValue,
    MoneyValue,
    PlaceValue,
    QuantityValue,
    Role,
    StatusValue,
    TimeValue,
)
from selaras.matching.domain.states import Dimension
from selaras.matching.facts.compare import Comparison, compare

from tests.unit.matching.facts.samples import facts_in, only, value_in


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [("minggu kedua Mei 2026", date(2026, 5, 8), date(2026, 5, 14)),
     ("pekan ke-3 September", date(2026, 9, 15), date(2026, 9, 21)),
     ("minggu terakhir Agustus 2026", date(2026, 8, 25), date(2026, 8, 31)),
     ("minggu kelima", None, None),
     ("minggu ke-5 Februari 2027", date(2027, 2, 28), date(2027, 2, 28)),
     ("pekan pertama bulan depan", date(2026, 8, 1), date(2026, 8, 7)),
     ("sehari setelah HUT RI", date(2026, 8, 18), date(2026, 8, 18)),
     ("dua hari sebelum Hari Kemerdekaan", date(2026, 8, 15), date(2026, 8, 15)),
     ("malam Natal", date(2026, 12, 24), date(2026, 12, 24)),
     ("5 s/d 7-8-2026", date(2026, 8, 5), date(2026, 8, 7)),
     ("setiap tanggal 20", None, None)],
)  # fmt: skip
def test_days(text: str, first: date | None, last: date | None) -> None:
    values = [f.value for f in facts_in(f"Dibagikan {text}.", FactKind.DATE)]
    found = [(v.start, v.end) for v in values if isinstance(v, DateValue)]
    assert found == ([(first, last)] if first else [])


def test_a_full_stop_is_no_part_of_a_date() -> None:
    assert only("Dibuka 10 Maret. Silakan datang.", FactKind.DATE).surface == "10 Maret"


@pytest.mark.parametrize(
    "text", ["baru 1 Januari 2027", "menyusul 1 Januari 2027", "perdana 1 Juli"]
)
def test_what_comes_later_begins(text: str) -> None:
    assert only(f"Pasar desa {text}", FactKind.DATE).role is Role.START


def test_new_year_begins_nothing() -> None:
    assert only("Libur Tahun Baru 1 Januari 2027", FactKind.DATE).role is Role.POINT


@pytest.mark.parametrize(
    ("text", "amount", "unit"),
    [("paling lama 5 (lima) hari kerja", 5, DurationUnit.WORKDAY),
     ("dalam 1 x 24 jam", 1440, DurationUnit.MINUTE),
     ("selama 3x24 jam", 4320, DurationUnit.MINUTE),
     ("usia kartu sudah genap setahun", 12, DurationUnit.MONTH),
     ("KTP berlaku seumur hidup", 1200, DurationUnit.MONTH)],
)  # fmt: skip
def test_lengths(text: str, amount: int, unit: DurationUnit) -> None:
    value = value_in(text, FactKind.DURATION, DurationValue)
    assert (value.low, value.unit) == (amount, unit)


@pytest.mark.parametrize(
    ("text", "scale", "low", "high"),
    [("lulusan SMA/SMK sederajat", "pendidikan", 3, 4),
     ("pendidikan minimal S1", "pendidikan", 7, None),
     ("lulusan SMP ke atas", "pendidikan", 2, None),
     ("siswa kelas X sampai XII", "kelas", 10, 13),
     ("kucing di atas 3 bulan", "age", 3, None)],
)  # fmt: skip
def test_bounds(text: str, scale: str, low: int, high: int | None) -> None:
    value = value_in(text, FactKind.ELIGIBILITY, EligibilityValue)
    upper = None if high is None else Decimal(high)
    assert (value.scale, value.low, value.high is None or upper) == (scale, low, upper or True)


def test_papers_have_a_term_and_no_age() -> None:
    assert facts_in("kartu keluarga minimal sudah berumur enam bulan", FactKind.ELIGIBILITY) == []
    value = value_in("kartu keluarga berumur enam bulan", FactKind.DURATION, DurationValue)
    assert value.low == 6


@pytest.mark.parametrize(
    "text", ["denda pajak dihapuskan", "pemutihan denda", "biaya balik nama digratiskan",
             "pembebasan retribusi"]
)  # fmt: skip
def test_what_is_waived_is_free(text: str) -> None:
    assert value_in(text, FactKind.AMOUNT, MoneyValue).is_free


@pytest.mark.parametrize(
    ("text", "head", "name"),
    [("di RSUD dr. Mohammad Zyn", "rumahsakit", "mohammad zyn"),
     ("DI LAPANGAN TRIRENGGO PUKUL 08.00", "lapangan", "trirenggo"),
     ("Gunung Lewotobi Level III", "gunung", "lewotobi")],
)  # fmt: skip
def test_names_end_where_they_end(text: str, head: str, name: str) -> None:
    values = [f.value for f in facts_in(text, FactKind.PLACE)]
    assert (head, name) in [(v.head, v.name) for v in values if isinstance(v, PlaceValue)]


def test_a_number_without_a_noun_counts_nothing() -> None:
    values = [f.value for f in facts_in("nilai 125 sehingga", FactKind.QUANTITY)]
    assert [(v.unit, v.low) for v in values if isinstance(v, QuantityValue)] == [("index", 125)]


def test_tidak_ada_before_a_state_is_its_negation_alone() -> None:
    values = [f.value for f in facts_in("tidak ada pemadaman", FactKind.STATUS)]
    assert values == [StatusValue(Dimension.OPERATION, True)]


@pytest.mark.parametrize(
    ("text", "denied", "stated"),
    [("Kabar bahwa pasar tutup 5 Agustus adalah tidak benar.", ["tutup", "5 Agustus"], []),
     ("Informasi yang menyebut listrik padam 3 jam itu hoaks.", ["padam", "3 jam"], []),
     ("Beredar kabar tes digelar 10 Agustus. Faktanya tes digelar 20 Agustus.", ["10 Agustus"],
      ["20 Agustus"]),
     ("Beredar kabar tarif Rp9.000, faktanya Rp4.000.", ["Rp9.000"], ["Rp4.000"]),
     ("Jangan percaya kabar lain, informasi resmi hanya di kab.go.id.", [], ["kab.go.id"]),
     ("Tidak benar bahwa iuran Rp50.000, yang benar Rp20.000.", ["Rp50.000"], ["Rp20.000"]),
     ("Kabar itu tidak benar; sekolah masuk 9 Agustus.", [], ["9 Agustus"]),
     ("Kabar baik! Pasar buka 5 Agustus. Ini tidak benar-benar gratis.", [], ["5 Agustus"])],
)  # fmt: skip
def test_what_is_told_to_be_refuted(text: str, denied: list[str], stated: list[str]) -> None:
    facts = {fact.surface: fact.denied for fact in facts_in(text)}
    assert [surface for surface in denied if not facts[surface]] == []
    assert [surface for surface in stated if facts[surface]] == []


@pytest.mark.parametrize(
    ("kind", "one", "other", "expected"),
    [(FactKind.QUANTITY, "1 orang nenek meninggal", "tidak ada yang meninggal",
      Comparison.DIFFERENT),
     (FactKind.QUANTITY, "3 orang luka berat", "2 orang meninggal", Comparison.INCOMPARABLE),
     (FactKind.QUANTITY, "1 KK maksimal 4 kursi", "satu KK maksimal 6 orang", Comparison.DIFFERENT),
     (FactKind.DATE, "April sampai Juni 2026", "sampai 31 Mei 2026", Comparison.DIFFERENT),
     (FactKind.DATE, "April sampai Juni 2026", "sampai 15 Juni 2026", Comparison.CONTAINS),
     (FactKind.ELIGIBILITY, "lulusan SMA", "pendidikan minimal S1", Comparison.DIFFERENT),
     (FactKind.ELIGIBILITY, "lulusan SMK", "pendidikan minimal SMA", Comparison.CONTAINED),
     (FactKind.DURATION, "berlaku seumur hidup", "berlaku lima tahun", Comparison.DIFFERENT)],
)  # fmt: skip
def test_pairs(kind: FactKind, one: str, other: str, expected: Comparison) -> None:
    def last(text: str) -> Fact:
        return facts_in(text, kind)[-1]

    assert compare(last(one), last(other)) is expected
    assert compare(last(other), last(one)) is expected.flipped()


def test_a_term_lies_ahead() -> None:
    authored = "2026-03-04T09:00:00+07:00"
    for text in ("diperpanjang hingga 31 Desember", "paling lambat 30 November"):
        value = only(text, FactKind.DATE, authored=authored).value
        assert isinstance(value, DateValue)
        assert value.start is not None
        assert value.start.year == 2026


def test_a_market_named_after_a_day_is_no_day() -> None:
    assert facts_in("Kebakaran di Pasar Minggu", FactKind.DATE) == []


@pytest.mark.parametrize(
    ("text", "label", "name"),
    [("Tema: Laut Bersih Nelayan Maju", "tema", "laut bersih nelayan maju"),
     ("bintang tamu Ratna Dewi", "artis", "ratna dewi"),
     ("Penceramah: Ustaz Hamdan Malik", "penceramah", "hamdan malik"),
     ("keracunan usai selamatan", "hajat", "syukuran")],
)  # fmt: skip
def test_what_an_event_is_known_by(text: str, label: str, name: str) -> None:
    assert value_in(text, FactKind.IDENTITY, IdentityValue) == IdentityValue(label, name=name)


def test_an_edition_is_a_phase() -> None:
    fact = only("Festival Teluk Biru ke-12", FactKind.IDENTITY)
    assert (fact.value, fact.role) == (IdentityValue("gelaran", 12), Role.PHASE)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("bakda Isya", 1185), ("selepas salat Magrib", 1110), ("setelah salat Jumat", 765)],
)
def test_times_after_prayers(text: str, minutes: int) -> None:
    value = value_in(f"Kajian digelar {text}", FactKind.TIME, TimeValue)
    assert (value.start, value.approximate) == (minutes, True)


def test_a_friday_is_no_time() -> None:
    assert facts_in("buka lagi setelah Jumat", FactKind.TIME) == []


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [("dibuka 09.00-17.00", "dibuka 10.00-16.00", Comparison.CONTAINS),
     ("3 Agustus pukul 09.00-17.00", "3 Agustus pukul 10.00-16.00", Comparison.DIFFERENT)],
)  # fmt: skip
def test_hours_of_one_day_are_rivals(one: str, other: str, expected: Comparison) -> None:
    a, b = only(one, FactKind.TIME), only(other, FactKind.TIME)
    assert compare(a, b) is expected
