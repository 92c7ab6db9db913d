"""Numbers, amounts, days and lengths of time as people of a language write them."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from decimal import Decimal

from selaras.catalogue import keys, text

_HOUR = 60
_DAY = 24 * _HOUR
_SWAPPED = str.maketrans(",.", ".,")
_LAST_MONTH = 12


def number(value: Decimal, lang: str) -> str:
    """``1.250,5`` in Bahasa Indonesia, ``1,250.5`` in English."""
    plain = f"{value:,f}"
    if "." in plain:
        plain = plain.rstrip("0").rstrip(".")
    return plain.translate(_SWAPPED) if lang == "id" else plain


def rupiah(value: Decimal, lang: str) -> str:
    """``Rp100.000``."""
    return f"Rp{number(value, lang)}"


def counted(value: Decimal, unit: str, lang: str) -> str:
    """``3 hari``, ``1 day``: a number of a unit that the catalogue knows in both numbers."""
    form = "one" if value == 1 else "many"
    return text(f"unit.{unit}.{form}", lang=lang, count=number(value, lang))


def length(minutes: Decimal, lang: str) -> str:
    """A length of time in days, hours and minutes, without the ones that are zero."""
    parts = []
    rest = minutes
    for unit, size in (("day", _DAY), ("hour", _HOUR)):
        whole, rest = divmod(rest, size)
        if whole:
            parts.append(counted(whole, unit, lang))
    if rest or not parts:
        parts.append(counted(rest, "minute", lang))
    return " ".join(parts)


def months(value: Decimal, lang: str) -> str:
    """``6 bulan``, ``2 tahun``."""
    years, rest = divmod(value, 12)
    if years and not rest:
        return counted(years, "year", lang)
    return counted(value, "month", lang)


def clock(minutes: int) -> str:
    """``09.00``, the Indonesian way of writing it, in both languages."""
    hours, rest = divmod(minutes % _DAY, _HOUR)
    return f"{hours:02}.{rest:02}"


def day(value: date, lang: str) -> str:
    """``3 Mei 2026``."""
    return f"{value.day} {_month(value.month, lang)} {value.year}"


def days(first: date, last: date, lang: str) -> str:
    """``3-8 Agustus 2026``; a whole month and a whole year by their names."""
    if first == last:
        return day(first, lang)
    if _whole_months(first, last):
        if (first.year, first.month) == (last.year, last.month):
            return f"{_month(first.month, lang)} {first.year}"
        if (first.month, last.month) == (1, _LAST_MONTH) and first.year == last.year:
            return str(first.year)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{day(last, lang)}"
    if first.year == last.year:
        return f"{first.day} {_month(first.month, lang)} – {day(last, lang)}"
    return f"{day(first, lang)} – {day(last, lang)}"


def listed(words: list[str], lang: str) -> str:
    """``Senin, Rabu dan Jumat``."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {text('explain.and', lang=lang)} {words[-1]}"


def weekday(number_of_day: int, lang: str) -> str:
    """``Senin`` for 0."""
    return text("calendar.weekdays", lang=lang).split()[number_of_day]


def per(bases: str, lang: str) -> str:
    """`` per bulan``, with a blank before each; bases that the catalogue lacks as they are."""
    words = bases.split()
    known = keys(lang)
    said = ""
    for count, unit in zip(words[::2], words[1::2], strict=True):
        name = known.get(f"base.{unit}", unit)
        times = "" if count == "1" else f"{number(Decimal(count), lang)} "
        said += f" per {times}{name}"
    return said


def _month(number_of_month: int, lang: str) -> str:
    return text("calendar.months", lang=lang).split()[number_of_month - 1]


def _whole_months(first: date, last: date) -> bool:
    return first.day == 1 and last.day == monthrange(last.year, last.month)[1]
