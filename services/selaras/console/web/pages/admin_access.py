"""Administrators: keys of agencies and accounts of people. A secret is shown in one answer only."""

from __future__ import annotations

from starlette.responses import Response

from selaras.client import SelarasApiError
from selaras.console.content.person import ADMINS
from selaras.console.web.errors import PageError
from selaras.console.web.pages.admin_agencies import agency_path, as_failure, sent, show_agency
from selaras.console.web.routing import get, post
from selaras.console.web.visit import Visit

_GRACE_HOURS = 24


async def _create_key(visit: Visit) -> Response:
    owner = await visit.field("owner")
    try:
        made = await visit.admin.create_key(
            visit.path["agency"],
            await visit.field("display_name"),
            owner=owner.rpartition("/")[2],
        )
    except (SelarasApiError, ValueError) as error:
        return await show_agency(visit, as_failure(error))
    return await show_agency(visit, secret=made.secret)


async def _rotate_key(visit: Visit) -> Response:
    made = await visit.admin.rotate_key(_key(visit), _GRACE_HOURS)
    return await show_agency(visit, secret=made.secret)


async def _revoke_key(visit: Visit) -> Response:
    await visit.admin.revoke_key(_key(visit))
    return visit.go(agency_path(visit.path["agency"]), "web.admin.key_revoked")


def _key(visit: Visit) -> str:
    return f"agencies/{visit.path['agency']}/keys/{visit.path['key']}"


async def _invite(visit: Visit) -> Response:
    owner = await visit.field("owner")
    if not owner.startswith(f"agencies/{visit.path['agency']}/owners/"):
        # Without an owner it would be the account of an administrator.
        return await show_agency(visit, PageError(422, "OWNER_NEEDED"))
    try:
        invited = await visit.admin.invite_account(await visit.field("login"), owner=owner)
    except (SelarasApiError, ValueError) as error:
        return await show_agency(visit, as_failure(error))
    link = visit.address(f"/invitation/{invited.invitation}")
    return await show_agency(visit, invitation=link)


async def _accounts(visit: Visit) -> Response:
    return await _list(visit)


async def _list(visit: Visit, failure: PageError | None = None, invitation: str = "") -> Response:
    return visit.page(
        "admin_accounts.html",
        failure.status if failure else 200,
        accounts=[account async for account in visit.admin.list_accounts()],
        sent=await sent(visit) if failure else {},
        failure=failure,
        invitation=invitation,
    )


async def _invite_admin(visit: Visit) -> Response:
    try:
        invited = await visit.admin.invite_account(await visit.field("login"))
    except (SelarasApiError, ValueError) as error:
        return await _list(visit, as_failure(error))
    return await _list(visit, invitation=visit.address(f"/invitation/{invited.invitation}"))


async def _delete_account(visit: Visit) -> Response:
    name = f"accounts/{visit.path['account']}"
    if name == visit.me.account:
        return await _list(visit, PageError(409, "OWN_ACCOUNT"))
    await visit.admin.delete_account(name)
    agency = await visit.field("agency")
    return visit.go(agency_path(agency) if agency else "/admin/accounts", "web.admin.account_gone")


routes = [
    post("/admin/agencies/{agency}/keys", _create_key, ADMINS),
    post("/admin/agencies/{agency}/keys/{key}/rotate", _rotate_key, ADMINS),
    post("/admin/agencies/{agency}/keys/{key}/revoke", _revoke_key, ADMINS),
    post("/admin/agencies/{agency}/accounts", _invite, ADMINS),
    get("/admin/accounts", _accounts, ADMINS),
    post("/admin/accounts", _invite_admin, ADMINS),
    post("/admin/accounts/{account}/delete", _delete_account, ADMINS),
]
