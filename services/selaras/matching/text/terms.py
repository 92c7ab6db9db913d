"""The terms of a text: what a search by words goes by, names and numbers included."""

from __future__ import annotations

import re
from functools import lru_cache

from selaras.matching.text.lexicon import word_set
from selaras.matching.text.normalise import normalise
from selaras.matching.text.stem import content_stem

_TOKEN = re.compile(r"[^\W\d_]{2,}|\d+(?:[.,:/]\d+)*")
_THOUSANDS = re.compile(r"[.,](?=\d{3}(?!\d))")
# Words that say nothing of a matter, but which somebody who asks of a day means.
_DAYS = word_set(
    """
    januari februari maret april mei juni juli agustus september oktober november desember
    senin selasa rabu kamis jumat sabtu minggu
    """
)
# What questions are made of, and what stands before any number.
_OF_QUESTIONS = word_set("kapan berapa dimana kemana darimana gimana bagaimanakah apakah nomor no")


@lru_cache(maxsize=1024)
def terms(text: str) -> frozenset[str]:
    """Stems of the content words of a text, its numbers, and its months and days of the week.

    ``1.000.000`` and ``1000000`` are one number. Empty for a text of function words or of none.
    """
    found = (_term(token) for token in _TOKEN.findall(normalise(text).text))
    return frozenset(term for term in found if term)


def _term(token: str) -> str | None:
    if token[0].isdigit():
        return _THOUSANDS.sub("", token)
    if token in _OF_QUESTIONS:
        return None
    return token if token in _DAYS else content_stem(token)
