from __future__ import annotations

from decimal import Decimal

import pytest
from selaras.matching.domain.facts import (
    DurationUnit,
    DurationValue,
    EligibilityValue,
    FactKind,
    MoneyValue,
    Per,
    PercentageValue,
    QuantityValue,
    Role,
)
from selaras.matching.domain.states import Bound

from tests.unit.matching.facts.samples import facts_in, only, value_in

ONE = Decimal(1)
SUMS = [
    ("biaya Rp600 ribu", 600_000, ()),
    ("Rp600 ribu per dua bulan", 300_000, ("month",)),
    ("Rp300.000 per bulan", 300_000, ("month",)),
    ("Rp1,2 M", 1_200_000_000, ()),
    ("senilai Rp14,6 miliar", 14_600_000_000, ()),
    ("enam ratus ribu rupiah", 600_000, ()),
    ("harga SIM C tujuh puluh lima ribu", 75_000, ()),
    ("SIM A 80rb, biaya resmi", 80_000, ()),
    ("bantuan setengah juta", 500_000, ()),
    ("gula 17 ribu sekilo, harga miring", 17_000, ("kg",)),
    ("biaya Rp125.000/orang/hari", 125_000, ("orang", "day")),
    ("Rp150.000 utk 3 hari", 50_000, ("day",)),
    ("denda Rp 5.000.000,- bagi pelanggar", 5_000_000, ()),
    ("iuran 42.000 rupiah setiap bulan", 42_000, ("month",)),
]


@pytest.mark.parametrize(("text", "amount", "bases"), SUMS)
def test_sums(text: str, amount: int, bases: tuple[str, ...]) -> None:
    value = value_in(text, FactKind.AMOUNT, MoneyValue)
    assert value.low == value.high == amount
    assert value.per == tuple(Per(ONE, unit) for unit in bases)


@pytest.mark.parametrize(
    "text",
    ["GRATIS", "cuma-cuma", "tidak dipungut biaya", "tidak dikenakan biaya apa pun", "tanpa biaya",
     "bebas biaya", "ora mbayar", "kada bayar", "tra usah bayar sewa", "nol rupiah",
     "tidak memungut bayaran", "tak dikenakan ongkos", "Nol potongan!", "dak bayar",
     "tidak boleh ada pungutan sepeser pun", "ditanggung pemerintah", "pembeli tidak didenda"],
)  # fmt: skip
def test_nothing_to_pay(text: str) -> None:
    assert value_in(text, FactKind.AMOUNT, MoneyValue).is_free


def test_ranges_packs_and_totals() -> None:
    spread = value_in("Tiket Rp10.000–Rp25.000", FactKind.AMOUNT, MoneyValue)
    assert (spread.low, spread.high) == (10_000, 25_000)
    pack = value_in("Beras 5 kg Rp57.500", FactKind.AMOUNT, MoneyValue)
    assert pack.pack == Per(Decimal(5), "kg")
    text = "Rp200.000 per bulan, dibayarkan sekaligus untuk tiga bulan"
    assert value_in(text, FactKind.AMOUNT, MoneyValue).total == 600_000


@pytest.mark.parametrize(
    ("text", "role"),
    [("harga Rp5.000", Role.PRICE), ("bantuan Rp600.000", Role.BENEFIT),
     ("denda Rp5 juta", Role.FINE), ("anggaran Rp2 miliar", Role.BUDGET)],
)  # fmt: skip
def test_roles_of_sums(text: str, role: Role) -> None:
    assert only(text, FactKind.AMOUNT).role is role


COUNTS = [
    ("22 puskesmas", 22, 22, "count", Bound.EXACT),
    ("seribu dua ratus lima puluh kursi", 1250, 1250, "count", Bound.EXACT),
    ("25 ribu masker", 25_000, 25_000, "count", Bound.EXACT),
    ("sekitar dua puluh dua ribu penumpang", 22_000, 22_000, "count", Bound.APPROXIMATE),
    ("maksimal 2 sak", 2, 2, "count", Bound.AT_MOST),
    ("paling banyak dua kemasan", 2, 2, "count", Bound.AT_MOST),
    ("sedikitnya 36 tim", 36, 36, "count", Bound.AT_LEAST),
    ("lebih dari 100 warga", 100, 100, "count", Bound.MORE_THAN),
    ("limo puluh desa", 50, 50, "count", Bound.EXACT),
    ("rong puluh sambungan", 20, 20, "count", Bound.EXACT),
    ("gelombang 2,5–4,0 meter", Decimal("2.5"), 4, "m", Bound.EXACT),
    ("dua setengah sampai empat meter", Decimal("2.5"), 4, "m", Bound.EXACT),
    ("radius 4,5 km", 4500, 4500, "m", Bound.EXACT),
    ("radius 4.500 meter", 4500, 4500, "m", Bound.EXACT),
    ("120 ton beras", 120_000, 120_000, "kg", Bound.EXACT),
    ("165,4 µg/m³", Decimal("165.4"), Decimal("165.4"), "ug/m3", Bound.EXACT),
    ("ISPU menyentuh 215", 215, 215, "index", Bound.EXACT),
    ("ditegur 3x", 3, 3, "kali", Bound.EXACT),
    ("tidak ada korban meninggal dunia", 0, 0, "count", Bound.EXACT),
    ("nihil kematian", 0, 0, "count", Bound.EXACT),
]


