"""Finding cases by words: in what a viewer sees of them in a list, and in nothing else."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache

from selaras.catalogue import LANGUAGES
from selaras.matching.cases.topics import topics
from selaras.matching.domain.case_view import CaseView
from selaras.matching.explain.case_title import title

_LEAST_OF_ID = 4  # code points; as many as tell one case from the others
# Marks that Unicode combines with the letter before them.
_ACCENTS = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]")
_QUOTES = "\"'`“”‘’«»"


def words_of(query: str) -> tuple[str, ...]:
    """The words to look for, in the form of :func:`has_words`; quotation marks do not count."""
    words = (word.strip(_QUOTES) for word in plain(query).split())
    return tuple(dict.fromkeys(word for word in words if word))


def has_words(seen: CaseView, words: Sequence[str]) -> bool:
    """Whether a list shows all of some words of a case, each whole or inside another word."""
    missing = [word for word in words if not _names(word, seen.case.id)]
    for said in _texts(seen):
        if not missing:
            return True
        missing = [word for word in missing if not _stands_in(word, said)]
    return not missing


def plain(text: str) -> str:
    """A text without capitals and accents."""
    folded = text.casefold()
    return folded if folded.isascii() else _ACCENTS.sub("", unicodedata.normalize("NFKD", folded))


def _names(word: str, case_id: str) -> bool:
    """Whether a word is an id or begins it: inside one any number would be found."""
    bare = word.removeprefix("cases/")
    return bare == case_id or (len(bare) >= _LEAST_OF_ID and case_id.startswith(bare))


def _stands_in(word: str, said: str) -> bool:
    """Whether a text has a word; a number only where it is no part of another: 3 is not in 13."""
    if not word.isdigit():
        return word in said
    return re.search(rf"(?<!\d){word}(?!\d)", said) is not None


def _texts(seen: CaseView) -> Iterator[str]:
    """What a list shows of a case but its id, as :func:`plain` writes it, the cheapest first."""
    yield from _names_of(seen.case.topic)
    for agency in seen.agencies.values():
        yield _plain_name(agency.display_name)
    for lang in LANGUAGES:
        yield plain(title(seen, lang))


@cache
def _names_of(topic: str) -> tuple[str, ...]:
    names = next(((item.name, item.name_en) for item in topics() if item.id == topic), ())
    return (topic, *map(plain, names))


@lru_cache(maxsize=4096)
def _plain_name(name: str) -> str:
    return plain(name)
