"""Accounts: invited, listed and taken away by administrators, and what people do with their own."""

from __future__ import annotations

from datetime import timedelta

import pytest
from selaras.intake.domain.errors import (
    AlreadyThere,
    KeyRefused,
    NotThere,
    NotYours,
    RuleBroken,
    SignInRefused,
    TooMany,
)
from selaras.intake.domain.owner import OwnerRole
from selaras.intake.domain.session import split_session
from selaras.intake.handlers.grant import Grant
from selaras.intake.handlers.login import LogIn
from selaras.intake.handlers.owners import OwnerChange

from tests.unit.intake.conftest import PASSWORD, Bench

RINA = "rina@dinkes.go.id"
NEW = "gorengan hangat di sore hari"


@pytest.fixture
async def people(bench) -> Bench:
    """Two agencies, the first with two owners."""
    await bench.register()
    await bench.register("bpbd")
    await bench.add_owner()
    await bench.add_owner("kepala", role=OwnerRole.HEAD)
    return bench


async def ended(bench, text: str) -> str:
    """Why a session is none any more, here and for one who asks the record."""
    reasons = set()
    for fresh in (False, True):
        with pytest.raises(KeyRefused) as caught:
            await bench.access.resolve(text, fresh=fresh)
        reasons.add(caught.value.reason)
    assert len(reasons) == 1
    return reasons.pop()


async def test_who_is_invited_must_be_an_owner_of_the_agency(people):
    for agency_id, owner_id, reason in (
        ("dinkes", "siapa", "OWNER_NOT_FOUND"),
        ("bpbd", "humas", "OWNER_NOT_FOUND"),
        ("siapa", "humas", "AGENCY_NOT_FOUND"),
    ):
        with pytest.raises(NotThere, match=reason):
            await people.accounts.invite(RINA, agency_id, owner_id)
    assert (await people.accounts.page("", size=0, token=""))[0] == []


@pytest.mark.parametrize("login", ["ri\x1bna", "rina\u202e", "ri na", "r\u2028a"], ids=repr)
async def test_a_login_is_what_can_be_typed(people, login):
    with pytest.raises(RuleBroken, match="LOGIN_INVALID"):
        await people.accounts.invite(login, "dinkes", "humas")


async def test_a_login_belongs_to_one_owner(people):
    invited = await people.accounts.invite(RINA, "dinkes", "humas")
    for agency_id, owner_id in (("dinkes", "kepala"), ("", "")):
        with pytest.raises(AlreadyThere, match="LOGIN_TAKEN"):
            await people.accounts.invite(RINA.upper(), agency_id, owner_id)
    again = await people.accounts.invite(RINA, "dinkes", "humas")
    assert again.account.account_id == invited.account.account_id
    other = await people.accounts.invite("rina2", "dinkes", "humas")
    assert other.account.account_id != invited.account.account_id


async def test_accounts_come_by_login_in_pages(people):
    for login in ("c@x", "A@x", "b@x"):
        await people.accounts.invite(login, "dinkes", "humas")
    await people.accounts.invite("admin", "", "")
    first, token = await people.accounts.page("", size=2, token="")
    rest, end = await people.accounts.page("", size=2, token=token)
    assert [one.login for one in (*first, *rest)] == ["a@x", "admin", "b@x", "c@x"]
    assert end == ""
    of_agency, _ = await people.accounts.page("dinkes", size=0, token="")
    assert [one.login for one in of_agency] == ["a@x", "b@x", "c@x"]
    with pytest.raises(RuleBroken, match="PAGE_TOKEN_INVALID"):
        await people.accounts.page("dinkes", size=2, token=token)


async def test_a_deleted_account_ends_at_once_with_all_it_opens(people):
    signed_in = await people.join()
    account_id = signed_in.profile.account.account_id
    feed = await people.accounts.create_feed(account_id)
    for text in (signed_in.session, feed):
        await people.access.resolve(text)
    await people.accounts.delete(account_id)
    for text in (signed_in.session, feed):
        assert await ended(people, text) == "KEY_UNKNOWN"
    with pytest.raises(SignInRefused, match="SIGN_IN_REFUSED"):
        await people.sign_in.with_password(RINA, PASSWORD)
    with pytest.raises(NotThere, match="ACCOUNT_NOT_FOUND"):
        await people.accounts.delete(account_id)


async def take_away(bench) -> None:
    await bench.owners.delete("dinkes", "humas")


async def erase(bench) -> None:
    await bench.erase.owner("dinkes", "humas", "admin", "pensiun")


@pytest.mark.parametrize("leave", [take_away, erase])
async def test_an_owner_who_goes_leaves_no_login_behind(people, leave):
    signed_in = await people.join()
    invited = await people.accounts.invite("lain@dinkes.go.id", "dinkes", "humas")
    stays = await people.join("kepala@dinkes.go.id", "kepala")
    await people.access.resolve(signed_in.session)
    await leave(people)
    assert await ended(people, signed_in.session) == "KEY_UNKNOWN"
    left, _ = await people.accounts.page("", size=0, token="")
    assert [one.login for one in left] == ["kepala@dinkes.go.id"]
    assert (await people.access.resolve(stays.session)).owner_id == "kepala"
    with pytest.raises(SignInRefused, match="INVITATION_INVALID"):
        await people.sign_in.accept(invited.invitation, PASSWORD)
    with pytest.raises(SignInRefused, match="SIGN_IN_REFUSED"):
        await people.sign_in.with_password(RINA, PASSWORD)


