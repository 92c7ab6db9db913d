"""When an owner may be told: working hours and turns of duty."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from selaras.intake.domain.content import check_range
from selaras.intake.domain.errors import RuleBroken, Violation

MAX_HOURS = 14
MAX_SHIFTS = 200
LONGEST_SHIFT = timedelta(days=31)
_DAY = 24 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkingHours:
    """Hours of some days of the week in which an owner may be told.

    Attributes:
        days: by ISO, Monday is 1.
        start, end: minutes since midnight in the owner's time zone; the end is exclusive and may be
            1440, the end of the day.
    """

    days: tuple[int, ...]
    start: int
    end: int

    def overlaps(self, other: WorkingHours) -> bool:
        """Whether a moment of the week lies in both."""
        shared = set(self.days) & set(other.days)
        return bool(shared) and self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyShift:
    """A turn of duty; the end is exclusive."""

    start_time: datetime
    end_time: datetime


def hours_violations(hours: Sequence[WorkingHours]) -> Iterator[Violation]:
    """What is wrong with working hours.

    HOURS_INVALID, HOURS_REVERSED, HOURS_OVERLAP or LIST_TOO_LONG.
    """
    if len(hours) > MAX_HOURS:
        yield Violation("LIST_TOO_LONG", "owner.working_hours", f"at most {MAX_HOURS}")
        return
    for index, span in enumerate(hours):
        path = f"owner.working_hours[{index}]"
        if not span.days or len(set(span.days)) < len(span.days) or not _are_days(span.days):
            yield Violation("HOURS_INVALID", f"{path}.days", "must be days from 1 to 7, each once")
        if not 0 <= span.start < _DAY or not 0 <= span.end <= _DAY:
            yield Violation("HOURS_INVALID", path, "must be times from 00:00 to 24:00")
        elif span.end <= span.start:
            yield Violation(
                "HOURS_REVERSED",
                f"{path}.end",
                "must be later than the start; hours over midnight are two spans",
            )
        if any(span.overlaps(other) for other in hours[:index]):
            yield Violation("HOURS_OVERLAP", path, "overlaps other hours of the same day")


def shift_violations(shifts: Sequence[DutyShift]) -> Iterator[Violation]:
    """What is wrong with turns of duty.

    TIME_OUT_OF_RANGE, SHIFT_REVERSED, SHIFT_TOO_LONG or LIST_TOO_LONG.
    """
    if len(shifts) > MAX_SHIFTS:
        yield Violation("LIST_TOO_LONG", "owner.duty_shifts", f"at most {MAX_SHIFTS}")
        return
    for index, shift in enumerate(shifts):
        path = f"owner.duty_shifts[{index}]"
        try:
            check_range(f"{path}.start_time", shift.start_time)
            check_range(f"{path}.end_time", shift.end_time)
        except RuleBroken as error:
            yield from error.violations
        if shift.end_time <= shift.start_time:
            yield Violation("SHIFT_REVERSED", f"{path}.end_time", "must be later than the start")
        elif shift.end_time - shift.start_time > LONGEST_SHIFT:
            yield Violation(
                "SHIFT_TOO_LONG", f"{path}.end_time", f"at most {LONGEST_SHIFT.days} days"
            )


def _are_days(days: Sequence[int]) -> bool:
    return all(1 <= day <= 7 for day in days)
