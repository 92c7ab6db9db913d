import datetime

from buf.validate import validate_pb2 as _validate_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from selaras.api.v1 import case_pb2 as _case_pb2
from selaras.api.v1 import directory_pb2 as _directory_pb2
from selaras.api.v1 import finding_pb2 as _finding_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class AlertKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ALERT_KIND_UNSPECIFIED: _ClassVar[AlertKind]
    ALERT_KIND_OPENED: _ClassVar[AlertKind]
    ALERT_KIND_UPDATED: _ClassVar[AlertKind]
    ALERT_KIND_PROPOSED: _ClassVar[AlertKind]
    ALERT_KIND_DECLINED: _ClassVar[AlertKind]
    ALERT_KIND_ESCALATED: _ClassVar[AlertKind]
    ALERT_KIND_REMINDER: _ClassVar[AlertKind]
    ALERT_KIND_ASSIGNED: _ClassVar[AlertKind]
    ALERT_KIND_RESOLVED: _ClassVar[AlertKind]
    ALERT_KIND_DIGEST: _ClassVar[AlertKind]
    ALERT_KIND_TEST: _ClassVar[AlertKind]

class DeliveryState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    DELIVERY_STATE_UNSPECIFIED: _ClassVar[DeliveryState]
    DELIVERY_STATE_PENDING: _ClassVar[DeliveryState]
    DELIVERY_STATE_SENT: _ClassVar[DeliveryState]
    DELIVERY_STATE_DEAD: _ClassVar[DeliveryState]
    DELIVERY_STATE_DROPPED: _ClassVar[DeliveryState]
ALERT_KIND_UNSPECIFIED: AlertKind
ALERT_KIND_OPENED: AlertKind
ALERT_KIND_UPDATED: AlertKind
ALERT_KIND_PROPOSED: AlertKind
ALERT_KIND_DECLINED: AlertKind
ALERT_KIND_ESCALATED: AlertKind
ALERT_KIND_REMINDER: AlertKind
ALERT_KIND_ASSIGNED: AlertKind
ALERT_KIND_RESOLVED: AlertKind
ALERT_KIND_DIGEST: AlertKind
ALERT_KIND_TEST: AlertKind
DELIVERY_STATE_UNSPECIFIED: DeliveryState
DELIVERY_STATE_PENDING: DeliveryState
DELIVERY_STATE_SENT: DeliveryState
DELIVERY_STATE_DEAD: DeliveryState
DELIVERY_STATE_DROPPED: DeliveryState

