"""Who and what is counted, lengths of time and shares in the words of announcements."""

from __future__ import annotations

from decimal import Decimal

import pytest
from selaras.matching.domain.facts import (
    DurationUnit,
    DurationValue,
    FactKind,
    PercentageValue,
    QuantityValue,
    Role,
)
from selaras.matching.facts.compare import Comparison, compare

from tests.unit.matching.facts.samples import facts_in, only


def _compared(one: str, other: str, kind: FactKind) -> set[Comparison]:
    return {
        compare(mine, theirs) for mine in facts_in(one, kind) for theirs in facts_in(other, kind)
    }


@pytest.mark.parametrize(
    ("text", "count", "fate"),
    [("lima orang kehilangan nyawa", 5, "tewas"), ("tiga di antaranya meninggal", 3, "tewas"),
     ("Meninggal: nihil", 0, "tewas"), ("MD 0", 0, "tewas"), ("luka ringan 3, ", 3, "luka"),
     ("Luka ringan: 4 orang", 4, "luka"), ("112 warga menjadi korban", 112, "korban"),
     ("118 saudara kita mengungsi", 118, "pengungsi"),
     ("Pengungsi yang kami layani 181 jiwa", 181, "pengungsi")],
)  # fmt: skip
def test_what_befell_people(text: str, count: int, fate: str) -> None:
    value = only(text, FactKind.QUANTITY).value
    assert isinstance(value, QuantityValue)
    assert value.low == count
    assert fate in value.counted


def test_who_left_is_not_dead() -> None:
    value = only("19 orang ketika meninggalkan dermaga", FactKind.QUANTITY).value
    assert isinstance(value, QuantityValue)
    assert "tewas" not in value.counted


COUNTS = [
    ("sekali suntik", "pemberian dua dosis", Comparison.DIFFERENT),
    ("dua kali suntik", "pemberian dua dosis", Comparison.EQUAL),
    ("satu akun bisa memuat empat nama", "tiap akun dipakai untuk enam orang",
     Comparison.DIFFERENT),
    ("92 tenaga kesehatan", "129 formasi tenaga kesehatan", Comparison.DIFFERENT),
    ("92 tenaga kesehatan", "94 tenaga teknis", Comparison.INCOMPARABLE),
    ("total 87 urang", "112 jiwa", Comparison.DIFFERENT),
    ("dua karung isi 10 kg", "bantuan 20 kg/KPM", Comparison.EQUAL),
    ("satu ton telur", "stok beras 8 ton", Comparison.INCOMPARABLE),
    ("kemasan 5 kg", "stok 8 ton", Comparison.INCOMPARABLE),
    ("213 orang terjangkit", "3 orang meninggal", Comparison.INCOMPARABLE),
    ("5.000 bibit", "Jumlah bibit yang akan ditanam seluruhnya 12.500 batang",
     Comparison.DIFFERENT),
    ("Kualitas udara: ISPU pagi tadi 168 alias tidak sehat", "ISPU 94", Comparison.DIFFERENT),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other", "expected"), COUNTS)
def test_counts_side_by_side(one: str, other: str, expected: Comparison) -> None:
    compared = _compared(one, other, FactKind.QUANTITY) - {Comparison.INCOMPARABLE}
    assert compared == ({expected} - {Comparison.INCOMPARABLE})


def test_one_of_a_rate_is_no_count() -> None:
    values = [fact.value for fact in facts_in("satu pedagang satu petak", FactKind.QUANTITY)]
    assert ["petak" in str(value) for value in values] == [True]


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("ditutup tiga malam", 4320),
        ("pembersihan memerlukan waktu seminggu", 10080),
        ("wisata tiga hari dua malam", 4320),
    ],
)
def test_lengths(text: str, minutes: int) -> None:
    value = only(text, FactKind.DURATION).value
    assert value == DurationValue(Decimal(minutes), Decimal(minutes), DurationUnit.MINUTE)


@pytest.mark.parametrize("text", ["jam 7 malam", "pukul 7 sampai 9 malam", "dua malam Minggu"])
def test_an_evening_is_no_length(text: str) -> None:
    assert not facts_in(text, FactKind.DURATION)


@pytest.mark.parametrize("text", ["Headway 30 menit", "bus tiap 30 menit", "30 menit sekali"])
def test_how_often(text: str) -> None:
    assert only(text, FactKind.DURATION).role is Role.RECURRING


LENGTHS = [
    ("KTP selesai di hari yang sama", "KTP jadi tiga hari kerja", Comparison.DIFFERENT),
    ("KTP selesai hari itu juga", "KTP selesai dalam 15 menit", Comparison.CONTAINS),
    ("jadi hari itu juga", "belum bisa dibawa pulang hari itu", Comparison.DIFFERENT),
    ("e-paspor 10 tahun", "layanan dibuka empat jam", Comparison.INCOMPARABLE),
]


@pytest.mark.parametrize(("one", "other", "expected"), LENGTHS)
def test_lengths_side_by_side(one: str, other: str, expected: Comparison) -> None:
    assert _compared(one, other, FactKind.DURATION) == {expected}


def test_half_of_a_price_is_a_share() -> None:
    value = only("masuk kolam renang bayar setengah", FactKind.PERCENTAGE).value
    assert isinstance(value, PercentageValue)
    assert value.low == 50
    assert not facts_in("setengah jalan lagi", FactKind.PERCENTAGE)


def test_shares_of_a_list_are_of_different_things() -> None:
    listed = "Kuota: domisili 40%, prestasi 35%, afirmasi 20%"
    compared = _compared(listed, "domisili 40 persen", FactKind.PERCENTAGE)
    assert compared == {Comparison.EQUAL, Comparison.INCOMPARABLE}
    rival = _compared(listed, "domisili 50 persen", FactKind.PERCENTAGE)
    assert Comparison.DIFFERENT in rival
