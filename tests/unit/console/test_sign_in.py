"""Signing in, out and by invitation."""

from __future__ import annotations

import pytest
from selaras.console.content.person import Role
from selaras.console.web.pages.sign_in import local_path

from tests.support.console import Browser, person, refused


async def test_the_right_password_begins_a_session_and_leads_to_the_cases() -> None:
    browser = Browser()
    answer = await browser.post(
        "/sign-in", {"login": browser.sign_in.login, "password": browser.sign_in.password}
    )
    assert (answer.status_code, answer.headers["location"]) == (303, "/cases")
    assert (await browser.get("/account")).status_code == 200


async def test_a_wrong_password_says_so_and_keeps_the_login() -> None:
    browser = Browser()
    answer = await browser.post("/sign-in", {"login": "rina@x", "password": "salah"})
    assert answer.status_code == 401
    assert "Nama masuk atau kata sandi salah." in answer.text
    assert 'value="rina@x"' in answer.text
    assert "salah" not in answer.text.replace("kata sandi salah", "")
    assert (await browser.get("/account")).status_code == 303


async def test_signing_in_makes_a_new_csrf_token() -> None:
    browser = Browser()
    fields = {"login": browser.sign_in.login, "password": browser.sign_in.password}
    await browser.post("/sign-in", fields)
    assert (await browser.post("/language", {"lang": "en"})).status_code == 403


async def test_too_many_tries_from_one_address_are_refused() -> None:
    browser = Browser(sign_in_per_minute=2)
    fields = {"login": "x", "password": "y"}
    for _ in range(2):
        assert (await browser.post("/sign-in", fields)).status_code == 401
    fields = {"login": browser.sign_in.login, "password": browser.sign_in.password}
    answer = await browser.post("/sign-in", fields)
    assert answer.status_code == 429
    assert "Terlalu banyak percobaan masuk" in answer.text


async def test_an_invitation_sets_a_password_and_signs_in() -> None:
    browser = Browser()
    shown = await browser.get("/invitation/undangan-rina")
    assert browser.sign_in.login in shown.text
    secret = "hujan turun di bulan juni"
    answer = await browser.post("/invitation/undangan-rina", {"password": secret, "repeat": secret})
    assert answer.status_code == 303
    assert browser.sign_in.passwords_set == [secret]
    assert "sudah dipakai" in (await browser.get("/invitation/undangan-rina")).text


async def test_two_passwords_that_differ_set_nothing() -> None:
    browser = Browser()
    fields = {"password": "hujan turun di bulan juni", "repeat": "hujan turun di bulan juli"}
    answer = await browser.post("/invitation/undangan-rina", fields)
    assert answer.status_code == 422
    assert browser.sign_in.passwords_set == []


async def test_signing_out_ends_the_session_at_the_service_too() -> None:
    browser = Browser(person())
    browser.api.answers["end_session"] = None
    answer = await browser.post("/sign-out")
    assert answer.headers["location"] == "/sign-in"
    assert browser.api.asked("end_session")
    assert (await browser.get("/account")).headers["location"].startswith("/sign-in")


async def test_signing_out_works_while_the_service_is_away() -> None:
    browser = Browser(person())
    browser.api.answers["end_session"] = refused("UNAVAILABLE", "SERVER_UNREACHABLE")
    assert (await browser.post("/sign-out")).headers["location"] == "/sign-in"
    assert (await browser.get("/account")).status_code == 303


async def test_a_visit_without_a_session_comes_back_to_where_it_wanted() -> None:
    answer = await Browser().get("/account?a=1")
    assert answer.headers["location"] == "/sign-in?next=%2Faccount%3Fa%3D1"


async def test_a_session_that_is_over_is_no_session() -> None:
    browser = Browser(person())
    browser.clock.time = browser.sign_in.signed_in.expire_time
    assert (await browser.get("/account")).headers["location"].startswith("/sign-in")


@pytest.mark.parametrize(
    "target",
    ["https://x.example", "//x.example", "/\\x.example", "javascript:alert(1)", "x",
     "/\t\\x.example", "/\n/x.example", "/cases\\..\\x"],
)  # fmt: skip
def test_nobody_is_led_elsewhere(target: str) -> None:
    assert local_path(target) == "/"


def test_a_path_of_the_console_is_kept() -> None:
    assert local_path("/cases/c1?acknowledge=1") == "/cases/c1?acknowledge=1"


async def test_an_administrator_begins_with_the_settings() -> None:
    browser = Browser(person(Role.ADMIN))
    assert (await browser.get("/")).headers["location"] == "/admin"


async def test_the_language_is_kept_over_a_sign_out() -> None:
    browser = Browser(person(), lang="en")
    browser.api.answers["end_session"] = None
    assert "Sign out" in (await browser.get("/account")).text
    await browser.post("/sign-out")
    assert "Sign in" in (await browser.get("/sign-in")).text
