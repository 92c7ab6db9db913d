"""Dismissals: pairs that people called no conflict stay silent until one of their facts changes."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import datetime

from selaras.matching.domain.case import Person
from selaras.matching.domain.facts import FactKind
from selaras.matching.domain.finding import Evidence, Finding
from selaras.matching.domain.stated import Stated


@dataclass(frozen=True, slots=True)
class Clash:
    """Two values that stood against each other, by agency id in order; free of the words.

    ``kind`` empty: the whole text (overlap), or values that cannot be set side by side. Two clashes
    are the same when kind and both values are: a paraphrase has the same values.
    """

    kind: str
    first: str = ""
    second: str = ""


class Basis(enum.StrEnum):
    """Why a pair is silent."""

    BOTH_SIDES = "both_sides"  # both called it no conflict
    AGREED = "agreed"  # a resolution that says so was agreed on
    COORDINATOR = "coordinator"  # a coordinator called it no conflict


@dataclass(frozen=True, slots=True)
class Dismissal:
    """What people said of one pair, named by its finding's id.

    Attributes:
        said: the agencies (or the coordinator) that called it no conflict so far, in order.
        basis: why it is silent; None: somebody's word is still awaited.
        clashes: what clashed then: only these are silent.
        reason: why, the name of a review reason or of a resolution kind.
    """

    finding_id: str
    said: tuple[Person, ...]
    basis: Basis | None
    clashes: frozenset[Clash]
    reason: str
    time: datetime

    def fresh_kinds(self, finding: Finding) -> tuple[FactKind | None, ...]:
        """Kinds of what clashes now and did not then; empty: nothing new, stay silent."""
        fresh = [
            item.kind
            for item in finding.verdict.evidence
            if clash_of(finding, item) not in self.clashes
        ]
        return tuple(dict.fromkeys(fresh))


def clashes_of(finding: Finding) -> frozenset[Clash]:
    """All that clashes in a finding."""
    return frozenset(clash_of(finding, item) for item in finding.verdict.evidence)


def clash_of(finding: Finding, item: Evidence) -> Clash:
    """One piece of evidence as a clash."""
    values = [item.left_value, item.right_value]
    if finding.right.agency < finding.left.agency:
        values.reverse()
    first, second = values
    if first is None or second is None:
        return Clash(item.kind.value if item.kind else "")
    return Clash(item.kind.value if item.kind else "", _key(first), _key(second))


def _key(value: Stated) -> str:
    parts = (value.sort.value, value.low, value.high, value.unit, value.per, value.bound)
    return "|".join(parts)
