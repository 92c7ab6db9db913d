"""The one place where errors become google.rpc.Status."""

from __future__ import annotations

import math
from typing import NoReturn

import grpc
from google.protobuf import any_pb2, duration_pb2
from google.rpc import error_details_pb2, status_pb2

from selaras.kit.errors import DOMAIN, SelarasError

_DETAILS_KEY = "grpc-status-details-bin"


def to_proto_status(error: SelarasError) -> status_pb2.Status:
    """Status with one ErrorInfo, and BadRequest and RetryInfo where they fit."""
    # The same words as the details of the call: clients of grpcio-status insist on it.
    status = status_pb2.Status(code=error.code.value[0], message=str(error))
    _pack(
        status,
        error_details_pb2.ErrorInfo(reason=error.reason, domain=DOMAIN, metadata=error.metadata),
    )
    if error.violations:
        request = error_details_pb2.BadRequest()
        for violation in error.violations:
            request.field_violations.add(
                field=violation.field, description=violation.description, reason=violation.reason
            )
        _pack(status, request)
    if error.retry_after is not None:
        delay = duration_pb2.Duration(seconds=math.ceil(error.retry_after))
        _pack(status, error_details_pb2.RetryInfo(retry_delay=delay))
    return status


def _pack(status: status_pb2.Status, detail: object) -> None:
    packed = any_pb2.Any()
    packed.Pack(detail)  # type: ignore[arg-type]
    status.details.append(packed)


async def abort(context: grpc.aio.ServicerContext[object, object], error: SelarasError) -> NoReturn:
    """End the call with the error and its details."""
    status = to_proto_status(error)
    await context.abort(
        error.code,
        status.message,
        trailing_metadata=((_DETAILS_KEY, status.SerializeToString()),),
    )
    raise AssertionError("abort returns by raising")
