"""Who may take part, as far as it is said in numbers: ages and ordinal scales such as desil."""

from __future__ import annotations

import re
from decimal import Decimal

from selaras.matching.domain.facts import EligibilityValue, FactKind, Role
from selaras.matching.domain.states import Bound
from selaras.matching.facts.document import Document, Found
from selaras.matching.facts.numbers import Number
from selaras.matching.text.lexicon import any_of

_AGE_UNIT = re.compile(r" *-? *(?P<unit>bulan|bln|tahun|thn|th|hari|minggu)(?!\w)\.?")
_AGE_BEFORE = re.compile(
    r"(?<!\w)(?:usia|umur|berusia|berumur|yuswa|umurnya|usianya|dewasa|umurna|berumuran)(?:nya)?"
    r"(?: +(?!tahun)[a-z]+){0,4}? *[:=]? *\Z"
)
_PEOPLE_BEFORE = re.compile(
    r"(?<!\w)(?:anak|balita|bayi|lansia|siswa|remaja|budak|bocah|warga|penduduk|murid|pelamar|"
    r"peserta|pria|wanita|perempuan|laki-laki|cpns|dewasa|anak-anak)[ *:(]*\Z"
)
# What has an age beside those who may take part: people are asked theirs, papers have a term.
_PAPER = re.compile(
    r"(?<!\w)(?:kk|kartu|surat|akta|dokumen|domisili|ijazah|paspor|sertifikat|kendaraan|mobil|"
    r"motor|"
    r"rekening|usaha|perusahaan|organisasi|bangunan|gedung|izin)(?!\w)"
)
_LIVING = re.compile(
    r"(?<!\w)(?:anak\w*|balita|bayi|orang|warga|siswa|peserta|pelamar|calon|anjing|kucing|kera|"
    r"sapi|"
    r"kambing|domba|kerbau|babi|unggas|ternak|hewan\w*|anggota|pemohon|penonton|pengunjung|"
    r"penumpang|lansia|remaja|pria|wanita|perempuan|laki-laki|ibu|kuda|ayam)(?!\w)"
)
_OVER = re.compile(r"(?<!\w)(?:di ?atas|di ?bawah|minimal|maksimal|mulai)(?: +\w+)? *\Z")
_FROM = re.compile(r"(?<!\w)mulai(?: +(?:usia|umur|dari))? *\Z")
_AGE_AFTER = re.compile(r" *(?:ke +(?:atas|bawah|luhur|handap)|atau (?:lebih|kurang))")
_BIRTH_BEFORE = re.compile(r"(?<!\w)(?:sejak|mulai|dari)? *(?:baru +)?lahir *(?:-|sampai|hingga|"
                           r"s\.?d\.?|sampe)"
                           r" *(?:(?:usia|umur|berumur|berusia) *)?\Z")  # fmt: skip
_SCALE = re.compile(
    r"(?<!\w)(?P<scale>desil|kelas|semester|golongan|grade|kategori|tingkat)(?:nya)? *:? *\Z"
)
_SCALE_TO = re.compile(
    r" *(?:-|sampai(?: dengan)?|hingga|s\.?d\.?|s/d) *(?:desil|kelas|semester) *\Z"
)
_MONTHS = {"tahun": 12, "thn": 12, "th": 12, "bulan": 1, "bln": 1}
_SCHOOLED = {"kelas", "semester", "golongan", "kategori", "tingkat", "grade"}


