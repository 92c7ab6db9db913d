"""Who is told what, and the named reason for every notice that is made or not made."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from selaras.alerting.domain.model import CaseEvent, CaseProgress, CaseState, Status


class Reason(StrEnum):
    """Why an owner was told or not."""

    ALERTED = "ALERTED"
    SKIPPED_ALREADY_ALERTED = "SKIPPED_ALREADY_ALERTED"
    SKIPPED_NO_OWNER = "SKIPPED_NO_OWNER"
    SKIPPED_NOTHING_TO_SHOW = "SKIPPED_NOTHING_TO_SHOW"
    SKIPPED_RESOLVED_NEVER_ALERTED = "SKIPPED_RESOLVED_NEVER_ALERTED"
    SKIPPED_OLDER_VERSION = "SKIPPED_OLDER_VERSION"


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision. ``owner_id`` is empty where it is about the agency as a whole."""

    reason: Reason
    owner_id: str = ""


def skip_event(event: CaseEvent, known: CaseProgress | None) -> Reason | None:
    """Why nobody at all is to be told of the event; None: decide owner by owner."""
    if known and event.version <= known.version:
        return Reason.SKIPPED_OLDER_VERSION
    if event.state is CaseState.OPEN and not event.findings:
        return Reason.SKIPPED_NOTHING_TO_SHOW
    return None


def epoch_of(event: CaseEvent, known: CaseProgress | None) -> int:
    """The epoch that the event belongs to: a case that opens again is news once more."""
    if known is None:
        return 0
    reopened = known.state is CaseState.RESOLVED and event.state is CaseState.OPEN
    return known.epoch + 1 if reopened else known.epoch


def decide(status: Status, told: frozenset[Status]) -> Reason:
    """Whether an owner is told.

    Args:
        status: what there is to tell.
        told: what the owner has been told in this epoch of the case.
    """
    if status in told:
        return Reason.SKIPPED_ALREADY_ALERTED
    if status is Status.RESOLVED and not told:
        return Reason.SKIPPED_RESOLVED_NEVER_ALERTED
    return Reason.ALERTED
