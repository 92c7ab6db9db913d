"""Days as a calendar names them."""

from __future__ import annotations

from datetime import date

from babel.dates import format_date


def weekday(day: date, lang: str) -> str:
    """``Senin``."""
    return format_date(day, "EEEE", locale=lang)


def short_date(day: date, lang: str) -> str:
    """``3 Agu 2026``."""
    return format_date(day, "d MMM y", locale=lang)
