"""How words of people add up to a dismissal. Pure rules."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from selaras.matching.domain.case import Person
from selaras.matching.domain.dismissal import Basis, Clash, Dismissal, clashes_of
from selaras.matching.domain.finding import Finding

_Said = tuple[Person, ...]


def with_word(
    known: Dismissal | None,
    finding: Finding,
    person: Person,
    reason: str,
    now: datetime,
    *,
    coordinates: bool,
) -> Dismissal:
    """What people have said of a pair with one more word; a word said before changes nothing.

    Args:
        known: what they have said so far.
        finding: the pair as it is now.
        coordinates: the word is that of a coordinator, which needs no other.
    """
    said, clashes = _so_far(known, finding)
    if known is not None and said == known.said:
        if known.basis is not None:
            return known
        if not coordinates and any(item.agency == person.agency for item in said):
            return known
    fresh = Dismissal(finding.id, (*said, person), None, clashes, reason, now)
    if coordinates:
        return replace(fresh, basis=Basis.COORDINATOR)
    return fresh if awaited(fresh, finding) else replace(fresh, basis=Basis.BOTH_SIDES)


def all_agreed(
    known: Dismissal | None, finding: Finding, said: _Said, reason: str, now: datetime
) -> Dismissal:
    """A pair of a case of which people have agreed that nothing in it clashes."""
    clashes = clashes_of(finding)
    if known is not None and known.basis is not None:
        clashes |= known.clashes
    return Dismissal(finding.id, said, Basis.AGREED, clashes, reason, now)


def awaited(dismissal: Dismissal, finding: Finding) -> tuple[str, ...]:
    """Ids of the agencies whose word is missing; empty where the pair is silent."""
    if dismissal.basis is not None:
        return ()
    said = {person.agency for person in dismissal.said}
    return tuple(sorted({finding.left.agency, finding.right.agency} - said))


def _so_far(known: Dismissal | None, finding: Finding) -> tuple[_Said, frozenset[Clash]]:
    """Who has spoken of what clashes now, and what is silent with the next word.

    A pair that is back, and one in which something new clashes since the first word, is another
    matter: both sides are asked anew. What was silent once stays so.
    """
    clashes = clashes_of(finding)
    if known is None:
        return (), clashes
    is_news = bool(known.fresh_kinds(finding))
    if known.basis is None:
        return ((), clashes) if is_news else (known.said, known.clashes)
    if is_news or finding.case_id:
        return (), clashes | known.clashes
    return known.said, known.clashes
