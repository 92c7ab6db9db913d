"""How far a case has been handled for one of its agencies."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from selaras.alerting.domain.case import CaseEvent, CaseState, Relation


@dataclass(frozen=True, slots=True)
class Track:
    """A case as it is handled for one agency.

    Attributes:
        epoch: counts from 0, one more each time a resolved case opens again.
        event: the newest event; None where an older version of Selaras kept none.
        waiting: nobody could be told, because the agency has no owner.
        announced: the first notice of this epoch has been decided.
        step: how far it has been escalated, from 0.
        heard_severity, heard_others: what those who were told know; 0: not known.
        last_notice: when somebody was last told.
        traceparent: the trace that the newest event belongs to; empty: none.
    """

    case_id: str
    agency_id: str
    version: int
    epoch: int = 0
    state: CaseState = CaseState.OPEN
    event: CaseEvent | None = None
    waiting: bool = False
    announced: bool = False
    step: int = 0
    heard_severity: int = 0
    heard_others: frozenset[str] = frozenset()
    last_notice: datetime | None = None
    traceparent: str = ""

    def follow(self, event: CaseEvent) -> Track:
        """The track after a newer event.

        A case that opens again is news once more, and so is one that comes back to an agency whose
        text had been corrected.
        """
        following = replace(self, version=event.version, state=event.state, event=event)
        reopened = self.state is CaseState.RESOLVED and event.state is CaseState.OPEN
        if not reopened and not (self._left and event.findings):
            return following
        return replace(
            following,
            epoch=self.epoch + 1,
            waiting=False,
            announced=False,
            step=0,
            heard_severity=0,
            heard_others=frozenset(),
            last_notice=None,
        )

    def heard(self, event: CaseEvent) -> Track:
        """The track after those who are told have heard of what the event says."""
        return replace(
            self,
            heard_severity=max(self.heard_severity, event.severity),
            heard_others=self.heard_others | {other.agency_id for other in event.others},
        )

    @property
    def _left(self) -> bool:
        """Its agency was told, and has no side in the open case any more."""
        return self.announced and self.event is not None and not self.event.findings

    @property
    def contradicts(self) -> bool:
        """It is open, and its agency is in a contradiction."""
        if self.event is None or self.state is not CaseState.OPEN or not self.event.findings:
            return False
        return self.event.own_relation is Relation.CONTRADICTION


def first_track(event: CaseEvent) -> Track:
    """The track of a case that was never seen before."""
    return Track(event.case_id, event.agency_id, event.version, state=event.state, event=event)


class TimerKind(StrEnum):
    """What a timer waits for."""

    GROUP = "GROUP"
    ESCALATE = "ESCALATE"
    REMIND = "REMIND"
    REPEAT = "REPEAT"


@dataclass(frozen=True, slots=True)
class Timer:
    """Something to be looked at again later; one for each case, agency and kind.

    ``step`` counts repetitions. ``lease`` names who works on it now, empty: nobody.
    """

    case_id: str
    agency_id: str
    kind: TimerKind
    due: datetime
    step: int = 0
    lease: str = ""
