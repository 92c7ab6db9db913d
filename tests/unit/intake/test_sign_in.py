"""Who gets in at the console, with what, and how often may be tried."""

from __future__ import annotations

from datetime import timedelta

import pytest
from selaras.intake.domain.errors import NotAllowed, RuleBroken, SignInRefused, TooMany
from selaras.intake.handlers.grant import Grant

from tests.unit.intake.conftest import NOW, PASSWORD, Bench

MINUTE = timedelta(minutes=1)
RINA = "rina@dinkes.go.id"
NEW = "gorengan hangat di sore hari"
ISSUER = "https://sso.example.go.id"


@pytest.fixture
async def people(bench) -> Bench:
    """An agency with an owner."""
    await bench.register()
    await bench.add_owner()
    return bench


async def refused(call) -> str:
    with pytest.raises((SignInRefused, TooMany)) as caught:
        await call
    return caught.value.reason


async def test_an_invitation_sets_a_password_once(people):
    invited = await people.accounts.invite("Rina@Dinkes.go.id", "dinkes", "humas")
    assert (await people.sign_in.invitation(invited.invitation)).login == RINA
    first = await people.sign_in.accept(invited.invitation, PASSWORD)
    assert first.profile.account.sign_in_time == NOW
    assert first.expire_time == NOW + timedelta(hours=12)
    assert await refused(people.sign_in.accept(invited.invitation, NEW)) == "INVITATION_INVALID"
    assert await refused(people.sign_in.invitation(invited.invitation)) == "INVITATION_INVALID"
    again = await people.sign_in.with_password("RINA@dinkes.go.id", PASSWORD)
    assert again.session != first.session
    assert (await people.access.resolve(again.session)).owner_id == "humas"


@pytest.mark.parametrize("text", ["", "sli_", "sli_" + "x" * 43, "undangan", "\udcff"], ids=repr)
async def test_what_is_no_invitation_is_refused(people, text):
    await people.accounts.invite(RINA, "dinkes", "humas")
    assert await refused(people.sign_in.accept(text, PASSWORD)) == "INVITATION_INVALID"


async def test_an_invitation_ends_after_a_week_and_with_the_next_one(people):
    first = (await people.accounts.invite(RINA, "dinkes", "humas")).invitation
    second = (await people.accounts.invite(RINA, "dinkes", "humas")).invitation
    assert await refused(people.sign_in.invitation(first)) == "INVITATION_INVALID"
    people.clock.advance(timedelta(days=7) - timedelta(seconds=1))
    await people.sign_in.invitation(second)
    people.clock.advance(timedelta(seconds=1))
    assert await refused(people.sign_in.accept(second, PASSWORD)) == "INVITATION_INVALID"


async def test_an_invitation_replaces_a_lost_password_and_ends_the_sessions(people):
    first = await people.join()
    feed = await people.accounts.create_feed(first.profile.account.account_id)
    invited = await people.accounts.invite(RINA, "dinkes", "humas")
    await people.sign_in.with_password(RINA, PASSWORD)  # good until it is accepted
    await people.sign_in.accept(invited.invitation, NEW)
    assert await refused(people.sign_in.with_password(RINA, PASSWORD)) == "SIGN_IN_REFUSED"
    with pytest.raises(Exception, match="KEY_UNKNOWN"):
        await people.access.resolve(first.session)
    assert (await people.access.resolve(feed)).feed
    await people.sign_in.with_password(RINA, NEW)


async def test_a_refused_password_does_not_use_the_invitation_up(people):
    invited = await people.accounts.invite(RINA, "dinkes", "humas")
    for password, reason in (("pendek", "TOO_SHORT"), (RINA, "TOO_COMMON")):
        with pytest.raises(RuleBroken, match=reason):
            await people.sign_in.accept(invited.invitation, password)
    await people.sign_in.accept(invited.invitation, PASSWORD)


async def test_what_is_wrong_is_not_told_and_takes_the_same_work(people):
    await people.join()
    await people.accounts.invite("budi@dinkes.go.id", "dinkes", "humas")  # has no password yet
    people.passwords.verified.clear()
    for login, password in ((RINA, NEW), ("budi@dinkes.go.id", NEW), ("siapa", NEW), (RINA, "")):
        assert await refused(people.sign_in.with_password(login, password)) == "SIGN_IN_REFUSED"
    assert len(people.passwords.verified) == 4


