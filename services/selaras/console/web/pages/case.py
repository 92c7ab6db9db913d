"""One case: what clashes, why, whose turn it is, and what has happened."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

from starlette.background import BackgroundTask
from starlette.responses import Response

from selaras.client import AlertRecord, Case, SelarasApiError
from selaras.console.content.person import PEOPLE
from selaras.console.web.pages.case_view import Failed, values_of
from selaras.console.web.routing import get
from selaras.console.web.visit import Visit
from selaras.kit.logging import get_logger

_log = get_logger(__name__)
_ALERTS = 50
T = TypeVar("T")


async def _show(visit: Visit) -> Response:
    return await show(visit)


async def show(visit: Visit, failed: Failed | None = None) -> Response:
    """The page of the case that the address names; with a form that was refused, as it was sent.

    Without its people or its alerts the case is shown all the same.
    """
    name = f"cases/{visit.path['id']}"
    case, contacts, alerts = await asyncio.gather(
        visit.api.get_case(name),
        _if_there("contacts", visit.api.contacts(name)),
        _if_there("alerts", _alerts(visit, name)),
    )
    values = values_of(visit, case, contacts, alerts, failed)
    answer = visit.page("case.html", failed.failure.status if failed else 200, **values)
    if case.read_version < case.version:
        answer.background = BackgroundTask(_mark_read, visit, case)
    return answer


async def _alerts(visit: Visit, name: str) -> list[AlertRecord]:
    found: list[AlertRecord] = []
    async for alert in visit.api.list_alerts(case=name):
        found.append(alert)
        if len(found) == _ALERTS:
            break
    return found


async def _if_there(what: str, asked: Awaitable[T]) -> T | None:
    """An answer that the page can do without; None: it did not come."""
    try:
        return await asked
    except SelarasApiError as error:
        _log.warning("case_incomplete", what=what, reason=error.reason)
        return None


async def _mark_read(visit: Visit, case: Case) -> None:
    try:
        await visit.api.mark_case_read(case.name, case.version)
    except SelarasApiError as error:
        # It stays marked as unread; nothing is lost.
        _log.warning("case_not_marked_read", reason=error.reason)


routes = [get("/cases/{id}", _show, PEOPLE)]
