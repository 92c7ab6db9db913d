"""The named reason for every notice that is made, held back or not made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from selaras.alerting.domain.notice import AlertKind


class Reason(StrEnum):
    """Why an owner was told, is told later, or was not told."""

    ALERTED = "ALERTED"
    HELD_GROUPING = "HELD_GROUPING"
    HELD_WORKING_HOURS = "HELD_WORKING_HOURS"
    HELD_SILENCE = "HELD_SILENCE"
    HELD_RATE_LIMIT = "HELD_RATE_LIMIT"
    HELD_DIGEST = "HELD_DIGEST"
    SKIPPED_ALREADY_ALERTED = "SKIPPED_ALREADY_ALERTED"
    SKIPPED_NO_OWNER = "SKIPPED_NO_OWNER"
    SKIPPED_OWNER_GONE = "SKIPPED_OWNER_GONE"
    SKIPPED_NOTHING_TO_SHOW = "SKIPPED_NOTHING_TO_SHOW"
    SKIPPED_RESOLVED_NEVER_ALERTED = "SKIPPED_RESOLVED_NEVER_ALERTED"
    SKIPPED_RESOLVED_MEANWHILE = "SKIPPED_RESOLVED_MEANWHILE"
    SKIPPED_OVERTAKEN = "SKIPPED_OVERTAKEN"
    SKIPPED_DEADLINE_PASSED = "SKIPPED_DEADLINE_PASSED"
    SKIPPED_OLDER_VERSION = "SKIPPED_OLDER_VERSION"
    SKIPPED_ACKNOWLEDGED = "SKIPPED_ACKNOWLEDGED"
    SKIPPED_INHIBITED = "SKIPPED_INHIBITED"
    SKIPPED_BELOW_SEVERITY = "SKIPPED_BELOW_SEVERITY"
    SKIPPED_OTHER_TOPIC = "SKIPPED_OTHER_TOPIC"
    SKIPPED_OTHER_AREA = "SKIPPED_OTHER_AREA"
    SKIPPED_LATER_STEP = "SKIPPED_LATER_STEP"
    SKIPPED_NO_NEXT_STEP = "SKIPPED_NO_NEXT_STEP"
    SKIPPED_AUTHORITY_ONLY_TOLD = "SKIPPED_AUTHORITY_ONLY_TOLD"
    SKIPPED_OWN_ACTION = "SKIPPED_OWN_ACTION"

    @property
    def holds(self) -> bool:
        """The notice waits; it is not lost."""
        return self.value.startswith("HELD_")


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision about an event.

    Attributes:
        owner_id: empty where it is about the agency as a whole.
        kind: what there was to tell.
        agency_id: of the owner; empty: the one that the event was for.
        until: until when it is held back.
        subject: what the reason is about, for example a silence; may be empty.
    """

    reason: Reason
    owner_id: str = ""
    kind: AlertKind = AlertKind.OPENED
    agency_id: str = ""
    until: datetime | None = None
    subject: str = ""


@dataclass(frozen=True, slots=True)
class DecisionRecord:
    """A decision as it was kept."""

    time: datetime
    case_version: int
    agency_id: str
    decision: Decision
