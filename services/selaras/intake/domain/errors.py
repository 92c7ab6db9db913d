"""What can be wrong in intake.

The tree::

    IntakeError              reason, message, violations
    ├── RuleBroken           a value that can never be right            -> INVALID_ARGUMENT
    ├── NotPossible          the thing is not in a state for this       -> FAILED_PRECONDITION
    ├── NotThere             there is no such thing                     -> NOT_FOUND
    ├── AlreadyThere         there is such a thing already              -> ALREADY_EXISTS
    ├── NotYours             the name belongs to another agency         -> PERMISSION_DENIED
    ├── NotAllowed           this deployment does not allow it          -> PERMISSION_DENIED
    ├── KeyRefused           nobody's key, or one that has ended        -> UNAUTHENTICATED
    ├── SignInRefused        whoever it is does not get in              -> UNAUTHENTICATED
    ├── TooMany              more than the agency may have; later again   -> RESOURCE_EXHAUSTED
    ├── NotYet               something else must be finished first      -> UNAVAILABLE
    ├── CheckerAway          the checker does not answer                -> UNAVAILABLE
    ├── CheckTooSlow         the time was not enough for a check        -> DEADLINE_EXCEEDED
    └── CheckerFailed        the checker answered with an error         -> INTERNAL

The entrypoints turn them into google.rpc errors, in ``entrypoints/errors.py`` alone.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence


@dataclasses.dataclass(frozen=True, slots=True)
class Violation:
    """One field that is wrong: its path below the request, the named reason and what to do."""

    reason: str
    field: str
    description: str
    metadata: dict[str, str] = dataclasses.field(default_factory=dict)


class IntakeError(Exception):
    """Base of all errors of intake.

    Args:
        reason: stable UPPER_SNAKE name.
        message: one English sentence for the developer who reads it.
    """

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(f"{reason}: {message}")
        self.reason = reason
        self.message = message
        self.violations: tuple[Violation, ...] = ()


class RuleBroken(IntakeError):
    """Values that can never be right; the first one gives the reason."""

    def __init__(self, violations: Sequence[Violation]) -> None:
        first = violations[0]
        message = "; ".join(f"{one.field}: {one.description}" for one in violations)
        super().__init__(first.reason, message)
        self.violations = tuple(violations)

    @classmethod
    def field(cls, reason: str, field: str, description: str, **metadata: str) -> RuleBroken:
        """An error about one field."""
        return cls([Violation(reason, field, description, metadata)])


class NotPossible(IntakeError):
    """The thing is not in a state in which this can be done."""


class NotThere(IntakeError):
    """There is no such thing."""


class AlreadyThere(IntakeError):
    """There is such a thing already."""


class NotYours(IntakeError):
    """The name belongs to another agency; whether such a thing exists is not said."""


class KeyRefused(IntakeError):
    """Nobody's key, or one that has ended."""


class NotAllowed(IntakeError):
    """This deployment does not allow it to anybody."""


class SignInRefused(IntakeError):
    """Whoever it is does not get in; why exactly is not said."""


class TooMany(IntakeError):
    """More than the agency may have for now.

    Args:
        limit: how much it may have.
        seconds: after which it may have more.
    """

    def __init__(self, reason: str, message: str, *, limit: int = 0, seconds: float = 0.0) -> None:
        super().__init__(reason, message)
        self.limit = limit
        self.seconds = seconds


class NotYet(IntakeError):
    """Something else must be finished first; a later call may succeed."""


class CheckerAway(IntakeError):
    """The checker does not answer; a later call may succeed."""


class CheckTooSlow(IntakeError):
    """The time that the caller gave was not enough for a check."""


class CheckerFailed(IntakeError):
    """The checker answered with an error that is not the caller's."""