@pytest.mark.parametrize(("text", "low", "high", "unit", "bound"), COUNTS)
def test_counts(text: str, low: Decimal, high: Decimal, unit: str, bound: Bound) -> None:
    value = value_in(text, FactKind.QUANTITY, QuantityValue)
    assert (value.low, value.high, value.unit, value.bound) == (low, high, unit, bound)


@pytest.mark.parametrize(
    ("text", "count", "base"),
    [("2 sak per KTP", 2, "orang"), ("dua sak tiap orang", 2, "orang"),
     ("maksimal berempat sekeluarga", 4, "keluarga"), ("satu KK maksimal 4 orang", 4, "keluarga"),
     ("lima kali sepekan", 5, "day"), ("1 lapak 20 lembar", 20, "lapak")],
)  # fmt: skip
def test_bases_of_counts(text: str, count: int, base: str) -> None:
    values = [f.value for f in facts_in(text, FactKind.QUANTITY)]
    value = values[-1]
    assert isinstance(value, QuantityValue)
    assert value.low == count
    assert base in {per.unit for per in value.per}


@pytest.mark.parametrize(
    "text",
    ["SMPN 2 Palangka Raya", "Koridor 1 dialihkan", "RT 05 RW 02", "peringkat 9", "#Dies50",
     "COVID-19", "TPS 26", "Pos 2", "masa bakti 2020-2025",
     "Pemilu 2024 lalu", "salah satu warga", "setiap tiga bulan"],
)  # fmt: skip
def test_numbers_that_name_things_are_not_counted(text: str) -> None:
    assert facts_in(text, FactKind.QUANTITY) == []


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [("kuota 40%", 40, 40), ("25 persen", 25, 25), ("separuh daya tampung", 50, 50),
     ("dipotong seperempat", 25, 25), ("dua dari lima kursi", 40, 40),
     ("30–35 persen", 30, 35), ("tiga perempat warga", 75, 75),
     ("Dari 120 lapak, 72 untuk warga asli", 60, 60)],
)  # fmt: skip
def test_shares(text: str, low: int, high: int) -> None:
    value = value_in(text, FactKind.PERCENTAGE, PercentageValue)
    assert (value.low, value.high) == (low, high)


@pytest.mark.parametrize(
    ("text", "length", "unit", "bound"),
    [("selama dua belas jam", 720, DurationUnit.MINUTE, Bound.EXACT),
     ("dihentikan ±24 jam", 1440, DurationUnit.MINUTE, Bound.APPROXIMATE),
     ("paling lama 3 hari kerja", 3, DurationUnit.WORKDAY, Bound.AT_MOST),
     ("paling cepat 14 hari kerja", 14, DurationUnit.WORKDAY, Bound.AT_LEAST),
     ("setengah jam lebih awal", 30, DurationUnit.MINUTE, Bound.EXACT),
     ("selama enam hari berturut-turut", 8640, DurationUnit.MINUTE, Bound.EXACT),
     ("maksimal telat 3 bulan", 3, DurationUnit.MONTH, Bound.EXACT),
     ("dalam setahun terakhir", 12, DurationUnit.MONTH, Bound.EXACT)],
)  # fmt: skip
def test_lengths(text: str, length: int, unit: DurationUnit, bound: Bound) -> None:
    value = value_in(text, FactKind.DURATION, DurationValue)
    assert (value.low, value.unit, value.bound) == (length, unit, bound)


@pytest.mark.parametrize(
    ("text", "scale", "low", "high"),
    [("anak usia 0–7 tahun", "age", 0, 96), ("anak 0 s/d 7 th", "age", 0, 96),
     ("berusia 0–59 bulan", "age", 0, 60), ("umur 18 sampai 35 tahun", "age", 216, 432),
     ("sejak lahir hingga umur tujuh tahun", "age", 0, 96),
     ("umurnya belum lewat 7 tahun", "age", None, 96), ("di bawah usia 5 tahun", "age", None, 60),
     ("berumur sekurang-kurangnya enam bulan", "age", 6, None),
     ("usia dua bulan ke atas", "age", 2, None), ("umur di bawah 17 tahun", "age", None, 204),
     ("desil 1-4", "desil", 1, 5), ("desil 1 hingga desil 5", "desil", 1, 6)],
)  # fmt: skip
def test_eligibility(text: str, scale: str, low: int | None, high: int | None) -> None:
    value = value_in(text, FactKind.ELIGIBILITY, EligibilityValue)
    assert (value.scale, value.low, value.high) == (scale, low, high)


@pytest.mark.parametrize("text", ["IPK minimal 3,00", "IPK ≥ 3,00", "IPK minimal tiga koma nol"])
def test_a_floor_on_a_scale_is_a_requirement(text: str) -> None:
    value = value_in(text, FactKind.REQUIREMENT, QuantityValue)
    assert (value.low, value.unit, value.bound) == (3, "index", Bound.AT_LEAST)
