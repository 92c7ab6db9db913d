"""The stream of changes that open pages follow: what it tells, and that it leaves nothing."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest
from selaras.client import CaseEvent, SelarasApiError, WatchKind
from selaras.console.content.person import Role
from selaras.console.web.pages import inbox_live
from selaras.kit import metrics

from tests.fakes.console import Stream
from tests.support import console_cases as samples
from tests.support.console import NOW, Browser, person, refused
from tests.support.eventually import assert_eventually


def event(kind: WatchKind, case_id: str = "", token: str = "", **changes: Any) -> CaseEvent:
    case = samples.case(name=f"cases/{case_id}", **changes) if case_id else None
    return CaseEvent(kind, case, token)


CURRENT = event(WatchKind.CURRENT, token="t0")


class Watch:
    """A stream of cases that a test feeds.

    Attributes:
        tokens: with which it was opened.
        open: how many follow it now.
    """

    def __init__(self) -> None:
        self.tokens: list[str] = []
        self.open = 0
        self._events: asyncio.Queue[CaseEvent | SelarasApiError] = asyncio.Queue()

    def say(self, *events: CaseEvent | SelarasApiError) -> None:
        for item in events:
            self._events.put_nowait(item)

    @property
    def is_heard(self) -> bool:
        """All that was said has been taken."""
        return self._events.empty()

    async def watch_cases(self, resume_token: str = "") -> AsyncIterator[CaseEvent]:
        self.tokens.append(resume_token)
        self.open += 1
        try:
            while True:
                item = await self._events.get()
                if isinstance(item, SelarasApiError):
                    raise item
                yield item
        finally:
            self.open -= 1


class Page:
    """An open page that follows; what came so far is in ``text``."""

    def __init__(self, browser: Browser) -> None:
        self.watch = Watch()
        setattr(browser.api, "watch_cases", self.watch.watch_cases)  # noqa: B010  # lives on
        self.browser = browser
        self.text = ""
        self.headers: dict[str, str] = {}
        self.gone = asyncio.Event()
        self._asked = False

    @asynccontextmanager
    async def following(
        self, query: str = "", last_event_id: str = ""
    ) -> AsyncIterator[asyncio.Task]:
        cookie = f"selaras={self.browser.client.cookies['selaras']}"
        headers = [(b"host", b"console.test"), (b"cookie", cookie.encode())]
        if last_event_id:
            headers.append((b"last-event-id", last_event_id.encode()))
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": "GET",
            "scheme": "http",
            "path": "/cases/live",
            "raw_path": b"/cases/live",
            "query_string": query.encode(),
            "root_path": "",
            "headers": headers,
            "client": ("127.0.0.1", 1),
            "server": ("console.test", 80),
        }
        task = asyncio.create_task(self.browser.app(scope, self._receive, self._send))
        try:
            yield task
        finally:
            self.gone.set()
            await asyncio.wait_for(asyncio.gather(task, return_exceptions=True), 10)

    async def _receive(self) -> dict[str, Any]:
        if not self._asked:
            self._asked = True
            return {"type": "http.request", "body": b"", "more_body": False}
        await self.gone.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self.headers = {key.decode(): value.decode() for key, value in message["headers"]}
        self.text += message.get("body", b"").decode()

    def told(self) -> list[dict[str, Any]]:
        """What the events ``cases`` said."""
        return [
            json.loads(data) for data in re.findall(r"event: cases\r\ndata: (.+)\r\n", self.text)
        ]

    async def until(self, count: int) -> list[dict[str, Any]]:
        """What they said once there are so many of them."""
        await assert_eventually(lambda: len(self.told()) >= count, what=f"{count} events")
        return self.told()


def live_pages() -> float:
    return float(metrics.LIVE_PAGES._value.get())


async def test_a_change_is_told_by_name_and_without_a_word_of_the_case() -> None:
    page = Page(Browser(person()))
    async with page.following():
        page.watch.say(event(WatchKind.ADDED, "old"), CURRENT)
        page.watch.say(event(WatchKind.ADDED, "new", "t7"))
        assert await page.until(1) == [{"cases": [{"name": "cases/new", "kind": "ADDED"}]}]
    assert page.headers["content-type"].startswith("text/event-stream")
    assert page.headers["cache-control"] == "no-store"
    assert "id: t7" in page.text
    assert samples.case().title not in page.text
    assert "Puskesmas" not in page.text


async def test_after_a_message_there_is_a_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inbox_live, "_TOGETHER_SECONDS", 30.0)
    page = Page(Browser(person()))
    async with page.following():
        page.watch.say(CURRENT, event(WatchKind.CHANGED, "a"))
        await page.until(1)
        page.watch.say(event(WatchKind.CHANGED, "a"))
        await assert_eventually(lambda: page.watch.is_heard)
        for _ in range(20):  # turns in which another message would have been sent
            await asyncio.sleep(0)
        assert len(page.told()) == 1


async def test_changes_that_come_together_are_told_together() -> None:
    page = Page(Browser(person()))
    async with page.following():
        page.watch.say(CURRENT, event(WatchKind.CHANGED, "a"))
        await page.until(1)
        # Within the pause after the first message.
        page.watch.say(event(WatchKind.CHANGED, "a"), event(WatchKind.REMOVED, "b", "t9"))
        told = (await page.until(2))[1:]
    assert told == [
        {
            "cases": [
                {"name": "cases/a", "kind": "CHANGED"},
                {"name": "cases/b", "kind": "REMOVED"},
            ]
        }
    ]


async def test_what_changed_since_the_page_was_made_is_told() -> None:
    page = Page(Browser(person()))
    async with page.following(f"since={int(NOW.timestamp())}"):
        page.watch.say(event(WatchKind.ADDED, "old"), event(WatchKind.ADDED, "a", update_time=NOW))
        page.watch.say(CURRENT)
        assert await page.until(1) == [{"cases": [{"name": "cases/a", "kind": "ADDED"}]}]


async def test_the_page_of_a_case_hears_of_that_case_alone() -> None:
    page = Page(Browser(person()))
    async with page.following("case=cases/a"):
        page.watch.say(CURRENT, event(WatchKind.CHANGED, "b"))
        page.watch.say(event(WatchKind.CHANGED, "a", version=9))
        told = await page.until(1)
    assert told == [{"cases": [{"name": "cases/a", "kind": "CHANGED"}], "version": 9}]


async def test_a_browser_that_comes_back_goes_on_where_it_was() -> None:
    page = Page(Browser(person()))
    async with page.following(last_event_id="t7"):
        page.watch.say(event(WatchKind.CHANGED, "a", "t8"))
        assert len(await page.until(1)) == 1
    assert page.watch.tokens == ["t7"]


async def test_a_token_that_is_no_longer_valid_begins_anew_with_a_gap() -> None:
    page = Page(Browser(person()))
    async with page.following(last_event_id="of-another-database"):
        page.watch.say(refused("INVALID_ARGUMENT", "RESUME_TOKEN_INVALID"), CURRENT)
        assert await page.until(1) == [{"cases": []}]
    assert page.watch.tokens == ["of-another-database", ""]


async def test_nothing_is_left_when_the_browser_goes() -> None:
    before = live_pages()
    page = Page(Browser(person()))
    async with page.following() as task:
        await assert_eventually(lambda: page.watch.open == 1)
        assert live_pages() == before + 1
        page.gone.set()
        await asyncio.wait_for(task, 10)
        assert page.watch.open == 0
    assert live_pages() == before


async def test_nothing_is_left_when_the_browser_goes_while_it_is_told_something() -> None:
    page = Page(Browser(person()))
    async with page.following() as task:
        page.watch.say(CURRENT, event(WatchKind.CHANGED, "a"))
        await page.until(1)
        page.gone.set()
        await asyncio.wait_for(task, 10)
        assert page.watch.open == 0


async def test_it_ends_with_the_process() -> None:
    page = Page(Browser(person()))
    async with page.following() as task:
        await assert_eventually(lambda: page.watch.open == 1)
        page.browser.app.state.console.stopping.set()
        await asyncio.wait_for(task, 10)
        assert page.watch.open == 0
    assert "event: ended" not in page.text  # the browser comes back to the next process


async def test_it_ends_with_the_session() -> None:
    browser = Browser(person())
    browser.clock.time = NOW + timedelta(hours=12, milliseconds=-50)
    page = Page(browser)
    async with page.following() as task:
        await asyncio.wait_for(task, 10)
    assert "event: ended" in page.text
    assert page.watch.open == 0


@pytest.mark.parametrize(
    ("error", "ended"),
    [(refused("UNAUTHENTICATED", "KEY_UNKNOWN"), True), (refused("INTERNAL", "BUG"), False)],
)
async def test_a_session_that_ended_elsewhere_is_told_and_a_fault_is_not(
    error: SelarasApiError, ended: bool
) -> None:
    browser = Browser(person())
    browser.api.answers["watch_cases"] = Stream((CURRENT, error))
    answer = await browser.get("/cases/live")
    assert answer.status_code == 200
    assert ("event: ended" in answer.text) is ended


async def test_nobody_is_told_anything_without_a_session() -> None:
    answer = await Browser().get("/cases/live")
    assert answer.status_code == 204
    assert answer.text == ""


async def test_an_administrator_follows_no_case() -> None:
    browser = Browser(person(Role.ADMIN))
    assert (await browser.get("/cases/live")).status_code == 403
    assert browser.api.calls == []
