"""The console in a browser: a case comes, and both sides close it, at a desk and on a phone."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Locator, Page, expect
from selaras.catalogue import text

from tests.support.browser import TIMEOUT, Window, Windows, windows
from tests.support.console_stack import NAMES, ConsoleStack, console_stack
from tests.support.eventually import assert_eventually

__all__ = ["windows"]

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]

RINA = "rina@dinkes.example.go.id"
BUDI = "budi@disdik.example.go.id"
PASSWORD = "hujan turun di bulan juni"
STATEMENT = "Imunisasi polio dimulai Senin, 10 Agustus 2026 pukul 08.00 WIB di semua puskesmas."


@pytest.fixture
async def console(tmp_path) -> AsyncIterator[ConsoleStack]:
    """Two agencies that have not written anything yet."""
    async with console_stack(tmp_path / "data") as stack:
        for agency in NAMES:
            await stack.register(agency)
        yield stack


@pytest.mark.parametrize("size", ["desktop", "phone"])
async def test_a_case_arrives_and_both_sides_close_it(
    console: ConsoleStack, windows: Windows, size: str
) -> None:
    rina, budi = await windows.open(size), await windows.open(size)
    await accept(rina, await console.invitation(RINA, "agencies/dinkes/owners/humas"))
    await sees_an_empty_inbox(rina)

    case = await console.open_case()
    await sees_it_arrive(rina, case)
    await reads_the_case(rina, case)
    await press(rina.page, text("web.case.do.acknowledge"))
    await expect(notice(rina.page)).to_contain_text(text("web.case.done.acknowledged"))
    await proposes(rina)

    await budi.sign_in(console.url, await console.account(BUDI, "agencies/disdik/owners/humas"))
    await agrees(budi, case)
    await sees_it_closed(budi)
    # Rina's page says that something changed, and shows it when she wants.
    await rina.page.get_by_role("link", name=text("web.case.changed")).click()
    await sees_it_closed(rina)
    await signs_out(rina, console.url)


def notice(page: Page) -> Locator:
    """What a page says after something was done."""
    return page.locator("#notice")


async def test_a_case_is_handled_with_the_keyboard_alone(
    console: ConsoleStack, windows: Windows
) -> None:
    case = await console.open_case()
    rina = await console.account(RINA, "agencies/dinkes/owners/humas")
    window = await windows.open()
    page, keys = window.page, window.page.keyboard
    await page.goto(f"{console.url}/sign-in")
    await window.tab_to(page.get_by_label(text("web.sign_in.login")))
    await keys.type(rina.login)
    await window.tab_to(page.get_by_label(text("web.sign_in.password")))
    await keys.type(rina.password)
    await keys.press("Enter")
    row = page.locator(f"[data-case='cases/{case}']")
    await expect(row).to_be_visible()

    await page.wait_for_load_state("load")  # its script listens to keys
    await keys.press("j")
    await expect(row.get_by_role("link")).to_be_focused()
    await keys.press("Enter")
    await expect(page).to_have_url(re.compile(f"/cases/{case}"))
    await by_keys(window, button(page, "acknowledge"), "Enter")
    await expect(notice(page)).to_contain_text(text("web.case.done.acknowledged"))

    box = page.locator("#propose")
    if await box.get_attribute("open") is None:
        await by_keys(window, box.locator("summary"), "Enter")
    kind = page.get_by_label(text("web.case.resolution.you_correct"))
    await window.tab_to(box.get_by_role("radio").first)
    while not await kind.is_checked():
        await keys.press("ArrowDown")
    await by_keys(window, button(page, "propose_send"), "Enter")
    await expect(notice(page)).to_contain_text(text("web.case.done.proposed"))


async def by_keys(window: Window, target: Locator, key: str) -> None:
    """Reach something with Tab and press a key there."""
    await window.tab_to(target)
    await window.page.keyboard.press(key)


def button(page: Page, key: str) -> Locator:
    """A button of the case's page."""
    name = text(f"web.case.do.{key}")
    return page.get_by_role("button", name=name, exact=True).first


async def nothing_has_changed(window: Window, known: int) -> None:
    """A case that is as it is shown is not said to have changed, once its page follows it."""
    await assert_eventually(
        lambda: window.told[known:], timeout=30, what="the page follows the case"
    )
    changed = window.page.get_by_role("link", name=text("web.case.changed"))
    await expect(changed).to_be_hidden()


