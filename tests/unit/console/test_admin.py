"""Administrators: agencies, owners, keys and accounts."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from selaras.client import (
    Account,
    AccountState,
    Agency,
    AgencyLevel,
    ChannelTest,
    Invitation,
    Key,
    NewKey,
    Owner,
    OwnerChannel,
    OwnerRole,
)
from selaras.console.content.person import Role

from tests.fakes.console import Stream
from tests.support.console import NOW, Browser, person, refused

EVIL = "<script>alert(1)</script>"
PATH = "/admin/agencies/dinkes"
RINA = "agencies/dinkes/owners/rina"


def _agency(name: str = "dinkes", words: str = EVIL) -> Agency:
    return Agency(f"agencies/{name}", name, words, AgencyLevel.KOTA, "32.78", "", NOW)


def _owner(**changes: Any) -> Owner:
    values = {
        "name": RINA,
        "owner_id": "rina",
        "display_name": f"Rina {EVIL}",
        "contact": EVIL,
        "time_zone": "Asia/Jakarta",
        "create_time": NOW,
        "role": OwnerRole.OWNER,
        "channels": (OwnerChannel("EMAIL", "rina@example.go.id"),),
    }
    return Owner(**{**values, **changes})


def _key(revoke: datetime | None = None) -> Key:
    return Key(
        name="agencies/dinkes/keys/abc",
        prefix="slr_abc",
        display_name=EVIL,
        create_time=NOW,
        last_use_time=None,
        expire_time=None,
        revoke_time=revoke,
    )


def _account(name: str = "accounts/a2", owner: str = RINA) -> Account:
    return Account(
        name=name,
        login="rina@example.go.id",
        owner=owner,
        state=AccountState.ACTIVE,
        create_time=NOW,
        sign_in_time=NOW - timedelta(days=2),
    )


def _browser() -> Browser:
    browser = Browser(person(Role.ADMIN))
    invitation = Invitation(_account(), "inv_secret", NOW + timedelta(days=7))
    browser.api.answers |= {
        "list_agencies": Stream((_agency(), _agency("disdik", "Dinas Pendidikan"))),
        "get_agency": _agency(),
        "create_agency": _agency("baru"),
        "update_agency": _agency(),
        "list_owners": Stream((_owner(),)),
        "create_owner": _owner(),
        "update_owner": _owner(),
        "delete_owner": None,
        "list_keys": [_key(), _key(NOW)],
        "create_key": NewKey(_key(), "slr_whole_secret"),
        "rotate_key": NewKey(_key(), "slr_new_secret"),
        "revoke_key": _key(NOW),
        "list_accounts": Stream((_account(), _account("accounts/a1", ""))),
        "invite_account": invitation,
        "delete_account": None,
        "test_channel": ChannelTest(delivered=False, reason="SMTP_REFUSED", detail=EVIL),
    }
    return browser


@pytest.mark.parametrize("path", ["/admin", PATH, f"{PATH}/owners/rina", "/admin/accounts"])
async def test_a_page_shows_what_people_typed_as_text(path: str) -> None:
    page = await _browser().get(path)
    assert page.status_code == 200
    assert EVIL not in page.text


async def test_agencies_are_found_by_name_id_and_area() -> None:
    browser = _browser()
    assert "disdik" in (await browser.get("/admin?q=pendidikan")).text
    found = await browser.get("/admin?q=pendidikan")
    assert "/admin/agencies/dinkes" not in found.text
    assert "Belum ada instansi" in (await browser.get("/admin?q=zzz")).text


async def test_an_agency_is_added_and_opened() -> None:
    browser = _browser()
    form = {"agency_id": "baru", "display_name": "Baru", "level": "KOTA", "area_code": "32.78"}
    answer = await browser.post("/admin/agencies", {**form, "parent": "pusat"})
    assert answer.headers["location"] == "/admin/agencies/baru"
    [(args, options)] = browser.api.asked("create_agency")
    assert args == ("baru", "Baru", "KOTA")
    assert options == {"area_code": "32.78", "parent": "agencies/pusat"}


async def test_an_agency_that_is_there_keeps_what_was_typed() -> None:
    browser = _browser()
    browser.api.answers["create_agency"] = refused("ALREADY_EXISTS", "AGENCY_EXISTS")
    answer = await browser.post(
        "/admin/agencies", {"agency_id": "dinkes", "display_name": "Dinkes Baru", "level": "KOTA"}
    )
    assert answer.status_code == 409
    assert "Id instansi ini sudah dipakai." in answer.text
    assert 'value="Dinkes Baru"' in answer.text


async def test_a_new_key_is_shown_once_and_stands_in_no_address() -> None:
    browser = _browser()
    answer = await browser.post(f"{PATH}/keys", {"display_name": "CMS", "owner": RINA})
    assert "slr_whole_secret" in answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert browser.api.asked("create_key") == [(("dinkes", "CMS"), {"owner": "rina"})]
    assert "slr_whole_secret" not in (await browser.get(PATH)).text


async def test_keys_are_replaced_and_revoked_by_name() -> None:
    browser = _browser()
    assert "slr_new_secret" in (await browser.post(f"{PATH}/keys/abc/rotate")).text
    await browser.post(f"{PATH}/keys/abc/revoke")
    assert browser.api.asked("rotate_key")[0][0] == ("agencies/dinkes/keys/abc", 24)
    assert browser.api.asked("revoke_key") == [(("agencies/dinkes/keys/abc",), {})]


async def test_somebody_is_invited_by_a_link_that_is_shown_once() -> None:
    browser = _browser()
    answer = await browser.post(f"{PATH}/accounts", {"login": "rina@x.go.id", "owner": RINA})
    assert "http://console.test/invitation/inv_secret" in answer.text
    assert browser.api.asked("invite_account") == [(("rina@x.go.id",), {"owner": RINA})]


@pytest.mark.parametrize("owner", ["", "agencies/other/owners/rina"])
async def test_an_account_of_an_agency_is_never_an_administrators(owner: str) -> None:
    browser = _browser()
    answer = await browser.post(f"{PATH}/accounts", {"login": "rina@x.go.id", "owner": owner})
    assert answer.status_code == 422
    assert browser.api.asked("invite_account") == []


async def test_another_administrator_is_invited() -> None:
    browser = _browser()
    answer = await browser.post("/admin/accounts", {"login": "budi"})
    assert "/invitation/inv_secret" in answer.text
    assert browser.api.asked("invite_account") == [(("budi",), {})]


async def test_nobody_deletes_the_account_in_use() -> None:
    browser = _browser()
    assert (await browser.post("/admin/accounts/a1/delete")).status_code == 409
    assert browser.api.asked("delete_account") == []
    answer = await browser.post("/admin/accounts/a2/delete", {"agency": "dinkes"})
    assert answer.headers["location"] == PATH
    assert browser.api.asked("delete_account") == [(("accounts/a2",), {})]


async def test_an_owner_is_added_and_then_completed() -> None:
    browser = _browser()
    form = {"owner_id": "budi", "display_name": "Budi", "contact": "0812", "role": "HEAD"}
    answer = await browser.post(f"{PATH}/owners", form)
    assert answer.headers["location"] == f"{PATH}/owners/budi"
    assert browser.api.asked("create_owner") == [
        (("dinkes", "budi", "Budi"), {"contact": "0812", "role": "HEAD"})
    ]


async def test_what_was_typed_of_an_owner_stays_where_it_is_refused() -> None:
    browser = _browser()
    browser.api.answers["update_owner"] = refused("INVALID_ARGUMENT", "AREA_UNKNOWN")
    answer = await browser.post(
        f"{PATH}/owners/rina",
        {"display_name": "Rina Baru", "area_codes": "99.99", "topics": "kesehatan"},
    )
    assert answer.status_code == 422
    assert 'value="Rina Baru"' in answer.text
    assert 'value="99.99"' in answer.text
    assert "Kode wilayah ini tidak dikenal." in answer.text


async def test_an_owner_is_saved_as_typed() -> None:
    browser = _browser()
    form = {
        "display_name": "Rina",
        "time_zone": "Asia/Makassar",
        "role": "OWNER",
        "channel-0-kind": "EMAIL",
        "channel-0-address": "rina@example.go.id",
        "shift-0-start": "2026-08-03T08:00",
        "shift-0-end": "2026-08-03T20:00",
    }
    answer = await browser.post(f"{PATH}/owners/rina", form)
    assert answer.headers["location"] == f"{PATH}/owners/rina"
    [(args, changes)] = browser.api.asked("update_owner")
    assert args == ("dinkes", "rina")
    assert changes["channels"] == [OwnerChannel("EMAIL", "rina@example.go.id")]
    assert changes["duty_shifts"][0].start_time.utcoffset() == timedelta(hours=8)


async def test_a_channel_is_tested_and_the_outcome_told() -> None:
    browser = _browser()
    answer = await browser.post(f"{PATH}/owners/rina/test", {"channel": "EMAIL"})
    assert "Pesan uji tidak diterima surel: SMTP_REFUSED." in answer.text
    assert EVIL not in answer.text
    assert browser.api.asked("test_channel") == [((RINA, "EMAIL"), {})]


async def test_an_owner_who_is_not_there_is_not_found() -> None:
    assert (await _browser().get(f"{PATH}/owners/nobody")).status_code == 404


async def test_an_owner_is_deleted() -> None:
    browser = _browser()
    answer = await browser.post(f"{PATH}/owners/rina/delete")
    assert answer.headers["location"] == PATH
    assert browser.api.asked("delete_owner") == [(("dinkes", "rina"), {})]
