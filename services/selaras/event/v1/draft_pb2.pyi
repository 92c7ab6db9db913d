import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from selaras.api.v1 import agency_pb2 as _agency_pb2
from selaras.api.v1 import draft_pb2 as _draft_pb2
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Revision(_message.Message):
    __slots__ = ("agency", "draft", "version")
    AGENCY_FIELD_NUMBER: _ClassVar[int]
    DRAFT_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    agency: _agency_pb2.AgencyRef
    draft: _draft_pb2.Draft
    version: int
    def __init__(self, agency: _Optional[_Union[_agency_pb2.AgencyRef, _Mapping]] = ..., draft: _Optional[_Union[_draft_pb2.Draft, _Mapping]] = ..., version: _Optional[int] = ...) -> None: ...

class DraftSubmitted(_message.Message):
    __slots__ = ("event_id", "revision")
    EVENT_ID_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    event_id: str
    revision: Revision
    def __init__(self, event_id: _Optional[str] = ..., revision: _Optional[_Union[Revision, _Mapping]] = ...) -> None: ...

class DraftWithdrawn(_message.Message):
    __slots__ = ("event_id", "revision")
    EVENT_ID_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    event_id: str
    revision: Revision
    def __init__(self, event_id: _Optional[str] = ..., revision: _Optional[_Union[Revision, _Mapping]] = ...) -> None: ...

class DraftPublished(_message.Message):
    __slots__ = ("event_id", "revision")
    EVENT_ID_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    event_id: str
    revision: Revision
    def __init__(self, event_id: _Optional[str] = ..., revision: _Optional[_Union[Revision, _Mapping]] = ...) -> None: ...

class DraftChecked(_message.Message):
    __slots__ = ("event_id", "draft", "check", "check_time")
    EVENT_ID_FIELD_NUMBER: _ClassVar[int]
    DRAFT_FIELD_NUMBER: _ClassVar[int]
    CHECK_FIELD_NUMBER: _ClassVar[int]
    CHECK_TIME_FIELD_NUMBER: _ClassVar[int]
    event_id: str
    draft: str
    check: _draft_pb2.Check
    check_time: _timestamp_pb2.Timestamp
    def __init__(self, event_id: _Optional[str] = ..., draft: _Optional[str] = ..., check: _Optional[_Union[_draft_pb2.Check, _Mapping]] = ..., check_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...
