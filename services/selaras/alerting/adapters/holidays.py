"""The calendar of a deployment: national holidays, cuti bersama, and a file that ops extend.

The file is TOML; everything in it may be left out::

    national_holidays = true        # nobody works on them
    cuti_bersama = true             # nor on days of joint leave

    [[day]]                         # goes before the two above
    date = 2026-12-31
    name = "Libur akhir tahun"
    free = true                     # false: people work, though it is a holiday
    zone = "WITA"                   # only there: WIB, WITA, WIT or an IANA name
    area = "51"                     # only in this area and those in it

Errors::

    FailedPrecondition    CALENDAR_INVALID: the file is not there or is not right
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import holidays

from selaras.alerting.route.calendar import Calendar, SpecialDay
from selaras.kit.errors import FailedPrecondition

_TOP = {"national_holidays", "cuti_bersama", "day"}
_DAY = {"date", "name", "free", "zone", "area"}


def load_calendar(path: Path | None) -> Calendar:
    """The calendar; without a file it knows the national holidays and cuti bersama.

    Raises:
        FailedPrecondition: CALENDAR_INVALID.
    """
    document = _read(path) if path else {}
    categories = []
    if _flag(document, "national_holidays", path):
        categories.append("public")
    if _flag(document, "cuti_bersama", path):
        categories.append("government")
    days = document.get("day", [])
    if not isinstance(days, list):
        raise _invalid(path, "write [[day]] before each day")
    return Calendar(_holidays(categories), [_day(entry, path) for entry in days])


def _holidays(categories: list[str]) -> Callable[[date], bool]:
    if not categories:
        return lambda _: False
    known = holidays.country_holidays("ID", categories=tuple(categories))  # years as they are asked
    return lambda day: day in known


def _read(path: Path) -> dict[str, Any]:
    try:
        document = tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise _invalid(path, str(error)) from error
    unknown = sorted(set(document) - _TOP)
    if unknown:
        raise _invalid(path, f"unknown: {', '.join(unknown)}")
    return document


def _flag(document: dict[str, Any], name: str, path: Path | None) -> bool:
    value = document.get(name, True)
    if not isinstance(value, bool):
        raise _invalid(path, f"{name} must be true or false")
    return value


def _day(entry: Any, path: Path | None) -> SpecialDay:
    if not isinstance(entry, dict) or set(entry) - _DAY or type(entry.get("date")) is not date:
        raise _invalid(path, f"a day needs a date such as 2026-12-31, and of these only: {_DAY}")
    free = entry.get("free", True)
    words = [entry.get(name, "") for name in ("name", "zone", "area")]
    if not isinstance(free, bool) or not all(isinstance(word, str) for word in words):
        raise _invalid(path, f"{entry['date']}: free is true or false, the rest is text")
    return SpecialDay(entry["date"], words[0], free, words[1], words[2])


def _invalid(path: Path | None, why: str) -> FailedPrecondition:
    return FailedPrecondition("CALENDAR_INVALID", f"the calendar {path} cannot be used: {why}")
