"""What tells one moment or sum of a text from another: roles, steps, what was before."""

from __future__ import annotations

from datetime import date

import pytest
from selaras.matching.domain.facts import DateValue, FactKind, MoneyValue, Role, TimeValue
from selaras.matching.facts.compare import Comparison, compare

from tests.unit.matching.facts.samples import facts_in, only, value_in

DATE, TIME, MONEY = FactKind.DATE, FactKind.TIME, FactKind.AMOUNT
E, D, X = Comparison.EQUAL, Comparison.DIFFERENT, Comparison.INCOMPARABLE

# Authored on Monday 27 July 2026.
ROLES = [
    ("Vaksin gratis, tgl 6 Agustus wis rampung", Role.END),
    ("Hari Jumat 7 Agustus terakhir, ya", Role.END),
    ("Tarif baru per 1 Agustus mulai berlaku", Role.START),
    ("1 Agustus mulai berlaku tarif baru", Role.START),
    ("Senin 3 Agustus mulai jam 8", Role.POINT),
    ("Dropping air baru jalan Selasa 4/8", Role.START),
    ("Jalan dibuka kembali Rabu, 5 Agustus 2026", Role.RESUME),
    ("anak-anak mlebu maneh 5 Agustus", Role.RESUME),
    ("pelabuhan kembali melayani penyeberangan pada 5 Agustus", Role.RESUME),
    ("Jembatan Soekarno ditutup 5 Agustus", Role.START),
    ("Pendaftaran ditutup 5 Agustus", Role.END),
    ("Batas terakhirnya 31 Agustus ya", Role.DEADLINE),
    ("Jatuh tempo PBB-P2 tetap 31 Agustus 2026", Role.DEADLINE),
    ("Semula dijadwalkan pada 5 Agustus", Role.FORMER),
    ("BANDUNG, 27 Juli 2026 - Pemkot membuka layanan.", Role.PUBLISHED),
    ("Lapangan Tegallega, 3 Agustus 2026", Role.POINT),
    ("Tingkat aktivitas dari data pemantauan naik terhitung 20 Juli 2026 pukul 12.00", Role.START),
]


@pytest.mark.parametrize(("text", "role"), ROLES)
def test_roles(text: str, role: Role) -> None:
    assert only(text, DATE).role is role


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("berlaku terhitung 3/8", "2026-08-03", "2026-08-03"),
        ("jalan tanggal 2 Agustus", "2026-08-02", "2026-08-02"),
        ("bazar di alun-alun tgl 24 s.d. 26 Agustus", "2026-08-24", "2026-08-26"),
        ("tgl 20 Agustus tekang 12 September", "2026-08-20", "2026-09-12"),
        ("20 Agustus nepi ka 12 September", "2026-08-20", "2026-09-12"),
        ("berlaku sampai akhir Agustus", "2026-08-27", "2026-08-31"),
        ("panen akhir Agustus", "2026-08-21", "2026-08-31"),
        ("lunas sebelum 1 Agustus", "2026-07-31", "2026-07-31"),
        ("lunas sebelum 15 Agustus", "2026-08-15", "2026-08-15"),
        ("Sabtu kemaren ada serangan", "2026-07-25", "2026-07-25"),
    ],
)
def test_days(text: str, start: str, end: str) -> None:
    value = value_in(text, DATE, DateValue)
    assert (value.start, value.end) == (date.fromisoformat(start), date.fromisoformat(end))


def test_a_lone_weekday_is_counted_from_the_date_before_it() -> None:
    found = facts_in("Tutup Minggu 9 Agustus malam, dibuka lagi Selasa pagi.", DATE)
    assert isinstance(found[1].value, DateValue)
    assert found[1].value.start == date(2026, 8, 11)


@pytest.mark.parametrize(
    ("text", "weekdays"),
    [
        ("Jam layanan: Senin–Jumat 08.00–18.00, Sabtu 09.00–15.00", (5,)),
        ("Hari Sabtu buka sampai jam tiga sore", (5,)),
        ("Minggu dan hari libur nasional tutup", (6,)),
        ("Sen-Kam 08.00–11.00", (0, 1, 2, 3)),
        ("Paspor simpatik akhir pekan", (5, 6)),
    ],
)
def test_days_of_every_week(text: str, weekdays: tuple[int, ...]) -> None:
    value = facts_in(text, DATE)[-1].value
    assert isinstance(value, DateValue)
    assert (value.start, value.weekdays) == (None, weekdays)


