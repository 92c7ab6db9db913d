"""What an engine finds, and the hits that callers get."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from selaras.matching.index.port import Hit


class Found(NamedTuple):
    """A point that was found: ``claim`` is -1 for a whole message."""

    key: str
    revision: int
    score: float
    claim: int


def nearest_first(found: Sequence[Found], limit: int) -> list[Found]:
    """The best of what was found, in an order that does not change from one call to the next."""
    return sorted(found, key=lambda item: (-item.score, item.key, item.claim))[:limit]


def to_message_hits(found: Sequence[Found]) -> list[Hit]:
    """Hits on whole messages."""
    return [Hit(item.key, item.revision, item.score, "message") for item in found]


def to_claim_hits(found: Sequence[Sequence[Found]]) -> list[list[Hit]]:
    """Hits on claims, for each asked claim."""
    return [
        [Hit(item.key, item.revision, item.score, "claim", item.claim) for item in items]
        for items in found
    ]


def to_lexical_hits(found: Sequence[Found], asked: int) -> list[Hit]:
    """Hits by shared bands; the score found is how many of ``asked``."""
    return [Hit(item.key, item.revision, item.score / asked, "lexical") for item in found]


def to_term_hits(found: Sequence[Found], asked: int) -> list[Hit]:
    """Hits by terms; the score found is how many of ``asked``."""
    return [Hit(item.key, item.revision, item.score / asked, "terms") for item in found]
