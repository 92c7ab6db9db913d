"""Finds dates that name a day, month or year: `27 dan 28 Mei`, `(3/8)`, `Juli-September`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from selaras.matching.domain.facts import Precision, Role
from selaras.matching.facts import calendar as cal
from selaras.matching.facts.date_pieces import (
    DAYS,
    LIST,
    MONTH,
    RANGE,
    SHORT_WEEKDAY,
    WEEKDAY,
    YEAR,
    Atom,
    AtomKind,
    part_of_month,
    split_days,
)
from selaras.matching.facts.document import Document
from selaras.matching.facts.numbers import UNITS, parse_words
from selaras.matching.facts.roles import role_before
from selaras.matching.text.lexicon import any_of

_DAY = r"(?:[0-3]?\d(?!\d))"
_FULL_MONTH = any_of(cal.MONTHS)
_TENS_WORDS = any_of([*UNITS, "belas", "puluh"])
_NAMED = re.compile(
    rf"(?<![\w/])(?<!\d[.,])(?:(?:tanggal|tgl)\.? *)?"
    rf"(?:(?P<days>{DAYS})|(?P<words>{_TENS_WORDS}(?: +{_TENS_WORDS}){{0,2}})) *"
    rf"(?:bulan +)?[-/]?(?P<month>{MONTH})(?!\w)(?:\.(?= *{YEAR}))?"
    rf"(?: *[,/-]? *(?:tahun +)?(?P<year>{YEAR}))?"
)
_ISO = re.compile(r"(?<![\w/.-])(?P<year>(?:19|20)\d\d)-(?P<month>[01]\d)-(?P<day>[0-3]\d)(?!\d)")
_SLASH = re.compile(
    rf"(?<![\w/.,])(?P<days>{_DAY}(?: *(?:-|s\.?d\.?|s/d|sampai|hingga|{LIST}) *{_DAY})*)"
    rf" ?/ ?(?P<month>[01]?\d)(?:/(?P<year>(?:19|20)\d\d|\d\d))?(?![\w/]|[.,]\d)"
)
_DOTTED = re.compile(
    rf"(?<![\w/.,-])(?P<days>{DAYS})(?P<sep>[.-])(?P<month>[01]?\d)(?P=sep)"
    rf"(?P<year>(?:19|20)\d\d|\d\d(?=[ ,);\n]|$))(?![\w/]|[.,-]\d)"
)
_MONTHS = re.compile(
    rf"(?<![\w/.,-])(?:(?P<part>awal|pertengahan|medio|tengah|akhir|habis|penghujung) +)?"
    rf"(?:bulan +)?(?:(?P<month>{_FULL_MONTH})|(?P<short>{any_of(cal.SHORT_MONTHS)})"
    rf"(?= *(?:{RANGE}) *{MONTH}(?!\w)))(?!\w)"
    rf"(?: *(?:{RANGE}|,? *dan) *(?:(?:habis|akhir) +)?(?P<until>{MONTH})(?!\w))?"
    rf"(?: *,? *(?:tahun +)?(?P<year>{YEAR}))?(?P<ago> +lalu| +kemarin)?"
)
_YEARS = re.compile(
    r"(?<!\w)(?:tahun(?: anggaran| ajaran| pelajaran)?|ta\.?|pada) +(?P<year>(?:19|20)\d\d)"
    r"(?: ?[/-] ?(?P<until>(?:19|20)\d\d))?(?![\w/]|[.,]\d)"
)
_SLASH_BEFORE = re.compile(
    r"(?:tanggal|tgl\.?|mulai|sejak|per|sampai|sampe|hingga|s\.?d\.?|s/d|pada|besok|lusa|kemarin|"
    r"ini|nanti|malam|pagi|sore|siang|subuh|dengan|lambat|dan|depan|terhitung|efektif|berlaku|"
    r"dimulai|start|dari|sebelum|sesudah|setelah|jalan|hari|akhir|terakhir|tempo|menjadi|jadi|ke|"
    rf"{WEEKDAY}|(?<!\w){SHORT_WEEKDAY}\.?|[(,:-]|\A|\n) *[(,]? *\Z"
)
_SLASH_NOT = re.compile(
    r"(?<!\w)(?:nomor|no\.?|uu|pp|perpres|keppres|inpres|perda|perwal|perbup|permen\w*|pasal|sk|"
    r"se|rt|rw|"
    r"kav|blok|skor|ukuran|tensi|rasio|jl|jalan|gang) *(?:ri *)?\Z"
)
_SLASH_AFTER = re.compile(r" *(?:pukul|jam|pkl|\)|[,;:.]|-|\n|\Z|wib|s\.?d|sampai|hingga)")
_NAME_BEFORE = re.compile(
    r"(?<!\w)(?:universitas|jalan|jl\.?|jln\.?|gedung|lapangan|stadion|alun-alun|gang|museum|"
    r"yayasan|kodim|masjid|jembatan|bandara|gor) *\Z"
)
_PAST = re.compile(r"(?<!\w)(?:sejak|sudah|telah|tadi|kemarin) *(?:\w+ +){0,2}\Z")
_MONTH_WORDS = frozenset(cal.ALL_MONTHS)
_WEEK_WORDS = frozenset({"minggu", "pekan"})


def _full_year(text: str) -> int:
    digits = text.lstrip("'")
    return int(digits) if len(digits) == 4 else 2000 + int(digits)


def _day_atom(doc: Document, match: re.Match[str], days: str, month: int) -> Atom | None:
    """An atom for day numbers of one month; None when the calendar has none of them."""
    numbers, is_range = split_days(days)
    year_text = match["year"]
    past = _PAST.search(doc.before(match.start(), 24)) is not None
    # Nobody sets a term that is long over.
    ahead = not past and role_before(doc.before(match.start(), 48)) in {Role.END, Role.DEADLINE}
    year: int | None = _full_year(year_text) if year_text else None
    found: list[date] = []
    for number in numbers:
        if year is None:
            day = cal.infer_year(month, number, doc.today, past=past, future=ahead)
        else:
            day = cal.make_date(year, month, number)
        if day is not None:
            found.append(day)
            year = day.year
    if not found or (is_range and len(found) < 2):
        return None
    listed = tuple(found) if len(found) > 1 and not is_range else ()
    if listed and (found[-1] - found[0]).days == len(found) - 1:
        listed = ()
    if found[0] > found[-1]:
        return None
    return Atom(
        AtomKind.DAY, match.start(), match.end(), found[0], found[-1],
        listed=listed, year_stated=year_text is not None,
    )  # fmt: skip


def named_days(doc: Document) -> Iterator[Atom]:
    """Dates with the name of a month."""
    if not doc.speaks_of(_MONTH_WORDS):
        return
    for match in doc.free_matches(_NAMED):
        # 'Jalan 2 Mei' is a street, 'jalan tanggal 2 Mei' is when something begins.
        dated = match.group().startswith(("t", "("))
        if not dated and _NAME_BEFORE.search(doc.before(match.start(), 16)):
            doc.take(match.start(), match.end())
            continue
        days = match["days"]
        if days is None:
            number = parse_words(match["words"].split())
            if number is None or not 1 <= number <= 31:
                continue
            days = str(int(number))
        atom = _day_atom(doc, match, days, cal.ALL_MONTHS[match["month"]])
        # A day that does not exist is still no number of anything else.
        doc.take(match.start(), match.end())
        if atom is not None:
            yield atom


def numeric_days(doc: Document) -> Iterator[Atom]:
    """Dates in figures, where the words around them allow it."""
    for match in doc.free_matches(_ISO):
        day = cal.make_date(int(match["year"]), int(match["month"]), int(match["day"]))
        if day is not None:
            yield Atom(AtomKind.DAY, match.start(), match.end(), day, day)
    for match in doc.free_matches(_DOTTED):
        if 1 <= int(match["month"]) <= 12:
            atom = _day_atom(doc, match, match["days"], int(match["month"]))
            if atom is not None:
                yield atom
    for match in doc.free_matches(_SLASH):
        if _is_slash_date(doc, match):
            atom = _day_atom(doc, match, match["days"], int(match["month"]))
            if atom is not None:
                yield atom


def _is_slash_date(doc: Document, match: re.Match[str]) -> bool:
    """Whether `29/7` here is a day and month, and not a fraction or a file number."""
    if not 1 <= int(match["month"]) <= 12 or match.group() == "24/7":
        return False
    before = doc.before(match.start(), 24)
    if _SLASH_NOT.search(before):
        return False
    if match["year"] or len(match["days"]) > 2:
        return True
    if _SLASH_BEFORE.search(before):
        return True
    return int(match["days"]) > 5 and _SLASH_AFTER.match(doc.text, match.end()) is not None


def months(doc: Document) -> Iterator[Atom]:
    """Months and parts of months."""
    if not doc.speaks_of(_MONTH_WORDS):
        return
    for match in doc.free_matches(_MONTHS):
        if _NAME_BEFORE.search(doc.before(match.start(), 16)):
            continue
        month = cal.ALL_MONTHS[match["month"] or match["short"]]
        past = match["ago"] is not None or _PAST.search(doc.before(match.start(), 24)) is not None
        start = _month_start(month, match["year"], doc.today, past=past)
        first, last = part_of_month(start, match["part"], doc.before(match.start(), 24))
        if match["until"]:
            end_month = cal.ALL_MONTHS[match["until"]]
            year = start.year + (end_month < month)
            if match["year"] and end_month < month:
                first, year = first.replace(year=start.year - 1), start.year
            last = cal.month_end(year, end_month)
        partial = match["part"] is not None and match["part"] != "habis"
        yield Atom(
            AtomKind.SPAN, match.start(), match.end(), first, last,
            Precision.WEEK if partial else Precision.MONTH,
            year_stated=match["year"] is not None, approximate=partial,
        )  # fmt: skip


_ORDINAL_WEEKS: dict[str, int] = {
    "pertama": 1, "i": 1, "kedua": 2, "ii": 2, "ketiga": 3, "iii": 3, "keempat": 4, "iv": 4,
    "terakhir": -1,
}  # fmt: skip
_WEEK_OF_MONTH = re.compile(
    rf"(?<!\w)(?:minggu|pekan) +(?:ke-? ?(?P<n>[1-5])|(?P<word>{any_of(_ORDINAL_WEEKS)}))(?!\w) +"
    rf"(?:di +|pada +)?(?:bulan +)?(?:(?P<month>{_FULL_MONTH})(?!\w)(?: +(?:tahun +)?"
    rf"(?P<year>{YEAR}))?|(?P<which>ini|depan)(?!\w))"
)


def _week_of(month: date, nth: int) -> tuple[date, date]:
    """The days of the nth week of a month, the last one for -1."""
    end = cal.month_end(month.year, month.month)
    if nth < 0:
        return end.replace(day=end.day - 6), end
    # The fifth week of a February of 28 days is its last.
    first = month.replace(day=min(7 * nth - 6, end.day - 6 if nth < 5 else end.day))
    return first, min(cal.shift(first, 6) or end, end)


def weeks_of_months(doc: Document) -> Iterator[Atom]:
    """`minggu kedua Mei`: seven days, give or take how weeks are counted."""
    if not doc.speaks_of(_WEEK_WORDS):
        return
    for match in _WEEK_OF_MONTH.finditer(doc.text):
        if match["month"]:
            month = cal.ALL_MONTHS[match["month"]]
            start = _month_start(month, match["year"], doc.today, past=False)
        elif "bulan" in match.group():
            start = cal.add_months(doc.today, 1 if match["which"] == "depan" else 0)
        else:
            continue
        nth = int(match["n"]) if match["n"] else _ORDINAL_WEEKS[match["word"]]
        first, last = _week_of(start, nth)
        # The phase that the words alone would name is none here.
        doc.found = [f for f in doc.found if not match.start() <= f.start < match.end()]
        yield Atom(
            AtomKind.SPAN, match.start(), match.end(), first, last, Precision.WEEK,
            year_stated=match["year"] is not None, approximate=True,
        )  # fmt: skip


def _month_start(month: int, year_text: str | None, today: date, *, past: bool) -> date:
    if year_text:
        return date(_full_year(year_text), month, 1)
    middle = cal.infer_year(month, 15, today, past=past and month != today.month)
    return (middle or today).replace(day=1)


def years(doc: Document) -> Iterator[Atom]:
    """Years that say that they are years."""
    for match in doc.free_matches(_YEARS):
        first, last = int(match["year"]), int(match["until"] or match["year"])
        if first <= last:
            yield Atom(
                AtomKind.SPAN, match.start(), match.end(), date(first, 1, 1), date(last, 12, 31),
                Precision.YEAR,
            )  # fmt: skip
