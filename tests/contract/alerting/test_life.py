"""A case from its first notice to its end, on every backend, and with two workers at once."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from selaras.alerting.domain.directory import OwnerRole
from selaras.alerting.domain.notice import AlertKind
from selaras.alerting.ports.reader import AlertQuery
from selaras.alerting.route.noise import NoiseRules
from selaras.kit.clock import FakeClock

from tests.support.alerting import MONDAY, World, owner

RULES = NoiseRules(digest=None)


async def told(reader, case: str = "cases/c1") -> list[tuple[str, AlertKind]]:
    """Owner and kind of all alerts of a case, the oldest first."""
    rows = await reader.alerts(AlertQuery(case_id=case, limit=500))
    return [(row.owner_id, row.kind) for row in reversed(rows)]


async def test_from_the_first_notice_to_the_end_with_restarts_between(store, reader, clock):
    world = World(rules=RULES, store=store, clock=clock)
    await world.register(
        "dinkes", "humas", owner("sekre", rank=1), owner("kadis", role=OwnerRole.HEAD)
    )
    deadline = MONDAY + timedelta(hours=6)
    await world.case(severity="HIGH", deadline=deadline)
    world.start()
    await world.pass_time(seconds=30)
    for _ in range(2):
        world.start()
        await world.pass_time(minutes=30)
    await world.case(version=2, severity="HIGH", deadline=deadline, acknowledged="kadis")
    world.start()
    await world.pass_time(hours=4)
    await world.pass_time(minutes=1)
    await world.case(version=3, severity="HIGH", resolved=True, resolution="CORRECTED")
    world.start()
    await world.pass_time(hours=9)
    steps = await told(reader)
    assert steps[:3] == [
        ("humas", AlertKind.OPENED),
        ("sekre", AlertKind.ESCALATED),
        ("kadis", AlertKind.ESCALATED),
    ]
    everybody = {"humas", "sekre", "kadis"}
    assert {who for who, kind in steps[3:6] if kind is AlertKind.REMINDER} == everybody
    assert {who for who, kind in steps[6:] if kind is AlertKind.RESOLVED} == everybody
    assert len(steps) == 9


async def test_two_workers_tell_nobody_twice(store, reader, clock):
    first = World(rules=RULES, store=store, clock=clock)
    second = World(rules=RULES, store=store, clock=clock)
    await first.register("dinkes", "humas", owner("sekre", rank=1))
    cases = [f"cases/c{number}" for number in range(8)]
    for case in cases:
        await first.case(case=case, severity="HIGH")
    clock.advance(timedelta(seconds=30))
    first.ticks = second.ticks = 30.0
    await asyncio.gather(first.timers.tick(), second.timers.tick())
    clock.advance(timedelta(minutes=30))
    first.ticks = second.ticks = 1830.0
    await asyncio.gather(first.timers.tick(), second.timers.tick())
    for case in cases:
        assert await told(reader, case) == [
            ("humas", AlertKind.OPENED),
            ("sekre", AlertKind.ESCALATED),
        ]


async def test_what_waits_for_the_day_is_one_digest_whichever_worker_sends_it(store, reader, clock):
    rules = NoiseRules(group=timedelta())
    first = World(rules=rules, store=store, clock=clock)
    second = World(rules=rules, store=store, clock=clock)
    await first.register("dinkes", "humas")
    for number in range(5):
        await first.case(case=f"cases/c{number}", severity="LOW")
    clock.advance(timedelta(hours=23))
    first.ticks = second.ticks = 23 * 3600.0
    await asyncio.gather(first.timers.tick(), second.timers.tick())
    [digest] = await reader.alerts(AlertQuery("dinkes"))
    assert digest.kind is AlertKind.DIGEST
    for number in range(5):
        assert len(await told(reader, f"cases/c{number}")) == 1


async def test_two_workers_that_see_one_jump_move_what_waits_once(store, clock: FakeClock):
    first = World(rules=RULES, store=store, clock=clock)
    second = World(rules=RULES, store=store, clock=clock)
    await first.register("dinkes", "humas")
    await first.case(severity="HIGH")
    await first.tick()
    await second.tick()
    clock.advance(timedelta(hours=2))
    await asyncio.gather(first.timers.tick(), second.timers.tick())
    async with store.transaction() as unit:
        [timer] = (await unit.timers("cases/c1", "dinkes")).values()
    assert timer.due == MONDAY + timedelta(hours=2, seconds=30)
