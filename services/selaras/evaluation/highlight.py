"""Texts cut at the places that are to be marked, which may overlap."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Range:
    """Code points to mark: ``sort`` says how, ``kind`` is the kind of fact."""

    start: int
    end: int
    sort: str
    kind: str


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of text that is marked the same throughout: ``marks`` are sorts, empty for plain."""

    text: str
    marks: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()


def places(text: str, surface: str) -> Iterator[tuple[int, int]]:
    """Every place where a surface stands in a text."""
    start = text.find(surface) if surface else -1
    while start != -1:
        yield start, start + len(surface)
        start = text.find(surface, start + 1)


def segments(text: str, ranges: Iterable[Range]) -> tuple[Segment, ...]:
    """The whole text in order, cut wherever a mark begins or ends."""
    inside = [item for item in ranges if 0 <= item.start < item.end <= len(text)]
    cuts = sorted({0, len(text), *(cut for item in inside for cut in (item.start, item.end))})
    return tuple(_segment(text[start:end], start, inside) for start, end in pairwise(cuts))


def _segment(text: str, start: int, ranges: list[Range]) -> Segment:
    here = [item for item in ranges if item.start <= start < item.end]
    marks = tuple(sorted({item.sort for item in here}))
    return Segment(text, marks, tuple(sorted({item.kind for item in here})))
