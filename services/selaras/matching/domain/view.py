"""What may be seen of a finding: one's own side whole, another's by its share level.

An agency with a side sees a :class:`FindingView`. Who has none (a coordinator) sees an
:class:`OutsideView`: both sides as another agency would see them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from selaras.matching.domain.draft_view import DraftView, compared, shared_draft, whole_draft
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
    last one of the agency that looks. ``mine`` and ``theirs`` are the drafts of both sides.
    ``own_key``, ``other_key`` and ``other_revision`` are for the audit trail, ``other_shown`` says
    what of a text that is not public is in the view; None: nothing.
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
    mine: DraftView
    theirs: DraftView
    own_review: Review | None = None
    own_areas: tuple[str, ...] = ()
    other_areas: tuple[str, ...] = ()
    own_key: str = ""
    other_key: str = ""
    other_revision: int = 0
    other_shown: ShareLevel | None = None


@dataclass(frozen=True, slots=True)
class SideView:
    """One side of a finding as somebody without a side may see it.

    ``title``, ``text`` and ``draft`` are empty unless the whole text may be seen: what an agency
    calls its draft may tell what is in it; ``seen`` is the draft itself, likewise. ``areas`` are
    empty where nobody may know them too.
    ``shown`` is what of a text that is not public is in the view; None: nothing.
    """

    key: str
    agency: Agency
    revision: int
    draft: str
    title: str
    text: str
    seen: DraftView
    areas: tuple[str, ...]
    shown: ShareLevel | None


@dataclass(frozen=True, slots=True)
class OutsideEvidence:
    """One pair of places; a side and its value are None where its share level hides them."""

    kind: FactKind | None
    left: Passage | None
    right: Passage | None
    left_value: Stated | None = None
    right_value: Stated | None = None


@dataclass(frozen=True, slots=True)
class OutsideView:
    """A finding as somebody without a side in it may see it."""

    finding_id: str
    relation: Relation
    confidence: Confidence
    probability: float
    reason: Reason
    left: SideView
    right: SideView
    evidence: tuple[OutsideEvidence, ...]
    create_time: datetime
    case_id: str


AnyView = FindingView | OutsideView


def visible_level(other: Message) -> ShareLevel:
    """How much of a message the other side may see: all of it once it is public."""
    return ShareLevel.FULL if other.state is MessageState.PUBLISHED else other.share_level


def view(finding: Finding, own: Message, other: Message) -> FindingView:
    """The finding as the agency of ``own`` may see it."""
    finding = finding.seen_from(own.agency.id)
    level = visible_level(other)
    # A whole draft is shared with the other side of a clash; who is only near it sees why not.
    clashes = finding.verdict.relation is not Relation.NONE
    whole = level is ShareLevel.FULL and (clashes or other.state is MessageState.PUBLISHED)
    evidence = tuple(
        _evidence(item, finding.verdict.reason, level) for item in finding.verdict.evidence
    )
    excerpted = any(item.other is not None for item in evidence)
    known = level is ShareLevel.FULL or _of_its_agency(other)
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
        other_title=other.title if whole else "",
        other_text=other.text if whole else "",
        evidence=evidence,
        create_time=finding.create_time,
        case_id=finding.case_id,
        mine=compared(whole_draft(own), own, finding.left.revision),
        theirs=shared_draft(other, level, whole=whole),
        own_areas=own.area_codes,
        other_areas=other.area_codes if known else (),
        own_key=own.key,
        other_key=other.key,
        other_revision=finding.right.revision,
        other_shown=_shown(other, level if whole else _at_most_excerpt(level), excerpted=excerpted),
    )


def _at_most_excerpt(level: ShareLevel) -> ShareLevel:
    return ShareLevel.EXCERPT if level is ShareLevel.FULL else level


def outside_view(finding: Finding, left: Message, right: Message) -> OutsideView:
    """The finding as somebody without a side in it may see it; messages in the finding's order."""
    reason = finding.verdict.reason
    on_left = _excerpts(visible_level(left), reason)
    on_right = _excerpts(visible_level(right), reason)
    evidence = tuple(
        OutsideEvidence(
            kind=item.kind,
            left=item.left if on_left else None,
            right=item.right if on_right else None,
            left_value=item.left_value if on_left else None,
            right_value=item.right_value if on_right else None,
        )
        for item in finding.verdict.evidence
    )
    first = _side(left, finding.left.revision, excerpted=on_left and bool(evidence))
    return OutsideView(
        finding_id=finding.id,
        relation=finding.verdict.relation,
        confidence=finding.verdict.confidence,
        probability=finding.verdict.probability,
        reason=reason,
        # It stands in the place of the own side, whose text is that which was compared.
        left=replace(first, seen=compared(first.seen, left, finding.left.revision)),
        right=_side(right, finding.right.revision, excerpted=on_right and bool(evidence)),
        evidence=evidence,
        create_time=finding.create_time,
        case_id=finding.case_id,
    )


def _side(message: Message, revision: int, *, excerpted: bool) -> SideView:
    level = visible_level(message)
    full = level is ShareLevel.FULL
    known = full or _of_its_agency(message)
    return SideView(
        key=message.key,
        agency=message.agency,
        revision=revision,
        draft=message.draft_name if full else "",
        title=message.title if full else "",
        text=message.text if full else "",
        seen=shared_draft(message, level, whole=full),
        areas=message.area_codes if known else (),
        shown=_shown(message, level, excerpted=excerpted),
    )


def _shown(message: Message, level: ShareLevel, *, excerpted: bool) -> ShareLevel | None:
    """What of a text that is not public a view has."""
    if message.state is MessageState.PUBLISHED:
        return None
    if level is ShareLevel.FULL:
        return ShareLevel.FULL
    return ShareLevel.EXCERPT if excerpted else None


def _excerpts(level: ShareLevel, reason: Reason) -> bool:
    """Whether somebody without a side may see the passages of a text."""
    return level is ShareLevel.FULL or (level is ShareLevel.EXCERPT and reason in _EXCERPTED)


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
