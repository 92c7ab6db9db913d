#!/usr/bin/env python3
"""How fast and how heavy the console's pages are, in Chromium, on a stack with many cases.

    scripts/measure_console.py [--cases 5000] [--runs 5] [--json]

A stack runs in this process on a folder that is thrown away. For each page: the time to the first
byte and to the first paint (median of the runs, nothing in the browser's cache), and what came
over the network. Needs Chromium (SELARAS_TEST_CHROMIUM, else /usr/bin/chromium).
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import secrets
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import Any

import grpc
from _console_cases import AGENCY, fill
from playwright.async_api import Browser, async_playwright
from rich.console import Console
from rich.table import Table
from selaras.client import AsyncAdminClient
from selaras.console.api.sign_in import GrpcSignIn
from selaras.data_folder import make_secrets
from selaras.embedded import EmbeddedStack
from selaras.kit import logging
from selaras.kit.settings import LogSettings

_PAGES = (
    "/cases",
    "/cases?state=all",
    "/cases?q=gelombang",
    "/cases/{case}",
    "/drafts",
    "/check",
    "/search",
    "/calendar",
    "/silences",
    "/overview",
    "/report",
)
_PAINTED = 'performance.getEntriesByName("first-contentful-paint").length > 0'
_TIMES = """() => [
  performance.getEntriesByType("navigation")[0].responseStart,
  performance.getEntriesByName("first-contentful-paint")[0].startTime,
]"""


async def measure(cases: int, runs: int) -> list[dict[str, Any]]:
    """Figures of each page."""
    with tempfile.TemporaryDirectory(prefix="selaras-console-") as name:
        folder = Path(name)
        await fill(folder, cases)
        known = make_secrets(folder)
        async with EmbeddedStack(folder, console_port=0) as stack:
            login, password = await _account(stack, known.console_token)
            async with async_playwright() as playwright:
                browser = await playwright.chromium.launch(
                    executable_path=os.environ.get("SELARAS_TEST_CHROMIUM", "/usr/bin/chromium"),
                    args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
                )
                try:
                    visitor = await Visitor.signed_in(browser, stack.console_url, login, password)
                    return [await visitor.page(path, runs) for path in _PAGES]
                finally:
                    await browser.close()


async def _account(stack: EmbeddedStack, token: str) -> tuple[str, str]:
    password = secrets.token_urlsafe(16)
    async with (
        AsyncAdminClient(stack.target, stack.admin_key) as admin,
        grpc.aio.insecure_channel(stack.target) as channel,
    ):
        await admin.create_agency(AGENCY, "Dinkes Kota Tasikmalaya", "KOTA", area_code="32.78")
        owner = await admin.create_owner(AGENCY, "kepala", "Kepala Dinas", role="HEAD")
        invited = await admin.invite_account("kepala", owner=owner.name)
        await GrpcSignIn(channel, token).accept(invited.invitation, password)
    return "kepala", password


class Visitor:
    """Somebody who is signed in, and opens pages for the first time each time.

    Args:
        state: cookies of the session.
        case: path of the first case of the list.
    """

    def __init__(self, browser: Browser, console: str, state: Any, case: str) -> None:
        self._browser = browser
        self._console = console
        self._state = state
        self._case = case

    @classmethod
    async def signed_in(cls, browser: Browser, console: str, login: str, password: str) -> Visitor:
        """Sign in."""
        context = await browser.new_context(locale="id-ID")
        page = await context.new_page()
        await page.goto(f"{console}/sign-in")
        await page.locator("input[name=login]").fill(login)
        await page.locator("input[name=password]").fill(password)
        await page.locator("form[action='/sign-in'] button").click()
        await page.wait_for_url("**/cases")
        case = await page.locator("[data-item]").first.get_attribute("href")
        state = await context.storage_state()
        await context.close()
        return cls(browser, console, state, case or "")

    async def page(self, path: str, runs: int) -> dict[str, Any]:
        """Figures of one page."""
        visits = [await self._visit(path) for _ in range(runs)]
        first_bytes, paints, weights = zip(*visits, strict=True)
        return {
            "page": path,
            "first_byte_ms": round(median(first_bytes)),
            "first_paint_ms": round(median(paints)),
            "slowest_paint_ms": round(max(paints)),
            "kilobytes": round(max(weights) / 1000),
        }

    async def _visit(self, path: str) -> tuple[float, float, float]:
        """Milliseconds to the first byte and paint, and bytes that came."""
        context = await self._browser.new_context(locale="id-ID", storage_state=self._state)
        page = await context.new_page()
        session = await context.new_cdp_session(page)
        await session.send("Network.enable")
        sizes: list[float] = []
        session.on("Network.loadingFinished", lambda end: sizes.append(end["encodedDataLength"]))
        await page.goto(self._console + path.replace("/cases/{case}", self._case))
        await page.wait_for_function(_PAINTED)
        first_byte, paint = await page.evaluate(_TIMES)
        await context.close()
        return first_byte, paint, sum(sizes)


def main() -> int:
    """Measure and show."""
    parser = argparse.ArgumentParser(description="How fast and heavy the console's pages are.")
    parser.add_argument("--cases", type=int, default=5000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    logging.configure(LogSettings(level="ERROR"), service="measure")
    figures = asyncio.run(measure(options.cases, options.runs))
    if options.json:
        print(json.dumps(figures, indent=2))
        return 0
    table = Table(title=f"{options.cases} cases, median of {options.runs}")
    for column in ("page", "first byte ms", "first paint ms", "slowest paint ms", "kB"):
        table.add_column(column, justify="left" if column == "page" else "right")
    for row in figures:
        table.add_row(*(str(value) for value in row.values()))
    Console().print(table)
    return 0


if __name__ == "__main__":
    sys.exit(main())
