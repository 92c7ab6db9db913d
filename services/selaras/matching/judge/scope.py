"""Which areas a message speaks to, and whether two messages can concern the same public."""

from __future__ import annotations

import enum
import re

from selaras.gazetteer import Gazetteer
from selaras.matching.domain.message import Message
from selaras.matching.judge.interface import AreaScope
from selaras.matching.judge.words import proper_names

# `SURABAYA – Balai ...`: where a press release was written says nothing of whom it concerns.
_DATELINE = re.compile(r"\A\s*[A-Z][A-Z .,()/]{2,40}\s*[-–—]\s")


class AreaRelation(enum.Enum):
    """How the areas of two messages lie.

    Areas that do not meet are neighbouring when the messages have a place in common all the same:
    a volcano, a ferry or a levy of the province concerns several regencies, a vaccination day does
    not, however alike the announcements are.
    """

    SAME = "same"
    NESTED = "nested"
    NEIGHBOURING = "neighbouring"
    DISJOINT = "disjoint"


def area_scope(message: Message, gazetteer: Gazetteer) -> AreaScope:
    """The declared areas (the draft's, or the agency's), and those the text names inside them.

    A province writes about one of its cities; then the city is what the message is about.
    """
    codes = message.area_codes
    lineage = {ancestor for code in codes for ancestor in gazetteer.lineage(code)}
    text = f"{message.title}\n{_DATELINE.sub('', message.body)}"
    named = {
        code
        for mention in gazetteer.find(text, near=codes)
        for code in mention.codes
        if len(mention.codes) == 1
    }
    return AreaScope(
        area_codes=codes,
        area_lineage=tuple(sorted(lineage)),
        mentioned=tuple(sorted(code for code in named - set(codes) if _inside(code, codes))),
        elsewhere=tuple(sorted(code for code in named if not _inside(code, codes))),
        landmarks=proper_names(message.text) - _name_words(lineage, gazetteer),
    )


def _name_words(codes: set[str], gazetteer: Gazetteer) -> set[str]:
    return {word for code in codes for word in gazetteer.area(code).name.lower().split()}


def area_relation(one: AreaScope, other: AreaScope) -> AreaRelation:
    """Whether two messages can concern the same public.

    A message to a wide area that names places in it concerns those places; one that names none
    concerns the whole area.
    """
    if _meet(one.area_codes, other.area_codes) is AreaRelation.DISJOINT:
        return _apart(one, other)
    if one.area_codes == other.area_codes:
        return AreaRelation.SAME
    wide, narrow = (one, other) if _wider(one, other) else (other, one)
    regencies = tuple(code for code in wide.mentioned if code.count(".") == 1)
    if regencies and _meet(regencies, narrow.area_codes) is AreaRelation.DISJOINT:
        return _apart(one, other)
    return AreaRelation.NESTED


def _apart(one: AreaScope, other: AreaScope) -> AreaRelation:
    """Whether areas that do not meet have a place in common that both messages speak of."""
    if _names(one, other) or _names(other, one):
        return AreaRelation.NEIGHBOURING
    in_common = set(one.elsewhere) & set(other.elsewhere) or one.landmarks & other.landmarks
    if in_common and _provinces(one) & _provinces(other):
        return AreaRelation.NEIGHBOURING
    return AreaRelation.DISJOINT


def _names(one: AreaScope, other: AreaScope) -> bool:
    """Whether one message names the area of the other, or a place in it."""
    return bool(other.area_codes) and any(_inside(code, other.area_codes) for code in one.elsewhere)


def _provinces(scope: AreaScope) -> set[str]:
    return {code.split(".")[0] for code in scope.area_codes}


def _wider(one: AreaScope, other: AreaScope) -> bool:
    """Whether ``one`` is the wider: nationwide, or with shorter codes."""
    return _depth(one.area_codes) <= _depth(other.area_codes)


def _depth(codes: tuple[str, ...]) -> int:
    return min((code.count(".") + 1 for code in codes), default=0)


def _inside(code: str, areas: tuple[str, ...]) -> bool:
    return not areas or any(code == area or code.startswith(f"{area}.") for area in areas)


def _meet(some: tuple[str, ...], others: tuple[str, ...]) -> AreaRelation:
    if not some or not others:
        return AreaRelation.NESTED
    if set(some) & set(others):
        return AreaRelation.SAME
    nested = any(_inside(code, others) for code in some) or any(
        _inside(code, some) for code in others
    )
    return AreaRelation.NESTED if nested else AreaRelation.DISJOINT
