"""Administrators: the agencies, and one of them with its owners, keys and accounts."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import TypeVar

from starlette.responses import Response

from selaras.client import Agency, AgencyLevel, SelarasApiError
from selaras.console.content.person import ADMINS
from selaras.console.web.errors import PageError, from_api_error
from selaras.console.web.routing import get, post
from selaras.console.web.visit import Visit

_PAGE = 100
T = TypeVar("T")
LEVELS = [level for level in AgencyLevel if level is not AgencyLevel.UNSPECIFIED]


def agency_path(agency: str) -> str:
    """Address of the page of an agency, by id or resource name."""
    return f"/admin/agencies/{agency.removeprefix('agencies/')}"


async def _agencies(visit: Visit) -> Response:
    return await _list(visit)


async def _list(visit: Visit, failure: PageError | None = None) -> Response:
    wanted = visit.query.get("q", "").strip().casefold()
    found = [
        agency
        async for agency in visit.admin.list_agencies()
        if wanted in f"{agency.display_name} {agency.agency_id} {agency.area_code}".casefold()
    ]
    first = max(_whole(visit.query.get("from", "")), 0)
    return visit.page(
        "admin_agencies.html",
        failure.status if failure else 200,
        agencies=found[first : first + _PAGE],
        count=len(found),
        following=first + _PAGE if first + _PAGE < len(found) else 0,
        query=visit.query.get("q", ""),
        levels=LEVELS,
        sent=await sent(visit) if failure else {},
        failure=failure,
    )


async def _create(visit: Visit) -> Response:
    try:
        agency = await visit.admin.create_agency(
            await visit.field("agency_id"),
            await visit.field("display_name"),
            await visit.field("level"),
            area_code=await visit.field("area_code"),
            parent=_parent(await visit.field("parent")),
        )
    except (SelarasApiError, ValueError) as error:
        return await _list(visit, as_failure(error))
    return visit.go(agency_path(agency.name), "web.admin.agency_created")


async def _agency(visit: Visit) -> Response:
    return await show_agency(visit)


async def show_agency(
    visit: Visit,
    failure: PageError | None = None,
    *,
    secret: str = "",
    invitation: str = "",
) -> Response:
    """The page of an agency.

    Args:
        failure: what was wrong with a form on it.
        secret: a key that was just made, to be shown this once.
        invitation: a link that was just made, likewise.
    """
    agency = await visit.admin.get_agency(visit.path["agency"])
    owners, keys, accounts = await asyncio.gather(
        _all(visit.admin.list_owners(agency.name)),
        visit.admin.list_keys(agency.name),
        _all(visit.admin.list_accounts(agency.name)),
    )
    return visit.page(
        "admin_agency.html",
        failure.status if failure else 200,
        agency=agency,
        path=agency_path(agency.name),
        owners=owners,
        names={owner.name: owner.display_name for owner in owners},
        keys=keys,
        accounts=accounts,
        levels=LEVELS,
        sent=await sent(visit) if failure else {},
        failure=failure,
        secret=secret,
        invitation=invitation,
    )


async def _update(visit: Visit) -> Response:
    agency: Agency = await visit.admin.get_agency(visit.path["agency"])
    wanted = {
        "display_name": await visit.field("display_name"),
        "level": await visit.field("level"),
        "area_code": await visit.field("area_code"),
        "parent": _parent(await visit.field("parent")),
    }
    try:
        await visit.admin.update_agency(agency.name, **wanted)
    except (SelarasApiError, ValueError) as error:
        return await show_agency(visit, as_failure(error))
    return visit.go(agency_path(agency.name), "web.admin.saved")


async def sent(visit: Visit) -> dict[str, str]:
    """What was sent with a form, to be shown again."""
    form = await visit.form()
    return {name: value for name, value in form.items() if isinstance(value, str)}


def as_failure(error: SelarasApiError | ValueError) -> PageError:
    """What was wrong with a form.

    Raises:
        SelarasApiError: it was not the form.
    """
    if not isinstance(error, SelarasApiError):
        return PageError(422, "FORM_INVALID", str(error))
    if error.code in {"UNAUTHENTICATED", "UNAVAILABLE", "DEADLINE_EXCEEDED"}:
        raise error
    return from_api_error(error)


async def _all(entries: AsyncIterator[T]) -> list[T]:
    return [entry async for entry in entries]


def _parent(text: str) -> str:
    return f"agencies/{text.removeprefix('agencies/')}" if text else ""


def _whole(text: str) -> int:
    return int(text) if text.isdigit() else 0


routes = [
    get("/admin", _agencies, ADMINS),
    post("/admin/agencies", _create, ADMINS),
    get("/admin/agencies/{agency}", _agency, ADMINS),
    post("/admin/agencies/{agency}", _update, ADMINS),
]
