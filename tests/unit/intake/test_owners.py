"""What administrators do with owners, and what the other services are told of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from selaras.event.v1 import directory_pb2 as event_pb2
from selaras.intake.adapters.events import to_bus_event
from selaras.intake.convert.owner import to_proto_owner
from selaras.intake.domain.channel import ChannelKind, OwnerChannel
from selaras.intake.domain.duty import DutyShift, WorkingHours
from selaras.intake.domain.errors import NotPossible, NotThere, RuleBroken
from selaras.intake.domain.owner import OwnerRole
from selaras.intake.handlers.owners import OwnerChange

from tests.unit.intake.conftest import NOW, ticket
from tests.unit.intake.test_owner_rules import SECRET, channel

URL = "https://hooks.example.go.id/x"
PROFILE = {
    "role": OwnerRole.COORDINATOR,
    "channels": (
        channel("email", "rina@dinkes.go.id", min_severity=3),
        channel("webhook", URL),
    ),
    "working_hours": (WorkingHours(days=(1, 2, 3, 4, 5), start=480, end=960),),
    "topics": ("kesehatan", "mbg"),
    "area_codes": ("32", "32.78"),
    "min_severity": 2,
    "duty_shifts": (DutyShift(start_time=NOW, end_time=NOW + timedelta(days=1)),),
    "rank": 3,
    "language": "en",
}


async def test_an_owner_is_stored_and_told_with_all_of_it(bench):
    await bench.register()
    owner = await bench.add_owner(**PROFILE)
    page, _ = await bench.owners.page("dinkes", size=0, token="")
    assert page == [owner]
    told = bench.directory_events[-1]
    assert told.owners == (owner,)
    event = event_pb2.DirectoryChanged.FromString(to_bus_event(told).payload)
    (sent,) = event.owners
    assert sent == to_proto_owner(owner, secrets=True)
    assert [one.secret for one in sent.channels] == ["", SECRET]
    assert (sent.working_hours[0].start, sent.working_hours[0].end) == ("08:00", "16:00")


async def test_addresses_are_stored_in_one_form(bench):
    await bench.register()
    owner = await bench.add_owner(channels=(channel("whatsapp", "0812-3456-789"),))
    assert owner.channels[0].address == "+628123456789"


async def test_a_channel_without_a_secret_keeps_the_one_of_the_same_kind_and_address(bench):
    await bench.register()
    await bench.add_owner(**PROFILE)
    bare = OwnerChannel(kind=ChannelKind.WEBHOOK, address=URL, min_severity=4)
    owner = await bench.owners.update("dinkes", "humas", OwnerChange(channels=(bare,)))
    assert owner.channels == (replace(bare, secret=SECRET),)
    moved = replace(bare, address=URL + "/new")
    with pytest.raises(RuleBroken, match="CHANNEL_SECRET_MISSING"):
        await bench.owners.update("dinkes", "humas", OwnerChange(channels=(moved,)))
    new = "whsec_" + "A" * 32
    changed = OwnerChange(channels=(replace(bare, secret=new),))
    assert (await bench.owners.update("dinkes", "humas", changed)).channels[0].secret == new


async def test_the_same_channels_without_their_secrets_change_nothing(bench):
    await bench.register()
    owner = await bench.add_owner(**PROFILE)
    bare = tuple(replace(one, secret="") for one in owner.channels)
    assert await bench.owners.update("dinkes", "humas", OwnerChange(channels=bare)) == owner
    assert len(bench.directory_events) == 2


async def test_a_list_is_emptied_by_an_empty_one(bench):
    await bench.register()
    before = await bench.add_owner(**PROFILE)
    change = OwnerChange(
        channels=(), working_hours=(), topics=(), area_codes=(), duty_shifts=(), min_severity=0
    )
    after = await bench.owners.update("dinkes", "humas", change)
    assert after == replace(
        before,
        channels=(),
        working_hours=(),
        topics=(),
        area_codes=(),
        duty_shifts=(),
        min_severity=0,
    )


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (OwnerChange(area_codes=("32", "99.99")), "AREA_UNKNOWN"),
        (OwnerChange(area_codes=("",)), "AREA_UNKNOWN"),
        (OwnerChange(topics=("A b",)), "TOPIC_INVALID"),
        (OwnerChange(channels=(channel("email", "x"),)), "CHANNEL_ADDRESS_INVALID"),
        (OwnerChange(rank=500), "RANK_OUT_OF_RANGE"),
    ],
)
async def test_what_is_refused_changes_nothing(bench, change, reason):
    await bench.register()
    owner = await bench.add_owner(**PROFILE)
    with pytest.raises(RuleBroken, match=reason):
        await bench.owners.update("dinkes", "humas", change)
    with pytest.raises(RuleBroken, match=reason):
        await bench.owners.create(change.apply(replace(owner, owner_id="new")), ticket())
    assert (await bench.owners.page("dinkes", size=0, token=""))[0] == [owner]
    assert len(bench.directory_events) == 2


async def test_an_unknown_area_is_told_with_what_else_is_wrong(bench):
    await bench.register()
    with pytest.raises(RuleBroken) as caught:
        await bench.add_owner(area_codes=("32", "99"), rank=-1)
    assert [one.field for one in caught.value.violations] == ["owner.rank", "owner.area_codes[1]"]


async def test_owners_that_do_not_fit_into_one_event_are_refused(bench):
    await bench.register()
    heavy = tuple(channel("slack", f"https://a.go.id/{number}/{'x' * 970}") for number in range(10))

    async def add_many() -> None:
        for number in range(200):
            await bench.add_owner(f"o{number}", channels=heavy)

    with pytest.raises(NotPossible, match="DIRECTORY_TOO_LARGE"):
        await add_many()
    told = bench.directory_events[-1]
    assert 80 < len(told.owners) < 200
    assert len(to_bus_event(told).payload) < 1_000_000
    page, _ = await bench.owners.page("dinkes", size=1000, token="")
    assert len(page) == len(told.owners)
    await bench.owners.delete("dinkes", "o0")
    await bench.add_owner("light")


async def test_a_repeated_request_answers_that_a_secret_is_stored_and_keeps_no_copy(bench):
    await bench.register()
    owner = replace(await bench.add_owner(**PROFILE), owner_id="new")
    first = await bench.owners.create(owner, ticket("r1", "x"))
    again = await bench.owners.create(owner, ticket("r1", "x"))
    assert to_proto_owner(again) == to_proto_owner(first)
    async with bench.storage.read() as uow:
        stored = await uow.requests.get(ticket("r1").key)
    assert SECRET.encode() not in stored.answer


class TestKeysOfOwners:
    async def test_a_key_grants_what_its_owner_is(self, bench):
        await bench.register()
        await bench.add_owner(**PROFILE)
        _, text = await bench.keys.create("dinkes", "Rina", owner_id="humas")
        grant = await bench.access.resolve(text)
        assert (grant.agency_id, grant.owner_id) == ("dinkes", "humas")
        assert grant.role is OwnerRole.COORDINATOR
        assert (grant.topics, grant.area_codes) == (PROFILE["topics"], PROFILE["area_codes"])

    async def test_a_changed_role_counts_at_once_here_and_elsewhere_within_the_memory(self, bench):
        await bench.register()
        await bench.add_owner()
        _, text = await bench.keys.create("dinkes", "", owner_id="humas")
        elsewhere = bench.other_access()
        for access in (bench.access, elsewhere):
            assert (await access.resolve(text)).role is OwnerRole.OWNER
        await bench.owners.update("dinkes", "humas", OwnerChange(role=OwnerRole.HEAD))
        assert (await bench.access.resolve(text)).role is OwnerRole.HEAD
        assert (await elsewhere.resolve(text)).role is OwnerRole.OWNER
        bench.clock.advance(timedelta(seconds=5))
        assert (await elsewhere.resolve(text)).role is OwnerRole.HEAD

    async def test_rotation_keeps_the_owner(self, bench):
        await bench.register()
        await bench.add_owner()
        key, _ = await bench.keys.create("dinkes", "", owner_id="humas")
        new, text = await bench.keys.rotate("dinkes", key.key_id, timedelta())
        assert new.owner_id == "humas"
        assert (await bench.access.resolve(text)).owner_id == "humas"

    async def test_the_keys_of_an_owner_end_with_the_owner(self, bench):
        await bench.register()
        await bench.add_owner()
        _, mine = await bench.keys.create("dinkes", "", owner_id="humas")
        _, plugin = await bench.keys.create("dinkes", "CMS")
        for text in (mine, plugin):
            await bench.access.resolve(text)
        await bench.owners.delete("dinkes", "humas")
        await bench.add_owner()  # another person with the same id
        with pytest.raises(Exception, match="KEY_REVOKED"):
            await bench.access.resolve(mine)
        assert (await bench.access.resolve(plugin)).role is None
        keys = {key.owner_id: key for key in await bench.keys.list("dinkes")}
        assert keys["humas"].revoke_time == NOW
        assert keys[""].revoke_time is None

    async def test_a_key_whose_owner_is_not_there_opens_nothing(self, bench):
        await bench.register()
        await bench.add_owner()
        _, text = await bench.keys.create("dinkes", "", owner_id="humas")
        async with bench.storage.write() as uow:
            await uow.agencies.delete_owner("dinkes", "humas")
        with pytest.raises(Exception, match="KEY_UNKNOWN"):
            await bench.access.resolve(text + "x")
        with pytest.raises(Exception, match="KEY_REVOKED"):
            await bench.access.resolve(text)

    async def test_a_key_needs_an_owner_who_is_there(self, bench):
        await bench.register()
        with pytest.raises(NotThere, match="OWNER_NOT_FOUND"):
            await bench.keys.create("dinkes", "", owner_id="humas")
        assert await bench.keys.list("dinkes") == []
