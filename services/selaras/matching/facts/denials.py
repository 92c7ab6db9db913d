"""What a message quotes only to refute it: hoaxes, false rumours, statements taken back."""

from __future__ import annotations

import re

from selaras.matching.facts.document import ClaimRange, Document

_FALSE = (
    r"(?:hoaks|hoax|hoak|tidak benar|tak benar|tidaklah benar|bohong(?: besar)?|palsu|penipuan|"
    r"disinformasi|misinformasi|menyesatkan|keliru|fitnah|tidak betul|kabar bohong|berita bohong|"
    r"ora bener|teu leres|indak batua|nda betul|salah besar|tipu-tipu|modus penipuan)"
)
_MARK = re.compile(rf"(?<!\w){_FALSE}(?!\w)")
_THAT = re.compile(
    rf"(?<!\w)(?:{_FALSE}|jangan percaya|jangan termakan|membantah|bantah)"
    r" *(?:,|bahwa|jika|kalau|ada(?:nya)?|kabar|info(?:rmasi)?|isu|soal|tentang|:)+(?!\w)"
)
_QUOTE = re.compile(r'"[^"\n]{3,400}"|"[^"]{3,400}"')
_RUMOUR = re.compile(
    r"(?<!\w)(?:beredar|tersebar|viral|mengaku|mengatasnamakan|isu|rumor|desas-desus|"
    r"menawarkan|menjanjikan|dijanjikan|konon|katanya|pesan (?:berantai|suara)|klaim|narasi|"
    r"disebut-sebut|ada yang (?:bilang|mengaku|menawarkan|menyebut))(?!\w)"
)
_REPORTED = re.compile(
    r"(?<!\w)(?:disebut|menyebut|menjanjikan|katanya|konon|diklaim|dinarasikan)(?!\w)"
)
_TRUTH = re.compile(
    r"[\s\"(*]*(?:fakta(?:nya)?|yang benar|penjelasan|klarifikasi(?:nya)?|sebenarnya|adapun yang benar|"
    r"kenyataannya|yang asli|yang betul|yang ada)(?!\w)"
)
_WITHDRAWN = re.compile(
    r"(?<!\w)(?:keterangan|informasi|info|unggahan|pengumuman|jadwal|kabar|surat|edaran)(?!\w)"
    r".{0,160}?(?:tidak berlaku lagi|sudah tidak berlaku|kami cabut|kami tarik|dicabut|diralat|"
    r"keliru|kami ralat|dinyatakan batal)"
)
_HOAX_TITLE = re.compile(
    r"[\s\[(*]*(?:hoaks|hoax|salah|disinformasi|cek fakta|awas hoaks)[\s\])*:!-]"
)


def denied_ranges(doc: Document, *, refutes: bool) -> list[tuple[int, int]]:
    """Folded ranges of `doc` that are refuted.

    `refutes` says that some part of the message names a falsehood, so that rumours it reports
    are reported to be refuted.
    """
    ranges: list[tuple[int, int]] = []
    rumour = False
    for claim in doc.claims:
        text = doc.text[claim.start : claim.end]
        if _TRUTH.match(text):
            rumour = False
            continue
        if refutes and (_RUMOUR.search(text) or (rumour and _REPORTED.search(text))):
            rumour = True
            ranges.append((claim.start, claim.end))
        ranges.extend(_inside(doc, claim, text))
    return ranges


def _inside(doc: Document, claim: ClaimRange, text: str) -> list[tuple[int, int]]:
    ranges: list[tuple[int, int]] = []
    start = claim.start
    if _HOAX_TITLE.match(text):
        ranges.append((start, claim.end))
    mark = _MARK.search(text)
    if mark is not None:
        quotes = _QUOTE.finditer(doc.text, start, claim.end)
        ranges.extend((quote.start(), quote.end()) for quote in quotes)
    that = _THAT.search(text)
    if that is not None:
        ranges.append((start + that.end(), claim.end))
    withdrawn = _WITHDRAWN.search(text)
    if withdrawn is not None:
        ranges.append((start + withdrawn.start(), start + withdrawn.end()))
    return ranges


def names_falsehood(doc: Document) -> bool:
    """Whether the text calls something false."""
    return _MARK.search(doc.text) is not None or _HOAX_TITLE.match(doc.text) is not None
