"""Notices that waited: let go, kept, dropped, or gathered in a digest."""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta

from selaras.alerting.domain.decision import Reason
from selaras.alerting.domain.directory import Hours
from selaras.alerting.domain.notice import AlertKind
from selaras.alerting.route.noise import NoiseRules
from selaras.kit.clock import FakeClock

from tests.support.alerting import MONDAY, PROMPT, World, at, owner

OFFICE = (Hours(frozenset({1, 2, 3, 4, 5}), 8 * 60, 16 * 60),)
DAILY = replace(PROMPT, digest=time(8))


async def at_night(**fields) -> World:
    world = World(clock=FakeClock(at(20)))
    await world.register("dinkes", owner("humas", hours=OFFICE))
    await world.case(**{"severity": "MEDIUM"} | fields)
    return world


async def test_a_notice_waits_for_the_working_day_and_tells_the_case_as_it_is_then():
    world = await at_night()
    decided = (await world.decisions())[-1]
    assert (decided.reason, decided.until) == (Reason.HELD_WORKING_HOURS, at(8, day=6))
    await world.case(version=2, severity="MEDIUM", others=("disdik", "kemenag"))
    await world.pass_time(hours=11, minutes=59)
    assert world.told() == []
    await world.pass_time(minutes=1)
    assert world.kinds() == [("dinkes/humas", AlertKind.OPENED)]
    assert len(world.last().telling.event.others) == 2
    assert world.store.waiting_notices() == []


async def test_what_was_resolved_meanwhile_is_not_told():
    world = await at_night()
    await world.case(version=2, severity="MEDIUM", resolved=True)
    assert world.store.waiting_notices() == []
    await world.pass_time(hours=13)
    assert world.told() == []
    reasons = await world.reasons()
    assert Reason.SKIPPED_RESOLVED_MEANWHILE in reasons
    assert reasons[-1] is Reason.SKIPPED_RESOLVED_NEVER_ALERTED


async def test_a_case_that_grows_graver_does_not_wait_any_longer():
    world = World(rules=DAILY)
    await world.register("dinkes", "humas")
    await world.case(severity="LOW")
    assert (await world.reasons())[-1] is Reason.HELD_DIGEST
    await world.case(version=2, severity="HIGH")
    assert world.kinds() == [("dinkes/humas", AlertKind.OPENED)]
    assert world.store.waiting_notices() == []


async def test_an_owner_who_left_meanwhile_is_not_told():
    world = await at_night()
    await world.register("dinkes", "baru", version=2)
    await world.pass_time(hours=12)
    assert world.told() == []
    assert (await world.reasons(owner_id="humas"))[-1] is Reason.SKIPPED_OWNER_GONE


async def test_the_end_of_a_case_waits_for_the_working_day_too():
    world = World(clock=FakeClock(at(15)))
    await world.register("dinkes", owner("humas", hours=OFFICE))
    await world.case(severity="MEDIUM", acknowledged="x")
    await world.pass_time(hours=5)
    await world.case(version=2, severity="MEDIUM", resolved=True)
    assert len(world.store.notices) == 1
    await world.pass_time(hours=12)
    assert world.kinds()[-1] == ("dinkes/humas", AlertKind.RESOLVED)


async def test_a_case_that_opens_again_takes_the_place_of_its_end():
    world = World(clock=FakeClock(at(15)))
    await world.register("dinkes", owner("humas", hours=OFFICE))
    await world.case(severity="MEDIUM")
    await world.pass_time(hours=5, tick=False)
    await world.case(version=2, severity="MEDIUM", resolved=True)
    await world.case(version=3, severity="MEDIUM")
    await world.pass_time(hours=12)
    assert [kind for _, kind in world.kinds()] == [AlertKind.OPENED, AlertKind.OPENED]
    assert len({notice.alert_id for notice in world.store.notices}) == 2


