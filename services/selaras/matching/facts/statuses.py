"""States of affairs: open, stopped, put off, forbidden, required, online, Level III, ..."""

from __future__ import annotations

import re

from selaras.matching.domain.facts import FactKind, StatusValue
from selaras.matching.domain.states import Dimension
from selaras.matching.facts.document import Document, Found
from selaras.matching.facts.passing_states import drop_ends, is_passing
from selaras.matching.facts.status_lexicon import (
    BRIDGES,
    LEVELS,
    NEGATIONS,
    TERMS,
    URGED,
    WHOLE_PHRASES,
)
from selaras.matching.text.lexicon import any_of

_TERM = re.compile(
    rf"(?<![\w-])(?!(?:jangan|jan|jang|ojo|ojok)(?: +\w+)? +{any_of(URGED)}(?!\w))"
    rf"{any_of([*TERMS, *WHOLE_PHRASES])}(?![\w])"
)
_LEVEL = re.compile(
    r"(?<!\w)(?:level|tingkat|(?:ber)?status)(?: +(?:aktivitas\w*|gunung|siaga))? *"
    r"(?P<n>iv|iii|ii|i|[1-4])(?!\w)"
    rf"(?: *\(?(?:atau +)?(?P<name>{any_of(LEVELS)})(?!\w)\)?)?"
    rf"|(?<!\w)(?:(?:ber)?status(?:nya)?|menjadi|jadi|masih|resmi|naik|naik ke|turun|turun ke|"
    rf"dinaikkan|diturunkan|ditetapkan|ke)"
    rf"(?: +(?:sudah|masih|kini|berada di|pada|resmi|jadi|menjadi|tetap|ini|lagi))*"
    rf" +(?P<only>{any_of(LEVELS)})(?!\w)(?! +(?:24|bencana darurat|penuh|di|untuk|ya))"
    rf"(?: *\((?:level) *(?P<n2>iv|iii|ii|i|[1-4])\))?"
    rf"|(?<!\w)siaga +(?P<flood>iv|iii|ii|i|[1-4])(?!\w|[.,]\d)"
    rf"|(?<!\w)lagi +(?P<now>{any_of(LEVELS)})(?= *[,.(])"
)
# `dari Level II menjadi Level III`: what a level was is not what it is.
_FORMER = re.compile(
    r"(?<!\w)(?:dari|sebelumnya|semula|semulanya|awalnya|tadinya)(?: +(?:status|level|tingkat|"
    r"berada|di|pada|masih|berstatus|aktivitas))* +\Z"
)
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_ALERT_CONTEXT = re.compile(
    r"(?<!\w)(?:gunung\w*|vulkanik\w*|erupsi|letusan|lava|kawah|(?:ber)?status(?:nya)?|"
    r"siaga|waspada|awas|ppkm|siaga bencana)(?!\w)"
)
_CAUSE = re.compile(
    r"(?<!\w)(?:penyebab\w*|sebab\w*|pemicu\w*|penyelidikan|laborat\w+|lab|kesimpulan|asal)(?!\w)"
)
# Where something is says how it is done only where it says what is done there.
_ONLY_WITH = {
    "di rumah": re.compile(
        r"(?<!\w)(?:belajar|balajar|sinau|sekolah\w*|pembelajaran|bekerja|kerja|ibadah|beribadah|"
        r"kuliah|salat|ujian|tugas)(?!\w)"
    ),
    "di tempat": re.compile(
        r"(?<!\w)(?:bayar|dibayar|membayar|pembayaran|daftar|mendaftar|pendaftaran|beli|dibeli|"
        r"membeli|pembelian|tiket|layanan|pelayanan|dilayani|registrasi|vaksinasi|verifikasi)(?!\w)"
    ),
}
_NONE_THAT = re.compile(
    r"(?<!\w)(?:tidak|tak|belum|ndak|dak|ora|seng|gak) +(?:ada|ado|ana)(?: +[^\s.,;:!?()]+){0,3}? +"
    r"(?:yang|nan|sing|nu) +(?:di|me|ter|sedang|masih|ikut|sudah)?(?: +)?\Z"
)
_CLAUSE_BREAK = re.compile(r"[,;:.!?()\n\"]|(?<!\w)(?:tetapi|tapi|namun|sedangkan|melainkan)(?!\w)")


