import datetime

from buf.validate import validate_pb2 as _validate_pb2
from google.protobuf import duration_pb2 as _duration_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from selaras.api.v1 import agency_pb2 as _agency_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Relation(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    RELATION_UNSPECIFIED: _ClassVar[Relation]
    RELATION_CONTRADICTION: _ClassVar[Relation]
    RELATION_OVERLAP: _ClassVar[Relation]
    RELATION_NONE: _ClassVar[Relation]

class Confidence(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CONFIDENCE_UNSPECIFIED: _ClassVar[Confidence]
    CONFIDENCE_POSSIBLE: _ClassVar[Confidence]
    CONFIDENCE_LIKELY: _ClassVar[Confidence]
    CONFIDENCE_CONFIRMED: _ClassVar[Confidence]

class FactKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    FACT_KIND_UNSPECIFIED: _ClassVar[FactKind]
    FACT_KIND_DATE: _ClassVar[FactKind]
    FACT_KIND_TIME: _ClassVar[FactKind]
    FACT_KIND_DURATION: _ClassVar[FactKind]
    FACT_KIND_AMOUNT: _ClassVar[FactKind]
    FACT_KIND_QUANTITY: _ClassVar[FactKind]
    FACT_KIND_PERCENTAGE: _ClassVar[FactKind]
    FACT_KIND_PLACE: _ClassVar[FactKind]
    FACT_KIND_ELIGIBILITY: _ClassVar[FactKind]
    FACT_KIND_REQUIREMENT: _ClassVar[FactKind]
    FACT_KIND_STATUS: _ClassVar[FactKind]
    FACT_KIND_PROCEDURE: _ClassVar[FactKind]
    FACT_KIND_CONTACT: _ClassVar[FactKind]
    FACT_KIND_CAUSE: _ClassVar[FactKind]
    FACT_KIND_ACTOR: _ClassVar[FactKind]
    FACT_KIND_IDENTITY: _ClassVar[FactKind]

class ReviewVerdict(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    REVIEW_VERDICT_UNSPECIFIED: _ClassVar[ReviewVerdict]
    REVIEW_VERDICT_CONFIRMED: _ClassVar[ReviewVerdict]
    REVIEW_VERDICT_FALSE_ALARM: _ClassVar[ReviewVerdict]

class ReviewReason(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    REVIEW_REASON_UNSPECIFIED: _ClassVar[ReviewReason]
    REVIEW_REASON_OTHER_MATTER: _ClassVar[ReviewReason]
    REVIEW_REASON_OTHER_AREA: _ClassVar[ReviewReason]
    REVIEW_REASON_OTHER_PERIOD: _ClassVar[ReviewReason]
    REVIEW_REASON_OTHER_PHASE: _ClassVar[ReviewReason]
    REVIEW_REASON_OTHER_AUDIENCE: _ClassVar[ReviewReason]
    REVIEW_REASON_SAME_VALUE: _ClassVar[ReviewReason]
    REVIEW_REASON_NOT_A_CLAIM: _ClassVar[ReviewReason]
    REVIEW_REASON_ALREADY_CORRECTED: _ClassVar[ReviewReason]
    REVIEW_REASON_OTHER: _ClassVar[ReviewReason]
RELATION_UNSPECIFIED: Relation
RELATION_CONTRADICTION: Relation
RELATION_OVERLAP: Relation
RELATION_NONE: Relation
CONFIDENCE_UNSPECIFIED: Confidence
CONFIDENCE_POSSIBLE: Confidence
CONFIDENCE_LIKELY: Confidence
CONFIDENCE_CONFIRMED: Confidence
FACT_KIND_UNSPECIFIED: FactKind
FACT_KIND_DATE: FactKind
FACT_KIND_TIME: FactKind
FACT_KIND_DURATION: FactKind
FACT_KIND_AMOUNT: FactKind
FACT_KIND_QUANTITY: FactKind
FACT_KIND_PERCENTAGE: FactKind
FACT_KIND_PLACE: FactKind
FACT_KIND_ELIGIBILITY: FactKind
FACT_KIND_REQUIREMENT: FactKind
FACT_KIND_STATUS: FactKind
FACT_KIND_PROCEDURE: FactKind
FACT_KIND_CONTACT: FactKind
FACT_KIND_CAUSE: FactKind
FACT_KIND_ACTOR: FactKind
FACT_KIND_IDENTITY: FactKind
REVIEW_VERDICT_UNSPECIFIED: ReviewVerdict
REVIEW_VERDICT_CONFIRMED: ReviewVerdict
REVIEW_VERDICT_FALSE_ALARM: ReviewVerdict
REVIEW_REASON_UNSPECIFIED: ReviewReason
REVIEW_REASON_OTHER_MATTER: ReviewReason
REVIEW_REASON_OTHER_AREA: ReviewReason
REVIEW_REASON_OTHER_PERIOD: ReviewReason
REVIEW_REASON_OTHER_PHASE: ReviewReason
REVIEW_REASON_OTHER_AUDIENCE: ReviewReason
REVIEW_REASON_SAME_VALUE: ReviewReason
REVIEW_REASON_NOT_A_CLAIM: ReviewReason
REVIEW_REASON_ALREADY_CORRECTED: ReviewReason
REVIEW_REASON_OTHER: ReviewReason

class Span(_message.Message):
    __slots__ = ("part", "start", "end", "text")
    class Part(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        PART_UNSPECIFIED: _ClassVar[Span.Part]
        PART_TITLE: _ClassVar[Span.Part]
        PART_BODY: _ClassVar[Span.Part]
    PART_UNSPECIFIED: Span.Part
    PART_TITLE: Span.Part
    PART_BODY: Span.Part
    PART_FIELD_NUMBER: _ClassVar[int]
    START_FIELD_NUMBER: _ClassVar[int]
    END_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    part: Span.Part
    start: int
    end: int
    text: str
    def __init__(self, part: _Optional[_Union[Span.Part, str]] = ..., start: _Optional[int] = ..., end: _Optional[int] = ..., text: _Optional[str] = ...) -> None: ...

class Evidence(_message.Message):
    __slots__ = ("kind", "own", "own_sentence", "other", "other_sentence", "explanation", "difference", "correction", "own_aligned", "other_aligned", "translations")
    KIND_FIELD_NUMBER: _ClassVar[int]
    OWN_FIELD_NUMBER: _ClassVar[int]
    OWN_SENTENCE_FIELD_NUMBER: _ClassVar[int]
    OTHER_FIELD_NUMBER: _ClassVar[int]
    OTHER_SENTENCE_FIELD_NUMBER: _ClassVar[int]
    EXPLANATION_FIELD_NUMBER: _ClassVar[int]
    DIFFERENCE_FIELD_NUMBER: _ClassVar[int]
    CORRECTION_FIELD_NUMBER: _ClassVar[int]
    OWN_ALIGNED_FIELD_NUMBER: _ClassVar[int]
    OTHER_ALIGNED_FIELD_NUMBER: _ClassVar[int]
    TRANSLATIONS_FIELD_NUMBER: _ClassVar[int]
    kind: FactKind
    own: Span
    own_sentence: str
    other: Span
    other_sentence: str
    explanation: str
    difference: str
    correction: str
    own_aligned: str
    other_aligned: str
    translations: _containers.RepeatedCompositeFieldContainer[Translation]
    def __init__(self, kind: _Optional[_Union[FactKind, str]] = ..., own: _Optional[_Union[Span, _Mapping]] = ..., own_sentence: _Optional[str] = ..., other: _Optional[_Union[Span, _Mapping]] = ..., other_sentence: _Optional[str] = ..., explanation: _Optional[str] = ..., difference: _Optional[str] = ..., correction: _Optional[str] = ..., own_aligned: _Optional[str] = ..., other_aligned: _Optional[str] = ..., translations: _Optional[_Iterable[_Union[Translation, _Mapping]]] = ...) -> None: ...

class Translation(_message.Message):
    __slots__ = ("language", "explanation", "difference", "correction", "suggestion")
    LANGUAGE_FIELD_NUMBER: _ClassVar[int]
    EXPLANATION_FIELD_NUMBER: _ClassVar[int]
    DIFFERENCE_FIELD_NUMBER: _ClassVar[int]
    CORRECTION_FIELD_NUMBER: _ClassVar[int]
    SUGGESTION_FIELD_NUMBER: _ClassVar[int]
    language: str
    explanation: str
    difference: str
    correction: str
    suggestion: str
    def __init__(self, language: _Optional[str] = ..., explanation: _Optional[str] = ..., difference: _Optional[str] = ..., correction: _Optional[str] = ..., suggestion: _Optional[str] = ...) -> None: ...

class Review(_message.Message):
    __slots__ = ("verdict", "reason", "note", "reviewer", "review_time", "relation", "confidence", "own_revision")
    VERDICT_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    NOTE_FIELD_NUMBER: _ClassVar[int]
    REVIEWER_FIELD_NUMBER: _ClassVar[int]
    REVIEW_TIME_FIELD_NUMBER: _ClassVar[int]
    RELATION_FIELD_NUMBER: _ClassVar[int]
    CONFIDENCE_FIELD_NUMBER: _ClassVar[int]
    OWN_REVISION_FIELD_NUMBER: _ClassVar[int]
    verdict: ReviewVerdict
    reason: ReviewReason
    note: str
    reviewer: str
    review_time: _timestamp_pb2.Timestamp
    relation: Relation
    confidence: Confidence
    own_revision: int
    def __init__(self, verdict: _Optional[_Union[ReviewVerdict, str]] = ..., reason: _Optional[_Union[ReviewReason, str]] = ..., note: _Optional[str] = ..., reviewer: _Optional[str] = ..., review_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., relation: _Optional[_Union[Relation, str]] = ..., confidence: _Optional[_Union[Confidence, str]] = ..., own_revision: _Optional[int] = ...) -> None: ...

class Finding(_message.Message):
    __slots__ = ("name", "relation", "confidence", "probability", "own_draft", "own_revision", "other_agency", "other_title", "other_text", "evidence", "reason", "explanation", "create_time", "case", "own_review", "suggestion", "translations", "own_title", "own_text", "own_agency", "other_body", "own_publish_time", "other_publish_time", "own_published", "other_published")
    NAME_FIELD_NUMBER: _ClassVar[int]
    RELATION_FIELD_NUMBER: _ClassVar[int]
    CONFIDENCE_FIELD_NUMBER: _ClassVar[int]
    PROBABILITY_FIELD_NUMBER: _ClassVar[int]
    OWN_DRAFT_FIELD_NUMBER: _ClassVar[int]
    OWN_REVISION_FIELD_NUMBER: _ClassVar[int]
    OTHER_AGENCY_FIELD_NUMBER: _ClassVar[int]
    OTHER_TITLE_FIELD_NUMBER: _ClassVar[int]
    OTHER_TEXT_FIELD_NUMBER: _ClassVar[int]
    EVIDENCE_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    EXPLANATION_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    CASE_FIELD_NUMBER: _ClassVar[int]
    OWN_REVIEW_FIELD_NUMBER: _ClassVar[int]
    SUGGESTION_FIELD_NUMBER: _ClassVar[int]
    TRANSLATIONS_FIELD_NUMBER: _ClassVar[int]
    OWN_TITLE_FIELD_NUMBER: _ClassVar[int]
    OWN_TEXT_FIELD_NUMBER: _ClassVar[int]
    OWN_AGENCY_FIELD_NUMBER: _ClassVar[int]
    OTHER_BODY_FIELD_NUMBER: _ClassVar[int]
    OWN_PUBLISH_TIME_FIELD_NUMBER: _ClassVar[int]
    OTHER_PUBLISH_TIME_FIELD_NUMBER: _ClassVar[int]
    OWN_PUBLISHED_FIELD_NUMBER: _ClassVar[int]
    OTHER_PUBLISHED_FIELD_NUMBER: _ClassVar[int]
    name: str
    relation: Relation
    confidence: Confidence
    probability: float
    own_draft: str
    own_revision: int
    other_agency: _agency_pb2.AgencyRef
    other_title: str
    other_text: str
    evidence: _containers.RepeatedCompositeFieldContainer[Evidence]
    reason: str
    explanation: str
    create_time: _timestamp_pb2.Timestamp
    case: str
    own_review: Review
    suggestion: str
    translations: _containers.RepeatedCompositeFieldContainer[Translation]
    own_title: str
    own_text: str
    own_agency: _agency_pb2.AgencyRef
    other_body: str
    own_publish_time: _timestamp_pb2.Timestamp
    other_publish_time: _timestamp_pb2.Timestamp
    own_published: bool
    other_published: bool
    def __init__(self, name: _Optional[str] = ..., relation: _Optional[_Union[Relation, str]] = ..., confidence: _Optional[_Union[Confidence, str]] = ..., probability: _Optional[float] = ..., own_draft: _Optional[str] = ..., own_revision: _Optional[int] = ..., other_agency: _Optional[_Union[_agency_pb2.AgencyRef, _Mapping]] = ..., other_title: _Optional[str] = ..., other_text: _Optional[str] = ..., evidence: _Optional[_Iterable[_Union[Evidence, _Mapping]]] = ..., reason: _Optional[str] = ..., explanation: _Optional[str] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., case: _Optional[str] = ..., own_review: _Optional[_Union[Review, _Mapping]] = ..., suggestion: _Optional[str] = ..., translations: _Optional[_Iterable[_Union[Translation, _Mapping]]] = ..., own_title: _Optional[str] = ..., own_text: _Optional[str] = ..., own_agency: _Optional[_Union[_agency_pb2.AgencyRef, _Mapping]] = ..., other_body: _Optional[str] = ..., own_publish_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., other_publish_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., own_published: _Optional[bool] = ..., other_published: _Optional[bool] = ...) -> None: ...

class ListFindingsRequest(_message.Message):
    __slots__ = ("draft", "relations", "min_confidence", "page_size", "page_token")
    DRAFT_FIELD_NUMBER: _ClassVar[int]
    RELATIONS_FIELD_NUMBER: _ClassVar[int]
    MIN_CONFIDENCE_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    draft: str
    relations: _containers.RepeatedScalarFieldContainer[Relation]
    min_confidence: Confidence
    page_size: int
    page_token: str
    def __init__(self, draft: _Optional[str] = ..., relations: _Optional[_Iterable[_Union[Relation, str]]] = ..., min_confidence: _Optional[_Union[Confidence, str]] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListFindingsResponse(_message.Message):
    __slots__ = ("findings", "next_page_token")
    FINDINGS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    findings: _containers.RepeatedCompositeFieldContainer[Finding]
    next_page_token: str
    def __init__(self, findings: _Optional[_Iterable[_Union[Finding, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class GetFindingRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class GetFindingResponse(_message.Message):
    __slots__ = ("finding",)
    FINDING_FIELD_NUMBER: _ClassVar[int]
    finding: Finding
    def __init__(self, finding: _Optional[_Union[Finding, _Mapping]] = ...) -> None: ...

class WatchFindingsRequest(_message.Message):
    __slots__ = ("resume_token", "heartbeat")
    RESUME_TOKEN_FIELD_NUMBER: _ClassVar[int]
    HEARTBEAT_FIELD_NUMBER: _ClassVar[int]
    resume_token: str
    heartbeat: _duration_pb2.Duration
    def __init__(self, resume_token: _Optional[str] = ..., heartbeat: _Optional[_Union[datetime.timedelta, _duration_pb2.Duration, _Mapping]] = ...) -> None: ...

class WatchFindingsResponse(_message.Message):
    __slots__ = ("kind", "finding", "resume_token")
    class Kind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        KIND_UNSPECIFIED: _ClassVar[WatchFindingsResponse.Kind]
        KIND_ADDED: _ClassVar[WatchFindingsResponse.Kind]
        KIND_CHANGED: _ClassVar[WatchFindingsResponse.Kind]
        KIND_REMOVED: _ClassVar[WatchFindingsResponse.Kind]
        KIND_CURRENT: _ClassVar[WatchFindingsResponse.Kind]
        KIND_RESET: _ClassVar[WatchFindingsResponse.Kind]
        KIND_HEARTBEAT: _ClassVar[WatchFindingsResponse.Kind]
    KIND_UNSPECIFIED: WatchFindingsResponse.Kind
    KIND_ADDED: WatchFindingsResponse.Kind
    KIND_CHANGED: WatchFindingsResponse.Kind
    KIND_REMOVED: WatchFindingsResponse.Kind
    KIND_CURRENT: WatchFindingsResponse.Kind
    KIND_RESET: WatchFindingsResponse.Kind
    KIND_HEARTBEAT: WatchFindingsResponse.Kind
    KIND_FIELD_NUMBER: _ClassVar[int]
    FINDING_FIELD_NUMBER: _ClassVar[int]
    RESUME_TOKEN_FIELD_NUMBER: _ClassVar[int]
    kind: WatchFindingsResponse.Kind
    finding: Finding
    resume_token: str
    def __init__(self, kind: _Optional[_Union[WatchFindingsResponse.Kind, str]] = ..., finding: _Optional[_Union[Finding, _Mapping]] = ..., resume_token: _Optional[str] = ...) -> None: ...

class ReviewFindingRequest(_message.Message):
    __slots__ = ("name", "verdict", "reason", "note", "reviewer")
    NAME_FIELD_NUMBER: _ClassVar[int]
    VERDICT_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    NOTE_FIELD_NUMBER: _ClassVar[int]
    REVIEWER_FIELD_NUMBER: _ClassVar[int]
    name: str
    verdict: ReviewVerdict
    reason: ReviewReason
    note: str
    reviewer: str
    def __init__(self, name: _Optional[str] = ..., verdict: _Optional[_Union[ReviewVerdict, str]] = ..., reason: _Optional[_Union[ReviewReason, str]] = ..., note: _Optional[str] = ..., reviewer: _Optional[str] = ...) -> None: ...

class ReviewFindingResponse(_message.Message):
    __slots__ = ("review",)
    REVIEW_FIELD_NUMBER: _ClassVar[int]
    review: Review
    def __init__(self, review: _Optional[_Union[Review, _Mapping]] = ...) -> None: ...
