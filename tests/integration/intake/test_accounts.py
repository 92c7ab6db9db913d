"""Accounts over gRPC: who gets in with what, and what a session opens on every service."""

from __future__ import annotations

import asyncio
import secrets

import grpc
import pytest
from selaras.api.v1 import account_pb2 as pb
from selaras.api.v1 import directory_pb2, draft_pb2, erasure_pb2, erasure_pb2_grpc
from selaras.internal.v1 import access_pb2, sign_in_pb2, sign_in_pb2_grpc
from selaras.kit.auth import Caller, Role
from selaras.kit.errors import Unauthenticated
from selaras.kit.remote_auth import RemoteAuthenticator
from selaras.kit.settings import InternalSettings

from tests.support.grpc import INTERNAL_TOKEN, expect_failure
from tests.support.intake import ADMIN_KEY, CONSOLE_TOKEN, PASSWORD, running_intake, sqlite_url

AGENCY = "agencies/dinkes"
HUMAS = f"{AGENCY}/owners/humas"
RINA = "rina@dinkes.go.id"
NEW = "gorengan hangat di sore hari"
DENIED = grpc.StatusCode.PERMISSION_DENIED
UNKNOWN = grpc.StatusCode.UNAUTHENTICATED


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request, tmp_path):
    if request.param == "sqlite":
        return sqlite_url(tmp_path)
    return request.getfixturevalue("postgres_url")


@pytest.fixture
async def own_intake(database_url, nats_server):
    """Intake on either database, with an agency."""
    async with running_intake(database_url, nats_server.settings) as running:
        await running.register("dinkes")
        yield running


@pytest.fixture
async def dinkes(intake):
    """Intake on SQLite, with an agency."""
    await intake.register("dinkes")
    return intake


def with_password(password: str = PASSWORD, login: str = RINA):
    return sign_in_pb2.SignInWithPasswordRequest(login=login, password=password)


async def test_who_was_invited_signs_in_and_is_known_everywhere(own_intake):
    invitation = await own_intake.invite("Rina@Dinkes.go.id", HUMAS)
    asked = await own_intake.sign_in.GetInvitation(
        sign_in_pb2.GetInvitationRequest(invitation=invitation)
    )
    assert (asked.account.login, asked.account.state) == (RINA, pb.Account.STATE_INVITED)
    accept = sign_in_pb2.AcceptInvitationRequest(invitation=invitation, password=PASSWORD)
    first = (await own_intake.sign_in.AcceptInvitation(accept)).signed_in
    failure = await expect_failure(own_intake.sign_in.AcceptInvitation(accept))
    assert (failure.code, failure.reason) == (UNKNOWN, "INVITATION_INVALID")
    signed_in = (await own_intake.sign_in.SignInWithPassword(with_password())).signed_in
    assert signed_in.profile == first.profile
    profile = signed_in.profile
    assert (profile.kind, profile.owner, profile.login, profile.agency.name) == (
        pb.Profile.KIND_PERSON,
        HUMAS,
        RINA,
        AGENCY,
    )
    assert (profile.display_name, profile.time_zone, profile.role) == (
        "Humas",
        "Asia/Jakarta",
        directory_pb2.OWNER_ROLE_OWNER,
    )
    own = await own_intake.accounts(signed_in.session).GetProfile(pb.GetProfileRequest())
    assert own.profile == profile
    account = profile.account.removeprefix("accounts/")
    settings = InternalSettings.model_validate({"token": INTERNAL_TOKEN})
    there = RemoteAuthenticator(own_intake.server.target, settings)
    try:
        for one in (own_intake.service.authenticator, there):
            caller = await one.authenticate(signed_in.session)
            assert caller == Caller(Role.OWNER, "dinkes", "humas", account=account)
    finally:
        await there.close()
    draft = draft_pb2.Draft(external_id="p1", body="Mulai 3 Agustus.")
    stored = await own_intake.drafts(signed_in.session).SubmitDraft(
        draft_pb2.SubmitDraftRequest(draft=draft)
    )
    assert stored.draft.name == f"{AGENCY}/drafts/p1"
    (listed,) = (await own_intake.accounts().ListAccounts(pb.ListAccountsRequest())).accounts
    assert (listed.state, listed.owner) == (pb.Account.STATE_ACTIVE, HUMAS)
    assert listed.sign_in_time.seconds > 0


