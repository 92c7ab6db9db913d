"""One suite for what waits: timers, held notices, silences, crises, and two workers."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from prometheus_client import REGISTRY
from selaras.alerting.adapters.gauges import show_backlog
from selaras.alerting.adapters.sql import SqlAlertStore
from selaras.alerting.domain.notice import AlertKind, Held, News
from selaras.alerting.domain.quiet import Crisis, Matcher, Silence
from selaras.alerting.domain.track import Timer, TimerKind, first_track
from selaras.alerting.entrypoints.convert import from_proto_case

from tests.fakes.alerting import case_payload
from tests.support.alerting import MONDAY

LEASE = timedelta(seconds=60)
HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)


def timer(case: str = "cases/c1", kind: TimerKind = TimerKind.ESCALATE, due=MONDAY) -> Timer:
    return Timer(case, "dinkes", kind, due, 2)


def held(case: str = "cases/c1", owner: str = "a", until=MONDAY, **fields) -> Held:
    values = {
        "track_id": "dinkes",
        "agency_id": "dinkes",
        "epoch": 1,
        "kind": AlertKind.UPDATED,
        "slot": "7",
        "step": 2,
        "reason": "HELD_WORKING_HOURS",
        "subject": "",
        "news": (News.RELATION, News.AGENCY),
    } | fields
    return Held(case_id=case, owner_id=owner, until=until, **values)


async def put(store, *items) -> None:
    async with store.transaction() as unit:
        for item in items:
            if isinstance(item, Timer):
                await unit.put_timer(item)
            else:
                await unit.put_held(item)


async def test_a_case_has_one_timer_of_a_kind(store):
    await put(store, timer(), timer(due=MONDAY + HOUR), timer(kind=TimerKind.REMIND))
    async with store.transaction() as unit:
        timers = await unit.timers("cases/c1", "dinkes")
        assert timers == {
            TimerKind.ESCALATE: timer(due=MONDAY + HOUR),
            TimerKind.REMIND: timer(kind=TimerKind.REMIND),
        }
        assert await unit.timers("cases/c1", "disdik") == {}
        await unit.drop_timers("cases/c1", "dinkes", [TimerKind.REMIND])
        assert set(await unit.timers("cases/c1", "dinkes")) == {TimerKind.ESCALATE}
        await unit.drop_timers("cases/c1", "dinkes")
        assert await unit.timers("cases/c1", "dinkes") == {}


async def test_due_timers_are_claimed_the_oldest_first(store):
    await put(
        store,
        timer("cases/c1", due=MONDAY),
        timer("cases/c2", due=MONDAY - HOUR),
        timer("cases/c3", due=MONDAY + SECOND),
    )
    claimed = await store.claim_timers(MONDAY, 9, LEASE)
    assert [item.case_id for item in claimed] == ["cases/c2", "cases/c1"]
    assert all(item.lease and item.step == 2 for item in claimed)
    assert await store.claim_timers(MONDAY, 9, LEASE) == []


async def test_no_more_are_claimed_than_wanted(store):
    await put(store, *(timer(f"cases/c{number}") for number in range(5)))
    first = await store.claim_timers(MONDAY, 3, LEASE)
    rest = await store.claim_timers(MONDAY, 3, LEASE)
    assert (len(first), len(rest)) == (3, 2)


async def test_a_lease_that_ran_out_is_taken_over_and_the_late_worker_gets_nothing(store):
    await put(store, timer())
    [late] = await store.claim_timers(MONDAY, 9, LEASE)
    assert await store.claim_timers(MONDAY + 59 * SECOND, 9, LEASE) == []
    [taken] = await store.claim_timers(MONDAY + 60 * SECOND, 9, LEASE)
    async with store.transaction() as unit:
        assert not await unit.take_timer(late)
        assert await unit.take_timer(taken)
        assert not await unit.take_timer(taken)


async def test_a_timer_that_is_set_anew_is_nobodys(store):
    await put(store, timer())
    [claimed] = await store.claim_timers(MONDAY, 9, LEASE)
    await put(store, timer())
    async with store.transaction() as unit:
        assert not await unit.take_timer(claimed)
    assert len(await store.claim_timers(MONDAY, 9, LEASE)) == 1


async def test_two_workers_never_get_the_same_timer_or_notice(store):
    await put(store, *(timer(f"cases/c{number:02}") for number in range(40)))
    await put(store, *(held(f"cases/c{number:02}", f"o{number % 10}") for number in range(40)))
    claims = await asyncio.gather(
        *(store.claim_timers(MONDAY, 15, LEASE) for _ in range(4)),
    )
    names = [item.case_id for claim in claims for item in claim]
    assert len(names) == len(set(names))
    groups = await asyncio.gather(*(store.claim_held(MONDAY, 4, LEASE) for _ in range(4)))
    found = [(item.case_id, item.owner_id) for claim in groups for one in claim for item in one]
    assert len(found) == len(set(found))
    while claim := await store.claim_timers(MONDAY, 15, LEASE):
        names += [item.case_id for item in claim]
    while some := await store.claim_held(MONDAY, 4, LEASE):
        found += [(item.case_id, item.owner_id) for one in some for item in one]
    assert (len(names), len(found)) == (40, 40)


async def test_of_two_that_fire_at_once_one_takes_the_timer(store):
    await put(store, timer())
    [claimed] = await store.claim_timers(MONDAY, 9, LEASE)

    async def fire() -> bool:
        async with store.transaction() as unit:
            return bool(await unit.take_timer(claimed))

    # The fake works on copies and knows no two at once.
    if hasattr(store, "notices"):
        assert await fire()
        assert not await fire()
        return
    assert sorted(await asyncio.gather(fire(), fire())) == [False, True]


async def test_a_transaction_that_fails_gives_the_timer_back(store):
    await put(store, timer())
    [claimed] = await store.claim_timers(MONDAY, 9, LEASE)

    async def killed() -> None:
        async with store.transaction() as unit:
            assert await unit.take_timer(claimed)
            raise RuntimeError("killed")

    with pytest.raises(RuntimeError):
        await killed()
    assert len(await store.claim_timers(MONDAY + LEASE, 9, LEASE)) == 1


async def test_an_owner_has_one_notice_of_a_case_that_waits(store):
    later = held(until=MONDAY + HOUR, kind=AlertKind.REMINDER, news=())
    await put(store, held(), later, held(owner="b"))
    async with store.transaction() as unit:
        assert await unit.held("cases/c1", "dinkes") == [later, held(owner="b")]
        assert await unit.held("cases/c1", "disdik") == []
        await unit.drop_held("cases/c1", "dinkes", "a")
        assert await unit.held("cases/c1", "dinkes") == [held(owner="b")]


async def test_due_notices_are_claimed_by_owner_those_that_waited_longest_first(store):
    await put(
        store,
        held("cases/c1", "a", MONDAY - HOUR),
        held("cases/c2", "a", MONDAY),
        held("cases/c3", "a", MONDAY + SECOND),
        held("cases/c1", "b", MONDAY - SECOND),
        held("cases/c1", "c", MONDAY - 2 * SECOND),
    )
    claimed = await store.claim_held(MONDAY, 2, LEASE)
    assert [[(item.owner_id, item.case_id) for item in group] for group in claimed] == [
        [("a", "cases/c1"), ("a", "cases/c2")],
        [("c", "cases/c1")],
    ]
    [[rest]] = await store.claim_held(MONDAY, 2, LEASE)
    assert rest.owner_id == "b"
    async with store.transaction() as unit:
        assert await unit.take_held(rest)
        assert not await unit.take_held(rest)
        assert not await unit.take_held(replace(claimed[0][0], lease="other"))


async def test_a_jump_moves_what_waits_but_not_reminders_and_only_once(store):
    await put(store, timer(), timer(kind=TimerKind.REMIND), held())
    assert await store.shift(HOUR, MONDAY + HOUR)
    assert not await store.shift(HOUR, MONDAY + HOUR + SECOND)
    async with store.transaction() as unit:
        timers = await unit.timers("cases/c1", "dinkes")
        assert timers[TimerKind.ESCALATE].due == MONDAY + HOUR
        assert timers[TimerKind.REMIND].due == MONDAY
        assert (await unit.held("cases/c1", "dinkes"))[0].until == MONDAY + HOUR
    assert await store.shift(HOUR, MONDAY + 2 * HOUR)


def silence(name: str = "s1", start=MONDAY, end=MONDAY + HOUR, **matcher) -> Silence:
    return Silence(name, Matcher(**matcher), "Rapat", "admin", start, end, MONDAY)


async def test_silences_are_kept_and_those_in_force_found(store, reader):
    everything = Matcher("dinkes", "a", "cases/c1", "kesehatan", "32", 4, "disdik")
    full = replace(silence(), matcher=everything)
    to_come = silence("s2", MONDAY + HOUR, MONDAY + 2 * HOUR)
    ended = silence("s3", MONDAY - HOUR, MONDAY)
    async with store.transaction() as unit:
        for item in (full, to_come, ended):
            await unit.put_silence(item)
        assert await unit.silences(MONDAY) == [full]
        assert await unit.silence("s1") == full
        assert await unit.silence("missing") is None
    assert await reader.silences(MONDAY, ended=False) == [full, to_come]
    assert await reader.silences(MONDAY, ended=True) == [full, to_come, ended]
    async with store.transaction() as unit:
        await unit.put_silence(replace(full, end=MONDAY))
        assert await unit.silences(MONDAY) == []


async def test_crises_are_kept_and_those_in_force_found(store, reader):
    crisis = Crisis("c1", "32", "bencana", "Banjir", "admin", MONDAY, MONDAY + HOUR)
    async with store.transaction() as unit:
        await unit.put_crisis(crisis)
        await unit.put_crisis(replace(crisis, crisis_id="c2", start=MONDAY + HOUR))
        assert await unit.crises(MONDAY) == [crisis]
        assert await unit.crisis("c1") == crisis
        assert await unit.crisis("missing") is None
    assert await reader.crises(MONDAY) == [crisis]


async def test_notices_are_found_by_what_holds_them(store):
    event = from_proto_case(case_payload(severity="HIGH", topic="bencana", areas=("32.78",)))
    silenced = held(reason="HELD_SILENCE", subject="silences/s1")
    await put(store, silenced, held(owner="b"))
    async with store.transaction() as unit:
        await unit.put_track(first_track(event))
        assert await unit.held_by("silences/s1") == [silenced]
        assert await unit.held_by("silences/s2") == []
        found = await unit.held_for(["HELD_WORKING_HOURS", "HELD_DIGEST"])
    assert found == [(held(owner="b"), "bencana", ("32.78",))]


async def test_the_gauges_show_what_waits_by_what_holds_it(store, clock):
    if not isinstance(store, SqlAlertStore):
        pytest.skip("the gauges ask the database")
    await put(store, timer(due=MONDAY + HOUR), timer("cases/c2", due=MONDAY - HOUR))
    await put(store, held(), held(owner="b"), held(owner="c", reason="HELD_SILENCE"))
    await show_backlog(store._database, clock.now())
    waiting = {
        labels["reason"]: value
        for labels, value in samples("selaras_alerts_held")
        if value or labels["reason"] == "HELD_DIGEST"
    }
    assert waiting == {"HELD_WORKING_HOURS": 2, "HELD_SILENCE": 1, "HELD_DIGEST": 0}
    states = {labels["state"]: value for labels, value in samples("selaras_timers")}
    assert states == {"waiting": 1, "overdue": 1}


def samples(name: str) -> list[tuple[dict[str, str], float]]:
    return [
        (sample.labels, sample.value)
        for family in REGISTRY.collect()
        for sample in family.samples
        if sample.name == name
    ]