class Delivery(_message.Message):
    __slots__ = ("name", "alert_id", "owner", "case", "channel", "state", "attempts", "reason", "detail", "next_time", "update_time")
    NAME_FIELD_NUMBER: _ClassVar[int]
    ALERT_ID_FIELD_NUMBER: _ClassVar[int]
    OWNER_FIELD_NUMBER: _ClassVar[int]
    CASE_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    ATTEMPTS_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    DETAIL_FIELD_NUMBER: _ClassVar[int]
    NEXT_TIME_FIELD_NUMBER: _ClassVar[int]
    UPDATE_TIME_FIELD_NUMBER: _ClassVar[int]
    name: str
    alert_id: str
    owner: str
    case: str
    channel: _directory_pb2.ChannelKind
    state: DeliveryState
    attempts: int
    reason: str
    detail: str
    next_time: _timestamp_pb2.Timestamp
    update_time: _timestamp_pb2.Timestamp
    def __init__(self, name: _Optional[str] = ..., alert_id: _Optional[str] = ..., owner: _Optional[str] = ..., case: _Optional[str] = ..., channel: _Optional[_Union[_directory_pb2.ChannelKind, str]] = ..., state: _Optional[_Union[DeliveryState, str]] = ..., attempts: _Optional[int] = ..., reason: _Optional[str] = ..., detail: _Optional[str] = ..., next_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., update_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class AlertRecord(_message.Message):
    __slots__ = ("alert_id", "owner", "case", "kind", "severity", "title", "create_time", "deliveries")
    ALERT_ID_FIELD_NUMBER: _ClassVar[int]
    OWNER_FIELD_NUMBER: _ClassVar[int]
    CASE_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    SEVERITY_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    DELIVERIES_FIELD_NUMBER: _ClassVar[int]
    alert_id: str
    owner: str
    case: str
    kind: AlertKind
    severity: _case_pb2.Severity
    title: str
    create_time: _timestamp_pb2.Timestamp
    deliveries: _containers.RepeatedCompositeFieldContainer[Delivery]
    def __init__(self, alert_id: _Optional[str] = ..., owner: _Optional[str] = ..., case: _Optional[str] = ..., kind: _Optional[_Union[AlertKind, str]] = ..., severity: _Optional[_Union[_case_pb2.Severity, str]] = ..., title: _Optional[str] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., deliveries: _Optional[_Iterable[_Union[Delivery, _Mapping]]] = ...) -> None: ...

class AlertDecision(_message.Message):
    __slots__ = ("time", "case_version", "kind", "owner", "reason", "explanation", "explanation_en", "until", "subject")
    TIME_FIELD_NUMBER: _ClassVar[int]
    CASE_VERSION_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    OWNER_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    EXPLANATION_FIELD_NUMBER: _ClassVar[int]
    EXPLANATION_EN_FIELD_NUMBER: _ClassVar[int]
    UNTIL_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_FIELD_NUMBER: _ClassVar[int]
    time: _timestamp_pb2.Timestamp
    case_version: int
    kind: AlertKind
    owner: str
    reason: str
    explanation: str
    explanation_en: str
    until: _timestamp_pb2.Timestamp
    subject: str
    def __init__(self, time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., case_version: _Optional[int] = ..., kind: _Optional[_Union[AlertKind, str]] = ..., owner: _Optional[str] = ..., reason: _Optional[str] = ..., explanation: _Optional[str] = ..., explanation_en: _Optional[str] = ..., until: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., subject: _Optional[str] = ...) -> None: ...

class SilenceMatcher(_message.Message):
    __slots__ = ("agency", "owner", "case", "topic", "area_code", "max_severity", "other")
    AGENCY_FIELD_NUMBER: _ClassVar[int]
    OWNER_FIELD_NUMBER: _ClassVar[int]
    CASE_FIELD_NUMBER: _ClassVar[int]
    TOPIC_FIELD_NUMBER: _ClassVar[int]
    AREA_CODE_FIELD_NUMBER: _ClassVar[int]
    MAX_SEVERITY_FIELD_NUMBER: _ClassVar[int]
    OTHER_FIELD_NUMBER: _ClassVar[int]
    agency: str
    owner: str
    case: str
    topic: str
    area_code: str
    max_severity: _case_pb2.Severity
    other: str
    def __init__(self, agency: _Optional[str] = ..., owner: _Optional[str] = ..., case: _Optional[str] = ..., topic: _Optional[str] = ..., area_code: _Optional[str] = ..., max_severity: _Optional[_Union[_case_pb2.Severity, str]] = ..., other: _Optional[str] = ...) -> None: ...

class Silence(_message.Message):
    __slots__ = ("name", "matcher", "reason", "author", "start_time", "end_time", "create_time")
    NAME_FIELD_NUMBER: _ClassVar[int]
    MATCHER_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    AUTHOR_FIELD_NUMBER: _ClassVar[int]
    START_TIME_FIELD_NUMBER: _ClassVar[int]
    END_TIME_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    name: str
    matcher: SilenceMatcher
    reason: str
    author: str
    start_time: _timestamp_pb2.Timestamp
    end_time: _timestamp_pb2.Timestamp
    create_time: _timestamp_pb2.Timestamp
    def __init__(self, name: _Optional[str] = ..., matcher: _Optional[_Union[SilenceMatcher, _Mapping]] = ..., reason: _Optional[str] = ..., author: _Optional[str] = ..., start_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., end_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class Crisis(_message.Message):
    __slots__ = ("name", "area_code", "topic", "reason", "author", "start_time", "end_time")
    NAME_FIELD_NUMBER: _ClassVar[int]
    AREA_CODE_FIELD_NUMBER: _ClassVar[int]
    TOPIC_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    AUTHOR_FIELD_NUMBER: _ClassVar[int]
    START_TIME_FIELD_NUMBER: _ClassVar[int]
    END_TIME_FIELD_NUMBER: _ClassVar[int]
    name: str
    area_code: str
    topic: str
    reason: str
    author: str
    start_time: _timestamp_pb2.Timestamp
    end_time: _timestamp_pb2.Timestamp
    def __init__(self, name: _Optional[str] = ..., area_code: _Optional[str] = ..., topic: _Optional[str] = ..., reason: _Optional[str] = ..., author: _Optional[str] = ..., start_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., end_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class Route(_message.Message):
    __slots__ = ("owner", "display_name", "step", "channels", "reason", "time", "held")
    OWNER_FIELD_NUMBER: _ClassVar[int]
    DISPLAY_NAME_FIELD_NUMBER: _ClassVar[int]
    STEP_FIELD_NUMBER: _ClassVar[int]
    CHANNELS_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    TIME_FIELD_NUMBER: _ClassVar[int]
    HELD_FIELD_NUMBER: _ClassVar[int]
    owner: str
    display_name: str
    step: int
    channels: _containers.RepeatedScalarFieldContainer[_directory_pb2.ChannelKind]
    reason: str
    time: _timestamp_pb2.Timestamp
    held: str
    def __init__(self, owner: _Optional[str] = ..., display_name: _Optional[str] = ..., step: _Optional[int] = ..., channels: _Optional[_Iterable[_Union[_directory_pb2.ChannelKind, str]]] = ..., reason: _Optional[str] = ..., time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., held: _Optional[str] = ...) -> None: ...

class ListAlertsRequest(_message.Message):
    __slots__ = ("owner", "case", "page_size", "page_token")
    OWNER_FIELD_NUMBER: _ClassVar[int]
    CASE_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    owner: str
    case: str
    page_size: int
    page_token: str
    def __init__(self, owner: _Optional[str] = ..., case: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListAlertsResponse(_message.Message):
    __slots__ = ("alerts", "next_page_token")
    ALERTS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    alerts: _containers.RepeatedCompositeFieldContainer[AlertRecord]
    next_page_token: str
    def __init__(self, alerts: _Optional[_Iterable[_Union[AlertRecord, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class ExplainAlertsRequest(_message.Message):
    __slots__ = ("case", "owner")
    CASE_FIELD_NUMBER: _ClassVar[int]
    OWNER_FIELD_NUMBER: _ClassVar[int]
    case: str
    owner: str
    def __init__(self, case: _Optional[str] = ..., owner: _Optional[str] = ...) -> None: ...

class ExplainAlertsResponse(_message.Message):
    __slots__ = ("decisions",)
    DECISIONS_FIELD_NUMBER: _ClassVar[int]
    decisions: _containers.RepeatedCompositeFieldContainer[AlertDecision]
    def __init__(self, decisions: _Optional[_Iterable[_Union[AlertDecision, _Mapping]]] = ...) -> None: ...

class CreateSilenceRequest(_message.Message):
    __slots__ = ("silence",)
    SILENCE_FIELD_NUMBER: _ClassVar[int]
    silence: Silence
    def __init__(self, silence: _Optional[_Union[Silence, _Mapping]] = ...) -> None: ...

class CreateSilenceResponse(_message.Message):
    __slots__ = ("silence",)
    SILENCE_FIELD_NUMBER: _ClassVar[int]
    silence: Silence
    def __init__(self, silence: _Optional[_Union[Silence, _Mapping]] = ...) -> None: ...

class ListSilencesRequest(_message.Message):
    __slots__ = ("ended",)
    ENDED_FIELD_NUMBER: _ClassVar[int]
    ended: bool
    def __init__(self, ended: _Optional[bool] = ...) -> None: ...

class ListSilencesResponse(_message.Message):
    __slots__ = ("silences",)
    SILENCES_FIELD_NUMBER: _ClassVar[int]
    silences: _containers.RepeatedCompositeFieldContainer[Silence]
    def __init__(self, silences: _Optional[_Iterable[_Union[Silence, _Mapping]]] = ...) -> None: ...

class ExpireSilenceRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class ExpireSilenceResponse(_message.Message):
    __slots__ = ("silence",)
    SILENCE_FIELD_NUMBER: _ClassVar[int]
    silence: Silence
    def __init__(self, silence: _Optional[_Union[Silence, _Mapping]] = ...) -> None: ...

class DeclareCrisisRequest(_message.Message):
    __slots__ = ("crisis",)
    CRISIS_FIELD_NUMBER: _ClassVar[int]
    crisis: Crisis
    def __init__(self, crisis: _Optional[_Union[Crisis, _Mapping]] = ...) -> None: ...

class DeclareCrisisResponse(_message.Message):
    __slots__ = ("crisis",)
    CRISIS_FIELD_NUMBER: _ClassVar[int]
    crisis: Crisis
    def __init__(self, crisis: _Optional[_Union[Crisis, _Mapping]] = ...) -> None: ...

class EndCrisisRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class EndCrisisResponse(_message.Message):
    __slots__ = ("crisis",)
    CRISIS_FIELD_NUMBER: _ClassVar[int]
    crisis: Crisis
    def __init__(self, crisis: _Optional[_Union[Crisis, _Mapping]] = ...) -> None: ...

class ListCrisesRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class ListCrisesResponse(_message.Message):
    __slots__ = ("crises",)
    CRISES_FIELD_NUMBER: _ClassVar[int]
    crises: _containers.RepeatedCompositeFieldContainer[Crisis]
    def __init__(self, crises: _Optional[_Iterable[_Union[Crisis, _Mapping]]] = ...) -> None: ...

class ListRoutesRequest(_message.Message):
    __slots__ = ("agency", "topic", "area_codes", "severity", "relation")
    AGENCY_FIELD_NUMBER: _ClassVar[int]
    TOPIC_FIELD_NUMBER: _ClassVar[int]
    AREA_CODES_FIELD_NUMBER: _ClassVar[int]
    SEVERITY_FIELD_NUMBER: _ClassVar[int]
    RELATION_FIELD_NUMBER: _ClassVar[int]
    agency: str
    topic: str
    area_codes: _containers.RepeatedScalarFieldContainer[str]
    severity: _case_pb2.Severity
    relation: _finding_pb2.Relation
    def __init__(self, agency: _Optional[str] = ..., topic: _Optional[str] = ..., area_codes: _Optional[_Iterable[str]] = ..., severity: _Optional[_Union[_case_pb2.Severity, str]] = ..., relation: _Optional[_Union[_finding_pb2.Relation, str]] = ...) -> None: ...

class ListRoutesResponse(_message.Message):
    __slots__ = ("routes",)
    ROUTES_FIELD_NUMBER: _ClassVar[int]
    routes: _containers.RepeatedCompositeFieldContainer[Route]
    def __init__(self, routes: _Optional[_Iterable[_Union[Route, _Mapping]]] = ...) -> None: ...

class TestChannelRequest(_message.Message):
    __slots__ = ("owner", "channel")
    OWNER_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_FIELD_NUMBER: _ClassVar[int]
    owner: str
    channel: _directory_pb2.ChannelKind
    def __init__(self, owner: _Optional[str] = ..., channel: _Optional[_Union[_directory_pb2.ChannelKind, str]] = ...) -> None: ...

class TestChannelResponse(_message.Message):
    __slots__ = ("delivered", "reason", "detail")
    DELIVERED_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    DETAIL_FIELD_NUMBER: _ClassVar[int]
    delivered: bool
    reason: str
    detail: str
    def __init__(self, delivered: _Optional[bool] = ..., reason: _Optional[str] = ..., detail: _Optional[str] = ...) -> None: ...

class ListDeliveriesRequest(_message.Message):
    __slots__ = ("state", "page_size", "page_token")
    STATE_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    state: DeliveryState
    page_size: int
    page_token: str
    def __init__(self, state: _Optional[_Union[DeliveryState, str]] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListDeliveriesResponse(_message.Message):
    __slots__ = ("deliveries", "next_page_token")
    DELIVERIES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    deliveries: _containers.RepeatedCompositeFieldContainer[Delivery]
    next_page_token: str
    def __init__(self, deliveries: _Optional[_Iterable[_Union[Delivery, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class RequeueDeliveriesRequest(_message.Message):
    __slots__ = ("names",)
    NAMES_FIELD_NUMBER: _ClassVar[int]
    names: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, names: _Optional[_Iterable[str]] = ...) -> None: ...

class RequeueDeliveriesResponse(_message.Message):
    __slots__ = ("requeued",)
    REQUEUED_FIELD_NUMBER: _ClassVar[int]
    requeued: int
    def __init__(self, requeued: _Optional[int] = ...) -> None: ...

class Contact(_message.Message):
    __slots__ = ("owner", "agency", "display_name", "contact", "role", "on_duty", "first")
    OWNER_FIELD_NUMBER: _ClassVar[int]
    AGENCY_FIELD_NUMBER: _ClassVar[int]
    DISPLAY_NAME_FIELD_NUMBER: _ClassVar[int]
    CONTACT_FIELD_NUMBER: _ClassVar[int]
    ROLE_FIELD_NUMBER: _ClassVar[int]
    ON_DUTY_FIELD_NUMBER: _ClassVar[int]
    FIRST_FIELD_NUMBER: _ClassVar[int]
    owner: str
    agency: str
    display_name: str
    contact: str
    role: _directory_pb2.OwnerRole
    on_duty: bool
    first: bool
    def __init__(self, owner: _Optional[str] = ..., agency: _Optional[str] = ..., display_name: _Optional[str] = ..., contact: _Optional[str] = ..., role: _Optional[_Union[_directory_pb2.OwnerRole, str]] = ..., on_duty: _Optional[bool] = ..., first: _Optional[bool] = ...) -> None: ...

class ListContactsRequest(_message.Message):
    __slots__ = ("case",)
    CASE_FIELD_NUMBER: _ClassVar[int]
    case: str
    def __init__(self, case: _Optional[str] = ...) -> None: ...

class ListContactsResponse(_message.Message):
    __slots__ = ("contacts",)
    CONTACTS_FIELD_NUMBER: _ClassVar[int]
    contacts: _containers.RepeatedCompositeFieldContainer[Contact]
    def __init__(self, contacts: _Optional[_Iterable[_Union[Contact, _Mapping]]] = ...) -> None: ...
