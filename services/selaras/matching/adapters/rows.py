"""Rows of the tables as values of the domain and back."""

from __future__ import annotations

import json
from typing import Any

from selaras.matching.adapters.documents import (
    dump_evidence,
    load_evidence,
    load_message,
    unpack_vectors,
)
from selaras.matching.domain.facts import FactKind
from selaras.matching.domain.finding import (
    Confidence,
    Finding,
    Reason,
    Relation,
    Side,
    Verdict,
)
from selaras.matching.domain.review import (
    Judgement,
    Review,
    ReviewReason,
    ReviewVerdict,
    Strength,
)
from selaras.matching.ports import StoredMessage


def to_stored(row: Any) -> StoredMessage:
    """A message with what was worked out of it."""
    vectors = None
    if row["vectors"] is not None and row["vectors_revision"] == row["revision"]:
        vectors = unpack_vectors(row["vectors"], row["vector_count"])
    return StoredMessage(
        message=load_message(row["document"]),
        checked_revision=row["checked_revision"],
        check_time=row["check_time"],
        model_version=row["model_version"],
        vectors=vectors,
    )


def _to_side(row: Any, side: str) -> Side:
    agency, _, external_id = row[f"{side}_key"].partition("/")
    return Side(row[f"{side}_key"], agency, external_id, row[f"{side}_revision"])


def to_finding(row: Any) -> Finding:
    """A finding."""
    return Finding(
        id=row["id"],
        left=_to_side(row, "left"),
        right=_to_side(row, "right"),
        verdict=Verdict(
            relation=Relation(row["relation"]),
            confidence=Confidence(row["confidence"]),
            probability=row["probability"],
            reason=Reason(row["reason"]),
            evidence=load_evidence(row["evidence"]),
        ),
        create_time=row["create_time"],
        case_id=row["case_id"],
    )


def from_finding(finding: Finding) -> dict[str, Any]:
    """Columns of a finding but its id."""
    verdict = finding.verdict
    return {
        "left_key": finding.left.key,
        "left_revision": finding.left.revision,
        "left_agency": finding.left.agency,
        "right_key": finding.right.key,
        "right_revision": finding.right.revision,
        "right_agency": finding.right.agency,
        "relation": verdict.relation,
        "confidence": verdict.confidence,
        "probability": verdict.probability,
        "reason": verdict.reason,
        "evidence": dump_evidence(verdict.evidence),
        "create_time": finding.create_time,
        "case_id": finding.case_id,
        "active": True,
    }


def to_judgement(row: Any) -> Judgement:
    """What the judge said, from columns of a judgement or a review."""
    return Judgement(
        finding_id=row["finding_id"],
        left=_to_side(row, "left"),
        right=_to_side(row, "right"),
        relation=Relation(row["relation"]),
        confidence=Confidence(row["confidence"]),
        probability=row["probability"],
        reason=Reason(row["judge_reason"]),
        strengths=tuple(
            Strength(FactKind(kind) if kind else None, value)
            for kind, value in json.loads(row["strengths"])
        ),
        judge_version=row["judge_version"],
    )


def from_judgement(judgement: Judgement) -> dict[str, Any]:
    """Columns of a judgement but the finding's id."""
    return {
        "left_key": judgement.left.key,
        "left_revision": judgement.left.revision,
        "right_key": judgement.right.key,
        "right_revision": judgement.right.revision,
        "relation": judgement.relation,
        "confidence": judgement.confidence,
        "probability": judgement.probability,
        "judge_reason": judgement.reason,
        "strengths": json.dumps([[item.kind, item.value] for item in judgement.strengths]),
        "judge_version": judgement.judge_version,
    }


def to_review(row: Any) -> Review:
    """A review."""
    return Review(
        judgement=to_judgement(row),
        agency=row["agency"],
        verdict=ReviewVerdict(row["verdict"]),
        reason=ReviewReason(row["reason"]) if row["reason"] else None,
        note=row["note"],
        reviewer=row["reviewer"],
        time=row["time"],
    )


def from_review(review: Review) -> dict[str, Any]:
    """Columns of a review but its number."""
    return {
        "finding_id": review.judgement.finding_id,
        "agency": review.agency,
        "verdict": review.verdict,
        "reason": review.reason,
        "note": review.note,
        "reviewer": review.reviewer,
        "time": review.time,
        **from_judgement(review.judgement),
    }
