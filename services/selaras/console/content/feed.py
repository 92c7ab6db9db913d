"""The calendar as an iCalendar file, for calendars on phones and desks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

from icalendar import Calendar, Event

from selaras.catalogue import text
from selaras.client import Plan
from selaras.console.content.areas import area_names
from selaras.console.content.plans import Clash, agency_names, clashes
from selaras.console.content.topics import topic_word
from selaras.console.content.turns import without_turns

# What calendars show as the length of a publication, which has none.
_LENGTH = timedelta(minutes=30)
_EVERY = timedelta(hours=1)
_NAMED = 2
# The library escapes what iCalendar gives a meaning; these have none and break readers.
_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")


def make_feed(plans: Iterable[Plan], *, lang: str, now: datetime, console: str) -> bytes:
    """A calendar of plans; those without a time are left out.

    Args:
        plans: as the service shows them to whose feed it is.
        lang: ``id`` or ``en``.
        now: aware; when it is made.
        console: address of the console, for links to cases; without a slash at its end.
    """
    known = [plan for plan in plans if plan.publish_time is not None]
    names = agency_names(known)
    calendar = Calendar()
    calendar.add("prodid", "-//Selaras//Selaras//ID")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", text("web.calendar.feed.name", lang=lang))
    calendar.add("refresh-interval", _EVERY, parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    for plan in known:
        calendar.add_component(_event(plan, clashes(plan, names), lang, now, console))
    return bytes(calendar.to_ical())


def nearest(plans: Sequence[Plan], now: datetime, most: int) -> list[Plan]:
    """The plans nearest to now, by time; those without a time are left out."""
    timed = [(plan.publish_time, plan) for plan in plans if plan.publish_time is not None]
    kept = sorted(timed, key=lambda item: abs(item[0] - now))[:most]
    return [plan for _, plan in sorted(kept, key=lambda item: (item[0], item[1].plan_id))]


def clash_sentence(clash: Clash, lang: str) -> str:
    """What gets in the way, in one sentence."""
    return text(f"web.calendar.clash.{clash.kind}", lang=lang, agency=_agencies(clash, lang))


def _agencies(clash: Clash, lang: str) -> str:
    """Names of the other agencies; many are counted."""
    names = [name or text("web.calendar.somebody", lang=lang) for name in clash.agencies]
    key = ("one", "two")[len(names) - 1] if len(names) <= _NAMED else "many"
    return text(
        f"case_title.agencies.{key}",
        lang=lang,
        first=names[0],
        second=names[min(1, len(names) - 1)],
        count=len(names) - _NAMED,
    )


def _event(plan: Plan, found: tuple[Clash, ...], lang: str, now: datetime, console: str) -> Event:
    event = Event()
    event.add("uid", f"{plan.plan_id}@selaras")
    event.add("dtstamp", now)
    assert plan.publish_time is not None  # noqa: S101  # left out above
    start = plan.publish_time.astimezone(UTC)
    event.add("dtstart", start)
    event.add("dtend", start + _LENGTH)
    event.add("summary", _clean(_summary(plan, lang)))
    event.add("description", _description(plan, found, lang))
    event.add("status", "CONFIRMED" if plan.published else "TENTATIVE")
    # Nobody is busy because a post goes out.
    event.add("transp", "TRANSPARENT")
    if plan.topic:
        event.add("categories", [topic_word(plan.topic, lang)])
    case = next((clash.case_id for clash in found if clash.case_id), "")
    if case:
        event.add("url", f"{console}/cases/{quote(case, safe='')}")
    return event


def _summary(plan: Plan, lang: str) -> str:
    title = plan.title or text("web.calendar.untitled", lang=lang)
    topic = topic_word(plan.topic, lang)
    return f"{plan.agency.display_name}: {title}" + (f" | {topic}" if topic else "")


def _description(plan: Plan, found: tuple[Clash, ...], lang: str) -> str:
    state = "published" if plan.published else "planned"
    lines = [text(f"web.calendar.state.{state}", lang=lang)]
    if plan.area_codes:
        areas = ", ".join(area_names(plan.area_codes))
        lines.append(text("web.calendar.feed.areas", lang=lang, areas=areas))
    lines += [clash_sentence(clash, lang) for clash in found]
    return "\n".join(_clean(line) for line in lines)


def _clean(line: str) -> str:
    return without_turns(_CONTROL.sub(" ", line)).strip()
