"""Lengths of time: `selama dua belas jam`, `3 hari kerja`, `setengah jam`, `sepekan`."""

from __future__ import annotations

import re
from decimal import Decimal

from selaras.matching.domain.facts import (
    DurationUnit,
    DurationValue,
    FactKind,
    Per,
    QuantityValue,
    Role,
)
from selaras.matching.domain.states import Bound
from selaras.matching.facts.document import Document, Found
from selaras.matching.facts.numbers import Number
from selaras.matching.facts.units import bases_after

_UNITS: dict[str, tuple[DurationUnit, Decimal]] = {
    "detik": (DurationUnit.MINUTE, Decimal(1) / 60), "menit": (DurationUnit.MINUTE, Decimal(1)),
    "mnt": (DurationUnit.MINUTE, Decimal(1)), "jam": (DurationUnit.MINUTE, Decimal(60)),
    "hari": (DurationUnit.MINUTE, Decimal(1440)), "dina": (DurationUnit.MINUTE, Decimal(1440)),
    "minggu": (DurationUnit.MINUTE, Decimal(10080)),
    "pekan": (DurationUnit.MINUTE, Decimal(10080)),
    "bulan": (DurationUnit.MONTH, Decimal(1)), "bln": (DurationUnit.MONTH, Decimal(1)),
    "triwulan": (DurationUnit.MONTH, Decimal(3)), "semester": (DurationUnit.MONTH, Decimal(6)),
    "tahun": (DurationUnit.MONTH, Decimal(12)), "thn": (DurationUnit.MONTH, Decimal(12)),
    "th": (DurationUnit.MONTH, Decimal(12)), "taun": (DurationUnit.MONTH, Decimal(12)),
    "wulan": (DurationUnit.MONTH, Decimal(1)), "bengi": (DurationUnit.MINUTE, Decimal(1440)),
    "malam": (DurationUnit.MINUTE, Decimal(1440)), "mlm": (DurationUnit.MINUTE, Decimal(1440)),
    "peuting": (DurationUnit.MINUTE, Decimal(1440)), "abad": (DurationUnit.MONTH, Decimal(1200)),
}  # fmt: skip
_NAMES = "|".join(_UNITS)
_UNIT = re.compile(rf" *-? *(?P<unit>{_NAMES})(?P<work> +kerja)?(?!\w)(?P<half> +setengah)?")
_ONE = re.compile(
    r"(?<!\w)s[ea](?P<unit>hari|minggu|pekan|bulan|tahun|jam|menit|"
    r"detik)(?:an)?(?P<work> kerja)?(?!\w)"
)
_ONE_BEFORE = re.compile(
    r"(?<!\w)(?:selama|dalam|hanya|cuma|kurang dari|lebih dari|paling lama|maksimal|minimal|"
    r"sudah|telah|genap|wis|lah|la|minimal|hampir|tiap|setelah genap|"
    r"sekitar|telat|lewat|rata-rata|butuh|terbit|setelah|sesudah|sebelum|berlaku|waktu(?:nya)?|"
    r"memakan|makan|perlu|memerlukan|membutuhkan|lamanya|durasi(?:nya)?|estimasi|kira-kira|"
    r"kurang lebih|target(?:nya)?|rampung|tempo|interval|jeda|headway|selang) *:? *\Z"
)
_HALF = re.compile(
    r"(?<!\w)(?:setengah|stengah|separuh|satangah) +(?P<unit>jam|hari|bulan|tahun)(?!\w)"
)
_EVERY = re.compile(
    r"(?<!\w)(?:setiap|tiap|saben|unggal|per|headway|interval|selang|jeda|frekuensi|"
    r"jarak waktu|selisih waktu)(?:nya)?(?: +(?:bus|kereta|waktu|antar\w*|keberangkatan|sekitar))*"
    r" *:? *\Z"
)
_ONE_TIME = re.compile(r" +sekali(?!\w)")
# Words for nights, which name hours too: `jam 7 malam`, `malam Minggu`.
_NIGHTS = frozenset({"malam", "mlm", "bengi", "peuting"})
_CLOCK = re.compile(r"(?<!\w)(?:jam|pukul|pkl|tabuh|sampai|hingga|s\.?d\.?|sampe|-) *\Z")
_OTHER_NIGHT = re.compile(r" +(?:minggu|senin|selasa|rabu|kamis|jumat|sabtu|ahad|tadi|itu|ini)")
# `tiga hari dua malam` is three days.
_AND_NIGHTS = re.compile(r",? +(?:dan +)?(?:\d{1,2}|[a-z]+) +malam(?!\w)")
# `selesai hari itu juga`, `jadi di hari yang sama`.
_SAME_DAY = re.compile(
    r"(?<!\w)(?:selesai|jadi|rampung|terbit|diterbitkan|cetak|dicetak|kelar|tuntas|beres|langsung|"
    r"diambil|dibawa(?: pulang)?|diproses|dikirim|cair|keluar|diterima|dadi|rampunge?)"
    r"(?: +(?:dan|atau|langsung|bisa|dapat|[a-z]*kan|diambil|jadi|pulang|pada))*(?: +(?:di|pada|"
    r"ing))*"
    r" +(?P<day>(?:hari|dina|dinten|poe) +(?:itu|eta|iku|kuwi|yang sama|nan samo|"
    r"sing padha|anu sami)"
    r"(?: +(?:juga|jg|pula|uga|oge))?|di tempat saat itu juga|sehari jadi|sahari jadi)(?!\w)"
)
_NOT_YET = re.compile(r"(?<!\w)(?:tidak|tak|belum|bukan|gak|ga|nggak|ndak|ora|kada|seng|teu)(?!\w)")
_FREQUENCY = re.compile(
    r" +(?:sepekan|seminggu|sebulan|setahun|sehari|(?:per|tiap|setiap|dalam) +\w+)"
)


