"""Values of facts, in the ways people write them: each maker gives one value and another like it.

A value is a list of its writings. Any two writings of one value say the same.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

Writings = list[str]
"""Ways to write one value."""
TwoValues = tuple[Writings, Writings]
"""A value and a different one of the same kind."""

_MONTHS = [
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
]
_DAYS = ["Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"]
_SMALL = [
    "nol",
    "satu",
    "dua",
    "tiga",
    "empat",
    "lima",
    "enam",
    "tujuh",
    "delapan",
    "sembilan",
    "sepuluh",
    "sebelas",
]
_SHARES = {
    10: "sepuluh persen",
    20: "seperlima",
    25: "seperempat",
    50: "separuh",
    75: "tiga perempat",
}


def words(number: int) -> str:
    """A whole number below a billion in Indonesian words."""
    if number < 12:
        return _SMALL[number]
    if number < 20:
        return f"{words(number - 10)} belas"
    for size, name, one in (
        (1_000_000, "juta", "satu juta"),
        (1000, "ribu", "seribu"),
        (100, "ratus", "seratus"),
        (10, "puluh", "sepuluh"),
    ):
        if number >= size:
            head, rest = divmod(number, size)
            lead = one if head == 1 else f"{words(head)} {name}"
            return f"{lead} {words(rest)}" if rest else lead
    raise ValueError(number)


def grouped(number: int) -> str:
    """``12500`` as ``12.500``."""
    return f"{number:,}".replace(",", ".")


def date(rng: random.Random) -> TwoValues:
    """A day or a range of days."""
    day, month = rng.randint(1, 28), rng.randrange(12)
    weekday = rng.randrange(7)
    year = rng.choice((2025, 2026, 2027))
    shift = rng.choice((-14, -7, -3, -2, -1, 1, 2, 3, 7, 14, 10))
    other = (day + shift - 1) % 28 + 1
    other_month = month if rng.random() < 0.75 else (month + rng.choice((1, 2, 11))) % 12
    other_weekday = (weekday + other - day) % 7
    if other == day and other_month == month:
        other = day % 28 + 1
    if rng.random() < 0.35:
        length = rng.randint(1, 9)
        longer = length if rng.random() < 0.6 else length + rng.choice((-1, 1, 2, 3, 5))
        start = other if rng.random() < 0.6 or longer == length else day
        end, other_end = min(day + length, 31), min(start + max(longer, 0) + 1, 31)
        if (day, end) == (start, other_end):
            other_end = end - 1 if end - day > 1 else end + 1
        return _range(day, end, month, year), _range(start, other_end, month, year)
    return _day(day, month, weekday, year), _day(other, other_month, other_weekday, year)


def _day(day: int, month: int, weekday: int, year: int) -> Writings:
    name, short = _MONTHS[month], f"{day}/{month + 1}"
    return [
        f"{day} {name} {year}",
        f"{_DAYS[weekday]}, {day} {name} {year}",
        f"{_DAYS[weekday]} ({short})",
        f"{_DAYS[weekday]} ({short}/{year})",
        f"{day} {name}",
        f"tanggal {day} {name}",
        f"tgl {short}",
        f"{_DAYS[weekday]} {day} {name[:3]} {year}",
        f"{day:02d}-{month + 1:02d}-{year}",
    ]


def _range(start: int, end: int, month: int, year: int) -> Writings:
    name = _MONTHS[month]
    return [
        f"{start}-{end} {name} {year}",
        f"{start}–{end} {name}",
        f"{start} sampai {end} {name}",
        f"{start} s.d. {end} {name} {year}",
        f"tanggal {start} hingga {end} {name}",
        f"{start}/{month + 1} - {end}/{month + 1}",
        f"mulai {start} sampai dengan {end} {name} {year}",
        f"selama {words(end - start + 1)} hari, {start} hingga {end} {name}",
    ]


_PARTS = ((4, "pagi"), (10, "siang"), (15, "sore"), (18, "malam"))


def _clock(minutes: int, zone: str) -> Writings:
    hour, minute = divmod(minutes % 1440, 60)
    made = [
        f"{hour:02d}.{minute:02d} {zone}",
        f"{hour:02d}:{minute:02d}",
        f"{hour:02d}.{minute:02d}",
    ]
    part = [name for first, name in _PARTS if hour >= first][-1:] or ["malam"]
    twelve = (hour - 1) % 12 + 1
    if minute == 0:
        made += [f"{twelve} {part[0]}", f"{words(twelve)} {part[0]}", f"{hour}.00 {zone}"]
    if minute == 30:
        made.append(f"setengah {words(twelve % 12 + 1)} {part[0]}")
    return made


def time(rng: random.Random) -> TwoValues:
    """A time of day."""
    minutes = rng.randrange(5 * 60, 22 * 60, 30)
    shift = rng.choice((-180, -120, -60, -60, -30, 30, 60, 60, 120, 180))
    zone = rng.choice(("WIB", "WIB", "WITA", "WIT"))
    return _clock(minutes, zone), _clock(minutes + shift, zone)


def hours(rng: random.Random) -> TwoValues:
    """From one time of day to another."""
    start, length = rng.randrange(6 * 60, 15 * 60, 30), rng.choice((120, 180, 240, 300, 360, 420))
    end = start + length
    moved = rng.choice(
        ((60, 0), (-60, 0), (0, 60), (0, -60), (60, 60), (120, 120), (30, 0), (0, 120))
    )
    zone = rng.choice(("WIB", "WIB", "WITA", "WIT"))
    return _hours(start, end, zone), _hours(start + moved[0], end + moved[1], zone)


def _hours(start: int, end: int, zone: str) -> Writings:
    first, last = _clock(start, zone), _clock(end, zone)
    made = [
        f"{first[1]}-{last[1]} {zone}",
        f"{first[2]}–{last[2]} {zone}",
        f"{first[2]} sampai {last[2]} {zone}",
        f"{first[2]} s.d. {last[0]}",
        f"{first[2]} hingga {last[2]}",
    ]
    if len(first) > 3 and len(last) > 3:
        made.append(f"{first[3]} sampai {last[3]}")
    return made


def _rupiah(amount: int) -> Writings:
    made = [f"Rp{grouped(amount)}", f"Rp {grouped(amount)},-", f"Rp{grouped(amount)},00"]
    if amount % 1000 == 0 and amount < 1_000_000:
        made += [
            f"Rp{amount // 1000} ribu",
            f"{amount // 1000}rb",
            f"{words(amount)} rupiah",
            f"{amount // 1000}k",
        ]
    if amount % 100_000 == 0 and amount >= 1_000_000:
        made.append(f"Rp{amount / 1e6:g} juta".replace(".", ","))
    return made


def money(rng: random.Random) -> TwoValues:
    """An amount up to a few million rupiah."""
    size = rng.choice((500, 1000, 5000, 25_000, 50_000, 100_000, 500_000))
    one = size * rng.randint(1, 24)
    other = one
    while other == one:
        other = rng.choice(
            (size * rng.randint(1, 24), one * 2, max(size, one // 2 // 500 * 500), one + size)
        )
    return _rupiah(one), _rupiah(other)


def fee(rng: random.Random) -> TwoValues:
    """A fee, or none."""
    if rng.random() < 0.4:
        free = [
            "gratis",
            "GRATIS",
            "tidak dipungut biaya",
            "tanpa biaya",
            "Rp0",
            "cuma-cuma",
            "free",
            "bebas biaya",
        ]
        sides = (free, money(rng)[0])
        return sides if rng.random() < 0.5 else sides[::-1]
    return money(rng)


def bigmoney(rng: random.Random) -> TwoValues:
    """An amount of a budget."""
    unit, short = rng.choice((("miliar", "M"), ("triliun", "T"), ("juta", "jt")))
    one, other = rng.sample(range(11, 990), 2)
    if rng.random() < 0.5:
        other = one + rng.choice((1, 2, 5, 10, -1, -3))
    return tuple(  # type: ignore[return-value]
        [f"Rp{value / 10:g} {unit}".replace(".", ","), f"Rp{value / 10:g}{short}".replace(".", ",")]
        for value in (one, other)
    )


def _near_count(rng: random.Random) -> tuple[int, int]:
    one = rng.choice(
        (rng.randint(1, 12), rng.randint(10, 99), rng.randint(100, 999), rng.randint(10, 999) * 50)
    )
    other = one
    while other == one or other < 1:
        other = rng.choice(
            (
                one + rng.choice((-3, -2, -1, 1, 2, 3, 5)),
                round(one * rng.choice((0.5, 0.8, 1.2, 1.5, 2))),
                _swapped(one, rng),
            )
        )
    return one, other


def _swapped(number: int, rng: random.Random) -> int:
    digits = list(str(number))
    if len(digits) < 2:
        return number
    at = rng.randrange(len(digits) - 1)
    digits[at], digits[at + 1] = digits[at + 1], digits[at]
    return int("".join(digits))


def count(rng: random.Random, units: list[str]) -> TwoValues:
    """A number of something."""
    unit = rng.choice(units)
    return tuple(  # type: ignore[return-value]
        [f"{grouped(value)} {unit}", f"{words(value)} {unit}", f"{grouped(value)} {unit}"]
        for value in _near_count(rng)
    )


def measure(rng: random.Random, units: list[str]) -> TwoValues:
    """A length."""
    unit = rng.choice(units)
    one, other = rng.sample(range(2, 60), 2)
    if unit in {"meter", "sentimeter", "cm"} and rng.random() < 0.5:
        return [f"{one * 100} {unit}"], [f"{other * 100} {unit}"]
    return tuple(  # type: ignore[return-value]
        [
            f"{value / 2:g} {unit}".replace(".", ","),
            f"sekitar {value / 2:g} {unit}".replace(".", ","),
        ]
        for value in (one, other)
    )


def index(rng: random.Random) -> TwoValues:
    """A reading without a unit."""
    one, other = rng.sample(range(30, 300), 2)
    if rng.random() < 0.4:
        one, other = rng.sample(range(25, 79), 2)
        return [f"{one / 10:.1f}".replace(".", ",")], [f"{other / 10:.1f}".replace(".", ",")]
    return [str(one), f"angka {one}"], [str(other), f"angka {other}"]


def percent(rng: random.Random) -> TwoValues:
    """A share."""
    one, other = rng.sample([*range(5, 101, 5), 12, 17, 33, 62, 87, 96], 2)
    return _percent(one), _percent(other)


def _percent(value: int) -> Writings:
    made = [f"{value}%", f"{value} persen", f"{words(value)} persen", f"{value},0 persen"]
    return [*made, _SHARES[value], _SHARES[value]] if value in _SHARES else made


def duration(rng: random.Random) -> TwoValues:
    """How long something takes."""
    unit = rng.choice(("hari", "hari kerja", "jam", "minggu", "bulan", "tahun"))
    one, other = rng.sample((1, 2, 3, 4, 5, 6, 7, 10, 12, 14, 20, 30), 2)
    lead = rng.choice(("", "", "paling lama ", "maksimal ", "sekitar "))
    return tuple(  # type: ignore[return-value]
        [f"{lead}{value} {unit}", f"{lead}{words(value)} {unit}"] for value in (one, other)
    )


def age(rng: random.Random) -> TwoValues:
    """An age or a range of ages."""
    if rng.random() < 0.5:
        low, high = sorted(rng.sample(range(40), 2))
        moved = (
            (low, high + rng.choice((1, 2, 3, 5)))
            if rng.random() < 0.6
            else (low + rng.choice((1, 2, 3)), high + 4)
        )
        return _ages(low, high), _ages(*moved)
    one, other = rng.sample((2, 5, 6, 7, 12, 15, 17, 18, 21, 35, 40, 45, 50, 60, 65), 2)
    form = rng.choice(
        (
            ("minimal {} tahun", "{} tahun ke atas", "paling rendah {} tahun"),
            ("maksimal {} tahun", "di bawah {} tahun", "paling tinggi {} tahun"),
        )
    )
    return [item.format(one) for item in form], [item.format(other) for item in form]


def _ages(low: int, high: int) -> Writings:
    return [
        f"{low}-{high} tahun",
        f"{low} sampai {high} tahun",
        f"{low} hingga {high} tahun",
        f"{words(low)} sampai {words(high)} tahun",
    ]


def phone(rng: random.Random) -> TwoValues:
    """A phone number, and one with a slip."""
    digits = "08" + "".join(rng.choice("0123456789") for _ in range(10))
    other = digits[:-4] + "".join(rng.sample(digits[-4:], 4))
    if other == digits:
        other = digits[:-1] + str((int(digits[-1]) + 1) % 10)
    return _phone(digits), _phone(other)


def _phone(digits: str) -> Writings:
    return [
        digits,
        f"{digits[:4]}-{digits[4:8]}-{digits[8:]}",
        f"+62 {digits[1:4]} {digits[4:8]} {digits[8:]}",
    ]


def _link(rng: random.Random) -> str:
    name = rng.choice(("daftar", "layanan", "info", "ppdb", "sipandu", "antrean", "mudik", "pajak"))
    town = rng.choice(
        ("kotabaru", "sumberjaya", "kab-maju", "prov", "kemen", "tirtasari", "banjarejo")
    )
    return f"{name}.{town}.go.id"


def web(rng: random.Random) -> TwoValues:
    """An address on the web."""
    one = other = _link(rng)
    while other == one:
        other = _link(rng)
    return [one, f"https://{one}"], [other, f"https://{other}"]


def account(rng: random.Random) -> TwoValues:
    """An account."""
    one = f"@{_link(rng).split('.')[0]}.{_link(rng).split('.')[1]}"
    return [one], [rng.choice((f"{one}_official", f"{one}id", f"@{_link(rng).split('.')[1]}"))]


MAKERS: dict[str, Callable[..., Any]] = {
    maker.__name__: maker
    for maker in (
        *(date, time, hours, money, fee, bigmoney, count, measure, index, percent, duration),
        *(age, phone, web, account),
    )
}
"""Makers of two values by the ``kind`` of a slot; what is not here is drawn from a list."""
