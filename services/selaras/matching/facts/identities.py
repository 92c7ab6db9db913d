"""Which one of a series is meant (`putaran kedua`, `tahap 2`, `triwulan II`), and stated themes."""

from __future__ import annotations

import re

from selaras.matching.domain.facts import FactKind, IdentityValue, Role
from selaras.matching.facts.document import Document, Found
from selaras.matching.text.lexicon import any_of

_SERIES: dict[str, str] = {
    "putaran": "tahap", "tahap": "tahap", "gelombang": "tahap", "periode": "tahap",
    "fase": "tahap", "termin": "tahap", "angkatan": "angkatan", "batch": "tahap",
    "jilid": "tahap", "edisi": "tahap", "sesi": "sesi", "kloter": "kloter", "babak": "tahap",
    "triwulan": "triwulan", "semester": "semester", "dosis": "dosis", "hari": "hari",
    "minggu": "minggu", "pekan": "minggu", "kategori": "kategori",
}  # fmt: skip
_ORDINALS: dict[str, int] = {
    "pertama": 1, "kesatu": 1, "perdana": 1, "kedua": 2, "ketiga": 3, "keempat": 4, "kelima": 5,
    "keenam": 6, "ketujuh": 7, "kedelapan": 8, "kesembilan": 9, "kesepuluh": 10, "dua": 2,
    "satu": 1, "tiga": 3, "empat": 4, "i": 1, "ii": 2, "iii": 3, "iv": 4, "kapindho": 2,
    "kadua": 2, "kapisan": 1, "terakhir": -1, "tahap dua": 2,
}  # fmt: skip
# After a number these make a measure or a count of it: `gelombang 3 meter` is no third wave.
_MEASURED = any_of(
    ["orang", "jam", "hari", "menit", "kali", "x", "meter", "m", "km", "cm", "kilometer", "persen",
     "ribu", "rb", "juta", "jt", "kg", "tahun", "bulan", "minggu", "unit", "buah"]
)  # fmt: skip
_PHASE = re.compile(
    rf"(?<!\w)(?P<series>{any_of(_SERIES)})(?: +ke-?)? *-? *"
    rf"(?:(?P<n>\d{{1,2}})(?![\d.,/:]\d|\d|%| *(?:-|s\.?d\.?|s/d|sampai|hingga) *\d)"
    rf"|(?P<word>{any_of(_ORDINALS)})(?!\w))(?! *{_MEASURED}(?!\w))"
)
_NTH = re.compile(r"(?<!\w)(?:hut|hari jadi|ulang tahun|milad|dies natalis|umur kota)[^.\n]{0,30}?"
                  r"(?:ke-? ?|, *dah *)(?P<n>\d{1,4})(?!\d)")  # fmt: skip