@pytest.mark.parametrize("login", [RINA, "siapa"])
async def test_five_wrong_passwords_lock_a_login_whether_it_is_there_or_not(people, login):
    await people.join()
    for _ in range(5):
        assert await refused(people.sign_in.with_password(login, NEW)) == "SIGN_IN_REFUSED"
    people.passwords.verified.clear()
    with pytest.raises(TooMany, match="SIGN_IN_LOCKED") as caught:
        await people.sign_in.with_password(login, PASSWORD)
    assert caught.value.seconds == 15 * 60
    assert people.passwords.verified == []
    people.clock.advance(14 * MINUTE)
    assert await refused(people.sign_in.with_password(login.upper(), PASSWORD)) == "SIGN_IN_LOCKED"
    people.clock.advance(MINUTE)
    assert await refused(people.sign_in.with_password(login, NEW)) == "SIGN_IN_REFUSED"


async def test_wrong_passwords_of_long_ago_and_before_a_right_one_do_not_count(people):
    await people.join()
    for _ in range(4):
        await refused(people.sign_in.with_password(RINA, NEW))
    people.clock.advance(15 * MINUTE)
    for _ in range(4):
        await refused(people.sign_in.with_password(RINA, NEW))
    await people.sign_in.with_password(RINA, PASSWORD)
    for _ in range(4):
        await refused(people.sign_in.with_password(RINA, NEW))
    await people.sign_in.with_password(RINA, PASSWORD)


async def test_an_invitation_opens_a_login_that_is_locked(people):
    await people.join()
    for _ in range(5):
        await refused(people.sign_in.with_password(RINA, NEW))
    invited = await people.accounts.invite(RINA, "dinkes", "humas")
    await people.sign_in.accept(invited.invitation, NEW)
    await people.sign_in.with_password(RINA, NEW)


async def test_a_password_is_hashed_anew_when_the_work_has_grown(people):
    await people.join()
    people.passwords.round = 2
    await people.sign_in.with_password(RINA, PASSWORD)
    people.passwords.verified.clear()
    await people.sign_in.with_password(RINA, PASSWORD)
    assert people.passwords.verified == [await people.passwords.hash(PASSWORD)]


async def test_a_session_grants_what_its_owner_may_and_ends_by_itself(people):
    session = (await people.join()).session
    grant = await people.access.resolve(session)
    assert (grant.agency_id, grant.owner_id, grant.admin, grant.feed) == (
        "dinkes",
        "humas",
        False,
        False,
    )
    people.clock.advance(timedelta(hours=12))
    for fresh in (False, True):
        with pytest.raises(Exception, match="KEY_EXPIRED"):
            await people.access.resolve(session, fresh=fresh)


async def test_an_administrator_signs_in_as_one(people):
    signed_in = await people.join("admin", "")
    grant = await people.access.resolve(signed_in.session)
    account_id = signed_in.profile.account.account_id
    assert grant == Grant(admin=True, account_id=account_id, expire_time=signed_in.expire_time)


async def test_an_identity_is_found_by_its_address_once_and_then_by_its_subject(people):
    await people.accounts.invite(RINA, "dinkes", "humas")
    first = await people.sign_in.with_identity(ISSUER, "42", "RINA@dinkes.go.id")
    assert first.profile.account.login == RINA
    # The address at the provider may change, and pass to somebody else.
    again = await people.sign_in.with_identity(ISSUER, "42", "")
    assert again.profile.account.account_id == first.profile.account.account_id
    for issuer, subject in ((ISSUER, "43"), ("https://lain.example", "42")):
        call = people.sign_in.with_identity(issuer, subject, RINA)
        assert await refused(call) == "IDENTITY_UNKNOWN"


async def test_an_identity_that_nobody_invited_is_unknown(people):
    await people.accounts.invite(RINA, "dinkes", "humas")
    for address in ("", "budi@dinkes.go.id"):
        call = people.sign_in.with_identity(ISSUER, "42", address)
        assert await refused(call) == "IDENTITY_UNKNOWN"


async def test_without_a_provider_no_identity_is_believed():
    bench = Bench(identities=False)
    await bench.register()
    await bench.add_owner()
    await bench.accounts.invite(RINA, "dinkes", "humas")
    with pytest.raises(NotAllowed, match="IDENTITIES_NOT_ALLOWED"):
        await bench.sign_in.with_identity(ISSUER, "42", RINA)
