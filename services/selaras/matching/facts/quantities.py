"""Counts and measures: what is counted, in which unit, how exactly, and per what."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from selaras.matching.domain.facts import Bound, FactKind, Per, QuantityValue, Role
from selaras.matching.facts.document import Document, Found
from selaras.matching.facts.numbers import UNITS, Number
from selaras.matching.facts.status_lexicon import TERMS
from selaras.matching.facts.units import MEASURE, base_before, bases_after, measure
from selaras.matching.text.lexicon import any_of, word_set
from selaras.matching.text.stem import content_stem, stem

_TIMES = re.compile(r" *(?:kali(?! lipat)|x)(?!\w)")
_RATIO = re.compile(r" *kali lipat")
_NO_NOUN = word_set(
    """
    an diantaranya lainnya ketika saat waktu adalah maka masih dan atau di ke dari yang pada
    untuk dengan dalam oleh serta sampai hingga per tiap setiap ini itu tersebut sudah telah
    akan juga saja lagi ya nih dong sih bagi sebagai maupun tetapi sedangkan yakni yaitu karena
    agar jika bila kalau lan wan jo deng sama pukul jam wib wita wit tanggal tahun
    sehingga maka sebelum sesudah setelah meski meskipun walau walaupun namun sejak selama ketika
    arah lalu kemudian artinya bahwa pagi siang sore malam besok kemarin pun menjadi jadi mulai via
    """
)
_INDEX = re.compile(
    r"(?<!\w)(?P<label>ispu|indeks(?: \w+){0,3}|ipk|nilai|angka|skor|magnitudo|mag|ph|aqi|iku|"
    r"ipm|skala|berkekuatan|kekuatan gempa|mw)"
    r"(?:-?nya)?(?: +[a-z.]+){0,5}? *[:=m]? *\Z"
)
_MAGNITUDE = dict.fromkeys(("mag", "mw", "berkekuatan", "kekuatan gempa"), "magnitudo")
# These count anything; what is counted often stands before: `rumah rusak 45 unit`.
_CLASSIFIERS = frozenset({"unit", "buah", "titik", "kasus", "orang", "ekor", "lembar"})
_COUNTED_BEFORE = re.compile(
    r"(?<!\w)[a-z]{3,}(?: +[a-z]{3,})?(?: +(?:ada|sebanyak|"
    r"mencapai))? *\Z"
)
_LABEL = re.compile(r"(?P<label>[a-z][a-z/-]{2,}) *[:=(]? *\Z")
# `TPS di kota ini sebanyak 1.320`: what is counted opens the clause.
_TOLD = re.compile(
    r"(?:\A|[.,;:\n]) *(?:jumlah +)?(?P<label>[a-z]{3,})(?: +[a-z]+){0,4}? +"
    r"(?:sebanyak|berjumlah|sejumlah|totalnya|tercatat) *\Z"
)
_LISTED_AFTER = re.compile(r"[ *]*(?:[,;.)!\n]|\Z|dan |atau |& )")
_TOGETHER = re.compile(rf"(?<!\w)ber(?P<n>{any_of(w for w in UNITS if 1 < UNITS[w] < 11)})(?!\w)")
_NONE = re.compile(
    r"(?<!\w)(?:tidak ada|tak ada|nihil|nol|tanpa|belum ada|boten wonten|ora ana|ndak ado|"
    r"indak ado|"
    r"seng ada|teu aya|kadada)(?: +(?:laporan|satu ?pun|adanya|yang|ingkang|sing|nan|anu))* +"
    r"(?P<noun>korban(?: (?:jiwa|meninggal(?: dunia)?|luka\w*))?|meninggal(?: dunia)?|kematian|"
    r"seda|"
    r"kasus(?: baru)?|tewas|wafat|kerusakan|pengungsi)(?!\w)"
)
_ROLES: tuple[tuple[re.Pattern[str], Role], ...] = (
    (re.compile(r"(?<!\w)(?:target\w*|ditargetkan|sasaran\w*|menargetkan)(?!\w)"), Role.TARGET),
    (re.compile(r"(?<!\w)(?:kapasitas|daya tampung|kuota\w*|stok\w*|tersedia|menyediakan|menampung)"
                r"(?!\w)"), Role.CAPACITY),
)  # fmt: skip
_LIMITS = {Bound.AT_MOST, Bound.AT_LEAST, Bound.LESS_THAN, Bound.MORE_THAN}


def _role(doc: Document, number: Number) -> Role:
    if number.bound in _LIMITS:
        return Role.LIMIT
    before = doc.before(number.start, 40)
    return next((role for pattern, role in _ROLES if pattern.search(before)), Role.POINT)


_OUTCOMES = (
    "tewas|meninggal|wafat|gugur|luka|cedera|hilang|selamat|mengungsi|dirawat|sembuh|positif|"
    "terinfeksi|tertular|keracunan|lulus|diterima|hamil|gugur"
)
# Whatever befell the people that are counted: `1 orang lansia meninggal`.
_OUTCOME = re.compile(rf"(?<!\w)(?:ter|di)?(?P<what>{_OUTCOMES})\w{{0,3}}(?!\w)")
_PERSONS = word_set("orang korban pasien tewas pengungsi")
_OTHER_CLAUSE = re.compile(r"[.;:!?\n]|,|(?<!\w)(?:dan|sedangkan|sementara|serta)(?!\w)")


def _outcome(doc: Document, end: int) -> str | None:
    """The stem of what befell people, named within a few words of their number."""
    after = doc.after(end, 60)
    stop = _OTHER_CLAUSE.search(after)
    match = _OUTCOME.search(after[: stop.start()] if stop else after)
    return stem(match["what"]) if match else None


def _counted(doc: Document, end: int) -> tuple[tuple[str, ...], int] | None:
    """Stems of what is counted, head first, and where the head ends; None if no noun follows."""
    index = doc.word_index(end)
    if index >= len(doc.words):
        return None
    gap = doc.text[end : doc.word_starts[index]]
    word = doc.words[index]
    # A dash joins a noun to figures, but two names to each other.
    joins = ' *"-' if doc.text[end - 1].isdigit() else ' *"'
    if gap.strip(joins) or "\n" in gap or word in _NO_NOUN or not word[0].isalpha():
        return None
    if len(word) < 2 or word in TERMS:
        return None
    if not doc.is_free(doc.word_starts[index], doc.word_ends[index]):
        return None
    stems, stop = [stem(word)], doc.word_ends[index]
    following = _next_noun(doc, index + 1, stop)
    if following is not None:
        stems.append(following)
    if stems[0] in _PERSONS and (befell := _outcome(doc, stop)) and befell not in stems:
        stems.append(befell)
    return tuple(stems), stop


def _next_noun(doc: Document, index: int, end: int) -> str | None:
    if index >= len(doc.words) or doc.text[end : doc.word_starts[index]].strip(' "'):
        return None
    return content_stem(doc.words[index])


def find_quantities(doc: Document) -> None:
    """Adds the counts and measures of `doc`: what is left of its numbers."""
    _nothing(doc)
    for match in doc.free_matches(_TOGETHER):
        count = Decimal(UNITS[match["n"]])
        per = _bases(doc, match.start(), match.end())[0]
        value = QuantityValue(count, count, "count", ("orang",), per)
        doc.add(Found(FactKind.QUANTITY, match.start(), match.end(), value, head=("orang",)))
    for number in list(doc.free_numbers()):
        if doc.claim_at(number.start) is not None:
            _classify(doc, number)


def _nothing(doc: Document) -> None:
    """`tidak ada korban meninggal` is a count of zero."""
    for match in doc.free_matches(_NONE):
        noun = re.sub(" +", " ", match["noun"]).replace("korban jiwa", "korban meninggal")
        stems = tuple(dict.fromkeys(stem(word) for word in reversed(noun.split())))
        value = QuantityValue(Decimal(0), Decimal(0), "count", stems)
        doc.add(Found(FactKind.QUANTITY, match.start(), match.end(), value, head=stems))


def _bases(doc: Document, start: int, end: int) -> tuple[tuple[Per, ...], int]:
    bases, stop = bases_after(doc.text, end)
    before = base_before(doc.before(start, 60))
    if before is not None and before not in bases:
        bases.append(before)
    return tuple(bases), stop


def _classify(doc: Document, number: Number) -> None:
    if _RATIO.match(doc.text, number.end):
        return
    times = _TIMES.match(doc.text, number.end)
    unit = MEASURE.match(doc.text, number.end)
    if times is not None:
        _add(doc, number, times.end(), "kali", ("kali",))
    elif unit is not None and not (number.in_words and len(unit["unit"]) == 1):
        name, factor = measure(unit["unit"])
        low, high = number.low * factor, number.high * factor
        _add(doc, replace(number, low=low, high=high), unit.end(), name)
    else:
        _count(doc, number)


def _add(
    doc: Document, number: Number, end: int, unit: str, counted: tuple[str, ...] = ()
) -> None:  # fmt: skip
    start = number.start
    per, stop = _bases(doc, number.modifier_start if number.modifier_start >= 0 else start, end)
    value = QuantityValue(number.low, number.high, unit, counted, per, number.bound)
    # 'IPK minimal 3,00' asks for something; a count with a floor only counts.
    asked = unit == "index" and number.bound in {Bound.AT_LEAST, Bound.MORE_THAN}
    kind = FactKind.REQUIREMENT if asked else FactKind.QUANTITY
    doc.add(Found(kind, start, stop, value, _role(doc, number), head=counted))


def _named_before(doc: Document, number: Number) -> tuple[str, ...]:
    """Stems of the noun before a number that is followed by a mere classifier."""
    start = number.modifier_start if number.modifier_start >= 0 else number.start
    match = _COUNTED_BEFORE.search(doc.before(start, 40))
    words = match.group().split() if match else []
    return tuple(root for word in words if word not in TERMS and (root := content_stem(word)))


def _is_year(doc: Document, number: Number) -> bool:
    """Whether this is a year: a count of two thousand is written with a point, `2.024`."""
    written = doc.text[number.start : number.end]
    return 1900 <= number.low <= 2100 and re.match(r"\d{4}(?!\d)", written) is not None


def _count(doc: Document, number: Number) -> None:
    article = number.in_words and doc.before(number.start, 6).endswith("salah ")
    if article or _is_year(doc, number):
        return
    counted = _counted(doc, number.end)
    if counted is not None and number.low == int(number.low):
        stems, end = counted
        if len(stems) == 1 and stems[0] in _CLASSIFIERS:
            stems += _named_before(doc, number)
        # 'satu' and 'dua' before a noun are often articles; they count all the same.
        _add(doc, number, end, "count", stems)
        return
    if not (number.in_words and number.high < 11 and number.bound is Bound.EXACT):
        _labelled(doc, number)


def _labelled(doc: Document, number: Number) -> None:
    """A number that what stands before it explains: `ISPU 215`, `Kuota: 120`."""
    start = number.modifier_start if number.modifier_start >= 0 else number.start
    before = doc.before(start, 44)
    index = _INDEX.search(before)
    told = _TOLD.search(before)
    label = told or _LABEL.search(before)
    if index is not None and told is None:
        label_stem = stem(index["label"].split()[0])
        reading = (_MAGNITUDE.get(index["label"], label_stem),)
        _add(doc, number, number.end, "index", reading)
    elif label is not None and (told or _LISTED_AFTER.match(doc.text, number.end)):
        root = content_stem(label["label"])
        if root is not None and number.low == int(number.low) and number.high >= 2:
            _add(doc, number, number.end, "count", (root,))
