"""A passage of a message with some of the text around it."""

from __future__ import annotations

from dataclasses import dataclass

_AROUND = 160
_ELLIPSIS = "…"


@dataclass(frozen=True, slots=True)
class Passage:
    """The sentence that answers best, and what stands before and after it."""

    before: str
    passage: str
    after: str


def in_context(text: str, passage: str, start: int) -> Passage:
    """A passage with up to 160 code points on each side, cut between words.

    Where the passage is not at its place, as with a text of another revision, it stands alone;
    without a passage the beginning of the text stands before it.
    """
    end = start + len(passage)
    if not passage:
        return Passage(_head(text), "", "")
    if start < 0 or text[start:end] != passage:
        return Passage("", passage, "")
    return Passage(_tail(text[:start]), passage, _head(text[end:]))


def _head(text: str) -> str:
    if len(text) <= _AROUND:
        return text
    words, space, _ = text[:_AROUND].rpartition(" ")
    return (words if space else text[:_AROUND]) + _ELLIPSIS


def _tail(text: str) -> str:
    if len(text) <= _AROUND:
        return text
    _, space, words = text[-_AROUND:].partition(" ")
    return _ELLIPSIS + (words if space else text[-_AROUND:])
