from selaras.api.v1 import directory_pb2 as _directory_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class DirectoryChanged(_message.Message):
    __slots__ = ("event_id", "agency", "owners", "version")
    EVENT_ID_FIELD_NUMBER: _ClassVar[int]
    AGENCY_FIELD_NUMBER: _ClassVar[int]
    OWNERS_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    event_id: str
    agency: _directory_pb2.Agency
    owners: _containers.RepeatedCompositeFieldContainer[_directory_pb2.Owner]
    version: int
    def __init__(self, event_id: _Optional[str] = ..., agency: _Optional[_Union[_directory_pb2.Agency, _Mapping]] = ..., owners: _Optional[_Iterable[_Union[_directory_pb2.Owner, _Mapping]]] = ..., version: _Optional[int] = ...) -> None: ...
