"""Times as people write and read them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from selaras.catalogue import text
from selaras.cli.exits import CommandError
from selaras.cli.output import lang, say

_SPAN = re.compile(r"(\d{1,5})\s*([mhd])")
_UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}
_LONGEST = timedelta(days=366)


def now() -> datetime:
    """The time on the clock, in UTC."""
    return datetime.now(UTC)


def moment(value: str, option: str, at: datetime) -> datetime:
    """A time from ``2026-08-03T08:00+07:00``, or from a span such as ``90m``, ``2h`` or ``3d``.

    Args:
        value: what was written.
        option: where, for the error.
        at: where a span begins.

    Raises:
        CommandError: it is neither.
    """
    if span := _SPAN.fullmatch(value.strip().lower()):
        return at + min(int(span[1]) * _UNITS[span[2]], _LONGEST)
    try:
        found = datetime.fromisoformat(value)
    except ValueError as error:
        raise CommandError(
            f"{option}: {value} is not a time", hint="write 2026-08-03T08:00+07:00, 90m, 2h or 3d"
        ) from error
    # A time without a zone is the one on the wall of whoever types it.
    return found if found.tzinfo else found.astimezone()


def stamp(at: datetime | None) -> str:
    """A time on the wall of whoever reads; ``-`` where there is none."""
    return at.astimezone().strftime("%Y-%m-%d %H:%M") if at else "-"


def relative(at: datetime, current: datetime) -> str:
    """How far a time is away: "2 jam 10 menit lagi", "3 hari yang lalu"."""
    if at >= current:
        return say("time.left", span=_span(at - current))
    return say("time.ago", span=_span(current - at))


def both(at: datetime, current: datetime) -> str:
    """A time and how far it is away."""
    return say("time.both", time=stamp(at), relative=relative(at, current))


def _span(length: timedelta) -> str:
    """The two largest units of a span."""
    minutes = int(length.total_seconds() // 60)
    if minutes < 1:
        return say("time.moment")
    days, rest = divmod(minutes, 24 * 60)
    hours, minutes = divmod(rest, 60)
    counts = [("day", days), ("hour", hours), ("minute", minutes)]
    first = next(place for place, (_, count) in enumerate(counts) if count)
    return " ".join(_unit(unit, count) for unit, count in counts[first : first + 2] if count)


def _unit(unit: str, count: int) -> str:
    return text(f"unit.{unit}.{'one' if count == 1 else 'many'}", lang=lang(), count=count)