def is_negated(doc: Document, start: int) -> tuple[bool, int]:
    """Whether a negation governs the word at `start`, and where it begins."""
    index = doc.word_index(start) - 1
    edge, negated, first = start, False, start
    none = _NONE_THAT.search(doc.before(start, 60))
    if none is not None:
        return True, start - len(doc.before(start, 60)) + none.start()
    for _ in range(4):
        if index < 0 or _CLAUSE_BREAK.search(doc.text, doc.word_ends[index], edge):
            break
        word = doc.words[index]
        if word in NEGATIONS:
            negated = not negated
            first = doc.word_starts[index]
        elif word not in BRIDGES:
            break
        edge, index = doc.word_starts[index], index - 1
    return negated, first


def _levels(doc: Document) -> None:
    for match in _LEVEL.finditer(doc.text):
        if _FORMER.search(doc.before(match.start(), 48)):
            continue
        name = match["name"] or match["only"] or match["now"]
        digit = match["n"] or match["n2"]
        flood = match["flood"]
        if flood is not None:
            # Of floods and of the police the first step is the highest.
            level = 5 - (_ROMAN.get(flood) or int(flood))
        else:
            level = LEVELS[name] if digit is None else _ROMAN.get(digit) or int(digit)
        if flood is None and name is None and not _is_alert(doc, match):
            continue
        value = StatusValue(Dimension.ALERT, level > 1, level)
        doc.add(Found(FactKind.STATUS, match.start(), match.end(), value))


def _is_alert(doc: Document, match: re.Match[str]) -> bool:
    """Whether a bare level is a step of an alert scale, and not of a course or a rating."""
    if not match.group().startswith(("level", "tingkat")):
        return False
    return _ALERT_CONTEXT.search(doc.claim_text(match.start())) is not None


def find_statuses(doc: Document) -> None:
    """Adds the states of `doc`; they share their range with other facts."""
    _levels(doc)
    for match in _TERM.finditer(doc.text):
        if doc.claim_at(match.start()) is not None:
            _add_term(doc, match)
    drop_ends(doc)


def _add_term(doc: Document, match: re.Match[str]) -> None:
    words = re.sub(" +", " ", match.group())
    start, end = match.span()
    negated = False
    if words in WHOLE_PHRASES:
        dimension, positive = WHOLE_PHRASES[words]
        if dimension is Dimension.AVAILABILITY and not doc.is_free(start, end):
            # 'tidak ada korban' is a count already.
            return
    else:
        if not doc.is_free(start, end):
            return
        dimension, positive = TERMS[words]
        if words in _ONLY_WITH and not _ONLY_WITH[words].search(doc.claim_text(start)):
            return
        negated, start = is_negated(doc, start)
        positive = positive is not negated
    value = StatusValue(dimension, positive)
    if is_passing(doc, start, end, value):
        return
    if negated and _is_none(doc, start):
        # 'tidak ada' before it is that negation, and no state of its own.
        doc.found.pop()
    kind = _kind(doc, dimension, start)
    doc.add(Found(kind, start, end, value), shared=True)


def _is_none(doc: Document, start: int) -> bool:
    """Whether the state found last is a `tidak ada` at `start`."""
    if not doc.found or doc.found[-1].start != start:
        return False
    value = doc.found[-1].value
    return isinstance(value, StatusValue) and value.dimension is Dimension.AVAILABILITY


def _kind(doc: Document, dimension: Dimension, start: int) -> FactKind:
    """What must be brought or met is a requirement; what is known of a cause is about it."""
    if dimension is Dimension.OBLIGATION:
        return FactKind.REQUIREMENT
    if dimension is Dimension.MODE:
        return FactKind.PROCEDURE
    if dimension is Dimension.CERTAINTY and _CAUSE.search(doc.claim_text(start)):
        return FactKind.CAUSE
    return FactKind.STATUS
