"""Units of measure and the bases of rates, in one spelling each."""

from __future__ import annotations

import re
from decimal import Decimal

from selaras.matching.domain.facts import Per
from selaras.matching.facts.numbers import UNITS, parse_figure, parse_words
from selaras.matching.text.lexicon import any_of
from selaras.matching.text.stem import stem

# spelling -> (normal unit, factor)
_MEASURES: dict[str, tuple[str, str]] = {
    "kg": ("kg", "1"), "kilo": ("kg", "1"), "kilogram": ("kg", "1"), "kilonya": ("kg", "1"),
    "gram": ("kg", "0.001"), "gr": ("kg", "0.001"), "ons": ("kg", "0.1"),
    "kuintal": ("kg", "100"), "kwintal": ("kg", "100"), "ton": ("kg", "1000"),
    "liter": ("liter", "1"), "ltr": ("liter", "1"), "l": ("liter", "1"), "ml": ("liter", "0.001"),
    "mililiter": ("liter", "0.001"), "kiloliter": ("liter", "1000"), "kl": ("liter", "1000"),
    "km": ("m", "1000"), "kilometer": ("m", "1000"), "meter": ("m", "1"), "m": ("m", "1"),
    "mtr": ("m", "1"), "metre": ("m", "1"), "cm": ("m", "0.01"), "sentimeter": ("m", "0.01"),
    "senti": ("m", "0.01"), "mm": ("mm", "1"), "milimeter": ("mm", "1"), "mil": ("mil", "1"),
    "ha": ("m2", "10000"), "hektar": ("m2", "10000"), "hektare": ("m2", "10000"),
    "m2": ("m2", "1"), "meter persegi": ("m2", "1"), "km2": ("m2", "1000000"),
    "kilometer persegi": ("m2", "1000000"), "m3": ("m3", "1"), "meter kubik": ("m3", "1"),
    "kubik": ("m3", "1"), "knot": ("knot", "1"), "km/jam": ("km/jam", "1"), "°c": ("celsius", "1"),
    "derajat celsius": ("celsius", "1"), "derajat": ("celsius", "1"), "μg/m3": ("ug/m3", "1"),
    "ug/m3": ("ug/m3", "1"), "mikrogram": ("ug/m3", "1"), "mg": ("mg", "1"), "kwh": ("kwh", "1"),
    "mw": ("mw", "1"), "megawatt": ("mw", "1"), "watt": ("watt", "1"), "va": ("va", "1"),
    "gt": ("gt", "1"), "mbps": ("mbps", "1"), "mb": ("mb", "1"), "gb": ("mb", "1024"),
    "kb": ("mb", "0.0009765625"), "sr": ("magnitudo", "1"), "mmhg": ("mmhg", "1"),
    "halaman": ("halaman", "1"),
}  # fmt: skip
# `20 kg/KPM` is a measure on a basis, `mg/l` and `km/jam` are units of their own.
_SHARED = r"(?:kk|kpm|keluarga|orang|org|jiwa|hari|bulan|bln|tahun|ktp|nik|rumah|kepala|desa)(?!\w)"
MEASURE = re.compile(rf" *-?(?P<unit>{any_of(_MEASURES)})(?![\w²³]|/(?!{_SHARED}))")

