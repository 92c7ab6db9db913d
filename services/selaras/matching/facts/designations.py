"""Which one is meant, by its code, name or grade: a batch, a vessel, a law, a rank, a disease."""

from __future__ import annotations

import re
from collections.abc import Iterator

from selaras.matching.domain.facts import FactKind, IdentityValue
from selaras.matching.facts.document import Document, Found
from selaras.matching.text.lexicon import any_of

# Codes have a figure in them, and a letter or at least four figures: 'batch 4' is a phase.
_CODE = (
    r"(?P<name>(?=[a-z./-]{0,8}\d)(?=[\d./-]{0,3}[a-z]|\d{4})[a-z\d](?:[a-z\d./-]{2,22}[a-z\d]))"
)
_CODED: tuple[tuple[str, str], ...] = (
    ("bets", r"(?:bets|batch|lot|kode +produksi|kode +bets|kode +batch)"),
    ("izin edar", r"(?:izin +edar|nie|md|registrasi +bpom)"),
)
_CODES = tuple(
    (label, re.compile(rf"(?<!\w){words}(?: *(?:nomor|no)\.?)? *[:#(]? *{_CODE}(?![\w%])"))
    for label, words in _CODED
)
_PLATE = re.compile(
    r"(?<!\w)(?:nomor +polisi|no\.? *pol\.?|(?:ber)?(?:nopol|pelat|plat)(?: +nomor)?) *:? *"
    r"(?P<name>[a-z]{1,2} ?\d{1,4} ?[a-z]{1,3})(?!\w)"
)
_FLIGHT = re.compile(
    r"(?<!\w)(?i:penerbangan|pesawat|flight|maskapai)(?: +[A-Za-z]+){0,3}? +"
    r"(?P<name>(?:[A-Z]{2}|[A-Z]\d|\d[A-Z]) ?-? ?\d{2,4})(?![\w.,]\d|\w)"
)
# A vessel's name has capitals, and often a number: 'KM Cahaya 03'.
_VESSEL = re.compile(
    r"(?<!\w)(?:KMP|KMN|KM|KLM|KN|KRI|MV|MT|TB|LCT|(?i:kapal +(?:motor|feri|cepat|tunda|tanker|"
    r"nelayan|pesiar|penumpang)|speed ?boat|long ?boat))\.? +(?:K(?:M|MP|LM)\.? +)?"
    r"(?P<name>(?!(?:Tol|Jalan|Jl|Pos|Arah|Dari|Hilang|Tenggelam)(?!\w))[A-Z][a-z'-]+"
    r"(?: +(?:[A-Z][a-z'-]+|[IVX]{1,4}(?!\w)))"
    r"{0,3}(?: +\d{1,3}(?![\d.,:/+-]\d|\d| *(?:GT|gt|orang|unit|m|meter|mil)(?!\w)))?)"
)
_LAWS: dict[str, str] = {
    "perwali": "perwali", "perwal": "perwali", "perwako": "perwali",
    "peraturan wali kota": "perwali", "peraturan walikota": "perwali", "perda": "perda",
    "peraturan daerah": "perda", "pergub": "pergub", "peraturan gubernur": "pergub",
    "perbup": "perbup", "peraturan bupati": "perbup", "perpres": "perpres",
    "peraturan presiden": "perpres", "uu": "uu", "undang-undang": "uu",
    "peraturan pemerintah": "pp", "surat edaran": "edaran", "se": "edaran", "edaran": "edaran",
    "keputusan wali kota": "keputusan", "keputusan bupati": "keputusan",
    "keputusan gubernur": "keputusan", "surat keputusan": "keputusan", "sk": "keputusan",
    "keputusan walikota": "keputusan", "peraturan menteri": "permen", "permenkes": "permenkes",
    "permendag": "permendag", "permendagri": "permendagri", "permenhub": "permenhub",
    "permensos": "permensos", "permenkeu": "pmk", "pmk": "pmk", "inpres": "inpres",
    "instruksi presiden": "inpres", "peraturan desa": "perdes", "perdes": "perdes",
}  # fmt: skip
_LAW = re.compile(
    rf"(?<!\w)(?P<law>{any_of(_LAWS)})(?: +(?!nomor|tahun)[a-z-]+){{0,4}}? +(?:nomor|no\.?) *"
    r"(?P<n>\d{1,4})(?![\d.]\d|\d)(?:[\w./-]*(?= +tahun))?(?: +tahun +(?P<year>\d{4}))?"
)
_NTH: dict[str, int] = {
    "pertama": 1, "kesatu": 1, "satu": 1, "kedua": 2, "dua": 2, "ketiga": 3, "tiga": 3,
    "keempat": 4, "empat": 4, "kelima": 5, "lima": 5, "keenam": 6, "ketujuh": 7,
    "kedelapan": 8, "kesembilan": 9, "kesepuluh": 10, "i": 1, "ii": 2, "iii": 3, "iv": 4,
    "teratas": 1,
}  # fmt: skip
_ORDERED: dict[str, str] = {
    "peringkat": "peringkat", "ranking": "peringkat", "rangking": "peringkat",
    "urutan": "peringkat", "posisi": "peringkat", "koridor": "koridor",
    "lantai": "lantai", "tps": "tps", "trayek": "trayek",
}  # fmt: skip
_RANKED = re.compile(
    # 'naik dari peringkat 5' says where it is no longer.
    rf"(?<!\w)(?<!dari )(?P<label>{any_of(_ORDERED)})(?: +(?:ke-?|nomor))? *-? *"
    rf"(?:(?P<n>\d{{1,3}})(?![\d.,:/]\d|\d|%| *(?:,|dan|-|&|/|sampai|hingga|meter|m|cm|siku)(?!\w))"
    rf"|(?P<word>{any_of(_NTH)})(?!\w)(?! +(?:orang|tim|unit|kali|kota|titik|daerah)(?!\w)))"
)
# What is known by a grade or name of a short list; one spelling each.
_CHOICES: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("opini", r"(?:opini|predikat)(?: +\w+){0,3}? +",
     {"wtp": "wtp", "wajar tanpa pengecualian": "wtp", "wdp": "wdp",
      "wajar dengan pengecualian": "wdp", "disclaimer": "disclaimer",
      "tidak memberikan pendapat": "disclaimer", "tidak wajar": "tidak wajar"}),
    ("akreditasi", r"(?:ter)?akreditasi(?: +\w+){0,2}? +\"?",
     {"a": "a", "b": "b", "c": "c", "unggul": "unggul", "baik sekali": "baik sekali",
      "paripurna": "paripurna", "utama": "utama", "madya": "madya", "dasar": "dasar"}),
    ("tipe", r"(?:rsud|rumah sakit|rs|pasar|terminal)(?: +\w+){0,3}? +(?:tipe|kelas|type) +",
     {"a": "a", "b": "b", "c": "c", "d": "d"}),
    ("wabah", r"(?:klb|wabah|kejadian luar biasa|status darurat)(?: +(?:penyakit|kasus))? +",
     {"dbd": "dbd", "demam berdarah": "dbd", "campak": "campak", "difteri": "difteri",
      "polio": "polio", "rabies": "rabies", "chikungunya": "chikungunya", "diare": "diare",
      "muntaber": "diare", "hepatitis": "hepatitis", "malaria": "malaria", "pmk": "pmk",
      "leptospirosis": "leptospirosis", "kolera": "kolera", "keracunan": "keracunan",
      "pertusis": "pertusis", "antraks": "antraks", "covid-19": "covid", "tbc": "tbc",
      "lsd": "lsd", "asf": "asf"}),
)  # fmt: skip
_CHOSEN = tuple(
    (label, re.compile(rf"(?<!\w){lead}(?P<name>{any_of(names)})(?![\w-])"), names)
    for label, lead, names in _CHOICES
)


