"""Counts and measures: what is counted, in which unit, how exactly, and per what."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from selaras.matching.domain.facts import FactKind, Per, QuantityValue, Role
from selaras.matching.domain.states import Bound
from selaras.matching.facts.document import Document, Found
from selaras.matching.facts.fates import (
    counts_people,
    empty_tallies,
    fate,
    fate_among,
    person_stem,
    tallied,
)
from selaras.matching.facts.numbers import UNITS, Number
from selaras.matching.facts.status_lexicon import TERMS
from selaras.matching.facts.units import MEASURE, base_before, bases_after, count_of, measure
from selaras.matching.text.lexicon import any_of, word_set
from selaras.matching.text.stem import content_stem, stem

_TIMES = re.compile(r" *(?:kali(?! lipat)|x)(?!\w)")
_DOSES = re.compile(r" *(?:kali|x) +(?:di)?(?:suntik(?:an)?|vaksin(?:asi)?|imunisasi|dosis)(?!\w)")
_ONCE = re.compile(r"(?<!\w)(?:s[ea]kali +(?:di)?(?:suntik|vaksin|dosis)|dosis tunggal)(?!\w)")
# Posts and seats are for the sort of people that is named after them.
_OF_SORT = word_set("formasi kuota kursi posisi lowongan unit orang paket")
_EACH = re.compile(
    rf"(?<![\w.,])(?P<n>\d{{1,3}}|{any_of(UNITS)}) +(?:karung|sak|zak|dus|kardus|karton|"
    r"tangki|botol|paket|galon|jeriken|kantong|bungkus|kaleng|drum)(?: +[a-z]+)?,? +"
    r"(?:dengan +)?(?:(?:isi|berisi|"
    r"masing-masing|kemasan|ukuran|berukuran|seberat|isine)(?:nya)? *)+\Z"
)
_NEXT = re.compile(
    r" +(?:(?:hanya|cuma|boleh|dapat|bisa|mendapat|maksimal|maks\.?|untuk|kebagian|oleh) +)*"
    rf"(?:[1-9]\d?|{any_of(UNITS)})(?![\w.,])"
)
_GOOD = re.compile(
    r"(?<!\w)(?:beras|gula|minyak|telur|tepung|terigu|cabai|bawang|daging|ayam|ikan|jagung|kedelai|"
    r"sampah|solar|pertalite|pertamax|elpiji|lpg|pupuk|garam|susu|air)(?!\w)"
)
_RATIO = re.compile(r" *kali lipat")
_NO_NOUN = word_set(
    """
    an diantaranya lainnya ketika saat waktu adalah maka masih dan atau di ke dari yang pada
    untuk dengan dalam oleh serta sampai hingga per tiap setiap ini itu tersebut sudah telah
    akan juga saja lagi ya nih dong sih bagi sebagai maupun tetapi sedangkan yakni yaitu karena
    agar jika bila kalau lan wan jo deng sama pukul jam wib wita wit tanggal tahun
    sehingga maka sebelum sesudah setelah meski meskipun walau walaupun namun sejak selama ketika
    alias tepatnya persisnya
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
_CLASSIFIERS = frozenset(
    {"unit", "buah", "titik", "kasus", "orang", "ekor", "lembar", "batang", "butir", "keping"}
)
_COUNTED_BEFORE = re.compile(
    r"(?<!\w)[a-z]{3,}(?: +[a-z]{3,})?(?: +(?:ada|sebanyak|"
    r"mencapai))? *\Z"
)
# `Jumlah bibit yang ditanam seluruhnya 12.500 batang`.
_TOPIC = re.compile(
    r"(?:\A|[.,;:\n]) *(?:jumlah|total|seluruh) +(?P<label>[a-z]{3,})(?: +[a-z]+){1,8} *\Z"
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
    stems, stop = [person_stem(word)], doc.word_ends[index]
    following = _next_noun(doc, index + 1, stop)
    if following is not None:
        stems.append(following)
        if word in _OF_SORT and index + 2 < len(doc.words):
            further = _next_noun(doc, index + 2, doc.word_ends[index + 1])
            stems.extend([further] if further else [])
    # 'tenaga kesehatan' and 'nakes' are one; what is before the sort only heads it.
    stems = [root for root in stems if root != "tenaga"] or stems
    return tuple(stems), stop


def _with_fate(doc: Document, number: Number, stems: tuple[str, ...], end: int) -> tuple[str, ...]:
    """Adds what befell the people that are counted."""
    if not counts_people(stems[0]):
        return stems
    start = number.modifier_start if number.modifier_start >= 0 else number.start
    befell = fate(doc, start, end)
    if befell is None or befell in stems:
        return stems
    # In 'kehilangan nyawa' nobody is missing.
    return (*(root for root in stems if root != "hilang"), befell)


def _next_noun(doc: Document, index: int, end: int) -> str | None:
    if index >= len(doc.words) or doc.text[end : doc.word_starts[index]].strip(' "'):
        return None
    return content_stem(doc.words[index])


def find_quantities(doc: Document) -> None:
    """Adds the counts and measures of `doc`: what is left of its numbers."""
    _nothing(doc)
    _once(doc)
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
    for start, end, root in empty_tallies(doc):
        value = QuantityValue(Decimal(0), Decimal(0), "count", ("orang", root))
        doc.add(Found(FactKind.QUANTITY, start, end, value, head=("orang", root)))


def _once(doc: Document) -> None:
    """`sekali suntik` is one dose."""
    for match in doc.free_matches(_ONCE):
        value = QuantityValue(Decimal(1), Decimal(1), "count", ("dosis",))
        doc.add(Found(FactKind.QUANTITY, match.start(), match.end(), value, head=("dosis",)))


def _bases(doc: Document, start: int, end: int) -> tuple[tuple[Per, ...], int]:
    bases, stop = bases_after(doc.text, end)
    before = base_before(doc.before(start, 60))
    if before is not None and before not in bases:
        bases.append(before)
    return tuple(bases), stop


def _classify(doc: Document, number: Number) -> None:
    if _RATIO.match(doc.text, number.end):
        return
    doses = _DOSES.match(doc.text, number.end)
    if doses is not None:
        _add(doc, number, doses.end(), "count", ("dosis",))
        return
    times = _TIMES.match(doc.text, number.end)
    unit = MEASURE.match(doc.text, number.end)
    if times is not None:
        _add(doc, number, times.end(), "kali", ("kali",))
    elif unit is not None and not (number.in_words and len(unit["unit"]) == 1):
        _measured(doc, number, unit)
    else:
        _count(doc, number)


def _measured(doc: Document, number: Number, unit: re.Match[str]) -> None:
    """A measure; `2 karung isi 10 kg` is twenty kilograms in all."""
    name, factor = measure(unit["unit"])
    start = number.modifier_start if number.modifier_start >= 0 else number.start
    each = _EACH.search(doc.before(start, 60))
    factor *= count_of(each["n"]) if each is not None else 1
    low, high = number.low * factor, number.high * factor
    goods = _goods(doc, number, unit)
    _add(doc, replace(number, low=low, high=high), unit.end(), name, goods)


def _goods(doc: Document, number: Number, unit: re.Match[str]) -> tuple[str, ...]:
    """What is weighed or poured, where it is named beside the measure."""
    after = _GOOD.search(doc.after(unit.end(), 24).split(",")[0])
    before = _GOOD.findall(re.split(r"[.;:,\n]", doc.before(number.start, 40))[-1])
    if after is not None:
        return (after.group(),)
    return (before[-1],) if before else ()


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
    topic = _TOPIC.search(doc.before(start, 90))
    words = match.group().split() if match else []
    words = [topic["label"], *words] if topic else words
    return tuple(root for word in words if word not in TERMS and (root := content_stem(word)))


def _is_year(doc: Document, number: Number) -> bool:
    """Whether this is a year: a count of two thousand is written with a point, `2.024`."""
    written = doc.text[number.start : number.end]
    return 1900 <= number.low <= 2100 and re.match(r"\d{4}(?!\d)", written) is not None


def _is_basis(doc: Document, number: Number, end: int) -> bool:
    """Whether `satu pedagang` only says of whom the next number is: `satu pedagang satu petak`."""
    return number.low == number.high == 1 and _NEXT.match(doc.after(end, 40)) is not None


def _count(doc: Document, number: Number) -> None:
    article = number.in_words and doc.before(number.start, 6).endswith("salah ")
    if article or _is_year(doc, number):
        return
    among = fate_among(doc, number.end)
    if among is not None:
        _add(doc, number, among[1], "count", ("orang", among[0]))
        return
    counted = _counted(doc, number.end)
    if counted is not None and number.low == int(number.low):
        stems, end = counted
        if _is_basis(doc, number, end):
            return
        if len(stems) == 1 and stems[0] in _CLASSIFIERS:
            stems += _named_before(doc, number)
        stems = _with_fate(doc, number, stems, end)
        # 'satu' and 'dua' before a noun are often articles; they count all the same.
        _add(doc, number, end, "count", stems)
        return
    if not (number.in_words and number.high < 11 and number.bound is Bound.EXACT):
        _labelled(doc, number)


def _labelled(doc: Document, number: Number) -> None:
    """A number that what stands before it explains: `ISPU 215`, `Kuota: 120`."""
    start = number.modifier_start if number.modifier_start >= 0 else number.start
    before = doc.before(start, 44)
    befell = tallied(before)
    if befell is not None and _LISTED_AFTER.match(doc.text, number.end):
        _add(doc, number, number.end, "count", ("orang", befell))
        return
    index = _INDEX.search(before)
    told = _TOLD.search(before)
    label = told or _LABEL.search(before)
    if index is not None and told is None:
        label_stem = stem(index["label"].split()[0])
        reading = (_MAGNITUDE.get(index["label"], label_stem),)
        _add(doc, number, number.end, "index", reading)
    elif label is not None and (told or _LISTED_AFTER.match(doc.text, number.end)):
        if label["label"] in {"tepatnya", "persisnya", "yakni", "yaitu"}:
            return
        root = "orang" if label["label"] == "pob" else content_stem(label["label"])
        if root is not None and number.low == int(number.low) and number.high >= 2:
            _add(doc, number, number.end, "count", (root,))
