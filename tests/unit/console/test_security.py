"""What holds for every page: tokens, roles, headers."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import pytest
from markupsafe import Markup
from selaras.console.content.person import Role
from selaras.console.content.turns import without_turns
from selaras.console.web import pages
from selaras.console.web.routing import all_routes
from selaras.console.web.templating import STATIC
from starlette.routing import Route

from tests.support.console import Browser, person

_ROUTES = [route for route in all_routes(pages.__name__) if isinstance(route, Route)]
_CHANGING = [route.path for route in _ROUTES if "POST" in (route.methods or ())]
_SHOWING = [route.path for route in _ROUTES if "GET" in (route.methods or ())]


def _filled(path: str) -> str:
    return re.sub(r"\{[^}]*\}", "x1", path)


@pytest.mark.parametrize("path", _CHANGING)
@pytest.mark.parametrize("token", [None, "", "token-of-somebody-else"])
async def test_nothing_is_changed_without_the_token_of_the_session(
    path: str, token: str | None
) -> None:
    for who in (person(), person(Role.ADMIN), person(Role.COORDINATOR)):
        browser = Browser(who)
        answer = await browser.post(_filled(path), {"login": "a", "lang": "en"}, csrf=token)
        assert answer.status_code == 403, path
        assert browser.api.calls == []
        assert browser.sign_in.passwords_set == []


@pytest.mark.parametrize("path", _CHANGING)
@pytest.mark.parametrize(
    "headers", [{"sec-fetch-site": "cross-site"}, {"origin": "https://evil.example"}]
)
async def test_nothing_is_changed_from_another_site(path: str, headers: dict[str, str]) -> None:
    browser = Browser(person())
    answer = await browser.post(_filled(path), {"lang": "en"}, headers=headers)
    assert answer.status_code == 403
    assert browser.api.calls == []


@pytest.mark.parametrize("path", _SHOWING)
async def test_every_answer_has_the_headers(path: str) -> None:
    answer = await Browser().get(_filled(path))
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-frame-options"] == "DENY"


@pytest.mark.parametrize(
    "path", [path for path in _SHOWING + _CHANGING if path.startswith("/admin")]
)
@pytest.mark.parametrize("role", [Role.OWNER, Role.HEAD, Role.COORDINATOR])
async def test_settings_are_for_administrators(path: str, role: Role) -> None:
    browser = Browser(person(role))
    assert 403 in {
        (await browser.get(_filled(path))).status_code,
        (await browser.post(_filled(path))).status_code,
    }
    assert browser.api.calls == []


async def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites() -> None:
    browser = Browser()
    browser.client.cookies.clear()
    cookie = (await browser.get("/sign-in")).headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie


async def test_over_tls_the_cookie_is_for_this_host_and_tls_only() -> None:
    answer = await Browser(url="https://selaras.example.go.id").get("/sign-in")
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-selaras=")
    assert "secure" in cookie.lower()
    assert "max-age" in answer.headers["strict-transport-security"]


async def test_a_cookie_that_was_changed_is_nobodys() -> None:
    browser = Browser(person())
    cookie = browser.client.cookies["selaras"]
    browser.client.cookies.clear()
    browser.client.cookies.set("selaras", "A" + cookie[1:], domain="console.test")
    assert (await browser.get("/account")).headers["location"].startswith("/sign-in")


async def test_a_form_larger_than_any_is_not_read() -> None:
    browser = Browser()
    answer = await browser.post("/sign-in", {"login": "a" * 2_000_000, "password": "b"})
    assert answer.status_code == 413

    async def endless() -> AsyncIterator[bytes]:
        for _ in range(100):
            yield b"a" * 100_000

    answer = await browser.client.post("/sign-in", content=endless())
    assert answer.status_code >= 400


@pytest.mark.parametrize(
    ("referer", "back"),
    [
        ("http://console.test/cases/c1", "/cases/c1"),
        ("http://console.test//x.example/", "/x.example/"),
        ("https://x.example/cases", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
    ],
)
async def test_a_refusal_leads_back_into_the_console(referer: str, back: str) -> None:
    browser = Browser(person())
    answer = await browser.post("/check", csrf=None, headers={"referer": referer})
    assert f'class="button" href="{back}"' in answer.text


async def test_the_way_back_from_a_page_that_is_none_is_no_other_host() -> None:
    answer = await Browser(person()).get("http://console.test//x.example/")
    assert answer.status_code == 404
    assert 'class="button" href="/x.example/"' in answer.text


async def test_a_name_cannot_turn_around_the_words_after_it() -> None:
    name = "Rina \u202e\u2066gnp"
    answer = await Browser(person(display_name=name)).get("/account")
    assert "Rina gnp" in answer.text
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", answer.text)


def test_what_turns_text_around_is_left_out_of_markup_too() -> None:
    turned = Markup("<b>\u202ea</b>")
    assert (without_turns(turned), type(without_turns(turned))) == ("<b>a</b>", Markup)


def test_pages_have_no_script_or_style_of_their_own() -> None:
    for template in (STATIC.parent / "templates").rglob("*.html"):
        text = template.read_text("utf-8")
        assert not re.search(r"<script(?![^>]*\bsrc=)", text), template
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|\|\s*safe\b", text), template