def find_designations(doc: Document) -> None:
    """Adds the codes, names and grades that tell which one is meant."""
    for start, end, value in _all(doc):
        claim = doc.claim_at(start)
        if claim is not None and end <= claim.end and doc.is_free(start, end):
            doc.add(Found(FactKind.IDENTITY, start, end, value), shared=True)
            # Figures within a name are no count; words may still name a place.
            for digit in re.finditer(r"\d+", doc.text[start:end]):
                doc.take(start + digit.start(), start + digit.end())


def _all(doc: Document) -> Iterator[tuple[int, int, IdentityValue]]:
    for label, pattern in (*_CODES, ("nopol", _PLATE)):
        for match in pattern.finditer(doc.text):
            yield *match.span(), IdentityValue(label, name=_squeezed(match["name"]))
    for match in _FLIGHT.finditer(doc.cased):
        yield *match.span("name"), IdentityValue("penerbangan", name=_squeezed(match["name"]))
    for match in _VESSEL.finditer(doc.cased):
        if not doc.is_shouted(match.start()):
            start, end = match.span("name")
            name = re.sub(r"(?<!\w)0+(?=\d)", "", doc.text[start:end])
            yield match.start(), end, IdentityValue("kapal", name=name)
    for match in _LAW.finditer(doc.text):
        name = " ".join(filter(None, (match["n"].lstrip("0"), match["year"])))
        yield *match.span(), IdentityValue(_LAWS[_plain(match["law"])], name=name)
    for match in _RANKED.finditer(doc.text):
        number = int(match["n"]) if match["n"] else _NTH[match["word"]]
        yield *match.span(), IdentityValue(_ORDERED[match["label"]], number)
    for label, pattern, names in _CHOSEN:
        for match in pattern.finditer(doc.text):
            yield *match.span(), IdentityValue(label, name=names[_plain(match["name"])])


def _squeezed(code: str) -> str:
    return re.sub(r"[\W_]", "", code.lower())


def _plain(words: str) -> str:
    return re.sub(" +", " ", words)
