"""What keeps owners quiet, and what wakes them all the same."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Matcher:
    """What a silence holds back; each field that is set must match.

    Attributes:
        agency_id, owner_id: who is not told; empty: all.
        case_id: resource name of the case; empty: all.
        area_code: this area and those in it; empty: all.
        max_severity: up to this; 0: all but CRITICAL.
        other_id: with this agency on the other side; empty: all.
    """

    agency_id: str = ""
    owner_id: str = ""
    case_id: str = ""
    topic: str = ""
    area_code: str = ""
    max_severity: int = 0
    other_id: str = ""


@dataclass(frozen=True, slots=True)
class Silence:
    """Alerts that match are held back from ``start`` until ``end``; ``author`` is a name."""

    silence_id: str
    matcher: Matcher
    reason: str
    author: str
    start: datetime
    end: datetime
    create_time: datetime

    @property
    def name(self) -> str:
        """Resource name."""
        return f"silences/{self.silence_id}"


@dataclass(frozen=True, slots=True)
class Crisis:
    """Working hours, digests and rate limits do not hold for an area or a topic."""

    crisis_id: str
    area_code: str
    topic: str
    reason: str
    author: str
    start: datetime
    end: datetime

    @property
    def name(self) -> str:
        """Resource name."""
        return f"crises/{self.crisis_id}"
