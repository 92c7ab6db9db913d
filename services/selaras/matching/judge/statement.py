"""A claim together with what it needs to be understood alone: what an entailment model reads."""

from __future__ import annotations

from selaras.matching.domain.facts import ExtractedMessage

_MOST_HEADING = 90
_MOST_CLAIM = 300


def statement(message: ExtractedMessage, index: int) -> str:
    """The claim after the heading of its message and the line that governs it.

    ``📅 12 Mei`` says nothing alone; after ``Vaksinasi Rabies Gratis`` it does. A message without
    a title is headed by its first claim.
    """
    claims = message.claims
    claim = claims[index]
    heading = _cut(" ".join(claims[0].text.split()), _MOST_HEADING) if index else ""
    text = " ".join(f"{claim.context} {claim.text}".split())[:_MOST_CLAIM]
    if not heading:
        return text
    return f"{heading.rstrip('.:!?* ')}. {text}"


def _cut(text: str, most: int) -> str:
    """The text up to a whole word within ``most`` characters."""
    if len(text) <= most:
        return text
    return text[:most].rsplit(" ", 1)[0]
