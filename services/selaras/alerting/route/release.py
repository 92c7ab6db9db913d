"""Whether a notice that waited is still to be told, and what it then tells."""

from __future__ import annotations

from datetime import datetime

from selaras.alerting.domain.case import CaseState
from selaras.alerting.domain.decision import Reason
from selaras.alerting.domain.notice import AlertKind, Held
from selaras.alerting.domain.track import Track

_TALK = frozenset({AlertKind.PROPOSED, AlertKind.DECLINED})


def moot(item: Held, track: Track, now: datetime, *, knows: bool) -> Reason | None:
    """Why a notice that waited is not told any more; None: it is.

    Args:
        knows: the owner was told of the case before.
    """
    event = track.event
    resolved = track.state is CaseState.RESOLVED
    tells_the_end = item.kind is AlertKind.RESOLVED
    if event is None or item.epoch != track.epoch or (tells_the_end and not resolved):
        return Reason.SKIPPED_OVERTAKEN
    if tells_the_end:
        return None
    if resolved:
        return Reason.SKIPPED_RESOLVED_MEANWHILE
    if not event.findings:
        return Reason.SKIPPED_NOTHING_TO_SHOW
    if knows and item.kind in _TALK and not _is_current(item, track):
        return Reason.SKIPPED_OVERTAKEN
    return _chases_in_vain(item, track, now)


def told_now(item: Held, track: Track, *, knows: bool) -> tuple[AlertKind, str]:
    """Kind and slot of what is told.

    Who never heard of the case hears that it is there, or of the proposal that is open by now.
    """
    proposal = track.event.proposal if track.event else None
    asked = proposal is not None and proposal.awaits(track.agency_id)
    if proposal and asked and item.kind is AlertKind.OPENED and item.agency_id == track.agency_id:
        return AlertKind.PROPOSED, str(proposal.number)
    if not knows and item.kind in _TALK and not _is_current(item, track):
        return AlertKind.OPENED, ""
    return item.kind, item.slot


def _chases_in_vain(item: Held, track: Track, now: datetime) -> Reason | None:
    event = track.event
    if event is None:
        return None
    if item.kind is AlertKind.ESCALATED or item.slot.startswith("repeat"):
        return Reason.SKIPPED_ACKNOWLEDGED if event.looked_after else None
    if item.slot.startswith("deadline") and (event.deadline is None or event.deadline <= now):
        return Reason.SKIPPED_DEADLINE_PASSED
    return None


def _is_current(item: Held, track: Track) -> bool:
    """Whether a proposal or its refusal is still the last word."""
    proposal = track.event.proposal if track.event else None
    if proposal is None or item.slot != str(proposal.number):
        return False
    return item.kind is AlertKind.DECLINED or proposal.awaits(track.agency_id)
