"""Findings of a check in the order in which people should look at them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from selaras.client import Confidence, Finding, Relation

_RELATIONS = (Relation.CONTRADICTION, Relation.OVERLAP)
_CONFIDENCES = (Confidence.CONFIRMED, Confidence.LIKELY, Confidence.POSSIBLE)


@dataclass(frozen=True, slots=True)
class Findings:
    """What a check found.

    Attributes:
        alerted: to be settled before the text goes out: contradictions first, the most certain
            first.
        possible: clashes that are only possible: listed, never alerted.
        harmless: near texts that were compared and do not clash.
    """

    alerted: tuple[Finding, ...] = ()
    possible: tuple[Finding, ...] = ()
    harmless: tuple[Finding, ...] = ()

    @property
    def contradictions(self) -> int:
        """How many of those to be settled contradict the text."""
        return sum(finding.relation is Relation.CONTRADICTION for finding in self.alerted)

    @property
    def overlaps(self) -> int:
        """How many of them say the same."""
        return len(self.alerted) - self.contradictions


def in_order(findings: Iterable[Finding]) -> Findings:
    """Findings grouped, the gravest first."""
    known = sorted(findings, key=_gravity)
    clashing = [finding for finding in known if finding.relation in _RELATIONS]
    return Findings(
        alerted=tuple(finding for finding in clashing if finding.alerted),
        possible=tuple(finding for finding in clashing if not finding.alerted),
        harmless=tuple(finding for finding in known if finding.relation not in _RELATIONS),
    )


def _gravity(finding: Finding) -> tuple[int, int, float]:
    return (
        _place(_RELATIONS, finding.relation),
        _place(_CONFIDENCES, finding.confidence),
        -finding.probability,
    )


def _place(order: tuple[object, ...], value: object) -> int:
    return order.index(value) if value in order else len(order)
