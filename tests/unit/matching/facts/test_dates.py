from __future__ import annotations

from datetime import date

import pytest
from selaras.matching.domain.facts import DateValue, FactKind, Precision, Role

from tests.unit.matching.facts.samples import facts_in, only, value_in

# Authored on Monday 27 July 2026 unless said otherwise.
DAYS = [
    ("berlangsung 3–8 Agustus 2026", "2026-08-03", "2026-08-08", Role.PERIOD),
    ("3 s.d. 8 Agustus", "2026-08-03", "2026-08-08", Role.PERIOD),
    ("*4 - 14 Agustus 2026*, lewat itu ditutup", "2026-08-04", "2026-08-14", Role.PERIOD),
    ("Senin (3/8) sampai Sabtu (8/8)", "2026-08-03", "2026-08-08", Role.PERIOD),
    ("Selasa–Jumat (29/9–2/10) libur", "2026-09-29", "2026-10-02", Role.PERIOD),
    ("Kamis s.d. Minggu (2/8) pukul 08.00", "2026-07-30", "2026-08-02", Role.PERIOD),
    ("29 September–2 Oktober 2026", "2026-09-29", "2026-10-02", Role.PERIOD),
    ("23 Feb - 8 Mar 2027", "2027-02-23", "2027-03-08", Role.PERIOD),
    ("mulai 1 April s.d. 30 Juni 2026", "2026-04-01", "2026-06-30", Role.PERIOD),
    ("Mulai besok sampai dengan Jumat (31/7)", "2026-07-28", "2026-07-31", Role.PERIOD),
    ("Minggu depan Rabu sama Kamis (5–6/8)", "2026-08-05", "2026-08-06", Role.PERIOD),
    ("tanggal 27 dan 28 Juli tutup", "2026-07-27", "2026-07-28", Role.PERIOD),
    ("Tiga hari mulai 5 Agustus: daftar ulang", "2026-08-05", "2026-08-07", Role.PERIOD),
    ("mulai 5 Agustus selama 3 hari", "2026-08-05", "2026-08-07", Role.PERIOD),
    ("Rabu, 5 Agustus 2026", "2026-08-05", "2026-08-05", Role.POINT),
    ("mulai 11 Mei 2026", "2026-05-11", "2026-05-11", Role.START),
    ("sejak 1/2 kartu mati", "2026-02-01", "2026-02-01", Role.START),
    ("dibuka mulai 4 Agustus", "2026-08-04", "2026-08-04", Role.START),
    ("ditutup 18 Agustus 2026", "2026-08-18", "2026-08-18", Role.END),
    ("Daftar s.d. 24 Agustus", "2026-08-24", "2026-08-24", Role.END),
    ("paling lambat tanggal 30 bulan ini", "2026-07-30", "2026-07-30", Role.DEADLINE),
    ("batas akhir: 30/8/2026", "2026-08-30", "2026-08-30", Role.DEADLINE),
    ("mulai besok pagi", "2026-07-28", "2026-07-28", Role.START),
    ("besok (Selasa) ada pasar", "2026-07-28", "2026-07-28", Role.POINT),
    ("Ahad lusa ada karnaval", "2026-08-02", "2026-08-02", Role.POINT),
    ("Lusa, hari Rabu, di lapangan", "2026-07-29", "2026-07-29", Role.POINT),
    ("mulai Senin pekan depan", "2026-08-03", "2026-08-03", Role.START),
    ("Kejadian Sabtu kemarin", "2026-07-25", "2026-07-25", Role.POINT),
    ("isukan (Selasa, 28 Juli) aya SIM keliling", "2026-07-28", "2026-07-28", Role.POINT),
    ("tiga hari lagi dibuka", "2026-07-30", "2026-07-30", Role.POINT),
    ("pada 16-2-2026", "2026-02-16", "2026-02-16", Role.POINT),
    ("ISO 2026-02-16 saja", "2026-02-16", "2026-02-16", Role.POINT),
    ("H-3 Iduladha", "2026-05-24", "2026-05-24", Role.POINT),
    ("sampai HUT RI", "2026-08-17", "2026-08-17", Role.END),
    ("sepuluh Agustus 2026", "2026-08-10", "2026-08-10", Role.POINT),
]


