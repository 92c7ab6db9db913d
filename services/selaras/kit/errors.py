"""Errors that a caller may see, and how a failure is to be treated.

The tree::

    SelarasError                 code, reason, metadata; mapped once to google.rpc.Status
    ├── InvalidRequest           INVALID_ARGUMENT, with field violations; never retry
    ├── Unauthenticated          UNAUTHENTICATED; never retry
    ├── PermissionDenied         PERMISSION_DENIED; never retry
    ├── NotFound                 NOT_FOUND; never retry
    ├── AlreadyExists            ALREADY_EXISTS; never retry
    ├── FailedPrecondition       FAILED_PRECONDITION; never retry as it is
    ├── ResourceExhausted        RESOURCE_EXHAUSTED; slow down
    ├── DeadlineExceeded         DEADLINE_EXCEEDED; may retry with more time
    └── Unavailable              UNAVAILABLE; retry later (a part is away)

A handler of events raises :class:`Unavailable` for "try again, it is not the event's fault"; a
:class:`SelarasError` of any other kind for "this event can never be handled".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import grpc

DOMAIN = "selaras"


@dataclass(frozen=True, slots=True)
class FieldViolation:
    """One field that is wrong: its path (``draft.valid_until``) and what to do about it."""

    field: str
    description: str
    reason: str = ""


class SelarasError(Exception):
    """Base of all errors a caller may see.

    Args:
        reason: stable UPPER_SNAKE name, sent as ``ErrorInfo.reason``.
        message: one English sentence for the developer who reads it.
        metadata: values that make the reason concrete, sent as ``ErrorInfo.metadata``.
        violations: the fields that are wrong, sent as ``BadRequest``.
        retry_after: seconds after which a retry makes sense, sent as ``RetryInfo``.
    """

    code: grpc.StatusCode = grpc.StatusCode.INTERNAL

    def __init__(
        self,
        reason: str,
        message: str,
        *,
        metadata: Mapping[str, str] | None = None,
        violations: tuple[FieldViolation, ...] = (),
        retry_after: float | None = None,
    ) -> None:
        super().__init__(message)
        self.reason = reason
        self.message = message
        self.metadata = dict(metadata or {})
        self.violations = violations
        self.retry_after = retry_after

    def __str__(self) -> str:
        return f"{self.reason}: {self.message}"


class InvalidRequest(SelarasError):
    """The request can never be right as it is."""

    code = grpc.StatusCode.INVALID_ARGUMENT

    @classmethod
    def field(cls, reason: str, field: str, description: str, **metadata: str) -> InvalidRequest:
        """An error about one field."""
        violation = FieldViolation(field, description, reason)
        return cls(
            reason,
            f"{field}: {description}",
            metadata={"field": field, **metadata},
            violations=(violation,),
        )


class Unauthenticated(SelarasError):
    """Nobody knows who calls."""

    code = grpc.StatusCode.UNAUTHENTICATED


class PermissionDenied(SelarasError):
    """The caller is known and may not do this."""

    code = grpc.StatusCode.PERMISSION_DENIED


class NotFound(SelarasError):
    """There is no such thing, or the caller may not know of it."""

    code = grpc.StatusCode.NOT_FOUND


class AlreadyExists(SelarasError):
    """There is such a thing already."""

    code = grpc.StatusCode.ALREADY_EXISTS


class FailedPrecondition(SelarasError):
    """The thing is not in a state in which this can be done."""

    code = grpc.StatusCode.FAILED_PRECONDITION


class ResourceExhausted(SelarasError):
    """Too much at once: slow down."""

    code = grpc.StatusCode.RESOURCE_EXHAUSTED


class DeadlineExceeded(SelarasError):
    """The time was not enough."""

    code = grpc.StatusCode.DEADLINE_EXCEEDED


class Unavailable(SelarasError):
    """A part is away; the same request may work later."""

    code = grpc.StatusCode.UNAVAILABLE
