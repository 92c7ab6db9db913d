"""Times of day: `08.00-11.00 WIB`, `jam setengah delapan pagi`, `pukul 8 s.d. selesai`."""

from __future__ import annotations

import bisect
import re
from dataclasses import dataclass, replace
from decimal import Decimal

from selaras.matching.domain.facts import (
    DateValue,
    DurationUnit,
    DurationValue,
    FactKind,
    Role,
    TimeValue,
)
from selaras.matching.domain.text import Zone
from selaras.matching.facts.document import Document, Found
from selaras.matching.facts.numbers import UNITS, parse_figure, parse_words
from selaras.matching.facts.roles import role_before
from selaras.matching.text.lexicon import any_of

_DAYPARTS: dict[str, str] = {
    "dini hari": "early", "subuh": "early", "pagi": "morning", "isuk": "morning",
    "esuk": "morning", "enjing": "morning", "siang": "noon", "awan": "noon", "tengah hari": "noon",
    "sore": "evening", "petang": "evening", "sonten": "evening", "magrib": "evening",
    "malam": "night", "malem": "night", "bengi": "night", "peuting": "night", "dalu": "night",
}  # fmt: skip
_PART = any_of(_DAYPARTS)
_CLOCK_WORD = r"(?:pukul|pkl\.?|jam|jm|wanci|tabuh|jem|jam-jam)"
_HOUR_WORDS = any_of([*UNITS, "belas", "puluh", "setengah", "satangah", "stengah"])
_HOUR = (
    r"(?P<{p}half>(?:setengah|stengah|satangah|stgh) +)?"
    rf"(?:(?P<{{p}}h>[0-2]?\d)(?:[.:](?P<{{p}}m>[0-5]\d))?(?![\d]|[.,:]\d)"
    rf"|(?P<{{p}}w>{_HOUR_WORDS}(?: +{_HOUR_WORDS})*)(?!\w))"
    r"(?: +lewat +(?P<{p}past>\d{{1,2}}|[a-z]+ ?(?:belas|puluh)?)(?: +menit)?)?"
)
_ZONE = r"(?: *\(?(?P<{p}zone>wib|wita|wit)(?!\w)\)?)?"
_TAIL = rf"(?: *(?:,|waktu)? *(?P<{{p}}part>{_PART})(?!\w))?" + _ZONE
_TO = (
    r" *(?:-|s\.? ?d\.?|s/d|(?:sampai|sampe|sampek|ampe)(?: +(?:dengan|ka|ke))?|hingg[aoe]|nganti|"
    r"ngantos|kantos|tekang|tekan|(?:dugi|nepi|tug)(?: +ka)?|dumugi|to)"
    r" *(?:(?:pukul|pkl\.?|jam) *)?"
)
_OPEN = r"(?P<open>selesai|habis|tuntas|rampung|barang habis|stok habis|ludes|bar|beres)"


def _side(prefix: str) -> str:
    return _HOUR.format(p=prefix) + _TAIL.format(p=prefix)


