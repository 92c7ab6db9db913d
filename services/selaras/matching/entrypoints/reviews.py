"""Reviews between protobuf and domain, and CalibrationService for administrators."""

# ruff: noqa: ARG002 - gRPC gives every method a request and a context

from __future__ import annotations

from selaras.api.v1 import finding_pb2
from selaras.internal.v1 import calibration_pb2, calibration_pb2_grpc
from selaras.kit.grpc_server import Context
from selaras.matching.domain.calibration import Thresholds
from selaras.matching.domain.review import Review, ReviewReason, ReviewVerdict
from selaras.matching.entrypoints.convert import (
    to_proto_confidence,
    to_proto_kind,
    to_proto_relation,
    to_proto_review_reason,
    to_proto_review_verdict,
    to_proto_time,
)
from selaras.matching.handlers.reviews import Opinion, ReviewHandler
from selaras.matching.settings import JudgeSettings


def from_proto_opinion(request: finding_pb2.ReviewFindingRequest) -> Opinion:
    """What a person says; the rules of the proto hold already."""
    verdict = finding_pb2.ReviewVerdict.Name(request.verdict).removeprefix("REVIEW_VERDICT_")
    reason = finding_pb2.ReviewReason.Name(request.reason).removeprefix("REVIEW_REASON_")
    return Opinion(
        ReviewVerdict[verdict],
        ReviewReason[reason] if request.reason else None,
        request.note,
        request.reviewer,
    )


class CalibrationServicer(calibration_pb2_grpc.CalibrationServiceServicer):
    """What thresholds are calibrated with."""

    def __init__(self, handler: ReviewHandler, settings: JudgeSettings, judge_version: str) -> None:
        self._handler = handler
        self._settings = settings
        self._judge_version = judge_version

    async def ListReviews(  # noqa: N802 - named by gRPC
        self, request: calibration_pb2.ListReviewsRequest, context: Context
    ) -> calibration_pb2.ListReviewsResponse:
        """See calibration.proto."""
        reviews, token = await self._handler.page(request.page_size, request.page_token)
        return calibration_pb2.ListReviewsResponse(
            reviews=[_to_proto_judged(review) for review in reviews], next_page_token=token
        )

    async def DescribeJudge(  # noqa: N802 - named by gRPC
        self, request: calibration_pb2.DescribeJudgeRequest, context: Context
    ) -> calibration_pb2.DescribeJudgeResponse:
        """See calibration.proto."""
        now, shipped = self._settings, JudgeSettings.shipped()
        return calibration_pb2.DescribeJudgeResponse(
            judge_version=self._judge_version,
            contradiction=_to_proto_thresholds(now.thresholds("contradiction")),
            overlap=_to_proto_thresholds(now.thresholds("overlap")),
            shipped_contradiction=_to_proto_thresholds(shipped.thresholds("contradiction")),
            shipped_overlap=_to_proto_thresholds(shipped.thresholds("overlap")),
        )


def _to_proto_judged(review: Review) -> calibration_pb2.JudgedReview:
    judgement = review.judgement
    message = calibration_pb2.JudgedReview
    return message(
        finding=f"findings/{judgement.finding_id}",
        agency=f"agencies/{review.agency}",
        verdict=to_proto_review_verdict(review.verdict),
        reason=to_proto_review_reason(review.reason),
        review_time=to_proto_time(review.time),
        sides=[
            message.Side(agency=f"agencies/{side.agency}", revision=side.revision)
            for side in (judgement.left, judgement.right)
        ],
        relation=to_proto_relation(judgement.relation),
        confidence=to_proto_confidence(judgement.confidence),
        probability=judgement.probability,
        judge_reason=judgement.reason,
        evidence=[
            message.Strength(kind=to_proto_kind(item.kind), strength=item.value)
            for item in judgement.strengths
        ],
        judge_version=judgement.judge_version,
    )


def _to_proto_thresholds(thresholds: Thresholds) -> calibration_pb2.Thresholds:
    return calibration_pb2.Thresholds(
        confirmed=thresholds.confirmed, likely=thresholds.likely, possible=thresholds.possible
    )
