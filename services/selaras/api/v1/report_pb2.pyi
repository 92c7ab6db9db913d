import datetime

from buf.validate import validate_pb2 as _validate_pb2
from google.protobuf import duration_pb2 as _duration_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from selaras.api.v1 import agency_pb2 as _agency_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class CaseFigures(_message.Message):
    __slots__ = ("opened", "contradictions", "closed", "open", "acknowledgements", "time_to_acknowledge", "agreements", "time_to_agree", "findings", "false_alarms", "published_open")
    OPENED_FIELD_NUMBER: _ClassVar[int]
    CONTRADICTIONS_FIELD_NUMBER: _ClassVar[int]
    CLOSED_FIELD_NUMBER: _ClassVar[int]
    OPEN_FIELD_NUMBER: _ClassVar[int]
    ACKNOWLEDGEMENTS_FIELD_NUMBER: _ClassVar[int]
    TIME_TO_ACKNOWLEDGE_FIELD_NUMBER: _ClassVar[int]
    AGREEMENTS_FIELD_NUMBER: _ClassVar[int]
    TIME_TO_AGREE_FIELD_NUMBER: _ClassVar[int]
    FINDINGS_FIELD_NUMBER: _ClassVar[int]
    FALSE_ALARMS_FIELD_NUMBER: _ClassVar[int]
    PUBLISHED_OPEN_FIELD_NUMBER: _ClassVar[int]
    opened: int
    contradictions: int
    closed: int
    open: int
    acknowledgements: int
    time_to_acknowledge: _duration_pb2.Duration
    agreements: int
    time_to_agree: _duration_pb2.Duration
    findings: int
    false_alarms: int
    published_open: int
    def __init__(self, opened: _Optional[int] = ..., contradictions: _Optional[int] = ..., closed: _Optional[int] = ..., open: _Optional[int] = ..., acknowledgements: _Optional[int] = ..., time_to_acknowledge: _Optional[_Union[datetime.timedelta, _duration_pb2.Duration, _Mapping]] = ..., agreements: _Optional[int] = ..., time_to_agree: _Optional[_Union[datetime.timedelta, _duration_pb2.Duration, _Mapping]] = ..., findings: _Optional[int] = ..., false_alarms: _Optional[int] = ..., published_open: _Optional[int] = ...) -> None: ...

class AgencyFigures(_message.Message):
    __slots__ = ("agency", "figures")
    AGENCY_FIELD_NUMBER: _ClassVar[int]
    FIGURES_FIELD_NUMBER: _ClassVar[int]
    agency: _agency_pb2.AgencyRef
    figures: CaseFigures
    def __init__(self, agency: _Optional[_Union[_agency_pb2.AgencyRef, _Mapping]] = ..., figures: _Optional[_Union[CaseFigures, _Mapping]] = ...) -> None: ...

class TopicFigures(_message.Message):
    __slots__ = ("topic", "figures")
    TOPIC_FIELD_NUMBER: _ClassVar[int]
    FIGURES_FIELD_NUMBER: _ClassVar[int]
    topic: str
    figures: CaseFigures
    def __init__(self, topic: _Optional[str] = ..., figures: _Optional[_Union[CaseFigures, _Mapping]] = ...) -> None: ...

class DayFigures(_message.Message):
    __slots__ = ("day", "opened", "closed", "open")
    DAY_FIELD_NUMBER: _ClassVar[int]
    OPENED_FIELD_NUMBER: _ClassVar[int]
    CLOSED_FIELD_NUMBER: _ClassVar[int]
    OPEN_FIELD_NUMBER: _ClassVar[int]
    day: str
    opened: int
    closed: int
    open: int
    def __init__(self, day: _Optional[str] = ..., opened: _Optional[int] = ..., closed: _Optional[int] = ..., open: _Optional[int] = ...) -> None: ...

class GetCaseReportRequest(_message.Message):
    __slots__ = ("start_time", "end_time", "time_zone", "topic", "agency")
    START_TIME_FIELD_NUMBER: _ClassVar[int]
    END_TIME_FIELD_NUMBER: _ClassVar[int]
    TIME_ZONE_FIELD_NUMBER: _ClassVar[int]
    TOPIC_FIELD_NUMBER: _ClassVar[int]
    AGENCY_FIELD_NUMBER: _ClassVar[int]
    start_time: _timestamp_pb2.Timestamp
    end_time: _timestamp_pb2.Timestamp
    time_zone: str
    topic: str
    agency: str
    def __init__(self, start_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., end_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., time_zone: _Optional[str] = ..., topic: _Optional[str] = ..., agency: _Optional[str] = ...) -> None: ...

class GetCaseReportResponse(_message.Message):
    __slots__ = ("total", "agencies", "topics", "days")
    TOTAL_FIELD_NUMBER: _ClassVar[int]
    AGENCIES_FIELD_NUMBER: _ClassVar[int]
    TOPICS_FIELD_NUMBER: _ClassVar[int]
    DAYS_FIELD_NUMBER: _ClassVar[int]
    total: CaseFigures
    agencies: _containers.RepeatedCompositeFieldContainer[AgencyFigures]
    topics: _containers.RepeatedCompositeFieldContainer[TopicFigures]
    days: _containers.RepeatedCompositeFieldContainer[DayFigures]
    def __init__(self, total: _Optional[_Union[CaseFigures, _Mapping]] = ..., agencies: _Optional[_Iterable[_Union[AgencyFigures, _Mapping]]] = ..., topics: _Optional[_Iterable[_Union[TopicFigures, _Mapping]]] = ..., days: _Optional[_Iterable[_Union[DayFigures, _Mapping]]] = ...) -> None: ...

class CoverageFigures(_message.Message):
    __slots__ = ("agency", "drafts", "published", "checked_before", "published_clashing", "unchecked")
    AGENCY_FIELD_NUMBER: _ClassVar[int]
    DRAFTS_FIELD_NUMBER: _ClassVar[int]
    PUBLISHED_FIELD_NUMBER: _ClassVar[int]
    CHECKED_BEFORE_FIELD_NUMBER: _ClassVar[int]
    PUBLISHED_CLASHING_FIELD_NUMBER: _ClassVar[int]
    UNCHECKED_FIELD_NUMBER: _ClassVar[int]
    agency: _agency_pb2.AgencyRef
    drafts: int
    published: int
    checked_before: int
    published_clashing: int
    unchecked: int
    def __init__(self, agency: _Optional[_Union[_agency_pb2.AgencyRef, _Mapping]] = ..., drafts: _Optional[int] = ..., published: _Optional[int] = ..., checked_before: _Optional[int] = ..., published_clashing: _Optional[int] = ..., unchecked: _Optional[int] = ...) -> None: ...

class GetCoverageRequest(_message.Message):
    __slots__ = ("start_time", "end_time")
    START_TIME_FIELD_NUMBER: _ClassVar[int]
    END_TIME_FIELD_NUMBER: _ClassVar[int]
    start_time: _timestamp_pb2.Timestamp
    end_time: _timestamp_pb2.Timestamp
    def __init__(self, start_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., end_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class GetCoverageResponse(_message.Message):
    __slots__ = ("agencies",)
    AGENCIES_FIELD_NUMBER: _ClassVar[int]
    agencies: _containers.RepeatedCompositeFieldContainer[CoverageFigures]
    def __init__(self, agencies: _Optional[_Iterable[_Union[CoverageFigures, _Mapping]]] = ...) -> None: ...
