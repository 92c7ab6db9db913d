"""Pictures of every page of the console, as each kind of person sees it, at a desk and on a phone.

    scripts/screenshots [--out FOLDER] [--lang id|en]

Starts a stack, plays the sample of `selaras demo`, and opens the pages in Chromium. Says for each
page how much it weighs, and what axe-core, the browser's console and the width of the window find
wrong. Ends with 1 where that is anything.
"""

from __future__ import annotations

import argparse
import asyncio
import logging as std_logging
import os
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

_ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(_ROOT / "services"), str(_ROOT)]

from selaras.catalogue import text  # noqa: E402
from selaras.cli import demo_sample  # noqa: E402
from selaras.cli.demo_accounts import make_accounts  # noqa: E402
from selaras.cli.demo_play import Listener, Play  # noqa: E402
from selaras.cli.demo_settle import Settlement  # noqa: E402
from selaras.client import AsyncClient, Case  # noqa: E402
from selaras.data_folder import read_secrets  # noqa: E402
from selaras.embedded import EmbeddedStack  # noqa: E402
from selaras.kit import logging  # noqa: E402
from selaras.kit.settings import LogSettings  # noqa: E402

from tests.support.browser import SIZES, Window, Windows, launched, program  # noqa: E402
from tests.support.console_stack import Login  # noqa: E402

# Bytes over the network when a page is opened for the first time.
LIMIT = 150_000


@dataclass
class Stage:
    """A filled stack, and who can sign in.

    Attributes:
        people: who signs in, by the name that pictures have.
        cases: of the owner; the one with the most agencies first.
        draft: of the owner's agency, its id there.
        body: text of that agency's first draft.
        told: what some agency has published.
    """

    url: str
    people: dict[str, Login]
    agency: str
    owner: str
    cases: list[Case]
    draft: str
    body: str
    told: str


@dataclass
class Report:
    """What was found."""

    wrong: list[str] = field(default_factory=list)

    def add(self, what: str) -> None:
        """Say it, and remember it."""
        print(f"    WRONG {what}", flush=True)
        self.wrong.append(what)


@asynccontextmanager
async def filled(folder: Path) -> AsyncIterator[Stage]:
    """The sample of the demo, played on a stack."""
    sample = demo_sample.load()
    at_once = {"group_seconds": 0, "digest_time": ""}
    async with EmbeddedStack(folder, alerting=at_once, console_port=0) as stack:
        play = Play(
            sample,
            stack.target,
            stack.nats_url,
            Listener(lambda *_: None, lambda _: None),
            planned=True,
        )
        await play.register(stack.admin_key)
        settlement = Settlement(sample, stack.target, play.keys, lambda _: None)

        async def settle() -> str:
            case = await settlement.run(stack.admin_key)
            return case.name if case else ""

        await play.run(settle)
        told = await _publish(stack.target, play.keys, sample)
        agency, cases, draft = await _busiest(stack.target, play.keys)
        known = read_secrets(folder)
        assert known is not None
        made, password = await make_accounts(stack, known, sample, [agency])
        logins = [Login(account.login, password) for account in made]
        people = dict(zip(("owner", "coordinator", "admin"), logins, strict=True))
        body = next(one.body for one in sample.drafts if one.agency == agency)
        owner = sample.agencies[agency].owners[0].owner_id
        yield Stage(stack.console_url, people, agency, owner, cases, draft, body, told)


async def _publish(target: str, keys: dict[str, str], sample: demo_sample.Sample) -> str:
    """Let the last two drafts go out, for the bank of messages; answers what to look for."""
    for draft in sample.drafts[-2:]:
        async with AsyncClient(target, keys[draft.agency]) as client:
            await client.mark_published(f"agencies/{draft.agency}/drafts/{draft.external_id}")
    return " ".join(sample.drafts[-1].body.split()[:8])


async def _busiest(target: str, keys: dict[str, str]) -> tuple[str, list[Case], str]:
    """The agency that is part of most cases, those cases, and one of its drafts."""
    found: dict[str, list[Case]] = {}
    for agency, key in keys.items():
        async with AsyncClient(target, key) as client:
            found[agency] = [case async for case in client.list_cases(relation="CONTRADICTION")]
    agency = max(found, key=lambda name: len(found[name]))
    cases = sorted(found[agency], key=lambda case: -len(case.parties))
    async with AsyncClient(target, keys[agency]) as client:
        draft = await anext(aiter(client.list_drafts()))
    return agency, cases, draft.name.rpartition("/")[2]