# Bases of rates; times reduce to days or months.
_BASES: dict[str, tuple[str, int]] = {
    "hari": ("day", 1), "dina": ("day", 1), "pekan": ("day", 7), "minggu": ("day", 7),
    "bulan": ("month", 1), "bln": ("month", 1), "triwulan": ("month", 3),
    "caturwulan": ("month", 4),
    "semester": ("month", 6), "tahun": ("month", 12), "thn": ("month", 12), "th": ("month", 12),
    "jam": ("hour", 1), "menit": ("minute", 1),
    "kk": ("keluarga", 1), "kpm": ("keluarga", 1), "keluarga": ("keluarga", 1),
    "kartu keluarga": ("keluarga", 1), "rumah tangga": ("keluarga", 1),
    "orang": ("orang", 1), "jiwa": ("orang", 1), "warga": ("orang", 1), "ktp": ("orang", 1),
    "org": ("orang", 1), "kepala": ("orang", 1), "peserta": ("orang", 1), "pembeli": ("orang", 1),
    "konsumen": ("orang", 1), "nik": ("orang", 1), "pax": ("orang", 1),
    "kg": ("kg", 1), "kilo": ("kg", 1), "kilogram": ("kg", 1), "kilonya": ("kg", 1),
    "ton": ("kg", 1000), "liter": ("liter", 1), "ltr": ("liter", 1), "meter": ("m", 1),
    "m2": ("m2", 1), "m3": ("m3", 1), "meter persegi": ("m2", 1), "meter kubik": ("m3", 1),
    "hektare": ("hektare", 1), "hektar": ("hektare", 1), "ha": ("hektare", 1),
}  # fmt: skip
_GLUED = any_of(
    ["hari", "pekan", "minggu", "bulan", "tahun", "jam", "kilo", "kg", "liter", "orang", "keluarga",
     "karpet", "ekor", "lembar", "ikat", "sak", "karung", "porsi", "bungkus", "botol", "tabung",
     "tangki", "butir", "meter", "tahap", "semester", "ton", "buah", "unit", "biji", "paket"]
)  # fmt: skip
_COUNT = rf"(?P<n>\d{{1,4}}(?:[.,]\d+)?|{any_of([*UNITS, 'setengah'])})"
_BASE = rf"(?P<base>{any_of(_BASES)}(?!\w)|[a-z]{{2,}})"
_PER_AFTER = re.compile(
    rf" *(?:/|(?:per|saben|unggal)(?: +|-)|(?:untuk +|bagi +|utk +)?(?:setiap|tiap) *)"
    rf"(?:(?:{_COUNT}) *)?{_BASE}"
    rf"|,? +(?:untuk|utk|selama|buat|dalam|bagi) +(?:{_COUNT.replace('?P<n>', '?P<n2>')}) +"
    rf"(?P<base2>hari|pekan|minggu|bulan|tahun|jam|{any_of(_BASES)})(?!\w)"
    rf"|(?: +dalam)? +s[ea](?P<glued>{_GLUED})(?!\w)"
)
_PER_BEFORE = re.compile(
    rf"(?:(?:satu|1|setiap|tiap|per|tiap-tiap|masing-masing) *(?P<base>{any_of(_BASES)}|lapak|"
    rf"dusun|"
    rf"desa|kelas|sekolah|kendaraan|tim|akun|tenan|stan|rt|rw)(?!\w)|(?P<glued>sekeluarga))"
    rf"(?: +(?:hanya|cuma|boleh|dapat|bisa|mendapat|menerima|dibatasi|batas|paling|banyak|maksimal|"
    rf"maks\.?|sampai|memperoleh|akan|isi|berisi|diberi|berhak|dengan|"
    rf"memuat|jatah(?:nya|e)?|mendaftarkan|didaftarkan|mendaftar|membeli|beli|membawa|bawa|mengambil|mengajak|"
    rf"dipakai|digunakan|untuk|buat|kena|nggo|kanggo))* *[=:]? *\Z"
)


def measure(unit: str) -> tuple[str, Decimal]:
    """The normal unit of a spelling and the factor to it."""
    normal, factor = _MEASURES[re.sub(" +", " ", unit)]
    return normal, Decimal(factor)


def count_of(text: str | None) -> Decimal:
    """A count in figures or one word; 1 when unsaid."""
    if not text:
        return Decimal(1)
    if text[0].isdigit():
        return parse_figure(text) or Decimal(1)
    return parse_words([text]) or Decimal(1)


def base_of(word: str, count: Decimal) -> Per:
    """A basis in its normal unit."""
    unit, factor = _BASES.get(re.sub(" +", " ", word), (stem(word), 1))
    return Per(count * factor, unit)


def bases_after(text: str, end: int) -> tuple[list[Per], int]:
    """The bases that follow a value, and where they end."""
    bases: list[Per] = []
    while len(bases) < 3:
        match = _PER_AFTER.match(text, end)
        if match is None:
            break
        word = match["base"] or match["base2"] or match["glued"]
        bases.append(base_of(word, count_of(match["n"] or match["n2"])))
        end = match.end()
    return bases, end


def base_before(before: str) -> Per | None:
    """The basis that a claim names ahead of the value: `satu KK maksimal 4 orang`."""
    match = _PER_BEFORE.search(before)
    if match is None:
        return None
    return base_of("keluarga" if match["glued"] else match["base"], Decimal(1))
