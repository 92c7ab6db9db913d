"""Findings in a case as protobuf: with both drafts, as far as the viewer may see them."""

from __future__ import annotations

from selaras.api.v1 import finding_pb2
from selaras.catalogue import LANGUAGES
from selaras.matching.domain.draft_view import DraftView
from selaras.matching.domain.view import AnyView, FindingView, OutsideEvidence, OutsideView
from selaras.matching.entrypoints.case_words import (
    difference_outside,
    explain_outside,
    explain_outside_evidence,
    suggest_outside,
)
from selaras.matching.entrypoints.convert import (
    to_proto_agency,
    to_proto_confidence,
    to_proto_finding,
    to_proto_kind,
    to_proto_relation,
    to_proto_span,
    to_proto_time,
)

_TRANSLATED = LANGUAGES[1:]


def to_proto_case_finding(view: AnyView) -> finding_pb2.Finding:
    """A finding of a case, with a side of the viewer's in it or without, and both its drafts."""
    if isinstance(view, FindingView):
        finding = to_proto_finding(view)
        _add_drafts(finding, view.mine, view.theirs)
    else:
        finding = _to_proto_outside(view)
        _add_drafts(finding, view.left.seen, view.right.seen)
    return finding


def _add_drafts(finding: finding_pb2.Finding, own: DraftView, other: DraftView) -> None:
    """What only the page of a case needs; a list or an event would carry it for nothing."""
    finding.own_agency.CopyFrom(to_proto_agency(own.agency))
    finding.own_title, finding.own_text = own.title, own.body
    finding.own_published, finding.other_published = own.published, other.published
    finding.other_body = other.body
    if own.publish_time is not None:
        finding.own_publish_time.CopyFrom(to_proto_time(own.publish_time))
    if other.publish_time is not None:
        finding.other_publish_time.CopyFrom(to_proto_time(other.publish_time))


def _to_proto_outside(view: OutsideView) -> finding_pb2.Finding:
    """For somebody without a side: the left one stands in the place of the own one.

    What an agency calls its draft may tell what is in it: hidden, it is ``-``.
    """
    left, right = view.left, view.right
    return finding_pb2.Finding(
        name=f"findings/{view.finding_id}",
        relation=to_proto_relation(view.relation),
        confidence=to_proto_confidence(view.confidence),
        probability=view.probability,
        own_draft=left.draft or f"agencies/{left.agency.id}/drafts/-",
        own_revision=left.revision,
        other_agency=to_proto_agency(right.agency),
        other_title=right.title,
        other_text=right.text,
        evidence=[_to_proto_outside_evidence(item, view) for item in view.evidence],
        reason=view.reason,
        explanation=explain_outside(view),
        create_time=to_proto_time(view.create_time),
        case=f"cases/{view.case_id}" if view.case_id else "",
        suggestion=suggest_outside(view),
        translations=[
            finding_pb2.Translation(
                language=lang,
                explanation=explain_outside(view, lang),
                suggestion=suggest_outside(view, lang),
            )
            for lang in _TRANSLATED
        ],
    )


def _to_proto_outside_evidence(item: OutsideEvidence, view: OutsideView) -> finding_pb2.Evidence:
    evidence = finding_pb2.Evidence(
        kind=to_proto_kind(item.kind),
        explanation=explain_outside_evidence(item, view),
        difference=difference_outside(item, view),
        translations=[
            finding_pb2.Translation(
                language=lang,
                explanation=explain_outside_evidence(item, view, lang),
                difference=difference_outside(item, view, lang),
            )
            for lang in _TRANSLATED
        ],
    )
    if item.left is not None:
        evidence.own.CopyFrom(to_proto_span(item.left))
        evidence.own_sentence = item.left.sentence
    if item.right is not None:
        evidence.other.CopyFrom(to_proto_span(item.right))
        evidence.other_sentence = item.right.sentence
    return evidence
