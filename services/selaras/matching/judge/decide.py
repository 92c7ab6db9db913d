"""The decision over all signals: contradiction first, then overlap, else a reason why neither."""

from __future__ import annotations

from dataclasses import dataclass

from selaras.matching.domain.finding import (
    Confidence,
    Evidence,
    Passage,
    Reason,
    Relation,
    Verdict,
)
from selaras.matching.judge.alignment import Alignment, align
from selaras.matching.judge.conflicts import Conflict, conflicts
from selaras.matching.judge.context import Context, context_of
from selaras.matching.judge.evidence import evidence_of, evidence_why_not, other_audience
from selaras.matching.judge.interface import Prepared
from selaras.matching.judge.model import LogisticModel, load_models
from selaras.matching.judge.sameness import overlap_signals
from selaras.matching.judge.scope import AreaRelation, area_relation
from selaras.matching.settings import JudgeSettings

_MOST_EVIDENCE = 5
_NEAR_COPY = 0.6


@dataclass(frozen=True, slots=True)
class Weighed:
    """A conflict and the probability that it is one."""

    conflict: Conflict
    probability: float


class FactJudge:
    """Decides by facts, with a calibrated model over named signals."""

    def __init__(
        self, settings: JudgeSettings, models: dict[str, LogisticModel] | None = None
    ) -> None:
        self._settings = settings
        models = models or load_models()
        self._conflict = models["conflict"]
        self._overlap = models["overlap"]

    def judge(self, asking: Prepared, other: Prepared) -> Verdict:
        """See :class:`selaras.matching.judge.interface.Judge`."""
        if area_relation(asking.scope, other.scope) is AreaRelation.DISJOINT:
            return _none(Reason.OTHER_AREA)
        alignment = align(asking, other)
        context = context_of(asking, other)
        weighed = self._weigh(asking, other, alignment, context)
        contradiction = self._contradiction(asking, other, weighed)
        if contradiction is not None and contradiction.alerts:
            return contradiction
        conflict = weighed[0].probability if weighed else 0.0
        signals = overlap_signals(asking, other, alignment, context, conflict)
        overlap = self._overlapping(asking, other, alignment, signals)
        if overlap is not None and overlap.alerts:
            return overlap
        if (listed := contradiction or overlap) is not None:
            return listed
        reason = _why_not(alignment, context)
        if reason is Reason.SAME_TOPIC_ONLY and other_audience(asking, other):
            reason = Reason.OTHER_AUDIENCE
        return _none(reason, conflict, evidence_why_not(reason, asking, other, context))

    def _contradiction(
        self, asking: Prepared, other: Prepared, weighed: list[Weighed]
    ) -> Verdict | None:
        if not weighed:
            return None
        probability = weighed[0].probability
        confidence = self._confidence("contradiction", probability)
        if confidence is None:
            return None
        evidence = self._evidence(asking, other, weighed)
        return Verdict(
            Relation.CONTRADICTION, confidence, probability, Reason.FACTS_DIFFER, evidence
        )

    def _overlapping(
        self,
        asking: Prepared,
        other: Prepared,
        alignment: Alignment,
        signals: dict[str, float],
    ) -> Verdict | None:
        probability = self._overlap.probability(signals)
        confidence = self._confidence("overlap", probability)
        if confidence is None:
            return None
        copy = signals["near_copy"] >= _NEAR_COPY
        reason = Reason.NEAR_COPY if copy else Reason.SAME_MESSAGE
        evidence = _nearest_claims(asking, other, alignment)
        return Verdict(Relation.OVERLAP, confidence, probability, reason, evidence)

    def _weigh(
        self, asking: Prepared, other: Prepared, alignment: Alignment, context: Context
    ) -> list[Weighed]:
        weighed = [
            Weighed(item, self._conflict.probability(item.signals))
            for item in conflicts(asking, other, alignment, context)
        ]
        return sorted(weighed, key=lambda item: -item.probability)

    def _confidence(self, relation: str, probability: float) -> Confidence | None:
        for confidence in (Confidence.CONFIRMED, Confidence.LIKELY, Confidence.POSSIBLE):
            if probability >= getattr(self._settings, f"{relation}_{confidence}"):
                return confidence
        return None

    def _evidence(
        self, asking: Prepared, other: Prepared, weighed: list[Weighed]
    ) -> tuple[Evidence, ...]:
        """The strongest conflicts, each fact once."""
        least = weighed[0].probability * self._settings.evidence_share
        used: set[int] = set()
        evidence: list[Evidence] = []
        for item in weighed:
            mine, theirs = item.conflict.mine, item.conflict.theirs
            if item.probability < least or len(evidence) == _MOST_EVIDENCE:
                break
            if {id(mine), id(theirs)} & used:
                continue
            used |= {id(mine), id(theirs)}
            evidence.append(
                evidence_of(asking.extracted, other.extracted, mine, theirs, item.probability)
            )
        return tuple(evidence)


def _none(reason: Reason, probability: float = 0.0, evidence: tuple[Evidence, ...] = ()) -> Verdict:
    return Verdict(Relation.NONE, Confidence.POSSIBLE, probability, reason, evidence)


def _why_not(alignment: Alignment, context: Context) -> Reason:
    """The reason why two near messages are neither in conflict nor the same."""
    if alignment.message_cosine < 0.84 and context.equal_facts == 0:
        return Reason.UNRELATED
    if context.area is AreaRelation.NEIGHBOURING:
        return Reason.OTHER_AREA
    if context.other_phase:
        return Reason.OTHER_PHASE
    if context.other_period:
        return Reason.OTHER_PERIOD
    if context.equal_facts >= 2:
        return Reason.SAME_VALUES
    return Reason.SAME_TOPIC_ONLY


def _nearest_claims(
    asking: Prepared, other: Prepared, alignment: Alignment
) -> tuple[Evidence, ...]:
    """The two pairs of claims that say the same most clearly."""
    evidence: list[Evidence] = []
    used: set[tuple[str, int]] = set()
    order = alignment.cosine.argsort(axis=None)[::-1]
    for flat in order.tolist():
        mine, theirs = divmod(flat, alignment.cosine.shape[1])
        if ("mine", mine) in used or ("theirs", theirs) in used:
            continue
        used |= {("mine", mine), ("theirs", theirs)}
        left, right = asking.extracted.claims[mine], other.extracted.claims[theirs]
        evidence.append(
            Evidence(
                None,
                Passage(left.span, left.text, left.text),
                Passage(right.span, right.text, right.text),
                float(alignment.cosine[mine, theirs]),
            )
        )
        if len(evidence) == 2:
            break
    return tuple(evidence)
