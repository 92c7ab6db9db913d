from dataclasses import replace

import pytest
from selaras.intake.adapters.events import to_bus_event
from selaras.intake.domain.agency import AgencyLevel
from selaras.intake.domain.errors import AlreadyThere, NotPossible, NotThere, RuleBroken
from selaras.intake.handlers.agencies import AgencyChange
from selaras.intake.handlers.owners import OwnerChange

from tests.unit.intake.conftest import ticket


async def test_each_change_is_told_with_a_growing_version_and_all_owners(bench):
    await bench.register()
    await bench.add_owner("humas")
    await bench.add_owner("admin")
    await bench.owners.update("dinkes", "humas", OwnerChange(contact="0812"))
    await bench.agencies.update("dinkes", AgencyChange(display_name="Dinas"))
    await bench.owners.delete("dinkes", "admin")
    told = [
        (event.agency.version, event.agency.display_name, [o.owner_id for o in event.owners])
        for event in bench.directory_events
    ]
    assert told == [
        (1, "Dinkes", []),
        (2, "Dinkes", ["humas"]),
        (3, "Dinkes", ["admin", "humas"]),
        (4, "Dinkes", ["admin", "humas"]),
        (5, "Dinas", ["admin", "humas"]),
        (6, "Dinas", ["humas"]),
    ]
    assert bench.directory_events[3].owners[1].contact == "0812"


async def test_what_changes_nothing_is_not_told(bench):
    agency = await bench.register()
    owner = await bench.add_owner()
    assert await bench.agencies.update("dinkes", AgencyChange(level=AgencyLevel.KOTA)) == replace(
        agency, version=2
    )
    assert await bench.owners.update("dinkes", "humas", OwnerChange()) == owner
    assert len(bench.directory_events) == 2


async def test_an_agency_cannot_be_registered_twice_but_the_request_repeated(bench):
    agency = await bench.register()
    with pytest.raises(AlreadyThere, match="AGENCY_EXISTS"):
        await bench.register()
    new = replace(agency, agency_id="bpbd")
    first = await bench.agencies.create(new, ticket("r1", "bpbd"))
    assert await bench.agencies.create(new, ticket("r1", "bpbd")) == first
    with pytest.raises(NotPossible, match="REQUEST_ID_REUSED"):
        await bench.agencies.create(replace(new, agency_id="x1"), ticket("r1", "x1"))


async def test_an_owner_cannot_be_registered_twice_and_can_come_back(bench):
    await bench.register()
    owner = await bench.add_owner()
    with pytest.raises(AlreadyThere, match="OWNER_EXISTS"):
        await bench.add_owner()
    await bench.owners.delete("dinkes", "humas")
    with pytest.raises(NotThere, match="OWNER_NOT_FOUND"):
        await bench.owners.delete("dinkes", "humas")
    assert await bench.add_owner() == owner


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (AgencyChange(display_name="  "), "DISPLAY_NAME_INVALID"),
        (AgencyChange(display_name="x" * 201), "DISPLAY_NAME_INVALID"),
        (AgencyChange(display_name="a\nb"), "DISPLAY_NAME_INVALID"),
        (AgencyChange(area_code="99"), "AREA_UNKNOWN"),
        (AgencyChange(parent_id="nobody"), "PARENT_UNKNOWN"),
        (AgencyChange(parent_id="dinkes"), "PARENT_CYCLE"),
        (AgencyChange(parent_id="child"), "PARENT_CYCLE"),
    ],
)
async def test_changes_of_an_agency_that_are_refused(bench, change, reason):
    agency = await bench.register()
    await bench.register("child", parent_id="dinkes")
    told = len(bench.directory_events)
    with pytest.raises(RuleBroken, match=reason):
        await bench.agencies.update("dinkes", change)
    assert await bench.agencies.get("dinkes") == agency
    assert len(bench.directory_events) == told


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (OwnerChange(time_zone="Asia/Bandung"), "TIME_ZONE_UNKNOWN"),
        (OwnerChange(time_zone="Asia"), "TIME_ZONE_UNKNOWN"),
        (OwnerChange(time_zone="../etc/passwd"), "TIME_ZONE_UNKNOWN"),
        (OwnerChange(time_zone=""), "TIME_ZONE_UNKNOWN"),
        (OwnerChange(contact="0812\n0813"), "CONTACT_INVALID"),
        (OwnerChange(display_name=""), "DISPLAY_NAME_INVALID"),
    ],
)
async def test_changes_of_an_owner_that_are_refused(bench, change, reason):
    await bench.register()
    await bench.add_owner()
    with pytest.raises(RuleBroken, match=reason):
        await bench.owners.update("dinkes", "humas", change)
    assert len(bench.directory_events) == 2


async def test_an_area_can_be_taken_away(bench):
    await bench.register()
    assert (await bench.agencies.update("dinkes", AgencyChange(area_code=""))).area_code == ""


async def test_pages_of_agencies_and_owners(bench):
    for agency_id in ("c", "a", "dinkes"):
        await bench.register(agency_id)
    for owner_id in ("y", "x"):
        await bench.add_owner(owner_id)
    page, token = await bench.agencies.page(size=2, token="")
    rest, end = await bench.agencies.page(size=2, token=token)
    assert [one.agency_id for one in [*page, *rest]] == ["a", "c", "dinkes"]
    assert end == ""
    owners, token = await bench.owners.page("dinkes", size=1, token="")
    assert [one.owner_id for one in owners] == ["x"]
    with pytest.raises(RuleBroken, match="PAGE_TOKEN_INVALID"):
        await bench.owners.page("a", size=1, token=token)
    owners, token = await bench.owners.page("dinkes", size=1, token=token)
    assert ([one.owner_id for one in owners], token) == (["y"], "")


async def test_the_owners_of_an_agency_fit_into_one_event(bench):
    await bench.register()
    for number in range(200):
        await bench.add_owner(f"o{number}", display_name="ꦱ" * 200, contact="ꦱ" * 200)
    with pytest.raises(NotPossible, match="TOO_MANY_OWNERS"):
        await bench.add_owner("one-more")
    assert len(to_bus_event(bench.directory_events[-1]).payload) < 1_000_000
