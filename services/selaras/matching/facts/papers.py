"""What must be brought or shown, and what need not: papers, cards, copies, things."""

from __future__ import annotations

import re

from selaras.matching.domain.facts import Dimension, FactKind, StatusValue
from selaras.matching.facts.document import Document, Found
from selaras.matching.text.lexicon import any_of

# Things that announcements ask for, one spelling each.
_THINGS: dict[str, str] = {
    "ktp": "ktp", "e-ktp": "ktp", "ktp-el": "ktp", "kartu tanda penduduk": "ktp", "kk": "kk",
    "kartu keluarga": "kk", "kia": "kia", "buku kia": "buku kia", "akta": "akta",
    "akta kelahiran": "akta", "akte": "akta", "akte kelahiran": "akta", "ijazah": "ijazah",
    "skl": "skl", "skck": "skck", "sktm": "sktm", "surat keterangan tidak mampu": "sktm",
    "surat keterangan": "keterangan", "surat kuasa": "kuasa", "surat pengantar": "pengantar",
    "pengantar rt": "pengantar", "surat undangan": "undangan", "undangan": "undangan",
    "surat domisili": "domisili", "keterangan domisili": "domisili", "surat sehat": "sehat",
    "surat keterangan sehat": "sehat", "surat lamaran": "lamaran", "surat rekomendasi":
    "rekomendasi", "surat izin": "izin", "surat pernyataan": "pernyataan", "npwp": "npwp",
    "nib": "nib", "sim": "sim", "stnk": "stnk", "bpkb": "bpkb", "paspor": "paspor", "visa": "visa",
    "kis": "kis", "kartu bpjs": "bpjs", "kartu indonesia sehat": "kis", "kip": "kip",
    "kks": "kks", "kartu kks": "kks", "buku tabungan": "tabungan", "buku nikah": "nikah",
    "rapor": "rapor", "pas foto": "foto", "pasfoto": "foto", "materai": "meterai",
    "meterai": "meterai", "fotokopi": "salinan", "fotokopi ktp": "ktp", "fotokopi kk": "kk",
    "fc ktp": "ktp", "fc kk": "kk", "sertifikat vaksin": "vaksin", "kartu vaksin": "vaksin",
    "bukti vaksin": "vaksin", "hasil antigen": "tes", "hasil pcr": "tes", "tes antigen": "tes",
    "tes usap": "tes", "sertifikat toefl": "toefl", "kartu ujian": "ujian",
    "bukti pembayaran": "bayar", "bukti lunas": "lunas", "pbb lunas": "lunas", "kupon": "kupon",
    "tiket": "tiket", "masker": "masker", "helm": "helm", "tumbler": "tumbler",
    "botol minum": "tumbler", "kantong belanja": "kantong", "tas belanja": "kantong",
    "agunan": "agunan", "aplikasi mypertamina": "mypertamina",
    "qr code": "qr", "kode qr": "qr", "barcode": "qr", "kartu tani": "kartu tani",
    "swab": "tes", "cek fisik": "cek fisik", "uji emisi": "uji emisi", "seragam": "seragam",
    "hak pilih": "hak pilih", "formulir a5": "a5", "c6": "c6",
}  # fmt: skip
_THING = rf"(?<![\w-]){any_of(_THINGS)}(?![\w-])"
_ONE_THING = re.compile(_THING)
_BRING = (
    r"(?:(?:di|mem|me|men|meny|menge)?-?(?:bawa|lampirkan|lampiri|sertakan|sertai|siapkan|yiapkan|"
    r"tunjukkan|unjukkan|tunjukan|unjukan|serahkan|yerahkan|perlihatkan|unggah|kenakan|pakai|"
    r"gunakan|ggunakan|kumpulkan|gumpulkan|penuhi|miliki|punyai|punya|gawa|lengkapi|isi)|"
    r"melampirkan|menyertakan|menyiapkan|menunjukkan|menunjukan|menyerahkan|mengunggah|"
    r"mengenakan|memakai|menggunakan|mengumpulkan|memiliki|mempunyai|membawa|nggawa|mangawa)"
)
_NOT = r"(?:tidak|tak|tdk|gak|ga|nggak|ora|dak|ndak|indak|kada|teu|tra|mboten|jangan)"
_MUST = r"(?:perlu|usah|wajib|harus|kudu|diharuskan|diwajibkan|butuh|memerlukan|mensyaratkan|pakai)"
_FILL = r"(?: +(?:[^\W\d]+|[\d.]+ +lembar)){0,2}?"
_WAIVED = re.compile(
    rf"(?<!\w)(?:(?:tanpa|bebas|nggak pakai|gak pakai|ndak pakai|ora nganggo)(?: +(?:perlu|harus|"
    rf"syarat|lagi|surat|kartu|fotokopi|dokumen|adanya|{_BRING}))* +"
    rf"(?P<free>{_THING}(?:(?: *,| +dan| +atau| *\/)? +{_THING}){{0,9}})"
    rf"|{_NOT} +(?:lagi +)?{_MUST}(?: +lagi)?(?: +{_BRING})?{_FILL} +"
    rf"(?P<things>{_THING}(?:(?: *,| +dan| +atau| *\/)? +{_THING}){{0,9}}))"
    rf"|(?P<after>{_THING})(?: +\w+){{0,3}}? +{_NOT} +(?:lagi +)?(?:di)?(?:perlu|wajib|syarat|"
    rf"butuh|haruskan)(?:kan)?(?!\w)(?! +(?:me|di|ber)\w)"
)
_ASKED = re.compile(
    rf"(?<!\w)(?:(?:wajib|harus|syarat(?:nya)? *:?|persyaratan *:?|cukup|dengan|jangan lupa|"
    rf"mohon|harap|silakan|diminta|perlu|kudu|minimal|asal) +){{0,3}}"
    rf"(?:{_BRING}|syarat(?:nya)? *:|persyaratan *:|dokumen *:|berkas *:){_FILL} +"
    rf"(?P<things>{_THING}(?:(?: +(?:asli|elektronik|setempat|terbaru|terakhir))?"
    rf"(?: *,| +dan| +serta| +atau| *\/| *\+| *&)?(?: +(?:asli|fc))? +{_THING}){{0,9}})"
)
_DENIED_BEFORE = re.compile(rf"(?<!\w)(?:{_NOT}|tanpa)(?: +(?:lagi|{_MUST}|boleh|bisa))* *\Z")


