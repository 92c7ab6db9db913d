"""Which topic a case is about: the one whose words its messages use most, from ``topics.toml``."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources

# Fewer points than this may be chance: then the topic is not known.
_LEAST = 2


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic: its id, its names and the words that speak for it."""

    id: str
    name: str
    name_en: str
    words: re.Pattern[str]


@cache
def topics() -> tuple[Topic, ...]:
    """All topics, in the order of the file: of two that fit alike the first is taken."""
    source = resources.files(__package__) / "topics.toml"
    table = tomllib.loads(source.read_text("utf-8"))
    return tuple(
        Topic(name, entry["id"], entry["en"], _pattern(entry["words"]))
        for name, entry in table.items()
    )


def topic_of(texts: Iterable[str]) -> str:
    """Id of the topic of some messages on one matter; empty: none fits well enough."""
    lowered = [text.lower() for text in texts]
    points = {topic.id: sum(_points(topic, text) for text in lowered) for topic in topics()}
    best = max(points, key=lambda name: points[name])
    return best if points[best] >= _LEAST else ""


def _points(topic: Topic, text: str) -> int:
    """Each word counts once: a long text must not outvote the others by repeating itself."""
    found = {match.group(1) for match in topic.words.finditer(text)}
    return sum(2 if " " in word else 1 for word in found)


def _pattern(words: list[str]) -> re.Pattern[str]:
    """The words with the endings that do not change what they speak of (vaksinasi, obatnya)."""
    longest_first = sorted(words, key=len, reverse=True)
    return re.compile(rf"\b({'|'.join(map(re.escape, longest_first))})(?:nya|an|asi|kan|i)?\b")
