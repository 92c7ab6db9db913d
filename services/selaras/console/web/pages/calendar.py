"""The calendar of what agencies plan to publish, and the address of its feed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from starlette.responses import Response

from selaras.client import Plan
from selaras.console.content.areas import TypedArea, typed_area
from selaras.console.content.days import short_date, weekday
from selaras.console.content.feed import clash_sentence
from selaras.console.content.free_days import free_days
from selaras.console.content.period import Period, View, make_period, read_period
from selaras.console.content.person import PEOPLE
from selaras.console.content.plans import Day, agency_names, by_day, items
from selaras.console.content.topics import topic_word, topics
from selaras.console.web.errors import PageError
from selaras.console.web.routing import get, post
from selaras.console.web.visit import Visit

# So many plans are read. A month shows few of each day and counts the rest; a week shows all of
# them on a page that must stay small.
_MOST = {View.MONTH: 5_000, View.WEEK: 1_000, View.DAY: 1_000}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of the calendar is asked for; the filters as they are in the address."""

    period: Period
    topic: str
    area: TypedArea
    agency: str
    colliding: bool

    @property
    def is_filtered(self) -> bool:
        """Some plans of these days may be left out."""
        return bool(self.topic or self.area.typed or self.agency or self.colliding)


@dataclass(frozen=True, slots=True)
class Loaded:
    """Plans of some days, by time; ``last``: the last of them where there are more."""

    plans: tuple[Plan, ...] = ()
    last: datetime | None = None


async def _calendar(visit: Visit) -> Response:
    today = visit.now.astimezone(visit.times.zone).date()
    wanted = _wanted(visit, today)
    if not wanted.area.is_settled:
        return _page(visit, wanted, today, Loaded(), {}, status=422)
    # All agencies first: the choice among them is made of those that plan something.
    loaded = await _load(visit, replace(wanted, agency=""))
    names = agency_names(loaded.plans)
    if wanted.agency:
        if loaded.last is not None:
            loaded = await _load(visit, wanted)
        mine = tuple(plan for plan in loaded.plans if plan.agency.name == wanted.agency)
        names |= agency_names(mine)
        loaded = replace(loaded, plans=mine)
    return _page(visit, wanted, today, loaded, names)


def _wanted(visit: Visit, today: date) -> Wanted:
    return Wanted(
        period=read_period(visit.query, today),
        topic=visit.query.get("topic", "")[:63],
        area=typed_area(visit.query.get("area", "")),
        agency=visit.query.get("agency", "")[:200],
        colliding=bool(visit.query.get("colliding")),
    )


async def _load(visit: Visit, wanted: Wanted) -> Loaded:
    start, end = (
        datetime.combine(day, time(), visit.times.zone)
        for day in (wanted.period.start, wanted.period.end)
    )
    found: list[Plan] = []
    async for plan in visit.api.plans(
        start,
        end,
        topic=wanted.topic,
        area_code=wanted.area.code,
        agency=wanted.agency,
        colliding=wanted.colliding,
    ):
        if len(found) == _MOST[wanted.period.view]:
            return Loaded(tuple(found), found[-1].publish_time)
        found.append(plan)
    return Loaded(tuple(found))


def _page(
    visit: Visit,
    wanted: Wanted,
    today: date,
    loaded: Loaded,
    names: dict[str, str],
    *,
    status: int = 200,
) -> Response:
    period = wanted.period
    shown = items(loaded.plans, visit.times.zone, visit.me.agency, names)
    inside = [item for item in shown if period.holds(item.at.date())]
    free = free_days(period.start, period.end, visit.lang)
    return visit.page(
        "calendar.html",
        status,
        wanted=wanted,
        period=period,
        days=by_day(period, shown, free, today),
        total=len(inside),
        clashing=sum(bool(item.clashes) for item in inside),
        last=loaded.last,
        agencies=_agencies(names, wanted.agency),
        topics=_topics(visit, loaded.plans, wanted.topic),
        topic_word=topic_word,
        clash_sentence=clash_sentence,
        to=_Links(visit, wanted, today),
        heading=_heading(visit, period),
        weekdays=[weekday(day, visit.lang) for day in period.days[:7]],
        zone=visit.times.zone_label(visit.now.astimezone(visit.times.zone)),
    )


class _Links:
    """Addresses of other days and views that keep the filters."""

    def __init__(self, visit: Visit, wanted: Wanted, today: date) -> None:
        self._visit = visit
        self._wanted = wanted
        self._today = today

    def period(self, period: Period, **changes: str) -> str:
        """The same filters at another time, but for those that are given."""
        filters = {
            "topic": self._wanted.topic,
            "area": self._wanted.area.typed,
            "agency": self._wanted.agency,
            "colliding": "1" if self._wanted.colliding else "",
        }
        return self._visit.link(
            "/calendar", **{period.view.value: period.value}, **{**filters, **changes}
        )

    def view(self, name: str) -> str:
        """Another view of about the same days."""
        return self.period(self._wanted.period.as_view(View(name), self._today))

    def day(self, day: Day) -> str:
        """All of one day."""
        return self.period(make_period(View.DAY, day.date))

    @property
    def today(self) -> str:
        """The same view around today."""
        return self.period(make_period(self._wanted.period.view, self._today))

    @property
    def unfiltered(self) -> str:
        """The same days without filters."""
        return self.period(self._wanted.period, topic="", area="", agency="", colliding="")


def _heading(visit: Visit, period: Period) -> str:
    if period.view is View.MONTH:
        return visit.times.month(period.anchor)
    if period.view is View.DAY:
        return visit.times.day(period.anchor)
    start, end = short_date(period.start, visit.lang), short_date(period.last, visit.lang)
    return visit.t("web.calendar.week_of", start=start, end=end)


def _agencies(names: dict[str, str], chosen: str) -> list[tuple[str, str]]:
    """Agencies to choose from; the chosen one too where it plans nothing on these days."""
    missing = [(chosen, chosen.removeprefix("agencies/"))] if chosen not in {"", *names} else []
    return [*names.items(), *missing]


def _topics(visit: Visit, plans: Iterable[Plan], chosen: str) -> list[tuple[str, str]]:
    known = topics(visit.lang)
    ids = {name for name, _ in known}
    others = {plan.topic for plan in plans} | {chosen}
    return known + [(name, name) for name in sorted(others - ids - {""})]


async def _address(visit: Visit) -> Response:
    profile = await visit.api.profile()
    return _address_page(visit, has_secret=profile.has_calendar_secret)


async def _change_address(visit: Visit) -> Response:
    what = await visit.field("do")
    if what == "end":
        await visit.api.delete_calendar_secret()
        return visit.go("/calendar/address", "web.calendar.address.ended")
    if what != "make":
        raise PageError(422, "CHOICE_MISSING")
    secret = await visit.api.create_calendar_secret()
    # Shown in this answer alone: it is neither in an address of the console nor in the session.
    made = visit.address(f"/calendar/{secret}.ics")
    return _address_page(visit, has_secret=True, made=made)


def _address_page(visit: Visit, *, has_secret: bool, made: str = "") -> Response:
    return visit.page("calendar_address.html", has_secret=has_secret, made=made)


routes = [
    get("/calendar", _calendar, PEOPLE),
    get("/calendar/address", _address, PEOPLE),
    post("/calendar/address", _change_address, PEOPLE),
]
