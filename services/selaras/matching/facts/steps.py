"""Steps that people have to go through, and those they are spared: a test, an interview, a fast."""

from __future__ import annotations

import re

from selaras.matching.domain.facts import FactKind, StatusValue
from selaras.matching.domain.states import Dimension
from selaras.matching.facts.document import Document, Found
from selaras.matching.facts.wordings import HAVE, MUST, NOT
from selaras.matching.text.lexicon import any_of

# One spelling each. A training or a selection is more often the event than a step to it.
_STEPS: dict[str, str] = {
    word: step
    for step, words in {
        "tes tertulis": "tes tertulis|tes tulis|ujian tertulis|ujian tulis|cat|tes cat",
        "wawancara": "wawancara|interview|interviu",
        "verifikasi": "verifikasi|verval|verifikasi lapangan|verifikasi ulang",
        "survei": "survei|survey|survei lapangan|cek lapangan",
        "karantina": "karantina|isolasi",
        "asesmen": "asesmen|assessment|asesmen terpadu",
        "rehabilitasi": "rehabilitasi|rehab",
        "tes urine": "tes urine|tes urin|tes narkoba",
        "psikotes": "psikotes|tes psikologi",
        "periksa": "tes kesehatan|pemeriksaan kesehatan|cek kesehatan|medical check up|mcu|"
                   "pengecekan kesehatan|skrining kesehatan|skrining|screening",
        "kompetensi": "uji kompetensi|tes kompetensi|uji kelayakan",
        "tes fisik": "tes fisik|tes samapta|tes jasmani|uji fisik|tes kesamaptaan",
        "puasa": "puasa|berpuasa",
        "vaksin": "vaksin|vaksinasi|divaksin|imunisasi|booster",
        "biometrik": "rekam biometrik|verifikasi biometrik|verifikasi wajah|sidik jari|face "
                     "recognition|foto biometrik",
        "daftar ulang": "daftar ulang|lapor diri|registrasi ulang",
        "validasi": "validasi|legalisir|legalisasi",
    }.items()
    for word in words.split("|")
}  # fmt: skip
_STEP = rf"(?<![\w-])(?P<step>{any_of(_STEPS)})(?![\w-])"
_THROUGH = (
    r"(?:menjalani|mengikuti|ikut|ikuti|jalani|masuk|melalui|melewati|melakukan|dilakukan|tempuh|"
    r"menempuh|nuturi|melu|milu)"
)
_ASKED = re.compile(
    rf"(?<!\w)(?:{MUST}|{_THROUGH}|lulus|lolos|sudah|telah|panggilan|syarat(?:nya)? *:?)"
    rf"(?: +(?:sudah|telah|{_THROUGH}|lulus|lolos|proses|tahap|tahapan|dulu|ada))* +{_STEP}"
)
_ASKED_AFTER = re.compile(
    rf"{_STEP}(?: +(?:terpadu|kesehatan|dosis +\w+))?(?: +(?:dulu|dahulu|terlebih +dahulu|lebih +"
    rf"dulu|wajib|tetap +wajib)(?!\w)|(?= +\d+ +jam +sebelum))"
)
_SPARED = re.compile(
    rf"(?<!\w)(?:tanpa|{NOT} +{HAVE}|{NOT}(?: +lagi)? +{MUST}|{NOT} +{_THROUGH})"
    rf"(?: +(?:{_THROUGH}|ada|proses|tahap|tahapan|lagi|melalui|syarat|kewajiban|"
    rf"sistem))* +{_STEP}"
    rf"|{_STEP.replace('step>', 'last>')} +(?:sudah +|kini +)?(?:{NOT}(?: +lagi)? +(?:{MUST}|"
    rf"di\w+kan|"
    rf"diperlukan|disyaratkan)(?!\w)|ditiadakan|dihapus|dihapuskan)"
)
# Who has not been through it yet, or would not, says nothing of whether it is asked for.
_CASE = re.compile(
    rf"(?<!\w)(?:yang|yg|sing|bila|jika|apabila|kalau|kalo|belum|blm|durung|bagi|agar|jangan|"
    rf"dilarang|{NOT})(?: +(?:dapat|bisa|sempat|pernah))* *\Z"
)


def find_steps(doc: Document) -> None:
    """Adds the steps that are asked for or spared; the findings share their range."""
    spared = [match for match in _SPARED.finditer(doc.text) if not _is_case(doc, match)]
    for match in spared:
        _add(doc, match, asked=False)
    ends = {match.end() for match in spared}
    for pattern in (_ASKED, _ASKED_AFTER):
        for match in pattern.finditer(doc.text):
            if match.end() not in ends and not _is_case(doc, match):
                _add(doc, match, asked=True)


def _is_case(doc: Document, match: re.Match[str]) -> bool:
    return _CASE.search(doc.before(match.start(), 30)) is not None


def _add(doc: Document, match: re.Match[str], *, asked: bool) -> None:
    claim = doc.claim_at(match.start())
    if claim is None or match.end() > claim.end:
        return
    named = next(text for text in match.groups() if text)
    step = _STEPS[re.sub(" +", " ", named)]
    value = StatusValue(Dimension.OBLIGATION, asked, of=(step,))
    found = Found(FactKind.REQUIREMENT, match.start(), match.end(), value, head=(step,))
    doc.add(found, shared=True)
