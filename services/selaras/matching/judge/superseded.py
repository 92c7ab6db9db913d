"""Whether an agency has itself put right, in a newer message, what clashes in an older one."""

from __future__ import annotations

from collections.abc import Iterable

from selaras.matching.domain.facts import Fact
from selaras.matching.domain.finding import Confidence, Evidence, Reason, Relation, Verdict
from selaras.matching.facts.compare import compare
from selaras.matching.judge.context import comparable, is_same
from selaras.matching.judge.interface import Prepared

# Cosine of two messages of one agency from which the newer can be an update of the older.
_UPDATE = 0.88


def without_superseded(
    asking: Prepared, other: Prepared, verdict: Verdict, messages: Iterable[Prepared]
) -> Verdict:
    """The verdict; NONE where newer ``messages`` of the other agency agree on all that clashes.

    Args:
        asking: the message that is checked.
        other: the message that the verdict is on.
        verdict: what the judge said of the two.
        messages: candidates, of which those of the other agency count.
    """
    if verdict.relation is not Relation.CONTRADICTION:
        return verdict
    updates = [item for item in messages if _updates(item, other)]
    facts = _facts(asking)
    clashing = [_fact_of(item, facts) for item in verdict.evidence]
    # Evidence of two whole claims holds no fact that an update could state.
    if not clashing or not all(fact and _stated_by_any(fact, updates) for fact in clashing):
        return verdict
    return Verdict(
        Relation.NONE, Confidence.POSSIBLE, verdict.probability, Reason.SUPERSEDED, verdict.evidence
    )


def _updates(newer: Prepared, older: Prepared) -> bool:
    same_agency = newer.message.agency.id == older.message.agency.id
    later = newer.message.authored > older.message.authored
    return same_agency and later and float(newer.vectors[0] @ older.vectors[0]) >= _UPDATE


def _facts(message: Prepared) -> list[Fact]:
    return [fact for fact in message.extracted.facts if not fact.denied]


def _fact_of(evidence: Evidence, facts: Iterable[Fact]) -> Fact | None:
    wanted = evidence.kind, evidence.left.span
    return next((fact for fact in facts if (fact.kind, fact.span) == wanted), None)


def _stated_by_any(fact: Fact, updates: Iterable[Prepared]) -> bool:
    return any(
        comparable(fact.kind, stated.kind) and is_same(compare(fact, stated))
        for update in updates
        for stated in _facts(update)
    )
