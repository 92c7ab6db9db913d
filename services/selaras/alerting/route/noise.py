"""Few alerts, and the right ones: grouping, repetition, inhibition, digests, rate limits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from selaras.alerting.domain.case import CaseEvent, Finding, Relation, Severity
from selaras.alerting.domain.decision import Reason
from selaras.alerting.domain.directory import Recipient
from selaras.alerting.domain.notice import AlertKind, News
from selaras.alerting.domain.quiet import Crisis, Silence
from selaras.alerting.domain.track import Track
from selaras.alerting.route.calendar import Calendar
from selaras.alerting.route.crises import crisis_on
from selaras.alerting.route.silences import silence_on

RATE_WINDOW = timedelta(hours=1)
_NEAR = timedelta(minutes=15)
# What waits for nobody's answer; the rest of a case of low severity is told at once.
_DIGESTED = frozenset({AlertKind.OPENED, AlertKind.UPDATED, AlertKind.RESOLVED})


@dataclass(frozen=True, slots=True)
class NoiseRules:
    """How alerts are kept few.

    Attributes:
        group: how long a new case waits for more evidence.
        regroup: how long an agency that joins a case waits for others that do.
        repeat: after how long those who know are told again of an open case.
        digest: local time of the daily digest for owners without working hours; None: none is made.
        hourly: most notices of an hour to one owner; 0: no limit.
    """

    group: timedelta = timedelta(seconds=30)
    regroup: timedelta = timedelta(minutes=5)
    repeat: timedelta = timedelta(hours=4)
    digest: time | None = time(8)
    hourly: int = 20


@dataclass(frozen=True, slots=True)
class Hold:
    """Why a notice waits, and until when."""

    reason: Reason
    until: datetime
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Quiet:
    """What may hold notices back now."""

    silences: tuple[Silence, ...]
    crises: tuple[Crisis, ...]
    calendar: Calendar
    rules: NoiseRules


def wait_for_more(
    event: CaseEvent, news: Iterable[News], now: datetime, rules: NoiseRules
) -> timedelta:
    """How long a first notice, or one that an agency joined, waits; zero: it is told at once."""
    if event.deadline is not None and event.deadline - now < _NEAR:
        return timedelta()
    told = tuple(news)
    if not told:
        return rules.group
    return rules.regroup if told == (News.AGENCY,) else timedelta()


def graver(track: Track, event: CaseEvent, *, knows_contradiction: bool) -> tuple[News, ...]:
    """In what a case became graver since those who were told heard of it."""
    news = []
    if event.own_relation is Relation.CONTRADICTION and not knows_contradiction:
        news.append(News.RELATION)
    if not track.heard_severity:
        return tuple(news)  # told by an older version of Selaras, which did not note more
    if event.severity > track.heard_severity:
        news.append(News.SEVERITY)
    if {other.agency_id for other in event.others} - track.heard_others:
        news.append(News.AGENCY)
    return tuple(news)


def inhibited(event: CaseEvent, contradicting: frozenset[tuple[str, str]]) -> bool:
    """Whether all that there is to tell is the overlap of pairs that contradict elsewhere."""
    if event.own_relation is Relation.CONTRADICTION or not event.findings:
        return False
    return event.pairs <= contradicting


def shown(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """The findings without the overlaps of pairs that contradict too."""
    clashing = {item.pair for item in findings if item.relation is Relation.CONTRADICTION}
    return tuple(
        item
        for item in findings
        if item.relation is Relation.CONTRADICTION or item.pair not in clashing
    )


def gate(
    event: CaseEvent,
    to: Recipient,
    kind: AlertKind,
    quiet: Quiet,
    *,
    recent: Sequence[datetime],
    now: datetime,
) -> Hold | None:
    """What holds a notice back; None: it is told now.

    Args:
        recent: when the owner was told something in the last hour, in order.
    """
    silence = silence_on(quiet.silences, event, to, now)
    if silence is not None:
        return Hold(Reason.HELD_SILENCE, silence.end, silence.name)
    if crisis_on(quiet.crises, event.topic, event.area_codes, now) is not None:
        return None
    return (
        _for_digest(event, to, kind, quiet, now)
        or _off_hours(event, to, quiet, now)
        or _too_many(event, quiet.rules, recent, now)
    )


def has_room(recent: Sequence[datetime], rules: NoiseRules, now: datetime) -> datetime:
    """When an owner may be told something again, as far as the rate goes."""
    inside = sorted(moment for moment in recent if moment > now - RATE_WINDOW)
    if not rules.hourly or len(inside) < rules.hourly:
        return now
    return inside[-rules.hourly] + RATE_WINDOW


def _for_digest(
    event: CaseEvent, to: Recipient, kind: AlertKind, quiet: Quiet, now: datetime
) -> Hold | None:
    at = quiet.rules.digest
    if at is None or event.severity is not Severity.LOW or kind not in _DIGESTED:
        return None
    until = quiet.calendar.next_working_day(to.owner, to.agency.area_code, now, at)
    if event.deadline is not None and now < event.deadline <= until:
        return None  # a digest after the post went out is of no use
    return Hold(Reason.HELD_DIGEST, until)


def _off_hours(event: CaseEvent, to: Recipient, quiet: Quiet, now: datetime) -> Hold | None:
    until = quiet.calendar.next_working(to.owner, to.agency.area_code, now)
    if until <= now:
        return None
    deadline = event.deadline
    if deadline is not None and now < deadline <= until and event.severity >= Severity.HIGH:
        return None  # it would be told after the public has read it
    return Hold(Reason.HELD_WORKING_HOURS, until)


def _too_many(
    event: CaseEvent, rules: NoiseRules, recent: Sequence[datetime], now: datetime
) -> Hold | None:
    if event.severity is Severity.CRITICAL:
        return None
    until = has_room(recent, rules, now)
    return Hold(Reason.HELD_RATE_LIMIT, until) if until > now else None
