"""People at the console of a whole stack, and every page and form that there is.

A :class:`Tab` is a browser without scripts: it keeps cookies and sends forms with the token that
the pages carry.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import itertools
import json
import re
import secrets
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx
from selaras.client import AsyncClient, OwnerChannel
from selaras.console.web import pages
from selaras.console.web.routing import all_routes
from starlette.routing import Route

from tests.support.console_stack import ConsoleStack, console_stack
from tests.support.leak import Mark, Reading, Shown, Spot
from tests.support.leak_scene import (
    ADDRESS,
    ADMIN,
    AGENCIES,
    CONTACT,
    COORDINATOR,
    EXCERPT,
    FULL,
    HEAD,
    NOBODY,
    OWNER,
    PEOPLE,
    Draft,
    Person,
)

_TOKEN = re.compile(r'name="csrf" value="([^"]+)"')
_PARAMETER = re.compile(r"\{([a-z_]+)\}")
ROLES = {OWNER: "OWNER", HEAD: "HEAD", COORDINATOR: "COORDINATOR"}
_LEVELS = {FULL: "FULL", EXCERPT: "EXCERPT", CONTACT: "CONTACT"}
LIVE = "/cases/live"
_LONG = 30
_TABLES = ("agencies", "topics", "days", "coverage")


def routes(method: str) -> list[str]:
    """Paths of the console that answer a method, with their parameters as ``{name}``."""
    known = (route for route in all_routes(pages.__name__) if isinstance(route, Route))
    return sorted({route.path for route in known if method in (route.methods or ())})


class Tab:
    """Somebody's browser.

    Attributes:
        name: who it is, as viewers are named.
    """

    def __init__(self, url: str, name: str = NOBODY) -> None:
        self.name = name
        self.client = httpx.AsyncClient(base_url=url, timeout=40)

    async def open(self, path: str, **options: Any) -> httpx.Response:
        """Ask for a page; redirects are not followed."""
        return await self.client.get(path, **options)

    async def token(self) -> str:
        """The token of the session, as a page carries it."""
        for path in ("/account", "/sign-in"):
            found = _TOKEN.search((await self.open(path)).text)
            if found:
                return found[1]
        raise AssertionError(f"{self.name} finds no form")

    async def send(
        self, path: str, fields: Mapping[str, Any] | None = None, **options: Any
    ) -> httpx.Response:
        """Send a form as the page would: with the token."""
        return await self.client.post(
            path, data={"csrf": await self.token(), **(fields or {})}, **options
        )

    async def accept(self, invitation: str, password: str) -> None:
        """Choose a password with an invitation, and be signed in."""
        path = f"/invitation/{invitation}"
        answer = await self.send(path, {"password": password, "repeat": password})
        assert answer.status_code == 303, answer.text

    async def sign_in(self, login: str, password: str) -> None:
        """Sign in."""
        answer = await self.send("/sign-in", {"login": login, "password": password})
        assert answer.status_code == 303, answer.text

    @property
    def cookie(self) -> str:
        """The cookie of the session as it is sent; empty: there is none."""
        return self.client.cookies.get("selaras") or ""

    @property
    def key(self) -> str:
        """Key of the session, which the cookie holds for everybody to read who has it."""
        packed = self.cookie.partition(".")[0]
        return str(json.loads(base64.b64decode(packed))["key"])

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        await self.client.aclose()


@dataclass
class Crowd:
    """Everybody of the scene at the console.

    Attributes:
        tabs: by name; an administrator and somebody who is not signed in too.
        feeds: secret of the calendar of each person who has one.
        secrets: all that must never be shown or logged, by what it is.
    """

    stack: ConsoleStack
    tabs: dict[str, Tab] = field(default_factory=dict)
    feeds: dict[str, str] = field(default_factory=dict)
    logins: dict[str, tuple[str, str]] = field(default_factory=dict)
    secrets: list[Mark] = field(default_factory=list)

    async def enter(self, people: Iterable[Person] = PEOPLE) -> None:
        """Register agencies and people, and let them sign in."""
        for agency, area in AGENCIES.items():
            await self.stack.admin.create_agency(
                agency, f"Instansi {agency}", "KOTA", area_code=area
            )
            key = await self.stack.admin.create_key(agency, "CMS")
            self.stack.keys[agency] = key.secret
            self.keep(f"key of {agency}", key.secret)
        for person in people:
            name = await self.stack.owner(
                person.agency,
                person.owner,
                f"{person.owner.title()} {person.agency.title()}",
                role=ROLES[person.role],
                area_codes=[AGENCIES[person.agency]] if person.role == COORDINATOR else [],
                channels=[OwnerChannel("EMAIL", ADDRESS.forms[0])]
                if person.name == ADDRESS.agency + "/humas"
                else [],
            )
            await self.invite(person.name, name)
        await self.invite(ADMIN)
        self.tabs[NOBODY] = Tab(self.stack.url)

    async def invite(self, who: str, owner: str = "") -> Tab:
        """Invite somebody, who comes at once."""
        login = f"{who.replace('/', '.')}@example.go.id"
        password = secrets.token_urlsafe(16)
        invited = await self.stack.admin.invite_account(login, owner=owner)
        tab = self.tabs[who] = Tab(self.stack.url, who)
        await tab.accept(invited.invitation, password)
        self.logins[who] = login, password
        self.keep(f"invitation of {who}", invited.invitation)
        self.keep(f"password of {who}", password)
        self.keep(f"session of {who}", tab.key)
        return tab

    async def make_feeds(self) -> None:
        """Everybody of an agency gets the address of a calendar."""
        for name, tab in self.tabs.items():
            if name in {ADMIN, NOBODY}:
                continue
            answer = await tab.send("/calendar/address", {"do": "make"})
            found = re.search(r"/calendar/(slf_[\w-]+)\.ics", answer.text)
            assert found, (name, answer.status_code)
            self.feeds[name] = found[1]
            self.keep(f"calendar of {name}", found[1])

    def keep(self, what: str, text: str) -> None:
        """Remember a secret; of keys the part that nobody could guess."""
        self.secrets.append(Mark(Spot.SECRET, what, (text,)))
        if text.startswith("sl") and len(secret := text.split("_", 2)[-1]) >= _LONG:
            self.secrets.append(Mark(Spot.SECRET, what, (secret,)))

    def api(self, who: str) -> AsyncClient:
        """The services, asked with the session of a person or the key of an agency's plugin."""
        key = self.tabs[who].key if who in self.tabs else self.stack.keys[who]
        return AsyncClient(self.stack.stack.target, key)

    async def submit(self, draft: Draft) -> None:
        """Push a draft of the scene; it has been checked when this ends."""
        ahead = draft.publish_in
        await self.stack.submit(
            draft.agency,
            draft.body,
            draft.matter,
            draft.title,
            share_level=_LEVELS[draft.share_level],
            area_codes=[draft.area] if draft.area else [],
            publish_time=None if ahead is None else datetime.now(UTC) + ahead,
        )

    async def close(self) -> None:
        """Close all tabs."""
        for tab in self.tabs.values():
            await tab.client.aclose()