_AFTERWARDS = re.compile(
    rf"(?P<things>{_THING}(?:(?: *,| +dan| +serta)? +{_THING}){{0,9}})"
    rf"(?: +(?:asli|elektronik|setempat)){{0,2}}"
    rf"(?: +(?:wajib|harus|agar|mohon|perlu|juga)){{1,3}} +"
    rf"(?:di)?(?:bawa|lampirkan|tunjukkan|tunjukan|sertakan|serahkan|siapkan|unggah|kumpulkan|"
    rf"perlihatkan)(?!\w)"
    rf"|(?<!\w)(?:cukup|modal|hanya)(?: +(?:dengan|pakai|bermodal|berbekal))? +(?P<only>{_THING}"
    rf"(?:(?: *,| +dan| +serta)? +{_THING}){{0,9}})"
)


def find_papers(doc: Document) -> None:
    """Adds what is asked for and what is not; the findings share their range."""
    first = len(doc.found)
    for match in _WAIVED.finditer(doc.text):
        _add(doc, match, asked=False)
    for match in _ASKED.finditer(doc.text):
        if not _DENIED_BEFORE.search(doc.before(match.start(), 30)):
            _add(doc, match, asked=True)
    for match in _AFTERWARDS.finditer(doc.text):
        if not re.search(r"(?<!\w)(?:tidak|tak) ", match.group()):
            _add(doc, match, asked=True)
    _drop_unspecific(doc, doc.found[first:])


def _drop_unspecific(doc: Document, papers: list[Found]) -> None:
    """Of `tidak perlu` and `tidak perlu KTP` only the second says something of its own."""
    inside = bytearray(len(doc.text))
    for paper in papers:
        inside[paper.start : paper.end] = b"\x01" * (paper.end - paper.start)
    doc.found = [
        found
        for found in doc.found
        if not (
            isinstance(found.value, StatusValue)
            and found.value.dimension is Dimension.OBLIGATION
            and not found.value.of
            and inside[found.start]
        )
    ]


def _add(doc: Document, match: re.Match[str], *, asked: bool) -> None:
    claim = doc.claim_at(match.start())
    if claim is None or match.end() > claim.end:
        return
    named = next(text for text in match.groups() if text)
    names = (re.sub(" +", " ", thing.group()) for thing in _ONE_THING.finditer(named))
    things = tuple(dict.fromkeys(_THINGS[name] for name in names))
    value = StatusValue(Dimension.OBLIGATION, asked, of=things)
    found = Found(FactKind.REQUIREMENT, match.start(), match.end(), value, head=things[:3])
    doc.add(found, shared=True)
