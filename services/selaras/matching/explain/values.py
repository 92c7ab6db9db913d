"""A stated value in words: the same for every way in which it was written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from selaras.catalogue import keys, text
from selaras.matching.domain.stated import Sort, Stated
from selaras.matching.explain import numbers

_OPEN = "open"
_MONTHS_IN_YEAR = 12
_MINUTES_IN_DAY = 1440
# Units that large numbers are told in, and how many of the small one they are.
_LARGER = {"kg": (Decimal(1000), "ton"), "m": (Decimal(1000), "km"), "m2": (Decimal(10000), "ha")}


def in_words(value: Stated, lang: str) -> str:
    """``3 Mei 2026``, ``Rp300.000 per bulan``; empty for names, whose own words say it best."""
    render = _RENDERERS.get(value.sort)
    return render(value, lang) if render is not None else ""


def measured(sort: Sort, unit: str, value: Decimal, lang: str) -> str:
    """One number of a sort with its unit, as a difference is told in."""
    match sort:
        case Sort.RUPIAH:
            return numbers.rupiah(value, lang)
        case Sort.MINUTES:
            return numbers.length(value, lang)
        case Sort.WORKDAYS:
            return numbers.counted(value, "workday", lang)
        case Sort.MONTHS:
            return numbers.months(value, lang)
        case Sort.PERCENT:
            return f"{numbers.number(value, lang)}%"
    factor, larger = _LARGER.get(unit, (Decimal(0), ""))
    if factor and value >= factor:
        value, unit = value / factor, larger
    return f"{numbers.number(value, lang)} {unit_name(unit, lang)}".rstrip()


def unit_name(unit: str, lang: str) -> str:
    """A unit as people write it; units that are written the same everywhere as they are."""
    return keys(lang).get(f"measure.{unit}", unit)


def calendar_days(value: Stated) -> tuple[date, date]:
    """The first and the last day of a date."""
    return date.fromisoformat(value.low), date.fromisoformat(value.high or value.low)


def items(value: Stated) -> list[str]:
    """The members of a list of days or of weekdays."""
    return [item for item in value.low.split(",") if item]


def item_in_words(sort: Sort, item: str, lang: str) -> str:
    """One member of such a list."""
    if sort is Sort.WEEKDAYS:
        return numbers.weekday(int(item), lang)
    return numbers.day(date.fromisoformat(item), lang)


def clock_span(low: str, high: str, zone: str, lang: str) -> str:
    """``08.00–11.00 WIB``, ``08.00 WIB sampai selesai``."""
    start = numbers.clock(int(low)) if low else ""
    if low and high not in {"", _OPEN} and int(high) - int(low) == _MINUTES_IN_DAY:
        return text("value.all_day", lang=lang, start=start, zone=zone)
    if high == _OPEN:
        return text("value.until_finished", lang=lang, start=start, zone=zone).strip()
    end = numbers.clock(int(high)) if high else ""
    if not start:
        return text("value.until", lang=lang, end=end, zone=zone)
    return f"{start}–{end} {zone}" if end else f"{start} {zone}"


def _date(value: Stated, lang: str) -> str:
    return numbers.days(*calendar_days(value), lang)


def _list(value: Stated, lang: str) -> str:
    return numbers.listed([item_in_words(value.sort, item, lang) for item in items(value)], lang)


def _time(value: Stated, lang: str) -> str:
    span = clock_span(value.low, value.high, value.unit, lang)
    return _bounded(value.bound, span, lang)


def _number(value: Stated, lang: str) -> str:
    if value.sort is Sort.RUPIAH and value.low == value.high == "0":
        return text("value.free", lang=lang)
    said = measured(value.sort, value.unit, Decimal(value.low), lang)
    if not value.is_point:
        said = f"{said}–{measured(value.sort, value.unit, Decimal(value.high), lang)}"
    return _bounded(value.bound, said + numbers.per(value.per, lang), lang)


def _bounded(bound: str, said: str, lang: str) -> str:
    return said if bound == "exact" else text(f"value.{bound}", lang=lang, value=said)


def _state(value: Stated, lang: str) -> str:
    pole = "yes" if value.high == "+" else "no"
    return text(f"state.{value.low}.{pole}", lang=lang)


def _level(value: Stated, lang: str) -> str:
    return text(f"level.{value.low}", lang=lang)


def _series(value: Stated, lang: str) -> str:
    if value.low == "-1":
        return text("value.last", lang=lang, series=_series_name(value.unit, lang))
    return f"{_series_name(value.unit, lang)} {value.low}"


def _series_name(label: str, lang: str) -> str:
    return keys(lang).get(f"series.{label}", label)


def _bounds(value: Stated, lang: str) -> str:
    scale, _, step = value.unit.partition(" ")
    size = int(step or 1)
    low = int(Decimal(value.low)) if value.low else 0
    high = int(Decimal(value.high)) if value.high else 0
    if scale != "age":
        return _ordinals(scale, low, high - 1, lang)
    if high and not low:
        return text("value.below", lang=lang, value=age(high, size, lang))
    if not high:
        return text("value.from", lang=lang, value=age(low, size, lang))
    last = high - size
    if last <= low:
        return age(low, size, lang)
    return text(
        "value.between", lang=lang, low=age(low, size, lang), high=age(max(last, 0), size, lang)
    )


def _ordinals(scale: str, low: int, high: int, lang: str) -> str:
    name = _series_name(scale, lang)
    if high < 0:
        return text("value.from", lang=lang, value=f"{name} {low}")
    return f"{name} {low}" if low == high else f"{name} {low}–{high}"


def age(in_months: int, step: int, lang: str) -> str:
    """An age in the unit in which it was said, as far as that is exact."""
    if step == _MONTHS_IN_YEAR and in_months % step == 0:
        return numbers.counted(Decimal(in_months // step), "year", lang)
    return numbers.counted(Decimal(in_months), "month", lang)


_RENDERERS: dict[Sort, Callable[[Stated, str], str]] = {
    Sort.DATE: _date,
    Sort.DAYS: _list,
    Sort.WEEKDAYS: _list,
    Sort.TIME: _time,
    Sort.MINUTES: _number,
    Sort.WORKDAYS: _number,
    Sort.MONTHS: _number,
    Sort.RUPIAH: _number,
    Sort.NUMBER: _number,
    Sort.PERCENT: _number,
    Sort.STATE: _state,
    Sort.LEVEL: _level,
    Sort.SERIES: _series,
    Sort.BOUNDS: _bounds,
}
