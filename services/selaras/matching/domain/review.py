"""Reviews: what people say of a finding, with what the judge had said of the pair."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import datetime

from selaras.matching.domain.facts import FactKind
from selaras.matching.domain.finding import Confidence, Finding, Reason, Relation, Side


class ReviewVerdict(enum.StrEnum):
    """What a person says of a finding."""

    CONFIRMED = "confirmed"
    FALSE_ALARM = "false_alarm"


class ReviewReason(enum.StrEnum):
    """Why a person says so."""

    OTHER_MATTER = "other_matter"
    OTHER_AREA = "other_area"
    OTHER_PERIOD = "other_period"
    OTHER_PHASE = "other_phase"
    OTHER_AUDIENCE = "other_audience"
    SAME_VALUE = "same_value"
    NOT_A_CLAIM = "not_a_claim"
    ALREADY_CORRECTED = "already_corrected"
    OTHER = "other"


# The reasons that do not say that the judge was wrong.
REASONS_OF_CONFIRMED = frozenset({ReviewReason.ALREADY_CORRECTED, ReviewReason.OTHER})


@dataclass(frozen=True, slots=True)
class Strength:
    """How strongly one place spoke for a verdict, 0 to 1; ``kind`` None: the whole text."""

    kind: FactKind | None
    value: float


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the judge said of a pair when it last said anything but NONE. No text of any draft.

    It outlives the finding: people correct a draft first and say afterwards that the alert was
    right. ``probability`` is that of the relation, 0 to 1; ``judge_version`` empty: not known.
    """

    finding_id: str
    left: Side
    right: Side
    relation: Relation
    confidence: Confidence
    probability: float
    reason: Reason
    strengths: tuple[Strength, ...]
    judge_version: str

    def side_of(self, agency: str) -> Side | None:
        """The side of an agency; None: it has none."""
        for side in (self.left, self.right):
            if side.agency == agency:
                return side
        return None


def judgement_of(finding: Finding, judge_version: str) -> Judgement:
    """What a finding says, without its texts."""
    verdict = finding.verdict
    return Judgement(
        finding_id=finding.id,
        left=finding.left,
        right=finding.right,
        relation=verdict.relation,
        confidence=verdict.confidence,
        probability=verdict.probability,
        reason=verdict.reason,
        strengths=tuple(Strength(item.kind, item.strength) for item in verdict.evidence),
        judge_version=judge_version,
    )


@dataclass(frozen=True, slots=True)
class Review:
    """What a person of ``agency`` said of a judgement. ``reason`` None: not said."""

    judgement: Judgement
    agency: str
    verdict: ReviewVerdict
    reason: ReviewReason | None
    note: str
    reviewer: str
    time: datetime

    @property
    def own_revision(self) -> int:
        """Revision of the agency's draft that the judge had spoken of; 0: it has no side."""
        side = self.judgement.side_of(self.agency)
        return side.revision if side else 0

    def repeats(self, other: Review) -> bool:
        """Whether it says nothing that ``other`` has not said."""
        return (self.judgement, self.agency, self.verdict, self.reason, self.note) == (
            (other.judgement, other.agency, other.verdict, other.reason, other.note)
        ) and self.reviewer == other.reviewer
