"""What a check of one part found."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How a part is. WARN works and wants attention, WRONG does not work."""

    OK = "ok"
    WARN = "warn"
    WRONG = "wrong"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Result:
    """How one part is, and what to do where it is not as it should be."""

    part: str
    state: State
    detail: str
    mend: str = ""


def ok(part: str, detail: str) -> Result:
    """The part is as it should be."""
    return Result(part, State.OK, detail)


def warn(part: str, detail: str, mend: str) -> Result:
    """The part works and wants attention."""
    return Result(part, State.WARN, detail, mend)


def wrong(part: str, detail: str, mend: str) -> Result:
    """The part does not work."""
    return Result(part, State.WRONG, detail, mend)


def skipped(part: str, why: str) -> Result:
    """The part could not be looked at, for a reason that is told elsewhere or is none."""
    return Result(part, State.SKIPPED, why)
