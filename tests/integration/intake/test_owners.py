"""Owners over gRPC: what is told of them, what their keys open, who may change drafts."""

from __future__ import annotations

import base64
from datetime import UTC, datetime

import grpc
import pytest
from selaras.api.v1 import directory_pb2 as pb
from selaras.api.v1 import draft_pb2
from selaras.event.v1 import directory_pb2 as event_pb2
from selaras.internal.v1 import access_pb2
from selaras.kit.auth import Caller, Role
from selaras.kit.errors import Unauthenticated
from selaras.kit.remote_auth import RemoteAuthenticator
from selaras.kit.settings import InternalSettings

from tests.support.eventually import assert_eventually
from tests.support.grpc import INTERNAL_TOKEN, expect_failure
from tests.support.intake import running_intake, sqlite_url
from tests.support.nats import Subscriber

AGENCY = "agencies/dinkes"
KEPALA = f"{AGENCY}/owners/kepala"
SECRET = "whsec_" + base64.b64encode(b"s" * 32).decode()
URL = "https://hooks.example.go.id/x"
MAIL = pb.OwnerChannel(kind=pb.CHANNEL_KIND_EMAIL, address="kepala@dinkes.go.id", min_severity=3)
HOOK = pb.OwnerChannel(kind=pb.CHANNEL_KIND_WEBHOOK, address=URL)


def full_owner() -> pb.Owner:
    owner = pb.Owner(
        owner_id="kepala",
        display_name="Kepala Dinas",
        contact="0811",
        time_zone="Asia/Makassar",
        role=pb.OWNER_ROLE_HEAD,
        channels=[MAIL, pb.OwnerChannel(kind=HOOK.kind, address=URL, secret=SECRET)],
        working_hours=[pb.WorkingHours(days=[1, 5], start="08:00", end="24:00")],
        topics=["kesehatan"],
        area_codes=["32.78"],
        min_severity=2,
        rank=1,
        language="en",
    )
    shift = owner.duty_shifts.add()
    shift.start_time.FromDatetime(datetime(2026, 8, 1, tzinfo=UTC))
    shift.end_time.FromDatetime(datetime(2026, 8, 8, tzinfo=UTC))
    return owner


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request, tmp_path):
    if request.param == "sqlite":
        return sqlite_url(tmp_path)
    return request.getfixturevalue("postgres_url")


@pytest.fixture
async def own_intake(database_url, nats_server):
    """Intake on either database."""
    async with running_intake(database_url, nats_server.settings) as running:
        yield running


async def test_answers_have_no_secret_and_the_event_has(own_intake, nats_server):
    await own_intake.register("dinkes")
    directory = own_intake.directory
    request = pb.CreateOwnerRequest(parent=AGENCY, owner=full_owner(), request_id="r1")
    made = (await directory.CreateOwner(request)).owner
    again = (await directory.CreateOwner(request)).owner
    (listed,) = (
        owner
        for owner in (await directory.ListOwners(pb.ListOwnersRequest(parent=AGENCY))).owners
        if owner.name == KEPALA
    )
    expected = full_owner()
    expected.name = KEPALA
    expected.create_time.CopyFrom(made.create_time)
    expected.channels[1].secret = ""
    expected.channels[1].has_secret = True
    assert made == again == listed == expected
    # Only the language changes; the wrong channel is not in the mask and is ignored.
    wanted = pb.Owner(name=KEPALA, language="id", channels=[pb.OwnerChannel(address="x")])
    await directory.UpdateOwner(
        pb.UpdateOwnerRequest(owner=wanted, update_mask={"paths": ["language"]})
    )
    wanted = pb.Owner(name=KEPALA, channels=[HOOK])
    updated = await directory.UpdateOwner(
        pb.UpdateOwnerRequest(owner=wanted, update_mask={"paths": ["channels"]})
    )
    assert (updated.owner.language, updated.owner.rank) == ("id", 1)
    assert [one.has_secret for one in updated.owner.channels] == [True]
    assert SECRET not in str(updated)
    subject = "selaras.v1.directory.changed.dinkes"
    async with Subscriber(nats_server.url, subject).running("SELARAS") as sub:
        await assert_eventually(lambda: len(sub.messages) == 5)
    told = event_pb2.DirectoryChanged.FromString(sub.messages[-1].data).owners[1]
    expected.CopyFrom(updated.owner)
    expected.channels[0].secret = SECRET
    assert told == expected


async def test_a_star_changes_all_that_can_change(intake):
    await intake.register("dinkes")
    directory = intake.directory
    await directory.CreateOwner(pb.CreateOwnerRequest(parent=AGENCY, owner=full_owner()))
    wanted = pb.Owner(name=KEPALA, display_name="Kepala")
    cleared = await directory.UpdateOwner(
        pb.UpdateOwnerRequest(owner=wanted, update_mask={"paths": ["*"]})
    )
    assert cleared.owner == pb.Owner(
        name=KEPALA,
        owner_id="kepala",
        display_name="Kepala",
        time_zone="Asia/Jakarta",
        create_time=cleared.owner.create_time,
        role=pb.OWNER_ROLE_OWNER,
    )


