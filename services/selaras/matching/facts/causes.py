"""Why something happened: `disebabkan korsleting`, `akibat hujan`, `tersenggol ekskavator`."""

from __future__ import annotations

import re

from selaras.matching.domain.facts import CauseValue, FactKind
from selaras.matching.facts.cause_words import (
    FAMILY_WORD,
    POISON,
    UPKEEP,
    cause_stems,
    families,
)
from selaras.matching.facts.document import Document, Found

_SOURCE = (
    r"(?:penyebab|pemicu|biang +(?:keladi|kerok)|sumber +(?:keracunan|kebakaran|api|penularan|"
    r"pencemar\w*|pencemaran|polusi|masalah|kontaminasi|penyakit|asap|bau)|asal +(?:api|mula))"
    r"(?:nya)?"
)
# What 'penyebab' alone is followed by is what happened; 'penyebabnya' is followed by why.
_EFFECT = (
    r"(?: +(?:keracunan|kebakaran|banjir|longsor|kecelakaan|kerusakan|kemacetan|kebocoran|"
    r"gangguan|pencemaran|pemadaman|kelangkaan|kematian|tabrakan|kenaikan|penurunan|"
    r"keterlambatan|padamnya|wabah|putus\w*|rusak\w*|bocor\w*|jebol\w*|pecah\w*|sakit\w*)"
    r"(?: +(?:massal|maut|listrik|air|beruntun))?(?!\w))?+"
)
_GUESS = r"(?:diduga|ditengarai|disinyalir|diperkirakan|dicurigai|dugaan|kemungkinan)"
# After these a cause is meant, whatever it is called.
_STRONG = (
    rf"(?:{_SOURCE}(?: +\w+){{0,3}}? +(?:adalah|ialah|yaitu|yakni|berupa|ternyata|(?:diduga|"
    r"ditengarai|disinyalir)(?: +(?:kuat|sementara))?)(?: +(?:karena|dari|akibat))?|"
    rf"{_SOURCE}(?: +[a-z]+){{0,3}}? *:(?: +(?:diduga|dugaan)(?: +kuat)?)?|"
    rf"(?<!tidak )disebabkan(?: +(?:oleh|karena|dari))?|disebabkeun(?: +ku)?|"
    r"diakibatkan(?: +oleh)?|ditimbulkan +oleh|dipicu(?: +(?:oleh|karena))?|bersumber +dari|"
    r"(?:diduga|ditengarai|disinyalir)(?: +kuat)?(?: +akibat| +karena| +disebabkan(?: +oleh)?| +"
    r"berasal dari| +dipicu(?: +oleh)?))"
)
# These also lead up to much that is no cause; what follows has to be a known one.
_WEAK = (
    rf"(?:(?:me?ny?)?(?:sebabkan|akibatkan)(?: +oleh)?|{_SOURCE}(?: +\w+){{0,3}}? +(?:karena|dari)|"
    r"akibat(?:nya)?|karena|krn|lantaran|gara-gara|gegara|dikarenakan(?: +oleh)?|"
    r"sebab +(?:adanya|terkena)|oleh +(?:karena|sebab)|imbas(?: +dari)?|efek +dari|"
    r"buntut(?: +dari)?|dampak +dari|berasal +dari|berawal +dari|bermula +dari|berpangkal +dari|"
    r"menyusul(?: +adanya| +terjadinya)?|amargi|amarga|merga|mergo|sebab +ado|ulah|"
    r"dek +karano|karano|karno|dikarenakeun|kusabab|ku +sabab|alatan|"
    r"terkait(?: +dengan)? +adanya|dipengaruhi(?: +oleh)?|didorong(?: +oleh)?|disumbang +oleh|"
    r"(?:yang +)?(?:bikin|membuat|memicu|menyebabkan)(?: +[a-z]+){1,2} *:|"
    r"faktor(?:nya)?(?: +[a-z]+){0,2} *(?::|adalah|ialah|yakni|yaitu)|"
    r"sehubungan +(?:dengan|dgn)|berkenaan +dengan|berhubung(?:an +dengan)?|dengan +adanya|"
    rf"(?:dalam|dlm) +rangka(?= +{UPKEEP}(?!\w))|guna(?= +{UPKEEP}(?!\w))|"
    rf"(?<!tidak )(?<!belum )(?:ada|adanya|sedang)(?= +{UPKEEP}(?!\w))|"
    r"melainkan(?: +(?:karena|akibat|oleh|dari))?|diduga(?: +kuat)?(?: +dari)?|"
    r"beralasan(?: +(?:bahwa|ada|terjadi))?|"
    r"dengan +alasan|(?:alasan|sebab|pasal)(?:nya)?(?: +[a-z]+){0,4}? *[:,]|"
    r"alasan(?:nya)?(?: +[a-z]+){0,3}? +(?:adalah|ialah|karena)|"
    rf"(?:penyebab|pemicu)nya(?: +\w+){{0,2}}?(?= +{FAMILY_WORD}(?!\w))|"
    rf"(?:penyebab|pemicu)(?!nya){_EFFECT}(?: +\w+)??(?= +{FAMILY_WORD}(?!\w)))"
)
# Accidents tell what did it right away: `tersenggol truk`, `kena garuk ekskavator`.
_STRUCK = (
    r"(?:tersenggol|tertimpa|tertabrak|terhantam|tersambar|terkena|tergerus|terseret|terlindas|"
    r"tergaruk|terpotong|tersumbat|tertutup|diterjang|dihantam|ditabrak|disambar|diterpa|"
    r"dilanda|digerus|kena(?: +(?:garuk|senggol|tabrak|hantam|timpa|cangkul|gali|sambar|keruk)))"
)
_LEAD = r"(?: *(?:oleh|adanya|terjadinya|faktor|dampak|diduga(?: +kuat)?|dugaan(?: +kuat)?) +)*"
_WHAT = r"(?P<what>[^\s.,;:!?()\n\"][^.,;:!?()\n\"]{2,100})"
_CAUSE = re.compile(
    rf"(?<![\w-])(?:(?P<strong>{_STRONG})|(?P<mark>{_WEAK})|(?P<struck>{_STRUCK})) +{_LEAD}{_WHAT}"
)
# The cause comes first: `bakteri pada nasi ternyata pemicunya`.
_CAUSE_FIRST = re.compile(
    rf"(?<!\w)(?P<what>{FAMILY_WORD}(?![\w-])(?: +[^\s.,;:!?()\n]+){{0,5}}?) +(?:(?:ternyata|"
    rf"menjadi|jadi|disebut|sebagai|adalah|yang|merupakan|diduga|kuat|diyakini|"
    rf"lah|dipastikan) +)+(?:{_SOURCE}|faktor +(?:utama|pendorong|penyebab|pemicu))(?!\w)(?! *:)"
)
# What a test found: `ditemukan bakteri pada sampel`, `tercemar bakteri`.
_FOUND = re.compile(
    rf"(?<!\w)(?:(?:me)?nemukan|ditemukan(?:nya)?|ditemukannya|terdeteksi|mendeteksi|mengandung|"
    rf"tercemar|terkontaminasi|terpapar|positif(?: +mengandung)?|adanya)"
    rf" +(?:(?:adanya|kandungan|cemaran|kadar|oleh|zat|bahan|unsur) +)*"
    rf"(?P<what>{POISON}(?![\w-])(?: +(?!pada|di|dalam|dan|yang|dengan)[a-z]+)?)"
)
# Of what there was too much: `kadar etilen glikol melampaui ambang batas`.
_TOO_MUCH = re.compile(
    rf"(?<!\w)(?P<what>{POISON})(?:nya)?(?: +[a-z]+){{0,3}}? +(?:(?:me)?(?:lampaui|lebihi|lewati)|"
    rf"lewat|"
    rf"di +atas|berlebih(?:an)?|tinggi|tidak +memenuhi)(?!\w)"
)
_UNLIKE = re.compile(
    rf"[^.;!?\n]{{0,60}}?(?<!\w)bukan(?:lah)? +(?:(?:dari|karena|akibat|oleh|gara-gara|disebabkan|"
    rf"unsur|faktor|pula|lantaran|soal|dipicu) +)*(?P<what>{FAMILY_WORD}(?![\w-])(?: +[a-z]+)?)"
)
_CUT = re.compile(
    r" +(?:sehingga|maka|dan|yang|pada|di|sejak|setelah|saat|untuk|agar|dengan|bukan|melainkan|"
    r"tetapi|tapi|namun|serta|hingga|sampai|ketika|milik|dari|mulai|itu|ini|dalam|selama|tersebut|"
    r"ke|kemudian|lalu|atau|makanya|jadi|nang|ing|dina) |\n"
)
_NOT = re.compile(r"(?<!\w)(?:tidak|tak|belum|bukan|tanpa|negatif|bebas)(?: +\w+)? +\Z")
# 'karena itu', 'akibat kejadian tersebut' point back and name nothing.
_POINTS_BACK = re.compile(r"(?:itu|ini|hal|tersebut|kejadian|peristiwa|insiden|nya)(?!\w)")
_SUSPECTED = re.compile(rf"(?<!\w){_GUESS}(?!\w)")


