"""Accounts and profiles through the client."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from selaras.api.v1 import account_pb2 as pb
from selaras.api.v1 import agency_pb2, directory_pb2
from selaras.client import (
    Account,
    AccountState,
    AdminClient,
    AgencyLevel,
    AgencyRef,
    AsyncAdminClient,
    AsyncClient,
    Client,
    OwnerRole,
    Profile,
    ProfileKind,
    SelarasApiError,
)
from selaras.kit.errors import Unavailable

from tests.fakes.account_api import ADMIN_KEY, MADE, SESSION, serving_accounts

HUMAS = "agencies/dinkes/owners/humas"
TIME = datetime.fromtimestamp(MADE, UTC)
AWAY = Unavailable("DATABASE_UNAVAILABLE", "away")


@pytest.fixture
def served():
    with serving_accounts() as served:
        yield served


@pytest.fixture
def api(served):
    return served[0]


@pytest.fixture
def target(served):
    return served[1]


@pytest.fixture
def admin(target):
    with AdminClient(target, ADMIN_KEY, timeout=5) as admin:
        yield admin


@pytest.fixture
def rina(target):
    with Client(target, SESSION, timeout=5) as client:
        yield client


def test_an_invitation_comes_with_its_account(admin):
    made = admin.invite_account("Rina@X.go.id", "dinkes/humas")
    assert made.account == Account(
        "accounts/0", "rina@x.go.id", HUMAS, AccountState.INVITED, TIME, None
    )
    assert (made.invitation, made.expire_time) == ("sli_secret", TIME + timedelta(days=7))
    assert "sli_secret" not in repr(made)
    assert admin.invite_account("admin").account.owner == ""
    with pytest.raises(ValueError, match="AGENCY/OWNER"):
        admin.invite_account("budi", "humas")


def test_accounts_are_read_page_by_page(admin, api):
    for login in ("c", "a", "b"):
        admin.invite_account(login, HUMAS)
    admin.invite_account("admin")
    api.accounts["a"].state = pb.Account.STATE_ACTIVE
    api.accounts["a"].sign_in_time.seconds = MADE
    found = list(admin.list_accounts())
    assert [one.login for one in found] == ["a", "admin", "b", "c"]
    assert (found[0].state, found[0].sign_in_time) == (AccountState.ACTIVE, TIME)
    assert [one.login for one in admin.list_accounts("dinkes")] == ["a", "b", "c"]
    admin.delete_account(found[0].name)
    admin.delete_account("0")
    assert [one.login for one in admin.list_accounts()] == ["admin", "b"]


def test_a_profile_says_all_that_the_server_does(rina, api):
    agency = agency_pb2.AgencyRef(
        name="agencies/dinkes", display_name="Dinkes", level=4, area_code="32.78"
    )
    api.profile = pb.Profile(
        kind=pb.Profile.KIND_PERSON,
        account="accounts/1",
        login="rina",
        owner=HUMAS,
        role=directory_pb2.OWNER_ROLE_HEAD,
        agency=agency,
        display_name="Rina",
        time_zone="Asia/Jayapura",
        language="en",
        topics=["mbg"],
        area_codes=["32"],
        has_calendar_secret=True,
    )
    assert rina.profile() == Profile(
        ProfileKind.PERSON,
        "accounts/1",
        "rina",
        HUMAS,
        OwnerRole.HEAD,
        AgencyRef("agencies/dinkes", "Dinkes", AgencyLevel.KOTA, "32.78"),
        "Rina",
        "Asia/Jayapura",
        "en",
        ("mbg",),
        ("32",),
        has_calendar_secret=True,
    )


def test_an_administrator_has_no_agency(admin):
    profile = admin.profile()
    assert (profile.kind, profile.agency, profile.owner) == (ProfileKind.ADMIN, None, "")


def test_the_secret_of_a_feed_comes_and_goes(rina):
    assert rina.create_calendar_secret() == "slf_secret"
    assert rina.profile().has_calendar_secret
    rina.delete_calendar_secret()
    assert not rina.profile().has_calendar_secret


def test_a_password_is_changed_and_a_session_ended(rina, api):
    rina.change_password("yang lama", "yang baru dan panjang")
    assert api.requests[-1] == pb.ChangePasswordRequest(
        password="yang lama", new_password="yang baru dan panjang"
    )
    rina.end_session()
    with pytest.raises(SelarasApiError, match="KEY_UNKNOWN"):
        rina.profile()


@pytest.mark.parametrize(
    "call",
    [
        lambda admin: admin.delete_account("0"),
        lambda admin: admin.change_password("x", "y"),
        lambda admin: admin.end_session(),
    ],
)
def test_what_cannot_be_done_twice_is_not_repeated(admin, api, call):
    admin.invite_account("rina")
    api.failures = [AWAY]
    before = len(api.requests)
    with pytest.raises(SelarasApiError, match="DATABASE_UNAVAILABLE"):
        call(admin)
    assert len(api.requests) == before + 1


def test_what_can_is_repeated(admin, api):
    api.failures = [AWAY]
    assert admin.invite_account("rina").account.login == "rina"
    assert len(api.requests) == 2


async def test_the_same_on_asyncio(target, api):
    async with AsyncAdminClient(target, ADMIN_KEY, timeout=5) as admin:
        for login in ("a", "b", "c"):
            assert (await admin.invite_account(login, HUMAS)).invitation == "sli_secret"
        assert [one.login async for one in admin.list_accounts("dinkes")] == ["a", "b", "c"]
        await admin.delete_account("accounts/0")
        assert sorted(api.accounts) == ["b", "c"]
    async with AsyncClient(target, SESSION, timeout=5) as rina:
        assert (await rina.profile()).kind is ProfileKind.ADMIN
        assert await rina.create_calendar_secret() == "slf_secret"
        await rina.delete_calendar_secret()
        await rina.change_password("lama", "baru")
        await rina.end_session()
        with pytest.raises(SelarasApiError, match="KEY_UNKNOWN"):
            await rina.profile()
