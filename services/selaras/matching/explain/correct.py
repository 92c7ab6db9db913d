"""Sentences ready to copy: one side's sentence with the other side's value, a correction."""

from __future__ import annotations

import re

from selaras.catalogue import text
from selaras.matching.domain.facts import FactKind
from selaras.matching.domain.finding import Passage, Relation
from selaras.matching.domain.view import EvidenceView, FindingView

_TAIL = ".,;:!?"
_LONGEST = 600  # code points; nobody copies a longer sentence, and every event would carry it
# Words that may stand before a value and belong to the sentence rather than to the value.
_LEADS = (
    frozenset({"pukul", "jam", "pkl", "pkl.", "pk", "pk."}),
    frozenset({"tanggal", "tgl", "tgl."}),
    frozenset({"usia", "umur", "berusia", "berumur"}),
)
# Kinds whose words are written small inside a sentence; names and months keep their capitals.
_STATES = frozenset({FactKind.STATUS, FactKind.REQUIREMENT})
_COMMON = frozenset(
    {
        FactKind.AMOUNT,
        FactKind.DURATION,
        FactKind.ELIGIBILITY,
        FactKind.PERCENTAGE,
        FactKind.QUANTITY,
    }
)
_ZONE = re.compile(r"\b(?:WIB|WITA|WIT)\b", re.IGNORECASE)


def aligned(item: EvidenceView, view: FindingView) -> tuple[str, str]:
    """One's own sentence with the other's value, and the other's with one's own.

    Both are empty where nothing clashes, where the share level hides the other side, or where the
    words of one value do not fit the place of the other.
    """
    if view.relation is not Relation.CONTRADICTION or item.other is None or item.kind is None:
        return "", ""
    values = item.own_value, item.other_value
    if any(value is None or not value.exchangeable for value in values):
        return "", ""
    return _with_value(item.own, item.other, item.kind), _with_value(
        item.other, item.own, item.kind
    )


def correction(item: EvidenceView, view: FindingView, lang: str) -> str:
    """A correction with both values to choose from; empty where nothing may be said."""
    if view.relation is not Relation.CONTRADICTION or item.other is None or item.kind is None:
        return ""
    kind = text(f"kind.{item.kind}", lang=lang)
    own, other = _flat(item.own.text), _flat(item.other.text)
    if len(own) + len(other) > _LONGEST:
        return ""
    return text("explain.correction", lang=lang, kind=kind, own=own, other=other)


def _with_value(place: Passage, source: Passage, kind: FactKind) -> str:
    """The sentence of ``place`` with the words of ``source`` at the value's place."""
    start = _offset(place)
    if start is None or len(place.sentence) > _LONGEST:
        return ""
    core = place.text.rstrip(_TAIL)
    before, after = place.sentence[:start], place.sentence[start + len(core) :]
    words = _fitted(source, before, core, after)
    words = _in_case(words, place, source, kind)
    return f"{before}{words}{after}" if words.casefold() != core.casefold() else ""


def _offset(passage: Passage) -> int | None:
    """Where the value begins in its sentence; None when that is not certain."""
    if passage.offset is not None:
        return passage.offset
    unique = passage.text and passage.sentence.count(passage.text) == 1
    return passage.sentence.index(passage.text) if unique else None


def _fitted(source: Passage, before: str, core: str, after: str) -> str:
    """The words to put in: with one word that leads to them, and with their time zone."""
    words = _flat(source.text.rstrip(_TAIL))
    zone = _ZONE.search(core)
    if zone and not _ZONE.search(words):
        words = f"{words} {zone.group()}"
    elif not zone and (followed := _ZONE.match(after.lstrip())):
        words = _ZONE.sub("", words).rstrip() if followed.group() in words else words
    for leads in _LEADS:
        own_lead, rest = _split_lead(core, leads)
        lead, bare = _split_lead(words, leads)
        if own_lead and not lead and rest:
            words = f"{own_lead} {words}"
        elif lead and not own_lead and before.split()[-1:] and _last(before) in leads:
            words = bare
    return words


def _split_lead(words: str, leads: frozenset[str]) -> tuple[str, str]:
    first, _, rest = words.partition(" ")
    return (first, rest) if first.lower() in leads and rest else ("", words)


def _last(before: str) -> str:
    return before.rsplit(maxsplit=1)[-1].lower()


def _in_case(words: str, place: Passage, source: Passage, kind: FactKind) -> str:
    """The words in the case of the place: a capital at the beginning, a heading in capitals."""
    if place.sentence.isupper() and kind is not FactKind.CONTACT:
        return words.upper()
    if kind is FactKind.CONTACT or not words:
        return words
    if kind in _STATES and source.sentence.isupper():
        words = words.lower()
    if _opens(place) and place.text[:1].isupper():
        return words[:1].upper() + words[1:]
    common = kind in _STATES or (kind in _COMMON and _opens(source))
    if common and words[1:2].islower() and words[:2] != "Rp" and not place.text[:1].isupper():
        return words[:1].lower() + words[1:]
    return words


def _opens(passage: Passage) -> bool:
    """Whether the value begins its sentence, so that its capital is the sentence's."""
    start = _offset(passage)
    return start is not None and not any(sign.isalnum() for sign in passage.sentence[:start])


def _flat(surface: str) -> str:
    return " ".join(surface.split())
