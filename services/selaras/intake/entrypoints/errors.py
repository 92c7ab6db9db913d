"""Errors of intake as errors that a caller may see; the one place where they meet."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from selaras.intake.domain import errors
from selaras.kit.errors import (
    AlreadyExists,
    DeadlineExceeded,
    FailedPrecondition,
    FieldViolation,
    InvalidRequest,
    NotFound,
    PermissionDenied,
    ResourceExhausted,
    SelarasError,
    Unauthenticated,
    Unavailable,
)

P = ParamSpec("P")
T = TypeVar("T")

_KINDS: dict[type[errors.IntakeError], type[SelarasError]] = {
    errors.RuleBroken: InvalidRequest,
    errors.NotPossible: FailedPrecondition,
    errors.NotThere: NotFound,
    errors.AlreadyThere: AlreadyExists,
    errors.NotYours: PermissionDenied,
    errors.NotAllowed: PermissionDenied,
    errors.KeyRefused: Unauthenticated,
    errors.SignInRefused: Unauthenticated,
    errors.TooMany: ResourceExhausted,
    errors.NotYet: Unavailable,
    errors.CheckerAway: Unavailable,
    errors.CheckTooSlow: DeadlineExceeded,
    errors.CheckerFailed: SelarasError,
}
_RETRY_SECONDS = 2.0


def to_selaras_error(error: errors.IntakeError) -> SelarasError:
    """The error with its code, the fields that are wrong and when to try again."""
    violations = tuple(
        FieldViolation(one.field, one.description, one.reason) for one in error.violations
    )
    return _KINDS[type(error)](
        error.reason,
        error.message,
        metadata=_metadata(error),
        violations=violations,
        retry_after=_retry_after(error),
    )


def _metadata(error: errors.IntakeError) -> dict[str, str] | None:
    if isinstance(error, errors.TooMany):
        return {"limit": str(error.limit)}
    if not error.violations:
        return None
    first = error.violations[0]
    return {"field": first.field, **first.metadata}


def _retry_after(error: errors.IntakeError) -> float | None:
    if isinstance(error, errors.TooMany):
        return error.seconds
    return _RETRY_SECONDS if isinstance(error, errors.NotYet | errors.CheckerAway) else None


def named_errors(
    call: Callable[P, Coroutine[Any, Any, T]],
) -> Callable[P, Coroutine[Any, Any, T]]:
    """Let a function of an entrypoint raise errors that a caller may see."""

    @wraps(call)
    async def wrapped(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return await call(*args, **kwargs)
        except errors.IntakeError as error:
            raise to_selaras_error(error) from error

    return wrapped
