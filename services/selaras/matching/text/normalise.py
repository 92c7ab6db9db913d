"""Folding of a text for matching, with a way back to the original code points.

People write agency posts on phones: bold mathematical letters, keycap bullets, zero-width
joiners, five sorts of dashes and WhatsApp marks. Patterns are written once against the folded
text; every span they find is mapped back, so evidence always quotes what the agency wrote.
"""

from __future__ import annotations

import bisect
import unicodedata
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
    origins: list[int]

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


def _is_mark(text: str, index: int) -> bool:
    """Whether `*`, `_` or `~` here is a WhatsApp formatting mark and not part of a word."""
    if text[index] == "*":
        return True
    before = text[index - 1] if index else " "
    after = text[index + 1] if index + 1 < len(text) else " "
    return not (before.isalnum() and after.isalnum()) and "/" not in (before, after)


def normalise(text: str) -> Normalised:
    """Folds `text`: case, width, dashes, quotes, spaces, formatting marks, invisible characters.

    Line breaks stay. Never raises, whatever the code points.
    """
    out: list[str] = []
    origins: list[int] = []
    for index, char in enumerate(text):
        if char.isascii():
            if char.isalnum():
                folded = char.lower()
            elif char in "*_~" and _is_mark(text, index):
                folded = " "
            else:
                folded = _fold(char)
        else:
            folded = _fold(char)
            if folded == _KEYCAP:
                if out:
                    out[-1] = _BULLET
                continue
        if len(folded) == 1:
            out.append(folded)
            origins.append(index)
        else:
            out.extend(folded)
            origins.extend([index] * len(folded))
    return Normalised("".join(out), origins)