def addresses(stage: Stage) -> dict[str, dict[str, str]]:
    """Pages by who looks at them and by the name of their picture."""
    case = f"/{stage.cases[0].name}"
    settings = f"/admin/agencies/{stage.agency}"
    return {
        "nobody": {"sign-in": "/sign-in", "invitation-used": "/invitation/undangan-lama"},
        "owner": {
            "cases": "/cases",
            "cases-all": "/cases?state=all",
            "cases-none": "/cases?q=tidakadakatainidimanapun",
            "case": case,
            "case-acknowledge": f"{case}?acknowledge=1",
            "drafts": "/drafts",
            "draft": f"/drafts/{quote(stage.draft, safe='')}",
            "check": "/check",
            "search": "/search",
            "search-found": f"/search?q={quote(stage.told)}",
            "calendar": "/calendar",
            "calendar-address": "/calendar/address",
            "silences": "/silences",
            "account": "/account",
            "missing": "/cases/tidak-ada",
        },
        "coordinator": {
            "cases": "/cases",
            "case": case,
            "calendar": "/calendar",
            "overview": "/overview",
            "report": "/report",
        },
        "admin": {
            "agencies": "/admin",
            "accounts": "/admin/accounts",
            "agency": settings,
            "owner": f"{settings}/owners/{stage.owner}",
            "silences": "/silences",
            "overview": "/overview",
            "report": "/report",
        },
    }


async def look(window: Window, stage: Stage, path: str, name: str, report: Report) -> None:
    """Open a page, keep its picture, and say what is wrong with it."""
    if name.endswith(("missing", "invitation-used")):
        window.expect_error("status of 40[14]")
    size = await window.weigh(stage.url + path)
    print(f"  {name:<28} {window.size:<8} {size / 1000:6.1f} kB  {path}", flush=True)
    if size > LIMIT:
        report.add(f"{name}: {size} bytes")
    await _judge(window, name, report)


async def _judge(window: Window, name: str, report: Report) -> None:
    await window.shot(name)
    for problem in await window.findings() + await window.overflow() + window.problems:
        report.add(problem)
    window.problems.clear()


async def checks(window: Window, stage: Stage, report: Report) -> None:
    """What a check of a text answers, which has no address of its own."""
    page = window.page
    await page.goto(f"{stage.url}/check")
    await page.locator("main textarea").first.fill(stage.body)
    await page.locator("main form button[type=submit]").first.click()
    await page.wait_for_load_state("networkidle")
    await _judge(window, "owner-check-found", report)


async def visit(windows: Windows, stage: Stage, lang: str, report: Report) -> None:
    """Every page in every size."""
    further: dict[str, Callable[[Window, Stage, Report], Awaitable[None]]] = {"owner": checks}
    for size in SIZES:
        for who, pages in addresses(stage).items():
            window = await windows.open(size)
            await window.page.goto(f"{stage.url}/sign-in")
            if lang != "id":
                # The button has the name of the other language, in that language.
                await window.page.get_by_role("button", name=text("web.other_language")).click()
            if who in stage.people:
                await window.sign_in(stage.url, stage.people[who], lang)
            for name, path in pages.items():
                await look(window, stage, path, f"{who}-{name}", report)
            if who in further:
                await further[who](window, stage, report)
            await window.page.context.close()


async def run(out: Path, lang: str) -> int:
    """Take the pictures; answers the exit code."""
    os.environ["SELARAS_SCREENSHOTS"] = str(out)
    report = Report()
    with tempfile.TemporaryDirectory(prefix="selaras-pages-") as folder:
        async with filled(Path(folder)) as stage, launched() as browser:
            await visit(Windows(browser), stage, lang, report)
    print(f"pictures in {out}; {len(report.wrong)} things wrong")
    return 1 if report.wrong else 0


def main() -> int:
    """See the module."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--out", type=Path, default=_ROOT / "out" / "screenshots")
    parser.add_argument("--lang", choices=("id", "en"), default="id")
    arguments = parser.parse_args()
    if not program():
        sys.exit("there is no Chromium: install it, or set SELARAS_TEST_CHROMIUM")
    logging.configure(LogSettings(level="ERROR"), service="screenshots")
    std_logging.getLogger("asyncio").setLevel(std_logging.CRITICAL)
    return asyncio.run(run(arguments.out, arguments.lang))
