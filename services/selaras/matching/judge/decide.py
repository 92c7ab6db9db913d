"""The decision over all signals: contradiction first, then overlap, else a reason why neither."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from selaras.matching.domain.finding import Confidence, Evidence, Reason, Relation, Verdict
from selaras.matching.domain.text import Span
from selaras.matching.judge.alignment import Alignment, align
from selaras.matching.judge.conflicts import conflicts
from selaras.matching.judge.context import Context, context_of
from selaras.matching.judge.evidence import (
    evidence_of,
    evidence_why_not,
    nearest_claims,
    other_audience,
)
from selaras.matching.judge.interface import OPENINGS, Prepared, Question, Readings
from selaras.matching.judge.matter import Chances, chances, matter_signals, of_the_pair
from selaras.matching.judge.model import LogisticModel, load_models
from selaras.matching.judge.questions import questions
from selaras.matching.judge.scope import AreaRelation, area_relation
from selaras.matching.judge.weigh import Weighed, narrowed, weigh, weigh_again
from selaras.matching.settings import JudgeSettings

_MOST_EVIDENCE = 5
_NEAR_COPY = 0.6
# Facts decide: two messages that state fewer facts alike, and of which none is a copy of the other,
# are told of only from a higher probability. The models were fitted on announcements, which state
# facts, and take avowals of support for one programme, or chatter, for more alike than they are.
_FACTS_OF_ONE_MESSAGE = 2
_WITHOUT_FACTS = 0.7
# Cosine from which two messages are on one topic.
_NEAR = 0.8


class FactJudge:
    """Decides by facts, with calibrated models over named signals.

    Args:
        settings: thresholds.
        models: by their name in weights.json; None: those that are shipped.
    """

    def __init__(
        self, settings: JudgeSettings, models: Mapping[str, LogisticModel] | None = None
    ) -> None:
        self._settings = settings
        self._models = models or load_models()

    def weigh(self, asking: Prepared, other: Prepared) -> Apart | FactWeighing:
        """See :class:`selaras.matching.judge.interface.Judge`."""
        if area_relation(asking.scope, other.scope) is AreaRelation.DISJOINT:
            return Apart()
        return FactWeighing(asking, other, self._settings, self._models)


class Apart:
    """Two messages that concern no public in common."""

    questions: Sequence[Question] = ()
    kinship = 0.0

    def decide(self, readings: Readings) -> Verdict:  # noqa: ARG002  # nothing to read
        """See :class:`selaras.matching.judge.interface.Weighing`."""
        return _none(Reason.OTHER_AREA)


class FactWeighing:
    """See :class:`selaras.matching.judge.interface.Weighing`."""

    def __init__(
        self,
        asking: Prepared,
        other: Prepared,
        settings: JudgeSettings,
        models: Mapping[str, LogisticModel],
    ) -> None:
        self._asking = asking
        self._other = other
        self._settings = settings
        self._models = models
        self._alignment: Alignment = align(asking, other)
        self._context: Context = context_of(asking, other)
        found = conflicts(asking, other, self._alignment, self._context)
        self._weighed = weigh(found, models["conflict"])
        self._of_pair = of_the_pair(asking, other, self._alignment, self._context)

    @property
    def questions(self) -> Sequence[Question]:
        """See :class:`selaras.matching.judge.interface.Weighing`."""
        said = self._chances(self._weighed, {})
        return questions(self._asking, self._other, self._weighed, said)

    @property
    def kinship(self) -> float:
        """See :class:`selaras.matching.judge.interface.Weighing`."""
        said = self._chances(self._weighed, {})
        return said.contradiction + said.overlap

    def decide(self, readings: Readings) -> Verdict:
        """See :class:`selaras.matching.judge.interface.Weighing`."""
        weighed = weigh_again(self._weighed, readings, self._models["conflict_read"])
        said = self._chances(weighed, readings)
        contradiction = self._contradiction(weighed, said.contradiction)
        if contradiction is not None and contradiction.alerts:
            return contradiction
        overlap = self._overlapping(said.overlap)
        if overlap is not None and overlap.alerts:
            return overlap
        return contradiction or overlap or self._neither(said.contradiction)

    def _chances(self, weighed: list[Weighed], readings: Readings) -> Chances:
        signals = matter_signals(self._of_pair, weighed, readings)
        return chances(signals, self._models, read=OPENINGS in readings)

    def _contradiction(self, weighed: list[Weighed], probability: float) -> Verdict | None:
        confidence = self._confidence("contradiction", probability)
        if confidence is None or not weighed:
            return None
        evidence = self._evidence(weighed)
        return Verdict(
            Relation.CONTRADICTION, confidence, probability, Reason.FACTS_DIFFER, evidence
        )

    def _overlapping(self, probability: float) -> Verdict | None:
        confidence = self._confidence("overlap", probability)
        if confidence is None:
            return None
        copy = self._of_pair["near_copy"] >= _NEAR_COPY
        few = self._context.equal_facts < _FACTS_OF_ONE_MESSAGE
        if few and not copy and probability < _WITHOUT_FACTS:
            confidence = Confidence.POSSIBLE
        reason = Reason.NEAR_COPY if copy else Reason.SAME_MESSAGE
        evidence = nearest_claims(self._asking, self._other, self._alignment)
        return Verdict(Relation.OVERLAP, confidence, probability, reason, evidence)

    def _neither(self, conflict: float) -> Verdict:
        reason = _why_not(self._alignment, self._context)
        if reason is Reason.SAME_TOPIC_ONLY and other_audience(self._asking, self._other):
            reason = Reason.OTHER_AUDIENCE
        evidence = evidence_why_not(reason, self._asking, self._other, self._context)
        return _none(reason, conflict, evidence)

    def _confidence(self, relation: str, probability: float) -> Confidence | None:
        level = self._settings.thresholds(relation).level(probability)
        return None if level == "none" else Confidence(level)

    def _evidence(self, weighed: list[Weighed]) -> tuple[Evidence, ...]:
        """The strongest conflicts, each fact once."""
        least = weighed[0].probability * self._settings.evidence_share
        used: set[tuple[str, Span]] = set()
        evidence: list[Evidence] = []
        for item in weighed:
            if item.probability < least or len(evidence) == _MOST_EVIDENCE:
                break
            share = self._settings.evidence_share * item.probability
            conflict = narrowed(item, weighed, share)
            mine, theirs = conflict.mine, conflict.theirs
            places = {("mine", mine.span), ("theirs", theirs.span)}
            if places & used:
                continue
            used |= places
            asking, other = self._asking.extracted, self._other.extracted
            evidence.append(evidence_of(asking, other, mine, theirs, item.probability))
        return tuple(evidence)


def _none(reason: Reason, probability: float = 0.0, evidence: tuple[Evidence, ...] = ()) -> Verdict:
    return Verdict(Relation.NONE, Confidence.POSSIBLE, probability, reason, evidence)


def _why_not(alignment: Alignment, context: Context) -> Reason:
    """The reason why two near messages are neither in conflict nor the same."""
    if alignment.message_cosine < _NEAR and context.equal_facts == 0:
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
