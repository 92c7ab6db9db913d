"""Marks in a text, as pieces that a page can show: marks may overlap, the text stays as it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in a text.

    Attributes:
        start, end: code points from 0, end exclusive.
        number: which clash it belongs to; the same on both sides.
        kind: what kind of fact clashes, such as ``date``.
    """

    start: int
    end: int
    number: int
    kind: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text that the same marks cover.

    Attributes:
        marks: those that cover it, by number.
        begins, ends: those of them that begin and end with it.
    """

    text: str
    marks: tuple[Mark, ...] = ()
    begins: tuple[Mark, ...] = ()
    ends: tuple[Mark, ...] = ()


def pieces(text: str, marks: Iterable[Mark]) -> tuple[Piece, ...]:
    """A text cut where marks begin and end; the pieces joined are the text.

    A mark that reaches beyond the text is cut; one with nothing left in it is left out.
    """
    inside = [mark for mark in (_cut(mark, len(text)) for mark in marks) if mark.start < mark.end]
    inside.sort(key=lambda mark: (mark.number, mark.start, mark.end))
    bounds = sorted({0, len(text)}.union(*((mark.start, mark.end) for mark in inside)))
    return tuple(_piece(text, start, end, inside) for start, end in pairwise(bounds))


def place(
    text: str, start: int, end: int, said: str = "", sentence: str = ""
) -> tuple[int, int] | None:
    """Where something that is said stands in a text; None: it is not there, or at many places.

    The offsets count where the text there is what was said. Where the text is another by now, it is
    looked for in its sentence.
    """
    if 0 <= start < end <= len(text) and said in ("", text[start:end]):
        return start, end
    if not said:
        return None
    where, low, high = text, 0, len(text)
    if sentence and text.count(sentence) == 1:
        low = text.index(sentence)
        high = low + len(sentence)
        where = sentence
    if where.count(said) != 1:
        return None
    found = text.index(said, low, high)
    return found, found + len(said)


def _cut(mark: Mark, length: int) -> Mark:
    return Mark(max(mark.start, 0), min(mark.end, length), mark.number, mark.kind)


def _piece(text: str, start: int, end: int, marks: list[Mark]) -> Piece:
    covering = tuple(mark for mark in marks if mark.start <= start and end <= mark.end)
    return Piece(
        text[start:end],
        covering,
        tuple(mark for mark in covering if mark.start == start),
        tuple(mark for mark in covering if mark.end == end),
    )
