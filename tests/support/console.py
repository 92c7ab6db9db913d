"""Pages of the console without a network: the application itself, asked by a test's browser."""

from __future__ import annotations

import json
import secrets
from base64 import b64encode
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import itsdangerous
from pydantic import SecretStr
from selaras.client import SelarasApiError
from selaras.console.api.sign_in import SignedIn
from selaras.console.content.person import Person, Role
from selaras.console.settings import ConsoleSettings
from selaras.console.web.app import make_app
from selaras.console.web.visit import Console

from tests.fakes.console import FakeApi, FakeGateway, FakeSignIn

NOW = datetime(2026, 8, 3, 2, 0, tzinfo=UTC)  # Monday, 09.00 in Jakarta
CSRF = "token-of-this-test"
AGENCY = "agencies/dinkes"


def person(role: Role = Role.OWNER, **changes: Any) -> Person:
    """Somebody of Dinkes, or an administrator."""
    if role is Role.ADMIN:
        values: dict[str, Any] = {"login": "admin", "display_name": "admin"}
    else:
        values = {
            "login": "rina@dinkes.example.go.id",
            "display_name": "Rina",
            "owner": f"{AGENCY}/owners/rina",
            "agency": AGENCY,
            "agency_name": "Dinas Kesehatan Kota X",
        }
    return Person(**{"account": "accounts/a1", "role": role, **values, **changes})


class FixedClock:
    """A clock that stands still."""

    def __init__(self, now: datetime = NOW) -> None:
        self.time = now

    def now(self) -> datetime:
        return self.time


class Browser:
    """Somebody's browser at the console; None: nobody is signed in.

    Attributes:
        api: the services, with the answers that the test sets.
    """

    def __init__(self, who: Person | None = None, lang: str = "", **settings: Any) -> None:
        known = who or person()
        self.clock = FixedClock()
        self.sign_in = FakeSignIn(SignedIn("sls_key_of_test", NOW + timedelta(hours=12), known))
        self.gateway = FakeGateway(self.sign_in)
        secret = secrets.token_urlsafe(32)
        self.settings = ConsoleSettings(
            token=SecretStr(secrets.token_urlsafe(32)), cookie_secret=SecretStr(secret), **settings
        )
        self.app = make_app(Console(self.settings, self.gateway, self.clock))
        self.client = httpx.AsyncClient(
            transport=httpx.ASGITransport(self.app, raise_app_exceptions=False),
            base_url="http://console.test",
        )
        session: dict[str, Any] = {"csrf": CSRF}
        if lang:
            session["lang"] = lang
        if who is not None:
            until = (NOW + timedelta(hours=12)).timestamp()
            session |= {"key": "sls_key_of_test", "until": until, "person": who.to_session()}
        signer = itsdangerous.TimestampSigner(secret)
        cookie = signer.sign(b64encode(json.dumps(session).encode())).decode()
        self.client.cookies.set("selaras", cookie, domain="console.test")

    @property
    def api(self) -> FakeApi:
        return self.gateway.api

    async def get(self, path: str, **options: Any) -> httpx.Response:
        """Open a page; redirects are not followed."""
        return await self.client.get(path, **options)

    async def post(
        self,
        path: str,
        data: dict[str, Any] | None = None,
        *,
        csrf: str | None = CSRF,
        **options: Any,
    ) -> httpx.Response:
        """Send a form, with the token of the session unless another is given; None: without."""
        fields = dict(data or {}) | ({"csrf": csrf} if csrf is not None else {})
        return await self.client.post(path, data=fields, **options)


def refused(code: str, reason: str, message: str = "no") -> SelarasApiError:
    """An error of the API."""
    return SelarasApiError(code, reason, message)
