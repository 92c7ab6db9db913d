"""The console as one ASGI application."""

from __future__ import annotations

import time

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.middleware.sessions import SessionMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from selaras.console.web import pages, templating
from selaras.console.web.errors import PageError
from selaras.console.web.navigation import navigation
from selaras.console.web.oidc import make_provider
from selaras.console.web.routing import all_routes, refusal
from selaras.console.web.security import LimitBody, SecurityHeaders
from selaras.console.web.throttle import Throttle
from selaras.console.web.visit import Console, Visit
from selaras.kit import metrics
from selaras.kit.logging import get_logger

_log = get_logger(__name__)
# Longer than a session of the directory lasts: it decides when somebody must sign in anew.
_COOKIE_SECONDS = 7 * 24 * 3600
_YEAR = 31_536_000
# A text of the longest draft, with every character escaped, and room beside.
_MOST_BYTES = 1 << 20


def make_app(console: Console) -> Starlette:
    """The pages, with what holds for all of them."""
    settings = console.settings
    app = Starlette(
        routes=[
            Mount("/static", _Static(directory=templating.STATIC), name="static"),
            *all_routes(pages.__name__),
        ],
        middleware=[
            Middleware(_Measured),
            Middleware(SecurityHeaders, secure=settings.is_secure),
            Middleware(LimitBody, most=_MOST_BYTES),
            Middleware(GZipMiddleware, minimum_size=1000, compresslevel=6),
            Middleware(
                SessionMiddleware,
                secret_key=settings.cookie_secret.get_secret_value(),
                session_cookie="__Host-selaras" if settings.is_secure else "selaras",
                max_age=_COOKIE_SECONDS,
                same_site="lax",
                https_only=settings.is_secure,
            ),
        ],
        exception_handlers={HTTPException: _http_error, Exception: _bug},
    )
    app.state.console = console
    app.state.identity_provider = make_provider(settings)
    app.state.throttle = Throttle(settings.sign_in_per_minute)
    templating.environment().globals["navigation"] = navigation
    return app


async def _http_error(request: Request, error: Exception) -> Response:
    """What the framework itself refuses: no such page, or another method."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    return refusal(Visit(request, request.app.state.console), PageError(status, "PAGE_REFUSED"))


async def _bug(request: Request, error: Exception) -> Response:
    # The path may name a secret address or a case, so that it is not logged.
    _log.error("page_failed", exc_info=error)
    return refusal(Visit(request, request.app.state.console), PageError(500, "BUG"))


class _Static(StaticFiles):
    """Files whose address changes with their content are kept by browsers for a year."""

    def file_response(self, *args: object, **kwargs: object) -> Response:
        """A file."""
        response = super().file_response(*args, **kwargs)  # type: ignore[arg-type]
        scope = next(item for item in (*args, *kwargs.values()) if isinstance(item, dict))
        kept = b"v=" in scope.get("query_string", b"")
        response.headers["cache-control"] = (
            f"public, max-age={_YEAR}, immutable" if kept else "no-cache"
        )
        return response


class _Measured:
    """Counts and times the answers by route."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, and note how long it took to the first byte."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()

        async def noting(message: Message) -> None:
            if message["type"] == "http.response.start":
                # The route, not the path: that may have a secret or a name in it.
                route = getattr(scope.get("route"), "path", "none")
                seconds = time.perf_counter() - started
                metrics.PAGE_SECONDS.labels(route, str(message["status"])).observe(seconds)
            await send(message)

        await self._app(scope, receive, noting)
