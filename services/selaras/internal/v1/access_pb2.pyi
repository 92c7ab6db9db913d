from buf.validate import validate_pb2 as _validate_pb2
from selaras.api.v1 import directory_pb2 as _directory_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ResolveKeyRequest(_message.Message):
    __slots__ = ("key",)
    KEY_FIELD_NUMBER: _ClassVar[int]
    key: str
    def __init__(self, key: _Optional[str] = ...) -> None: ...

class ResolveKeyResponse(_message.Message):
    __slots__ = ("agency_id", "admin", "owner", "role", "topics", "area_codes", "account", "feed")
    AGENCY_ID_FIELD_NUMBER: _ClassVar[int]
    ADMIN_FIELD_NUMBER: _ClassVar[int]
    OWNER_FIELD_NUMBER: _ClassVar[int]
    ROLE_FIELD_NUMBER: _ClassVar[int]
    TOPICS_FIELD_NUMBER: _ClassVar[int]
    AREA_CODES_FIELD_NUMBER: _ClassVar[int]
    ACCOUNT_FIELD_NUMBER: _ClassVar[int]
    FEED_FIELD_NUMBER: _ClassVar[int]
    agency_id: str
    admin: bool
    owner: str
    role: _directory_pb2.OwnerRole
    topics: _containers.RepeatedScalarFieldContainer[str]
    area_codes: _containers.RepeatedScalarFieldContainer[str]
    account: str
    feed: bool
    def __init__(self, agency_id: _Optional[str] = ..., admin: _Optional[bool] = ..., owner: _Optional[str] = ..., role: _Optional[_Union[_directory_pb2.OwnerRole, str]] = ..., topics: _Optional[_Iterable[str]] = ..., area_codes: _Optional[_Iterable[str]] = ..., account: _Optional[str] = ..., feed: _Optional[bool] = ...) -> None: ...
