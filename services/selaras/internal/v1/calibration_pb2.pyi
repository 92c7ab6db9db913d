import datetime

from buf.validate import validate_pb2 as _validate_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from selaras.api.v1 import finding_pb2 as _finding_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ListReviewsRequest(_message.Message):
    __slots__ = ("page_size", "page_token")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListReviewsResponse(_message.Message):
    __slots__ = ("reviews", "next_page_token")
    REVIEWS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    reviews: _containers.RepeatedCompositeFieldContainer[JudgedReview]
    next_page_token: str
    def __init__(self, reviews: _Optional[_Iterable[_Union[JudgedReview, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class JudgedReview(_message.Message):
    __slots__ = ("finding", "agency", "verdict", "reason", "review_time", "sides", "relation", "confidence", "probability", "judge_reason", "evidence", "judge_version")
    class Side(_message.Message):
        __slots__ = ("agency", "revision")
        AGENCY_FIELD_NUMBER: _ClassVar[int]
        REVISION_FIELD_NUMBER: _ClassVar[int]
        agency: str
        revision: int
        def __init__(self, agency: _Optional[str] = ..., revision: _Optional[int] = ...) -> None: ...
    class Strength(_message.Message):
        __slots__ = ("kind", "strength")
        KIND_FIELD_NUMBER: _ClassVar[int]
        STRENGTH_FIELD_NUMBER: _ClassVar[int]
        kind: _finding_pb2.FactKind
        strength: float
        def __init__(self, kind: _Optional[_Union[_finding_pb2.FactKind, str]] = ..., strength: _Optional[float] = ...) -> None: ...
    FINDING_FIELD_NUMBER: _ClassVar[int]
    AGENCY_FIELD_NUMBER: _ClassVar[int]
    VERDICT_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    REVIEW_TIME_FIELD_NUMBER: _ClassVar[int]
    SIDES_FIELD_NUMBER: _ClassVar[int]
    RELATION_FIELD_NUMBER: _ClassVar[int]
    CONFIDENCE_FIELD_NUMBER: _ClassVar[int]
    PROBABILITY_FIELD_NUMBER: _ClassVar[int]
    JUDGE_REASON_FIELD_NUMBER: _ClassVar[int]
    EVIDENCE_FIELD_NUMBER: _ClassVar[int]
    JUDGE_VERSION_FIELD_NUMBER: _ClassVar[int]
    finding: str
    agency: str
    verdict: _finding_pb2.ReviewVerdict
    reason: _finding_pb2.ReviewReason
    review_time: _timestamp_pb2.Timestamp
    sides: _containers.RepeatedCompositeFieldContainer[JudgedReview.Side]
    relation: _finding_pb2.Relation
    confidence: _finding_pb2.Confidence
    probability: float
    judge_reason: str
    evidence: _containers.RepeatedCompositeFieldContainer[JudgedReview.Strength]
    judge_version: str
    def __init__(self, finding: _Optional[str] = ..., agency: _Optional[str] = ..., verdict: _Optional[_Union[_finding_pb2.ReviewVerdict, str]] = ..., reason: _Optional[_Union[_finding_pb2.ReviewReason, str]] = ..., review_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., sides: _Optional[_Iterable[_Union[JudgedReview.Side, _Mapping]]] = ..., relation: _Optional[_Union[_finding_pb2.Relation, str]] = ..., confidence: _Optional[_Union[_finding_pb2.Confidence, str]] = ..., probability: _Optional[float] = ..., judge_reason: _Optional[str] = ..., evidence: _Optional[_Iterable[_Union[JudgedReview.Strength, _Mapping]]] = ..., judge_version: _Optional[str] = ...) -> None: ...

class DescribeJudgeRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class Thresholds(_message.Message):
    __slots__ = ("confirmed", "likely", "possible")
    CONFIRMED_FIELD_NUMBER: _ClassVar[int]
    LIKELY_FIELD_NUMBER: _ClassVar[int]
    POSSIBLE_FIELD_NUMBER: _ClassVar[int]
    confirmed: float
    likely: float
    possible: float
    def __init__(self, confirmed: _Optional[float] = ..., likely: _Optional[float] = ..., possible: _Optional[float] = ...) -> None: ...

class DescribeJudgeResponse(_message.Message):
    __slots__ = ("judge_version", "contradiction", "overlap", "shipped_contradiction", "shipped_overlap")
    JUDGE_VERSION_FIELD_NUMBER: _ClassVar[int]
    CONTRADICTION_FIELD_NUMBER: _ClassVar[int]
    OVERLAP_FIELD_NUMBER: _ClassVar[int]
    SHIPPED_CONTRADICTION_FIELD_NUMBER: _ClassVar[int]
    SHIPPED_OVERLAP_FIELD_NUMBER: _ClassVar[int]
    judge_version: str
    contradiction: Thresholds
    overlap: Thresholds
    shipped_contradiction: Thresholds
    shipped_overlap: Thresholds
    def __init__(self, judge_version: _Optional[str] = ..., contradiction: _Optional[_Union[Thresholds, _Mapping]] = ..., overlap: _Optional[_Union[Thresholds, _Mapping]] = ..., shipped_contradiction: _Optional[_Union[Thresholds, _Mapping]] = ..., shipped_overlap: _Optional[_Union[Thresholds, _Mapping]] = ...) -> None: ...
