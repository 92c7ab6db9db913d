"""Findings: the verdict on a pair of revisions from two agencies, with its evidence."""

from __future__ import annotations

import enum
import uuid
from dataclasses import dataclass, replace
from datetime import datetime

from selaras.matching.domain.facts import FactKind
from selaras.matching.domain.stated import Stated
from selaras.matching.domain.text import Span

# A finding is named after its pair, so that the same pair can never have two.
_FINDINGS = uuid.UUID("6f0f9a52-6c3c-4a2e-9d5e-3f1d0c3f7a11")


def finding_id(one: str, other: str) -> str:
    """Id of the finding on two messages by their keys, whatever their order."""
    return uuid.uuid5(_FINDINGS, "\n".join(sorted((one, other)))).hex


class Relation(enum.StrEnum):
    """What two messages are to each other."""

    CONTRADICTION = "contradiction"
    OVERLAP = "overlap"
    NONE = "none"


class Confidence(enum.StrEnum):
    """How certain a verdict is; LIKELY and CONFIRMED are alerted."""

    POSSIBLE = "possible"
    LIKELY = "likely"
    CONFIRMED = "confirmed"


class Reason(enum.StrEnum):
    """Why a verdict is what it is. Stable names, seen by callers."""

    FACTS_DIFFER = "FACTS_DIFFER"
    SAME_MESSAGE = "SAME_MESSAGE"
    NEAR_COPY = "NEAR_COPY"
    OTHER_AREA = "OTHER_AREA"
    OTHER_PERIOD = "OTHER_PERIOD"
    OTHER_PHASE = "OTHER_PHASE"
    OTHER_AUDIENCE = "OTHER_AUDIENCE"
    SAME_VALUES = "SAME_VALUES"
    SUPERSEDED = "SUPERSEDED"
    SAME_TOPIC_ONLY = "SAME_TOPIC_ONLY"
    UNRELATED = "UNRELATED"


@dataclass(frozen=True, slots=True)
class Passage:
    """A place in a message: the exact span, its text, and the claim around it.

    ``offset`` is where the span begins in ``sentence``, in code points; None where the span is not
    in it, or was stored before offsets were kept.
    """

    span: Span
    text: str
    sentence: str
    offset: int | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """Two places that speak for the verdict; ``kind`` None: the whole text (overlap).

    The stated values are None for whole texts, for values that cannot be set side by side, and for
    what was stored before values were kept.
    """

    kind: FactKind | None
    left: Passage
    right: Passage
    strength: float
    left_value: Stated | None = None
    right_value: Stated | None = None

    def swapped(self) -> Evidence:
        """The same, seen from the other side."""
        return replace(
            self,
            left=self.right,
            right=self.left,
            left_value=self.right_value,
            right_value=self.left_value,
        )


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the judge says of a pair, the asking message on the left.

    ``probability`` is that of the relation, 0 to 1.
    """

    relation: Relation
    confidence: Confidence
    probability: float
    reason: Reason
    evidence: tuple[Evidence, ...] = ()

    @property
    def alerts(self) -> bool:
        """Whether people are to be told."""
        return self.relation is not Relation.NONE and self.confidence is not Confidence.POSSIBLE


@dataclass(frozen=True, slots=True)
class Side:
    """One revision of a finding's pair."""

    key: str
    agency: str
    external_id: str
    revision: int

    @property
    def draft_name(self) -> str:
        """Resource name of the draft."""
        return f"agencies/{self.agency}/drafts/{self.external_id}"


@dataclass(frozen=True, slots=True)
class Finding:
    """A stored verdict. The pair is unordered; ``left`` is the side that was checked last."""

    id: str
    left: Side
    right: Side
    verdict: Verdict
    create_time: datetime
    case_id: str = ""

    def seen_from(self, agency: str) -> Finding:
        """The same finding with ``agency`` on the left."""
        if self.left.agency == agency:
            return self
        verdict = replace(
            self.verdict, evidence=tuple(item.swapped() for item in self.verdict.evidence)
        )
        return replace(self, left=self.right, right=self.left, verdict=verdict)

    def same_verdict(self, other: Finding) -> bool:
        """Whether nothing that people see differs."""
        return self.verdict == other.seen_from(self.left.agency).verdict and {
            self.left,
            self.right,
        } == {other.left, other.right}
