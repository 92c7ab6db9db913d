import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ErasureOrder(_message.Message):
    __slots__ = ("erasure", "agency", "draft", "owner", "version", "revision", "pseudonym", "actor", "reason", "time", "marks")
    ERASURE_FIELD_NUMBER: _ClassVar[int]
    AGENCY_FIELD_NUMBER: _ClassVar[int]
    DRAFT_FIELD_NUMBER: _ClassVar[int]
    OWNER_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    PSEUDONYM_FIELD_NUMBER: _ClassVar[int]
    ACTOR_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    TIME_FIELD_NUMBER: _ClassVar[int]
    MARKS_FIELD_NUMBER: _ClassVar[int]
    erasure: str
    agency: str
    draft: str
    owner: str
    version: int
    revision: int
    pseudonym: str
    actor: str
    reason: str
    time: _timestamp_pb2.Timestamp
    marks: _containers.RepeatedScalarFieldContainer[bytes]
    def __init__(self, erasure: _Optional[str] = ..., agency: _Optional[str] = ..., draft: _Optional[str] = ..., owner: _Optional[str] = ..., version: _Optional[int] = ..., revision: _Optional[int] = ..., pseudonym: _Optional[str] = ..., actor: _Optional[str] = ..., reason: _Optional[str] = ..., time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., marks: _Optional[_Iterable[bytes]] = ...) -> None: ...

class ErasureRequested(_message.Message):
    __slots__ = ("event_id", "order")
    EVENT_ID_FIELD_NUMBER: _ClassVar[int]
    ORDER_FIELD_NUMBER: _ClassVar[int]
    event_id: str
    order: ErasureOrder
    def __init__(self, event_id: _Optional[str] = ..., order: _Optional[_Union[ErasureOrder, _Mapping]] = ...) -> None: ...

class ErasureDone(_message.Message):
    __slots__ = ("event_id", "erasure", "service", "order", "agency", "findings")
    EVENT_ID_FIELD_NUMBER: _ClassVar[int]
    ERASURE_FIELD_NUMBER: _ClassVar[int]
    SERVICE_FIELD_NUMBER: _ClassVar[int]
    ORDER_FIELD_NUMBER: _ClassVar[int]
    AGENCY_FIELD_NUMBER: _ClassVar[int]
    FINDINGS_FIELD_NUMBER: _ClassVar[int]
    event_id: str
    erasure: str
    service: str
    order: ErasureOrder
    agency: str
    findings: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, event_id: _Optional[str] = ..., erasure: _Optional[str] = ..., service: _Optional[str] = ..., order: _Optional[_Union[ErasureOrder, _Mapping]] = ..., agency: _Optional[str] = ..., findings: _Optional[_Iterable[str]] = ...) -> None: ...
