"""What one agency may see of a finding: its own side whole, the other by its share level."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from selaras.matching.domain.facts import FactKind
from selaras.matching.domain.finding import Confidence, Finding, Passage, Reason, Relation
from selaras.matching.domain.message import Agency, Message, MessageState, ShareLevel
from selaras.matching.domain.review import Review


@dataclass(frozen=True, slots=True)
class EvidenceView:
    """One pair of places; ``other`` is None where the share level hides it."""

    kind: FactKind | None
    own: Passage
    other: Passage | None


@dataclass(frozen=True, slots=True)
class FindingView:
    """A finding as one agency may see it; ``own_review`` is the last one of that agency."""

    finding_id: str
    relation: Relation
    confidence: Confidence
    probability: float
    reason: Reason
    own_draft: str
    own_revision: int
    own_title: str
    other_agency: Agency
    other_title: str
    other_text: str
    evidence: tuple[EvidenceView, ...]
    create_time: datetime
    case_id: str
    own_review: Review | None = None


def visible_level(other: Message) -> ShareLevel:
    """How much of a message the other side may see: all of it once it is public."""
    return ShareLevel.FULL if other.state is MessageState.PUBLISHED else other.share_level


def view(finding: Finding, own: Message, other: Message) -> FindingView:
    """The finding as the agency of ``own`` may see it."""
    finding = finding.seen_from(own.agency.id)
    level = visible_level(other)
    full = level is ShareLevel.FULL
    return FindingView(
        finding_id=finding.id,
        relation=finding.verdict.relation,
        confidence=finding.verdict.confidence,
        probability=finding.verdict.probability,
        reason=finding.verdict.reason,
        own_draft=own.draft_name,
        own_revision=finding.left.revision,
        own_title=own.title,
        other_agency=other.agency,
        other_title=other.title if full else "",
        other_text=other.text if full else "",
        evidence=tuple(
            EvidenceView(item.kind, item.left, None if level is ShareLevel.CONTACT else item.right)
            for item in finding.verdict.evidence
        ),
        create_time=finding.create_time,
        case_id=finding.case_id,
    )
