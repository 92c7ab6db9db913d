"""When it goes to the next person, and when those who know are reminded."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from selaras.alerting.domain.case import CaseEvent, Severity
from selaras.alerting.domain.decision import Reason
from selaras.alerting.route.noise import Hold

_LEAST_WAIT = timedelta(minutes=2)
_REMIND_BEFORE = timedelta(minutes=60)
# Whoever was told a moment ago needs no reminder.
_LEAST_REMINDER = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class EscalationRules:
    """How long somebody has to acknowledge: a time, or a share of the time that is left."""

    acknowledge: timedelta = timedelta(minutes=30)
    share: float = 0.25


def escalate_at(start: datetime, deadline: datetime | None, rules: EscalationRules) -> datetime:
    """When it goes to the next person, if nobody has acknowledged what was told at ``start``."""
    wait = rules.acknowledge
    if deadline is not None and deadline > start:
        wait = min(wait, (deadline - start) * rules.share)
    return start + max(wait, _LEAST_WAIT)


def counts_from(
    event: CaseEvent, holds: Iterable[Hold | None], now: datetime, rules: EscalationRules
) -> datetime:
    """From when the time to acknowledge counts.

    It counts from when the first of them is told. One who is off duty until it is too late, or
    while a case is critical, is not waited for. A silence always is: somebody wanted it.

    Args:
        holds: for each who was to be told, what holds it back; None: told now.
    """
    waits = list(holds)
    if not waits or any(hold is None for hold in waits):
        return now
    first = min((hold for hold in waits if hold), key=lambda hold: hold.until)
    if first.reason is Reason.HELD_SILENCE:
        return first.until
    if event.severity is Severity.CRITICAL:
        return now
    deadline = event.deadline
    late = deadline is not None and escalate_at(first.until, deadline, rules) >= deadline
    return now if late else first.until


def remind_at(now: datetime, deadline: datetime | None) -> datetime | None:
    """When those who know are reminded: an hour before, or half-way where less is left.

    None: there is no deadline, it has passed, or it is too near for a reminder to help.
    """
    if deadline is None or deadline <= now:
        return None
    half = (deadline - now) / 2
    if half < _LEAST_REMINDER:
        return None
    return max(deadline - _REMIND_BEFORE, now + half)