async def press(page: Page, name: str) -> None:
    await page.get_by_role("button", name=name, exact=True).first.click()


async def accept(window: Window, link: str) -> None:
    """Set a password with an invitation."""
    page = window.page
    await page.goto(link)
    await expect(page.get_by_role("heading", level=1)).to_have_text(text("web.invitation.title"))
    await window.is_accessible()
    await window.shot("invitation")
    await page.get_by_label(text("web.invitation.password"), exact=True).fill(PASSWORD)
    await page.get_by_label(text("web.invitation.repeat")).fill(PASSWORD)
    await press(page, text("web.invitation.submit"))
    await expect(page).to_have_url(re.compile(r"/cases$"))


async def sees_an_empty_inbox(window: Window) -> None:
    await expect(
        window.page.get_by_role("heading", name=text("web.inbox.empty.none"))
    ).to_be_visible()
    await window.is_accessible()
    await window.shot("cases-empty")
    # Lost when the page is loaded anew.
    await window.page.evaluate("window.sameInbox = true")


async def sees_it_arrive(window: Window, case: str) -> None:
    row = window.page.locator(f"[data-case='cases/{case}']")
    await expect(row).to_be_visible(timeout=2 * TIMEOUT)
    assert await window.page.evaluate("window.sameInbox"), "the page was loaded anew"
    await expect(row).to_contain_text(NAMES["disdik"])
    await expect(row).to_contain_text(text("web.inbox.unread"))
    await window.is_accessible()
    await window.shot("cases-arrived")


async def reads_the_case(window: Window, case: str) -> None:
    page, known = window.page, len(window.told)
    await page.get_by_role("list").locator(f"a[href='/cases/{case}']").click()
    await expect(page.get_by_role("heading", level=1)).to_be_visible()
    main = page.get_by_role("main")
    # What one says and what the other says, and what differs.
    await expect(main).to_contain_text("3 Agustus 2026")
    await expect(main).to_contain_text("10 Agustus 2026")
    await expect(main).to_contain_text(text("web.case.finding.difference"))
    # Whom to call.
    await expect(main).to_contain_text("humas@disdik.example.go.id")
    await window.is_accessible()
    await nothing_has_changed(window, known)
    await window.shot("case-open")


async def proposes(window: Window) -> None:
    """Propose a joint statement."""
    page = window.page
    box = page.locator("#propose")
    if await box.get_attribute("open") is None:
        await box.locator("summary").click()
    await page.get_by_label(text("web.case.resolution.joint_statement")).check()
    await page.get_by_label(text("web.case.do.propose_note")).fill(STATEMENT)
    await press(page, text("web.case.do.propose_send"))
    await expect(notice(page)).to_contain_text(text("web.case.done.proposed"))
    await window.is_accessible()
    await window.shot("case-proposed")


async def agrees(window: Window, case: str) -> None:
    """Find the case that waits for an answer, and agree."""
    page = window.page
    await expect(page.get_by_role("heading", name=text("web.inbox.answer_heading"))).to_be_visible()
    known = len(window.told)
    await page.get_by_role("list").locator(f"a[href='/cases/{case}']").click()
    await expect(page.get_by_text(STATEMENT).first).to_be_visible()
    await window.is_accessible()
    await nothing_has_changed(window, known)
    await window.shot("case-to-answer")
    await press(page, text("web.case.do.agree"))
    await expect(notice(page)).to_contain_text(text("web.case.done.agreed"))


async def sees_it_closed(window: Window) -> None:
    page = window.page
    await expect(page.get_by_role("heading", name=text("web.case.section.ending"))).to_be_visible()
    await expect(page.get_by_role("main")).to_contain_text(text("cli.case.state.resolved"))
    await expect(page.get_by_role("main")).to_contain_text(STATEMENT)
    await window.is_accessible()
    await window.shot("case-closed")


async def signs_out(window: Window, url: str) -> None:
    page = window.page
    menu = page.get_by_role("button", name=text("web.menu"), exact=True)
    if await menu.is_visible():
        await menu.click()
    await press(page, text("web.nav.sign_out"))
    await expect(page).to_have_url(f"{url}/sign-in")
    await page.goto(f"{url}/cases")
    await expect(page).to_have_url(re.compile(r"/sign-in\?next="))