def _value(low: Decimal, high: Decimal, unit: str, work: bool, bound: Bound) -> DurationValue:
    base, factor = _UNITS[unit]
    if work:
        return DurationValue(low, high, DurationUnit.WORKDAY, bound)
    return DurationValue(low * factor, high * factor, base, bound)


_SHIFTS = re.compile(r"(?<![\w.,])(?P<n>\d{1,2}) *[x×] *(?P<hours>24|12) *jam(?!\w)")
_LIFELONG = re.compile(r"(?<!\w)(?:seumur hidup|selamanya|selama-lamanya|tanpa batas waktu)(?!\w)")
# What has no end is longer than all that has one.
_LIFETIME = Decimal(1200)


# `dua pasien (34 dan 19 th)` tells ages.
_AGES = re.compile(r"\( *\d{1,2}(?:(?: dan |, ?| & )\d{1,2})+ *(?:th|thn|tahun) *\)")


def _fixed(doc: Document) -> None:
    """`3 x 24 jam` and `seumur hidup`."""
    for match in doc.free_matches(_AGES):
        doc.take(match.start(), match.end())
    for match in _SHIFTS.finditer(doc.text):
        if doc.is_free(match.start(), match.end()):
            hours = Decimal(match["n"]) * Decimal(match["hours"])
            value = _value(hours, hours, "jam", False, Bound.EXACT)
            doc.add(Found(FactKind.DURATION, match.start(), match.end(), value))
    for match in doc.free_matches(_LIFELONG):
        value = _value(_LIFETIME, _LIFETIME, "bulan", False, Bound.EXACT)
        doc.add(Found(FactKind.DURATION, match.start(), match.end(), value))


def _same_day(doc: Document) -> None:
    """What is ready on the day itself takes a day at most."""
    for match in doc.free_matches(_SAME_DAY):
        start, end = match.span("day")
        value = DurationValue(Decimal(0), Decimal(1440), DurationUnit.MINUTE)
        denied = _NOT_YET.search(doc.before(match.start(), 20)) is not None
        doc.add(Found(FactKind.DURATION, start, end, value, negated=denied))


def find_durations(doc: Document) -> None:
    """Adds the lengths of time of `doc` (ages are taken before)."""
    _fixed(doc)
    _same_day(doc)
    for match in doc.free_matches(_HALF):
        half = Decimal("0.5")
        value = _value(half, half, match["unit"], False, Bound.EXACT)
        doc.add(Found(FactKind.DURATION, match.start(), match.end(), value))
    for number in list(doc.free_numbers()):
        _counted(doc, number)
    for match in doc.free_matches(_ONE):
        if _ONE_BEFORE.search(doc.before(match.start(), 24)):
            one = Decimal(1)
            value = _value(one, one, match["unit"], match["work"] is not None, Bound.EXACT)
            doc.add(Found(FactKind.DURATION, match.start(), match.end(), value))


def _counted(doc: Document, number: Number) -> None:
    match = _UNIT.match(doc.text, number.end)
    if match is None or not doc.is_free(number.start, number.end):
        return
    unit = match["unit"]
    if unit in {"th", "tahun", "thn"} and number.low >= 1000:
        return
    if _FREQUENCY.match(doc.text, match.end()) and unit == "hari" and number.high <= 31:
        bases, end = bases_after(doc.text, match.end())
        if bases:
            per = tuple(Per(base.count, base.unit) for base in bases)
            value = QuantityValue(number.low, number.high, "day", ("hari",), per, number.bound)
            doc.add(Found(FactKind.QUANTITY, number.start, end, value))
            return
    end = match.end()
    if unit in _NIGHTS:
        before = doc.before(number.start, 12)
        if _CLOCK.search(before) or _OTHER_NIGHT.match(doc.text, end) or number.high > 31:
            return
    elif unit == "hari" and (nights := _AND_NIGHTS.match(doc.text, end)):
        end = nights.end()
    half = Decimal("0.5") if match["half"] else Decimal(0)
    length = _value(
        number.low + half, number.high + half, unit, match["work"] is not None, number.bound
    )
    start = number.start
    every = _EVERY.search(doc.before(start, 40)) or _ONE_TIME.match(doc.text, match.end())
    role = Role.RECURRING if every else _role(number)
    doc.add(Found(FactKind.DURATION, start, end, length, role))


def _role(number: Number) -> Role:
    limits = {Bound.AT_MOST, Bound.AT_LEAST, Bound.LESS_THAN, Bound.MORE_THAN}
    return Role.LIMIT if number.bound in limits else Role.POINT
