"""Figures about cases and posts, as the client gives them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from selaras.client.models import AgencyRef


@dataclass(frozen=True)
class CaseFigures:
    """Figures of some cases: what happened in a period.

    Attributes:
        opened: cases opened; ``contradictions`` of them are contradictions.
        closed: cases closed.
        open: cases that are open at the end of the period.
        acknowledgements: how often an agency acknowledged a case for the first time.
        time_to_acknowledge: median time to that; None: there was none.
        agreements: cases on which people agreed.
        time_to_agree: median time to that from the opening; None: there was none.
        findings: findings that people were alerted of.
        false_alarms: findings that people called no conflict.
        published_open: cases opened of which a text went out while they were open.
    """

    opened: int = 0
    contradictions: int = 0
    closed: int = 0
    open: int = 0
    acknowledgements: int = 0
    time_to_acknowledge: timedelta | None = None
    agreements: int = 0
    time_to_agree: timedelta | None = None
    findings: int = 0
    false_alarms: int = 0
    published_open: int = 0


@dataclass(frozen=True)
class AgencyFigures:
    """Figures of one agency; a case counts for each agency in it."""

    agency: AgencyRef
    figures: CaseFigures


@dataclass(frozen=True)
class TopicFigures:
    """Figures of one topic; an empty topic id: not known."""

    topic: str
    figures: CaseFigures


@dataclass(frozen=True)
class DayFigures:
    """Cases opened, closed, and open at the end of a day of the time zone asked for."""

    day: date
    opened: int
    closed: int
    open: int


@dataclass(frozen=True)
class CaseReport:
    """A report: all cases, each once; by agency (by name), topic (most cases first) and day."""

    total: CaseFigures
    agencies: tuple[AgencyFigures, ...]
    topics: tuple[TopicFigures, ...]
    days: tuple[DayFigures, ...]


@dataclass(frozen=True)
class CoverageFigures:
    """Figures about the posts of one agency in a period.

    Attributes:
        drafts: drafts that were first stored.
        published: posts that went out.
        checked_before: of those, how many had the check of their last text before.
        published_clashing: of those, how many went out with a clash that was alerted.
        unchecked: checks that wait or failed now.
    """

    agency: AgencyRef
    drafts: int
    published: int
    checked_before: int
    published_clashing: int
    unchecked: int