async def test_what_an_owner_may_changes_at_once(people):
    session = (await people.join()).session
    assert (await people.access.resolve(session)).role is OwnerRole.OWNER
    await people.owners.update("dinkes", "humas", OwnerChange(role=OwnerRole.COORDINATOR))
    assert (await people.access.resolve(session)).role is OwnerRole.COORDINATOR


async def test_a_new_password_ends_the_other_sessions(people):
    other = await people.join()
    own = await people.sign_in.with_password(RINA, PASSWORD)
    account_id = own.profile.account.account_id
    _, session_id, _ = split_session(own.session)
    for text in (other.session, own.session):
        await people.access.resolve(text)
    await people.accounts.change_password(account_id, session_id, PASSWORD, NEW)
    assert await ended(people, other.session) == "KEY_UNKNOWN"
    await people.access.resolve(own.session)
    await people.sign_in.with_password(RINA, NEW)


async def test_who_does_not_know_the_password_does_not_change_it(people):
    own = await people.join()
    account_id = own.profile.account.account_id
    _, session_id, _ = split_session(own.session)
    change = people.accounts.change_password
    with pytest.raises(RuleBroken, match="PASSWORD_TOO_SHORT: new_password"):
        await change(account_id, session_id, PASSWORD, "pendek")
    for _ in range(5):
        with pytest.raises(SignInRefused, match="SIGN_IN_REFUSED"):
            await change(account_id, session_id, NEW, NEW)
    with pytest.raises(TooMany, match="SIGN_IN_LOCKED"):
        await change(account_id, session_id, PASSWORD, NEW)
    people.clock.advance(timedelta(minutes=15))
    await people.sign_in.with_password(RINA, PASSWORD)


async def test_a_session_that_was_ended_is_none(people):
    own = await people.join()
    other = await people.sign_in.with_password(RINA, PASSWORD)
    _, session_id, _ = split_session(own.session)
    await people.access.resolve(own.session)
    await people.accounts.end_session(own.profile.account.account_id, session_id)
    assert await ended(people, own.session) == "KEY_UNKNOWN"
    await people.access.resolve(other.session)


async def test_the_address_of_a_feed_opens_the_feed_alone_and_is_replaced(people):
    own = await people.join()
    account_id = own.profile.account.account_id
    assert not own.profile.has_feed
    first = await people.accounts.create_feed(account_id)
    assert await people.access.resolve(first) == Grant(
        "dinkes",
        owner_id="humas",
        role=OwnerRole.OWNER,
        account_id=account_id,
        feed=True,
    )
    assert (await people.accounts.profile(account_id, "dinkes", "humas")).has_feed
    second = await people.accounts.create_feed(account_id)
    assert await ended(people, first) == "KEY_UNKNOWN"
    people.clock.advance(timedelta(days=400))
    assert (await people.access.resolve(second)).feed
    await people.accounts.delete_feed(account_id)
    await people.accounts.delete_feed(account_id)
    assert await ended(people, second) == "KEY_UNKNOWN"


async def test_a_feed_is_no_session_under_another_name(people):
    own = await people.join()
    feed = await people.accounts.create_feed(own.profile.account.account_id)
    assert feed.startswith("slf_")
    assert await ended(people, "sls" + feed.removeprefix("slf")) == "KEY_UNKNOWN"
    assert await ended(people, "slr" + own.session.removeprefix("sls")) == "KEY_UNKNOWN"
    assert await ended(people, own.session + "x") == "KEY_UNKNOWN"


async def test_an_administrator_has_no_feed_that_could_open_anything(people):
    admin = await people.join("admin", "")
    feed = await people.accounts.create_feed(admin.profile.account.account_id)
    assert await ended(people, feed) == "KEY_UNKNOWN"


async def test_what_people_have_in_their_browser_opens_no_bus(people):
    own = await people.join()
    feed = await people.accounts.create_feed(own.profile.account.account_id)
    log_in = LogIn(people.access, people.clock, timedelta(hours=1))
    for text in (own.session, feed):
        with pytest.raises(NotYours, match="AGENCY_MISMATCH"):
            await log_in("dinkes", text)


async def test_another_replica_believes_a_session_for_as_long_as_it_remembers(people):
    own = await people.join()
    replica = people.other_access()
    await replica.resolve(own.session)
    await people.accounts.delete(own.profile.account.account_id)
    await replica.resolve(own.session)
    people.clock.advance(timedelta(seconds=5))
    with pytest.raises(KeyRefused, match="KEY_UNKNOWN"):
        await replica.resolve(own.session)


async def test_a_profile_says_who_calls_with_a_session_or_a_key(people):
    own = await people.join()
    account = own.profile.account
    profile = await people.accounts.profile(account.account_id, "dinkes", "humas")
    assert profile == own.profile
    assert (profile.agency.agency_id, profile.owner.owner_id) == ("dinkes", "humas")
    with_key = await people.accounts.profile("", "dinkes", "humas")
    assert (with_key.account, with_key.owner) == (None, profile.owner)
    admin = await people.accounts.profile("", "", "")
    assert (admin.account, admin.owner, admin.agency) == (None, None, None)


async def test_secrets_do_not_show_in_what_is_printed(people):
    invited = await people.accounts.invite(RINA, "dinkes", "humas")
    own = await people.sign_in.accept(invited.invitation, PASSWORD)
    stored = await people.passwords.hash(PASSWORD)
    shown = f"{invited!r} {own!r} {own.profile!r}"
    assert invited.invitation not in shown
    assert own.session not in shown
    assert stored not in shown