async def test_an_owner_who_is_erased_is_out_at_once_and_nobody_gets_in_again(own_intake):
    session = (await own_intake.join(RINA, HUMAS)).session
    left = await own_intake.invite("lain", HUMAS)
    feed = await own_intake.accounts(session).CreateCalendarSecret(pb.CreateCalendarSecretRequest())
    erasures = erasure_pb2_grpc.ErasureServiceStub(own_intake.server.channel(ADMIN_KEY))
    await erasures.EraseOwner(erasure_pb2.EraseOwnerRequest(name=HUMAS, reason="pensiun"))
    for text in (session, feed.secret):
        with pytest.raises(Unauthenticated, match="KEY_UNKNOWN"):
            await own_intake.service.authenticator.authenticate(text)
        call = own_intake.access.ResolveKey(access_pb2.ResolveKeyRequest(key=text))
        assert (await expect_failure(call)).reason == "KEY_UNKNOWN"
    refused = await expect_failure(own_intake.sign_in.SignInWithPassword(with_password()))
    assert (refused.code, refused.reason) == (UNKNOWN, "SIGN_IN_REFUSED")
    call = own_intake.sign_in.GetInvitation(sign_in_pb2.GetInvitationRequest(invitation=left))
    assert (await expect_failure(call)).reason == "INVITATION_INVALID"
    assert not (await own_intake.accounts().ListAccounts(pb.ListAccountsRequest())).accounts


async def test_wrong_passwords_lock_for_a_while(dinkes):
    await dinkes.join(RINA, HUMAS)
    for _ in range(5):
        failure = await expect_failure(dinkes.sign_in.SignInWithPassword(with_password(NEW)))
        assert (failure.code, failure.reason) == (UNKNOWN, "SIGN_IN_REFUSED")
    failure = await expect_failure(dinkes.sign_in.SignInWithPassword(with_password()))
    assert (failure.code, failure.reason) == (
        grpc.StatusCode.RESOURCE_EXHAUSTED,
        "SIGN_IN_LOCKED",
    )
    assert 0 < failure.retry_seconds <= 15 * 60


async def test_many_at_once_are_counted_too(own_intake):
    await own_intake.join(RINA, HUMAS)
    calls = [own_intake.sign_in.SignInWithPassword(with_password(NEW)) for _ in range(12)]
    failures = await asyncio.gather(*(expect_failure(call) for call in calls))
    reasons = [failure.reason for failure in failures]
    assert (reasons.count("SIGN_IN_REFUSED"), reasons.count("SIGN_IN_LOCKED")) == (5, 7)


@pytest.mark.parametrize("who", ["admin", "internal", "plugin", "person", "session", "nobody"])
async def test_only_the_console_signs_people_in(dinkes, who):
    session = (await dinkes.join(RINA, HUMAS)).session
    keys = {
        "admin": ADMIN_KEY,
        "internal": INTERNAL_TOKEN,
        "plugin": await dinkes.register("bpbd"),
        "person": await dinkes.owner_key("dinkes", "budi"),
        "session": session,
        "nobody": secrets.token_urlsafe(32),
    }
    stub = sign_in_pb2_grpc.SignInServiceStub(dinkes.server.channel(keys[who]))
    failure = await expect_failure(stub.SignInWithPassword(with_password()))
    expected = "KEY_UNKNOWN" if who == "nobody" else "ROLE_NOT_ALLOWED"
    assert failure.reason == expected


async def test_the_console_may_do_nothing_else(dinkes):
    drafts = dinkes.drafts(CONSOLE_TOKEN).ListDrafts(draft_pb2.ListDraftsRequest())
    accounts = dinkes.accounts(CONSOLE_TOKEN).ListAccounts(pb.ListAccountsRequest())
    for call in (drafts, accounts):
        assert (await expect_failure(call)).reason == "ROLE_NOT_ALLOWED"
    # To the other services it is nobody.
    call = dinkes.access.ResolveKey(access_pb2.ResolveKeyRequest(key=CONSOLE_TOKEN))
    assert (await expect_failure(call)).reason == "KEY_UNKNOWN"


async def test_two_tokens_of_the_console_are_good_while_one_is_being_replaced(
    tmp_path, nats_server
):
    new, old = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    tokens = {"console_token": new, "console_token_previous": old}
    async with running_intake(sqlite_url(tmp_path), nats_server.settings, **tokens) as running:
        for token, reason in ((new, "SIGN_IN_REFUSED"), (old, "SIGN_IN_REFUSED")):
            stub = sign_in_pb2_grpc.SignInServiceStub(running.server.channel(token))
            call = stub.SignInWithPassword(with_password())
            assert (await expect_failure(call)).reason == reason


