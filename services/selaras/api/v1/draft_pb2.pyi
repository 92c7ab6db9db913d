import datetime

from buf.validate import validate_pb2 as _validate_pb2
from google.protobuf import duration_pb2 as _duration_pb2
from google.protobuf import field_mask_pb2 as _field_mask_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from selaras.api.v1 import finding_pb2 as _finding_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Channel(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CHANNEL_UNSPECIFIED: _ClassVar[Channel]
    CHANNEL_WEBSITE: _ClassVar[Channel]
    CHANNEL_PRESS_RELEASE: _ClassVar[Channel]
    CHANNEL_INSTAGRAM: _ClassVar[Channel]
    CHANNEL_FACEBOOK: _ClassVar[Channel]
    CHANNEL_X: _ClassVar[Channel]
    CHANNEL_WHATSAPP: _ClassVar[Channel]
    CHANNEL_TIKTOK: _ClassVar[Channel]
    CHANNEL_YOUTUBE: _ClassVar[Channel]
    CHANNEL_OTHER: _ClassVar[Channel]

class ShareLevel(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    SHARE_LEVEL_UNSPECIFIED: _ClassVar[ShareLevel]
    SHARE_LEVEL_FULL: _ClassVar[ShareLevel]
    SHARE_LEVEL_EXCERPT: _ClassVar[ShareLevel]
    SHARE_LEVEL_CONTACT: _ClassVar[ShareLevel]

class DraftState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    DRAFT_STATE_UNSPECIFIED: _ClassVar[DraftState]
    DRAFT_STATE_RECEIVED: _ClassVar[DraftState]
    DRAFT_STATE_SCHEDULED: _ClassVar[DraftState]
    DRAFT_STATE_PUBLISHED: _ClassVar[DraftState]
    DRAFT_STATE_WITHDRAWN: _ClassVar[DraftState]

class CheckState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CHECK_STATE_UNSPECIFIED: _ClassVar[CheckState]
    CHECK_STATE_PENDING: _ClassVar[CheckState]
    CHECK_STATE_CHECKED: _ClassVar[CheckState]
    CHECK_STATE_FAILED: _ClassVar[CheckState]
CHANNEL_UNSPECIFIED: Channel
CHANNEL_WEBSITE: Channel
CHANNEL_PRESS_RELEASE: Channel
CHANNEL_INSTAGRAM: Channel
CHANNEL_FACEBOOK: Channel
CHANNEL_X: Channel
CHANNEL_WHATSAPP: Channel
CHANNEL_TIKTOK: Channel
CHANNEL_YOUTUBE: Channel
CHANNEL_OTHER: Channel
SHARE_LEVEL_UNSPECIFIED: ShareLevel
SHARE_LEVEL_FULL: ShareLevel
SHARE_LEVEL_EXCERPT: ShareLevel
SHARE_LEVEL_CONTACT: ShareLevel
DRAFT_STATE_UNSPECIFIED: DraftState
DRAFT_STATE_RECEIVED: DraftState
DRAFT_STATE_SCHEDULED: DraftState
DRAFT_STATE_PUBLISHED: DraftState
DRAFT_STATE_WITHDRAWN: DraftState
CHECK_STATE_UNSPECIFIED: CheckState
CHECK_STATE_PENDING: CheckState
CHECK_STATE_CHECKED: CheckState
CHECK_STATE_FAILED: CheckState

class Draft(_message.Message):
    __slots__ = ("name", "external_id", "revision", "title", "body", "channel", "publish_time", "valid_from", "valid_until", "area_codes", "audience_tags", "share_level", "authored_time", "state", "create_time", "update_time")
    NAME_FIELD_NUMBER: _ClassVar[int]
    EXTERNAL_ID_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    BODY_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_FIELD_NUMBER: _ClassVar[int]
    PUBLISH_TIME_FIELD_NUMBER: _ClassVar[int]
    VALID_FROM_FIELD_NUMBER: _ClassVar[int]
    VALID_UNTIL_FIELD_NUMBER: _ClassVar[int]
    AREA_CODES_FIELD_NUMBER: _ClassVar[int]
    AUDIENCE_TAGS_FIELD_NUMBER: _ClassVar[int]
    SHARE_LEVEL_FIELD_NUMBER: _ClassVar[int]
    AUTHORED_TIME_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    UPDATE_TIME_FIELD_NUMBER: _ClassVar[int]
    name: str
    external_id: str
    revision: int
    title: str
    body: str
    channel: Channel
    publish_time: _timestamp_pb2.Timestamp
    valid_from: _timestamp_pb2.Timestamp
    valid_until: _timestamp_pb2.Timestamp
    area_codes: _containers.RepeatedScalarFieldContainer[str]
    audience_tags: _containers.RepeatedScalarFieldContainer[str]
    share_level: ShareLevel
    authored_time: _timestamp_pb2.Timestamp
    state: DraftState
    create_time: _timestamp_pb2.Timestamp
    update_time: _timestamp_pb2.Timestamp
    def __init__(self, name: _Optional[str] = ..., external_id: _Optional[str] = ..., revision: _Optional[int] = ..., title: _Optional[str] = ..., body: _Optional[str] = ..., channel: _Optional[_Union[Channel, str]] = ..., publish_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., valid_from: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., valid_until: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., area_codes: _Optional[_Iterable[str]] = ..., audience_tags: _Optional[_Iterable[str]] = ..., share_level: _Optional[_Union[ShareLevel, str]] = ..., authored_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., state: _Optional[_Union[DraftState, str]] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., update_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class Check(_message.Message):
    __slots__ = ("state", "revision", "check_time", "findings")
    STATE_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    CHECK_TIME_FIELD_NUMBER: _ClassVar[int]
    FINDINGS_FIELD_NUMBER: _ClassVar[int]
    state: CheckState
    revision: int
    check_time: _timestamp_pb2.Timestamp
    findings: _containers.RepeatedCompositeFieldContainer[_finding_pb2.Finding]
    def __init__(self, state: _Optional[_Union[CheckState, str]] = ..., revision: _Optional[int] = ..., check_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., findings: _Optional[_Iterable[_Union[_finding_pb2.Finding, _Mapping]]] = ...) -> None: ...

class SubmitDraftRequest(_message.Message):
    __slots__ = ("draft", "request_id", "wait")
    DRAFT_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    WAIT_FIELD_NUMBER: _ClassVar[int]
    draft: Draft
    request_id: str
    wait: _duration_pb2.Duration
    def __init__(self, draft: _Optional[_Union[Draft, _Mapping]] = ..., request_id: _Optional[str] = ..., wait: _Optional[_Union[datetime.timedelta, _duration_pb2.Duration, _Mapping]] = ...) -> None: ...

class SubmitDraftResponse(_message.Message):
    __slots__ = ("draft", "check")
    DRAFT_FIELD_NUMBER: _ClassVar[int]
    CHECK_FIELD_NUMBER: _ClassVar[int]
    draft: Draft
    check: Check
    def __init__(self, draft: _Optional[_Union[Draft, _Mapping]] = ..., check: _Optional[_Union[Check, _Mapping]] = ...) -> None: ...

class CheckDraftRequest(_message.Message):
    __slots__ = ("draft",)
    DRAFT_FIELD_NUMBER: _ClassVar[int]
    draft: Draft
    def __init__(self, draft: _Optional[_Union[Draft, _Mapping]] = ...) -> None: ...

class CheckDraftResponse(_message.Message):
    __slots__ = ("check",)
    CHECK_FIELD_NUMBER: _ClassVar[int]
    check: Check
    def __init__(self, check: _Optional[_Union[Check, _Mapping]] = ...) -> None: ...

class GetDraftRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class GetDraftResponse(_message.Message):
    __slots__ = ("draft", "check")
    DRAFT_FIELD_NUMBER: _ClassVar[int]
    CHECK_FIELD_NUMBER: _ClassVar[int]
    draft: Draft
    check: Check
    def __init__(self, draft: _Optional[_Union[Draft, _Mapping]] = ..., check: _Optional[_Union[Check, _Mapping]] = ...) -> None: ...

class ListDraftsRequest(_message.Message):
    __slots__ = ("page_size", "page_token", "states", "read_mask")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    STATES_FIELD_NUMBER: _ClassVar[int]
    READ_MASK_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    states: _containers.RepeatedScalarFieldContainer[DraftState]
    read_mask: _field_mask_pb2.FieldMask
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., states: _Optional[_Iterable[_Union[DraftState, str]]] = ..., read_mask: _Optional[_Union[_field_mask_pb2.FieldMask, _Mapping]] = ...) -> None: ...

class CheckSummary(_message.Message):
    __slots__ = ("state", "revision", "check_time", "alerts")
    STATE_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    CHECK_TIME_FIELD_NUMBER: _ClassVar[int]
    ALERTS_FIELD_NUMBER: _ClassVar[int]
    state: CheckState
    revision: int
    check_time: _timestamp_pb2.Timestamp
    alerts: int
    def __init__(self, state: _Optional[_Union[CheckState, str]] = ..., revision: _Optional[int] = ..., check_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., alerts: _Optional[int] = ...) -> None: ...

class ListDraftsResponse(_message.Message):
    __slots__ = ("drafts", "next_page_token", "checks")
    DRAFTS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    CHECKS_FIELD_NUMBER: _ClassVar[int]
    drafts: _containers.RepeatedCompositeFieldContainer[Draft]
    next_page_token: str
    checks: _containers.RepeatedCompositeFieldContainer[CheckSummary]
    def __init__(self, drafts: _Optional[_Iterable[_Union[Draft, _Mapping]]] = ..., next_page_token: _Optional[str] = ..., checks: _Optional[_Iterable[_Union[CheckSummary, _Mapping]]] = ...) -> None: ...

class WithdrawDraftRequest(_message.Message):
    __slots__ = ("name", "request_id")
    NAME_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    name: str
    request_id: str
    def __init__(self, name: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...

class WithdrawDraftResponse(_message.Message):
    __slots__ = ("draft",)
    DRAFT_FIELD_NUMBER: _ClassVar[int]
    draft: Draft
    def __init__(self, draft: _Optional[_Union[Draft, _Mapping]] = ...) -> None: ...

class MarkPublishedRequest(_message.Message):
    __slots__ = ("name", "publish_time", "request_id")
    NAME_FIELD_NUMBER: _ClassVar[int]
    PUBLISH_TIME_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    name: str
    publish_time: _timestamp_pb2.Timestamp
    request_id: str
    def __init__(self, name: _Optional[str] = ..., publish_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., request_id: _Optional[str] = ...) -> None: ...

class MarkPublishedResponse(_message.Message):
    __slots__ = ("draft",)
    DRAFT_FIELD_NUMBER: _ClassVar[int]
    draft: Draft
    def __init__(self, draft: _Optional[_Union[Draft, _Mapping]] = ...) -> None: ...