async def test_cases_of_low_severity_come_in_one_digest_a_day():
    world = World(rules=DAILY)
    await world.register("dinkes", "humas")
    for number in range(3):
        await world.case(case=f"cases/c{number}", severity="LOW", overlap=True)
    await world.case(case="cases/c1", version=2, severity="LOW", resolved=True)
    assert world.told() == []
    await world.pass_time(hours=23)
    [digest] = world.store.digests
    assert [line.telling.event.case_id for line in digest.lines] == ["cases/c0", "cases/c2"]
    assert world.told() == []
    assert (await world.reasons("cases/c0"))[-1] is Reason.ALERTED
    assert (await world.reasons("cases/c1"))[-1] is Reason.SKIPPED_RESOLVED_NEVER_ALERTED
    await world.pass_time(days=1)
    assert len(world.store.digests) == 1


async def test_who_read_of_a_case_in_a_digest_reads_of_its_end_in_the_next():
    world = World(rules=DAILY)
    await world.register("dinkes", "humas")
    await world.case(severity="LOW", overlap=True)
    await world.pass_time(hours=23)
    await world.case(version=2, severity="LOW", overlap=True, resolved=True)
    await world.pass_time(hours=24)
    first, second = world.store.digests
    assert [line.telling.kind for line in first.lines] == [AlertKind.OPENED]
    assert [line.telling.kind for line in second.lines] == [AlertKind.RESOLVED]
    assert "Selaras kembali" in second.text


async def test_beyond_the_limit_the_rest_of_an_hour_comes_as_one_digest():
    world = World(rules=replace(PROMPT, hourly=2))
    await world.register("dinkes", "humas")
    for number in range(5):
        await world.case(case=f"cases/c{number}", severity="HIGH", acknowledged="x")
    assert len(world.told()) == 2
    decided = (await world.decisions("cases/c4"))[-1]
    assert (decided.reason, decided.until) == (
        Reason.HELD_RATE_LIMIT,
        MONDAY + timedelta(hours=1),
    )
    await world.pass_time(hours=1)
    [digest] = world.store.digests
    assert len(digest.lines) == 3
    assert len(world.told()) == 2


async def test_a_single_one_beyond_the_limit_comes_by_itself():
    world = World(rules=replace(PROMPT, hourly=1))
    await world.register("dinkes", "humas")
    await world.case(case="cases/c1", severity="HIGH", acknowledged="x")
    await world.case(case="cases/c2", severity="HIGH", acknowledged="x")
    await world.pass_time(hours=1)
    assert world.kinds()[-1] == ("dinkes/humas", AlertKind.OPENED)
    assert world.store.digests == []


async def test_critical_cases_know_no_limit():
    world = World(rules=replace(PROMPT, hourly=1))
    await world.register("dinkes", "humas")
    for number in range(3):
        await world.case(case=f"cases/c{number}", severity="CRITICAL")
    assert len(world.told()) == 3


async def test_where_there_is_no_room_yet_the_digest_waits():
    world = World(rules=replace(PROMPT, hourly=1))
    await world.register("dinkes", "humas")
    for number in range(3):
        await world.case(case=f"cases/c{number}", severity="HIGH", acknowledged="x")
    await world.pass_time(minutes=59)
    await world.case(case="cases/c9", severity="CRITICAL", acknowledged="x")
    await world.pass_time(minutes=1)
    assert world.store.digests == []
    await world.pass_time(minutes=59)
    assert len(world.store.digests) == 1


async def test_all_of_an_owner_that_waited_for_the_day_come_one_by_one_within_the_limit():
    world = World(
        rules=NoiseRules(group=timedelta(), digest=None, hourly=2), clock=FakeClock(at(20))
    )
    await world.register("dinkes", owner("humas", hours=OFFICE))
    for number in range(4):
        await world.case(case=f"cases/c{number}", severity="HIGH", acknowledged="x")
    await world.pass_time(hours=12)
    assert len(world.told()) == 2
    await world.pass_time(hours=1)
    [digest] = world.store.digests
    assert len(digest.lines) == 2


async def test_a_restart_in_the_middle_of_the_night_forgets_nothing():
    world = await at_night()
    world.start()
    await world.pass_time(hours=12)
    world.start()
    await world.tick()
    assert world.told() == ["dinkes/humas"]
