"""Pairs of real posts that are near each other and clash with nothing, to fit the judge against.

The labelled set is short announcements on few matters. Long posts of one office state a hundred
facts, and any two of them on one topic share many: a judge that has seen none of them alarms about
two of three.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from selaras.embedding.adapters.sentence_transformer import SentenceTransformerEncoder
from selaras.embedding.domain import EmbedKind
from selaras.matching.domain.message import Agency, AgencyLevel, Message
from selaras.matching.index.lexical import jaccard
from selaras.matching.judge.interface import Prepared
from selaras.matching.preparation import Preparation

_SHORTEST = 60
_LONGEST = 3000
_NEAREST = 12
_LEAST_COSINE = 0.81
# Posts that share so many word shingles may well be one message: they say nothing either way.
_COPY = 0.3
_NO_DATE = datetime(2020, 6, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class PostFile:
    """A file of posts, JSON lines with ``body`` or ``text`` and perhaps ``title`` and ``date``.

    Attributes:
        path: the file.
        area: Kemendagri code of the area that all of them speak to; empty: the whole country.
        most: how many of them are used.
    """

    path: Path
    area: str
    most: int

    @classmethod
    def parse(cls, text: str) -> PostFile:
        """``PATH[:AREA[:MOST]]``, as on the command line."""
        path, _, rest = text.partition(":")
        area, _, most = rest.partition(":")
        return cls(Path(path), area, int(most or 500))


def near_posts(
    file: PostFile,
    preparation: Preparation,
    encoder: SentenceTransformerEncoder,
    *,
    even: bool,
) -> Iterator[tuple[Prepared, Prepared]]:
    """Pairs of near posts as two agencies would have written them, copies left out.

    The posts with even numbers are for training the entailment model, the odd ones for the judge.
    Numbers depend on ``file.most``: give both the same.
    """
    posts = [
        embedded(message, preparation, encoder)
        for message in _messages(file)
        if _is_even(message) is even
    ]
    vectors = np.stack([post.vectors[0] for post in posts])
    cosine = vectors @ vectors.T
    for first, row in enumerate(cosine):
        for second in np.argsort(-row)[: _NEAREST + 1].tolist():
            one, other = posts[first], posts[second]
            near = second > first and row[second] >= _LEAST_COSINE
            if near and jaccard(one.message.text, other.message.text) < _COPY:
                yield one, other


def embedded(
    message: Message, preparation: Preparation, encoder: SentenceTransformerEncoder
) -> Prepared:
    """A message taken apart, with its vectors, as the judge wants it."""
    apart = preparation.take_apart(message)
    texts = [message.text, *(claim.text for claim in apart.extracted.claims)]
    return apart.with_vectors(encoder.encode(texts, EmbedKind.PASSAGE).vectors)


def _is_even(message: Message) -> bool:
    return int(message.external_id.rpartition("-")[2]) % 2 == 0


def _messages(file: PostFile) -> Iterator[Message]:
    lines = [line for line in file.path.read_text("utf-8").split("\n") if line]
    # Spread over the file: neighbours in it were often written in one week.
    step = max(1, len(lines) // file.most)
    for number, line in enumerate(lines[::step][: file.most]):
        post = json.loads(line)
        body = (post.get("body") or post.get("text") or "")[:_LONGEST]
        if len(body) < _SHORTEST:
            continue
        name = f"{file.path.stem}-{number}"
        yield Message(
            Agency(name, name, AgencyLevel.KABUPATEN, file.area),
            name,
            1,
            1,
            (post.get("title") or "")[:300],
            body,
            _authored(post.get("date")),
            area_codes=(file.area,) if file.area else (),
        )


def _authored(written: str | None) -> datetime:
    try:
        moment = datetime.fromisoformat(written or "")
    except ValueError:
        return _NO_DATE
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
