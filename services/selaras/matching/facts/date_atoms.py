"""Finds the pieces that dates are written in: `27 dan 28 Mei`, `(3/8)`, `Senin depan`, `besok`.

An atom is resolved as far as its own words go; `dates` joins atoms into dates and ranges.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from selaras.matching.domain.facts import Precision
from selaras.matching.facts import calendar as cal
from selaras.matching.facts.document import Document
from selaras.matching.facts.numbers import UNITS, parse_words
from selaras.matching.text.lexicon import any_of


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


RANGE = r"(?:-|s\.? ?d\.?|s/d|sampai(?: +dengan)?|hingga|sampe(?: +dengan)?|nganti|tekan|dugi|to)"
LIST = r"(?:,? *(?:dan|dan/atau|atau|lan|wan|serta|sama|jeung|jo|deng|&|\+)|,)"
_DAY = r"(?:[0-3]?\d(?!\d))"
_DAYS = rf"{_DAY}(?: *(?:{RANGE}|{LIST}) *(?:tanggal +|tgl\.? +)?{_DAY})*"
_YEAR = r"(?:(?:19|20)\d\d(?!\d)|'\d\d(?!\d))"
_MONTH = any_of(cal.ALL_MONTHS)
_FULL_MONTH = any_of(cal.MONTHS)
_TENS_WORDS = any_of([*UNITS, "belas", "puluh"])

_NAMED = re.compile(
    rf"(?<![\w/])(?<!\d[.,])(?:(?:tanggal|tgl)\.? *)?"
    rf"(?:(?P<days>{_DAYS})|(?P<words>{_TENS_WORDS}(?: +{_TENS_WORDS}){{0,2}})) *"
    rf"(?:bulan +)?[-/]?(?P<month>{_MONTH})(?!\w)\.?(?: *[,/-]? *(?:tahun +)?(?P<year>{_YEAR}))?"
)
_ISO = re.compile(r"(?<![\w/.-])(?P<year>(?:19|20)\d\d)-(?P<month>[01]\d)-(?P<day>[0-3]\d)(?!\d)")
_SLASH = re.compile(
    rf"(?<![\w/.,])(?P<days>{_DAY}(?: *(?:-|s\.?d\.?|s/d|sampai|hingga|{LIST}) *{_DAY})*)"
    rf" ?/ ?(?P<month>[01]?\d)(?:/(?P<year>(?:19|20)\d\d|\d\d))?(?![\w/]|[.,]\d)"
)
_DOTTED = re.compile(
    rf"(?<![\w/.,-])(?P<days>{_DAY})(?P<sep>[.-])(?P<month>[01]?\d)(?P=sep)"
    rf"(?P<year>(?:19|20)\d\d|\d\d(?=[ ,);\n]|$))(?![\w/]|[.,-]\d)"
)
_MONTHS = re.compile(
    rf"(?<![\w/.,-])(?:(?P<part>awal|pertengahan|medio|tengah|akhir|habis|penghujung) +)?"
    rf"(?:bulan +)?(?:(?P<month>{_FULL_MONTH})|(?P<short>{any_of(cal.SHORT_MONTHS)})"
    rf"(?= *(?:{RANGE}) *{_MONTH}(?!\w)))(?!\w)"
    rf"(?: *(?:{RANGE}|,? *dan) *(?:(?:habis|akhir) +)?(?P<until>{_MONTH})(?!\w))?"
    rf"(?: *,? *(?:tahun +)?(?P<year>{_YEAR}))?(?P<ago> +lalu| +kemarin)?"
)
_YEARS = re.compile(
    r"(?<!\w)(?:tahun(?: anggaran| ajaran| pelajaran)?|ta\.?|pada) +(?P<year>(?:19|20)\d\d)"
    r"(?: ?[/-] ?(?P<until>(?:19|20)\d\d))?(?![\w/]|[.,]\d)"
)
_WEEKDAY = any_of(cal.WEEKDAYS)
_SHORT_WEEKDAY = any_of(cal.SHORT_WEEKDAYS)
_AFTER_WEEKDAY = (
    r"(?: +(?:(?:pekan|minggu) +(?:ini|depan|lalu|kemarin)|(?:pekan|minggu) +(?:yang +)?berikutnya|"
    r"depan|ini|iki|lalu|kemarin|kmrn|wingi|lusa|berikutnya|mendatang|nanti|nya|ngarep)(?!\w))?"
)
_WEEKDAYS = re.compile(
    rf"(?<![\w])(?P<every>(?:setiap|tiap|saben|unggal) +(?:hari +)?)?(?P<hari>(?:hari +)|dino +|"
    rf"poe +)?"
    rf"(?P<days>{_WEEKDAY}(?!\w|-?nya)(?: *(?:{RANGE}|{LIST}) *(?:hari +)?{_WEEKDAY}(?!\w))*)"
    rf"(?:-?nya(?!\w))?(?P<after>{_AFTER_WEEKDAY})"
    rf"|(?<![\w])(?P<short>{_SHORT_WEEKDAY})\.?(?= *,? *\(?\d{{1,2}}(?:/| *{_MONTH}))"
)
_NOT_SUNDAY = re.compile(
    r" *(?:ini|depan|lalu|kemarin|pertama|kedua|ketiga|keempat|terakhir|berikutnya|ke-|sekali|\d)"
)
_NOT_SUNDAY_BEFORE = re.compile(
    r"(?:(?:\d|ber|dalam|per|satu|dua|tiga|empat|lima|enam|beberapa|setiap|tiap|selama) *|"
    r"(?:se))\Z"
)
_DAYPART = r"(?:pagi|siang|sore|malam|petang|subuh|dini hari)"
_RELATIVE_DAYS: dict[str, int] = {
    "hari ini": 0, "hari iki": 0, "dino iki": 0, "poe ieu": 0, "hari ko": 0, "dinten puniki": 0,
    "malam ini": 0, "pagi ini": 0, "siang ini": 0, "sore ini": 0, "nanti malam": 0,
    "nanti sore": 0, "nanti siang": 0, "malam nanti": 0, "sore nanti": 0, "tadi pagi": 0,
    "pagi tadi": 0, "siang tadi": 0, "sore tadi": 0, "tadi siang": 0, "tadi sore": 0,
    "mengko bengi": 0, "besok": 1, "bsk": 1, "bsok": 1, "besuk": 1, "sesuk": 1, "isukan": 1,
    "esok": 1, "esok hari": 1, "bisuak": 1, "lusa": 2,
    "besok lusa": 2, "pageto": 2, "kemarin": -1, "kemaren": -1, "kmrn": -1, "kmarin": -1,
    "wingi": -1, "kamari": -1, "tadi malam": -1, "semalam": -1, "kemarin lusa": -2,
}  # fmt: skip
_RELATIVE = re.compile(rf"(?<!\w){any_of(_RELATIVE_DAYS)}(?!\w)(?: +{_DAYPART}(?!\w))?")
_SPANS = re.compile(
    r"(?<!\w)(?:(?P<part>awal|pertengahan|akhir|penghujung) +)?(?P<unit>pekan|minggu|bulan|tahun)"
    r" +(?P<which>ini|depan|lalu|kemarin|iki|ngarep|mendatang|ko)(?!\w)"
    r"|(?<!\w)(?P<weekend>akhir pekan|weekend)(?!\w)|(?<!\w)(?P<year_end>akhir tahun)(?!\w)"
)
_COUNTED = re.compile(
    r"(?<!\w)(?P<n>\d{1,3}|[a-z]+|se(?=hari|pekan|minggu|bulan)) *(?P<unit>hari|pekan|minggu|bulan)"
    r" +(?:yang +)?(?P<way>lagi|lalu|silam|kemudian)(?!\w)"
)
_DAY_OF_MONTH = re.compile(
    rf"(?<!\w)(?:tanggal|tgl\.?) *(?P<days>{_DAYS})(?![\w/]|[.,:-]\d)"
    rf"(?: +bulan +(?P<which>ini|depan|iki))?"
)
_EVERY_MONTH = re.compile(r" *(?:setiap|tiap|saban|saben|di setiap) +bulan")
_HOLIDAY = re.compile(
    rf"(?<!\w)(?:h *(?P<sign>[-+]) *(?P<n>\d{{1,2}}) +(?:hari +raya +)?|"
    rf"(?P<at>(?:pada|saat|sampai|hingga|sampe|mulai|sejak|tepat|bertepatan dengan) +"
    rf"(?:hari +raya +|hari +)?))(?P<name>{any_of(cal.HOLIDAYS)})(?!\w)"
)
_SLASH_BEFORE = re.compile(
    r"(?:tanggal|tgl\.?|mulai|sejak|per|sampai|sampe|hingga|s\.?d\.?|s/d|pada|besok|lusa|kemarin|"
    r"ini|nanti|malam|pagi|sore|siang|subuh|dengan|lambat|dan|depan|"
    rf"{_WEEKDAY}|(?<!\w){_SHORT_WEEKDAY}\.?|[(,:-]|\A|\n) *[(,]? *\Z"
)
_SLASH_NOT = re.compile(
    r"(?:nomor|no\.?|uu|pp|perpres|keppres|inpres|perda|perwal|perbup|permen\w*|pasal|sk|se|rt|rw|"
    r"kav|blok|skor|ukuran|tensi|rasio|jl|jalan|gang) *(?:ri *)?\Z"
)
_SLASH_AFTER = re.compile(r" *(?:pukul|jam|pkl|\)|[,;:.]|-|\n|\Z|wib|s\.?d|sampai|hingga)")
_NAME_BEFORE = re.compile(
    r"(?:universitas|jalan|jl\.?|jln\.?|gedung|lapangan|stadion|alun-alun|gang|museum|"
    r"yayasan|kodim|masjid|jembatan|bandara|gor) *\Z"
)
_PAST = re.compile(r"(?:sejak|sudah|telah|tadi|kemarin) *(?:\w+ +){0,2}\Z")


_MONTH_WORDS = frozenset(cal.ALL_MONTHS)
_WEEKDAY_WORDS = frozenset({*cal.WEEKDAYS, *cal.SHORT_WEEKDAYS, "jum", "satu"})
_SPAN_WORDS = frozenset({"pekan", "minggu", "bulan", "tahun", "weekend"})
_AGO_WORDS = frozenset({"lagi", "lalu", "silam", "kemudian"})
_DATE_WORDS = frozenset({"tanggal", "tgl"})
_HOLIDAY_WORDS = frozenset(name.split()[-1] for name in cal.HOLIDAYS)


def _split_days(text: str) -> tuple[list[int], bool]:
    """The day numbers in `15-20` or `27 dan 28`, and whether they are the ends of a range."""
    numbers = [int(n) for n in re.findall(r"\d+", text)]
    is_range = len(numbers) == 2 and re.search(rf"\d *{RANGE} *", text) is not None
    return numbers, is_range


def _full_year(text: str) -> int:
    digits = text.lstrip("'")
    return int(digits) if len(digits) == 4 else 2000 + int(digits)


def _day_atom(doc: Document, match: re.Match[str], days: str, month: int) -> Atom | None:
    """An atom for day numbers of one month; None when the calendar has none of them."""
    numbers, is_range = _split_days(days)
    year_text = match["year"]
    past = _PAST.search(doc.before(match.start(), 24)) is not None
    year: int | None = _full_year(year_text) if year_text else None
    found: list[date] = []
    for number in numbers:
        if year is None:
            day = cal.infer_year(month, number, doc.today, past=past)
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


def _named(doc: Document) -> Iterator[Atom]:
    if not doc.speaks_of(_MONTH_WORDS):
        return
    for match in doc.free_matches(_NAMED):
        if _NAME_BEFORE.search(doc.before(match.start(), 16)):
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


def _numeric(doc: Document) -> Iterator[Atom]:
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


def _part_of_month(first: date, part: str | None) -> tuple[date, date]:
    last = cal.month_end(first.year, first.month)
    if part in {"awal"}:
        return first, first.replace(day=10)
    if part in {"pertengahan", "medio", "tengah"}:
        return first.replace(day=11), first.replace(day=20)
    if part in {"akhir", "penghujung"}:
        return first.replace(day=21), last
    if part == "habis":
        return last, last
    return first, last


def _months(doc: Document) -> Iterator[Atom]:
    if not doc.speaks_of(_MONTH_WORDS):
        return
    for match in doc.free_matches(_MONTHS):
        if _NAME_BEFORE.search(doc.before(match.start(), 16)):
            continue
        month = cal.ALL_MONTHS[match["month"] or match["short"]]
        past = match["ago"] is not None or _PAST.search(doc.before(match.start(), 24)) is not None
        start = _month_start(month, match["year"], doc.today, past=past)
        first, last = _part_of_month(start, match["part"])
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


def _month_start(month: int, year_text: str | None, today: date, *, past: bool) -> date:
    if year_text:
        return date(_full_year(year_text), month, 1)
    middle = cal.infer_year(month, 15, today, past=past and month != today.month)
    return (middle or today).replace(day=1)


def _years(doc: Document) -> Iterator[Atom]:
    for match in doc.free_matches(_YEARS):
        first, last = int(match["year"]), int(match["until"] or match["year"])
        if first <= last:
            yield Atom(
                AtomKind.SPAN, match.start(), match.end(), date(first, 1, 1), date(last, 12, 31),
                Precision.YEAR,
            )  # fmt: skip


def _weekdays(doc: Document) -> Iterator[Atom]:
    if not doc.speaks_of(_WEEKDAY_WORDS):
        return
    for match in doc.free_matches(_WEEKDAYS):
        if match["short"]:
            day = cal.SHORT_WEEKDAYS[match["short"]]
            yield Atom(AtomKind.WEEKDAY, match.start(), match.end(), weekdays=(day,))
            continue
        names = re.findall(rf"{_WEEKDAY}(?!\w)", match["days"])
        if names == ["minggu"] and not _is_sunday(doc, match):
            continue
        days = tuple(cal.WEEKDAYS[name] for name in names)
        is_range = len(days) == 2 and re.search(rf"{RANGE} *(?:hari +)?{_WEEKDAY}\Z", match["days"])
        atom = Atom(
            AtomKind.WEEKDAY, match.start(), match.end(), weekdays=days,
            weekday_range=bool(is_range), recurring=match["every"] is not None,
        )  # fmt: skip
        _shift_weekday(atom, match["after"] or "", doc.today)
        yield atom


def _is_sunday(doc: Document, match: re.Match[str]) -> bool:
    """Whether `minggu` is the day and not the week."""
    if match["hari"] or (match["every"] and match["hari"]):
        return True
    start = match.start("days")
    if _NOT_SUNDAY_BEFORE.search(doc.before(start, 12)):
        return False
    if _NOT_SUNDAY.match(doc.text, match.end("days")):
        after = doc.text[match.end("days") : match.end("days") + 12]
        # 'Minggu 21 Juni' is the day, '2 minggu 3 hari' is not.
        return re.match(rf" *\d{{1,2}}(?:/| *{_MONTH})", after) is not None
    return doc.original_char(start).isupper() or "(" in doc.text[match.end() : match.end() + 2]


def _shift_weekday(atom: Atom, after: str, today: date) -> None:
    """Ties weekdays with `depan`, `ini`, `lalu` to a week."""
    if not after.strip() or after.strip() in {"nya", "nanti"}:
        return
    if re.search(r"lalu|kemarin|kmrn|wingi", after):
        if len(atom.weekdays) == 1 and not re.search(r"pekan|minggu", after):
            atom.first = atom.last = cal.last_weekday(today, atom.weekdays[0])
            return
        anchor = cal.shift(cal.monday_of(today), -7)
    elif re.search(r"depan|berikutnya|ngarep", after):
        anchor = cal.shift(cal.monday_of(today), 7)
    elif re.search(r"pekan|minggu", after):
        anchor = cal.monday_of(today)
    else:
        anchor = None
    _place_weekdays(atom, anchor, today)


def _place_weekdays(atom: Atom, monday: date | None, today: date) -> None:
    if monday is None:
        first = cal.next_weekday(today, atom.weekdays[0])
        last = cal.next_weekday(first, atom.weekdays[-1])
    else:
        first = cal.shift(monday, atom.weekdays[0]) or monday
        last = cal.next_weekday(first, atom.weekdays[-1])
    atom.first, atom.last = first, last


def place_in_week(atom: Atom, week: Atom, today: date) -> None:
    """Ties the weekdays of `atom` to the week that `week` names."""
    _place_weekdays(atom, week.first, today)


def _relative(doc: Document) -> Iterator[Atom]:
    for match in doc.free_matches(_RELATIVE):
        words = re.sub(rf" +{_DAYPART}\Z", "", match.group())
        offset = _RELATIVE_DAYS.get(re.sub(" +", " ", words))
        if offset is None:
            offset = _RELATIVE_DAYS[re.sub(" +", " ", match.group())]
        day = cal.shift(doc.today, offset)
        yield Atom(AtomKind.RELATIVE, match.start(), match.end(), day, day, inferred=True)
    yield from _counted(doc)
    yield from _day_of_month(doc)
    yield from _holidays(doc)


def _counted(doc: Document) -> Iterator[Atom]:
    if not doc.speaks_of(_AGO_WORDS):
        return
    days_in = {"hari": 1, "pekan": 7, "minggu": 7, "bulan": 30}
    for match in doc.free_matches(_COUNTED):
        text = match["n"]
        number = Decimal(1) if text == "se" else (
            Decimal(text) if text.isdigit() else parse_words([text])
        )  # fmt: skip
        if not number:
            continue
        sign = -1 if match["way"] in {"lalu", "silam"} else 1
        day = cal.shift(doc.today, sign * int(number) * days_in[match["unit"]])
        exact = match["unit"] == "hari"
        if day is not None and match["way"] != "kemudian":
            yield Atom(
                AtomKind.RELATIVE, match.start(), match.end(), day, day,
                inferred=True, approximate=not exact,
            )  # fmt: skip


def _day_of_month(doc: Document) -> Iterator[Atom]:
    if not doc.speaks_of(_DATE_WORDS):
        return
    for match in doc.free_matches(_DAY_OF_MONTH):
        if _EVERY_MONTH.match(doc.text, match.end()):
            continue
        numbers, is_range = _split_days(match["days"])
        base = doc.today.replace(day=1)
        if match["which"] == "depan" or (match["which"] is None and numbers[0] < doc.today.day):
            base = cal.add_months(base, 1)
        days = [cal.make_date(base.year, base.month, n) for n in numbers]
        found = [day for day in days if day is not None]
        if found and found == sorted(found):
            listed = tuple(found) if len(found) > 1 and not is_range else ()
            yield Atom(
                AtomKind.RELATIVE, match.start(), match.end(), found[0], found[-1],
                listed=listed, inferred=True,
            )  # fmt: skip


def _holidays(doc: Document) -> Iterator[Atom]:
    if not doc.speaks_of(_HOLIDAY_WORDS):
        return
    for match in doc.free_matches(_HOLIDAY):
        day = cal.holiday(cal.HOLIDAYS[re.sub(" +", " ", match["name"])], doc.today)
        if day is None:
            continue
        start = match.start()
        if match["sign"]:
            offset = int(match["n"]) * (-1 if match["sign"] == "-" else 1)
            moved = cal.shift(day, offset)
            if moved is not None:
                yield Atom(AtomKind.RELATIVE, start, match.end(), moved, moved, inferred=True)
        else:
            begin = match.end("at")
            yield Atom(AtomKind.RELATIVE, begin, match.end(), day, day, inferred=True)


def _spans(doc: Document) -> Iterator[Atom]:
    if not doc.speaks_of(_SPAN_WORDS):
        return
    for match in doc.free_matches(_SPANS):
        if match["weekend"]:
            saturday = cal.next_weekday(doc.today, 5)
            yield Atom(AtomKind.WEEK, match.start(), match.end(), saturday,
                       cal.shift(saturday, 1), Precision.WEEK, inferred=True)  # fmt: skip
            continue
        if match["year_end"]:
            yield Atom(AtomKind.SPAN, match.start(), match.end(), date(doc.today.year, 12, 1),
                       date(doc.today.year, 12, 31), Precision.MONTH, approximate=True)  # fmt: skip
            continue
        which = match["which"]
        step = {"depan": 1, "ngarep": 1, "mendatang": 1, "lalu": -1, "kemarin": -1}.get(which, 0)
        yield _relative_span(doc, match, step)


def _relative_span(doc: Document, match: re.Match[str], step: int) -> Atom:
    unit, part = match["unit"], match["part"]
    if unit in {"pekan", "minggu"}:
        monday = cal.shift(cal.monday_of(doc.today), 7 * step) or doc.today
        begin = 5 if part == "akhir" else 0
        first, last = cal.shift(monday, begin), cal.shift(monday, 6)
        return Atom(AtomKind.WEEK, match.start(), match.end(), first, last, Precision.WEEK,
                    inferred=True)  # fmt: skip
    if unit == "bulan":
        start = cal.add_months(doc.today, step)
        first, last = _part_of_month(start, part)
        precision = Precision.WEEK if part else Precision.MONTH
    else:
        year = doc.today.year + step
        first, last, precision = date(year, 1, 1), date(year, 12, 31), Precision.YEAR
    return Atom(AtomKind.SPAN, match.start(), match.end(), first, last, precision,
                inferred=True, approximate=part is not None)  # fmt: skip


_SCANNERS: tuple[Callable[[Document], Iterator[Atom]], ...] = (
    _named, _numeric, _weekdays, _relative, _spans, _months, _years,
)  # fmt: skip


def find_atoms(doc: Document) -> list[Atom]:
    """All pieces of dates in reading order; their ranges are taken."""
    atoms: list[Atom] = []
    for scan in _SCANNERS:
        fresh = list(scan(doc))
        for atom in fresh:
            doc.take(atom.start, atom.end)
        atoms.extend(fresh)
    return sorted(atoms, key=lambda atom: atom.start)
