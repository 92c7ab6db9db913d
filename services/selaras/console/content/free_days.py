"""Days on which offices are closed: national holidays and cuti bersama."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import holidays

_LANGUAGES = {"id": "id", "en": "en_US"}


@dataclass(frozen=True, slots=True)
class FreeDay:
    """A day on which offices are closed.

    Attributes:
        name: in the language that was asked for; says so where the date is an estimate.
        joint_leave: cuti bersama, which the government sets beside the holidays.
    """

    name: str
    joint_leave: bool


def free_days(start: date, end: date, lang: str) -> dict[date, FreeDay]:
    """Free days from ``start`` until before ``end``, by day."""
    found: dict[date, FreeDay] = {}
    for year in range(start.year, end.year + 1):
        found |= {day: free for day, free in _of_year(year, lang).items() if start <= day < end}
    return found


@lru_cache(maxsize=16)
def _of_year(year: int, lang: str) -> Mapping[date, FreeDay]:
    language = _LANGUAGES.get(lang, _LANGUAGES["id"])
    found: dict[date, FreeDay] = {}
    # The holidays last: a day that is both is a holiday.
    for category, joint_leave in (("government", True), ("public", False)):
        known = holidays.country_holidays("ID", years=year, categories=category, language=language)
        found |= {day: FreeDay(name, joint_leave) for day, name in known.items()}
    return found
