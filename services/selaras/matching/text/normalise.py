"""Folding of a text for matching, with a way back to the original code points.

People write agency posts on phones: bold mathematical letters, keycap bullets, zero-width
joiners, five sorts of dashes and WhatsApp marks. Patterns are written once against the folded
text; every span they find is mapped back, so evidence always quotes what the agency wrote.
"""

from __future__ import annotations

import bisect
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

_DASHES = "‐‑‒–—―−﹘﹣－"
_SINGLE_QUOTES = "‘’‚‛′`´ʼ"
_DOUBLE_QUOTES = "“”„‟«»″"
_LINE_BREAKS = "\n\u2028\u2029\x0b\x0c\x85"
_KEYCAP = "\u20e3"
_BULLET = "•"


@dataclass(frozen=True, slots=True)
class Normalised:
    """A folded text; `origins[i]` is the original code point that folded character i came from."""

    text: str
    origins: Sequence[int]

    def original_range(self, start: int, end: int) -> tuple[int, int]:
        """The half-open original range of a non-empty folded range."""
        return self.origins[start], self.origins[end - 1] + 1

    def folded_offset(self, original: int) -> int:
        """The first folded character that came from `original` or later."""
        return bisect.bisect_left(self.origins, original)


@lru_cache(maxsize=4096)
def _fold(char: str) -> str:
    """What one character becomes: usually one character, none, or a few."""
    for group, target in (
        (_DASHES, "-"),
        (_SINGLE_QUOTES, "'"),
        (_DOUBLE_QUOTES, '"'),
        (_LINE_BREAKS, "\n"),
    ):
        if char in group:
            return target
    category = unicodedata.category(char)
    if char == "\r" or category == "Zs" or char == "\t":
        return " "
    if char != _KEYCAP and category in {"Cf", "Cc", "Me"}:
        return ""
    if "\ufe00" <= char <= "\ufe0f":
        return ""
    folded = unicodedata.normalize("NFKC", char).lower()
    # Vulgar fractions would glue to the number before them; superscripts make 'm²' into 'm2'.
    return char if "⁄" in folded else folded.replace(" ", "") or " "


class _Table(dict[int, str]):
    """Folds of single characters for `str.translate`, worked out as they are met."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        folded = " " if char == "*" else _fold(char)
        if len(folded) != 1 or char == _KEYCAP:
            _UNEVEN.add(char)
        self[code] = folded
        return folded


# Characters met so far whose fold is longer or shorter than one character.
_UNEVEN: set[str] = set()
_TABLE = _Table()
# `_` and `~` are formatting marks unless they stand inside a word or an address.
_MARKS = re.compile(r"(?<![^\W_])[_~]+(?=[^\s/])|(?<=[^\s/])[_~]+(?![^\W_])")


def _blank(match: re.Match[str]) -> str:
    return " " * len(match.group())


def normalise(text: str) -> Normalised:
    """Folds `text`: case, width, dashes, quotes, spaces, formatting marks, invisible characters.

    Line breaks stay. Never raises, whatever the code points.
    """
    folded = _MARKS.sub(_blank, text).translate(_TABLE)
    if _UNEVEN.isdisjoint(text):
        return Normalised(folded, range(len(text)))
    return _uneven(_MARKS.sub(_blank, text))


def _uneven(text: str) -> Normalised:
    """Folds a text with characters that vanish or become several."""
    out: list[str] = []
    origins: list[int] = []
    for index, char in enumerate(text):
        if char == _KEYCAP:
            if out:
                out[-1] = _BULLET
            continue
        folded = _TABLE[ord(char)]
        out.extend(folded)
        origins.extend([index] * len(folded))
    return Normalised("".join(out), origins)


class _CapitalTable(dict[int, str]):
    """As `_Table`, but capitals stay."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        folded = _TABLE[code]
        kept = folded.upper() if char.isupper() and len(folded.upper()) == len(folded) else folded
        self[code] = kept
        return kept


_CAPITAL_TABLE = _CapitalTable()


def with_capitals(folded: Normalised, original: str) -> str:
    """The folded text with the capitals that `original` has, at the same offsets."""
    if isinstance(folded.origins, range):
        return _MARKS.sub(_blank, original).translate(_CAPITAL_TABLE)
    chars = list(folded.text)
    for index, origin in enumerate(folded.origins):
        upper = chars[index].upper()
        if original[origin].isupper() and len(upper) == 1:
            chars[index] = upper
    return "".join(chars)
