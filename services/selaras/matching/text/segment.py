"""Cuts a message into claims: sentences and bullets, each with its exact place.

Agency posts mix press prose with chat lists, so line breaks and bullet marks count as much as
full stops. A short line or one that ends in a colon governs the bullets below it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from selaras.matching.domain.text import Claim, MessageText, Part, Span
from selaras.matching.text.lexicon import word_set

_ABBREVIATIONS = word_set(
    """
    rp no nomor jl jln kec kel kab prov ds dsn dr drs dra ir prof hj h st sh se mm pd si ag kom
    sos hum pt cv tbk ltd s.d sd a.n an u.p up d.a dkk dll dst tgl telp tlp hp wa pkl pk bpk sdr
    yth no. maks min ttd s.pd m.pd s.h m.h s.e m.m s.t m.t s.sos m.si s.kom m.kom s.ag amd a.md
    kh ust tn ny th thn bln jan feb mar apr jun jul agt agu ags sep sept okt nov des art ps vol
    hal rt rw gg lt kav blok km r.i ri letjen mayjen brigjen kol letkol kapt kompol akp akbp gub
    wk plt plh st.
    """
)
_STOP = re.compile(
    r"(?P<mark>[.!?…]+|;)(?P<close>[\"”'’)\]*_~]*)(?=\s|$)|(?P<glued>[.!?])(?=[A-Z][a-z]{2})"
)
_NOT_WORD = r"[^\w\s\"'“”‘’(\[#@*_~+<>≥≤±%&/]"
_MARKER = re.compile(
    rf"[ \t\u00a0]*(?:(?:(?P<sign>(?:{_NOT_WORD}|[\u200d\ufe0f\u20e3-])+)[ \t\u00a0]*)"
    r"|(?P<keycap>\d\ufe0f?\u20e3[ \t]*)"
    r"|(?P<star>\*(?=[ \t])[ \t]*)"
    r"|(?P<number>[*_]?(?:\(?\d{1,2}[.)]|\(?[a-z][.)])(?=[ \t])[ \t]*))*"
)
_HEADING_WORDS = 12
_ONLY_TAGS = re.compile(r"(?:\s*[#@][\w.]+[,;]?)+\s*\Z")
_HAS_WORD = re.compile(r"[^\W_]")


@dataclass(slots=True)
class _Line:
    start: int
    end: int
    bullet: bool


def _lines(text: str) -> Iterator[_Line]:
    """Lines that say something, without their bullet marks and outer spaces."""
    offset = 0
    for raw in re.split(r"(?<=\n)|(?<=[\u2028\u2029\x0b\x0c\x85])", text):
        start, end = offset, offset + len(raw)
        offset = end
        marker = _MARKER.match(raw)
        bullet = False
        if marker is not None and marker.end() > 0:
            bullet = any(marker.group(g) for g in ("sign", "keycap", "star", "number"))
            start += marker.end()
        while end > start and text[end - 1].isspace():
            end -= 1
        while start < end and text[start].isspace():
            start += 1
        piece = text[start:end]
        if _HAS_WORD.search(piece) and not _ONLY_TAGS.match(piece):
            yield _Line(start, end, bullet)


def _ends_sentence(text: str, match: re.Match[str], line_start: int) -> bool:
    """Whether a stop ends a sentence, or belongs to an abbreviation, a number or a name."""
    if match["glued"]:
        before = re.search(r"[\w.]*\Z", text[line_start : match.start()])
        word = (before.group() if before else "").lower()
        return len(word) > 3 and word not in _ABBREVIATIONS and "." not in word
    mark = match["mark"]
    if mark != ".":
        return True
    word = _word_before(text, match.start(), line_start)
    if word in _ABBREVIATIONS or re.fullmatch(r"[a-z]|(?:[a-z]+\.)+[a-z]+", word):
        return False
    following = text[match.end() :].lstrip()[:1]
    if following.islower():
        return len(word) >= 4 and word.isalpha()
    return True


def _word_before(text: str, end: int, floor: int) -> str:
    start = end
    while start > floor and (text[start - 1].isalnum() or text[start - 1] == "."):
        start -= 1
    return text[start:end].lower().strip(".")


def _sentences(text: str, line: _Line) -> Iterator[tuple[int, int]]:
    """Sentence ranges of a line, trimmed."""
    start = line.start
    for match in _STOP.finditer(text, line.start, line.end):
        if match.end() >= line.end or not _ends_sentence(text, match, line.start):
            continue
        yield from _trimmed(text, start, match.end())
        start = match.end()
    yield from _trimmed(text, start, line.end)


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if _HAS_WORD.search(text, start, end) and not _ONLY_TAGS.match(text[start:end]):
        yield start, end


def _is_heading(text: str) -> bool:
    return text.rstrip("*_ ").endswith(":") or len(text.split()) <= _HEADING_WORDS


def segment_part(text: str, part: Part, first_index: int = 0) -> list[Claim]:
    """The claims of one text in reading order, numbered from `first_index`.

    Hashtag lines and lines without a letter or digit make no claim.
    """
    claims: list[Claim] = []
    above, context = "", ""
    for line in _lines(text):
        ranges = list(_sentences(text, line))
        if not line.bullet:
            context = ""
        elif not context and above:
            context = above
        for start, end in ranges:
            claims.append(
                Claim(first_index + len(claims), Span(part, start, end), text[start:end], context)
            )
        last = text[ranges[-1][0] : ranges[-1][1]] if ranges else ""
        if last.rstrip("*_ ").endswith(":"):
            above, context = last, "" if not line.bullet else last
        elif not line.bullet:
            above = last if _is_heading(last) else ""
    return claims


def segment(message: MessageText) -> tuple[Claim, ...]:
    """All claims of a message: those of the title first."""
    claims = segment_part(message.title, Part.TITLE)
    claims.extend(segment_part(message.body, Part.BODY, len(claims)))
    return tuple(claims)
