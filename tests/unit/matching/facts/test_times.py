from __future__ import annotations

from datetime import date

import pytest
from selaras.matching.domain.facts import DateValue, FactKind, Role, TimeValue
from selaras.matching.domain.text import Zone

from tests.unit.matching.facts.samples import facts_in, only, value_in

HOURS = [
    ("jam 08.00–11.00", 480, 660, Zone.WIB),
    ("13.00–18.00 WITA", 780, 1080, Zone.WITA),
    ("jam 1 siang sampai 6 sore", 780, 1080, Zone.WIB),
    ("dari jam 9 pagi sampe jam 3 sore", 540, 900, Zone.WIB),
    ("mulai pukul 09.00 sampe dengan jam 5 sore WIT", 540, 1020, Zone.WIT),
    ("mulai setengah delapan sampai jam empat sore", 450, 960, Zone.WIB),
    ("jam delapan pagi hingga tengah hari", 480, 720, Zone.WIB),
    ("jam 9 - 12", 540, 720, Zone.WIB),
    ("loket buka 24 jam", 0, 1440, Zone.WIB),
    ("selama empat jam sejak pukul enam pagi", 360, 600, Zone.WIB),
    ("Rabu malam (18/3) jam sebelas", 1380, None, Zone.WIB),
    ("Jumat subuh (20/3) jam lima", 300, None, Zone.WIB),
    ("jam setengah tujuh malam", 1110, None, Zone.WIB),
    ("pukul 8", 480, None, Zone.WIB),
    ("pukul tigo", 180, None, Zone.WIB),
    ("jam delapan lewat lima belas", 495, None, Zone.WIB),
]


@pytest.mark.parametrize(("text", "start", "end", "zone"), HOURS)
def test_hours(text: str, start: int, end: int | None, zone: Zone) -> None:
    value = value_in(text, FactKind.TIME, TimeValue)
    assert (value.start, value.end, value.zone) == (start, end, zone)


@pytest.mark.parametrize(
    "text", ["IPK 3.00", "tinggi 2.50 meter", "12.000 lembar", "Rp15.000", "versi 1.20.3",
             "aliran dihentikan 24 jam", "kunjungan 3 jam"]
)  # fmt: skip
def test_what_is_no_time(text: str) -> None:
    assert facts_in(text, FactKind.TIME) == []


def test_an_open_end() -> None:
    value = value_in("pukul 08.00 WIB s.d. selesai", FactKind.TIME, TimeValue)
    assert (value.start, value.end, value.until_finished) == (480, None, True)


def test_zones_meet_in_utc() -> None:
    west = value_in("pukul 08.00 WIB", FactKind.TIME, TimeValue)
    centre = value_in("pukul 09.00 WITA", FactKind.TIME, TimeValue)
    assert west.start_utc == centre.start_utc


def test_hours_over_two_days_are_one_period() -> None:
    text = "Perbaikan Rabu, 10 Juni 2026 pukul 22.00 WITA s.d. Kamis, 11 Juni pukul 10.00 WITA."
    value = value_in(text, FactKind.TIME, TimeValue)
    assert (value.day, value.end_day) == (date(2026, 6, 10), date(2026, 6, 11))
    assert value.minutes == 12 * 60


def test_a_day_named_beside_a_time_is_kept_on_both() -> None:
    facts = facts_in("Ditutup Rabu, 18 Maret 2026 pukul 23.00 WIB")
    time = next(f.value for f in facts if isinstance(f.value, TimeValue))
    day = next(f.value for f in facts if isinstance(f.value, DateValue))
    assert time.day == date(2026, 3, 18)
    assert day.clock_utc == 16 * 60


def test_roles() -> None:
    assert only("dibuka mulai pukul 09.00", FactKind.TIME).role is Role.START
    assert only("loket tutup jam 14.00", FactKind.TIME).role is Role.END
    assert only("daftar paling lambat 11.00", FactKind.TIME).role is Role.DEADLINE
