"""What a message quotes only to refute it: hoaxes, false rumours, statements taken back."""

from __future__ import annotations

import bisect
import re

from selaras.matching.facts.document import ClaimRange, Document

_FALSE = (
    r"(?:hoaks|hoax|hoak|tidak benar|tak benar|tidaklah benar|bohong(?: besar)?|(?:kabar|berita|"
    r"info|informasi|tautan|akun|link) palsu|penipuan|"
    r"disinformasi|misinformasi|tidak betul|kabar bohong|berita bohong|"
    r"ora bener|teu leres|indak batua|nda betul|salah besar|tipu-tipu|modus penipuan)"
)
_MARK = re.compile(rf"(?<!\w){_FALSE}(?!\w)")
_THAT = re.compile(
    rf"(?<!\w)(?:{_FALSE}|jangan percaya|jangan termakan|membantah|bantah)"
    r" *(?:,|bahwa|jika|kalau|ada(?:nya)?|kabar|info(?:rmasi)?|isu|soal|tentang|:)+(?!\w)"
)
# What comes after one of these is what the message itself says.
_BUT = re.compile(
    r"(?<!\w)(?:fakta(?:nya)?|yang benar|sebenarnya|melainkan|tetapi|tapi|namun|padahal|karena|"
    r"sebab|"
    r"(?:informasi|info|pendaftaran|kanal|laman|akun|jadwal|tarif|pengumuman|data) +resmi|silakan|"
    r"hanya +(?:melalui|lewat|di|dari|ada)|yang asli|adapun|sedangkan|kenyataannya|justru|mohon|"
    r"harap|pastikan|cek)(?!\w)|;"
)
_RUMOUR_NOUN = (
    r"(?:kabar|isu|informasi|info|berita|pesan|narasi|rumor|unggahan|video|foto|tautan|klaim|"
    r"pernyataan|pengumuman|edaran|surat|postingan|flyer|poster|brosur|tangkapan layar)"
)
# `kabar bahwa ... tidak benar`, `informasi yang menyebut ... itu hoaks`.
_TOLD_FALSE = re.compile(
    rf"(?<!\w){_RUMOUR_NOUN}(?: +(?:berantai|viral|suara))?(?P<told>[^.!?\n;]{{4,240}}?)[ ,]+"
    rf"(?:(?:itu|ini|tersebut|adalah|ialah|dipastikan|merupakan|jelas|sepenuhnya|sama sekali|juga|"
    rf"ternyata|kami pastikan|dinyatakan) +){{0,3}}{_FALSE}(?!\w)"
)
_QUOTE = re.compile(r'"[^"\n]{3,400}"|"[^"]{3,400}"')
_RUMOUR = re.compile(
    r"(?<!\w)(?:beredar|tersebar|viral|mengatasnamakan|isu|rumor|desas-desus|konon|katanya|"
    r"pesan (?:berantai|suara)|disebut-sebut|ada yang (?:bilang|mengaku|menawarkan|menyebut)|"
    r"mengaku (?:dari|sebagai|petugas|oknum|orang dalam|pegawai|pendaftaran))(?!\w)"
)
_REPORTED = re.compile(
    r"(?<!\w)(?:disebut|menyebut|menjanjikan|katanya|konon|diklaim|dinarasikan)(?!\w)"
)
_TRUTH = re.compile(
    r"[\s\"(*]*(?:fakta(?:nya)?|yang benar|penjelasan|klarifikasi(?:nya)?|sebenarnya|"
    r"adapun yang benar|"
    r"kenyataannya|yang asli|yang betul|yang ada)(?!\w)"
)
_TURN = re.compile(r"(?<!\w)(?:faktanya|yang benar|sebenarnya|kenyataannya|padahal)(?!\w)")
_WITHDRAWN = re.compile(
    r"(?<!\w)(?:keterangan|informasi|info|unggahan|pengumuman|jadwal|kabar|surat|edaran)(?!\w)"
    r".{0,160}?(?:tidak berlaku lagi|sudah tidak berlaku|kami cabut|kami tarik|dicabut|diralat|"
    r"keliru|kami ralat|dinyatakan batal)"
)
# How many claims before and after a rumour the word that refutes it may stand.
_MARK_BEFORE = 1
_MARK_AFTER = 3
_HOAX_TITLE = re.compile(
    r"[\s\[(*]*(?:hoaks|hoax|salah|disinformasi|cek fakta|awas hoaks)[\s\])*:!-]"
)


def denied_ranges(doc: Document, *, hoax_title: bool) -> list[tuple[int, int]]:
    """Folded ranges of `doc` that are refuted.

    `hoax_title` says that the title names the message a clarification, so that all rumours in
    the body are reported to be refuted; else only those close to a word such as `hoaks` are.
    """
    texts = [doc.text[claim.start : claim.end] for claim in doc.claims]
    marks = [index for index, text in enumerate(texts) if _MARK.search(text)]
    truths = [
        index
        for index, text in enumerate(texts)
        if _TRUTH.match(text) or (_RUMOUR.search(text) and _TURN.search(text))
    ]
    ranges: list[tuple[int, int]] = []
    rumour = False
    for index, (claim, text) in enumerate(zip(doc.claims, texts, strict=True)):
        if _TRUTH.match(text):
            rumour = False
            continue
        refuted = hoax_title or _is_near(marks, index, _MARK_BEFORE, _MARK_AFTER)
        # 'Beredar kabar ... Faktanya ...' refutes without a word for untrue.
        refuted = refuted or _is_near(truths, index, 0, 1)
        if refuted and (_RUMOUR.search(text) or (rumour and _REPORTED.search(text))):
            rumour = True
            but = _TURN.search(text)
            ranges.append((claim.start, claim.start + but.start() if but else claim.end))
        ranges.extend(_inside(doc, claim, text))
    return ranges


def _is_near(places: list[int], index: int, before: int, after: int) -> bool:
    """Whether one of the ascending `places` lies close to a claim."""
    first = bisect.bisect_left(places, index - before)
    return first < len(places) and places[first] <= index + after


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
        but = _BUT.search(text, that.end())
        ranges.append((start + that.end(), start + but.start() if but else claim.end))
    ranges.extend(
        (start + told.start("told"), start + told.end("told"))
        for told in _TOLD_FALSE.finditer(text)
        if not _THAT.match(text, told.start("told"))
    )
    withdrawn = _WITHDRAWN.search(text)
    if withdrawn is not None:
        ranges.append((start + withdrawn.start(), start + withdrawn.end()))
    return ranges


def has_hoax_title(doc: Document) -> bool:
    """Whether the text opens by calling what follows a hoax."""
    return _HOAX_TITLE.match(doc.text) is not None
