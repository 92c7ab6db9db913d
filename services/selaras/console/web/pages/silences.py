"""What keeps alerts quiet: silences, and the crisis mode that overrides hours and digests."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from starlette.responses import Response

from selaras.client import SelarasApiError, Severity, SilenceMatcher
from selaras.console.content.person import EVERYBODY, Role
from selaras.console.content.topics import topics
from selaras.console.web.errors import PageError
from selaras.console.web.pages.admin_agencies import as_failure, sent
from selaras.console.web.pages.admin_owners import SEVERITIES
from selaras.console.web.routing import get, post
from selaras.console.web.visit import Visit

# Hours to choose from. The service allows thirty days for a silence and fourteen for a crisis, by
# its own clock: a day less always passes.
SILENCE_HOURS = (1, 4, 8, 24, 72, 168, 696)
CRISIS_HOURS = (6, 24, 72, 168, 312)
_LEADERS = frozenset({Role.COORDINATOR, Role.ADMIN})


async def _show(visit: Visit) -> Response:
    return await _page(visit)


async def _page(visit: Visit, failure: PageError | None = None) -> Response:
    silences, crises = await asyncio.gather(
        visit.shared.list_silences(ended=visit.query.get("ended") == "1"),
        visit.shared.list_crises(),
    )
    return visit.page(
        "silences.html",
        failure.status if failure else 200,
        silences=silences,
        crises=crises,
        ended=visit.query.get("ended") == "1",
        may_declare=visit.is_any(*_LEADERS),
        topics=topics(visit.lang),
        severities=SEVERITIES,
        silence_hours=SILENCE_HOURS,
        crisis_hours=CRISIS_HOURS,
        sent=await sent(visit) if failure else {},
        failure=failure,
    )


async def _create(visit: Visit) -> Response:
    try:
        await visit.shared.create_silence(
            await _matcher(visit),
            await visit.field("reason"),
            end_time=visit.now + await _hours(visit, SILENCE_HOURS),
        )
    except (SelarasApiError, ValueError) as error:
        return await _page(visit, as_failure(error))
    return visit.go("/silences", "web.silences.created")


async def _matcher(visit: Visit) -> SilenceMatcher:
    me = visit.me
    agency, owner = await visit.field("agency"), ""
    if me.role in {Role.OWNER, Role.HEAD}:
        agency = me.agency
    if me.role is Role.OWNER or await visit.field("whose") == "me":
        owner = me.owner
    return SilenceMatcher(
        agency=_name("agencies", agency),
        owner=owner,
        case=_name("cases", await visit.field("case")),
        topic=await visit.field("topic"),
        area_code=await visit.field("area_code"),
        max_severity=_severity(await visit.field("max_severity")),
        other=_name("agencies", await visit.field("other")),
    )


async def _end(visit: Visit) -> Response:
    await visit.shared.expire_silence(f"silences/{visit.path['silence']}")
    return visit.go("/silences", "web.silences.ended_now")


async def _declare(visit: Visit) -> Response:
    try:
        await visit.shared.declare_crisis(
            await visit.field("reason"),
            end_time=visit.now + await _hours(visit, CRISIS_HOURS),
            area_code=await visit.field("area_code"),
            topic=await visit.field("topic"),
        )
    except (SelarasApiError, ValueError) as error:
        return await _page(visit, as_failure(error))
    return visit.go("/silences", "web.silences.crisis_declared")


async def _end_crisis(visit: Visit) -> Response:
    await visit.shared.end_crisis(f"crises/{visit.path['crisis']}")
    return visit.go("/silences", "web.silences.crisis_ended")


async def _hours(visit: Visit, allowed: tuple[int, ...]) -> timedelta:
    text = await visit.field("hours")
    if not text.isdigit() or int(text) not in allowed:
        raise ValueError("hours")
    return timedelta(hours=int(text))


def _severity(text: str) -> Severity:
    return Severity(text or "UNSPECIFIED")


def _name(kind: str, text: str) -> str:
    return f"{kind}/{text.removeprefix(f'{kind}/')}" if text else ""


routes = [
    get("/silences", _show, EVERYBODY),
    post("/silences", _create, EVERYBODY),
    post("/silences/{silence}/end", _end, EVERYBODY),
    post("/silences/crises", _declare, _LEADERS),
    post("/silences/crises/{crisis}/end", _end_crisis, _LEADERS),
]
