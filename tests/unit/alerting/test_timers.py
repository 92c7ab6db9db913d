"""Timers: grouping, escalation, reminders, repetition, and a clock that jumps."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from selaras.alerting.domain.decision import Reason
from selaras.alerting.domain.directory import Hours, OwnerRole
from selaras.alerting.domain.notice import AlertKind
from selaras.alerting.domain.track import TimerKind
from selaras.alerting.handlers.steady import Steady
from selaras.alerting.route.noise import NoiseRules
from selaras.kit.clock import FakeClock

from tests.support.alerting import MONDAY, PROMPT, World, at, owner

OFFICE = (Hours(frozenset({1, 2, 3, 4, 5}), 8 * 60, 16 * 60),)
GROUPED = replace(PROMPT, group=timedelta(seconds=30))


@pytest.fixture
async def world() -> World:
    """An agency with a first, a second, a head, and a coordinator elsewhere."""
    world = World()
    await world.register(
        "dinkes", "humas", owner("sekre", rank=1), owner("kadis", role=OwnerRole.HEAD)
    )
    await world.register("prov", owner("koor", role=OwnerRole.COORDINATOR))
    return world


async def test_a_new_case_waits_for_more_evidence_and_is_told_with_all_of_it():
    world = World(rules=GROUPED)
    await world.register("dinkes", "humas")
    await world.case(severity="HIGH")
    await world.pass_time(seconds=20)
    await world.case(version=2, severity="HIGH", others=("disdik", "kemenag"))
    assert world.told() == []
    assert await world.reasons() == [Reason.HELD_GROUPING] * 2
    await world.pass_time(seconds=9)
    assert world.told() == []
    await world.pass_time(seconds=1)
    assert world.told() == ["dinkes/humas"]
    assert len(world.last().telling.event.others) == 2
    decided = await world.decisions()
    assert {item.until for item in decided[:2]} == {MONDAY + timedelta(seconds=30)}


async def test_a_case_whose_post_goes_out_soon_does_not_wait():
    world = World(rules=GROUPED)
    await world.register("dinkes", "humas")
    await world.case(severity="HIGH", deadline=MONDAY + timedelta(minutes=14))
    assert world.told() == ["dinkes/humas"]


async def test_a_deadline_that_comes_near_ends_the_wait():
    world = World(rules=GROUPED)
    await world.register("dinkes", "humas")
    await world.case(severity="HIGH")
    await world.case(version=2, severity="HIGH", deadline=MONDAY + timedelta(minutes=14))
    assert world.told() == ["dinkes/humas"]
    await world.pass_time(seconds=31)
    assert len(world.told()) == 1


async def test_a_case_that_is_resolved_while_it_waits_is_never_told():
    world = World(rules=GROUPED)
    await world.register("dinkes", "humas")
    await world.case(severity="HIGH")
    await world.case(version=2, severity="HIGH", resolved=True)
    await world.pass_time(minutes=10)
    assert world.told() == []
    assert (await world.reasons())[-1] is Reason.SKIPPED_RESOLVED_NEVER_ALERTED


async def test_unacknowledged_it_goes_step_by_step_to_owner_head_and_coordinator(world):
    await world.case(severity="HIGH", deadline=MONDAY + timedelta(hours=100))
    for expected in ("dinkes/sekre", "dinkes/kadis", "prov/koor"):
        await world.pass_time(minutes=29)
        assert expected not in world.told()
        await world.pass_time(minutes=1)
        assert world.kinds()[-1] == (expected, AlertKind.ESCALATED)
    await world.pass_time(minutes=30)
    assert len(world.told(AlertKind.ESCALATED)) == 3
    assert Reason.SKIPPED_NO_NEXT_STEP in await world.reasons()
    assert TimerKind.ESCALATE not in world.store.waiting_timers()


async def test_with_little_time_left_it_goes_faster(world):
    await world.case(severity="HIGH", deadline=MONDAY + timedelta(minutes=40))
    await world.pass_time(minutes=10)
    assert world.told(AlertKind.ESCALATED) == ["dinkes/sekre"]
    await world.pass_time(minutes=7, seconds=30)
    assert world.told(AlertKind.ESCALATED) == ["dinkes/sekre", "dinkes/kadis"]


async def test_after_hours_without_a_tick_it_goes_one_step_only(world):
    await world.case(severity="HIGH")
    await world.pass_time(hours=3)
    assert world.told(AlertKind.ESCALATED) == ["dinkes/sekre"]


async def test_acknowledged_it_goes_no_further(world):
    await world.case(severity="HIGH")
    await world.case(version=2, severity="HIGH", acknowledged="humas")
    await world.pass_time(hours=9)
    assert world.told() == ["dinkes/humas"]
    assert world.store.waiting_timers() == {}


async def test_agreed_it_goes_no_further(world):
    await world.case(severity="HIGH")
    await world.case(version=2, severity="HIGH", agreed=True)
    await world.pass_time(hours=9)
    assert world.told(AlertKind.ESCALATED) == []


async def test_an_acknowledgement_between_due_and_tick_counts(world):
    await world.case(severity="HIGH")
    await world.pass_time(minutes=31, tick=False)
    [timer] = await world.store.claim_timers(world.clock.now(), 9, timedelta(seconds=60))
    await world.case(version=2, severity="HIGH", acknowledged="humas")
    await world.timers._fire(timer)
    assert world.told(AlertKind.ESCALATED) == []


async def test_a_case_of_low_severity_is_not_chased(world):
    await world.case(severity="LOW")
    await world.pass_time(hours=9)
    assert world.told() == ["dinkes/humas"]


async def test_those_off_duty_are_not_waited_for_when_the_post_goes_out_before(world):
    night = at(20)
    for deadline, escalated in ((night + timedelta(hours=6), True), (None, False)):
        world = World(clock=FakeClock(night))
        await world.register(
            "dinkes", owner("humas", hours=OFFICE), owner("kadis", role=OwnerRole.HEAD)
        )
        await world.case(severity="MEDIUM", deadline=deadline)
        assert world.told() == []
        await world.pass_time(minutes=31)
        assert (world.told() == ["dinkes/kadis"]) is escalated


async def test_the_time_counts_from_when_the_first_is_told():
    world = World(clock=FakeClock(at(20)))
    await world.register(
        "dinkes", owner("humas", hours=OFFICE), owner("kadis", role=OwnerRole.HEAD)
    )
    await world.case(severity="HIGH")
    await world.pass_time(hours=12)
    assert world.told() == ["dinkes/humas"]
    await world.pass_time(minutes=30)
    assert world.kinds()[-1] == ("dinkes/kadis", AlertKind.ESCALATED)


async def test_a_reminder_goes_to_all_who_know_an_hour_before(world):
    await world.case(severity="HIGH", deadline=MONDAY + timedelta(hours=5))
    await world.pass_time(minutes=30)
    await world.case(
        version=2, severity="HIGH", deadline=MONDAY + timedelta(hours=5), acknowledged="sekre"
    )
    await world.pass_time(hours=3, minutes=30)
    assert world.told(AlertKind.REMINDER) == ["dinkes/humas", "dinkes/sekre"]
    assert "60 menit" in world.last().title
    await world.pass_time(hours=9)
    assert len(world.told(AlertKind.REMINDER)) == 2


async def test_a_reminder_reaches_coordinators_who_know(world):
    await world.case(severity="CRITICAL", deadline=MONDAY + timedelta(hours=1))
    await world.case(
        version=2, severity="CRITICAL", deadline=MONDAY + timedelta(hours=1), acknowledged="humas"
    )
    await world.pass_time(minutes=30)
    assert world.told(AlertKind.REMINDER) == ["dinkes/humas", "prov/koor"]


async def test_a_resolved_case_has_no_reminder(world):
    await world.case(severity="HIGH", deadline=MONDAY + timedelta(hours=5))
    await world.case(version=2, severity="HIGH", resolved=True)
    await world.pass_time(hours=4)
    assert world.told(AlertKind.REMINDER) == []


async def test_a_deadline_that_moves_moves_the_reminder(world):
    await world.case(severity="HIGH", deadline=MONDAY + timedelta(hours=5), acknowledged="humas")
    later = MONDAY + timedelta(hours=50)
    await world.case(version=2, severity="HIGH", deadline=later, acknowledged="humas")
    assert world.store.waiting_timers()[TimerKind.REMIND].due == later - timedelta(hours=1)
    await world.case(version=3, severity="HIGH", acknowledged="humas")
    assert world.store.waiting_timers() == {}


async def test_a_deadline_that_comes_nearer_hastens_the_escalation(world):
    await world.case(severity="HIGH")
    await world.case(version=2, severity="HIGH", deadline=MONDAY + timedelta(minutes=20))
    assert world.store.waiting_timers()[TimerKind.ESCALATE].due == MONDAY + timedelta(minutes=5)


async def test_after_an_outage_past_the_deadline_no_reminder_is_sent(world):
    await world.case(severity="HIGH", deadline=MONDAY + timedelta(hours=5), acknowledged="humas")
    await world.pass_time(hours=6)
    assert world.told(AlertKind.REMINDER) == []
    assert (await world.reasons())[-1] is Reason.SKIPPED_DEADLINE_PASSED


async def test_an_open_case_that_nobody_acknowledged_is_repeated():
    world = World()
    await world.register("dinkes", "humas")
    await world.case(severity="HIGH")
    for count in (1, 2):
        await world.pass_time(hours=3, minutes=59)
        assert len(world.told(AlertKind.REMINDER)) == count - 1
        await world.pass_time(minutes=1)
        assert len(world.told(AlertKind.REMINDER)) == count
    assert len({notice.alert_id for notice in world.store.notices}) == 3


async def test_repetition_counts_from_the_last_notice(world):
    await world.register("dinkes", "humas", version=2)
    await world.case(severity="HIGH")
    await world.pass_time(hours=2, tick=False)
    await world.case(version=2, severity="HIGH", others=("disdik", "kemenag"))
    await world.pass_time(hours=2)
    assert world.told(AlertKind.REMINDER) == []
    # The escalation that was due meanwhile told the coordinator: it counts too.
    await world.pass_time(hours=2)
    await world.pass_time(hours=2)
    assert world.told(AlertKind.REMINDER) == ["dinkes/humas"]


async def test_a_restart_in_the_middle_forgets_nothing(world):
    await world.case(severity="HIGH", deadline=MONDAY + timedelta(hours=50))
    await world.pass_time(minutes=29)
    world.start()
    await world.pass_time(minutes=1)
    assert world.told(AlertKind.ESCALATED) == ["dinkes/sekre"]
    world.start()
    await world.tick()
    assert len(world.store.notices) == 2


async def test_a_timer_of_a_worker_that_died_is_taken_over_when_its_lease_ends(world):
    await world.case(severity="HIGH")
    await world.pass_time(minutes=30, tick=False)
    assert await world.store.claim_timers(world.clock.now(), 9, timedelta(seconds=60))
    await world.tick()
    assert world.told(AlertKind.ESCALATED) == []
    await world.pass_time(seconds=60)
    assert world.told(AlertKind.ESCALATED) == ["dinkes/sekre"]


async def test_one_case_that_breaks_does_not_hold_up_the_others(world):
    await world.case(case="cases/bad", severity="HIGH")
    await world.case(severity="HIGH")
    opening = world.timers._teller.scene

    async def broken(unit, track, event):
        if event.case_id == "cases/bad":
            raise ValueError("bad")
        return await opening(unit, track, event)

    world.timers._teller.scene = broken
    await world.pass_time(minutes=30)
    escalated = [n for n in world.store.notices if n.telling.kind is AlertKind.ESCALATED]
    assert [notice.telling.event.case_id for notice in escalated] == ["cases/c1"]


@pytest.mark.parametrize(
    ("wall", "ticks", "jump"),
    [
        (1, 1, None),
        (3600, 3600, None),  # a slow tick is no jump
        (61, 1, None),
        (62, 1, 61),
        (3601, 1, 3600),
        (-3600, 1, None),
    ],
)
def test_a_jump_is_what_the_wall_clock_gains_by_more_than_a_minute(wall, ticks, jump):
    clock, now = FakeClock(), [100.0]
    steady = Steady(clock, lambda: now[0])
    assert steady.jump() is None
    clock.advance(timedelta(seconds=wall))
    now[0] += ticks
    expected = timedelta(seconds=jump) if jump else None
    assert steady.jump() == expected
    assert steady.jump() is None


async def test_a_clock_that_jumps_fires_no_storm_but_reminders_are_real(world):
    deadline = MONDAY + timedelta(hours=5)
    await world.case(severity="HIGH", deadline=deadline)
    await world.tick()
    world.clock.advance(timedelta(hours=4))  # the monotonic clock stands
    await world.tick()
    assert world.told(AlertKind.ESCALATED) == []
    assert world.told(AlertKind.REMINDER) == ["dinkes/humas"]
    assert world.store.waiting_timers()[TimerKind.ESCALATE].due == MONDAY + timedelta(
        hours=4, minutes=30
    )
    await world.pass_time(minutes=30)
    assert world.told(AlertKind.ESCALATED) == ["dinkes/sekre"]


async def test_what_is_held_moves_with_the_clock_too():
    world = World(clock=FakeClock(at(20)))
    await world.register("dinkes", owner("humas", hours=OFFICE))
    await world.case(severity="HIGH")
    await world.tick()
    world.clock.advance(timedelta(hours=14))
    await world.tick()
    assert world.told() == []
    assert world.store.waiting_notices()[0].until == at(22, day=6)


async def test_a_clock_that_is_set_back_changes_nothing(world):
    await world.case(severity="HIGH")
    await world.tick()
    before = world.store.waiting_timers()
    world.clock.advance(timedelta(hours=-4))
    await world.tick()
    assert world.store.waiting_timers() == before


def test_the_defaults_are_those_that_are_documented():
    rules = NoiseRules()
    assert (rules.group.seconds, rules.repeat, rules.hourly) == (30, timedelta(hours=4), 20)
