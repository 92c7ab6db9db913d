"""Which areas a message speaks to, and whether two messages can concern the same public."""

from __future__ import annotations

import enum

from selaras.gazetteer import Gazetteer
from selaras.matching.domain.message import Message
from selaras.matching.judge.interface import AreaScope


class AreaRelation(enum.Enum):
    """How the areas of two messages lie."""

    SAME = "same"
    NESTED = "nested"
    DISJOINT = "disjoint"


def area_scope(message: Message, gazetteer: Gazetteer) -> AreaScope:
    """The declared areas (the draft's, or the agency's), and those the text names inside them.

    A province writes about one of its cities; then the city is what the message is about.
    """
    codes = message.area_codes
    lineage = {ancestor for code in codes for ancestor in gazetteer.lineage(code)}
    mentioned = {
        code
        for mention in gazetteer.find(message.text, near=codes)
        for code in mention.codes
        if len(mention.codes) == 1 and _inside(code, codes)
    }
    return AreaScope(
        area_codes=codes,
        area_lineage=tuple(sorted(lineage)),
        mentioned=tuple(sorted(mentioned - set(codes))),
    )


def area_relation(one: AreaScope, other: AreaScope) -> AreaRelation:
    """Whether two messages can concern the same public.

    A message to a wide area that names places in it concerns those places; one that names none
    concerns the whole area.
    """
    if _meet(one.area_codes, other.area_codes) is AreaRelation.DISJOINT:
        return AreaRelation.DISJOINT
    if one.area_codes == other.area_codes:
        return AreaRelation.SAME
    wide, narrow = (one, other) if _wider(one, other) else (other, one)
    regencies = tuple(code for code in wide.mentioned if code.count(".") == 1)
    if regencies and _meet(regencies, narrow.area_codes) is AreaRelation.DISJOINT:
        return AreaRelation.DISJOINT
    return AreaRelation.NESTED


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