def find_causes(doc: Document) -> None:
    """Adds the stated causes of `doc`; they may lie around other facts."""
    for match in _CAUSE.finditer(doc.text):
        _stated(doc, match)
    for pattern in (_CAUSE_FIRST, _FOUND, _TOO_MUCH):
        for match in pattern.finditer(doc.text):
            claim = doc.claim_at(match.start())
            if claim is not None and match.end() <= claim.end and not _overlaps(doc, match):
                denied = _NOT.search(doc.before(match.start(), 24)) is not None
                _add(doc, match.start(), match.span("what"), negated=denied)


def _stated(doc: Document, match: re.Match[str]) -> None:
    """Keeps what a mark leads up to, and what is said not to have been it."""
    claim = doc.claim_at(match.start())
    if claim is None:
        return
    start = match.start("what")
    text = doc.text[start : min(match.end(), claim.end)]
    cut = _CUT.search(text)
    end = start + len((text[: cut.start()] if cut else text).rstrip(" -*"))
    if end <= start or _POINTS_BACK.match(doc.text, start):
        return
    if not _add(doc, match.start(), (start, end), named=match["strong"] is not None):
        return
    other = _UNLIKE.match(doc.text, end, claim.end)
    if other is not None:
        _add(doc, other.start("what"), other.span("what"), negated=True)


def _overlaps(doc: Document, match: re.Match[str]) -> bool:
    """Whether a mark has led up to this cause already."""
    start, end = match.span("what")
    return any(
        found.kind is FactKind.CAUSE and found.start < end and start < found.end
        for found in doc.found[-40:]
    )


def _add(
    doc: Document, begin: int, what: tuple[int, int], *, named: bool = False, negated: bool = False
) -> bool:
    """Keeps a cause of a known family, or any that is `named` as a cause."""
    start, end = what
    text = doc.text[start:end]
    sorts, words = families(text), cause_stems(text)
    if not sorts and not (named and words):
        return False
    suspected = _SUSPECTED.search(doc.text, max(0, begin - 30), end) is not None
    value = CauseValue(sorts, words, suspected)
    doc.add(Found(FactKind.CAUSE, begin, end, value, negated=negated), shared=True)
    return True
