import datetime

from buf.validate import validate_pb2 as _validate_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from selaras.api.v1 import agency_pb2 as _agency_pb2
from selaras.api.v1 import directory_pb2 as _directory_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Account(_message.Message):
    __slots__ = ("name", "login", "owner", "state", "create_time", "sign_in_time")
    class State(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        STATE_UNSPECIFIED: _ClassVar[Account.State]
        STATE_INVITED: _ClassVar[Account.State]
        STATE_ACTIVE: _ClassVar[Account.State]
    STATE_UNSPECIFIED: Account.State
    STATE_INVITED: Account.State
    STATE_ACTIVE: Account.State
    NAME_FIELD_NUMBER: _ClassVar[int]
    LOGIN_FIELD_NUMBER: _ClassVar[int]
    OWNER_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    SIGN_IN_TIME_FIELD_NUMBER: _ClassVar[int]
    name: str
    login: str
    owner: str
    state: Account.State
    create_time: _timestamp_pb2.Timestamp
    sign_in_time: _timestamp_pb2.Timestamp
    def __init__(self, name: _Optional[str] = ..., login: _Optional[str] = ..., owner: _Optional[str] = ..., state: _Optional[_Union[Account.State, str]] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., sign_in_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class Profile(_message.Message):
    __slots__ = ("kind", "account", "login", "owner", "role", "agency", "display_name", "time_zone", "language", "topics", "area_codes", "has_calendar_secret")
    class Kind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        KIND_UNSPECIFIED: _ClassVar[Profile.Kind]
        KIND_PERSON: _ClassVar[Profile.Kind]
        KIND_ADMIN: _ClassVar[Profile.Kind]
    KIND_UNSPECIFIED: Profile.Kind
    KIND_PERSON: Profile.Kind
    KIND_ADMIN: Profile.Kind
    KIND_FIELD_NUMBER: _ClassVar[int]
    ACCOUNT_FIELD_NUMBER: _ClassVar[int]
    LOGIN_FIELD_NUMBER: _ClassVar[int]
    OWNER_FIELD_NUMBER: _ClassVar[int]
    ROLE_FIELD_NUMBER: _ClassVar[int]
    AGENCY_FIELD_NUMBER: _ClassVar[int]
    DISPLAY_NAME_FIELD_NUMBER: _ClassVar[int]
    TIME_ZONE_FIELD_NUMBER: _ClassVar[int]
    LANGUAGE_FIELD_NUMBER: _ClassVar[int]
    TOPICS_FIELD_NUMBER: _ClassVar[int]
    AREA_CODES_FIELD_NUMBER: _ClassVar[int]
    HAS_CALENDAR_SECRET_FIELD_NUMBER: _ClassVar[int]
    kind: Profile.Kind
    account: str
    login: str
    owner: str
    role: _directory_pb2.OwnerRole
    agency: _agency_pb2.AgencyRef
    display_name: str
    time_zone: str
    language: str
    topics: _containers.RepeatedScalarFieldContainer[str]
    area_codes: _containers.RepeatedScalarFieldContainer[str]
    has_calendar_secret: bool
    def __init__(self, kind: _Optional[_Union[Profile.Kind, str]] = ..., account: _Optional[str] = ..., login: _Optional[str] = ..., owner: _Optional[str] = ..., role: _Optional[_Union[_directory_pb2.OwnerRole, str]] = ..., agency: _Optional[_Union[_agency_pb2.AgencyRef, _Mapping]] = ..., display_name: _Optional[str] = ..., time_zone: _Optional[str] = ..., language: _Optional[str] = ..., topics: _Optional[_Iterable[str]] = ..., area_codes: _Optional[_Iterable[str]] = ..., has_calendar_secret: _Optional[bool] = ...) -> None: ...

class GetProfileRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class GetProfileResponse(_message.Message):
    __slots__ = ("profile",)
    PROFILE_FIELD_NUMBER: _ClassVar[int]
    profile: Profile
    def __init__(self, profile: _Optional[_Union[Profile, _Mapping]] = ...) -> None: ...

class InviteAccountRequest(_message.Message):
    __slots__ = ("login", "owner")
    LOGIN_FIELD_NUMBER: _ClassVar[int]
    OWNER_FIELD_NUMBER: _ClassVar[int]
    login: str
    owner: str
    def __init__(self, login: _Optional[str] = ..., owner: _Optional[str] = ...) -> None: ...

class InviteAccountResponse(_message.Message):
    __slots__ = ("account", "invitation", "expire_time")
    ACCOUNT_FIELD_NUMBER: _ClassVar[int]
    INVITATION_FIELD_NUMBER: _ClassVar[int]
    EXPIRE_TIME_FIELD_NUMBER: _ClassVar[int]
    account: Account
    invitation: str
    expire_time: _timestamp_pb2.Timestamp
    def __init__(self, account: _Optional[_Union[Account, _Mapping]] = ..., invitation: _Optional[str] = ..., expire_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class ListAccountsRequest(_message.Message):
    __slots__ = ("agency", "page_size", "page_token")
    AGENCY_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    agency: str
    page_size: int
    page_token: str
    def __init__(self, agency: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListAccountsResponse(_message.Message):
    __slots__ = ("accounts", "next_page_token")
    ACCOUNTS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    accounts: _containers.RepeatedCompositeFieldContainer[Account]
    next_page_token: str
    def __init__(self, accounts: _Optional[_Iterable[_Union[Account, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class DeleteAccountRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class DeleteAccountResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class ChangePasswordRequest(_message.Message):
    __slots__ = ("password", "new_password")
    PASSWORD_FIELD_NUMBER: _ClassVar[int]
    NEW_PASSWORD_FIELD_NUMBER: _ClassVar[int]
    password: str
    new_password: str
    def __init__(self, password: _Optional[str] = ..., new_password: _Optional[str] = ...) -> None: ...

class ChangePasswordResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class EndSessionRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class EndSessionResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class CreateCalendarSecretRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class CreateCalendarSecretResponse(_message.Message):
    __slots__ = ("secret",)
    SECRET_FIELD_NUMBER: _ClassVar[int]
    secret: str
    def __init__(self, secret: _Optional[str] = ...) -> None: ...

class DeleteCalendarSecretRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class DeleteCalendarSecretResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...