PAIRS = [
    (DATE, "libur 3–8 Agustus", "masuk lagi 10 Agustus", X),
    (DATE, "libur 3–8 Agustus", "masuk lagi 17 Agustus", D),
    (DATE, "jalan ditutup sampai 5 Agustus", "jalan dibuka lagi 12 Agustus", D),
    (DATE, "dibuka kembali 5 Agustus", "dibuka kembali 6 Agustus", D),
    (DATE, "semula 5 Agustus", "digelar 7 Agustus", X),
    (DATE, "Pendaftaran: 3–5 Agustus", "Daftar ulang: 10–12 Agustus", X),
    (DATE, "Pendaftaran: 3–5 Agustus", "Pendaftaran: 3–7 Agustus", D),
    (DATE, "daftar paling lambat 3 Agustus", "festival digelar 8 Agustus", X),
    (DATE, "daftar paling lambat 3 Agustus", "daftar paling lambat 8 Agustus", D),
    (DATE, "kejadian Sabtu lalu", "uji coba 5 Agustus", X),
    (DATE, "tahun lalu ada 30 kasus", "digelar 5 Agustus 2026", X),
    (DATE, "setiap Senin-Jumat", "setiap Sabtu", X),
    (DATE, "setiap Senin dan Kamis", "setiap Selasa dan Jumat", D),
    (TIME, "karnaval pukul 13.00", "konser pukul 19.30", X),
    (TIME, "karnaval pukul 13.00", "karnaval pukul 14.00", D),
    (TIME, "IGD buka 24 jam", "loket buka 07.00–14.00", X),
    (TIME, "acara pukul 08.00", "rampung maksimal pukul 11.00", X),
    (TIME, "Senin–Kamis 08.00–14.00", "setiap Jumat 08.00–11.00", X),
    (TIME, "setiap Jumat 08.00–10.00", "setiap Jumat 08.00–11.00", D),
    (MONEY, "harga lama Rp18.500", "harga jadi Rp20.500", X),
    (MONEY, "naik dari Rp23.000 menjadi Rp26.500", "tarif Rp26.500", X),
    (MONEY, "dewasa Rp26.500", "mobil Rp412.000", X),
    (MONEY, "dewasa Rp26.500", "penumpang dewasa Rp28.500", D),
    (MONEY, "Rp55.000 untuk wisatawan nusantara", "Rp90.000 untuk wisatawan mancanegara", X),
    (MONEY, "pelatihan gratis", "anggaran Rp1,35 miliar", X),
    (MONEY, "pelatihan gratis", "biaya Rp50.000", D),
    (MONEY, "tiket gratis", "jika kartu hilang dikenai Rp15.000", X),
    (MONEY, "tarif Rp950 ribu untuk sepuluh tahun", "tarif Rp1.250.000", D),
    (MONEY, "tarif Rp950 ribu untuk sepuluh tahun", "tarif Rp950.000", E),
    (MONEY, "mengalokasikan Rp18,6 miliar", "total uang kabupaten Rp16,8 miliar", D),
]


@pytest.mark.parametrize(("kind", "one", "other", "expected"), PAIRS)
def test_pairs(kind: FactKind, one: str, other: str, expected: Comparison) -> None:
    a, b = facts_in(one, kind)[0], facts_in(other, kind)[0]
    assert compare(a, b) is expected
    assert compare(b, a) is expected.flipped()


@pytest.mark.parametrize(
    ("text", "sums"),
    [
        ("Harga: minyak 14.500, beras 57.500/sak.", [14500, 57500]),
        ("Ongkos dewasa jadi 26.500, motor 61.000", [26500, 61000]),
        ("parkir motor 3 ribu, mobil 5 ribu.", [3000, 5000]),
        ("Biaya gratis bagi peserta 12.500, dari Jawa.", [0]),
        ("Harga naik, warga kota 12.500 jiwa.", []),
        ("Nuwun sewu, regane mundhak.", []),
        ("PMT berupa makanan, bukan uang.", []),
    ],
)
def test_sums_without_a_mark(text: str, sums: list[int]) -> None:
    values = [fact.value for fact in facts_in(text, MONEY)]
    assert [int(v.low) for v in values if isinstance(v, MoneyValue)] == sums


def test_a_clock_says_better_what_a_prayer_says() -> None:
    value = value_in("ba'da Zuhur jam 1 siang", TIME, TimeValue)
    assert value.start == 780
    assert value_in("Jam 6 dugi ka jam 9 isuk", TIME, TimeValue).end == 540
