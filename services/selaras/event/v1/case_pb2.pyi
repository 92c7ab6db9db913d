import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from selaras.api.v1 import agency_pb2 as _agency_pb2
from selaras.api.v1 import case_pb2 as _case_pb2
from selaras.api.v1 import finding_pb2 as _finding_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class CaseState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CASE_STATE_UNSPECIFIED: _ClassVar[CaseState]
    CASE_STATE_OPEN: _ClassVar[CaseState]
    CASE_STATE_RESOLVED: _ClassVar[CaseState]
CASE_STATE_UNSPECIFIED: CaseState
CASE_STATE_OPEN: CaseState
CASE_STATE_RESOLVED: CaseState

class CaseSide(_message.Message):
    __slots__ = ("agency", "findings")
    AGENCY_FIELD_NUMBER: _ClassVar[int]
    FINDINGS_FIELD_NUMBER: _ClassVar[int]
    agency: _agency_pb2.AgencyRef
    findings: _containers.RepeatedCompositeFieldContainer[_finding_pb2.Finding]
    def __init__(self, agency: _Optional[_Union[_agency_pb2.AgencyRef, _Mapping]] = ..., findings: _Optional[_Iterable[_Union[_finding_pb2.Finding, _Mapping]]] = ...) -> None: ...

class CaseChanged(_message.Message):
    __slots__ = ("event_id", "case", "state", "relation", "version", "side", "agencies", "deadline", "change_time", "resolution", "change", "view")
    EVENT_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    RELATION_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    SIDE_FIELD_NUMBER: _ClassVar[int]
    AGENCIES_FIELD_NUMBER: _ClassVar[int]
    DEADLINE_FIELD_NUMBER: _ClassVar[int]
    CHANGE_TIME_FIELD_NUMBER: _ClassVar[int]
    RESOLUTION_FIELD_NUMBER: _ClassVar[int]
    CHANGE_FIELD_NUMBER: _ClassVar[int]
    VIEW_FIELD_NUMBER: _ClassVar[int]
    event_id: str
    case: str
    state: CaseState
    relation: _finding_pb2.Relation
    version: int
    side: CaseSide
    agencies: _containers.RepeatedCompositeFieldContainer[_agency_pb2.AgencyRef]
    deadline: _timestamp_pb2.Timestamp
    change_time: _timestamp_pb2.Timestamp
    resolution: str
    change: _case_pb2.TimelineEntry
    view: _case_pb2.Case
    def __init__(self, event_id: _Optional[str] = ..., case: _Optional[str] = ..., state: _Optional[_Union[CaseState, str]] = ..., relation: _Optional[_Union[_finding_pb2.Relation, str]] = ..., version: _Optional[int] = ..., side: _Optional[_Union[CaseSide, _Mapping]] = ..., agencies: _Optional[_Iterable[_Union[_agency_pb2.AgencyRef, _Mapping]]] = ..., deadline: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., change_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., resolution: _Optional[str] = ..., change: _Optional[_Union[_case_pb2.TimelineEntry, _Mapping]] = ..., view: _Optional[_Union[_case_pb2.Case, _Mapping]] = ...) -> None: ...
