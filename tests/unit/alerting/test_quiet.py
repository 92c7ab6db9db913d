"""Silences and crises: who may make them, and what they let go of."""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta

import pytest
from selaras.alerting.domain.decision import Reason
from selaras.alerting.domain.directory import Hours, OwnerRole
from selaras.alerting.domain.notice import AlertKind
from selaras.alerting.domain.quiet import Matcher
from selaras.kit.auth import Caller, Role
from selaras.kit.clock import FakeClock
from selaras.kit.errors import InvalidRequest, NotFound, PermissionDenied

from tests.support.alerting import MONDAY, PROMPT, World, at, owner

PLUGIN = Caller(Role.AGENCY, "dinkes")
OWNER = Caller(Role.OWNER, "dinkes", "humas")
HEAD = Caller(Role.HEAD, "dinkes", "kadis")
REGION = Caller(Role.COORDINATOR, "prov", "koor", area_codes=("32",))
HEALTH = Caller(Role.COORDINATOR, "kemenkes", "koor", topics=("kesehatan",))
ADMIN = Caller(Role.ADMIN)
SELF = Matcher(agency_id="dinkes", owner_id="humas")
ALL = Matcher(agency_id="dinkes")
HOUR = timedelta(hours=1)
OFFICE = (Hours(frozenset({1, 2, 3, 4, 5}), 8 * 60, 16 * 60),)


@pytest.fixture
async def world() -> World:
    world = World()
    await world.register("dinkes", "humas", "sekre")
    return world


async def silence(world: World, caller: Caller, matcher: Matcher, hours: float = 1, **fields):
    values = {"reason": "Sudah dibahas.", "start": None} | fields
    now = world.clock.now()
    return await world.quiet.silence(
        caller, matcher, values["reason"], values["start"], now + timedelta(hours=hours)
    )


@pytest.mark.parametrize(
    ("caller", "matcher"),
    [
        (OWNER, SELF),
        (OWNER, replace(SELF, topic="kesehatan")),
        (HEAD, ALL),
        (HEAD, SELF),
        (REGION, Matcher(area_code="32.78")),
        (REGION, Matcher(area_code="32", agency_id="dinkes")),
        (REGION, Matcher(agency_id="prov", owner_id="koor")),
        (HEALTH, Matcher(topic="kesehatan")),
        (ADMIN, Matcher()),
    ],
)
async def test_who_may_silence_what(world, caller, matcher):
    made = await silence(world, caller, matcher)
    assert (made.matcher, made.author) == (matcher, caller.name)
    ended = await world.quiet.end_silence(caller, made.silence_id)
    assert ended.end == MONDAY


@pytest.mark.parametrize(
    ("caller", "matcher", "reason"),
    [
        (PLUGIN, SELF, "ROLE_NOT_ALLOWED"),
        (OWNER, ALL, "ROLE_NOT_ALLOWED"),
        (OWNER, replace(SELF, owner_id="sekre"), "ROLE_NOT_ALLOWED"),
        (OWNER, replace(SELF, agency_id="disdik"), "AGENCY_MISMATCH"),
        (OWNER, Matcher(), "AGENCY_MISSING"),
        (HEAD, Matcher(topic="kesehatan"), "AGENCY_MISSING"),
        (HEAD, Matcher(agency_id="disdik"), "AGENCY_MISMATCH"),
        (REGION, Matcher(), "SCOPE_MISMATCH"),
        (REGION, Matcher(topic="kesehatan"), "SCOPE_MISMATCH"),
        (REGION, Matcher(area_code="33"), "SCOPE_MISMATCH"),
        (REGION, Matcher(agency_id="prov"), "SCOPE_MISMATCH"),
        (HEALTH, Matcher(area_code="32"), "SCOPE_MISMATCH"),
    ],
)
async def test_who_may_not(world, caller, matcher, reason):
    with pytest.raises((PermissionDenied, InvalidRequest)) as caught:
        await silence(world, caller, matcher)
    assert caught.value.reason == reason
    assert await world.quiet.silences(ADMIN, ended=True) == []


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"hours": -1}, "TIMES_REVERSED"),
        ({"hours": 0}, "TIMES_REVERSED"),
        ({"hours": 1, "start": MONDAY + 2 * HOUR}, "TIMES_REVERSED"),
        ({"hours": 24 * 30 + 1}, "SILENCE_TOO_LONG"),
        ({"reason": "a\x1b[31mb"}, "TEXT_INVALID"),
        ({"reason": "   "}, "TEXT_INVALID"),
    ],
)
async def test_a_silence_that_is_not_right_is_refused_and_changes_nothing(world, fields, reason):
    with pytest.raises(InvalidRequest) as caught:
        await silence(world, OWNER, SELF, **fields)
    assert caught.value.reason == reason
    assert await world.quiet.silences(OWNER, ended=True) == []


async def test_an_area_must_be_known(world):
    with pytest.raises(InvalidRequest) as caught:
        await silence(world, ADMIN, Matcher(area_code="99"))
    assert caught.value.reason == "AREA_UNKNOWN"


async def test_a_start_in_the_past_is_now(world):
    made = await silence(world, OWNER, SELF, start=MONDAY - HOUR)
    assert made.start == MONDAY


async def test_what_a_silence_holds_is_told_when_it_ends(world):
    made = await silence(world, OWNER, SELF, hours=2)
    await world.case(severity="HIGH")
    assert world.told() == ["dinkes/sekre"]
    decided = (await world.decisions(owner_id="humas"))[-1]
    assert (decided.reason, decided.subject, decided.until) == (
        Reason.HELD_SILENCE,
        made.name,
        made.end,
    )
    await world.pass_time(hours=2)
    assert "dinkes/humas" in world.told(AlertKind.OPENED)


