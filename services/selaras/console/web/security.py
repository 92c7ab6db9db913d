"""What every answer says to the browser, and what every form must prove."""

from __future__ import annotations

import hmac
import secrets
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from selaras.console.web.errors import PageError

CSRF_FIELD = "csrf"
CSRF_HEADER = "x-csrf-token"
_SAFE_SITES = {"same-origin", "none"}
_YEAR = 31_536_000


class SecurityHeaders:
    """Adds the security headers to every answer.

    Scripts and styles come from the console alone and never from within a page, so that a text
    that is shown cannot run, whatever is in it.

    Args:
        secure: people reach the pages over TLS.
    """

    def __init__(self, app: ASGIApp, *, secure: bool) -> None:
        self._app = app
        self._secure = secure
        self._policy = "; ".join(
            (
                "default-src 'none'",
                "script-src 'self'",
                "style-src 'self'",
                "img-src 'self' data:",
                "connect-src 'self'",
                "manifest-src 'self'",
                "form-action 'self'",
                "frame-ancestors 'none'",
                "base-uri 'none'",
            )
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with the headers."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._add(MutableHeaders(scope=message), scope["path"])
            await send(message)

        await self._app(scope, receive, send_with_headers)

    def _add(self, headers: MutableHeaders, path: str) -> None:
        headers["content-security-policy"] = self._policy
        headers["x-content-type-options"] = "nosniff"
        headers["x-frame-options"] = "DENY"
        headers["referrer-policy"] = "same-origin"
        headers["cross-origin-opener-policy"] = "same-origin"
        headers["permissions-policy"] = "camera=(), geolocation=(), microphone=()"
        if self._secure:
            headers["strict-transport-security"] = f"max-age={_YEAR}"
        if not path.startswith("/static/"):
            # Drafts are confidential: no page stays in a cache of a shared computer.
            headers["cache-control"] = "no-store"


class LimitBody:
    """Refuses forms larger than any form of the console, before they are read.

    Args:
        most: bytes.
    """

    def __init__(self, app: ASGIApp, *, most: int) -> None:
        self._app = app
        self._most = most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or 413."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        declared = Headers(scope=scope).get("content-length", "0")
        if not declared.isdigit() or int(declared) > self._most:
            await PlainTextResponse("too large", 413)(scope, receive, send)
            return
        left = self._most

        async def counting() -> Message:
            nonlocal left
            message = await receive()
            left -= len(message.get("body", b""))
            if left < 0:
                # As if the browser had gone: what it sends without saying how much is not read on.
                return {"type": "http.disconnect"}
            return message

        await self._app(scope, counting, send)


def csrf_token(request: Request) -> str:
    """The token of the session that forms carry; made when the session has none."""
    session = request.session
    if CSRF_FIELD not in session:
        session[CSRF_FIELD] = secrets.token_urlsafe(24)
    return str(session[CSRF_FIELD])


async def require_csrf(request: Request) -> None:
    """Refuse what another site makes a browser send.

    Browsers say where a request comes from; where one does not, the token alone decides.

    Raises:
        PageError: CSRF_REFUSED.
    """
    site = request.headers.get("sec-fetch-site", "same-origin")
    origin = request.headers.get("origin")
    foreign = origin is not None and urlsplit(origin).netloc != request.headers.get("host")
    if site not in _SAFE_SITES or foreign:
        raise PageError(403, "CSRF_REFUSED")
    sent = request.headers.get(CSRF_HEADER)
    if sent is None:
        sent = str((await request.form()).get(CSRF_FIELD, ""))
    known = str(request.session.get(CSRF_FIELD, ""))
    if not known or not hmac.compare_digest(sent.encode(), known.encode()):
        raise PageError(403, "CSRF_REFUSED")
