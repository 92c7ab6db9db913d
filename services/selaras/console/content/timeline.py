"""What happened in a case, as people read it: the newest first, repetitions told once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from selaras.client import TimelineEntry, TimelineKind

# What Selaras itself notes many times when a text reaches many agencies at once.
_FOLDED = frozenset({TimelineKind.FINDING, TimelineKind.FINDING_GONE, TimelineKind.RETURNED})
_TOGETHER = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened.

    Attributes:
        kind: below ``web.case.timeline`` of the catalogue.
        agency, person: who did it; both empty: Selaras itself.
        quote: what a person wrote.
        subject: resource name of what it is about.
        detail: a named detail.
        count: how many times in a row.
    """

    kind: str
    time: datetime | None
    agency: str
    person: str
    quote: str
    subject: str
    detail: str
    count: int = 1


def events(entries: Iterable[TimelineEntry]) -> tuple[Event, ...]:
    """The timeline of a case, the newest first."""
    found: list[Event] = []
    for entry in entries:
        event = _event(entry)
        if found and _repeats(found[-1], event, entry.kind):
            last = found.pop()
            event = _again(event, last.count + 1)
        found.append(event)
    return tuple(reversed(found))


def _event(entry: TimelineEntry) -> Event:
    return Event(
        entry.kind.lower(),
        entry.time,
        entry.agency,
        entry.person,
        entry.text,
        entry.subject,
        entry.detail,
    )


def _repeats(last: Event, event: Event, kind: TimelineKind) -> bool:
    if kind not in _FOLDED or last.time is None or event.time is None:
        return False
    same = (last.kind, last.agency, last.person) == (event.kind, event.agency, event.person)
    return same and not event.quote and event.time - last.time <= _TOGETHER


def _again(event: Event, count: int) -> Event:
    # Several kinds of facts came back at once: no single one is named.
    detail = "" if count > 1 else event.detail
    return Event(event.kind, event.time, event.agency, event.person, event.quote, "", detail, count)
