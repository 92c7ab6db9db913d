"""Where pages are, who may see them, and what every one of them must hold to.

A page that changes something is a ``post`` and is reached with a valid CSRF token only: there is no
other way to make one.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Awaitable, Callable, Collection

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from selaras.client import SelarasApiError
from selaras.console.content.person import Role
from selaras.console.web.errors import PageError, SignInNeeded, from_api_error
from selaras.console.web.security import require_csrf
from selaras.console.web.visit import Visit

Page = Callable[[Visit], Awaitable[Response]]
# Anybody, signed in or not.
ANYBODY: frozenset[Role] = frozenset()


def get(path: str, page: Page, who: Collection[Role]) -> Route:
    """A page that shows something to those with one of the roles."""
    return Route(path, _endpoint(page, who, changes=False), methods=["GET"], name=path)


def post(path: str, page: Page, who: Collection[Role]) -> Route:
    """A page that changes something for those with one of the roles."""
    return Route(path, _endpoint(page, who, changes=True), methods=["POST"], name=f"post {path}")


def all_routes(package: str) -> list[BaseRoute]:
    """The routes of all modules of a package, in the order of the modules' names."""
    found: list[BaseRoute] = []
    for module in pkgutil.iter_modules(importlib.import_module(package).__path__):
        found += getattr(importlib.import_module(f"{package}.{module.name}"), "routes", [])
    # Paths with a parameter come last: /cases/live is no case of that name.
    return sorted(found, key=lambda route: "{" in getattr(route, "path", ""))


def _endpoint(
    page: Page, who: Collection[Role], *, changes: bool
) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        visit = Visit(request, request.app.state.console)
        try:
            if who and visit.me.role not in who:
                raise PageError(403, "ROLE_NOT_ALLOWED")
            if changes:
                await require_csrf(request)
            return await page(visit)
        except SelarasApiError as error:
            return refusal(visit, from_api_error(error))
        except PageError as error:
            return refusal(visit, error)

    return endpoint


def refusal(visit: Visit, error: PageError) -> Response:
    """The page that says what went wrong and what to do.

    For a part of a page a notice takes its place, so that what was typed stays where it is.
    """
    if isinstance(error, SignInNeeded):
        return _to_sign_in(visit)
    headers = {"retry-after": str(int(error.retry_after) + 1)} if error.retry_after else {}
    if visit.is_fragment:
        answer = visit.page("parts/failure.html", error.status, failure=error)
        answer.headers.update({"hx-retarget": "#notice", "hx-reswap": "innerHTML", **headers})
        return answer
    answer = visit.page("failure.html", error.status, failure=error)
    answer.headers.update(headers)
    return answer


def _to_sign_in(visit: Visit) -> Response:
    request = visit.request
    had_session = visit.request.session.get("key")
    visit.sign_out()
    # Only where it can be gone to again: a form that was sent is not sent a second time.
    back = ""
    if request.method == "GET" and not visit.is_fragment:
        back = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    target = visit.link("/sign-in", next="" if back in {"/", "/sign-in"} else back)
    return visit.go(target, "web.sign_in.ended" if had_session else "")
