"""What must be brought or shown, and what need not: papers, cards, copies, things."""

from __future__ import annotations

import re

from selaras.matching.domain.facts import FactKind, StatusValue
from selaras.matching.domain.states import Dimension
from selaras.matching.facts.document import Document, Found
from selaras.matching.facts.things import ONE_THING, THING, thing_name
from selaras.matching.facts.wordings import HAVE, MAY, NOT, REFUSED

_BRING = (
    r"(?:(?:di|mem|me|men|meny|menge)?-?(?:bawa|lampirkan|lampiri|sertakan|sertai|siapkan|yiapkan|"
    r"tunjukkan|unjukkan|tunjukan|unjukan|serahkan|yerahkan|perlihatkan|unggah|kenakan|pakai|"
    r"gunakan|ggunakan|simpan|yimpan|pegang|megang|kantongi|gantongi|kumpulkan|gumpulkan|penuhi|"
    r"miliki|punyai|punya|gawa|lengkapi|isi)|"
    r"melampirkan|menyertakan|menyiapkan|menunjukkan|menunjukan|menyerahkan|mengunggah|"
    r"mengenakan|memakai|menggunakan|mengumpulkan|memiliki|mempunyai|membawa|nggawa|mangawa|"
    r"nggowo|gowo|digowo|mawa|dibawak|mbeto|dibeto|candak|nyandak|dicandak|bawo|"
    r"mambawo|baok|menyimpan|nyimpen|memegang|mengantongi)"
)
_MUST = r"(?:perlu|usah|wajib|harus|kudu|diharuskan|diwajibkan|butuh|memerlukan|mensyaratkan|pakai)"
_FILL = r"(?: +(?:[^\W\d]+|[\d.]+ +lembar)){0,2}?"
_WAIVED = re.compile(
    rf"(?<!\w)(?:(?:tanpa|bebas|nggak pakai|gak pakai|nggak pake|gak pake|ndak pakai|"
    rf"ora nganggo)(?: +(?:perlu|harus|"
    rf"syarat|lagi|surat|kartu|fotokopi|dokumen|adanya|{_BRING}))* +"
    rf"(?P<free>{THING}(?:(?: *,| +dan| +atau| *\/)? +{THING}){{0,9}})"
    rf"|{NOT} +(?:lagi +)?{_MUST}(?: +lagi)?(?: +{_BRING})?{_FILL} +"
    rf"(?P<things>{THING}(?:(?: *,| +dan| +atau| *\/)? +{THING}){{0,9}}))"
    rf"|(?P<after>{THING})(?: +\w+){{0,3}}? +{NOT} +(?:lagi +)?(?:di)?(?:perlu|wajib|syarat|"
    rf"butuh|haruskan)(?:kan)?(?!\w)(?! +(?:me|di|ber)\w)"
)
_ASKED = re.compile(
    rf"(?<!\w)(?:(?:wajib|harus|(?:per)?syarat(?:an)?(?:nya)? *:?|cukup|cekap|cekapke|dengan|"
    rf"jangan lupa|"
    rf"mohon|harap|silakan|diminta|perlu|kudu|minimal|asal) +){{0,3}}"
    rf"(?:{_BRING}|(?:per)?syarat(?:an)?(?:nya)? *:|dokumen(?:nya)? *:|berkas(?:nya)? *:){_FILL} +"
    rf"(?P<things>{THING}(?:(?: +(?:asli|elektronik|setempat|terbaru|terakhir))?"
    rf"(?: *,| +dan| +serta| +atau| *\/| *\+| *&)?(?: +(?:asli|fc))? +{THING}){{0,9}})"
)
_DENIED_BEFORE = re.compile(
    rf"(?<!\w)(?:{NOT}|tanpa|jangan|ojo|ojok|bukan|belum)(?: +(?:lagi|{_MUST}|boleh|bisa))* *\Z"
)
_DENIED = re.compile(rf"(?<!\w){NOT} ")
_LIST = rf"{THING}(?:(?: *,| +dan| +atau| *\/)? +{THING}){{0,9}}"
# To be without a thing asks for it where those without it are turned away, and waives it where
# they are not.
_LACKING = re.compile(
    rf"(?<!\w)(?P<though>(?:walau|meski|kendati|biar|najan|senajan|sanajan|maski)(?:pun)?"
    rf"(?: +\w+)? +)?(?P<no>tanpa|(?:{NOT}|belum)(?: +(?:{HAVE}|{_BRING}|dapat|"
    rf"mendapat(?:kan)?|terima|menerima|pikantuk|entuk|kebagian))+|hilang|kehilangan)(?: +lagi)? +"
    rf"(?P<things>{_LIST})"
)
_CLAUSE_START = re.compile(
    r"(?:\A|[,.;:(\n\"•-]|(?<!\w)(?:karena|sebab|soalnya|kalau|bila|jika|apabila|bagi|"
    r"maka|dan|yang|jadi|kalo|nek|yen|mun)) *\Z"
)
_TURNED_AWAY = re.compile(rf"(?P<gap>[^.!?;\n]{{0,40}}?)(?<!\w){REFUSED}")
_LET_IN = re.compile(
    rf"[^.!?;\n]{{0,30}}?(?<!\w)(?:tetap|masih|tetep|isih|cukup|cekap|nanging|{MAY}|tidak masalah|"
    rf"tidak apa-apa|gapapa|ndak papa|gak masalah|nggak masalah|ora opo-opo|diganti penuh)(?!\w)"
)
_AFTERWARDS = re.compile(
    rf"(?P<things>{THING}(?:(?: *,| +dan| +serta)? +{THING}){{0,9}})"
    rf"(?: +(?:asli|elektronik|setempat)){{0,2}}"
    rf"(?: +(?:wajib|harus|agar|mohon|perlu|juga)){{1,3}} +"
    rf"(?:di)?(?:bawa|lampirkan|tunjukkan|tunjukan|sertakan|serahkan|siapkan|unggah|kumpulkan|"
    rf"perlihatkan)(?!\w)"
    rf"|(?<!\w)(?:cukup|cekap|modal|hanya)(?: +(?:dengan|pakai|nganggo|bermodal|"
    rf"berbekal))? +(?P<only>{THING}"
    rf"(?:(?: *,| +dan| +serta)? +{THING}){{0,9}})"
)


