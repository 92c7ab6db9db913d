"""The content words of claims, as stems."""

from __future__ import annotations

import re
from functools import lru_cache

from selaras.matching.text.normalise import normalise
from selaras.matching.text.stem import content_stem

_WORD = re.compile(r"[^\W\d_]{2,}")
# A capitalised word that does not open a sentence, a line or a quotation.
_NAME = re.compile(r"(?<=[a-z0-9,:)/–-] )[A-Z][\w’'-]+|\b[A-Z]{2,}[0-9]*\b")


@lru_cache(maxsize=8192)
def content_words(text: str) -> frozenset[str]:
    """Stems of the words that carry meaning."""
    stems = (content_stem(word) for word in _WORD.findall(normalise(text).text))
    return frozenset(item for item in stems if item)


def names(text: str) -> frozenset[str]:
    """Stems of proper names and abbreviations; empty for a text all in capitals."""
    letters = [char for char in text if char.isalpha()]
    if letters and sum(char.isupper() for char in letters) > 0.6 * len(letters):
        return frozenset()
    found = (content_stem(word.lower()) for word in _NAME.findall(text))
    return frozenset(item for item in found if item)


def overlap(one: frozenset[str], other: frozenset[str]) -> float:
    """Shared part of the smaller set, 0 to 1; two words in common are needed for a full score."""
    shared = len(one & other)
    smaller = min(len(one), len(other))
    return shared / max(smaller, 2) if smaller else 0.0


def jaccard(one: frozenset[str], other: frozenset[str]) -> float:
    """Shared part of both sets, 0 to 1."""
    union = len(one | other)
    return len(one & other) / union if union else 0.0
