"""Silences and crises, by who may make them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from selaras.client import Crisis, Severity, Silence, SilenceMatcher
from selaras.console.content.person import Role

from tests.support.console import AGENCY, NOW, Browser, person, refused

FORM = {"reason": "Pemeliharaan situs", "hours": "4"}


def _browser(role: Role) -> Browser:
    browser = Browser(person(role))
    browser.api.answers |= {
        "list_silences": [
            Silence(
                name="silences/s1",
                matcher=SilenceMatcher(agency=AGENCY, topic="kesehatan"),
                reason="<script>alert(1)</script>",
                author=f"{AGENCY}/owners/rina",
                start_time=NOW,
                end_time=NOW + timedelta(hours=3),
                create_time=NOW,
            )
        ],
        "list_crises": [
            Crisis(
                name="crises/c1",
                area_code="32.78",
                topic="",
                reason="Banjir",
                author="",
                start_time=NOW,
                end_time=NOW + timedelta(days=1),
            )
        ],
        "create_silence": None,
        "expire_silence": None,
        "declare_crisis": None,
        "end_crisis": None,
    }
    return browser


@pytest.mark.parametrize("role", list(Role))
async def test_everybody_sees_what_is_quiet(role: Role) -> None:
    page = await _browser(role).get("/silences")
    assert page.status_code == 200
    assert "3 jam lagi" in page.text
    assert "Banjir" in page.text
    assert "<script>alert" not in page.text
    assert ("Nyalakan mode krisis" in page.text) == (role in {Role.COORDINATOR, Role.ADMIN})


async def test_an_owner_silences_what_is_told_to_the_owner_only() -> None:
    browser = _browser(Role.OWNER)
    answer = await browser.post("/silences", {**FORM, "agency": "agencies/other", "topic": "air"})
    assert answer.headers["location"] == "/silences"
    [(args, options)] = browser.api.asked("create_silence")
    assert args == (
        SilenceMatcher(agency=AGENCY, owner=f"{AGENCY}/owners/rina", topic="air"),
        "Pemeliharaan situs",
    )
    assert options == {"end_time": NOW + timedelta(hours=4)}


async def test_a_head_silences_the_agency_or_only_the_head() -> None:
    browser = _browser(Role.HEAD)
    await browser.post("/silences", {**FORM, "whose": "all"})
    await browser.post("/silences", {**FORM, "whose": "me", "max_severity": "MEDIUM"})
    first, second = (args[0] for args, _ in browser.api.asked("create_silence"))
    assert first == SilenceMatcher(agency=AGENCY)
    assert second == SilenceMatcher(
        agency=AGENCY, owner=f"{AGENCY}/owners/rina", max_severity=Severity.MEDIUM
    )


@pytest.mark.parametrize("hours", ["", "-1", "100000", "x"])
async def test_a_length_that_was_not_offered_is_refused(hours: str) -> None:
    browser = _browser(Role.OWNER)
    answer = await browser.post("/silences", {**FORM, "hours": hours})
    assert answer.status_code == 422
    assert 'value="Pemeliharaan situs"' in answer.text
    assert browser.api.asked("create_silence") == []


async def test_what_the_service_refuses_is_told_beside_the_form() -> None:
    browser = _browser(Role.OWNER)
    browser.api.answers["create_silence"] = refused("INVALID_ARGUMENT", "AREA_UNKNOWN")
    answer = await browser.post("/silences", {**FORM, "area_code": "99.99"})
    assert answer.status_code == 422
    assert "Kode wilayah ini tidak dikenal." in answer.text
    assert 'value="99.99"' in answer.text


async def test_silences_and_crises_are_ended_by_name() -> None:
    browser = _browser(Role.COORDINATOR)
    await browser.post("/silences/s1/end")
    await browser.post("/silences/crises/c1/end")
    assert browser.api.asked("expire_silence") == [(("silences/s1",), {})]
    assert browser.api.asked("end_crisis") == [(("crises/c1",), {})]


async def test_only_coordinators_and_administrators_declare_a_crisis() -> None:
    for role in (Role.OWNER, Role.HEAD):
        browser = _browser(role)
        assert (await browser.post("/silences/crises", FORM)).status_code == 403
        assert browser.api.calls == []
    browser = _browser(Role.COORDINATOR)
    await browser.post("/silences/crises", {**FORM, "hours": "24", "area_code": "32"})
    [(args, options)] = browser.api.asked("declare_crisis")
    assert args == ("Pemeliharaan situs",)
    assert options["area_code"] == "32"
    assert options["end_time"] == NOW + timedelta(days=1)
