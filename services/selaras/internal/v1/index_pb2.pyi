import datetime

from buf.validate import validate_pb2 as _validate_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from selaras.api.v1 import finding_pb2 as _finding_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ReembeddingState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    REEMBEDDING_STATE_UNSPECIFIED: _ClassVar[ReembeddingState]
    REEMBEDDING_STATE_FILLING: _ClassVar[ReembeddingState]
    REEMBEDDING_STATE_FILLED: _ClassVar[ReembeddingState]
    REEMBEDDING_STATE_REPORTED: _ClassVar[ReembeddingState]
    REEMBEDDING_STATE_SWITCHED: _ClassVar[ReembeddingState]
    REEMBEDDING_STATE_FINISHED: _ClassVar[ReembeddingState]
    REEMBEDDING_STATE_RELEASED: _ClassVar[ReembeddingState]
    REEMBEDDING_STATE_ABANDONED: _ClassVar[ReembeddingState]
REEMBEDDING_STATE_UNSPECIFIED: ReembeddingState
REEMBEDDING_STATE_FILLING: ReembeddingState
REEMBEDDING_STATE_FILLED: ReembeddingState
REEMBEDDING_STATE_REPORTED: ReembeddingState
REEMBEDDING_STATE_SWITCHED: ReembeddingState
REEMBEDDING_STATE_FINISHED: ReembeddingState
REEMBEDDING_STATE_RELEASED: ReembeddingState
REEMBEDDING_STATE_ABANDONED: ReembeddingState

class RebuildIndexRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class RebuildIndexResponse(_message.Message):
    __slots__ = ("done", "total", "collection", "switched")
    DONE_FIELD_NUMBER: _ClassVar[int]
    TOTAL_FIELD_NUMBER: _ClassVar[int]
    COLLECTION_FIELD_NUMBER: _ClassVar[int]
    SWITCHED_FIELD_NUMBER: _ClassVar[int]
    done: int
    total: int
    collection: str
    switched: bool
    def __init__(self, done: _Optional[int] = ..., total: _Optional[int] = ..., collection: _Optional[str] = ..., switched: _Optional[bool] = ...) -> None: ...

class DescribeIndexRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class DescribeIndexResponse(_message.Message):
    __slots__ = ("messages", "indexed", "collection", "model_version")
    MESSAGES_FIELD_NUMBER: _ClassVar[int]
    INDEXED_FIELD_NUMBER: _ClassVar[int]
    COLLECTION_FIELD_NUMBER: _ClassVar[int]
    MODEL_VERSION_FIELD_NUMBER: _ClassVar[int]
    messages: int
    indexed: int
    collection: str
    model_version: str
    def __init__(self, messages: _Optional[int] = ..., indexed: _Optional[int] = ..., collection: _Optional[str] = ..., model_version: _Optional[str] = ...) -> None: ...

class Reembedding(_message.Message):
    __slots__ = ("id", "state", "target", "model_version", "before_version", "done", "total", "start_time", "update_time", "problem", "least_scores", "in_force")
    ID_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    TARGET_FIELD_NUMBER: _ClassVar[int]
    MODEL_VERSION_FIELD_NUMBER: _ClassVar[int]
    BEFORE_VERSION_FIELD_NUMBER: _ClassVar[int]
    DONE_FIELD_NUMBER: _ClassVar[int]
    TOTAL_FIELD_NUMBER: _ClassVar[int]
    START_TIME_FIELD_NUMBER: _ClassVar[int]
    UPDATE_TIME_FIELD_NUMBER: _ClassVar[int]
    PROBLEM_FIELD_NUMBER: _ClassVar[int]
    LEAST_SCORES_FIELD_NUMBER: _ClassVar[int]
    IN_FORCE_FIELD_NUMBER: _ClassVar[int]
    id: str
    state: ReembeddingState
    target: str
    model_version: str
    before_version: str
    done: int
    total: int
    start_time: _timestamp_pb2.Timestamp
    update_time: _timestamp_pb2.Timestamp
    problem: str
    least_scores: LeastScores
    in_force: str
    def __init__(self, id: _Optional[str] = ..., state: _Optional[_Union[ReembeddingState, str]] = ..., target: _Optional[str] = ..., model_version: _Optional[str] = ..., before_version: _Optional[str] = ..., done: _Optional[int] = ..., total: _Optional[int] = ..., start_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., update_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., problem: _Optional[str] = ..., least_scores: _Optional[_Union[LeastScores, _Mapping]] = ..., in_force: _Optional[str] = ...) -> None: ...

