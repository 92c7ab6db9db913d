"""What happened to cases, and the figures that come of it. Numbers only, no text of any draft."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import median

from selaras.matching.domain.finding import Relation


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """When an agency first acknowledged a case, and since when it could."""

    agency: str
    since: datetime
    time: datetime


@dataclass(frozen=True, slots=True)
class Warned:
    """A finding that people were alerted of, in the case in which they first were.

    Attributes:
        dismissed: when people called it no conflict; None: they have not.
    """

    agencies: frozenset[str]
    time: datetime
    dismissed: datetime | None = None


@dataclass(frozen=True, slots=True)
class CaseHistory:
    """What happened to one case.

    Attributes:
        close_time: when it was resolved; None: it is live.
        agree_time: when people agreed on it; None: they have not, or had to agree again.
        out: when texts of it went out.
    """

    case_id: str
    relation: Relation
    topic: str
    agencies: frozenset[str]
    open_time: datetime
    close_time: datetime | None = None
    agree_time: datetime | None = None
    acknowledged: tuple[Acknowledgement, ...] = ()
    warned: tuple[Warned, ...] = ()
    out: tuple[datetime, ...] = ()

    def is_open_at(self, moment: datetime) -> bool:
        """Whether it is there and not closed."""
        return self.open_time < moment and (self.close_time is None or self.close_time >= moment)

    @property
    def went_out_open(self) -> bool:
        """Whether a text went out while it was open."""
        return any(
            self.open_time <= time and (self.close_time is None or time < self.close_time)
            for time in self.out
        )


@dataclass(frozen=True, slots=True)
class Period:
    """From ``start`` until ``end``, which does not count."""

    start: datetime
    end: datetime

    def has(self, moment: datetime | None) -> bool:
        """Whether a moment lies in it."""
        return moment is not None and self.start <= moment < self.end


@dataclass(frozen=True, slots=True)
class CaseFigures:
    """Figures of some cases in a period; see ``CaseFigures`` of the API. No median: None."""

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


NOTHING = CaseFigures()


@dataclass(frozen=True, slots=True)
class DayFigures:
    """Cases opened, closed, and open at the end of a day (``YYYY-MM-DD``)."""

    day: str
    opened: int
    closed: int
    open: int


@dataclass(frozen=True, slots=True)
class CaseReport:
    """Figures as a whole; by agency id; by topic, the most cases first; by day."""

    total: CaseFigures
    agencies: dict[str, CaseFigures] = field(default_factory=dict)
    topics: dict[str, CaseFigures] = field(default_factory=dict)
    days: tuple[DayFigures, ...] = ()


def figures(cases: Iterable[CaseHistory], period: Period, agency: str = "") -> CaseFigures:
    """The figures of some cases.

    Args:
        agency: only what this agency did, and findings in which it has a side; empty: all.
    """
    cases = list(cases)
    opened = [case for case in cases if period.has(case.open_time)]
    answers = [
        item.time - item.since
        for case in cases
        for item in case.acknowledged
        if period.has(item.time) and agency in ("", item.agency)
    ]
    agreed = [
        case.agree_time - case.open_time
        for case in cases
        if case.agree_time is not None and period.has(case.agree_time)
    ]
    warned = [
        item for case in cases for item in case.warned if not agency or agency in item.agencies
    ]
    return CaseFigures(
        opened=len(opened),
        contradictions=sum(case.relation is Relation.CONTRADICTION for case in opened),
        closed=sum(period.has(case.close_time) for case in cases),
        open=sum(case.is_open_at(period.end) for case in cases),
        acknowledgements=len(answers),
        time_to_acknowledge=_median(answers),
        agreements=len(agreed),
        time_to_agree=_median(agreed),
        findings=sum(period.has(item.time) for item in warned),
        false_alarms=sum(period.has(item.dismissed) for item in warned),
        published_open=sum(case.went_out_open for case in opened),
    )


def report(
    cases: Sequence[CaseHistory],
    period: Period,
    days: Sequence[tuple[str, Period]],
    agency: str = "",
) -> CaseReport:
    """The figures of some cases as a whole, by agency, topic and day.

    Args:
        days: the days of the period by name, in order, the first and the last cut where it is.
        agency: only this agency's; the cases are those that it has a part in. Empty: of all.
    """
    of_agency: defaultdict[str, list[CaseHistory]] = defaultdict(list)
    of_topic: defaultdict[str, list[CaseHistory]] = defaultdict(list)
    for case in cases:
        of_topic[case.topic].append(case)
        for name in case.agencies if not agency else case.agencies & {agency}:
            of_agency[name].append(case)
    by_agency = {name: figures(of_agency[name], period, name) for name in sorted(of_agency)}
    by_topic = {topic: figures(of_topic[topic], period, agency) for topic in sorted(of_topic)}
    topics = sorted(by_topic.items(), key=lambda item: (-item[1].opened, -item[1].open, item[0]))
    return CaseReport(
        total=figures(cases, period, agency),
        agencies={name: found for name, found in by_agency.items() if found != NOTHING},
        topics={topic: found for topic, found in topics if found != NOTHING},
        days=_by_day(cases, days),
    )


def _by_day(
    cases: Sequence[CaseHistory], days: Sequence[tuple[str, Period]]
) -> tuple[DayFigures, ...]:
    opened = sorted(case.open_time for case in cases)
    closed = sorted(case.close_time for case in cases if case.close_time is not None)

    def before(times: list[datetime], moment: datetime) -> int:
        return bisect_left(times, moment)

    return tuple(
        DayFigures(
            day=name,
            opened=before(opened, day.end) - before(opened, day.start),
            closed=before(closed, day.end) - before(closed, day.start),
            open=before(opened, day.end) - before(closed, day.end),
        )
        for name, day in days
    )


def _median(times: list[timedelta]) -> timedelta | None:
    return timedelta(seconds=median(time.total_seconds() for time in times)) if times else None
