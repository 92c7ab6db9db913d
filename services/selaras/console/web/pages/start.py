"""The first page, the language, and who one is."""

from __future__ import annotations

from starlette.responses import Response

from selaras.catalogue import LANGUAGES
from selaras.client import SelarasApiError
from selaras.console.content.person import EVERYBODY
from selaras.console.web.errors import PageError
from selaras.console.web.navigation import home
from selaras.console.web.pages.sign_in import local_path
from selaras.console.web.routing import ANYBODY, get, post
from selaras.console.web.visit import Visit


async def _start(visit: Visit) -> Response:
    return visit.go(home(visit.me.role))


async def _language(visit: Visit) -> Response:
    chosen = await visit.field("lang")
    if chosen in LANGUAGES:
        visit.request.session["lang"] = chosen
    return visit.go(local_path(await visit.field("next")))


async def _account(visit: Visit) -> Response:
    return _account_page(visit)


async def _password(visit: Visit) -> Response:
    new = await visit.field("new")
    try:
        if new != await visit.field("repeat"):
            raise PageError(422, "PASSWORDS_DIFFER")
        await visit.api.change_password(await visit.field("password"), new)
    except PageError as error:
        return _account_page(visit, error)
    except SelarasApiError as error:
        if error.code == "UNAUTHENTICATED" and error.reason != "SIGN_IN_REFUSED":
            raise  # the session, not the password
        return _account_page(visit, PageError(422, error.reason, error.message))
    return visit.go("/account", "web.account.changed")


def _account_page(visit: Visit, failure: PageError | None = None) -> Response:
    status = failure.status if failure else 200
    passwords = visit.console.settings.passwords
    return visit.page("account.html", status, failure=failure, passwords=passwords)


routes = [
    get("/", _start, EVERYBODY),
    post("/language", _language, ANYBODY),
    get("/account", _account, EVERYBODY),
    post("/account/password", _password, EVERYBODY),
]
