"""Shares: percentages, fractions in words, and parts of a stated whole."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace
from decimal import Decimal

from selaras.matching.domain.facts import FactKind, PercentageValue, QuantityValue, Role
from selaras.matching.facts.document import Document, Found
from selaras.matching.facts.numbers import UNITS, Number
from selaras.matching.text.lexicon import any_of
from selaras.matching.text.stem import content_stem

_PERCENT = re.compile(r" *(?:%|persen(?!\w)|prosen(?!\w)|pct(?!\w))")
_FRACTIONS: dict[str, Decimal] = {
    "separuh": Decimal(50), "separo": Decimal(50),
    "seperdua": Decimal(50), "sepertiga": Decimal(100) / 3, "seperempat": Decimal(25),
    "seperlima": Decimal(20), "sepersepuluh": Decimal(10), "seperdelapan": Decimal("12.5"),
    "seprapat": Decimal(25), "saparapat": Decimal(25), "saparo": Decimal(50),
    "dua pertiga": Decimal(200) / 3, "tiga perempat": Decimal(75), "dua perlima": Decimal(40),
    "tiga perlima": Decimal(60), "empat perlima": Decimal(80), "satu pertiga": Decimal(100) / 3,
}  # fmt: skip
_FRACTION = re.compile(
    rf"(?<!\w)(?P<word>{any_of(_FRACTIONS)})(?:nya)?(?!\w)"
    r"(?! *(?:jam|jalan|hari|juta|miliar|kilo|lap|final))"
)
# 'setengah' alone is of an hour or a road as often as of a price.
_HALF_PRICE = re.compile(
    r"(?<!\w)(?:(?:bayar|membayar|diskon|potongan|korting)(?:nya)? +(?P<paid>setengah|satengah)|"
    r"(?P<half>setengah|satengah) +(?:harga|tarif|biaya|ongkos|dari))(?!\w)"
)

# Verbs and words for any share name nothing: `tercatat 5 persen`, `diskon 20%`.
_LED_BY = re.compile(
    r"(?<!\w)(?!(?:naik|turun|sebesar|diskon|potongan|hingga|sampai|sekitar|hampir|posisi|angka|"
    r"level|nilai|total|minus|hanya|cuma|buka|jadi|ter\w+|di(?!sab)\w+|me\w+)(?!\w))"
    r"(?P<label>[a-z][a-z-]{2,}) *[:=(]? *\Z"
)
_MOST_LABELS = 24


def _few(name: str) -> str:
    return rf"(?P<{name}>\d{{1,2}}|{any_of(UNITS)})"


_OUT_OF = re.compile(
    rf"(?<!\w){_few('part')} +(?:dari|di antara) +(?:setiap +|tiap +)?"
    rf"{_few('whole')} +(?P<noun>[a-z]+)"
    rf"|(?<!\w)dari +(?:setiap|tiap) +{_few('whole2')} +(?P<noun2>[a-z]+)[, ]+"
    rf"{_few('part2')}(?!\w)"
)
_REACH = 24
_NOUN = re.compile(r"(?: +[a-z]+){0,2}")
_OF_TOTAL = re.compile(
    r"[ *]*(?:dari|di antara) +(?:total +|jumlah +|sejumlah +|sebanyak +)?[ *]*\Z"
)
_TOTAL_FIRST = re.compile(r"(?<!terdiri )(?<!\w)dari +(?:total +|jumlah +)?\Z")


def _count(text: str) -> int:
    return int(text) if text.isdigit() else UNITS[text]


def _whole_after(doc: Document, end: int) -> tuple[str, ...]:
    """Stems of the whole that a share is of: the content words right after it."""
    index = doc.word_index(end)
    stems: list[str] = []
    edge = end
    for offset, word in enumerate(doc.words[index : index + 4], index):
        if doc.text[edge : doc.word_starts[offset]].strip(' *"'):
            # The next item of a list is not what the share is of.
            break
        edge = doc.word_ends[offset]
        if word in {"dari", "untuk", "bagi", "atas"}:
            continue
        root = content_stem(word)
        if root is None:
            break
        stems.append(root)
    return tuple(stems[:2])


def find_percentages(doc: Document) -> None:
    """Adds the shares of `doc`; parts of a whole are added beside the counts they come from."""
    _fractions(doc)
    for number in list(doc.free_numbers()):
        match = _PERCENT.match(doc.text, number.end)
        if match is None:
            continue
        value = PercentageValue(
            number.low, number.high, _whole_after(doc, match.end()), number.bound
        )
        doc.add(Found(FactKind.PERCENTAGE, number.start, match.end(), value))
    _label_shares(doc)


def _label_shares(doc: Document) -> None:
    """Tells each share which noun leads to it, and which nouns lead to the others."""
    shares = [found for found in doc.found if isinstance(found.value, PercentageValue)]
    labels = [_label(doc, found) for found in shares]
    every = tuple(dict.fromkeys(filter(None, labels)))
    for found, label in zip(shares, labels, strict=True):
        if isinstance(found.value, PercentageValue):
            others = tuple(other for other in every if other != label)[:_MOST_LABELS]
            found.value = replace(found.value, label=label, others=others)


def _label(doc: Document, found: Found) -> str:
    match = _LED_BY.search(doc.before(found.start, 40))
    return (content_stem(match["label"]) or "") if match else ""


def _fractions(doc: Document) -> None:
    for match in doc.free_matches(_OUT_OF):
        part = _count(match["part"] or match["part2"])
        whole = _count(match["whole"] or match["whole2"])
        if 0 < part < whole:
            share = Decimal(100 * part) / whole
            value = PercentageValue(share, share, _whole_after(doc, match.start("noun")))
            doc.add(Found(FactKind.PERCENTAGE, match.start(), match.end(), value))
    for match in doc.free_matches(_HALF_PRICE):
        start, end = match.span("paid" if match["paid"] else "half")
        value = PercentageValue(Decimal(50), Decimal(50), _whole_after(doc, match.end()))
        doc.add(Found(FactKind.PERCENTAGE, start, end, value))
    for match in doc.free_matches(_FRACTION):
        share = _FRACTIONS[re.sub(" +", " ", match["word"])]
        value = PercentageValue(share, share, _whole_after(doc, match.end()))
        doc.add(Found(FactKind.PERCENTAGE, match.start(), match.end(), value))


def add_parts_of_wholes(doc: Document) -> None:
    """Adds the share that two counts make: `dari 120 lapak, 72 untuk OAP` is 60 percent.

    Runs after the counts, whose ranges it shares.
    """
    for left, right in itertools.pairwise(doc.numbers):
        if doc.claim_at(left.start) is not doc.claim_at(right.start):
            continue
        noun = _NOUN.match(doc.text, left.end)
        if noun is None or right.start - noun.end() > _REACH or not _is_count(doc, left):
            continue
        gap = doc.text[noun.end() : right.start]
        if _OF_TOTAL.fullmatch(gap) and _is_count(doc, right):
            _add_share(doc, part=left, whole=right, start=left.start, end=right.end)
        elif gap.startswith(",") and _TOTAL_FIRST.search(doc.before(left.start, 20)):
            _add_share(doc, part=right, whole=left, start=right.start, end=right.end)
            if doc.is_free(right.start, right.end):
                _add_part(doc, right, noun.group().split())


def _is_count(doc: Document, number: Number) -> bool:
    """Whether the number was read as a count, and not as a sum or a length."""
    for found in doc.found:
        if found.start == number.start and isinstance(found.value, QuantityValue):
            return found.value.unit == "count"
    return False


def _add_part(doc: Document, number: Number, nouns: list[str]) -> None:
    """`72` in `dari 120 lapak, 72 untuk ...` counts stalls as well."""
    counted = tuple(root for noun in nouns if (root := content_stem(noun)))
    value = QuantityValue(number.low, number.high, "count", counted, bound=number.bound)
    doc.add(Found(FactKind.QUANTITY, number.start, number.end, value, head=counted))


def _add_share(doc: Document, *, part: Number, whole: Number, start: int, end: int) -> None:
    if 0 < part.high < whole.low:
        share = 100 * part.high / whole.low
        value = PercentageValue(share, share, bound=part.bound)
        doc.add(Found(FactKind.PERCENTAGE, start, end, value, Role.POINT), shared=True)
