import datetime

from buf.validate import validate_pb2 as _validate_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from selaras.api.v1 import agency_pb2 as _agency_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Dispute(_message.Message):
    __slots__ = ("kind", "case", "message", "explanation", "explanation_en")
    class Kind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        KIND_UNSPECIFIED: _ClassVar[Dispute.Kind]
        KIND_OPEN_CASE: _ClassVar[Dispute.Kind]
        KIND_SUPERSEDED: _ClassVar[Dispute.Kind]
    KIND_UNSPECIFIED: Dispute.Kind
    KIND_OPEN_CASE: Dispute.Kind
    KIND_SUPERSEDED: Dispute.Kind
    KIND_FIELD_NUMBER: _ClassVar[int]
    CASE_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    EXPLANATION_FIELD_NUMBER: _ClassVar[int]
    EXPLANATION_EN_FIELD_NUMBER: _ClassVar[int]
    kind: Dispute.Kind
    case: str
    message: str
    explanation: str
    explanation_en: str
    def __init__(self, kind: _Optional[_Union[Dispute.Kind, str]] = ..., case: _Optional[str] = ..., message: _Optional[str] = ..., explanation: _Optional[str] = ..., explanation_en: _Optional[str] = ...) -> None: ...

class PublishedMessage(_message.Message):
    __slots__ = ("name", "agency", "title", "text", "passage", "passage_start", "publish_time", "valid_from", "valid_until", "expired", "area_codes", "score", "disputes")
    NAME_FIELD_NUMBER: _ClassVar[int]
    AGENCY_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    PASSAGE_FIELD_NUMBER: _ClassVar[int]
    PASSAGE_START_FIELD_NUMBER: _ClassVar[int]
    PUBLISH_TIME_FIELD_NUMBER: _ClassVar[int]
    VALID_FROM_FIELD_NUMBER: _ClassVar[int]
    VALID_UNTIL_FIELD_NUMBER: _ClassVar[int]
    EXPIRED_FIELD_NUMBER: _ClassVar[int]
    AREA_CODES_FIELD_NUMBER: _ClassVar[int]
    SCORE_FIELD_NUMBER: _ClassVar[int]
    DISPUTES_FIELD_NUMBER: _ClassVar[int]
    name: str
    agency: _agency_pb2.AgencyRef
    title: str
    text: str
    passage: str
    passage_start: int
    publish_time: _timestamp_pb2.Timestamp
    valid_from: _timestamp_pb2.Timestamp
    valid_until: _timestamp_pb2.Timestamp
    expired: bool
    area_codes: _containers.RepeatedScalarFieldContainer[str]
    score: float
    disputes: _containers.RepeatedCompositeFieldContainer[Dispute]
    def __init__(self, name: _Optional[str] = ..., agency: _Optional[_Union[_agency_pb2.AgencyRef, _Mapping]] = ..., title: _Optional[str] = ..., text: _Optional[str] = ..., passage: _Optional[str] = ..., passage_start: _Optional[int] = ..., publish_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., valid_from: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., valid_until: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., expired: _Optional[bool] = ..., area_codes: _Optional[_Iterable[str]] = ..., score: _Optional[float] = ..., disputes: _Optional[_Iterable[_Union[Dispute, _Mapping]]] = ...) -> None: ...

class SearchMessagesRequest(_message.Message):
    __slots__ = ("query", "area_code", "agency", "expired", "page_size")
    QUERY_FIELD_NUMBER: _ClassVar[int]
    AREA_CODE_FIELD_NUMBER: _ClassVar[int]
    AGENCY_FIELD_NUMBER: _ClassVar[int]
    EXPIRED_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    query: str
    area_code: str
    agency: str
    expired: bool
    page_size: int
    def __init__(self, query: _Optional[str] = ..., area_code: _Optional[str] = ..., agency: _Optional[str] = ..., expired: _Optional[bool] = ..., page_size: _Optional[int] = ...) -> None: ...

class SearchMessagesResponse(_message.Message):
    __slots__ = ("messages",)
    MESSAGES_FIELD_NUMBER: _ClassVar[int]
    messages: _containers.RepeatedCompositeFieldContainer[PublishedMessage]
    def __init__(self, messages: _Optional[_Iterable[_Union[PublishedMessage, _Mapping]]] = ...) -> None: ...
