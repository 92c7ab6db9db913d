"""What a date may be made of, and how one piece of it is kept."""

from __future__ import annotations

import enum
import re
from dataclasses import dataclass
from datetime import date

from selaras.matching.domain.facts import Precision
from selaras.matching.facts import calendar as cal
from selaras.matching.text.lexicon import any_of

RANGE = (
    r"(?:-|s\.? ?d\.?|s/d|(?:sampai|sampe|ampe|sampek)(?: +(?:dengan|ka|ke))?|hingg[aoe]|nganti|"
    r"ngantos|kantos|tekang|tekan|(?:dugi|nepi|tug)(?: +ka)?|dumugi|to)"
)
LIST = r"(?:,? *(?:dan|dan/atau|atau|lan|wan|serta|sama|jeung|jo|deng|&|\+)|,)"
_DAY = r"(?:[0-3]?\d(?!\d))"
DAYS = rf"{_DAY}(?: *(?:{RANGE}|{LIST}) *(?:tanggal +|tgl\.? +)?{_DAY})*"
YEAR = r"(?:(?:19|20)\d\d(?!\d)|'\d\d(?!\d))"
MONTH = any_of(cal.ALL_MONTHS)
WEEKDAY = any_of(cal.WEEKDAYS)
SHORT_WEEKDAY = any_of(cal.SHORT_WEEKDAYS)


class AtomKind(enum.Enum):
    """What an atom rests on."""

    DAY = "day"  # a day and month, with or without a year
    SPAN = "span"  # a month, a year, part of one
    WEEKDAY = "weekday"
    RELATIVE = "relative"  # counted from the day of writing
    WEEK = "week"


@dataclass(slots=True)
class Atom:
    """A piece of a date at a folded range."""

    kind: AtomKind
    start: int
    end: int
    first: date | None = None
    last: date | None = None
    precision: Precision = Precision.DAY
    weekdays: tuple[int, ...] = ()
    weekday_range: bool = False
    listed: tuple[date, ...] = ()
    year_stated: bool = True
    inferred: bool = False
    approximate: bool = False
    recurring: bool = False


def split_days(text: str) -> tuple[list[int], bool]:
    """The day numbers in `15-20` or `27 dan 28`, and whether they are the ends of a range."""
    numbers = [int(n) for n in re.findall(r"\d+", text)]
    is_range = len(numbers) == 2 and re.search(rf"\d *{RANGE} *", text) is not None
    return numbers, is_range


_UNTIL = re.compile(
    rf"(?<!\w)(?:{RANGE[3:-1]}|paling lambat|batas|maksimal|terakhir)(?: +(?:pada|dengan))? *\Z"
)


def part_of_month(first: date, part: str | None, before: str = "") -> tuple[date, date]:
    """The first and last day of a month or of a part of it such as `awal`.

    What lasts `sampai akhir Januari`, as the words `before` may say, lasts to the last days.
    """
    last = cal.month_end(first.year, first.month)
    if part in {"akhir", "penghujung"} and _UNTIL.search(before):
        return last.replace(day=last.day - 4), last
    if part in {"awal"}:
        return first, first.replace(day=10)
    if part in {"pertengahan", "medio", "tengah"}:
        return first.replace(day=11), first.replace(day=20)
    if part in {"akhir", "penghujung"}:
        return first.replace(day=21), last
    if part == "habis":
        return last, last
    return first, last
