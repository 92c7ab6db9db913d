"""The directory over gRPC: what administrators do, and what the other services ask."""

from __future__ import annotations

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
from tests.support.intake import ADMIN_KEY
from tests.support.nats import Subscriber

AGENCY = "agencies/dinkes"
OWNER = f"{AGENCY}/owners/humas"


async def test_only_the_named_fields_change_and_each_change_is_told(intake, nats_server):
    await intake.register("dinkes")
    directory = intake.directory
    wanted = pb.Agency(name=AGENCY, display_name="Dinas Kesehatan", area_code="33")
    updated = await directory.UpdateAgency(
        pb.UpdateAgencyRequest(agency=wanted, update_mask={"paths": ["display_name"]})
    )
    assert (updated.agency.display_name, updated.agency.area_code) == ("Dinas Kesehatan", "32.78")
    owner = pb.Owner(name=OWNER, contact="0813", time_zone="Asia/Jayapura")
    changed = await directory.UpdateOwner(
        pb.UpdateOwnerRequest(owner=owner, update_mask={"paths": ["contact", "time_zone"]})
    )
    assert changed.owner.display_name == "Humas"
    listed = await directory.ListOwners(pb.ListOwnersRequest(parent=AGENCY))
    assert list(listed.owners) == [changed.owner]
    assert (await directory.GetAgency(pb.GetAgencyRequest(name=AGENCY))).agency == updated.agency
    await directory.DeleteOwner(pb.DeleteOwnerRequest(name=OWNER))
    subject = "selaras.v1.directory.changed.dinkes"
    async with Subscriber(nats_server.url, subject).running("SELARAS") as sub:
        await assert_eventually(lambda: len(sub.messages) == 5)
    told = [event_pb2.DirectoryChanged.FromString(message.data) for message in sub.messages]
    assert [event.version for event in told] == [1, 2, 3, 4, 5]
    assert told[3].agency == updated.agency
    assert list(told[3].owners) == [changed.owner]
    assert list(told[4].owners) == []


async def test_creating_is_safe_to_repeat(intake):
    directory = intake.directory
    agency = pb.Agency(agency_id="bmkg", display_name="BMKG", level=1)
    request = pb.CreateAgencyRequest(agency=agency, request_id="r1")
    assert await directory.CreateAgency(request) == await directory.CreateAgency(request)
    agency.display_name = "Lain"
    failure = await expect_failure(
        directory.CreateAgency(pb.CreateAgencyRequest(agency=agency, request_id="r1"))
    )
    assert failure.reason == "REQUEST_ID_REUSED"


async def test_agencies_are_paged(intake):
    for agency_id in ("c1", "a1", "b1"):
        await intake.register(agency_id)
    seen, token = [], ""
    for _ in range(2):
        page = await intake.directory.ListAgencies(
            pb.ListAgenciesRequest(page_size=2, page_token=token)
        )
        seen += [agency.agency_id for agency in page.agencies]
        token = page.next_page_token
    assert (seen, token) == (["a1", "b1", "c1"], "")


async def test_drafts_are_listed_by_mask_and_state(intake):
    drafts = intake.drafts(await intake.register("dinkes"))
    for number in range(3):
        draft = draft_pb2.Draft(external_id=f"p{number}", body="Teks.")
        await drafts.SubmitDraft(draft_pb2.SubmitDraftRequest(draft=draft))
    await drafts.WithdrawDraft(draft_pb2.WithdrawDraftRequest(name=f"{AGENCY}/drafts/p1"))
    listed = await drafts.ListDrafts(
        draft_pb2.ListDraftsRequest(
            states=[draft_pb2.DRAFT_STATE_WITHDRAWN], read_mask={"paths": ["name", "state"]}
        )
    )
    assert list(listed.drafts) == [
        draft_pb2.Draft(name=f"{AGENCY}/drafts/p1", state=draft_pb2.DRAFT_STATE_WITHDRAWN)
    ]
    everything = await drafts.ListDrafts(draft_pb2.ListDraftsRequest())
    assert [draft.external_id for draft in everything.drafts] == ["p1", "p2", "p0"]


async def test_a_key_is_shown_once_rotated_and_revoked(intake):
    first = await intake.register("dinkes")
    directory = intake.directory
    listing = pb.ListKeysRequest(parent=AGENCY)
    (key,) = (await directory.ListKeys(listing)).keys
    assert first not in str(key)
    assert first.startswith(f"slr_{key.prefix}_")
    second = await directory.RotateKey(pb.RotateKeyRequest(name=key.name, grace_hours=1))
    for secret in (first, second.secret):
        await intake.drafts(secret).ListDrafts(draft_pb2.ListDraftsRequest())
    old = next(one for one in (await directory.ListKeys(listing)).keys if one.name == key.name)
    assert old.expire_time.seconds - old.create_time.seconds >= 3600
    revoked = await directory.RevokeKey(pb.RevokeKeyRequest(name=key.name))
    assert revoked.key.HasField("revoke_time")
    failure = await expect_failure(intake.drafts(first).ListDrafts(draft_pb2.ListDraftsRequest()))
    assert (failure.code, failure.reason) == (grpc.StatusCode.UNAUTHENTICATED, "KEY_REVOKED")
    await intake.drafts(second.secret).ListDrafts(draft_pb2.ListDraftsRequest())


async def test_the_last_use_of_a_key_is_shown(intake):
    secret = await intake.register("dinkes")
    await intake.drafts(secret).ListDrafts(draft_pb2.ListDraftsRequest())

    async def used() -> bool:
        (key,) = (await intake.directory.ListKeys(pb.ListKeysRequest(parent=AGENCY))).keys
        return key.HasField("last_use_time")

    await assert_eventually(used)


async def test_other_services_ask_whose_key_it_is(intake):
    secret = await intake.register("dinkes")
    agency = await intake.access.ResolveKey(access_pb2.ResolveKeyRequest(key=secret))
    admin = await intake.access.ResolveKey(access_pb2.ResolveKeyRequest(key=ADMIN_KEY))
    assert (agency.agency_id, agency.admin) == ("dinkes", False)
    assert (admin.agency_id, admin.admin) == ("", True)
    settings = InternalSettings.model_validate({"token": INTERNAL_TOKEN})
    remote = RemoteAuthenticator(intake.server.target, settings)
    try:
        assert await remote.authenticate(secret) == Caller(Role.AGENCY, "dinkes")
        assert await remote.authenticate(ADMIN_KEY) == Caller(Role.ADMIN)
        with pytest.raises(Unauthenticated, match="KEY_UNKNOWN"):
            await remote.authenticate(secret + "x")
    finally:
        await remote.close()
