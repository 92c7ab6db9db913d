"""Finds dates that hang on the day of writing: `Senin depan`, `besok`, `akhir bulan ini`, `H-7`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from selaras.matching.domain.facts import Precision, Role
from selaras.matching.facts import calendar as cal
from selaras.matching.facts.date_pieces import (
    DAYS,
    LIST,
    MONTH,
    RANGE,
    SHORT_WEEKDAY,
    WEEKDAY,
    Atom,
    AtomKind,
    part_of_month,
    split_days,
)
from selaras.matching.facts.document import Document
from selaras.matching.facts.numbers import parse_words
from selaras.matching.facts.roles import role_before
from selaras.matching.text.lexicon import any_of

_AFTER_WEEKDAY = (
    r"(?: +(?:(?:pekan|minggu) +(?:ini|depan|lalu|kemarin)|(?:pekan|minggu) +(?:yang +)?berikutnya|"
    r"depan|ini|iki|lalu|kemarin|kemaren|kmrn|kmaren|tadi|wingi|kamari|lusa|berikutnya|mendatang|nanti|nya|ngarep)(?!\w))?"
)
_WEEKDAYS = re.compile(
    rf"(?<![\w])(?P<every>(?:setiap|tiap|saben|unggal) +(?:hari +)?)?(?P<hari>(?:hari +)|dino +|"
    rf"poe +)?"
    rf"(?P<days>{WEEKDAY}(?!\w|-?nya)(?: *(?:{RANGE}|{LIST}) *(?:hari +)?{WEEKDAY}(?!\w))*)"
    rf"(?:-?nya(?!\w))?(?P<after>{_AFTER_WEEKDAY})"
    rf"|(?<![\w])(?P<shorts>{SHORT_WEEKDAY}\.? *(?:{RANGE}|&|,) *{SHORT_WEEKDAY})\.?(?!\w)"
    rf"|(?<![\w])(?P<short>{SHORT_WEEKDAY})\.?(?= *,? *\(?\d{{1,2}}(?:/| *{MONTH}))"
)
_NOT_SUNDAY = re.compile(
    r" *(?:ini|depan|lalu|kemarin|pertama|kedua|ketiga|keempat|terakhir|berikutnya|ke-|sekali|\d)"
)
_NOT_SUNDAY_BEFORE = re.compile(
    r"(?:(?:\d|(?<!\w)(?:ber|dalam|per|satu|dua|tiga|empat|lima|enam|"
    r"beberapa|setiap|tiap|selama)) *|"
    r"(?<!\w)se)\Z"
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
    r"|(?<!\w)(?P<weekend>akhir pekan|weekend)(?!\w)(?P<when> +(?:ini|nanti|besok|kemarin|lalu))?"
    r"|(?<!\w)(?P<year_end>akhir tahun)(?!\w)"
)
_COUNTED = re.compile(
    r"(?<!\w)(?P<n>\d{1,3}|[a-z]+|se(?=hari|pekan|minggu|bulan)) *(?P<unit>hari|pekan|minggu|bulan)"
    r" +(?:yang +)?(?P<way>lagi|lalu|silam|kemudian)(?!\w)"
)
_DAY_OF_MONTH = re.compile(
    rf"(?<!\w)(?:tanggal|tgl\.?) *(?P<days>{DAYS})(?![\w/]|[.,:-]\d)"
    rf"(?: +bulan +(?P<which>ini|depan|iki))?"
)
_EVERY_MONTH = re.compile(r" *(?:setiap|tiap|saban|saben|di setiap) +bulan")
_EVERY_BEFORE = re.compile(r"(?<!\w)(?:setiap|tiap|saban|saben) +\Z")
_AROUND = re.compile(
    rf"(?<!\w)(?:(?P<n>\d{{1,2}}|[a-z]+|se(?=hari|minggu|pekan)) *(?P<unit>hari|minggu|pekan) +"
    rf"(?P<way>setelah|sesudah|sebelum|menjelang|pasca|usai)|(?P<eve>malam)) +"
    rf"(?:hari +raya +|hari +)?(?P<name>{any_of(cal.HOLIDAYS)})(?!\w)"
)
_HOLIDAY = re.compile(
    rf"(?<!\w)(?:h *(?P<sign>[-+]) *(?P<n>\d{{1,2}}) +(?:hari +raya +)?|"
    rf"(?P<at>(?:pada|saat|sampai|hingga|sampe|mulai|sejak|tepat|bertepatan dengan) +"
    rf"(?:hari +raya +|hari +)?))(?P<name>{any_of(cal.HOLIDAYS)})(?!\w)"
)
_WEEKDAY_WORDS = frozenset({*cal.WEEKDAYS, *cal.SHORT_WEEKDAYS, "jum", "satu"})
_SPAN_WORDS = frozenset({"pekan", "minggu", "bulan", "tahun", "weekend"})
_AGO_WORDS = frozenset({"lagi", "lalu", "silam", "kemudian"})
_DATE_WORDS = frozenset({"tanggal", "tgl"})
_HOLIDAY_WORDS = frozenset(name.split()[-1] for name in cal.HOLIDAYS)


def weekdays(doc: Document) -> Iterator[Atom]:
    """Weekdays, tied to a week where a word does so."""
    if not doc.speaks_of(_WEEKDAY_WORDS):
        return
    for match in doc.free_matches(_WEEKDAYS):
        if match["short"]:
            day = cal.SHORT_WEEKDAYS[match["short"]]
            yield Atom(AtomKind.WEEKDAY, match.start(), match.end(), weekdays=(day,))
            continue
        if match["shorts"]:
            yield _short_weekdays(match)
            continue
        names = re.findall(rf"{WEEKDAY}(?!\w)", match["days"])
        if names == ["minggu"] and not _is_sunday(doc, match):
            continue
        days = tuple(cal.WEEKDAYS[name] for name in names)
        is_range = len(days) == 2 and re.search(rf"{RANGE} *(?:hari +)?{WEEKDAY}\Z", match["days"])
        atom = Atom(
            AtomKind.WEEKDAY, match.start(), match.end(), weekdays=days,
            weekday_range=bool(is_range), recurring=match["every"] is not None,
        )  # fmt: skip
        _shift_weekday(atom, match["after"] or "", doc.today)
        yield atom


def _short_weekdays(match: re.Match[str]) -> Atom:
    """`Sen-Kam`: the days of an opening, in every week."""
    names = re.findall(rf"{SHORT_WEEKDAY}", match["shorts"])
    days = (cal.SHORT_WEEKDAYS[names[0]], cal.SHORT_WEEKDAYS[names[-1]])
    is_range = re.search(r"[&,]", match["shorts"]) is None
    return Atom(
        AtomKind.WEEKDAY, match.start(), match.end(), weekdays=days, weekday_range=is_range
    )  # fmt: skip


def _is_sunday(doc: Document, match: re.Match[str]) -> bool:
    """Whether `minggu` is the day and not the week."""
    if match["hari"] or (match["every"] and match["hari"]):
        return True
    start = match.start("days")
    if doc.before(start, 8).endswith("pasar "):
        # A market that is named after its day, as Pasar Minggu.
        return False
    if _NOT_SUNDAY_BEFORE.search(doc.before(start, 12)):
        return False
    if _NOT_SUNDAY.match(doc.text, match.end("days")):
        after = doc.text[match.end("days") : match.end("days") + 12]
        # 'Minggu 21 Juni' is the day, '2 minggu 3 hari' is not.
        return re.match(rf" *\d{{1,2}}(?:/| *{MONTH})", after) is not None
    return doc.original_char(start).isupper() or "(" in doc.text[match.end() : match.end() + 2]


def _shift_weekday(atom: Atom, after: str, today: date) -> None:
    """Ties weekdays with `depan`, `ini`, `lalu` to a week."""
    if not after.strip() or after.strip() in {"nya", "nanti"}:
        return
    if re.search(r"lalu|kemar[ei]n|kmr|kmar|tadi|wingi|kamari", after):
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


def relative_days(doc: Document) -> Iterator[Atom]:
    """Days counted from the day of writing or from a holiday."""
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
        if _EVERY_MONTH.match(doc.text, match.end()) or (
            _EVERY_BEFORE.search(doc.before(match.start(), 10))
        ):
            doc.take(match.start(), match.end())
            continue
        numbers, is_range = split_days(match["days"])
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
    yield from _around_holidays(doc)
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


def _around_holidays(doc: Document) -> Iterator[Atom]:
    """`dua hari sebelum Natal`, `malam tahun baru`: days counted from a holiday in words."""
    for match in doc.free_matches(_AROUND):
        day = cal.holiday(cal.HOLIDAYS[re.sub(" +", " ", match["name"])], doc.today)
        if day is None:
            continue
        offset: int | None = -1
        if not match["eve"]:
            offset = _days_in(match["n"], match["unit"])
            if offset is not None and match["way"] in {"sebelum", "menjelang"}:
                offset = -offset
        moved = cal.shift(day, offset) if offset is not None else None
        if moved is not None:
            doc.take(match.start(), match.end())
            yield Atom(AtomKind.RELATIVE, match.start(), match.end(), moved, moved, inferred=True)


def _days_in(count: str, unit: str) -> int | None:
    """How many days `dua minggu` are; None when the count is no number."""
    if count == "se":
        number: Decimal | None = Decimal(1)
    else:
        number = Decimal(count) if count.isdigit() else parse_words([count])
    return None if number is None else int(number) * (1 if unit == "hari" else 7)


def relative_spans(doc: Document) -> Iterator[Atom]:
    """Weeks, months and years counted from the one of writing."""
    if not doc.speaks_of(_SPAN_WORDS):
        return
    for match in doc.free_matches(_SPANS):
        if match["weekend"]:
            saturday = cal.next_weekday(doc.today, 5)
            before = doc.before(match.start(), 30)
            # 'layanan akhir pekan' may be any; 'sampai akhir pekan' is the one that comes.
            any_week = match["when"] is None and role_before(before) is Role.POINT
            yield Atom(AtomKind.WEEK, match.start(), match.end(), saturday,
                       cal.shift(saturday, 1), Precision.WEEK, inferred=True,
                       recurring=any_week)  # fmt: skip
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
        first, last = part_of_month(start, part, doc.before(match.start(), 24))
        precision = Precision.WEEK if part else Precision.MONTH
    else:
        year = doc.today.year + step
        first, last, precision = date(year, 1, 1), date(year, 12, 31), Precision.YEAR
    return Atom(AtomKind.SPAN, match.start(), match.end(), first, last, precision,
                inferred=True, approximate=part is not None)  # fmt: skip
