"""Signing in at a real OpenID provider: canaille over TLS, intake, and the console."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from playwright.async_api import expect
from pydantic import SecretStr
from selaras.catalogue import text
from selaras.client import AsyncAdminClient
from selaras.console import bootstrap
from selaras.console.settings import ConsoleSettings
from selaras.kit.clock import SystemClock
from selaras.kit.health import Health
from selaras.kit.nats_server import free_port

from tests.support.browser import Windows, windows
from tests.support.intake import ADMIN_KEY, running_intake, sqlite_url
from tests.support.oidc import RINA, SARI, Account, Provider, Visitor

__all__ = ["windows"]

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]


@dataclass
class Scene:
    """The provider, the console, and one of whose people was invited."""

    provider: Provider
    console: str
    admin: AsyncAdminClient
    log: pytest.CaptureFixture[str]

    async def invite(self, who: Account, agency: str) -> None:
        await self.admin.invite_account(who.email, owner=f"agencies/{agency}/owners/humas")

    def visitor(self) -> Visitor:
        return Visitor(self.provider.ca)


@pytest.fixture
async def scene(tmp_path, nats_server, capsys) -> AsyncIterator[Scene]:
    port, token = free_port(), secrets.token_urlsafe(32)
    provider = Provider(tmp_path / "sso", f"http://127.0.0.1:{port}/sign-in/identity/callback")
    await provider.start()
    try:
        async with (
            running_intake(
                sqlite_url(tmp_path),
                nats_server.settings,
                console_token=token,
                sign_in_identities=True,
            ) as intake,
            AsyncAdminClient(intake.server.target, ADMIN_KEY) as admin,
        ):
            for agency in ("dinkes", "disdik"):
                await intake.register(agency)
            settings = ConsoleSettings(
                port=port,
                target=intake.server.target,
                token=SecretStr(token),
                cookie_secret=SecretStr(secrets.token_urlsafe(32)),
                sign_in_per_minute=100,
                **provider.settings,
            )
            console = bootstrap.build(settings, health=Health(), clock=SystemClock())
            await console.start()
            try:
                yield Scene(provider, console.url, admin, capsys)
            finally:
                await console.stop()
    finally:
        await provider.stop()


async def whose_account(visitor: Visitor, console: str) -> str:
    """The page of who is signed in; where nobody is, the one to sign in on."""
    return (await visitor.open(f"{console}/account")).text


async def test_somebody_who_was_invited_signs_in_with_the_provider(scene: Scene) -> None:
    await scene.invite(RINA, "dinkes")
    visitor = scene.visitor()
    page = await visitor.begin(scene.console, "/account")
    assert str(page.url).startswith(scene.provider.issuer)
    page = await visitor.agree(await visitor.sign_in(page, RINA))
    assert str(page.url) == f"{scene.console}/account"
    assert RINA.email in page.text


async def test_the_next_time_the_provider_asks_nothing(scene: Scene) -> None:
    await scene.invite(RINA, "dinkes")
    visitor = scene.visitor()
    page = await visitor.sign_in(await visitor.begin(scene.console), RINA)
    await visitor.agree(page)
    await visitor.sign_out(scene.console)
    assert RINA.email not in await whose_account(visitor, scene.console)
    page = await visitor.begin(scene.console, "/account")
    assert str(page.url) == f"{scene.console}/account"


async def test_somebody_whom_nobody_invited_stays_outside(scene: Scene) -> None:
    visitor = scene.visitor()
    page = await visitor.sign_in(await visitor.begin(scene.console), RINA)
    page = await visitor.agree(page)
    assert "belum diundang" in page.text
    assert page.url.path == "/sign-in"
    assert RINA.email not in await whose_account(visitor, scene.console)


async def test_an_address_that_the_provider_has_not_verified_opens_nothing(scene: Scene) -> None:
    await scene.invite(SARI, "disdik")
    visitor = scene.visitor()
    page = await visitor.sign_in(await visitor.begin(scene.console), SARI)
    page = await visitor.agree(page)
    assert "belum diundang" in page.text
    assert SARI.email not in await whose_account(visitor, scene.console)


async def test_somebody_who_refuses_there_stays_outside(scene: Scene) -> None:
    await scene.invite(RINA, "dinkes")
    visitor = scene.visitor()
    page = await visitor.sign_in(await visitor.begin(scene.console, "/account"), RINA)
    page = await visitor.agree(page, "deny")
    assert "Penyedia identitas tidak menyelesaikan proses masuk" in page.text
    assert "access_denied" not in page.text
    assert RINA.email not in await whose_account(visitor, scene.console)
    page = await visitor.begin(scene.console, "/account")
    page = await visitor.agree(page)
    assert RINA.email in page.text


async def test_an_answer_of_the_provider_is_good_in_one_browser_and_once(scene: Scene) -> None:
    await scene.invite(RINA, "dinkes")
    visitor, other = scene.visitor(), scene.visitor()
    page = await visitor.sign_in(await visitor.begin(scene.console), RINA)
    answer = await visitor.answer(page)
    assert answer.startswith(scene.provider.callback)

    await other.begin(scene.console)
    stolen = await other.open(answer)
    assert "IDENTITY_REFUSED" in stolen.text
    # The code alone, with the state of one's own way: the verifier is another.
    state = await other.state(scene.console)
    swapped = httpx.URL(answer).copy_set_param("state", state)
    assert "IDENTITY_REFUSED" in (await other.open(str(swapped))).text
    assert RINA.email not in await whose_account(other, scene.console)


async def test_a_provider_that_is_away_is_said_to_be_and_found_again(scene: Scene) -> None:
    await scene.invite(RINA, "dinkes")
    await scene.provider.stop()
    visitor = scene.visitor()
    page = await visitor.begin(scene.console)
    assert page.url.path == "/sign-in"
    assert "IDENTITY_PROVIDER_UNAVAILABLE" in page.text
    await scene.provider.start()
    page = await visitor.sign_in(await visitor.begin(scene.console, "/account"), RINA)
    assert RINA.email in (await visitor.agree(page)).text


async def test_a_certificate_of_another_authority_is_not_believed(
    scene: Scene, tmp_path: Path
) -> None:
    other = Provider(tmp_path / "other", scene.provider.callback)
    other.make_certificate()
    settings = ConsoleSettings(
        port=0,
        target="127.0.0.1:1",
        token=SecretStr(secrets.token_urlsafe(32)),
        cookie_secret=SecretStr(secrets.token_urlsafe(32)),
        **(scene.provider.settings | {"oidc_ca": other.ca}),
    )
    console = bootstrap.build(settings, health=Health(), clock=SystemClock())
    await console.start()
    try:
        page = await scene.visitor().begin(console.url)
    finally:
        await console.stop()
    assert "IDENTITY_PROVIDER_UNAVAILABLE" in page.text


async def test_a_browser_lets_the_page_lead_to_the_provider_and_back(
    scene: Scene, windows: Windows
) -> None:
    """Its policy of what forms may lead to stops nothing, and its cookies come back with it."""
    await scene.invite(RINA, "dinkes")
    window = await windows.open(ignore_https_errors=True)
    window.expect_error(scene.provider.issuer)  # what the provider's own pages do
    page = window.page
    await page.goto(f"{scene.console}/sign-in?next=/account")
    name = text("web.sign_in.with_identity", name="SSO Kota")
    await page.get_by_role("button", name=name).click()
    await page.locator("input[name=login]").fill(RINA.login)
    await page.locator("input[name=login]").press("Enter")
    await page.locator("input[name=password]").fill(RINA.password)
    await page.locator("input[name=password]").press("Enter")
    await page.locator("button[value=accept]").click()
    await expect(page).to_have_url(f"{scene.console}/account")
    await expect(page.get_by_role("main")).to_contain_text(RINA.email)


async def test_nothing_that_opens_a_door_is_logged(scene: Scene) -> None:
    await scene.invite(RINA, "dinkes")
    visitor = scene.visitor()
    page = await visitor.sign_in(await visitor.begin(scene.console), RINA)
    answer = httpx.URL(await visitor.answer(page))
    await visitor.open(str(answer))
    await visitor.open(str(answer))
    written = "".join(scene.log.readouterr())
    assert "identity_refused" in written, "the log is not read"
    for secret in (answer.params["code"], answer.params["state"], scene.provider.client_secret):
        assert secret not in written
