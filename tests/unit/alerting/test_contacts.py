"""The people of a case: whom one may call, and who may ask."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from selaras.alerting.domain.directory import OwnerRole, Shift
from selaras.alerting.handlers.contacts import Contacts
from selaras.kit.auth import Caller, Role
from selaras.kit.errors import NotFound, PermissionDenied

from tests.support.alerting import World, at, owner

PLUGIN = Caller(Role.AGENCY, "dinkes")
HUMAS = Caller(Role.OWNER, "dinkes", "humas")
OTHER = Caller(Role.HEAD, "disdik", "kadis")
COORDINATOR = Caller(Role.COORDINATOR, "prov", "koor", area_codes=("32",))
NOW = (Shift(at(8), at(16)),)


@pytest.fixture
async def world() -> World:
    """A case of dinkes and disdik; disdik's third owner works on something else."""
    world = World()
    await world.register("dinkes", "humas", "sekre", owner("kadis", role=OwnerRole.HEAD))
    await world.register(
        "disdik",
        owner("b", topics=("kesehatan",), contact="0812"),
        owner("a", topics=("kesehatan",), rank=1),
        owner("c", topics=("bencana",)),
        owner("kadis", role=OwnerRole.HEAD),
    )
    await world.register("prov", owner("koor", role=OwnerRole.COORDINATOR, area_codes=("32",)))
    await happened(world)
    return world


async def happened(world: World, *, version: int = 1, **values) -> None:
    """An event of the case reaches both agencies, each with what it may know."""
    fields = {"severity": "HIGH", "topic": "kesehatan", "version": version} | values
    areas = fields.pop("areas", ("32.78",))
    await world.case(areas=areas, **fields)
    await world.case(agency="disdik", others=("dinkes",), areas=(), **fields)


async def people(world: World, caller: Caller, case: str = "cases/c1") -> list[str]:
    found = await Contacts(world.store, world.clock).of_case(caller, case)
    return ["/".join(contact.to.who) + ("*" if contact.first else "") for contact in found]


async def refused(world: World, caller: Caller, case: str = "cases/c1") -> str:
    with pytest.raises(NotFound) as caught:
        await people(world, caller, case)
    return caught.value.reason


@pytest.mark.parametrize("caller", [PLUGIN, HUMAS])
async def test_all_of_ones_own_agency_and_whom_to_call_at_the_others(world, caller):
    assert await people(world, caller) == [
        "dinkes/humas*",
        "dinkes/sekre*",
        "dinkes/kadis",
        "disdik/b*",
    ]


async def test_the_other_side_sees_the_same_from_there(world):
    assert await people(world, OTHER) == [
        "dinkes/humas*",
        "dinkes/sekre*",
        "disdik/b*",
        "disdik/a",
        "disdik/c",
        "disdik/kadis",
    ]


async def test_a_contact_is_as_the_owner_gave_it_and_says_who_has_duty(world):
    await world.register("disdik", owner("a", contact="0812", shifts=NOW), "b", version=2)
    found = await Contacts(world.store, world.clock).of_case(PLUGIN, "cases/c1")
    [disdik] = [item for item in found if item.to.agency.agency_id == "disdik"]
    assert (disdik.to.who, disdik.to.owner.contact) == (("disdik", "a"), "0812")
    assert disdik.on_duty
    assert not any(item.on_duty for item in found if item is not disdik)
    world.clock.advance(timedelta(hours=12))
    assert await people(world, PLUGIN) == [
        *("dinkes/humas*", "dinkes/sekre*", "dinkes/kadis"),
        # Now nobody has duty there, and both are told.
        *("disdik/a*", "disdik/b*"),
    ]


async def test_who_has_the_case_is_whom_to_call(world):
    await world.case(agency="disdik", others=("dinkes",), severity="HIGH", version=2, assignee="c")
    assert (await people(world, PLUGIN))[-1] == "disdik/c*"


async def test_an_agency_without_owners_is_called_at_its_head(world):
    await world.register("disdik", owner("kadis", role=OwnerRole.HEAD), version=2)
    assert (await people(world, PLUGIN))[-1] == "disdik/kadis*"
    await world.register("disdik", version=3)
    assert not any(name.startswith("disdik") for name in await people(world, PLUGIN))


