"""Values of protobuf as plain ones; shared by the modules that read answers."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, TypeVar

from google.protobuf.message import Message
from google.protobuf.timestamp_pb2 import Timestamp

E = TypeVar("E", bound=StrEnum)


def from_proto_enum(kind: type[E], wrapper: Any, prefix: str, value: int) -> E:
    """A value of an enum; ``UNSPECIFIED`` for one that this client does not know."""
    if value not in wrapper.values():
        return kind("UNSPECIFIED")
    name = wrapper.Name(value).removeprefix(f"{prefix}_")
    return kind(name) if name in kind.__members__ else kind("UNSPECIFIED")


def from_proto_time(message: Message, field: str) -> datetime | None:
    """A time in UTC; None where it is not set."""
    if not message.HasField(field):
        return None
    stamp: Timestamp = getattr(message, field)
    return stamp.ToDatetime(tzinfo=UTC)
