from buf.validate import validate_pb2 as _validate_pb2
from selaras.api.v1 import finding_pb2 as _finding_pb2
from selaras.event.v1 import draft_pb2 as _draft_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class CheckRevisionRequest(_message.Message):
    __slots__ = ("revision",)
    REVISION_FIELD_NUMBER: _ClassVar[int]
    revision: _draft_pb2.Revision
    def __init__(self, revision: _Optional[_Union[_draft_pb2.Revision, _Mapping]] = ...) -> None: ...

class CheckRevisionResponse(_message.Message):
    __slots__ = ("findings",)
    FINDINGS_FIELD_NUMBER: _ClassVar[int]
    findings: _containers.RepeatedCompositeFieldContainer[_finding_pb2.Finding]
    def __init__(self, findings: _Optional[_Iterable[_Union[_finding_pb2.Finding, _Mapping]]] = ...) -> None: ...
