"""What was told and why, and who would be told."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import time
from pathlib import Path

import pytest
import selaras.alerting
from selaras.alerting.domain.case import Severity
from selaras.alerting.domain.decision import Reason
from selaras.alerting.domain.directory import Channel, ChannelKind, Hours, OwnerRole
from selaras.alerting.domain.notice import AlertKind
from selaras.alerting.domain.quiet import Matcher
from selaras.alerting.handlers.records import Question
from selaras.catalogue import LANGUAGES, text
from selaras.kit.auth import Caller, Role
from selaras.kit.clock import FakeClock
from selaras.kit.errors import InvalidRequest, NotFound, PermissionDenied

from tests.support.alerting import PROMPT, World, at, owner

PLUGIN = Caller(Role.AGENCY, "dinkes")
ADMIN = Caller(Role.ADMIN)
COORDINATOR = Caller(Role.COORDINATOR, "prov", "koor")
OFFICE = (Hours(frozenset({1, 2, 3, 4, 5}), 8 * 60, 16 * 60),)


@pytest.fixture
async def world() -> World:
    world = World()
    await world.register("dinkes", "humas", "sekre", area="32.78")
    await world.register("disdik", "humas")
    return world


async def listed(world: World, caller: Caller = PLUGIN, **fields):
    values = {"agency_id": "", "owner_id": "", "case_id": ""} | fields
    size, token = values.pop("size", 0), values.pop("token", "")
    return await world.records.alerts(caller, *values.values(), size=size, token=token)


async def test_alerts_come_in_pages_the_newest_first(world):
    for number in range(3):
        await world.case(case=f"cases/c{number}", severity="HIGH")
        await world.pass_time(minutes=1, tick=False)
    first, token = await listed(world, size=4)
    rest, end = await listed(world, size=4, token=token)
    assert [row.case_id for row in (*first, *rest)] == [
        *["cases/c2"] * 2,
        *["cases/c1"] * 2,
        *["cases/c0"] * 2,
    ]
    assert len({row.alert_id for row in (*first, *rest)}) == 6
    assert end == ""


async def test_alerts_of_one_owner_or_one_case(world):
    await world.case(severity="HIGH")
    await world.case(case="cases/c2", severity="HIGH")
    rows, _ = await listed(world, owner_id="humas", case_id="cases/c2")
    assert [(row.owner_id, row.case_id) for row in rows] == [("humas", "cases/c2")]


async def test_an_agency_lists_its_own_alerts_only_and_an_administrator_no_titles(world):
    await world.case(severity="HIGH")
    await world.case(agency="disdik", others=("dinkes",), severity="HIGH")
    own, _ = await listed(world)
    assert {row.agency_id for row in own} == {"dinkes"}
    assert all(row.title for row in own)
    everything, _ = await listed(world, ADMIN)
    assert {row.agency_id for row in everything} == {"dinkes", "disdik"}
    assert {row.title for row in everything} == {""}
    with pytest.raises(PermissionDenied):
        await listed(world, agency_id="disdik")


async def test_a_digest_is_one_alert_and_is_found_by_its_cases():
    world = World(rules=replace(PROMPT, digest=time(8)))
    await world.register("dinkes", "humas")
    for number in range(2):
        await world.case(case=f"cases/c{number}", severity="LOW")
    await world.pass_time(days=1)
    [digest], _ = await listed(world)
    assert (digest.kind, digest.case_id) == (AlertKind.DIGEST, "")
    [of_case], _ = await listed(world, case_id="cases/c1")
    assert of_case.alert_id == digest.alert_id


@pytest.mark.parametrize("token", ["x", "bm8=", "WzEsMl0=", "WyIyMDI2LTAxLTAxIiwgIngiXQ=="])
async def test_a_token_of_somebody_else_is_refused(world, token):
    with pytest.raises(InvalidRequest) as caught:
        await listed(world, token=token)
    assert caught.value.reason == "PAGE_TOKEN_INVALID"


async def test_decisions_are_explained_to_the_agency_they_concern(world):
    await world.case(severity="HIGH")
    await world.case(agency="disdik", others=("dinkes",), severity="HIGH")
    found = await world.records.explain(PLUGIN, "cases/c1", "", "")
    assert {record.agency_id for record in found} == {"dinkes"}
    of_one = await world.records.explain(PLUGIN, "cases/c1", "dinkes", "humas")
    assert {record.decision.owner_id for record in of_one} == {"humas"}
    with pytest.raises(PermissionDenied):
        await world.records.explain(PLUGIN, "cases/c1", "disdik", "humas")
    assert len(await world.records.explain(ADMIN, "cases/c1", "", "")) == 3


async def test_decisions_about_the_agency_concern_each_of_its_owners(world):
    await world.case(version=5, severity="HIGH")
    await world.case(version=4, severity="HIGH")
    found = await world.records.explain(PLUGIN, "cases/c1", "dinkes", "humas")
    assert [record.decision.reason for record in found] == [
        Reason.ALERTED,
        Reason.SKIPPED_OLDER_VERSION,
    ]


async def test_a_dry_run_says_who_when_how_and_why_and_sends_nothing():
    world = World(rules=replace(PROMPT, digest=time(8)), clock=FakeClock(at(20)))
    mail = Channel(ChannelKind.EMAIL, "a@b.go.id")
    grave = Channel(ChannelKind.TELEGRAM, "1", min_severity=4)
    await world.register(
        "dinkes",
        owner("humas", hours=OFFICE, channels=(mail, grave), topics=("kesehatan",)),
        owner("kadis", role=OwnerRole.HEAD),
        area="32.78",
    )
    await world.register("prov", owner("koor", role=OwnerRole.COORDINATOR, area_codes=("32",)))
    await world.quiet.silence(ADMIN, Matcher(agency_id="prov"), "Rapat", None, at(22))
    found = await world.records.routes(PLUGIN, "", Question("kesehatan"))
    assert [
        (
            "/".join(item.route.to.who),
            item.route.step,
            item.route.reason.value,
            item.hold.reason if item.hold else None,
            item.time,
            item.channels,
        )
        for item in found
    ] == [
        (
            "dinkes/humas",
            0,
            "OWNER_TOPIC",
            Reason.HELD_WORKING_HOURS,
            at(8, day=6),
            (ChannelKind.EMAIL,),
        ),
        ("dinkes/kadis", 1, "HEAD", None, at(20), ()),
        ("prov/koor", 2, "COORDINATOR", Reason.HELD_SILENCE, at(22), ()),
    ]
    low = await world.records.routes(PLUGIN, "dinkes", Question("kesehatan", (), Severity.LOW))
    assert low[0].hold.reason is Reason.HELD_DIGEST
    assert world.told() == []
    assert await world.records.explain(ADMIN, "", "", "") == []


async def test_who_may_ask_about_whose_routes(world):
    with pytest.raises(PermissionDenied):
        await world.records.routes(PLUGIN, "disdik", Question())
    assert await world.records.routes(COORDINATOR, "disdik", Question())
    assert await world.records.routes(ADMIN, "disdik", Question())
    with pytest.raises(NotFound):
        await world.records.routes(ADMIN, "nobody", Question())


async def test_an_owner_is_found_or_refused_by_name(world):
    assert (await world.records.recipient("dinkes", "humas")).name == (
        "agencies/dinkes/owners/humas"
    )
    for agency, who in (("dinkes", "nobody"), ("nobody", "humas")):
        with pytest.raises(NotFound) as caught:
            await world.records.recipient(agency, who)
        assert caught.value.reason == "OWNER_NOT_FOUND"


@pytest.mark.parametrize("reason", list(Reason))
def test_every_reason_is_explained_in_every_language_and_given_somewhere(reason):
    for lang in LANGUAGES:
        assert len(text(f"alert.reason.{reason.value}", lang=lang)) > 5
    package = Path(selaras.alerting.__file__).parent
    sources = [path for path in package.rglob("*.py") if path.name != "decision.py"]
    pattern = re.compile(rf"Reason\.{reason.value}\b")
    assert any(pattern.search(path.read_text("utf-8")) for path in sources)