async def test_without_a_token_nobody_signs_in(tmp_path, nats_server):
    url = sqlite_url(tmp_path)
    async with running_intake(url, nats_server.settings, console_token=None) as running:
        call = running.sign_in.SignInWithPassword(with_password())
        assert (await expect_failure(call)).reason == "KEY_UNKNOWN"


async def test_identities_are_believed_where_the_deployment_says_so(tmp_path, nats_server):
    url, identities = sqlite_url(tmp_path), {"sign_in_identities": True}
    request = sign_in_pb2.SignInWithIdentityRequest(
        issuer="https://sso.example.go.id", subject="42", verified_email=RINA
    )
    async with running_intake(url, nats_server.settings, **identities) as running:
        await running.register("dinkes")
        failure = await expect_failure(running.sign_in.SignInWithIdentity(request))
        assert (failure.code, failure.reason) == (UNKNOWN, "IDENTITY_UNKNOWN")
        await running.invite(RINA, HUMAS)
        signed_in = (await running.sign_in.SignInWithIdentity(request)).signed_in
        assert signed_in.profile.owner == HUMAS
    async with running_intake(url, nats_server.settings) as running:
        failure = await expect_failure(running.sign_in.SignInWithIdentity(request))
        assert (failure.code, failure.reason) == (DENIED, "IDENTITIES_NOT_ALLOWED")


@pytest.mark.parametrize("who", ["session", "key"])
async def test_people_invite_nobody(dinkes, who):
    account = (await dinkes.join("lain", HUMAS)).profile.account
    session = (await dinkes.join(RINA, HUMAS)).session
    key = session if who == "session" else await dinkes.owner_key("dinkes", "budi")
    stub = dinkes.accounts(key)
    for call in (
        stub.InviteAccount(pb.InviteAccountRequest(login="siapa")),
        stub.ListAccounts(pb.ListAccountsRequest()),
        stub.DeleteAccount(pb.DeleteAccountRequest(name=account)),
    ):
        failure = await expect_failure(call)
        assert (failure.code, failure.reason) == (DENIED, "ROLE_NOT_ALLOWED")


async def test_an_administrator_with_a_session_does_what_one_with_the_key_does(dinkes):
    signed_in = await dinkes.join("admin")
    assert (signed_in.profile.kind, signed_in.profile.display_name) == (
        pb.Profile.KIND_ADMIN,
        "admin",
    )
    stub = dinkes.accounts(signed_in.session)
    invited = await stub.InviteAccount(pb.InviteAccountRequest(login=RINA, owner=HUMAS))
    listed = (await stub.ListAccounts(pb.ListAccountsRequest(agency=AGENCY))).accounts
    assert [one.name for one in listed] == [invited.account.name]
    await stub.DeleteAccount(pb.DeleteAccountRequest(name=invited.account.name))
    call = stub.DeleteAccount(pb.DeleteAccountRequest(name=invited.account.name))
    assert (await expect_failure(call)).reason == "ACCOUNT_NOT_FOUND"
    call = stub.CreateCalendarSecret(pb.CreateCalendarSecretRequest())
    assert (await expect_failure(call)).reason == "ROLE_NOT_ALLOWED"


async def test_what_only_a_session_does_a_key_does_not(dinkes):
    budi = dinkes.accounts(await dinkes.owner_key("dinkes", "budi"))
    profile = (await budi.GetProfile(pb.GetProfileRequest())).profile
    assert (profile.owner, profile.account) == (f"{AGENCY}/owners/budi", "")
    for stub in (budi, dinkes.accounts()):
        for call in (
            stub.ChangePassword(pb.ChangePasswordRequest(password="x", new_password=NEW)),
            stub.EndSession(pb.EndSessionRequest()),
            stub.CreateCalendarSecret(pb.CreateCalendarSecretRequest()),
            stub.DeleteCalendarSecret(pb.DeleteCalendarSecretRequest()),
        ):
            failure = await expect_failure(call)
            assert (failure.code, failure.reason) == (
                grpc.StatusCode.FAILED_PRECONDITION,
                "SESSION_REQUIRED",
            )


async def test_a_plugin_has_no_account(dinkes):
    plugin = dinkes.accounts(await dinkes.register("bpbd"))
    failure = await expect_failure(plugin.GetProfile(pb.GetProfileRequest()))
    assert failure.reason == "ROLE_NOT_ALLOWED"