_NAMES = frozenset({"free", "things", "after", "only"})


def find_papers(doc: Document) -> None:
    """Adds what is asked for and what is not; the findings share their range."""
    first = len(doc.found)
    lacking = {
        match.start("no"): _asked_of_those_without(doc, match)
        for match in _LACKING.finditer(doc.text)
    }
    for match in _LACKING.finditer(doc.text):
        asked = lacking[match.start("no")]
        if asked is not None:
            _add(doc, match, asked=asked)
    for match in _WAIVED.finditer(doc.text):
        if lacking.get(match.start()) is None:
            _add(doc, match, asked=False)
    for match in _ASKED.finditer(doc.text):
        if not _DENIED_BEFORE.search(doc.before(match.start(), 30)):
            _add(doc, match, asked=True)
    for match in _AFTERWARDS.finditer(doc.text):
        if not _DENIED.search(match.group()):
            _add(doc, match, asked=True)
    _drop_unspecific(doc, doc.found[first:])


def _asked_of_those_without(doc: Document, match: re.Match[str]) -> bool | None:
    """Whether what those at `match` lack is asked for, waived or neither is said."""
    if match["though"]:
        return False
    away = _TURNED_AWAY.match(doc.text, match.end())
    starts = _CLAUSE_START.search(doc.before(match.start(), 30)) is not None
    if away is not None and (starts or "," not in away["gap"]):
        return True
    let_in = _LET_IN.match(doc.text, match.end()) is not None
    return False if let_in and match["no"] != "tanpa" else None


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
    named = next(text for name, text in match.groupdict().items() if text and name in _NAMES)
    names = (re.sub(" +", " ", thing.group()) for thing in ONE_THING.finditer(named))
    things = tuple(dict.fromkeys(thing_name(name) for name in names))
    value = StatusValue(Dimension.OBLIGATION, asked, of=things)
    found = Found(FactKind.REQUIREMENT, match.start(), match.end(), value, head=things[:3])
    doc.add(found, shared=True)
