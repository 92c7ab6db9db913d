"""Working hours as people write them: ``senin-jumat 08.00-16.00``, ``mon-fri 08:00-16:00``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from selaras.cli.exits import CommandError

if TYPE_CHECKING:
    from selaras.client.models import WorkingHours

_NAMES = (
    ("senin", "sen", "monday", "mon"),
    ("selasa", "sel", "tuesday", "tue"),
    ("rabu", "rab", "wednesday", "wed"),
    ("kamis", "kam", "thursday", "thu"),
    ("jumat", "jum'at", "jum", "friday", "fri"),
    ("sabtu", "sab", "saturday", "sat"),
    ("minggu", "min", "ahad", "sunday", "sun"),
)
_DAYS = {name: number for number, names in enumerate(_NAMES, 1) for name in names}
_WHOLE_WEEK = {"setiap hari", "tiap hari", "every day", "daily"}
_TIME = r"([0-9]{1,2})(?:[.:]([0-9]{2}))?"
_SPAN = re.compile(rf"(.+?)\s+{_TIME}\s*[-–]\s*{_TIME}")
_HINT = 'write "senin-jumat 08.00-16.00" or "mon,wed 08:00-12:00"; times are of the --time-zone'


def parse_hours(text: str) -> WorkingHours:
    """The hours that a text says.

    Raises:
        CommandError: it says none. Whether the end is after the start is the server's to say.
    """
    from selaras.client.models import WorkingHours  # noqa: PLC0415

    found = _SPAN.fullmatch(" ".join(text.lower().split()))
    if found is None:
        raise _unreadable(text)
    days, from_hour, from_minute, to_hour, to_minute = found.groups()
    return WorkingHours(
        _days(days, text), _clock(from_hour, from_minute), _clock(to_hour, to_minute)
    )


def _days(words: str, text: str) -> tuple[int, ...]:
    if words in _WHOLE_WEEK:
        return tuple(range(1, 8))
    days: list[int] = []
    for part in words.split(","):
        first, dash, last = (word.strip() for word in part.replace("–", "-").partition("-"))
        if first not in _DAYS or (dash and last not in _DAYS):
            raise _unreadable(text)
        begin = _DAYS[first]
        # From Friday to Monday goes over the end of the week.
        count = (_DAYS[last] - begin) % 7 if dash else 0
        days += [(begin - 1 + step) % 7 + 1 for step in range(count + 1)]
    return tuple(dict.fromkeys(days))


def _clock(hour: str, minute: str | None) -> str:
    return f"{int(hour):02}:{minute or '00'}"


def _unreadable(text: str) -> CommandError:
    return CommandError(f"--hours: {text!r} are no working hours", hint=_HINT)
