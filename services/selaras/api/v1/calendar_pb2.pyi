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

class PlanCollision(_message.Message):
    __slots__ = ("kind", "plan", "agency", "case")
    class Kind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        KIND_UNSPECIFIED: _ClassVar[PlanCollision.Kind]
        KIND_CASE: _ClassVar[PlanCollision.Kind]
        KIND_SAME_TOPIC: _ClassVar[PlanCollision.Kind]
    KIND_UNSPECIFIED: PlanCollision.Kind
    KIND_CASE: PlanCollision.Kind
    KIND_SAME_TOPIC: PlanCollision.Kind
    KIND_FIELD_NUMBER: _ClassVar[int]
    PLAN_FIELD_NUMBER: _ClassVar[int]
    AGENCY_FIELD_NUMBER: _ClassVar[int]
    CASE_FIELD_NUMBER: _ClassVar[int]
    kind: PlanCollision.Kind
    plan: str
    agency: str
    case: str
    def __init__(self, kind: _Optional[_Union[PlanCollision.Kind, str]] = ..., plan: _Optional[str] = ..., agency: _Optional[str] = ..., case: _Optional[str] = ...) -> None: ...

class Plan(_message.Message):
    __slots__ = ("plan_id", "draft", "agency", "title", "publish_time", "published", "topic", "area_codes", "own", "collisions")
    PLAN_ID_FIELD_NUMBER: _ClassVar[int]
    DRAFT_FIELD_NUMBER: _ClassVar[int]
    AGENCY_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    PUBLISH_TIME_FIELD_NUMBER: _ClassVar[int]
    PUBLISHED_FIELD_NUMBER: _ClassVar[int]
    TOPIC_FIELD_NUMBER: _ClassVar[int]
    AREA_CODES_FIELD_NUMBER: _ClassVar[int]
    OWN_FIELD_NUMBER: _ClassVar[int]
    COLLISIONS_FIELD_NUMBER: _ClassVar[int]
    plan_id: str
    draft: str
    agency: _agency_pb2.AgencyRef
    title: str
    publish_time: _timestamp_pb2.Timestamp
    published: bool
    topic: str
    area_codes: _containers.RepeatedScalarFieldContainer[str]
    own: bool
    collisions: _containers.RepeatedCompositeFieldContainer[PlanCollision]
    def __init__(self, plan_id: _Optional[str] = ..., draft: _Optional[str] = ..., agency: _Optional[_Union[_agency_pb2.AgencyRef, _Mapping]] = ..., title: _Optional[str] = ..., publish_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., published: _Optional[bool] = ..., topic: _Optional[str] = ..., area_codes: _Optional[_Iterable[str]] = ..., own: _Optional[bool] = ..., collisions: _Optional[_Iterable[_Union[PlanCollision, _Mapping]]] = ...) -> None: ...

class ListPlansRequest(_message.Message):
    __slots__ = ("start_time", "end_time", "topic", "area_code", "agency", "colliding", "page_size", "page_token")
    START_TIME_FIELD_NUMBER: _ClassVar[int]
    END_TIME_FIELD_NUMBER: _ClassVar[int]
    TOPIC_FIELD_NUMBER: _ClassVar[int]
    AREA_CODE_FIELD_NUMBER: _ClassVar[int]
    AGENCY_FIELD_NUMBER: _ClassVar[int]
    COLLIDING_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    start_time: _timestamp_pb2.Timestamp
    end_time: _timestamp_pb2.Timestamp
    topic: str
    area_code: str
    agency: str
    colliding: bool
    page_size: int
    page_token: str
    def __init__(self, start_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., end_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., topic: _Optional[str] = ..., area_code: _Optional[str] = ..., agency: _Optional[str] = ..., colliding: _Optional[bool] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListPlansResponse(_message.Message):
    __slots__ = ("plans", "next_page_token")
    PLANS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    plans: _containers.RepeatedCompositeFieldContainer[Plan]
    next_page_token: str
    def __init__(self, plans: _Optional[_Iterable[_Union[Plan, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...
