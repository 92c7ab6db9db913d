"""One visit of one page: who looks, in which language, and how pages ask and answer."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from selaras.catalogue import LANGUAGES, CatalogueError, text
from selaras.client import AsyncAdminClient, AsyncClient
from selaras.console.api.gateway import Gateway
from selaras.console.api.sign_in import SignedIn
from selaras.console.content.person import Person, Role
from selaras.console.content.times import Times
from selaras.console.settings import ConsoleSettings
from selaras.console.web import templating
from selaras.console.web.errors import PageError, SignInNeeded
from selaras.console.web.security import csrf_token
from selaras.kit.clock import Clock

# What addresses may hold as it is.
_IN_PATHS = "/%:?#=&[]@!$'()*+,;~"


@dataclass(frozen=True, slots=True)
class Console:
    """What all pages share.

    Attributes:
        stopping: set when the process ends; a page that follows something ends then too.
    """

    settings: ConsoleSettings
    gateway: Gateway
    clock: Clock
    stopping: asyncio.Event = field(default_factory=asyncio.Event)


class Visit:
    """One request, with what a page needs of it."""

    def __init__(self, request: Request, console: Console) -> None:
        self.request = request
        self.console = console

    # --- who

    @cached_property
    def person(self) -> Person | None:
        """Who is signed in; None: nobody."""
        session = self.request.session
        try:
            until = datetime.fromtimestamp(float(session["until"]), UTC)
            person = Person.from_session(session["person"])
        except (KeyError, ValueError, TypeError):
            return None
        return person if session.get("key") and self.now < until else None

    @property
    def me(self) -> Person:
        """Who is signed in.

        Raises:
            SignInNeeded: nobody.
        """
        if self.person is None:
            raise SignInNeeded
        return self.person

    def is_any(self, *roles: Role) -> bool:
        """Whether who is signed in has one of the roles."""
        return self.person is not None and self.person.role in roles

    @property
    def api(self) -> AsyncClient:
        """The services, asked as who is signed in."""
        return self.console.gateway.client(self._key)

    @property
    def admin(self) -> AsyncAdminClient:
        """What administrators ask the services, as who is signed in."""
        return self.console.gateway.admin(self._key)

    @property
    def shared(self) -> AsyncClient | AsyncAdminClient:
        """What people and administrators ask alike, as who is signed in."""
        return self.admin if self.is_any(Role.ADMIN) else self.api

    @property
    def _key(self) -> str:
        key = str(self.request.session.get("key", ""))
        if not key:
            raise SignInNeeded
        return key

    def sign_in(self, signed_in: SignedIn) -> None:
        """Begin a session. What the browser had before is forgotten, its CSRF token too."""
        language = self.request.session.get("lang")
        self.request.session.clear()
        self.request.session.update(
            key=signed_in.session,
            until=signed_in.expire_time.timestamp(),
            person=signed_in.person.to_session(),
        )
        if language or signed_in.person.language:
            self.request.session["lang"] = signed_in.person.language or language
        self.__dict__.pop("person", None)

    def sign_out(self) -> None:
        """Forget the session; the service is told by the page."""
        language = self.request.session.get("lang")
        self.request.session.clear()
        if language:
            self.request.session["lang"] = language
        self.__dict__.pop("person", None)

    # --- language and time

    @property
    def lang(self) -> str:
        """``id`` or ``en``: as chosen, as the person's own, else Bahasa Indonesia."""
        chosen = self.request.session.get("lang") or (self.person and self.person.language)
        return str(chosen) if chosen in LANGUAGES else LANGUAGES[0]

    @property
    def now(self) -> datetime:
        """The time of the visit."""
        return self.console.clock.now()

    @cached_property
    def times(self) -> Times:
        """Times in the person's zone and language."""
        return Times(self.lang, self.person.time_zone if self.person else "", self.now)

    def t(self, key: str, /, **values: Any) -> str:
        """A text of the catalogue by its whole key, such as ``web.nav.cases``."""
        return text(key, lang=self.lang, **values)

    def word(self, group: str, name: str, /) -> str:
        """A named value of the API in words, such as ``word("cli.severity", "HIGH")``.

        The name itself where the catalogue has none: a newer server has names of its own.
        """
        try:
            return text(f"{group}.{name.lower() or 'unspecified'}", lang=self.lang)
        except CatalogueError:
            return name

    # --- asking and answering

    @property
    def is_fragment(self) -> bool:
        """A script asks for a part of a page."""
        headers = self.request.headers
        return headers.get("hx-request") == "true" and headers.get("hx-boosted") != "true"

    @property
    def path(self) -> Mapping[str, str]:
        """Parameters of the path."""
        return self.request.path_params

    @property
    def query(self) -> Mapping[str, str]:
        """Parameters of the address."""
        return self.request.query_params

    async def form(self) -> FormData:
        """What was sent with a form; its CSRF token has been checked."""
        return await self.request.form()

    async def field(self, name: str, default: str = "") -> str:
        """One field of the form, without space around it."""
        value = (await self.form()).get(name, default)
        return value.strip() if isinstance(value, str) else default

    def page(self, template: str, /, status: int = 200, **values: Any) -> Response:
        """A whole page or a part of one from a template."""
        shared = {
            "visit": self,
            "me": self.person,
            "t": self.t,
            "word": self.word,
            "times": self.times,
            "lang": self.lang,
            "csrf": csrf_token(self.request),
            # A part that is fetched meanwhile has no place for it, and must not take it away.
            "notice": None if self.is_fragment else self.request.session.pop("notice", None),
        }
        return HTMLResponse(templating.render(template, {**shared, **values}), status)

    def go(self, path: str, /, notice: str = "", **values: Any) -> Response:
        """Lead to another page of the console after something was done.

        Args:
            notice: key of the sentence that says what was done, shown there once.
        """
        if notice:
            self.request.session["notice"] = self.t(notice, **values)
        if self.is_fragment:
            return Response(headers={"hx-redirect": quote(path, safe=_IN_PATHS)})
        return RedirectResponse(path, status_code=303)

    @property
    def back(self) -> str:
        """Where somebody goes on who was refused: this page, or for a form that of the form."""
        address = str(self.request.url)
        if self.request.method != "GET":
            address = self.request.headers.get("referer", "")
            if urlsplit(address).netloc != self.request.headers.get("host"):
                return "/"
        # Two slashes at the beginning would lead to another host.
        return f"/{quote(urlsplit(address).path, safe=_IN_PATHS).lstrip('/')}"

    def link(self, path: str, /, **parameters: Any) -> str:
        """An address on the console; parameters without a value are left out."""
        kept = {name: value for name, value in parameters.items() if value not in ("", None, ())}
        return f"{path}?{urlencode(kept, doseq=True)}" if kept else path

    def address(self, path: str) -> str:
        """A whole address, for people to copy."""
        base = self.console.settings.url.rstrip("/") or str(self.request.base_url).rstrip("/")
        return f"{base}{path}"

    def refuse(self, status: int, reason: str) -> PageError:
        """An error to raise."""
        return PageError(status, reason)
