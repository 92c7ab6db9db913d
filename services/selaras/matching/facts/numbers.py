"""Numbers in figures and in words, alone and in ranges, with how exact they are meant.

Words are read in Indonesian and in the larger regional languages. Words that are numbers in one
language and something else in another count only inside a longer number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from selaras.matching.domain.states import Bound
from selaras.matching.text.lexicon import any_of

UNITS: dict[str, int] = {
    "nol": 0, "satu": 1, "dua": 2, "tiga": 3, "empat": 4, "lima": 5,
    "enam": 6, "tujuh": 7, "delapan": 8, "lapan": 8, "sembilan": 9, "sepuluh": 10, "sebelas": 11,
    # Minangkabau, Malay coasts, Palembang, Bengkulu
    "duo": 2, "tigo": 3, "ampek": 4, "ampe": 4, "ampa": 4, "ampat": 4, "limo": 5, "anam": 6,
    "tujuah": 7, "tuju": 7, "sambilan": 9, "sapuluah": 10, "sapuluh": 10, "sabaleh": 11,
    # Javanese, low and high
    "siji": 1, "setunggal": 1, "loro": 2, "rong": 2, "kalih": 2, "telu": 3, "tigang": 3,
    "papat": 4, "patang": 4, "sekawan": 4, "gangsal": 5, "limang": 5, "enem": 6, "nem": 6,
    "pitu": 7, "pitung": 7, "wolu": 8, "wolung": 8, "sanga": 9, "songo": 9, "sangang": 9,
    "sedasa": 10, "sewelas": 11, "rolas": 12, "telulas": 13, "patbelas": 14, "limalas": 15,
    "nembelas": 16, "pitulas": 17, "wolulas": 18, "sangalas": 19,
    # Sundanese, Banjarese, Balinese, Batak
    "hiji": 1, "opat": 4, "genep": 6, "dalapan": 8, "sabelas": 11, "talu": 3, "walu": 8,
    "besik": 1, "kutus": 8, "tolu": 3, "onom": 6, "ualu": 8,
}  # fmt: skip
_TEENS = ("belas", "baleh", "welas", "walas")
_TENS = ("puluh", "puluah", "pulu", "dasa")
_HUNDREDS = {"ratus": 1, "ratuih": 1, "atus": 1}
_SINGLE_HUNDRED = {"seratus": 100, "saratus": 100, "saratuih": 100, "satus": 100}
SCALES: dict[str, int] = {
    "ribu": 1000, "rebu": 1000, "ewu": 1000, "rb": 1000, "rbu": 1000,
    "juta": 10**6, "jt": 10**6, "miliar": 10**9, "milyar": 10**9, "miliyar": 10**9,
    "triliun": 10**12, "trilyun": 10**12,
}  # fmt: skip
_SINGLE_SCALE = {"seribu": 1000, "sarebu": 1000, "saribu": 1000, "sewu": 1000, "sejuta": 10**6,
                 "semiliar": 10**9, "setriliun": 10**12}  # fmt: skip
_HALVES = {"setengah": Decimal("0.5"), "stengah": Decimal("0.5"), "satangah": Decimal("0.5"),
           "sasatengah": Decimal("0.5"), "seperempat": Decimal("0.25")}  # fmt: skip
_WORDS = [
    *UNITS, *_TEENS, *_TENS, *_HUNDREDS, *_SINGLE_HUNDRED, *SCALES, *_SINGLE_SCALE, *_HALVES,
    "koma",
]  # fmt: skip

FIGURE = r"\d{1,3}(?:\.\d{3})+(?:,\d+)?(?!\d)|\d{1,3}(?:,\d{3}){2,}(?!\d)|\d+(?:[.,]\d+)?"
_SCALE_WORDS = any_of([*SCALES, "ratus", "puluh"])
_NUMBER = re.compile(
    rf"(?:(?<![\w.,/])|(?<=rp)|(?<=rp\.)|"
    rf"(?<=idr))(?:(?P<figure>{FIGURE})(?P<half> *½)?(?P<scale>(?: *{_SCALE_WORDS}(?![\w]))*)"
    rf"(?P<kilo>k(?![\w]))?"
    rf"|(?P<words>{any_of(_WORDS)}(?![\w-])(?: +{any_of(_WORDS)}(?![\w-]))*))"
)
_JOIN = re.compile(r" *(?:-|s\.? ?d\.?|s/d|sampai +dengan|sampai|hingga|sampe|nganti|tekan|to) *\Z")
_BEFORE: tuple[tuple[re.Pattern[str], Bound], ...] = tuple(
    (re.compile(rf"(?:{words}) *:? *\Z"), bound)
    for words, bound in (
        (r"(?<!\w)(?:maks(?:imal|imum)?\.?|mak\.|paling (?:banyak|besar|tinggi|lama|lambat|jauh)|"
         r"paliang (?:banyak|tinggi|lamo)|paling (?:akeh|dhuwur|loba)|"
         r"sebanyak-banyaknya|setinggi-tingginya|selama-lamanya|selambat-lambatnya|"
         r"tidak (?:lebih|melebihi)(?: dari)?|(?:di)?batas(?:i|an|nya)?(?: hanya)?|"
         r"hanya boleh|cuma boleh|boleh sampai|belum lewat|belum lebih|tidak lewat|tak sampai|"
         r"tidak sampai)|(?:≤|<=)", Bound.AT_MOST),
        (r"(?<!\w)(?:min(?:imal|imum)?\.?|paling (?:sedikit|rendah|kecil|kurang|cepat)|"
         r"paliang (?:saketek|randah|murah)|paling (?:sithik|sethithik|saeutik|endhek|handap)|"
         r"sekurang-kurangnya|sekurangnya|sakurang-kurangna|sakirang-kirangipun|setidaknya|setidak-tidaknya|sedikitnya|"
         r"serendah-rendahnya|tidak kurang dari|tak kurang dari|mulai dari|sejak)|(?:≥|>=)",
         Bound.AT_LEAST),
        (r"(?<!\w)(?:lebih dari|di ?atas|melebihi|melampaui|lewat|menembus)|>", Bound.MORE_THAN),
        (r"(?<!\w)(?:kurang dari|di ?bawah|belum sampai|belum genap)|<", Bound.LESS_THAN),
        (r"(?<!\w)(?:sekitar|sekira|kurang lebih|lebih kurang|kira-kira|kisaran|hampir|nyaris|"
         r"rata-rata|diperkirakan|perkiraan|estimasi|kurleb|kl|hingga|sampai|sampe|mencapai|"
         r"kira2|watara|udakara|kirang langkung)|(?:±|\+/-|~)", Bound.APPROXIMATE),
    )
)  # fmt: skip
_VAGUE = frozenset({"mencapai"})
_AFTER_MORE = re.compile(r" *(?:lebih|an(?![\w])|-an(?![\w])|\+)")
_AFTER_UP = re.compile(r" *[\w]* *(?:ke atas|keatas|atau lebih|ke luhur|munggah)(?![\w])")
_AFTER_DOWN = re.compile(r" *[\w]* *(?:ke bawah|kebawah|atau kurang)(?![\w])")
_MAX_DIGITS = 15


@dataclass(frozen=True, slots=True)
class Number:
    """A number or range at a folded range of the text."""

    start: int
    end: int
    low: Decimal
    high: Decimal
    bound: Bound = Bound.EXACT
    in_words: bool = False
    scaled: bool = False
    modifier_start: int = -1
    """Where the word that bounds it starts, or -1."""


def parse_figure(text: str) -> Decimal | None:
    """Reads `1.140`, `1,2`, `68.450,5` or `3.00`; None when it is too long to be a number."""
    if sum(char.isdigit() for char in text) > _MAX_DIGITS:
        return None
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?", text) and not text.startswith("0."):
        return Decimal(text.replace(".", "").replace(",", "."))
    if re.fullmatch(r"\d{1,3}(?:,\d{3}){2,}|[1-9]\d{0,2},000", text):
        return Decimal(text.replace(",", ""))
    return Decimal(text.replace(",", "."))


class _WordSum:
    """A number as it grows word by word: `lima puluh tujuh ribu lima ratus`."""

    def __init__(self) -> None:
        self.total = Decimal(0)  # what is closed off by a scale
        self.group = Decimal(0)  # hundreds and tens of the group at hand
        self.unit = Decimal(0)  # a unit that a later word may multiply
        self.half = Decimal(0)
        self.seen = False

    def add(self, word: str) -> bool:
        """Takes one more word; False when it cannot follow the ones before."""
        if word in UNITS:
            return self._unit(word)
        if word in _TEENS or word in _TENS or word in _HUNDREDS:
            return self._multiply(word)
        if word in _SINGLE_HUNDRED:
            self.group += 100
        elif word in _SINGLE_SCALE:
            self.total += self._open() + _SINGLE_SCALE[word]
            self._close()
        elif word in _HALVES:
            if self.half:
                return False
            self.half = _HALVES[word]
        else:
            return word in SCALES and self._scale(SCALES[word])
        self.seen = True
        return True

    def result(self) -> Decimal | None:
        """The number, or None when no word stood for one."""
        return self.total + self._open() if self.seen else None

    def _unit(self, word: str) -> bool:
        if self.unit:
            return False
        self.unit, self.seen = Decimal(UNITS[word]), True
        return True

    def _multiply(self, word: str) -> bool:
        if not self.unit:
            return False
        if word in _TEENS:
            self.group += self.unit + 10
        else:
            self.group += self.unit * (10 if word in _TENS else 100)
        self.unit = Decimal(0)
        return True

    def _scale(self, factor: int) -> bool:
        amount = self._open()
        self.total += amount * factor
        self._close()
        return bool(amount)

    def _open(self) -> Decimal:
        return self.group + self.unit + self.half

    def _close(self) -> None:
        self.group = self.unit = self.half = Decimal(0)


def parse_words(words: list[str]) -> Decimal | None:
    """Reads number words; None when they do not form one number."""
    if "koma" in words:
        return _parse_decimal_words(words)
    number = _WordSum()
    return number.result() if all(number.add(word) for word in words) else None


def _parse_decimal_words(words: list[str]) -> Decimal | None:
    """`tiga koma nol`, `dua koma tujuh lima`."""
    comma = words.index("koma")
    scale = Decimal(1)
    tail = words[comma + 1 :]
    while tail and tail[-1] in SCALES:
        scale *= SCALES[tail.pop()]
    whole = parse_words(words[:comma])
    if whole is None or not tail or any(word not in UNITS or UNITS[word] > 9 for word in tail):
        return None
    digits = "".join(str(UNITS[word]) for word in tail)
    return Decimal(f"{whole}.{digits}") * scale


def _from_match(match: re.Match[str]) -> Iterator[Number]:
    if match["figure"]:
        value = parse_figure(match["figure"])
        if value is None:
            return
        if match["half"]:
            value += Decimal("0.5")
        scales = match["scale"].split()
        for scale in scales:
            value *= SCALES.get(scale) or (100 if scale == "ratus" else 10)
        if match["kilo"]:
            value *= 1000
        scaled = bool(scales or match["kilo"])
        yield Number(match.start(), match.end(), value, value, scaled=scaled)
        return
    words = match["words"].split()
    value = parse_words(words)
    if value is not None:
        scaled = any(word in SCALES or word in _SINGLE_SCALE for word in words)
        yield Number(match.start(), match.end(), value, value, in_words=True, scaled=scaled)
        return
    yield from _from_pair(match, words)


def _from_pair(match: re.Match[str], words: list[str]) -> Iterator[Number]:
    """`dua tiga hari` is two or three days."""
    if len(words) == 2 and all(word in UNITS for word in words):
        low, high = (UNITS[word] for word in words)
        if high == low + 1:
            yield Number(match.start(), match.end(), Decimal(low), Decimal(high),
                         Bound.APPROXIMATE, in_words=True)  # fmt: skip


def _joined(left: Number, right: Number) -> Number | None:
    low, high = left.high, right.low
    if right.scaled and not left.scaled and low < high:
        # In '10-15 ribu' the scale belongs to both ends.
        factor = next((s for s in (10**9, 10**6, 1000) if high >= s), 1)
        low = low * factor if low * factor <= high else low
    if low > high:
        return None
    return Number(
        left.start, right.end, low, high, left.bound, left.in_words, left.scaled or right.scaled
    )


def _bounded(text: str, floor: int, number: Number) -> Number:
    window = text[max(floor, number.start - 28) : number.start]
    for pattern, bound in _BEFORE:
        match = pattern.search(window)
        if match is None:
            continue
        if match.group().strip() in _VAGUE:
            break
        start = number.start - len(window) + match.start()
        return replace(number, bound=bound, modifier_start=start)
    if _AFTER_UP.match(text, number.end):
        return replace(number, bound=Bound.AT_LEAST)
    if _AFTER_DOWN.match(text, number.end):
        return replace(number, bound=Bound.AT_MOST)
    if number.bound is Bound.EXACT and _AFTER_MORE.match(text, number.end):
        return replace(number, bound=Bound.AT_LEAST)
    return number


_IN_WORDS_TOO = re.compile(r" *\( *\Z")
_CLOSED = re.compile(r" *(?:rupiah|persen|orang)? *\)")


def _without_repeats(text: str, numbers: list[Number]) -> list[Number]:
    """`5 (lima) hari` is one number: official letters say each twice."""
    kept: list[Number] = []
    for number in numbers:
        if (
            kept
            and number.in_words
            and number.low == kept[-1].high
            and (0 < number.start - kept[-1].end <= 6)
        ):
            closing = _CLOSED.match(text, number.end)
            if closing and _IN_WORDS_TOO.fullmatch(text[kept[-1].end : number.start]):
                kept[-1] = replace(kept[-1], end=closing.end())
                continue
        kept.append(number)
    return kept


def find_numbers(text: str, taken: bytearray) -> list[Number]:
    """All numbers and ranges in the folded `text` outside of what is `taken`, in order."""
    singles: list[Number] = []
    for match in _NUMBER.finditer(text):
        if not any(taken[match.start() : match.end()]):
            singles.extend(_from_match(match))
    joined: list[Number] = []
    for number in singles:
        if joined and number.start - joined[-1].end <= 18:
            previous = joined[-1]
            gap = text[previous.end : number.start]
            pair = _joined(previous, number) if _JOIN.fullmatch(gap) else None
            if pair is not None and previous.low == previous.high:
                joined[-1] = pair
                continue
        joined.append(number)
    joined = _without_repeats(text, joined)
    return [_bounded(text, text.rfind("\n", 0, n.start) + 1, n) for n in joined]
