"""How well messages answer a question: by the meaning of their sentences, and by its words."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from selaras.matching.domain.message import Message
from selaras.matching.domain.text import Claim, MessageText, Part
from selaras.matching.ports import StoredMessage, Vectors
from selaras.matching.text.segment import segment
from selaras.matching.text.terms import terms

# What cosines of the shipped model mean: unrelated texts lie around the first, and from the second
# one text says what the other asks. Another model wants others.
_UNRELATED: Final = 0.75
_SAID: Final = 0.95
# Share of the whole message in the meaning; the rest is that of its best sentence.
_WHOLE: Final = 0.6
# Share of the words in the score; the rest is the meaning. From 0.25 to 0.5 the first answers
# hardly change (see scripts/measure_search.py).
_WORDS: Final = 0.35


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """A question ready to be compared; ``vector`` [dimensions], of length one."""

    text: str
    terms: frozenset[str]
    vector: Vectors
    model_version: str


@dataclass(frozen=True, slots=True)
class Answer:
    """A message and how near it is to the question, 0 to 1."""

    stored: StoredMessage
    score: float


def rank(question: Question, candidates: Sequence[StoredMessage]) -> list[Answer]:
    """The candidates, the nearest first."""
    held = [question.terms & terms(item.message.text) for item in candidates]
    weights = _weights(question.terms, held)
    answers = [
        Answer(item, _score(_meaning(question, item), _share(found, weights)))
        for item, found in zip(candidates, held, strict=True)
    ]
    answers.sort(key=lambda answer: (-answer.score, answer.stored.message.key))
    return answers


def passage(question: Question, stored: StoredMessage) -> Claim | None:
    """The sentence of the body that answers best; None for a body without one."""
    message = stored.message
    claims = _claims(message)
    body = [claim for claim in claims if claim.span.part is Part.BODY]
    if not body:
        return None
    held = [question.terms & terms(f"{claim.context} {claim.text}") for claim in body]
    weights = _weights(question.terms, held)
    vectors = _vectors(question, stored)
    meanings = [0.0] * len(body)
    if len(vectors) == len(claims) + 1:  # else cut by an older version of the segmenter
        meanings = [_on_scale(float(vectors[1 + claim.index] @ question.vector)) for claim in body]
    scores = [
        _score(meaning, _share(found, weights))
        for meaning, found in zip(meanings, held, strict=True)
    ]
    return body[int(np.argmax(scores))]


def _claims(message: Message) -> Sequence[Claim]:
    return segment(MessageText(message.title, message.body, message.authored))


def _score(meaning: float, words: float) -> float:
    return (1 - _WORDS) * meaning + _WORDS * words


def _meaning(question: Question, stored: StoredMessage) -> float:
    """How near the whole message and its nearest sentence are, 0 to 1; 0 without vectors."""
    vectors = _vectors(question, stored)
    if not len(vectors):
        return 0.0
    cosines = vectors @ question.vector
    nearest = float(cosines[1:].max()) if len(cosines) > 1 else float(cosines[0])
    return _on_scale(_WHOLE * float(cosines[0]) + (1 - _WHOLE) * nearest)


def _vectors(question: Question, stored: StoredMessage) -> Vectors:
    """The vectors of a message that the question can be compared with; none of another model."""
    if stored.vectors is None or stored.model_version != question.model_version:
        return np.zeros((0, len(question.vector)), dtype=np.float32)
    return stored.vectors


def _on_scale(cosine: float) -> float:
    return min(max((cosine - _UNRELATED) / (_SAID - _UNRELATED), 0.0), 1.0)


def _weights(asked: frozenset[str], held: Sequence[frozenset[str]]) -> Mapping[str, float]:
    """How much each term of the question tells: a name that few candidates have tells most."""
    counts = Counter(term for found in held for term in found)
    total = len(held)
    return {
        term: math.log(1 + (total - counts[term] + 0.5) / (counts[term] + 0.5)) for term in asked
    }


def _share(found: frozenset[str], weights: Mapping[str, float]) -> float:
    """Weight of the terms that were found in all that were asked, 0 to 1."""
    total = math.fsum(weights.values())
    return math.fsum(weights[term] for term in found) / total if total else 0.0
