"""Protobuf to domain and back."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import cast

from google.protobuf.timestamp_pb2 import Timestamp

from selaras.api.v1 import agency_pb2, draft_pb2, finding_pb2
from selaras.catalogue import LANGUAGES
from selaras.event.v1 import draft_pb2 as draft_event_pb2
from selaras.matching.domain.facts import FactKind
from selaras.matching.domain.finding import Confidence, Passage, Relation
from selaras.matching.domain.message import (
    Agency,
    AgencyLevel,
    Message,
    MessageState,
    ShareLevel,
)
from selaras.matching.domain.review import Review, ReviewReason, ReviewVerdict
from selaras.matching.domain.text import Part
from selaras.matching.domain.view import EvidenceView, FindingView
from selaras.matching.explain import aligned, evidence_words, explain, suggest

# The fields of a finding are in the first language of the catalogue.
_TRANSLATED = LANGUAGES[1:]
_LEVELS = {
    agency_pb2.AGENCY_LEVEL_PUSAT: AgencyLevel.PUSAT,
    agency_pb2.AGENCY_LEVEL_PROVINSI: AgencyLevel.PROVINSI,
    agency_pb2.AGENCY_LEVEL_KABUPATEN: AgencyLevel.KABUPATEN,
    agency_pb2.AGENCY_LEVEL_KOTA: AgencyLevel.KOTA,
    agency_pb2.AGENCY_LEVEL_VERTIKAL: AgencyLevel.VERTIKAL,
    agency_pb2.AGENCY_LEVEL_BUMN: AgencyLevel.BUMN,
}
_TO_LEVEL = {level: number for number, level in _LEVELS.items()}
_STATES = {
    draft_pb2.DRAFT_STATE_PUBLISHED: MessageState.PUBLISHED,
    draft_pb2.DRAFT_STATE_WITHDRAWN: MessageState.WITHDRAWN,
}
_SHARES = {
    draft_pb2.SHARE_LEVEL_FULL: ShareLevel.FULL,
    draft_pb2.SHARE_LEVEL_CONTACT: ShareLevel.CONTACT,
}
_TO_RELATION = {
    Relation.CONTRADICTION: finding_pb2.RELATION_CONTRADICTION,
    Relation.OVERLAP: finding_pb2.RELATION_OVERLAP,
    Relation.NONE: finding_pb2.RELATION_NONE,
}
_RELATIONS: dict[int, Relation] = {number: relation for relation, number in _TO_RELATION.items()}
_TO_CONFIDENCE = {
    Confidence.POSSIBLE: finding_pb2.CONFIDENCE_POSSIBLE,
    Confidence.LIKELY: finding_pb2.CONFIDENCE_LIKELY,
    Confidence.CONFIRMED: finding_pb2.CONFIDENCE_CONFIRMED,
}


def from_proto_time(owner: object, field: str) -> datetime | None:
    """A timestamp field as an aware datetime in UTC; None when it is unset."""
    if not owner.HasField(field):  # type: ignore[attr-defined]
        return None
    value: datetime = getattr(owner, field).ToDatetime(tzinfo=UTC)
    return value


def to_proto_time(value: datetime) -> Timestamp:
    """An aware datetime as a timestamp."""
    stamp = Timestamp()
    stamp.FromDatetime(value)
    return stamp


def from_proto_revision(revision: draft_event_pb2.Revision) -> Message:
    """The message that a revision carries."""
    draft = revision.draft
    agency = revision.agency
    own_area = (agency.area_code,) if agency.area_code else ()
    return Message(
        agency=Agency(
            id=agency.name.removeprefix("agencies/"),
            display_name=agency.display_name,
            level=_LEVELS.get(agency.level, AgencyLevel.VERTIKAL),
            area_code=agency.area_code,
        ),
        external_id=draft.external_id,
        revision=draft.revision,
        version=revision.version,
        title=draft.title,
        body=draft.body,
        authored=_authored(draft),
        state=_STATES.get(draft.state, MessageState.LIVE),
        share_level=_SHARES.get(draft.share_level, ShareLevel.EXCERPT),
        area_codes=tuple(draft.area_codes) or own_area,
        audience_tags=tuple(draft.audience_tags),
        publish_time=from_proto_time(draft, "publish_time"),
        valid_from=from_proto_time(draft, "valid_from"),
        valid_until=from_proto_time(draft, "valid_until"),
    )


def _authored(draft: draft_pb2.Draft) -> datetime:
    for field in ("authored_time", "update_time", "create_time"):
        time = from_proto_time(draft, field)
        if time is not None:
            return time
    return datetime.now(UTC)


def to_proto_agency(agency: Agency) -> agency_pb2.AgencyRef:
    """What one agency may know of another."""
    return agency_pb2.AgencyRef(
        name=f"agencies/{agency.id}",
        display_name=agency.display_name,
        level=_TO_LEVEL[agency.level],
        area_code=agency.area_code,
    )


def to_proto_finding(view: FindingView) -> finding_pb2.Finding:
    """A finding as one agency may see it."""
    finding = finding_pb2.Finding(
        name=f"findings/{view.finding_id}" if view.finding_id else "",
        relation=_TO_RELATION[view.relation],
        confidence=_TO_CONFIDENCE[view.confidence],
        probability=view.probability,
        own_draft=view.own_draft,
        own_revision=view.own_revision,
        other_agency=to_proto_agency(view.other_agency),
        other_title=view.other_title,
        other_text=view.other_text,
        evidence=[_to_proto_evidence(item, view) for item in view.evidence],
        reason=view.reason,
        explanation=explain(view),
        create_time=to_proto_time(view.create_time),
        case=f"cases/{view.case_id}" if view.case_id else "",
        suggestion=suggest(view),
        translations=[
            finding_pb2.Translation(
                language=lang, explanation=explain(view, lang), suggestion=suggest(view, lang)
            )
            for lang in _TRANSLATED
        ],
    )
    if view.own_review is not None:
        finding.own_review.CopyFrom(to_proto_review(view.own_review))
    return finding


def to_proto_review(review: Review) -> finding_pb2.Review:
    """A review as the agency whose person said it may see it."""
    return finding_pb2.Review(
        verdict=to_proto_review_verdict(review.verdict),
        reason=to_proto_review_reason(review.reason),
        note=review.note,
        reviewer=review.reviewer,
        review_time=to_proto_time(review.time),
        relation=to_proto_relation(review.judgement.relation),
        confidence=to_proto_confidence(review.judgement.confidence),
        own_revision=review.own_revision,
    )


def to_proto_relation(relation: Relation) -> finding_pb2.Relation:
    """What two messages are to each other."""
    return _TO_RELATION[relation]


def to_proto_confidence(confidence: Confidence) -> finding_pb2.Confidence:
    """How certain a verdict is."""
    return _TO_CONFIDENCE[confidence]


def to_proto_review_verdict(verdict: ReviewVerdict) -> finding_pb2.ReviewVerdict:
    """What a person says."""
    number = finding_pb2.ReviewVerdict.Value(f"REVIEW_VERDICT_{verdict.name}")
    return cast("finding_pb2.ReviewVerdict", number)


def to_proto_review_reason(reason: ReviewReason | None) -> finding_pb2.ReviewReason:
    """Why a person says so; unspecified when it was not said."""
    name = reason.name if reason else "UNSPECIFIED"
    return cast("finding_pb2.ReviewReason", finding_pb2.ReviewReason.Value(f"REVIEW_REASON_{name}"))


def _to_proto_evidence(item: EvidenceView, view: FindingView) -> finding_pb2.Evidence:
    words = evidence_words(item, view)
    own_aligned, other_aligned = aligned(item, view)
    evidence = finding_pb2.Evidence(
        kind=to_proto_kind(item.kind),
        own=to_proto_span(item.own),
        own_sentence=item.own.sentence,
        explanation=words.explanation,
        difference=words.difference,
        correction=words.correction,
        own_aligned=own_aligned,
        other_aligned=other_aligned,
        translations=[_to_proto_translation(item, view, lang) for lang in _TRANSLATED],
    )
    if item.other is not None:
        evidence.other.CopyFrom(to_proto_span(item.other))
        evidence.other_sentence = item.other.sentence
    return evidence


def _to_proto_translation(
    item: EvidenceView, view: FindingView, lang: str
) -> finding_pb2.Translation:
    words = evidence_words(item, view, lang)
    return finding_pb2.Translation(
        language=lang,
        explanation=words.explanation,
        difference=words.difference,
        correction=words.correction,
    )


def to_proto_kind(kind: FactKind | None) -> finding_pb2.FactKind:
    """The kind of a fact; unspecified for the whole text."""
    if kind is None:
        return finding_pb2.FACT_KIND_UNSPECIFIED
    return cast("finding_pb2.FactKind", finding_pb2.FactKind.Value(f"FACT_KIND_{kind.name}"))


def to_proto_span(passage: Passage) -> finding_pb2.Span:
    """A place in a text."""
    span = passage.span
    part = finding_pb2.Span.PART_TITLE if span.part is Part.TITLE else finding_pb2.Span.PART_BODY
    return finding_pb2.Span(part=part, start=span.start, end=span.end, text=passage.text)


def from_proto_relations(values: list[int]) -> tuple[Relation, ...]:
    """Relations asked for; CONTRADICTION and OVERLAP when none are named."""
    named = tuple(_RELATIONS[value] for value in values if value in _RELATIONS)
    return named or (Relation.CONTRADICTION, Relation.OVERLAP)


def confidences_from(value: int) -> tuple[Confidence, ...]:
    """All confidences at least as certain as the one named; empty: all."""
    return tuple(
        confidence for confidence, number in _TO_CONFIDENCE.items() if value and number >= value
    )
