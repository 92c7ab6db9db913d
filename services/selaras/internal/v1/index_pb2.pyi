from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Optional as _Optional

DESCRIPTOR: _descriptor.FileDescriptor

class RebuildIndexRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class RebuildIndexResponse(_message.Message):
    __slots__ = ("done", "total", "collection", "switched")
    DONE_FIELD_NUMBER: _ClassVar[int]
    TOTAL_FIELD_NUMBER: _ClassVar[int]
    COLLECTION_FIELD_NUMBER: _ClassVar[int]
    SWITCHED_FIELD_NUMBER: _ClassVar[int]
    done: int
    total: int
    collection: str
    switched: bool
    def __init__(self, done: _Optional[int] = ..., total: _Optional[int] = ..., collection: _Optional[str] = ..., switched: _Optional[bool] = ...) -> None: ...

class DescribeIndexRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class DescribeIndexResponse(_message.Message):
    __slots__ = ("messages", "indexed", "collection", "model_version")
    MESSAGES_FIELD_NUMBER: _ClassVar[int]
    INDEXED_FIELD_NUMBER: _ClassVar[int]
    COLLECTION_FIELD_NUMBER: _ClassVar[int]
    MODEL_VERSION_FIELD_NUMBER: _ClassVar[int]
    messages: int
    indexed: int
    collection: str
    model_version: str
    def __init__(self, messages: _Optional[int] = ..., indexed: _Optional[int] = ..., collection: _Optional[str] = ..., model_version: _Optional[str] = ...) -> None: ...
