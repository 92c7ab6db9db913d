"""Owners and their keys through the client."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from selaras.api.v1 import case_pb2
from selaras.api.v1 import directory_pb2 as pb
from selaras.client import AdminClient, AsyncAdminClient, SelarasApiError
from selaras.client.convert import from_proto_owner
from selaras.client.models import (
    ChannelKind,
    DutyShift,
    OwnerChannel,
    OwnerRole,
    Severity,
    WorkingHours,
)
from selaras.kit.errors import Unavailable

from tests.fakes.directory_api import ADMIN_KEY, serving_directory

HOUR = datetime(2026, 8, 3, 1, 0, tzinfo=UTC)
MAIL = OwnerChannel(ChannelKind.EMAIL, "rina@dinkes.go.id", min_severity=Severity.HIGH)
HOOK = OwnerChannel("WEBHOOK", "https://a.go.id", "whsec_x")
PROFILE = {
    "contact": "0812",
    "time_zone": "Asia/Jayapura",
    "role": "COORDINATOR",
    "channels": [MAIL, HOOK],
    "working_hours": [WorkingHours((1, 2), "08:00", "24:00")],
    "topics": ["mbg"],
    "area_codes": ["32", "32.78"],
    "min_severity": "MEDIUM",
    "duty_shifts": [DutyShift(HOUR, HOUR.replace(hour=9))],
    "rank": 2,
    "language": "en",
}


@pytest.fixture
def served():
    with serving_directory() as served:
        yield served


@pytest.fixture
def directory(served):
    return served[0]


@pytest.fixture
def admin(served):
    with AdminClient(served[1], ADMIN_KEY, timeout=5) as admin:
        yield admin


def test_an_owner_comes_back_as_it_was_sent_but_for_the_secret(admin, directory):
    made = admin.create_owner("dinkes", "rina", "Rina", **PROFILE)
    assert (made.name, made.display_name) == ("agencies/dinkes/owners/rina", "Rina")
    assert (made.role, made.rank, made.language) == (OwnerRole.COORDINATOR, 2, "en")
    assert made.channels == (MAIL, OwnerChannel(ChannelKind.WEBHOOK, HOOK.address, "", True))
    assert made.working_hours == tuple(PROFILE["working_hours"])
    assert (made.topics, made.area_codes) == (("mbg",), ("32", "32.78"))
    assert (made.min_severity, made.duty_shifts) == ("MEDIUM", tuple(PROFILE["duty_shifts"]))
    assert list(admin.list_owners("dinkes")) == [made]
    sent = directory.last(pb.CreateOwnerRequest)
    assert sent.owner.channels[1].secret == "whsec_x"
    assert sent.owner.channels[0].min_severity == case_pb2.SEVERITY_HIGH
    assert sent.request_id


def test_an_owner_needs_a_name_only(admin):
    made = admin.create_owner("dinkes", "humas", "Humas", contact="0812", time_zone="")
    assert (made.role, made.channels, made.min_severity) == (OwnerRole.OWNER, (), "UNSPECIFIED")


def test_only_what_is_given_is_changed(admin, directory):
    made = admin.create_owner("dinkes", "rina", "Rina", **PROFILE)
    changed = admin.update_owner("dinkes", "rina", role=OwnerRole.HEAD, topics=(), rank=0)
    assert (changed.role, changed.topics, changed.rank) == (OwnerRole.HEAD, (), 0)
    assert (changed.channels, changed.area_codes) == (made.channels, made.area_codes)
    assert set(directory.last(pb.UpdateOwnerRequest).update_mask.paths) == {
        "role",
        "topics",
        "rank",
    }


def test_a_secret_is_never_shown(admin):
    admin.create_owner("dinkes", "rina", "Rina", **PROFILE)
    assert "whsec_x" not in repr(HOOK)
    assert "whsec_x" not in repr(list(admin.list_owners("dinkes")))


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"role": "KING"}, ValueError),
        ({"min_severity": "BAD"}, ValueError),
        ({"channels": [OwnerChannel("PIGEON", "x")]}, ValueError),
        ({"duty_shifts": [DutyShift(datetime(2026, 8, 3), HOUR)]}, ValueError),
        ({"shoe_size": 43}, AttributeError),
    ],
)
def test_what_cannot_be_sent_is_refused_before(admin, directory, wrong, error):
    with pytest.raises(error):
        admin.update_owner("dinkes", "rina", **wrong)
    assert directory.requests == []


def test_a_newer_value_of_an_enum_reads_as_unspecified():
    owner = pb.Owner(role=9, min_severity=9, channels=[pb.OwnerChannel(kind=99)])
    read = from_proto_owner(owner)
    assert (read.role, read.min_severity) == ("UNSPECIFIED", "UNSPECIFIED")
    assert read.channels[0].kind is ChannelKind.UNSPECIFIED


@pytest.mark.parametrize("owner", ["rina", "agencies/dinkes/owners/rina"])
def test_a_key_of_an_owner(admin, directory, owner):
    new = admin.create_key("dinkes", "Rina", owner=owner)
    assert new.key.owner == "agencies/dinkes/owners/rina"
    assert admin.create_key("dinkes").key.owner == ""
    assert [key.owner for key in admin.list_keys("dinkes")] == [new.key.owner, ""]


def test_a_repeated_creation_has_one_request_id(admin, directory):
    directory.failures = [Unavailable("STARTING", "starting")]
    admin.create_owner("dinkes", "rina", "Rina")
    assert len({request.request_id for request in directory.requests}) == 1
    assert len(directory.requests) == 2


async def test_the_same_on_asyncio(served):
    directory, target = served
    async with AsyncAdminClient(target, ADMIN_KEY, timeout=5) as admin:
        made = await admin.create_owner("dinkes", "rina", "Rina", **PROFILE)
        changed = await admin.update_owner("dinkes", "rina", display_name="Bu Rina")
        assert changed.channels == made.channels
        assert [owner.display_name async for owner in admin.list_owners("dinkes")] == ["Bu Rina"]
        assert (await admin.create_key("dinkes", owner="rina")).key.owner == made.name
        await admin.delete_owner("dinkes", "rina")
    assert directory.owners == {}
    async with AsyncAdminClient(target, "other", timeout=5) as stranger:
        with pytest.raises(SelarasApiError, match="KEY_UNKNOWN"):
            await stranger.create_owner("dinkes", "rina", "Rina")