async def test_one_leaves_and_changes_the_password_with_ones_own_session(dinkes):
    other = (await dinkes.join(RINA, HUMAS)).session
    own = (await dinkes.sign_in.SignInWithPassword(with_password())).signed_in.session
    stub = dinkes.accounts(own)
    change = pb.ChangePasswordRequest(password=PASSWORD, new_password="pendek")
    failure = await expect_failure(stub.ChangePassword(change))
    assert (failure.code, failure.reason, failure.fields) == (
        grpc.StatusCode.INVALID_ARGUMENT,
        "PASSWORD_TOO_SHORT",
        ["new_password"],
    )
    await stub.ChangePassword(pb.ChangePasswordRequest(password=PASSWORD, new_password=NEW))
    failure = await expect_failure(dinkes.accounts(other).GetProfile(pb.GetProfileRequest()))
    assert (failure.code, failure.reason) == (UNKNOWN, "KEY_UNKNOWN")
    await stub.EndSession(pb.EndSessionRequest())
    failure = await expect_failure(stub.GetProfile(pb.GetProfileRequest()))
    assert (failure.code, failure.reason) == (UNKNOWN, "KEY_UNKNOWN")
    await dinkes.sign_in.SignInWithPassword(with_password(NEW))


async def test_the_address_of_a_feed_is_that_of_its_owner_and_opens_nothing_here(dinkes):
    session = (await dinkes.join(RINA, HUMAS)).session
    stub = dinkes.accounts(session)
    secret = (await stub.CreateCalendarSecret(pb.CreateCalendarSecretRequest())).secret
    answer = await dinkes.access.ResolveKey(access_pb2.ResolveKeyRequest(key=secret))
    assert (answer.feed, answer.owner, answer.admin) == (True, HUMAS, False)
    assert (await stub.GetProfile(pb.GetProfileRequest())).profile.has_calendar_secret
    for call in (
        dinkes.accounts(secret).GetProfile(pb.GetProfileRequest()),
        dinkes.drafts(secret).ListDrafts(draft_pb2.ListDraftsRequest()),
    ):
        failure = await expect_failure(call)
        assert (failure.code, failure.reason) == (DENIED, "ROLE_NOT_ALLOWED")
    await stub.DeleteCalendarSecret(pb.DeleteCalendarSecretRequest())
    call = dinkes.access.ResolveKey(access_pb2.ResolveKeyRequest(key=secret))
    assert (await expect_failure(call)).reason == "KEY_UNKNOWN"


async def test_what_is_wrong_with_an_invitation_has_a_name(dinkes, count_rows):
    await dinkes.invite(RINA, HUMAS)
    await dinkes.owner_key("dinkes", "budi")
    before = await count_rows()
    for login, owner, reason in (
        (RINA, f"{AGENCY}/owners/budi", "LOGIN_TAKEN"),
        ("budi", f"{AGENCY}/owners/siapa", "OWNER_NOT_FOUND"),
        ("budi", AGENCY, "NAME_INVALID"),
        ("bu di", HUMAS, "REQUEST_INVALID"),
        ("bu\x07di", HUMAS, "LOGIN_INVALID"),
        ("b", HUMAS, "REQUEST_INVALID"),
    ):
        request = pb.InviteAccountRequest(login=login, owner=owner)
        assert (await expect_failure(dinkes.accounts().InviteAccount(request))).reason == reason
    assert await count_rows() == before


async def test_nothing_that_opens_a_door_is_logged_or_stored(dinkes, tmp_path, capfd):
    invitation = await dinkes.invite(RINA, HUMAS)
    accept = sign_in_pb2.AcceptInvitationRequest(invitation=invitation, password=PASSWORD)
    session = (await dinkes.sign_in.AcceptInvitation(accept)).signed_in.session
    await expect_failure(dinkes.sign_in.SignInWithPassword(with_password(NEW)))
    await expect_failure(dinkes.sign_in.SignInWithPassword(with_password(login=NEW)))
    stub = dinkes.accounts(session)
    feed = (await stub.CreateCalendarSecret(pb.CreateCalendarSecretRequest())).secret
    printed = "".join(capfd.readouterr())
    assert "signed_in" in printed
    stored = b"".join(path.read_bytes() for path in tmp_path.rglob("intake.db*"))
    assert RINA.encode() in stored
    for text in (invitation, PASSWORD, session, feed, NEW):
        secret = text.split("_", 2)[-1]
        assert secret not in printed
        assert secret.encode() not in stored