class LeastScores(_message.Message):
    __slots__ = ("message", "claim")
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    CLAIM_FIELD_NUMBER: _ClassVar[int]
    message: float
    claim: float
    def __init__(self, message: _Optional[float] = ..., claim: _Optional[float] = ...) -> None: ...

class StartReembeddingRequest(_message.Message):
    __slots__ = ("target",)
    TARGET_FIELD_NUMBER: _ClassVar[int]
    target: str
    def __init__(self, target: _Optional[str] = ...) -> None: ...

class StartReembeddingResponse(_message.Message):
    __slots__ = ("reembedding",)
    REEMBEDDING_FIELD_NUMBER: _ClassVar[int]
    reembedding: Reembedding
    def __init__(self, reembedding: _Optional[_Union[Reembedding, _Mapping]] = ...) -> None: ...

class GetReembeddingRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class GetReembeddingResponse(_message.Message):
    __slots__ = ("reembedding",)
    REEMBEDDING_FIELD_NUMBER: _ClassVar[int]
    reembedding: Reembedding
    def __init__(self, reembedding: _Optional[_Union[Reembedding, _Mapping]] = ...) -> None: ...

class ReportReembeddingRequest(_message.Message):
    __slots__ = ("sample", "least_scores")
    SAMPLE_FIELD_NUMBER: _ClassVar[int]
    LEAST_SCORES_FIELD_NUMBER: _ClassVar[int]
    sample: int
    least_scores: LeastScores
    def __init__(self, sample: _Optional[int] = ..., least_scores: _Optional[_Union[LeastScores, _Mapping]] = ...) -> None: ...

class ReportReembeddingResponse(_message.Message):
    __slots__ = ("done", "total", "report")
    DONE_FIELD_NUMBER: _ClassVar[int]
    TOTAL_FIELD_NUMBER: _ClassVar[int]
    REPORT_FIELD_NUMBER: _ClassVar[int]
    done: int
    total: int
    report: ReembeddingReport
    def __init__(self, done: _Optional[int] = ..., total: _Optional[int] = ..., report: _Optional[_Union[ReembeddingReport, _Mapping]] = ...) -> None: ...

class ReembeddingReport(_message.Message):
    __slots__ = ("messages", "candidates", "alerts", "message_scores", "claim_scores", "least_scores", "disagreements")
    MESSAGES_FIELD_NUMBER: _ClassVar[int]
    CANDIDATES_FIELD_NUMBER: _ClassVar[int]
    ALERTS_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_SCORES_FIELD_NUMBER: _ClassVar[int]
    CLAIM_SCORES_FIELD_NUMBER: _ClassVar[int]
    LEAST_SCORES_FIELD_NUMBER: _ClassVar[int]
    DISAGREEMENTS_FIELD_NUMBER: _ClassVar[int]
    messages: int
    candidates: PairCounts
    alerts: PairCounts
    message_scores: ScoreSpread
    claim_scores: ScoreSpread
    least_scores: LeastScores
    disagreements: _containers.RepeatedCompositeFieldContainer[Disagreement]
    def __init__(self, messages: _Optional[int] = ..., candidates: _Optional[_Union[PairCounts, _Mapping]] = ..., alerts: _Optional[_Union[PairCounts, _Mapping]] = ..., message_scores: _Optional[_Union[ScoreSpread, _Mapping]] = ..., claim_scores: _Optional[_Union[ScoreSpread, _Mapping]] = ..., least_scores: _Optional[_Union[LeastScores, _Mapping]] = ..., disagreements: _Optional[_Iterable[_Union[Disagreement, _Mapping]]] = ...) -> None: ...

class PairCounts(_message.Message):
    __slots__ = ("both", "before_only", "after_only", "differ")
    BOTH_FIELD_NUMBER: _ClassVar[int]
    BEFORE_ONLY_FIELD_NUMBER: _ClassVar[int]
    AFTER_ONLY_FIELD_NUMBER: _ClassVar[int]
    DIFFER_FIELD_NUMBER: _ClassVar[int]
    both: int
    before_only: int
    after_only: int
    differ: int
    def __init__(self, both: _Optional[int] = ..., before_only: _Optional[int] = ..., after_only: _Optional[int] = ..., differ: _Optional[int] = ...) -> None: ...

