"""Sessions of the console on a real stack: when they end, and what else opens nothing."""

from __future__ import annotations

import asyncio
import base64
import json
from datetime import timedelta

import grpc
import itsdangerous
import pytest
from selaras.client import AsyncClient
from selaras.data_folder import read_secrets

from tests.support.eventually import assert_eventually
from tests.support.leak import Caller, public_methods
from tests.support.leak_clock import HurriedClock, hurry
from tests.support.leak_console import LIVE, Crowd, Tab, crowd_of
from tests.support.leak_html import PageReader
from tests.support.leak_scene import NOBODY

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


@pytest.fixture(autouse=True)
def many_sign_ins(monkeypatch) -> None:
    """Everybody signs in from one address here."""
    monkeypatch.setenv("SELARAS_CONSOLE_SIGN_IN_PER_MINUTE", "1000")


@pytest.fixture
def clock(monkeypatch) -> HurriedClock:
    """The clock of all services and of the console."""
    return hurry(monkeypatch)


async def test_a_session_ends_everywhere(tmp_path, clock):
    """On signing out, with a new password, with its owner or account, and by itself."""
    async with crowd_of(tmp_path / "data") as crowd:
        admin, tabs = crowd.stack.admin, crowd.tabs

        signed_out = stolen(crowd, "polres/humas")
        assert await is_alive(signed_out)
        await tabs["polres/humas"].send("/sign-out")
        await is_dead(crowd, signed_out)

        # Signed in twice: the other session ends with the old password.
        elsewhere = stolen(crowd, "polres/kepala")
        login, password = crowd.logins["polres/kepala"]
        here = tabs["polres/kepala"] = Tab(crowd.stack.url, "polres/kepala")
        await here.sign_in(login, password)
        new = f"{password}-baru"
        changed = await here.send(
            "/account/password", {"password": password, "new": new, "repeat": new}
        )
        assert changed.status_code == 303
        await is_dead(crowd, elsewhere)

        owner = stolen(crowd, "coba/humas")
        await admin.delete_owner("coba", "humas")
        await is_dead(crowd, owner)

        account = stolen(crowd, "surabaya/koordinator")
        async for one in admin.list_accounts():
            if one.login == crowd.logins["surabaya/koordinator"][0]:
                await admin.delete_account(one.name)
        await is_dead(crowd, account)

        late = stolen(crowd, "dinkes/humas")
        assert await is_alive(late)
        clock.ahead += timedelta(hours=12, seconds=1)
        await is_dead(crowd, late)
        answer = await late.open("/cases")
        assert answer.headers["location"] == "/sign-in?next=%2Fcases"
        for tab in (signed_out, elsewhere, owner, account, late):
            await tab.client.aclose()


def stolen(crowd: Crowd, who: str) -> Tab:
    """A second browser with the cookie of somebody."""
    tab = Tab(crowd.stack.url, who)
    tab.client.cookies.set("selaras", crowd.tabs[who].cookie, domain="127.0.0.1")
    return tab


async def is_alive(tab: Tab) -> bool:
    return (await tab.open("/account")).status_code == 200 and (
        await tab.open("/cases")
    ).status_code == 200


async def is_dead(crowd: Crowd, tab: Tab) -> None:
    """No page, no live stream and no service knows the session any more."""
    key = tab.key

    async def is_refused() -> bool:
        async with AsyncClient(crowd.stack.stack.target, key) as api:
            asked = (api.profile(), api.list_silences(), anext(api.list_cases(), None))
            answers = await asyncio.gather(*asked, return_exceptions=True)
        codes = {getattr(answer, "code", "OK") for answer in answers}
        return codes == {"UNAUTHENTICATED"}

    # Services that do not own the directory believe its answer for five seconds.
    await assert_eventually(is_refused, timeout=8, what=f"the session of {tab.name} ends")
    for path in ("/cases", "/drafts", "/calendar", "/silences", "/calendar/address"):
        cookie = tab.cookie
        answer = await tab.open(path)
        assert answer.headers.get("location", "").startswith("/sign-in"), (tab.name, path)
        # The console takes the cookie away; who keeps a copy brings it again.
        tab.client.cookies.clear()
        tab.client.cookies.set("selaras", cookie, domain="127.0.0.1")
    async with tab.client.stream("GET", LIVE) as answer:
        text = (await answer.aread()).decode()
    assert answer.status_code == 204 or "event: ended" in text


async def test_one_persons_cookie_shows_that_persons_pages(tmp_path):
    async with crowd_of(tmp_path / "data") as crowd:
        tabs = [tab for tab in crowd.tabs.values() if tab.name != NOBODY]

        async def look(tab: Tab) -> str:
            return PageReader((await tab.open("/account")).text).text

        # All at once, on few connections: nothing of one visit is left for the next.
        for _ in range(5):
            for tab, page in zip(tabs, await asyncio.gather(*map(look, tabs)), strict=True):
                assert crowd.logins[tab.name][0] in page
                others = [login for name, (login, _) in crowd.logins.items() if name != tab.name]
                assert not [login for login in others if login in page]


async def test_the_address_of_a_calendar_opens_nothing_else(tmp_path):
    async with crowd_of(tmp_path / "data") as crowd:
        await crowd.make_feeds()
        secret = crowd.feeds["dinkes/humas"]
        known = read_secrets(tmp_path / "data")
        assert known is not None
        async with grpc.aio.insecure_channel(crowd.stack.stack.target) as channel:
            caller = Caller(channel)
            for name, method in public_methods().items():
                code = await caller.try_out(method, secret)
                let_in = name.startswith("CalendarService.")
                wanted = (
                    grpc.StatusCode.INVALID_ARGUMENT
                    if let_in
                    else grpc.StatusCode.PERMISSION_DENIED
                )
                assert code is wanted, (name, code)
        # In a cookie that the console itself has signed, and in the place of a session.
        tab = Tab(crowd.stack.url, "dinkes/humas")
        signed_in = session_of(crowd.tabs["dinkes/humas"].cookie)
        cookie = signed({**signed_in, "key": secret}, known.cookie_secret)
        for path in (
            "/cases",
            "/drafts",
            "/drafts/m1",
            "/silences",
            "/calendar/address",
            "/search?q=vaksinasi",
        ):
            tab.client.cookies.clear()
            tab.client.cookies.set("selaras", cookie, domain="127.0.0.1")
            assert (await tab.open(path)).status_code in {303, 403}, path
        # A session opens no feed, and neither does an invitation or the console's own token.
        for key in (
            crowd.tabs["dinkes/humas"].key,
            known.console_token,
            crowd.stack.keys["dinkes"],
        ):
            assert (await tab.open(f"/calendar/{key}.ics")).status_code == 404
        await crowd.tabs["dinkes/humas"].send("/calendar/address", {"do": "end"})

        async def is_closed() -> bool:
            return (await tab.open(f"/calendar/{secret}.ics")).status_code == 404

        await assert_eventually(is_closed, timeout=8)
        await tab.client.aclose()


def session_of(cookie: str) -> dict[str, object]:
    """What a cookie holds."""
    held: dict[str, object] = json.loads(base64.b64decode(cookie.partition(".")[0]))
    return held


def signed(session: dict[str, object], secret: str) -> str:
    """A cookie as the console signs it."""
    packed = base64.b64encode(json.dumps(session).encode())
    return itsdangerous.TimestampSigner(secret).sign(packed).decode()
