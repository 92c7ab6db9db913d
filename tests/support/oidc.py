"""A real OpenID provider on loopback, over TLS, and somebody who signs in there."""

from __future__ import annotations

import asyncio
import secrets
import ssl
import sys
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx
import trustme
from pydantic import SecretStr
from selaras.kit.nats_server import die_with_parent, free_port

_PROGRAM = Path(__file__).with_name("oidc_provider.py")
_START_SECONDS = 60


@dataclass(frozen=True)
class Account:
    """Somebody at the provider."""

    login: str
    email: str
    password: str = "jalan pagi di alun-alun"


RINA = Account("rina", "rina@dinkes.example.go.id")
# She has an address that nobody has checked.
SARI = Account("sari", "sari@disdik.example.go.id")


@dataclass
class Provider:
    """The provider, which a test can stop and start again.

    Attributes:
        callback: the only address of the console that it leads back to.
        ca: PEM file of the CA that signed its certificate.
    """

    folder: Path
    callback: str
    client_id: str = "selaras"
    client_secret: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    port: int = field(default_factory=free_port)
    _process: asyncio.subprocess.Process | None = None

    @property
    def issuer(self) -> str:
        return f"https://localhost:{self.port}"

    @property
    def ca(self) -> Path:
        return self.folder / "ca.pem"

    @property
    def settings(self) -> dict[str, Any]:
        """Settings of a console that signs people in here."""
        return {
            "oidc_issuer": self.issuer,
            "oidc_client_id": self.client_id,
            "oidc_client_secret": SecretStr(self.client_secret),
            "oidc_ca": self.ca,
            "oidc_name": "SSO Kota",
        }

    def make_certificate(self) -> None:
        """Make its CA and its certificate, once."""
        self.folder.mkdir(parents=True, exist_ok=True)
        if self.ca.exists():
            return
        authority = trustme.CA()
        authority.cert_pem.write_to_path(self.ca)
        issued = authority.issue_cert("localhost")
        issued.private_key_and_cert_chain_pem.write_to_path(self.folder / "server.pem")

    async def start(self) -> None:
        """Start it; what it knew before is forgotten."""
        self.make_certificate()
        config = self.folder / "canaille.toml"
        config.write_text(self._config(), "utf-8")
        self._process = await asyncio.create_subprocess_exec(
            *(sys.executable, str(_PROGRAM), str(config)),
            stdout=asyncio.subprocess.PIPE,
            stderr=(self.folder / "canaille.log").open("ab"),
            preexec_fn=die_with_parent,
        )
        assert self._process.stdout is not None
        line = await asyncio.wait_for(self._process.stdout.readline(), _START_SECONDS)
        assert line == b"ready\n", (self.folder / "canaille.log").read_text()

    async def stop(self) -> None:
        """Kill it."""
        if self._process and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()

    def _config(self) -> str:
        people = "\n".join(
            f'{one.login} = ["{one.email}", "{one.password}"]' for one in (RINA, SARI)
        )
        return f"""
SECRET_KEY = "{secrets.token_urlsafe(32)}"
SERVER_NAME = "localhost:{self.port}"
PREFERRED_URL_SCHEME = "https"
[CANAILLE]
DATABASE = "memory"
[CANAILLE_OIDC]
[test]
port = {self.port}
certificate = "{self.folder / "server.pem"}"
verified = ["{RINA.login}"]
[test.client]
client_id = "{self.client_id}"
client_secret = "{self.client_secret}"
redirect_uris = ["{self.callback}"]
[test.people]
{people}
"""


class Visitor:
    """Somebody's browser, as far as signing in needs one: redirects, forms and cookies."""

    def __init__(self, ca: Path) -> None:
        self.client = httpx.AsyncClient(verify=ssl.create_default_context(cafile=ca), timeout=20)

    async def open(self, url: str) -> httpx.Response:
        """Open a page and go wherever it leads."""
        return await self._follow(await self.client.get(url))

    async def submit(self, page: httpx.Response, action: str = "", **fields: str) -> httpx.Response:
        """Send the form of a page whose action ends so, filled in, and go wherever it leads."""
        return await self._follow(await self._send(page, action, **fields))

    async def _send(self, page: httpx.Response, action: str, **fields: str) -> httpx.Response:
        form = next(found for found in _forms(page) if found.action.endswith(action))
        url = urljoin(str(page.url), form.action)
        # The provider refuses forms that do not say which page they come from.
        headers = {"referer": str(page.url)}
        return await self.client.post(url, data=form.fields | fields, headers=headers)

    async def _follow(self, page: httpx.Response) -> httpx.Response:
        for _ in range(10):
            target = _leads_to(page)
            if not target:
                return page
            page = await self.client.get(urljoin(str(page.url), target))
        raise AssertionError(f"{page.url} leads on and on")

    async def begin(self, console: str, target: str = "/") -> httpx.Response:
        """Choose the provider on the console's page; answers what the provider shows."""
        page = await self.open(f"{console}/sign-in?next={target}")
        return await self.submit(page, "/sign-in/identity")

    async def sign_in(self, page: httpx.Response, who: Account) -> httpx.Response:
        """Give name and password there; answers where that leads."""
        page = await self.submit(page, login=who.login)
        return await self.submit(page, password=who.password)

    async def agree(self, page: httpx.Response, answer: str = "accept") -> httpx.Response:
        """Answer whether the console may know; answers where that leads."""
        assert urlsplit(str(page.url)).path == "/oauth/authorize", page.text
        return await self.submit(page, answer=answer)

    async def answer(self, page: httpx.Response) -> str:
        """Agree; answers the address that the provider leads back to, without going there."""
        return _leads_to(await self._send(page, "", answer="accept"))

    async def state(self, console: str) -> str:
        """Choose the provider on the console's page; answers the state that it is given."""
        page = await self.open(f"{console}/sign-in")
        left = await self._send(page, "/sign-in/identity")
        return httpx.URL(_leads_to(left)).params["state"]

    async def sign_out(self, console: str) -> None:
        """Sign out of the console; the provider still knows them."""
        await self.submit(await self.open(f"{console}/account"), "/sign-out")


def _leads_to(page: httpx.Response) -> str:
    """Where a browser goes by itself; empty: it stays."""
    told = page.headers.get("location") or page.headers.get("refresh", "").partition("url=")[2]
    return str(told)


@dataclass
class _Form:
    action: str
    fields: dict[str, str] = field(default_factory=dict)


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[_Form] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "form" and values.get("method", "get").lower() == "post":
            self.found.append(_Form(values.get("action", "")))
        elif tag == "input" and self.found and values.get("name"):
            self.found[-1].fields[values["name"]] = values.get("value", "")


def _forms(page: httpx.Response) -> list[_Form]:
    parser = _Forms()
    parser.feed(page.text)
    return parser.found
