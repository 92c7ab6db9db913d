"""What one agency may see of a finding: its own side whole, the other by its share level."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from selaras.matching.domain.facts import FactKind
from selaras.matching.domain.finding import (
    Confidence,
    Evidence,
    Finding,
    Passage,
    Reason,
    Relation,
)
from selaras.matching.domain.message import Agency, Message, MessageState, ShareLevel
from selaras.matching.domain.review import Review
from selaras.matching.domain.stated import Stated

_EXCERPTED = frozenset({Reason.FACTS_DIFFER, Reason.SAME_MESSAGE, Reason.NEAR_COPY})


@dataclass(frozen=True, slots=True)
class EvidenceView:
    """One pair of places; ``other`` and its value are None where the share level hides them."""

    kind: FactKind | None
    own: Passage
    other: Passage | None
    own_value: Stated | None = None
    other_value: Stated | None = None


@dataclass(frozen=True, slots=True)
class FindingView:
    """A finding as one agency may see it.

    ``own_areas`` and ``other_areas`` are Kemendagri codes; the other's are empty where nobody may
    know more than the area of its agency and the message is about another. ``own_review`` is the
    last one of the agency that looks.
    """

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
    own_areas: tuple[str, ...] = ()
    other_areas: tuple[str, ...] = ()


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
            _evidence(item, finding.verdict.reason, level) for item in finding.verdict.evidence
        ),
        create_time=finding.create_time,
        case_id=finding.case_id,
        own_areas=own.area_codes,
        other_areas=other.area_codes if full or _of_its_agency(other) else (),
    )


def _evidence(item: Evidence, reason: Reason, level: ShareLevel) -> EvidenceView:
    hidden = EvidenceView(item.kind, item.left, None, item.left_value)
    if level is ShareLevel.CONTACT:
        return hidden
    other = item.right
    if level is ShareLevel.EXCERPT and reason not in _EXCERPTED:
        # An excerpt is of what clashes or is said twice. Of a text that does neither nothing is
        # shown but a value that the asking side has stated itself, without the sentence.
        if reason is not Reason.SAME_VALUES:
            return hidden
        other = replace(other, sentence=other.text, offset=0)
    return EvidenceView(item.kind, item.left, other, item.left_value, item.right_value)


def _of_its_agency(message: Message) -> bool:
    """Whether a message is about the area of its agency, which everybody knows."""
    return message.area_codes == (message.agency.area_code,)