_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
_CLASSES = re.compile(
    r"(?<!\w)kelas +(?P<low>[ivx]{1,4})(?:(?: *(?:-|sampai(?: dengan)?|hingga|s\.?d\.?|s/d) *|"
    r"(?:, *[ivx]{1,4})*,? +dan +)(?:kelas +)?(?P<high>[ivx]{1,4}))?(?!\w)"
)
# The steps of schooling, from the least.
_STEPS: dict[str, int] = {
    "sd": 1, "mi": 1, "smp": 2, "mts": 2, "sltp": 2, "sma": 3, "smk": 3, "ma": 3, "slta": 3,
    "smu": 3, "d1": 4, "d2": 5, "d3": 6, "diii": 6, "d-iii": 6, "d-3": 6, "diploma": 6,
    "d4": 7, "div": 7, "d-iv": 7, "s1": 7, "s-1": 7, "sarjana": 7, "s2": 8, "s-2": 8,
    "magister": 8, "s3": 9, "s-3": 9, "doktor": 9,
}  # fmt: skip
_STEP = any_of(_STEPS)
_SCHOOLING = re.compile(
    rf"(?<!\w)(?:lulusan|pendidikan|berpendidikan|ijazah|tamatan|jenjang|lulus)(?:nya)?"
    rf"(?: +(?:terakhir|formal|paling +rendah|sekurang-kurangnya))* *:? *"
    rf"(?P<least>(?:min(?:imal|\.)?|paling +rendah|sekurang-kurangnya) +)?(?P<first>{_STEP})(?!\w)"
    rf"(?P<more>(?: *(?:/|,|dan|atau|hingga|sampai|sederajat|-)+ *{_STEP}(?!\w))*)"
    rf"(?P<up>(?: *[/ ] *(?:sederajat|setara))? +ke +atas)?"
)
_PUPILS = re.compile(
    rf"(?<!\w)(?:pelajar|siswa|murid|peserta didik|tingkat|anak)(?:nya)? +(?P<first>sd|smp|sma|"
    rf"smk|mi|mts|ma)"
    rf"(?!\w)(?P<more>(?: *(?:/|,|&|dan|serta|maupun|atau|hingga|sampai|-)+ *"
    rf"(?:siswa +|murid +)?{_STEP}(?!\w))*)"
)


def _steps(doc: Document) -> None:
    """Classes in Roman figures, and how much schooling is asked for."""
    for match in doc.free_matches(_CLASSES):
        low, high = match["low"], match["high"] or match["low"]
        if low in _ROMAN and high in _ROMAN and _ROMAN.index(low) <= _ROMAN.index(high):
            bounds = Decimal(_ROMAN.index(low) + 1), Decimal(_ROMAN.index(high) + 2)
            value = EligibilityValue("kelas", *bounds)
            doc.add(Found(FactKind.ELIGIBILITY, match.start(), match.end(), value))
    for match in doc.free_matches(_SCHOOLING):
        steps = [_STEPS[match["first"]]]
        steps += [_STEPS[word] for word in re.findall(rf"(?<![\w-]){_STEP}(?!\w)", match["more"])]
        least = match["least"] or match["up"]
        top = None if least else Decimal(max(steps) + 1)
        value = EligibilityValue("pendidikan", Decimal(min(steps)), top)
        doc.add(Found(FactKind.ELIGIBILITY, match.start(), match.end(), value))
    for match in doc.free_matches(_PUPILS):
        named = f"{match['first']} {match['more']}"
        steps = [_STEPS[word] for word in re.findall(rf"(?<![\w-]){_STEP}(?!\w)", named)]
        value = EligibilityValue("jenjang", Decimal(min(steps)), Decimal(max(steps) + 1))
        doc.add(Found(FactKind.ELIGIBILITY, match.start(), match.end(), value), shared=True)


def find_eligibility(doc: Document) -> None:
    """Adds the bounds of age, schooling and scale of `doc`."""
    _steps(doc)
    numbers = list(doc.free_numbers())
    for index, number in enumerate(numbers):
        if not doc.is_free(number.start, number.end):
            continue
        following = numbers[index + 1] if index + 1 < len(numbers) else None
        if not _age(doc, number, following):
            _scale(doc, number, following)