@dataclass(frozen=True)
class Look:
    """One page as somebody got it."""

    viewer: str
    route: str
    path: str
    answer: httpx.Response

    @property
    def shown(self) -> Shown:
        """For the rules: the body and the head, without the viewer's own session."""
        head = [
            f"{name}: {value}"
            for name, value in self.answer.headers.multi_items()
            if name != "set-cookie"
        ]
        whole = "\n".join(head).encode() + b"\n" + self.answer.content
        return Shown(self.viewer, self.route, Reading(whole))


class Sweep:
    """Every page that shows something, with all that is known to fill its address."""

    def __init__(
        self, crowd: Crowd, cases: Iterable[str], drafts: Iterable[str], words: Iterable[str] = ()
    ) -> None:
        self._crowd = crowd
        self._values: dict[str, list[str]] = {
            "id": [*cases],
            "external_id": [*drafts],
            "agency": [*AGENCIES],
            "owner": sorted({person.owner for person in PEOPLE}),
            "table": [*_TABLES],
            "token": ["sli_nobody_has_this"],
            "secret": [*crowd.feeds.values()],
        }
        self._words = [*words]

    def paths(self) -> Iterator[tuple[str, str]]:
        """Each route with each address."""
        for route in routes("GET"):
            if route == LIVE:
                continue
            names = _PARAMETER.findall(route)
            for values in itertools.product(*(self._values[name] for name in names)):
                path = route
                for name, value in zip(names, values, strict=True):
                    path = path.replace(f"{{{name}}}", value)
                yield route, path
                yield from ((route, f"{path}?{query}") for query in self._queries(route))

    def _queries(self, route: str) -> Iterator[str]:
        if route == "/cases":
            yield from ("state=closed", "state=all", "kind=DATE&relation=CONTRADICTION")
        if route == "/calendar":
            yield from (
                "colliding=1",
                "agency=agencies/dinkes",
                "area=32.78",
                "agency=agencies/disdik&colliding=1",
            )
        if route == "/silences":
            yield "ended=1"
        if route == "/admin":
            yield "q=Instansi"
        if route in {"/cases", "/search"}:
            yield from (str(httpx.QueryParams(q=word, expired="1")) for word in self._words)

    async def all(self) -> list[Look]:
        """All pages as everybody."""
        looks: list[Look] = []

        async def everything(tab: Tab) -> None:
            for route, path in self.paths():
                viewer = self._viewer(path, tab)
                looks.append(Look(viewer, route, path, await tab.open(path)))

        await asyncio.gather(*(everything(tab) for tab in self._crowd.tabs.values()))
        return looks

    def _viewer(self, path: str, tab: Tab) -> str:
        """Whose eyes these are: the address of a feed shows what its owner may know."""
        owners = (who for who, secret in self._crowd.feeds.items() if secret in path)
        return next(owners, tab.name)


