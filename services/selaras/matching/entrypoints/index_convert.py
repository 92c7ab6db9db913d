"""Re-embeddings and their reports as protobuf."""

from __future__ import annotations

from selaras.internal.v1 import index_pb2
from selaras.matching.domain.finding import Confidence, Relation
from selaras.matching.domain.reembed_report import Counts, Disagreement, Opinion, Report, Scores
from selaras.matching.domain.reembedding import LeastScores, Reembedding
from selaras.matching.entrypoints.convert import (
    to_proto_confidence,
    to_proto_relation,
    to_proto_time,
)


def to_proto_reembedding(item: Reembedding) -> index_pb2.Reembedding:
    """How far a re-embedding is."""
    return index_pb2.Reembedding(
        id=item.id,
        state=f"REEMBEDDING_STATE_{item.state.upper()}",
        target=item.target,
        model_version=item.model_version,
        before_version=item.before_version,
        done=item.done,
        total=item.total,
        start_time=to_proto_time(item.start_time),
        update_time=to_proto_time(item.update_time),
        problem=item.problem,
        least_scores=_to_proto_least(item.least) if item.least else None,
        in_force=item.in_force,
    )


def to_proto_report(report: Report) -> index_pb2.ReembeddingReport:
    """How two models disagree."""
    return index_pb2.ReembeddingReport(
        messages=report.messages,
        candidates=_to_proto_counts(report.candidates),
        alerts=_to_proto_counts(report.alerts),
        message_scores=_to_proto_scores(report.message_scores),
        claim_scores=_to_proto_scores(report.claim_scores),
        least_scores=_to_proto_least(report.least),
        disagreements=[_to_proto_disagreement(item) for item in report.disagreements],
    )


def _to_proto_least(least: LeastScores) -> index_pb2.LeastScores:
    return index_pb2.LeastScores(message=least.message, claim=least.claim)


def _to_proto_counts(counts: Counts) -> index_pb2.PairCounts:
    return index_pb2.PairCounts(
        both=counts.both,
        before_only=counts.before_only,
        after_only=counts.after_only,
        differ=counts.differ,
    )


def _to_proto_scores(scores: Scores) -> index_pb2.ScoreSpread:
    return index_pb2.ScoreSpread(
        before=scores.before,
        after=scores.after,
        share=scores.share,
        least=scores.least,
        suggested=scores.suggested,
    )


def _to_proto_disagreement(item: Disagreement) -> index_pb2.Disagreement:
    return index_pb2.Disagreement(
        left=item.left,
        right=item.right,
        before=_to_proto_opinion(item.before) if item.before else None,
        after=_to_proto_opinion(item.after) if item.after else None,
    )


def _to_proto_opinion(opinion: Opinion) -> index_pb2.PairOpinion:
    return index_pb2.PairOpinion(
        relation=to_proto_relation(Relation(opinion.relation)),
        confidence=to_proto_confidence(Confidence(opinion.confidence)),
        probability=opinion.probability,
        alerts=opinion.alerts,
    )
