"""Signing in with a password, by an invitation, and signing out."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from starlette.responses import Response

from selaras.client import SelarasApiError
from selaras.console.api.sign_in import SignedIn
from selaras.console.web.errors import PageError, from_api_error
from selaras.console.web.navigation import home
from selaras.console.web.routing import ANYBODY, get, post
from selaras.console.web.throttle import admit
from selaras.console.web.visit import Visit
from selaras.kit import metrics
from selaras.kit.logging import get_logger

_log = get_logger(__name__)
_ODD = re.compile(r"[\x00-\x1f\x7f\\]")


def local_path(target: str) -> str:
    """A path on the console; the first page for anything that leads elsewhere."""
    parts = urlsplit(target)
    # Browsers read a backslash as a slash, and leave tabs and the like out of an address.
    inside = target.startswith("/") and not target.startswith("//") and not _ODD.search(target)
    return target if inside and not (parts.scheme or parts.netloc) else "/"


def begin(visit: Visit, signed_in: SignedIn, way: str, target: str = "") -> Response:
    """Begin a session and lead on."""
    metrics.SIGN_INS.labels(way, "accepted").inc()
    visit.sign_in(signed_in)
    inside = local_path(target)
    return visit.go(home(signed_in.person.role) if inside == "/" else inside)


def refused(way: str, error: SelarasApiError) -> PageError:
    """A try to sign in that failed, as the page says it."""
    metrics.SIGN_INS.labels(way, error.reason).inc()
    _log.warning("sign_in_refused", way=way, reason=error.reason)
    if error.code == "UNAUTHENTICATED":
        return PageError(401, error.reason, error.message)
    return from_api_error(error)


async def _show(visit: Visit) -> Response:
    target = local_path(visit.query.get("next", ""))
    if visit.person is not None:
        return visit.go(target)
    return _form(visit, target)


async def _with_password(visit: Visit) -> Response:
    if not visit.console.settings.passwords:
        raise PageError(404, "PAGE_REFUSED")
    login, target = await visit.field("login"), local_path(await visit.field("next"))
    try:
        await admit(visit)
        password = str((await visit.form()).get("password", ""))
        signed_in = await visit.console.gateway.sign_in.with_password(login, password)
    except SelarasApiError as error:
        return _form(visit, target, login, refused("password", error))
    except PageError as error:
        return _form(visit, target, login, error)
    return begin(visit, signed_in, "password", target)


def _form(visit: Visit, target: str, login: str = "", failure: PageError | None = None) -> Response:
    settings = visit.console.settings
    return visit.page(
        "sign_in.html",
        failure.status if failure else 200,
        next="" if target == "/" else target,
        login=login,
        failure=failure,
        passwords=settings.passwords,
        identity_name=settings.oidc_name if settings.oidc_issuer else "",
    )


async def _invited(visit: Visit) -> Response:
    await admit(visit)
    return await _invitation(visit)


async def _accept(visit: Visit) -> Response:
    form = await visit.form()
    password = str(form.get("password", ""))
    try:
        await admit(visit)
        if password != form.get("repeat"):
            raise PageError(422, "PASSWORDS_DIFFER")
        signed_in = await visit.console.gateway.sign_in.accept(visit.path["token"], password)
    except SelarasApiError as error:
        failure = refused("invitation", error)
        if failure.reason == "INVITATION_INVALID":
            raise failure from error
        return await _invitation(visit, failure)
    except PageError as error:
        return await _invitation(visit, error)
    return begin(visit, signed_in, "invitation")


async def _invitation(visit: Visit, failure: PageError | None = None) -> Response:
    try:
        login = await visit.console.gateway.sign_in.invited(visit.path["token"])
    except SelarasApiError as error:
        raise refused("invitation", error) from error
    status = failure.status if failure else 200
    return visit.page("invitation.html", status, login=login, failure=failure)


async def _sign_out(visit: Visit) -> Response:
    if visit.person is not None:
        try:
            await visit.api.end_session()
        except SelarasApiError as error:
            # It ends by itself; somebody who leaves a shared computer is not kept waiting.
            _log.warning("session_not_ended", reason=error.reason)
    visit.sign_out()
    return visit.go("/sign-in", "web.sign_in.signed_out")


routes = [
    get("/sign-in", _show, ANYBODY),
    post("/sign-in", _with_password, ANYBODY),
    get("/invitation/{token}", _invited, ANYBODY),
    post("/invitation/{token}", _accept, ANYBODY),
    post("/sign-out", _sign_out, ANYBODY),
]