async def test_a_key_of_an_owner_says_who_acts(own_intake):
    plugin = await own_intake.register("dinkes")
    coordinator = await own_intake.owner_key(
        "dinkes", "koordinator", role="OWNER_ROLE_COORDINATOR", topics=["mbg"], area_codes=["32"]
    )
    owner = await own_intake.owner_key("dinkes", "rina")
    answer = await own_intake.access.ResolveKey(access_pb2.ResolveKeyRequest(key=coordinator))
    assert answer == access_pb2.ResolveKeyResponse(
        agency_id="dinkes",
        owner=f"{AGENCY}/owners/koordinator",
        role=pb.OWNER_ROLE_COORDINATOR,
        topics=["mbg"],
        area_codes=["32"],
    )
    here = own_intake.service.authenticator
    settings = InternalSettings.model_validate({"token": INTERNAL_TOKEN})
    there = RemoteAuthenticator(own_intake.server.target, settings)
    try:
        for one in (here, there):
            assert await one.authenticate(coordinator) == Caller(
                Role.COORDINATOR, "dinkes", "koordinator", ("mbg",), ("32",)
            )
            assert await one.authenticate(owner) == Caller(Role.OWNER, "dinkes", "rina")
            assert await one.authenticate(plugin) == Caller(Role.AGENCY, "dinkes")
    finally:
        await there.close()


async def test_keys_name_their_owner_and_end_with_it(intake):
    await intake.register("dinkes")
    secret = await intake.owner_key("dinkes", "rina")
    directory = intake.directory
    listing = pb.ListKeysRequest(parent=AGENCY)
    key = next(one for one in (await directory.ListKeys(listing)).keys if one.owner)
    assert key.owner == f"{AGENCY}/owners/rina"
    rotated = await directory.RotateKey(pb.RotateKeyRequest(name=key.name, grace_hours=1))
    assert rotated.key.owner == key.owner
    for text in (secret, rotated.secret):
        await intake.drafts(text).ListDrafts(draft_pb2.ListDraftsRequest())
    await directory.DeleteOwner(pb.DeleteOwnerRequest(name=key.owner))
    for text in (secret, rotated.secret):
        failure = await expect_failure(
            intake.drafts(text).ListDrafts(draft_pb2.ListDraftsRequest())
        )
        assert (failure.code, failure.reason) == (grpc.StatusCode.UNAUTHENTICATED, "KEY_REVOKED")
        with pytest.raises(Unauthenticated, match="KEY_REVOKED"):
            await intake.service.authenticator.authenticate(text)
    ended = {
        one.owner for one in (await directory.ListKeys(listing)).keys if one.revoke_time.seconds
    }
    assert ended == {key.owner}


def submit(text: str = "Mulai 3 Agustus.") -> draft_pb2.SubmitDraftRequest:
    return draft_pb2.SubmitDraftRequest(draft=draft_pb2.Draft(external_id="p1", body=text))


NAME = f"{AGENCY}/drafts/p1"


@pytest.mark.parametrize("role", ["OWNER_ROLE_OWNER", "OWNER_ROLE_HEAD"])
async def test_owners_and_heads_act_for_their_agency_like_its_plugin(intake, role):
    await intake.register("dinkes")
    await intake.register("bpbd")
    drafts = intake.drafts(await intake.owner_key("dinkes", "rina", role=role))
    stored = await drafts.SubmitDraft(submit())
    assert stored.draft.name == NAME
    await drafts.MarkPublished(draft_pb2.MarkPublishedRequest(name=NAME))
    await drafts.WithdrawDraft(draft_pb2.WithdrawDraftRequest(name=NAME))
    failure = await expect_failure(
        drafts.GetDraft(draft_pb2.GetDraftRequest(name="agencies/bpbd/drafts/p1"))
    )
    assert failure.reason == "AGENCY_MISMATCH"


async def test_a_coordinator_reads_drafts_and_changes_none(intake, count_rows):
    plugin = await intake.register("dinkes")
    await intake.drafts(plugin).SubmitDraft(submit())
    drafts = intake.drafts(
        await intake.owner_key("dinkes", "koordinator", role="OWNER_ROLE_COORDINATOR")
    )
    read = await drafts.GetDraft(draft_pb2.GetDraftRequest(name=NAME))
    assert read.draft.body == "Mulai 3 Agustus."
    assert len((await drafts.ListDrafts(draft_pb2.ListDraftsRequest())).drafts) == 1
    before = await count_rows()
    for call in (
        drafts.SubmitDraft(submit("Lain.")),
        drafts.WithdrawDraft(draft_pb2.WithdrawDraftRequest(name=NAME)),
        drafts.MarkPublished(draft_pb2.MarkPublishedRequest(name=NAME)),
    ):
        failure = await expect_failure(call)
        assert (failure.code, failure.reason) == (
            grpc.StatusCode.PERMISSION_DENIED,
            "ROLE_NOT_ALLOWED",
        )
    assert await count_rows() == before
    # Checking is allowed: it fails for want of a checker only.
    check = draft_pb2.CheckDraftRequest(draft=draft_pb2.Draft(body="Mulai 3 Agustus."))
    assert (await expect_failure(drafts.CheckDraft(check))).reason == "CHECKER_UNAVAILABLE"


async def test_people_are_no_administrators(intake):
    await intake.register("dinkes")
    head = await intake.owner_key("dinkes", "kepala", role="OWNER_ROLE_HEAD")
    stub = intake.server.channel(head).unary_unary(
        "/selaras.api.v1.DirectoryService/ListOwners",
        pb.ListOwnersRequest.SerializeToString,
        pb.ListOwnersResponse.FromString,
    )
    failure = await expect_failure(stub(pb.ListOwnersRequest(parent=AGENCY)))
    assert failure.reason == "ROLE_NOT_ALLOWED"