async def test_ending_a_silence_lets_go_at_once_of_what_still_counts(world):
    made = await silence(world, HEAD, ALL, hours=20)
    await world.case(severity="HIGH")
    await world.case(case="cases/c2", severity="HIGH")
    await world.case(case="cases/c2", version=2, severity="HIGH", resolved=True)
    assert world.told() == []
    await world.quiet.end_silence(HEAD, made.silence_id)
    await world.tick()
    assert world.told() == ["dinkes/humas", "dinkes/sekre"]
    again = await world.quiet.end_silence(HEAD, made.silence_id)
    assert again.end == MONDAY


async def test_a_silenced_agency_is_not_escalated_past_until_the_silence_ends(world):
    await world.register("prov", owner("koor", role=OwnerRole.COORDINATOR))
    await silence(world, HEAD, ALL, hours=5)
    await world.case(severity="HIGH")
    await world.pass_time(hours=4)
    assert world.told() == []
    await world.pass_time(hours=1)
    assert world.told() == ["dinkes/humas", "dinkes/sekre"]
    await world.pass_time(minutes=30)
    assert world.told(AlertKind.ESCALATED) == ["prov/koor"]


async def test_who_may_see_and_end_which_silences(world):
    own = await silence(world, OWNER, SELF)
    regional = await silence(world, REGION, Matcher(area_code="32"))
    other = await silence(world, ADMIN, Matcher(agency_id="disdik"))

    async def seen(caller: Caller) -> list[str]:
        return [item.silence_id for item in await world.quiet.silences(caller, ended=False)]

    assert set(await seen(PLUGIN)) == {own.silence_id, regional.silence_id}
    assert set(await seen(REGION)) == {regional.silence_id}
    assert set(await seen(ADMIN)) == {own.silence_id, regional.silence_id, other.silence_id}
    with pytest.raises(NotFound):
        await world.quiet.end_silence(HEAD, other.silence_id)
    with pytest.raises(PermissionDenied):
        await world.quiet.end_silence(HEAD, regional.silence_id)
    with pytest.raises(NotFound):
        await world.quiet.end_silence(ADMIN, "missing")


async def test_those_in_force_are_listed_first_and_the_ended_only_when_asked(world):
    ended = await silence(world, OWNER, SELF)
    await world.pass_time(hours=2)
    to_come = await silence(world, OWNER, SELF, hours=9, start=world.clock.now() + HOUR)
    now = await silence(world, OWNER, SELF, hours=5)
    current = await world.quiet.silences(OWNER, ended=False)
    everything = await world.quiet.silences(OWNER, ended=True)
    assert [item.silence_id for item in current] == [now.silence_id, to_come.silence_id]
    assert everything[-1].silence_id == ended.silence_id


async def test_a_crisis_lets_go_of_what_waits_there_and_of_nothing_else():
    world = World(rules=replace(PROMPT, digest=time(8)), clock=FakeClock(at(20)))
    await world.register("dinkes", owner("humas", hours=OFFICE))
    await world.case(severity="MEDIUM", areas=("32.78",), topic="bencana")
    await world.case(case="cases/c2", severity="LOW", areas=("32.78",), topic="bencana")
    await world.case(case="cases/c3", severity="MEDIUM", areas=("33.01",), topic="bencana")
    assert world.told() == []
    await world.quiet.declare(REGION, "32", "", "Banjir bandang", at(20, day=8))
    await world.tick()
    assert [notice.telling.event.case_id for notice in world.store.notices] == [
        "cases/c1",
        "cases/c2",
    ]
    await world.case(case="cases/c4", severity="LOW", areas=("32.78",), topic="bencana")
    assert len(world.told()) == 3


@pytest.mark.parametrize(
    ("caller", "area", "topic", "days", "reason"),
    [
        (OWNER, "32", "", 1, "ROLE_NOT_ALLOWED"),
        (HEAD, "32", "", 1, "ROLE_NOT_ALLOWED"),
        (PLUGIN, "32", "", 1, "ROLE_NOT_ALLOWED"),
        (REGION, "33", "", 1, "SCOPE_MISMATCH"),
        (REGION, "", "bencana", 1, "SCOPE_MISMATCH"),
        (HEALTH, "32", "", 1, "SCOPE_MISMATCH"),
        (ADMIN, "", "", 1, "CRISIS_TOO_WIDE"),
        (ADMIN, "99", "", 1, "AREA_UNKNOWN"),
        (ADMIN, "32", "", 15, "CRISIS_TOO_LONG"),
        (ADMIN, "32", "", 0, "TIMES_REVERSED"),
    ],
)
async def test_a_crisis_that_is_not_right_or_not_the_callers_is_refused(
    world, caller, area, topic, days, reason
):
    with pytest.raises((PermissionDenied, InvalidRequest)) as caught:
        await world.quiet.declare(caller, area, topic, "Banjir", MONDAY + timedelta(days=days))
    assert caught.value.reason == reason
    assert await world.quiet.crises() == []


async def test_a_crisis_ends_when_it_is_ended(world):
    crisis = await world.quiet.declare(HEALTH, "", "kesehatan", "Wabah", MONDAY + HOUR)
    assert [item.crisis_id for item in await world.quiet.crises()] == [crisis.crisis_id]
    with pytest.raises(PermissionDenied):
        await world.quiet.end_crisis(REGION, crisis.crisis_id)
    ended = await world.quiet.end_crisis(HEALTH, crisis.crisis_id)
    assert ended.end == MONDAY
    assert await world.quiet.crises() == []
    assert (await world.quiet.end_crisis(ADMIN, crisis.crisis_id)).end == MONDAY
    with pytest.raises(NotFound):
        await world.quiet.end_crisis(ADMIN, "missing")