_SPOKEN = re.compile(
    rf"(?<!\w)(?:{_CLOCK_WORD} *:? *|(?=(?:setengah|satangah|stengah|stgh) +"
    rf"(?:\d{{1,2}}|{_HOUR_WORDS})(?: +{_PART}|{_TO}jam)))"
    rf"(?:lebih *kurang +|sekitar +|kurang lebih +)?{_side('a')}"
    rf"(?:{_TO}(?:{_OPEN}|(?P<noon>tengah hari|tengah malam)|{_side('b')}))?"
)
_BARE = re.compile(
    r"(?<![\w.,:/-])(?<!rp )(?P<ah>[0-2]?\d)[.:](?P<am>[0-5]\d)(?!\d|[.,:]\d)"
    + _TAIL.format(p="a")
    + rf"(?:{_TO}(?:{_OPEN}|(?P<bh>[0-2]?\d)(?:[.:](?P<bm>[0-5]\d))?(?!\d|[.,:]\d)"
    + _TAIL.format(p="b")
    + r"))?"
)
_AFTER_UNIT = re.compile(
    r" *(?:%|persen|ribu|rb|juta|jt|m(?!\w)|meter|km|kg|ton|orang|jiwa|poin|gram|liter|ha(?!\w)|cm|"
    r"derajat|°|sak|unit|kali|kwh|mw|µ|mm|sr|lu|ls|bt)"
)
_ALL_DAY = re.compile(
    r"(?<!\w)(?:24 *jam(?: *(?:penuh|nonstop|non-stop|sehari|/7|7 hari))?|dua puluh empat jam|"
    r"sehari semalam|siang(?: dan)? malam|24/7|sedina sewengi|sadinten sawengi|"
    r"sapoe sapeuting)(?!\w)"
)
_SERVICE = re.compile(
    r"(?<!\w)(?:buka|dibuka|siaga|layan\w*|melayani|beroperasi|bertugas|jaga|piket|posko|igd|ugd|"
    r"standby|pelayanan|operasional|berjaga)(?!\w)"
)
_BESIDE = 24
_SAME_BREATH = 200
_WORD_TIMES = {"tengah hari": 720, "tengah malam": 1440}
_WORD_TIME = re.compile(rf"(?<!\w){any_of(_WORD_TIMES)}(?!\w)")
# Prayers are at other minutes in every town; these are near enough for a half hour.
_PRAYERS: dict[str, int] = {
    "subuh": 300, "zuhur": 735, "dzuhur": 735, "dhuhur": 735, "duhur": 735, "lohor": 735,
    "jumat": 765, "jum'at": 765, "asar": 930, "ashar": 930, "magrib": 1110, "maghrib": 1110,
    "isya": 1185, "isyak": 1185, "tarawih": 1230, "taraweh": 1230,
}  # fmt: skip
_AFTER_PRAYER = re.compile(
    rf"(?<!\w)(?:ba'da|bakda|bada|badha|setelah|selepas|usai|sehabis|habis|seusai|sesudah) +"
    rf"(?P<rite>(?:salat|sholat|shalat|solat) +)?(?P<prayer>{any_of(_PRAYERS)})(?!\w)"
)
_CLOCK_NEXT = re.compile(
    rf"[ ,(]*(?:atau +|sekitar +|kira-kira +|kurang lebih +|mulai +|yaitu +|yakni +)*"
    rf"(?:{_CLOCK_WORD} *\d|\d{{1,2}}[.:]\d\d)"
)
_EARLIER_PART = re.compile(
    rf"(?<!\w)(?P<part>{_PART})(?: +(?:hari|tadi|ini|nanti|mulai|mau|sekitar|ing))*"
    rf"(?: *\([\d/ .-]+\))?(?: +\w+)?[ ,(]*\Z"
)
_LASTS = re.compile(
    r"(?<!\w)selama +(?P<n>\d{1,2}|[a-z]+(?: +(?:belas|puluh(?: +[a-z]+)?))?) +(?P<unit>jam)"
    r"(?: +(?:penuh|mulai|sejak|dari|terhitung|tadi|malam|pagi|itu|nonstop|kemudian))*[ ,(]*\Z"
)


@dataclass(frozen=True, slots=True)
class _Clock:
    """One side of a time as it was written."""

    minutes: int
    part: str | None
    zone: Zone | None
    hour: int
    explicit: bool
    """Whether it was written with 24-hour figures (`08.00`, `17`)."""


def _read(match: re.Match[str], side: str, part_before: str | None = None) -> _Clock | None:
    groups = match.groupdict()
    hour_text, words = groups.get(f"{side}h"), groups.get(f"{side}w")
    half = groups.get(f"{side}half") is not None
    minute = int(groups.get(f"{side}m") or 0)
    if hour_text is not None:
        hour = int(hour_text)
    elif words is not None:
        spoken = words.split()
        if spoken[0] in {"setengah", "satangah", "stengah"}:
            half, spoken = True, spoken[1:]
        number = parse_words(spoken) if spoken else None
        if number is None or number != int(number):
            return None
        hour = int(number)
    else:
        return None
    if hour > 24 or (hour == 24 and minute):
        return None
    minute += _past(groups.get(f"{side}past"))
    part_text = groups.get(f"{side}part")
    part = _DAYPARTS[re.sub(" +", " ", part_text)] if part_text else part_before
    zone_text = groups.get(f"{side}zone")
    zone = Zone(zone_text.upper()) if zone_text else None
    minutes = hour * 60 + minute - (30 if half else 0)
    explicit = groups.get(f"{side}m") is not None or hour > 12
    return _Clock(_with_part(minutes, part), part, zone, hour, explicit)


def _past(text: str | None) -> int:
    if not text:
        return 0
    number = int(text) if text.isdigit() else parse_words(text.split())
    return int(number) if number and number < 60 else 0


