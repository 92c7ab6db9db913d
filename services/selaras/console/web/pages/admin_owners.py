"""Administrators: the owners of an agency, with their channels, hours and turns of duty."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from starlette.responses import Response

from selaras.client import (
    ChannelKind,
    ChannelTest,
    Owner,
    OwnerRole,
    SelarasApiError,
    Severity,
)
from selaras.console.content.owner_form import (
    Form,
    FormError,
    channel_rows,
    hours_rows,
    read_owner,
    shift_rows,
)
from selaras.console.content.person import ADMINS
from selaras.console.content.times import zone
from selaras.console.content.topics import topics
from selaras.console.web.errors import PageError
from selaras.console.web.pages.admin_agencies import agency_path, as_failure, show_agency
from selaras.console.web.routing import get, post
from selaras.console.web.visit import Visit

ZONES = ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura")
ROLES = [role for role in OwnerRole if role is not OwnerRole.UNSPECIFIED]
SEVERITIES = [item for item in Severity if item is not Severity.UNSPECIFIED]
CHANNELS = [kind for kind in ChannelKind if kind not in {ChannelKind.UNSPECIFIED, ChannelKind.NATS}]


async def _create(visit: Visit) -> Response:
    agency, owner_id = visit.path["agency"], await visit.field("owner_id")
    try:
        await visit.admin.create_owner(
            agency,
            owner_id,
            await visit.field("display_name"),
            contact=await visit.field("contact"),
            role=await visit.field("role") or "OWNER",
        )
    except (SelarasApiError, ValueError) as error:
        return await show_agency(visit, as_failure(error))
    return visit.go(owner_path(agency, owner_id), "web.admin.owner_created")


def owner_path(agency: str, owner_id: str) -> str:
    """Address of the page of an owner."""
    return f"{agency_path(agency)}/owners/{owner_id}"


async def _show(visit: Visit) -> Response:
    return _page(visit, await _owner(visit))


async def _owner(visit: Visit) -> Owner:
    """The owner of the visit.

    Raises:
        PageError: there is none.
    """
    async for owner in visit.admin.list_owners(visit.path["agency"]):
        if owner.owner_id == visit.path["owner"]:
            return owner
    raise PageError(404, "OWNER_NOT_FOUND")


def _page(
    visit: Visit,
    owner: Owner,
    failure: PageError | None = None,
    test: ChannelTest | None = None,
    tested: str = "",
) -> Response:
    where = zone(owner.time_zone)
    return visit.page(
        "admin_owner.html",
        failure.status if failure else 200,
        owner=owner,
        agency=visit.path["agency"],
        path=owner_path(visit.path["agency"], owner.owner_id),
        channels=channel_rows(owner),
        hours=hours_rows(owner),
        shifts=shift_rows(owner, where, visit.now),
        topics=topics(visit.lang),
        zones=sorted({*ZONES, owner.time_zone or ZONES[0]}),
        roles=ROLES,
        severities=SEVERITIES,
        kinds=CHANNELS,
        failure=failure,
        test=test,
        tested=tested,
    )


async def _update(visit: Visit) -> Response:
    owner = await _owner(visit)
    form = await visit.form()
    sent = Form({name: [v for v in form.getlist(name) if isinstance(v, str)] for name in form})
    try:
        changes = read_owner(sent, zone(sent.one("time_zone")))
    except FormError as error:
        return _page(visit, owner, PageError(422, "FORM_INVALID", error.field))
    try:
        await visit.admin.update_owner(visit.path["agency"], owner.owner_id, **changes)
    except (SelarasApiError, ValueError) as error:
        return _page(visit, _typed(owner, dict(changes)), as_failure(error))
    return visit.go(owner_path(visit.path["agency"], owner.owner_id), "web.admin.saved")


def _typed(owner: Owner, changes: dict[str, Any]) -> Owner:
    """The owner as it was typed, to be shown again."""
    lists = ("channels", "working_hours", "topics", "area_codes", "duty_shifts")
    return replace(owner, **changes | {name: tuple(changes[name]) for name in lists})


async def _delete(visit: Visit) -> Response:
    await visit.admin.delete_owner(visit.path["agency"], visit.path["owner"])
    return visit.go(agency_path(visit.path["agency"]), "web.admin.owner_gone")


async def _test(visit: Visit) -> Response:
    owner, kind = await _owner(visit), await visit.field("channel")
    try:
        test = await visit.admin.test_channel(owner.name, kind)
    except (SelarasApiError, ValueError) as error:
        return _page(visit, owner, as_failure(error))
    return _page(visit, owner, test=test, tested=kind)


routes = [
    post("/admin/agencies/{agency}/owners", _create, ADMINS),
    get("/admin/agencies/{agency}/owners/{owner}", _show, ADMINS),
    post("/admin/agencies/{agency}/owners/{owner}", _update, ADMINS),
    post("/admin/agencies/{agency}/owners/{owner}/delete", _delete, ADMINS),
    post("/admin/agencies/{agency}/owners/{owner}/test", _test, ADMINS),
]