@pytest.mark.parametrize(("text", "start", "end", "role"), DAYS)
def test_days(text: str, start: str, end: str, role: Role) -> None:
    fact = only(text, FactKind.DATE)
    assert isinstance(fact.value, DateValue)
    found = (fact.value.start, fact.value.end, fact.role)
    assert found == (date.fromisoformat(start), date.fromisoformat(end), role)
    assert fact.value.precision is Precision.DAY


COARSE = [
    ("Juli–September 2026", "2026-07-01", "2026-09-30", Precision.MONTH),
    ("April sampai habis Juni", "2026-04-01", "2026-06-30", Precision.MONTH),
    ("pada Januari 2027", "2027-01-01", "2027-01-31", Precision.MONTH),
    ("akhir bulan ini", "2026-07-21", "2026-07-31", Precision.WEEK),
    ("Terhitung awal Agustus", "2026-08-01", "2026-08-10", Precision.WEEK),
    ("pekan depan dibagikan", "2026-08-03", "2026-08-09", Precision.WEEK),
    ("sampai akhir pekan ini", "2026-08-01", "2026-08-02", Precision.WEEK),
    ("bulan depan", "2026-08-01", "2026-08-31", Precision.MONTH),
    ("tahun anggaran 2025", "2025-01-01", "2025-12-31", Precision.YEAR),
]


@pytest.mark.parametrize(("text", "start", "end", "precision"), COARSE)
def test_coarse_dates(text: str, start: str, end: str, precision: Precision) -> None:
    value = value_in(text, FactKind.DATE, DateValue)
    found = (value.start, value.end, value.precision)
    assert found == (date.fromisoformat(start), date.fromisoformat(end), precision)


@pytest.mark.parametrize(
    ("text", "weekdays"),
    [
        ("Senin sampai Jumat pukul 07.30", (0, 1, 2, 3, 4)),
        ("buka Senin–Sabtu", (0, 1, 2, 3, 4, 5)),
        ("setiap hari Senin dan Kamis", (0, 3)),
        ("tiap Jumat ada senam", (4,)),
    ],
)
def test_recurring_weekdays(text: str, weekdays: tuple[int, ...]) -> None:
    fact = only(text, FactKind.DATE)
    assert isinstance(fact.value, DateValue)
    assert (fact.value.start, fact.value.weekdays, fact.role) == (None, weekdays, Role.RECURRING)


@pytest.mark.parametrize(
    "text",
    [
        "31 Juni 2026",
        "UU 23/2014 dan PP Nomor 12 Tahun 2026",
        "RT 05/RW 02 Kelurahan Kesenden",
        "telepon 0811-7100-262",
        "pasal 5 ayat 2",
        "dua minggu penuh, seminggu sekali",
        "Universitas Sebelas Maret",
        "Jalan 17 Agustus nomor 3",
        "sekitar 2/3 penduduk",
        "siaga 24/7",
        "ukuran 3/4 inci",
    ],
)
def test_what_is_no_date(text: str) -> None:
    assert facts_in(text, FactKind.DATE) == []


def test_the_year_is_the_nearest_that_fits() -> None:
    december = "2026-12-20T08:00:00+07:00"
    value = value_in("mulai 5 Januari", FactKind.DATE, DateValue, authored=december)
    assert value.start == date(2027, 1, 5)
    past = value_in("sejak 5 Desember", FactKind.DATE, DateValue, authored="2027-01-03T08:00:00Z")
    assert past.start == date(2026, 12, 5)


def test_relative_days_count_in_the_zone_of_the_author() -> None:
    late = "2026-07-27T23:30:00+09:00"
    assert value_in("besok", FactKind.DATE, DateValue, authored=late).start == date(2026, 7, 28)


def test_a_broken_list_keeps_its_days() -> None:
    value = value_in("tanggal 3, 10, dan 17 Agustus 2026", FactKind.DATE, DateValue)
    assert value.listed == (date(2026, 8, 3), date(2026, 8, 10), date(2026, 8, 17))


def test_press_datelines_and_tallies_are_not_events() -> None:
    dateline = only("Hal itu dibahas dalam rapat di Bale Kota, Kamis (23/7).", FactKind.DATE)
    assert dateline.role is Role.PUBLISHED
    tally = only("Hingga Senin, 27 Juli 2026 pukul 08.00 WIB tercatat 74 orang.", FactKind.DATE)
    assert tally.role is Role.REFERENCE_TIME