class ScoreSpread(_message.Message):
    __slots__ = ("before", "after", "share", "least", "suggested")
    BEFORE_FIELD_NUMBER: _ClassVar[int]
    AFTER_FIELD_NUMBER: _ClassVar[int]
    SHARE_FIELD_NUMBER: _ClassVar[int]
    LEAST_FIELD_NUMBER: _ClassVar[int]
    SUGGESTED_FIELD_NUMBER: _ClassVar[int]
    before: _containers.RepeatedScalarFieldContainer[float]
    after: _containers.RepeatedScalarFieldContainer[float]
    share: float
    least: float
    suggested: float
    def __init__(self, before: _Optional[_Iterable[float]] = ..., after: _Optional[_Iterable[float]] = ..., share: _Optional[float] = ..., least: _Optional[float] = ..., suggested: _Optional[float] = ...) -> None: ...

class Disagreement(_message.Message):
    __slots__ = ("left", "right", "before", "after")
    LEFT_FIELD_NUMBER: _ClassVar[int]
    RIGHT_FIELD_NUMBER: _ClassVar[int]
    BEFORE_FIELD_NUMBER: _ClassVar[int]
    AFTER_FIELD_NUMBER: _ClassVar[int]
    left: str
    right: str
    before: PairOpinion
    after: PairOpinion
    def __init__(self, left: _Optional[str] = ..., right: _Optional[str] = ..., before: _Optional[_Union[PairOpinion, _Mapping]] = ..., after: _Optional[_Union[PairOpinion, _Mapping]] = ...) -> None: ...

class PairOpinion(_message.Message):
    __slots__ = ("relation", "confidence", "probability", "alerts")
    RELATION_FIELD_NUMBER: _ClassVar[int]
    CONFIDENCE_FIELD_NUMBER: _ClassVar[int]
    PROBABILITY_FIELD_NUMBER: _ClassVar[int]
    ALERTS_FIELD_NUMBER: _ClassVar[int]
    relation: _finding_pb2.Relation
    confidence: _finding_pb2.Confidence
    probability: float
    alerts: bool
    def __init__(self, relation: _Optional[_Union[_finding_pb2.Relation, str]] = ..., confidence: _Optional[_Union[_finding_pb2.Confidence, str]] = ..., probability: _Optional[float] = ..., alerts: _Optional[bool] = ...) -> None: ...

class SwitchReembeddingRequest(_message.Message):
    __slots__ = ("force",)
    FORCE_FIELD_NUMBER: _ClassVar[int]
    force: bool
    def __init__(self, force: _Optional[bool] = ...) -> None: ...

class SwitchReembeddingResponse(_message.Message):
    __slots__ = ("done", "total", "reembedding")
    DONE_FIELD_NUMBER: _ClassVar[int]
    TOTAL_FIELD_NUMBER: _ClassVar[int]
    REEMBEDDING_FIELD_NUMBER: _ClassVar[int]
    done: int
    total: int
    reembedding: Reembedding
    def __init__(self, done: _Optional[int] = ..., total: _Optional[int] = ..., reembedding: _Optional[_Union[Reembedding, _Mapping]] = ...) -> None: ...

class RevertReembeddingRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class RevertReembeddingResponse(_message.Message):
    __slots__ = ("done", "total", "reembedding")
    DONE_FIELD_NUMBER: _ClassVar[int]
    TOTAL_FIELD_NUMBER: _ClassVar[int]
    REEMBEDDING_FIELD_NUMBER: _ClassVar[int]
    done: int
    total: int
    reembedding: Reembedding
    def __init__(self, done: _Optional[int] = ..., total: _Optional[int] = ..., reembedding: _Optional[_Union[Reembedding, _Mapping]] = ...) -> None: ...

class FinishReembeddingRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class FinishReembeddingResponse(_message.Message):
    __slots__ = ("reembedding",)
    REEMBEDDING_FIELD_NUMBER: _ClassVar[int]
    reembedding: Reembedding
    def __init__(self, reembedding: _Optional[_Union[Reembedding, _Mapping]] = ...) -> None: ...

class AbandonReembeddingRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class AbandonReembeddingResponse(_message.Message):
    __slots__ = ("reembedding",)
    REEMBEDDING_FIELD_NUMBER: _ClassVar[int]
    reembedding: Reembedding
    def __init__(self, reembedding: _Optional[_Union[Reembedding, _Mapping]] = ...) -> None: ...