def _with_part(minutes: int, part: str | None) -> int:
    """Turns a spoken hour into the 24-hour clock: 3 sore is 15.00."""
    hour = minutes / 60
    if part == "noon" and hour < 7:
        return minutes + 720
    if part == "evening" and hour < 8:
        return minutes + 720
    if part == "night" and 5 < hour <= 12:
        return minutes + 720
    if part in {"morning", "early"} and hour >= 12 and minutes < 780 and part == "early":
        return minutes - 720
    return minutes


def _value(first: _Clock, last: _Clock | None, default: Zone) -> TimeValue:
    zone = first.zone or (last.zone if last else None) or default
    stated = first.zone is not None or (last is not None and last.zone is not None)
    start = first.minutes
    if last is None:
        return TimeValue(start % 1440 if start != 1440 else 1440, None, zone, stated)
    end = last.minutes
    if not first.explicit and first.part is None and last.part is not None and start + 720 < end:
        # 'jam 1 sampai 6 sore': the part of day at the end holds for both.
        shifted = _with_part(start, last.part)
        start = shifted if shifted < end else start
    if not last.explicit and last.part is None and end <= start and end + 720 > start:
        end += 720
    if first.zone and last.zone and last.zone is not first.zone:
        end += first.zone.utc_offset_minutes - last.zone.utc_offset_minutes
    return TimeValue(start, end, zone, stated)


def _earlier_part(doc: Document, start: int) -> str | None:
    match = _EARLIER_PART.search(doc.before(start, 40))
    return _DAYPARTS[re.sub(" +", " ", match["part"])] if match else None


def _add(doc: Document, match: re.Match[str], end: int, value: TimeValue) -> None:
    start = match.start()
    before = doc.before(start, 48)
    role = role_before(before)
    lasts = _LASTS.search(before)
    if lasts is not None and value.end is None and value.start is not None:
        count = (
            parse_figure(lasts["n"]) if lasts["n"].isdigit() else parse_words(lasts["n"].split())
        )
        if count:
            value = replace(value, end=value.start + int(count) * 60)
            begin = start - len(before) + lasts.start()
            length = DurationValue(count * 60, count * 60, DurationUnit.MINUTE)
            doc.add(
                Found(FactKind.DURATION, begin, start - len(before) + lasts.end("unit"), length)
            )
            start = begin
    if value.end is not None or value.until_finished:
        role = Role.PERIOD
    doc.add(Found(FactKind.TIME, start, end, value, role))


def _spoken(doc: Document) -> None:
    for match in doc.free_matches(_SPOKEN):
        first = _read(match, "a", None)
        if first is None:
            continue
        if first.part is None and not first.explicit:
            first = _read(match, "a", _earlier_part(doc, match.start())) or first
        if match["open"]:
            value = replace(_value(first, None, doc.default_zone), until_finished=True)
        elif match["noon"]:
            noon = _WORD_TIMES[re.sub(" +", " ", match["noon"])]
            value = replace(_value(first, None, doc.default_zone), end=noon)
        else:
            last = _read(match, "b")
            value = _value(first, last, doc.default_zone)
        _add(doc, match, _end_of(match), value)


def _end_of(match: re.Match[str]) -> int:
    text = match.group()
    return match.start() + len(text.rstrip(" ("))


def _bare(doc: Document) -> None:
    for match in doc.free_matches(_BARE):
        first, last = _read(match, "a"), _read(match, "b")
        if first is None or _AFTER_UNIT.match(doc.text, match.end()):
            continue
        value = _value(first, last, doc.default_zone)
        if match["open"]:
            value = replace(value, until_finished=True)
        sure = value.zone_stated or last is not None or match["open"] or first.part
        two_digits = len(match["ah"]) == 2 and int(match["am"]) % 5 == 0
        if sure or (two_digits and not doc.before(match.start(), 6).rstrip().endswith("rp")):
            _add(doc, match, _end_of(match), value)


def _all_day(doc: Document) -> None:
    for match in doc.free_matches(_ALL_DAY):
        near = doc.before(match.start(), 60) + " " + doc.after(match.end(), 30)
        if "selama" in doc.before(match.start(), 14) or not _SERVICE.search(near):
            continue
        value = TimeValue(0, 1440, doc.default_zone)
        doc.add(Found(FactKind.TIME, match.start(), match.end(), value, Role.PERIOD))


