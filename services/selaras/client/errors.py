"""The one error of the client, and how it is read from a failed call.

The tree::

    SelarasApiError     code, reason, message, field_violations, metadata, retry_after

The details are messages of ``google.rpc``, whose Python package is not a dependency of this client.
Their four shapes are declared here in a descriptor pool of their own, so that they never collide
with that package where it is installed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import grpc
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
from google.protobuf.message import DecodeError

_DETAILS_KEY = "grpc-status-details-bin"
_TYPE_STRING = descriptor_pb2.FieldDescriptorProto.TYPE_STRING
_TYPE_BYTES = descriptor_pb2.FieldDescriptorProto.TYPE_BYTES
_TYPE_INT32 = descriptor_pb2.FieldDescriptorProto.TYPE_INT32
_TYPE_INT64 = descriptor_pb2.FieldDescriptorProto.TYPE_INT64
_TYPE_MESSAGE = descriptor_pb2.FieldDescriptorProto.TYPE_MESSAGE

# message -> field -> (number, type, repeated?, message type). The wire is all that must agree:
# a map<string, string> is a repeated entry of key and value, Any and Duration two plain fields.
_SHAPES: dict[str, dict[str, tuple[int, int, bool, str]]] = {
    "Detail": {"type_url": (1, _TYPE_STRING, False, ""), "value": (2, _TYPE_BYTES, False, "")},
    "Status": {
        "code": (1, _TYPE_INT32, False, ""),
        "message": (2, _TYPE_STRING, False, ""),
        "details": (3, _TYPE_MESSAGE, True, "Detail"),
    },
    "Entry": {"key": (1, _TYPE_STRING, False, ""), "value": (2, _TYPE_STRING, False, "")},
    "ErrorInfo": {
        "reason": (1, _TYPE_STRING, False, ""),
        "domain": (2, _TYPE_STRING, False, ""),
        "metadata": (3, _TYPE_MESSAGE, True, "Entry"),
    },
    "Violation": {
        "field": (1, _TYPE_STRING, False, ""),
        "description": (2, _TYPE_STRING, False, ""),
        "reason": (3, _TYPE_STRING, False, ""),
    },
    "BadRequest": {"field_violations": (1, _TYPE_MESSAGE, True, "Violation")},
    "Delay": {"seconds": (1, _TYPE_INT64, False, ""), "nanos": (2, _TYPE_INT32, False, "")},
    "RetryInfo": {"retry_delay": (1, _TYPE_MESSAGE, False, "Delay")},
}


@dataclass(frozen=True, slots=True)
class FieldViolation:
    """One field that is wrong: its path (``draft.valid_until``) and what to do about it."""

    field: str
    description: str
    reason: str = ""


class SelarasApiError(Exception):
    """A call failed.

    Attributes:
        code: canonical code by name, such as ``INVALID_ARGUMENT`` or ``UNAVAILABLE``.
        reason: stable UPPER_SNAKE name to decide on, such as ``KEY_REVOKED``.
        message: one English sentence for the developer.
        field_violations: the fields that are wrong.
        metadata: values that make the reason concrete.
        retry_after: seconds after which a retry makes sense; None where the server did not say.
    """

    def __init__(
        self,
        code: str,
        reason: str,
        message: str,
        *,
        field_violations: tuple[FieldViolation, ...] = (),
        metadata: Mapping[str, str] | None = None,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(f"{reason}: {message}")
        self.code = code
        self.reason = reason
        self.message = message
        self.field_violations = field_violations
        self.metadata = dict(metadata or {})
        self.retry_after = retry_after

    @property
    def retryable(self) -> bool:
        """The same call may work later."""
        return self.code == "UNAVAILABLE"


# A server that is stopped in order ends its streams without an error.
STREAM_ENDED = SelarasApiError("UNAVAILABLE", "STREAM_ENDED", "the server ended the stream")


def from_rpc_error(error: grpc.RpcError) -> SelarasApiError:
    """The error that the server meant, or a name for a server that cannot be reached."""
    code = error.code().name
    text = error.details() or ""
    trailing: Any = error.trailing_metadata() or ()
    for key, value in trailing:
        if key == _DETAILS_KEY and isinstance(value, bytes):
            found = _from_details(code, value)
            if found:
                return found
    reason, _, message = text.partition(": ")
    if message and reason.replace("_", "").isalnum() and reason.isupper():
        return SelarasApiError(code, reason, message)
    # Not from Selaras: the channel itself, or something between the client and the server.
    return SelarasApiError(code, _CHANNEL_REASONS.get(code, code), text or "no details")


_CHANNEL_REASONS = {"UNAVAILABLE": "SERVER_UNREACHABLE", "DEADLINE_EXCEEDED": "DEADLINE_EXCEEDED"}


def _from_details(code: str, raw: bytes) -> SelarasApiError | None:
    try:
        status = _class("Status").FromString(raw)
        parts = {
            detail.type_url.rpartition("google.rpc.")[2]: detail.value for detail in status.details
        }
        info = _class("ErrorInfo").FromString(parts["ErrorInfo"])
        request = _class("BadRequest").FromString(parts.get("BadRequest", b""))
        retry = _class("RetryInfo").FromString(parts.get("RetryInfo", b""))
    except (DecodeError, KeyError):
        return None
    delay = retry.retry_delay
    return SelarasApiError(
        code,
        info.reason,
        status.message.removeprefix(f"{info.reason}: "),
        field_violations=tuple(
            FieldViolation(entry.field, entry.description, entry.reason)
            for entry in request.field_violations
        ),
        metadata={entry.key: entry.value for entry in info.metadata},
        retry_after=delay.seconds + delay.nanos / 1e9 if "RetryInfo" in parts else None,
    )


@cache
def _class(name: str) -> Any:
    return message_factory.GetMessageClass(_pool().FindMessageTypeByName(f"selaras.errors.{name}"))


@cache
def _pool() -> descriptor_pool.DescriptorPool:
    file = descriptor_pb2.FileDescriptorProto(
        name="selaras/client/errors.proto", package="selaras.errors", syntax="proto3"
    )
    for name, fields in _SHAPES.items():
        message = file.message_type.add(name=name)
        for field, (number, kind, repeated, type_name) in fields.items():
            message.field.add(
                name=field,
                number=number,
                type=kind,
                type_name=f".selaras.errors.{type_name}" if type_name else None,
                label=3 if repeated else 1,
            )
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return pool