def _age(doc: Document, number: Number, following: Number | None) -> bool:
    start = number.modifier_start if number.modifier_start >= 0 else number.start
    before = doc.before(start, 44)
    match = _AGE_UNIT.match(doc.text, number.end)
    stated = _AGE_BEFORE.search(before)
    birth = _BIRTH_BEFORE.search(doc.before(number.start, 44))
    people = _PEOPLE_BEFORE.search(before)
    if stated and _PAPER.search(before[: stated.start()]) and not _LIVING.search(before):
        return False
    over = people or (_OVER.search(doc.text[max(0, number.start - 20) : number.start])
                      and _LIVING.search(before))  # fmt: skip
    older = match is not None and _AGE_AFTER.match(doc.text, match.end()) is not None
    if not (stated or birth or older or (over and match)):
        return False
    if match is None and not (stated and number.high <= 120):
        return False
    if people and not stated and match is not None and match["unit"] in {"hari", "minggu"}:
        return False
    unit = match["unit"] if match else "tahun"
    if unit in {"hari", "minggu"} or number.high > 1200:
        return False
    end = match.end() if match else number.end
    if match is not None and following is not None:
        low, end, number = _two_sided(doc, number, following, match)
    else:
        low = None
    bound = _bound_after(doc.text, end, number.bound)
    if bound is Bound.EXACT and _FROM.search(doc.text[max(0, start - 14) : start]):
        bound = Bound.AT_LEAST
    if bound is Bound.EXACT and stated:
        bound = _bound_before(before[: stated.start()])
    value = _bounds(number, bound, _MONTHS[unit], birth is not None or low is not None)
    begin = start - len(before) + stated.start() if stated else start
    if birth is not None:
        begin = min(begin, number.start - len(doc.before(number.start, 44)) + birth.start())
    doc.add(Found(FactKind.ELIGIBILITY, begin, end, value, Role.AGE))
    return True


def _two_sided(
    doc: Document, number: Number, following: Number, match: re.Match[str]
) -> tuple[Decimal | None, int, Number]:
    """`18 tahun sampai 35 tahun`: both ends carry the unit."""
    gap = doc.text[match.end() : following.start]
    tail = _AGE_UNIT.match(doc.text, following.end)
    if tail is None or not re.fullmatch(r" *(?:-|sampai(?: dengan)?|hingga|s\.?d\.?|s/d) *", gap):
        return None, match.end(), number
    if tail["unit"][:1] != match["unit"][:1]:
        return None, match.end(), number
    joined = Number(number.start, following.end, number.low, following.high)
    return None, tail.end(), joined


def _bound_before(before: str) -> Bound:
    """The bound that stands before the word for age: `di bawah usia 5 tahun`."""
    for words, bound in (
        (r"di ?bawah|kurang dari", Bound.LESS_THAN),
        (r"maksimal|paling tinggi|paling tua|batas", Bound.AT_MOST),
        (r"minimal|paling rendah|paling muda|di ?atas|lebih dari", Bound.AT_LEAST),
    ):
        if re.search(rf"(?<!\w)(?:{words}) *\Z", before):
            return bound
    return Bound.EXACT


def _bound_after(text: str, end: int, bound: Bound) -> Bound:
    after = text[end : end + 14]
    if re.match(r" *(?:ke ?(?:atas|luhur)(?!\w)|atau lebih|lebih(?! dari)|\+|plus(?!\w))", after):
        return Bound.AT_LEAST
    if re.match(r" *(?:ke +(?:bawah|handap)|atau kurang)", after):
        return Bound.AT_MOST
    return bound


def _bounds(number: Number, bound: Bound, step: int, from_birth: bool) -> EligibilityValue:
    """Turns a number and its bound into a half-open range of months."""
    low: Decimal | None = number.low * step
    high: Decimal | None = (number.high + 1) * step
    if from_birth:
        low = Decimal(0)
    elif number.low == number.high:
        if bound in {Bound.AT_LEAST, Bound.MORE_THAN}:
            high = None
        elif bound is Bound.AT_MOST:
            low = None
        elif bound is Bound.LESS_THAN:
            low, high = None, number.low * step
    return EligibilityValue("age", low, high, step)


def _scale(doc: Document, number: Number, following: Number | None) -> None:
    match = _SCALE.search(doc.before(number.start, 16))
    if match is None or number.low != int(number.low) or number.high > 14:
        return
    end, high = number.end, number.high
    if following is not None and _SCALE_TO.fullmatch(doc.text[number.end : following.start]):
        end, high = following.end, following.high
    name = match["scale"]
    if number.low == high and name in _SCHOOLED and name != "kelas":
        return
    start = number.start - len(match.group())
    value = EligibilityValue(name, number.low, high + 1)
    doc.add(Found(FactKind.ELIGIBILITY, start, end, value, Role.POINT))
