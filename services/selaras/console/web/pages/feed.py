"""The calendar as a file that phones fetch, without a session: the address has the secret."""

from __future__ import annotations

import asyncio
import re
from datetime import timedelta

from starlette.responses import PlainTextResponse, Response

from selaras.catalogue import LANGUAGES
from selaras.client import Plan, SelarasApiError
from selaras.console.content.feed import make_feed, nearest
from selaras.console.web.routing import ANYBODY, get
from selaras.console.web.visit import Visit
from selaras.kit.logging import get_logger

_log = get_logger(__name__)
# The key of a feed and of nothing else: a session that ends up in an address opens nothing here.
_SECRET = re.compile(r"slf_[A-Za-z0-9_-]{8,200}")
_BEFORE, _AHEAD = timedelta(days=30), timedelta(days=70)
# So many are read, and so many of them, those nearest to now, are given: each takes a millisecond.
_READ, _MOST = 10_000, 2_000
_NOT_THERE = {"UNAUTHENTICATED", "PERMISSION_DENIED", "NOT_FOUND"}
_RETRY_SECONDS = 300


async def _feed(visit: Visit) -> Response:
    secret = visit.path["secret"]
    if not _SECRET.fullmatch(secret):
        return _not_there()
    try:
        plans = await _plans(visit, secret)
    except SelarasApiError as error:
        if error.code in _NOT_THERE:
            return _not_there()
        _log.warning("feed_failed", reason=error.reason)
        status = 429 if error.code == "RESOURCE_EXHAUSTED" else 503
        wait = str(int(error.retry_after or _RETRY_SECONDS))
        return PlainTextResponse("try again later\n", status, headers={"retry-after": wait})
    lang = visit.query.get("lang", "")
    made = await asyncio.to_thread(
        make_feed,
        plans,
        lang=lang if lang in LANGUAGES else LANGUAGES[0],
        now=visit.now,
        console=visit.address(""),
    )
    headers = {"content-disposition": 'inline; filename="selaras.ics"'}
    return Response(made, media_type="text/calendar; charset=utf-8", headers=headers)


async def _plans(visit: Visit, secret: str) -> list[Plan]:
    found: list[Plan] = []
    client = visit.console.gateway.client(secret)
    # Once: what the clock moves on between two looks would make the span longer than the API lets.
    now = visit.now
    async for plan in client.plans(now - _BEFORE, now + _AHEAD):
        found.append(plan)
        if len(found) == _READ:
            break
    return nearest(found, now, _MOST)


def _not_there() -> Response:
    return PlainTextResponse("there is no such calendar\n", 404)


# Phones ask without a session, and one that a browser has is no matter.
routes = [get("/calendar/{secret}.ics", _feed, ANYBODY)]
