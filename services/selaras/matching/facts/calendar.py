"""Names of days, months and holidays, and the arithmetic of dates that are left unsaid."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from functools import lru_cache

MONTHS: dict[str, int] = {
    "januari": 1, "februari": 2, "pebruari": 2, "maret": 3, "april": 4, "mei": 5, "juni": 6,
    "juli": 7, "agustus": 8, "september": 9, "oktober": 10, "november": 11, "nopember": 11,
    "desember": 12,
}  # fmt: skip
SHORT_MONTHS: dict[str, int] = {
    "jan": 1, "feb": 2, "peb": 2, "mar": 3, "mrt": 3, "apr": 4, "jun": 6, "jul": 7, "agu": 8,
    "ags": 8, "agt": 8, "agust": 8, "aug": 8, "sep": 9, "sept": 9, "okt": 10, "oct": 10,
    "nov": 11, "nop": 11, "des": 12, "dec": 12,
}  # fmt: skip
ALL_MONTHS = MONTHS | SHORT_MONTHS

WEEKDAYS: dict[str, int] = {
    "senin": 0, "senen": 0, "sinin": 0, "selasa": 1, "seloso": 1, "salasa": 1, "rabu": 2,
    "rebo": 2, "arba": 2, "kamis": 3, "kemis": 3, "khamis": 3, "jumat": 4, "jum'at": 4,
    "jumaat": 4, "jemuah": 4, "jum'ah": 4, "sabtu": 5, "setu": 5, "saptu": 5, "satu'": 5,
    "minggu": 6, "ahad": 6, "akad": 6, "ahat": 6, "ngahad": 6,
}  # fmt: skip
SHORT_WEEKDAYS: dict[str, int] = {
    "sen": 0, "sel": 1, "rab": 2, "kam": 3, "jum": 4, "sab": 5, "min": 6, "mgg": 6,
}  # fmt: skip

# Spoken names of movable and fixed days, and the words that find them among official names.
HOLIDAYS: dict[str, str] = {
    "lebaran haji": "adha", "hari raya haji": "adha", "idul adha": "adha", "iduladha": "adha",
    "hari raya kurban": "adha", "kurban": "adha", "idul kurban": "adha",
    "lebaran": "fitri", "idul fitri": "fitri", "idulfitri": "fitri",
    "natal": "natal", "nyepi": "nyepi", "waisak": "waisak", "imlek": "imlek",
    "tahun baru hijriah": "tahun baru islam", "tahun baru islam": "tahun baru islam",
    "1 muharam": "tahun baru islam",
    "maulid nabi": "maulid", "maulid": "maulid", "isra mikraj": "isra", "isra miraj": "isra",
    "jumat agung": "wafat", "paskah": "kebangkitan", "hari buruh": "buruh",
    "hari lahir pancasila": "pancasila", "hari kemerdekaan": "kemerdekaan",
    "hut ri": "kemerdekaan", "hut kemerdekaan": "kemerdekaan", "tahun baru": "tahun baru masehi",
}  # fmt: skip


@lru_cache(maxsize=64)
def _official_days(year: int) -> tuple[tuple[date, str], ...]:
    # Loaded on first use: the package is large and most posts name no holiday.
    import holidays  # noqa: PLC0415

    days = holidays.country_holidays("ID", years=[year], language="id")
    return tuple(sorted((day, name.lower()) for day, name in days.items()))


def holiday(key: str, near: date) -> date | None:
    """The first day of the holiday whose official name holds `key`, nearest to `near`."""
    best: date | None = None
    for year in (near.year - 1, near.year, near.year + 1):
        first = next(
            (d for d, name in _official_days(year) if key in name and "cuti" not in name), None
        )
        if first is not None and (best is None or _gap(first, near) < _gap(best, near)):
            best = first
    return best


def _gap(day: date, near: date) -> int:
    """Days apart; a day already past counts double, for posts look ahead."""
    delta = (day - near).days
    return delta if delta >= 0 else -2 * delta


def make_date(year: int, month: int, day: int) -> date | None:
    """The date, or None when the calendar has no such day (31 Juni)."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def infer_year(
    month: int,
    day: int,
    today: date,
    *,
    past: bool = False,
    future: bool = False,
    weekday: int | None = None,
) -> date | None:
    """The likeliest date for a day and month without a year.

    A stated weekday decides when it fits one year only; else the nearest; `past` forbids days
    after today, and `future` those over for more than a month.
    """
    options = [make_date(year, month, day) for year in (today.year - 1, today.year, today.year + 1)]
    days = [option for option in options if option is not None]
    if past:
        days = [option for option in days if option <= today] or days
    if future:
        days = [option for option in days if (today - option).days <= 31] or days
    if weekday is not None:
        fitting = [option for option in days if option.weekday() == weekday]
        near = [option for option in fitting if abs((option - today).days) <= 200]
        days = near or days
    return min(days, key=lambda option: _gap(option, today), default=None)


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, calendar.monthrange(year, month)[1])


def add_months(day: date, months: int) -> date:
    """The first of the month that lies `months` after that of `day`."""
    index = day.year * 12 + day.month - 1 + months
    year = min(max(index // 12, date.min.year), date.max.year)
    return date(year, index % 12 + 1, 1)


def shift(day: date, days: int) -> date | None:
    """`day` plus `days`, or None outside the calendar."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return None


def monday_of(day: date) -> date:
    """The Monday of the week that `day` is in."""
    return day - timedelta(days=day.weekday())


def next_weekday(today: date, weekday: int) -> date:
    """The first such weekday from today on."""
    return today + timedelta(days=(weekday - today.weekday()) % 7)


def last_weekday(today: date, weekday: int) -> date:
    """The last such weekday before today."""
    return today - timedelta(days=(today.weekday() - weekday - 1) % 7 + 1)