async def test_coordinators_of_elsewhere_are_no_people_of_a_grave_case(world):
    await happened(world, version=2, severity="CRITICAL")
    assert "prov/koor*" not in await people(world, PLUGIN)


async def test_a_coordinator_sees_whom_to_call_at_all_agencies(world):
    assert await people(world, COORDINATOR) == ["dinkes/humas*", "dinkes/sekre*", "disdik/b*"]


@pytest.mark.parametrize(
    ("scope", "seen"),
    [
        ({"area_codes": ()}, True),
        ({"area_codes": ("32.78.01",)}, True),
        ({"area_codes": ("33", "32.78")}, True),
        ({"area_codes": ("33",)}, False),
        ({"area_codes": (), "topics": ("kesehatan",)}, True),
        ({"area_codes": (), "topics": ("bencana",)}, False),
        ({"topics": ("bencana",)}, False),
        # A part of one's own agency counts as little here as where the case itself is shown.
        ({"agency_id": "dinkes", "area_codes": ("33",)}, False),
    ],
)
async def test_a_coordinator_sees_the_people_of_the_cases_subscribed_to(world, scope, seen):
    caller = replace(COORDINATOR, **scope)
    if seen:
        assert await people(world, caller)
    else:
        assert await refused(world, caller) == "CASE_NOT_FOUND"


class TestAreasThatAreNotKnown:
    """What no agency may be told of the areas of a case is never taken for the whole country."""

    async def test_a_case_without_areas_matters_everywhere(self, world):
        await happened(world, version=2, areas=())
        assert await people(world, replace(COORDINATOR, area_codes=("33",)))

    async def test_an_event_that_has_not_come_yet_may_say_where(self, world):
        await world.case(version=2, severity="HIGH", topic="kesehatan", areas=())
        assert await refused(world, COORDINATOR) == "CASE_NOT_FOUND"
        assert await people(world, PLUGIN)

    async def test_when_it_is_resolved_it_is_not_known_any_more(self, world):
        await happened(world, version=2, areas=(), resolved=True)
        assert await refused(world, COORDINATOR) == "CASE_NOT_FOUND"
        assert await people(world, replace(COORDINATOR, area_codes=()))
        await happened(world, version=3, areas=("32.78",), resolved=True)
        assert await people(world, COORDINATOR)


async def test_a_case_of_others_is_not_there(world):
    await world.register("kemenag", "humas")
    stranger = Caller(Role.OWNER, "kemenag", "humas")
    assert await refused(world, stranger) == "CASE_NOT_FOUND"
    assert await refused(world, PLUGIN, "cases/c2") == "CASE_NOT_FOUND"


async def test_an_agency_whose_part_has_ended_still_sees_them(world):
    await happened(world, version=2, findings=False)
    assert await people(world, OTHER) == await people(world, replace(OTHER, role=Role.AGENCY))
    await happened(world, version=3, resolved=True)
    assert "dinkes/humas*" in await people(world, OTHER)


async def test_an_agency_that_the_newest_event_does_not_name_has_no_part(world):
    await world.case(version=2, others=("kemenag",), severity="HIGH")
    assert await refused(world, OTHER) == "CASE_NOT_FOUND"
    assert not any(name.startswith("disdik") for name in await people(world, PLUGIN))


async def test_an_agency_that_has_had_no_event_yet_sees_them_all_the_same(world):
    await world.register("kemenag", owner("x", topics=("haji",)), owner("y"))
    await world.case(version=2, others=("disdik", "kemenag"), severity="HIGH", topic="kesehatan")
    assert "kemenag/y*" in await people(world, PLUGIN)
    assert "kemenag/x" in await people(world, Caller(Role.AGENCY, "kemenag"))


async def test_an_administrator_is_not_told(world):
    with pytest.raises(PermissionDenied) as caught:
        await people(world, Caller(Role.ADMIN))
    assert caught.value.reason == "ROLE_NOT_ALLOWED"


async def test_where_there_are_too_many_whom_to_call_comes_first(world):
    crowd = [owner(f"o{number:03}", topics=("bencana",)) for number in range(600)]
    await world.register("dinkes", *crowd, owner("z"), version=2)
    found = await people(world, PLUGIN)
    assert len(found) == 500
    assert (found[0], found[-1]) == ("dinkes/z*", "disdik/b*")
