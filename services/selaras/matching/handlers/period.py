"""Periods that somebody asks about."""

from __future__ import annotations

from datetime import datetime, timedelta

from selaras.kit.errors import InvalidRequest

# Wide enough for every calendar, and far enough from where times end to count days around them.
_FIRST_YEAR, _LAST_YEAR = 1970, 9000


def check_period(start: datetime, end: datetime, longest: timedelta) -> None:
    """Refuse a period that does not end after it begins, or is too long.

    Raises:
        InvalidRequest: PERIOD_INVALID.
    """
    if not _FIRST_YEAR <= start.year <= end.year <= _LAST_YEAR or end <= start:
        raise InvalidRequest.field(
            "PERIOD_INVALID", "end_time", "must be later than start_time; check seconds against ms"
        )
    if end - start > longest:
        raise InvalidRequest.field(
            "PERIOD_INVALID", "end_time", f"must be at most {longest.days} days after start_time"
        )