_NAMED = re.compile(
    r"(?<!\w)(?P<label>tema|bertema|bertajuk|tajuk|berjudul|slogan|tagline)(?:kan|nya)?"
    r'[ :]*"(?P<name>[^"\n]{3,80})"'
)
_EDITION = re.compile(
    r"(?<!\w)(?:festival|konferensi|pameran|lomba|kongres|kejuaraan|karnaval|mtq|porprov|"
    r"pekan olahraga|"
    r"musyawarah|expo|fair|bazar|kontes)(?: +[^\s.,;:]+){0,4}? +ke-? ?(?P<n>\d{1,3})(?![\d.,/]\d|"
    r"\d)"
)
# Gatherings of families and neighbours, one spelling each: at which one it happened.
_GATHERINGS: dict[str, str] = {
    "syukuran": "syukuran", "tasyakuran": "syukuran", "selamatan": "syukuran",
    "kenduri": "syukuran", "pernikahan": "pernikahan", "resepsi": "pernikahan",
    "khitanan": "khitanan", "sunatan": "khitanan", "arisan": "arisan", "tahlilan": "tahlilan",
    "yasinan": "tahlilan", "akikah": "akikah", "aqiqah": "akikah", "pengajian": "pengajian",
    "reuni": "reuni", "halalbihalal": "halalbihalal", "halal bihalal": "halalbihalal",
}  # fmt: skip
_GATHERING = re.compile(rf"(?<!\w){any_of(_GATHERINGS)}(?!\w)")
# Who or what an event is known by.
_KNOWN_BY: tuple[tuple[str, str], ...] = (
    ("tema", r"tema(?:nya)?|bertema(?:kan)?|bertajuk|tajuk"),
    ("maskot", r"maskot(?:nya)?"),
    ("artis", r"bintang tamu|guest star|artis(?: ibu ?kota)?|dimeriahkan(?: oleh)?|penampilan"),
    ("penceramah", r"penceramah|khatib|mubalig(?:h)?|ceramah(?: oleh)?|tausiyah(?: oleh)?"),
    ("pembicara", r"pembicara|narasumber|pemateri|keynote speaker"),
    ("inspektur", r"inspektur upacara|pembina upacara|irup"),
)
_TITLE = (
    r"(?:(?i:ustaz|ustadz|ustadzah|kiai|kyai|kh|prof|dr|ir|h|hj|bapak|ibu|grup|band|penyanyi|yaitu|"
    r"adalah|ialah)\.? +)*"
)
_KNOWN = tuple(
    (
        label,
        re.compile(
            rf"(?<!\w)(?i:{words}) *(?::|(?i:adalah|ialah|yaitu|yakni))? *{_TITLE}"
            r"(?P<name>[A-Z][\w'-]+(?: +(?:[A-Z][\w'-]*|dan(?= +[A-Z]))){0,7})"
        ),
    )
    for label, words in _KNOWN_BY
)
# In what form aid is given.
_FORMS: dict[str, str] = {
    "uang tunai": "uang", "uang": "uang", "tunai": "uang", "transfer": "uang",
    "sembako": "sembako", "paket sembako": "sembako", "bahan pokok": "sembako",
    "beras": "beras", "voucher": "voucher", "kupon": "voucher", "sertifikat": "sertifikat",
    "peralatan": "alat", "alat": "alat", "bibit": "bibit", "pupuk": "pupuk", "ternak": "ternak",
    "pinjaman": "pinjaman", "hibah": "hibah", "makanan siap saji": "makanan",
    "nasi kotak": "makanan", "bahan bangunan": "bangunan", "material": "bangunan",
}  # fmt: skip
_FORM = re.compile(
    rf"(?<!\w)(?:berupa|berbentuk|dalam bentuk|"
    rf"dalam wujud) +(?:paket +)?(?P<form>{any_of(_FORMS)})(?!\w)"
)
# The stages that a disaster is declared to be in.
_STAGES: dict[str, str] = {
    "siaga darurat": "siaga", "tanggap darurat": "tanggap", "transisi darurat": "transisi",
    "transisi pemulihan": "transisi", "masa pemulihan": "transisi", "masa transisi": "transisi",
}  # fmt: skip
_STAGE = re.compile(rf"(?<!\w){any_of(_STAGES)}(?!\w)")
_COUNT_SERIES = {"hari", "minggu", "pekan", "dosis"}


def find_identities(doc: Document) -> None:
    """Adds the phases and themes of `doc`."""
    for match in doc.free_matches(_PHASE):
        word, series = match["word"], match["series"]
        if series in _COUNT_SERIES and (
            word is None or word in {"dua", "satu", "tiga", "empat", "i"}
        ):
            continue
        number = int(match["n"]) if match["n"] else _ORDINALS[word]
        value = IdentityValue(_SERIES[series], number)
        doc.add(Found(FactKind.IDENTITY, match.start(), match.end(), value, Role.PHASE))
    for match in doc.free_matches(_NTH):
        value = IdentityValue("hari jadi", int(match["n"]))
        doc.add(Found(FactKind.IDENTITY, match.start(), match.end(), value, Role.PHASE))
    for match in doc.free_matches(_EDITION):
        start, end = match.start(), match.end()
        value = IdentityValue("gelaran", int(match["n"]))
        doc.add(Found(FactKind.IDENTITY, start, end, value, Role.PHASE), shared=True)
    for match in _GATHERING.finditer(doc.text):
        value = IdentityValue("hajat", name=_GATHERINGS[re.sub(" +", " ", match.group())])
        doc.add(Found(FactKind.IDENTITY, match.start(), match.end(), value), shared=True)
    for match in _STAGE.finditer(doc.text):
        value = IdentityValue("status darurat", name=_STAGES[re.sub(" +", " ", match.group())])
        doc.add(Found(FactKind.IDENTITY, match.start(), match.end(), value), shared=True)
    for match in _FORM.finditer(doc.text):
        value = IdentityValue("bentuk", name=_FORMS[re.sub(" +", " ", match["form"])])
        doc.add(Found(FactKind.IDENTITY, match.start(), match.end(), value), shared=True)
    _known_by(doc)
    for match in _NAMED.finditer(doc.text):
        value = IdentityValue("tema", name=re.sub(r"[^\w ]", "", match["name"]).strip())
        start, end = match.span("name")
        doc.add(Found(FactKind.IDENTITY, start, end, value), shared=True)


def _known_by(doc: Document) -> None:
    """Themes and names without quotation marks, told by their capitals."""
    for label, pattern in _KNOWN:
        for match in pattern.finditer(doc.cased):
            start, end = match.span("name")
            claim = doc.claim_at(match.start())
            if claim is None or end > claim.end or doc.is_shouted(start):
                continue
            value = IdentityValue(label, name=doc.text[start:end])
            doc.add(Found(FactKind.IDENTITY, start, end, value), shared=True)