@contextlib.asynccontextmanager
async def following(tabs: Iterable[Tab], query: str = "") -> AsyncIterator[dict[str, bytearray]]:
    """Follow the live stream in all tabs; gives what has arrived so far, by who follows."""
    arrived = {tab.name: bytearray() for tab in tabs}

    async def follow(tab: Tab) -> None:
        async with tab.client.stream("GET", f"{LIVE}{query}", timeout=None) as answer:
            async for part in answer.aiter_bytes():
                arrived[tab.name] += part

    tasks = [asyncio.create_task(follow(tab)) for tab in tabs]
    try:
        yield arrived
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


@contextlib.asynccontextmanager
async def crowd_of(folder: Path) -> AsyncIterator[Crowd]:
    """A stack with everybody at the console."""
    async with console_stack(folder) as stack:
        crowd = Crowd(stack)
        try:
            await crowd.enter()
            yield crowd
        finally:
            await crowd.close()


async def clash(crowd: Crowd, scene: tuple[Draft, ...]) -> tuple[str, str]:
    """Submit all drafts; answers the cases of both matters."""
    for draft in scene:
        await crowd.submit(draft)
    return await case_of(crowd, "dinkes"), await case_of(crowd, "kemenag")


async def case_of(crowd: Crowd, agency: str) -> str:
    """Id of the only case of an agency."""
    async with crowd.api(agency) as api:
        (case,) = [one async for one in api.list_cases()]
    return case.name.removeprefix("cases/")


def broken(looks: list[Look]) -> list[str]:
    """Pages that failed: they prove nothing."""
    return [
        f"{look.path} answers {look.answer.status_code} to {look.viewer}"
        for look in looks
        if look.answer.status_code >= 500 or look.answer.status_code == 429
    ]
