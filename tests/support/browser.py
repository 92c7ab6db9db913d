"""Chromium for end-to-end tests of pages: windows of two sizes in which nothing may go wrong.

A message of an error in the browser's console fails the test, and so does what the
Content-Security-Policy stopped. SELARAS_TEST_CHROMIUM names another program than /usr/bin/chromium;
with SELARAS_TEST_REQUIRE_CHROMIUM=1 a machine without one fails. Pictures of pages are kept in the
folder that SELARAS_SCREENSHOTS names.
"""

from __future__ import annotations

import os
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Locator, Page, async_playwright, expect
from selaras.catalogue import text

from tests.support.console_stack import Login

# A real phone: touch, and more pixels than points.
SIZES: dict[str, dict[str, Any]] = {
    "desktop": {"viewport": {"width": 1280, "height": 800}},
    "phone": {
        "viewport": {"width": 390, "height": 844},
        "device_scale_factor": 2,
        "has_touch": True,
        "is_mobile": True,
    },
}
# Another program has changed the machine's network meanwhile, such as one that starts containers.
_NOT_THE_PAGE = "net::ERR_NETWORK_CHANGED"
# The machine of the tests may be busy with a model.
TIMEOUT = 20_000
_SERIOUS = {"serious", "critical"}
_TABS = 80


def program() -> str:
    """Path of Chromium; empty: there is none."""
    path = os.environ.get("SELARAS_TEST_CHROMIUM", "/usr/bin/chromium")
    return path if Path(path).exists() else ""


@asynccontextmanager
async def launched() -> AsyncIterator[Browser]:
    """Chromium until the block ends."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=program(),
            args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
        )
        try:
            yield browser
        finally:
            await browser.close()


@dataclass
class Window:
    """A window of one person, with cookies of its own.

    Attributes:
        problems: errors in the console of the browser, so far.
        told: data of the server-sent events that came, so far.
    """

    page: Page
    size: str
    problems: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    _expected: list[re.Pattern[str]] = field(default_factory=list)

    async def watch(self) -> None:
        """Note what goes wrong from now on, and what the server tells by itself."""
        session = await self.page.context.new_cdp_session(self.page)
        await session.send("Network.enable")
        session.on(
            "Network.eventSourceMessageReceived", lambda event: self.told.append(event["data"])
        )
        self.page.on("pageerror", lambda error: self._note(f"exception: {error}"))
        self.page.on(
            "console",
            lambda message: self._note(message.text) if message.type == "error" else None,
        )

    def expect_error(self, pattern: str) -> None:
        """An error that belongs to the test, such as the status of an answer that it wants.

        Args:
            pattern: of the page's address, or of what is said there.
        """
        self._expected.append(re.compile(pattern))

    def _note(self, problem: str) -> None:
        if _NOT_THE_PAGE in problem:
            return
        told = f"{self.page.url}: {problem}"
        if not any(pattern.search(told) for pattern in self._expected):
            self.problems.append(told)

    async def sign_in(self, console: str, who: Login, lang: str = "id") -> None:
        """Sign in on the console's page, which speaks that language."""
        page = self.page
        await page.goto(f"{console}/sign-in")
        await page.get_by_label(text("web.sign_in.login", lang=lang)).fill(who.login)
        await page.get_by_label(text("web.sign_in.password", lang=lang)).fill(who.password)
        button = text("web.sign_in.submit", lang=lang)
        await page.get_by_role("button", name=button, exact=True).click()
        await expect(page).not_to_have_url(re.compile("/sign-in"))

    async def shot(self, name: str) -> None:
        """Keep a picture of the whole page, where pictures are wanted."""
        folder = os.environ.get("SELARAS_SCREENSHOTS")
        if folder:
            path = Path(folder) / f"{name}-{self.size}.png"
            path.parent.mkdir(parents=True, exist_ok=True)
            await self.page.screenshot(path=path, full_page=True)

    async def findings(self) -> list[str]:
        """Serious and critical findings of axe-core on the page as it is."""
        answer = (await Axe().run(self.page)).response
        return [
            f"{self.page.url} {found['impact']} {found['id']}: {found['help']}: "
            + "; ".join(str(node["target"]) for node in found["nodes"][:5])
            for found in answer["violations"]
            if found["impact"] in _SERIOUS
        ]

    async def is_accessible(self) -> None:
        """Fail on a serious finding of axe-core, or where the page is wider than the window."""
        found = await self.findings() + await self.overflow()
        assert not found, "\n".join(found)

    async def overflow(self) -> list[str]:
        """Whether one has to scroll sideways, and what sticks out."""
        return [f"{self.page.url} sticks out: {item}" for item in await self.page.evaluate(_WIDE)]

    async def tab_to(self, target: Locator) -> None:
        """Reach something with Tab alone, from where the focus is; one sees where that is."""
        await expect(target).to_be_visible()
        for _ in range(_TABS):
            if await target.evaluate("item => item === document.activeElement"):
                assert await target.evaluate(_SEEN), f"the focus is not seen: {target}"
                return
            await self.page.keyboard.press("Tab")
        raise AssertionError(f"not reached with Tab: {target}")

    async def weigh(self, url: str) -> int:
        """Bytes that come over the network when the page is opened for the first time."""
        session = await self.page.context.new_cdp_session(self.page)
        await session.send("Network.enable")
        await session.send("Network.setCacheDisabled", {"cacheDisabled": True})
        sizes: list[int] = []
        session.on("Network.loadingFinished", lambda end: sizes.append(end["encodedDataLength"]))
        await self.page.goto(url)
        await self.page.wait_for_load_state("load")
        await session.detach()
        return int(sum(sizes))


_SEEN = """(item) => {
  const style = getComputedStyle(item);
  return style.outlineStyle !== "none" || style.boxShadow !== "none";
}"""
_WIDE = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  return Array.from(document.querySelectorAll("body *"))
    .filter((item) => item.getBoundingClientRect().right > width + 1)
    .slice(0, 3)
    .map((item) => item.outerHTML.slice(0, 120));
}"""


class Windows:
    """Opens windows; see :class:`Window`."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self.opened: list[Window] = []

    async def open(self, size: str = "desktop", **options: Any) -> Window:
        """A window of somebody who has not been here before.

        Args:
            options: further ones of a context of playwright.
        """
        context = await self._browser.new_context(
            **SIZES[size], locale="id-ID", timezone_id="Asia/Jakarta", **options
        )
        context.set_default_timeout(TIMEOUT)
        window = Window(await context.new_page(), size)
        await window.watch()
        self.opened.append(window)
        return window

    async def close(self) -> None:
        """Close all of them: pages that follow something must not outlive the console."""
        for window in self.opened:
            await window.page.context.close()


@pytest.fixture
async def windows() -> AsyncIterator[Windows]:
    """Windows of Chromium. Ask for it after the stack, so that they are closed first."""
    if not program():
        if os.environ.get("SELARAS_TEST_REQUIRE_CHROMIUM"):
            pytest.fail("there is no Chromium (SELARAS_TEST_CHROMIUM)")
        pytest.skip("no Chromium here: install chromium, or set SELARAS_TEST_CHROMIUM")
    expect.set_options(timeout=TIMEOUT)
    async with launched() as browser:
        opened = Windows(browser)
        yield opened
        await opened.close()
    problems = [problem for window in opened.opened for problem in window.problems]
    assert not problems, "\n".join(problems)