def _words(doc: Document) -> None:
    for match in doc.free_matches(_WORD_TIME):
        minutes = _WORD_TIMES[re.sub(" +", " ", match.group())]
        value = TimeValue(minutes, None, doc.default_zone, approximate=True)
        role = role_before(doc.before(match.start(), 48))
        doc.add(Found(FactKind.TIME, match.start(), match.end(), value, role))


def _prayers(doc: Document) -> None:
    """`ba'da Isya`; Friday itself is a day, the prayer on it a time."""
    for match in _AFTER_PRAYER.finditer(doc.text):
        if match["prayer"].startswith("jum") and not match["rite"]:
            continue
        if _CLOCK_NEXT.match(doc.text, match.end()):
            # "ba'da Isya, jam 19.30": the clock says it better.
            continue
        value = TimeValue(_PRAYERS[match["prayer"]], None, doc.default_zone, approximate=True)
        doc.add(Found(FactKind.TIME, match.start(), match.end(), value), shared=True)


def find_times(doc: Document) -> None:
    """Adds the times of `doc` and ties them to the dates beside them (run after the dates)."""
    dates = sorted(
        (found for found in doc.found if found.kind is FactKind.DATE), key=lambda f: f.start
    )
    before = len(doc.found)
    _spoken(doc)
    _bare(doc)
    _all_day(doc)
    _words(doc)
    _prayers(doc)
    times = sorted(
        (found for found in doc.found[before:] if found.kind is FactKind.TIME),
        key=lambda found: found.start,
    )
    _join_over_dates(doc, dates, times)
    for found in times:
        _tie(doc, dates, found)


def _join_over_dates(doc: Document, dates: list[Found], times: list[Found]) -> None:
    """Joins `10 Juni pukul 22.00 s.d. 11 Juni pukul 10.00`: one period over two days."""
    for found in dates:
        value = found.value
        if not isinstance(value, DateValue) or value.start is None or not value.is_range:
            continue
        inside = [t for t in times if found.start < t.start < found.end]
        following = [t for t in times if 0 <= t.start - found.end <= 8]
        if len(inside) != 1 or len(following) != 1:
            continue
        first, last = inside[0].value, following[0].value
        if not isinstance(first, TimeValue) or not isinstance(last, TimeValue):
            continue
        joined = replace(first, end=last.start, day=value.start, end_day=value.end)
        inside[0].value, inside[0].role = joined, Role.PERIOD
        inside[0].start, inside[0].end = found.start, following[0].end
        _add_length(doc, inside[0], joined)
        times.remove(following[0])
        doc.found.remove(following[0])


def _add_length(doc: Document, found: Found, value: TimeValue) -> None:
    """How long a period over several days lasts is what people ask first."""
    if value.minutes is not None and value.minutes > 0:
        length = Decimal(value.minutes)
        duration = DurationValue(length, length, DurationUnit.MINUTE)
        doc.add(Found(FactKind.DURATION, found.start, found.end, duration), shared=True)


def _tie(doc: Document, dates: list[Found], found: Found) -> None:
    """Notes on a time the day it falls on, when a single day is named right beside it."""
    value = found.value
    if not isinstance(value, TimeValue) or value.day is not None:
        return
    claim = doc.claim_at(found.start)
    if claim is None:
        return
    starts = [date.start for date in dates]
    first = bisect.bisect_left(starts, max(claim.start, found.start - _SAME_BREATH))
    last = bisect.bisect_left(starts, min(claim.end, found.end + _SAME_BREATH))
    near = sorted(
        dates[first:last],
        key=lambda d: min(abs(found.start - d.end), abs(d.start - found.end)),
    )
    if near and isinstance(near[0].value, DateValue) and near[0].value.start is None:
        if _is_beside(doc, near[0], found):
            found.value = replace(value, weekdays=near[0].value.weekdays)
        return
    if near and isinstance(near[0].value, DateValue) and near[0].value.days == 1:
        day = near[0].value.start
        found.value = replace(value, day=day, end_day=day if value.end is not None else None)
        if 0 <= found.start - near[0].end <= _BESIDE and near[0].value.clock_utc is None:
            near[0].value = replace(near[0].value, clock_utc=value.start_utc)


def _is_beside(doc: Document, day: Found, time: Found) -> bool:
    """Whether nothing but a word or two stands between weekdays and hours."""
    first, last = (day.end, time.start) if day.start < time.start else (time.end, day.start)
    gap = doc.text[first:last]
    return len(gap) <= 16 and "(" not in gap and ";" not in gap and "\n" not in gap
