"""The worker on a clock that tests move: retries, circuits, catching up, stopping."""

from __future__ import annotations

import asyncio
import random
from contextlib import suppress
from datetime import timedelta

import pytest
from selaras.alerting.deliver.bootstrap import wire
from selaras.alerting.deliver.settings import DeliverySettings
from selaras.alerting.ports.channel import Envelope, Failed, Refused
from selaras.alerting.ports.deliveries import ChannelKind, DeliveryState
from selaras.kit.clock import FakeClock
from selaras.kit.errors import InvalidRequest, Unavailable
from selaras.kit.health import Health

from tests.fakes.deliveries import FakeChannel, FakeDeliveryStore
from tests.support.deliveries import make_alert, make_delivery
from tests.support.eventually import assert_eventually

DOWN = Failed("HTTP_503", "status 503")


class Bench:
    """A worker with a channel of each kind."""

    def __init__(self, **settings) -> None:
        self.clock = FakeClock()
        self.store = FakeDeliveryStore(self.clock)
        for owner in ("humas", "kepala", *(f"o{number}" for number in range(500))):
            self.store.owners["dinkes", owner] = ""
        self.channels = {kind: FakeChannel(kind) for kind in ChannelKind}
        self.health = Health()
        self.settings = DeliverySettings(poll_seconds=0.01, **settings)
        self.worker = self.make_worker()

    def make_worker(self, store=None):
        return wire(
            store or self.store,
            self.channels,
            self.clock,
            self.settings,
            health=self.health,
            chance=random.Random(3),
        )

    @property
    def email(self) -> FakeChannel:
        return self.channels[ChannelKind.EMAIL]

    async def turn(self, seconds: float = 0) -> int:
        """Move the clock, do what is due then, and wait for it."""
        self.clock.advance(timedelta(seconds=seconds))
        started = await self.worker.turn()
        await self.worker.settle()
        return started

    async def turns(self, until: float, step: float = 1.0) -> None:
        for _ in range(int(until / step)):
            await self.turn(step)

    def row(self, new):
        return next(row for row in self.store.rows if row.id == new.id)

    def states(self) -> list[str]:
        return [str(row.state) for row in self.store.rows]


def many(count: int, **values):
    """So many deliveries to as many owners of as many cases."""
    return [
        make_delivery(
            number + 1,
            owner=f"o{number}",
            address=f"o{number}@x.go.id",
            case=f"cases/{number}",
            **values,
        )
        for number in range(count)
    ]


async def test_what_is_due_is_sent_once():
    bench = Bench()
    new = make_delivery()
    await bench.store.add([new])
    assert await bench.turn() == 1
    assert await bench.turn(60) == 0
    (envelope,) = bench.email.taken
    assert envelope.alert.alert_id == new.alert_id
    assert envelope.address == new.address
    row = bench.row(new)
    assert (row.state, row.attempts, row.alert) == (DeliveryState.SENT, 1, b"")


async def test_the_time_is_told_in_the_owners_zone():
    bench = Bench()
    bench.store.owners["dinkes", "humas"] = "Asia/Jayapura"
    await bench.store.add([make_delivery()])
    await bench.turn()
    assert bench.email.taken[0].alert.deadline_text.endswith("WIT")


async def test_each_kind_goes_through_its_channel():
    bench = Bench()
    await bench.store.add([make_delivery(address="x", channel=channel) for channel in ChannelKind])
    await bench.turn()
    assert [len(channel.taken) for channel in bench.channels.values()] == [1] * 5


async def test_a_failure_is_tried_again_with_growing_waits_then_given_up():
    bench = Bench(circuit_failures=1000)
    new = make_delivery()
    await bench.store.add([new])
    bench.email.answer = lambda _: Failed("SMTP_DEFERRED", "450 later", wide=False)
    waits = []
    for attempt in range(1, 13):
        await bench.turn()
        row = bench.row(new)
        assert row.attempts == attempt
        if row.next_time:
            waits.append((row.next_time - bench.clock.now()).total_seconds())
            bench.clock.advance(timedelta(seconds=waits[-1]))
    ceilings = [5, 10, 20, 40, 80, 160, 320, 640, 900, 900, 900]
    assert all(0 <= wait <= most for wait, most in zip(waits, ceilings, strict=True))
    assert max(waits) > 300
    row = bench.row(new)
    assert (row.state, row.reason, row.detail) == (DeliveryState.DEAD, "SMTP_DEFERRED", "450 later")
    assert row.alert == new.alert  # to be requeued
    assert await bench.turn(100_000) == 0


async def test_what_fails_for_a_day_is_given_up():
    bench = Bench(max_attempts=1000, cap_seconds=3600)
    new = make_delivery()
    await bench.store.add([new])
    bench.email.answer = lambda _: Failed("HTTP_429", wide=False, retry_after=3600)
    await bench.turns(23.5 * 3600, 600)
    assert bench.row(new).state is DeliveryState.PENDING
    await bench.turns(3 * 3600, 600)
    assert bench.row(new).state is DeliveryState.DEAD


async def test_what_is_refused_is_given_up_at_once():
    bench = Bench()
    new = make_delivery()
    await bench.store.add([new])
    bench.email.answer = lambda _: Refused("SMTP_REFUSED", "550 no such user")
    await bench.turn()
    row = bench.row(new)
    assert (row.state, row.attempts) == (DeliveryState.DEAD, 1)
    assert (row.reason, row.detail) == ("SMTP_REFUSED", "550 no such user")


async def test_the_time_that_is_asked_for_is_kept_for_the_whole_address():
    bench = Bench()
    first, second = make_delivery(1), make_delivery(2, case="cases/c2")
    elsewhere = make_delivery(3, address="b@x.go.id")
    await bench.store.add([first, second, elsewhere])
    bench.email.answer = lambda envelope: (
        Failed("HTTP_429", wide=False, retry_after=120)
        if envelope.address == first.address
        else None
    )
    await bench.turn()
    bench.email.answer = lambda _: None
    await bench.turns(119, 7)
    assert [envelope.address for envelope in bench.email.taken] == ["b@x.go.id"]
    await bench.turns(20, 1)
    assert bench.states() == ["SENT"] * 3


async def test_a_try_that_takes_too_long_may_have_arrived():
    bench = Bench(timeout_seconds=0.01)
    new = make_delivery()
    await bench.store.add([new])
    bench.email.answer = lambda _: asyncio.sleep(30)
    await bench.turn()
    row = bench.row(new)
    assert (row.state, row.reason, row.uncertain) == (DeliveryState.PENDING, "TIMED_OUT", True)


async def test_an_error_that_nobody_foresaw_is_told_without_its_words():
    bench = Bench()
    new = make_delivery()
    await bench.store.add([new])

    def break_down(_: Envelope):
        raise RuntimeError("the secret text")

    bench.email.answer = break_down
    await bench.turn()
    row = bench.row(new)
    assert (row.state, row.reason) == (DeliveryState.PENDING, "CHANNEL_BROKE")
    assert row.detail.startswith("RuntimeError at test_worker.py:")
    assert "secret" not in row.detail


async def test_an_alert_that_cannot_be_read_is_given_up():
    bench = Bench()
    new = make_delivery()
    await bench.store.add([new])
    bench.store._rows[new.id] = bench.store._put(bench.row(new), alert=b"\xff\xff")
    await bench.turn()
    assert (bench.row(new).state, bench.row(new).reason) == ("DEAD", "ALERT_MALFORMED")


async def test_so_many_at_once_and_never_two_to_one_address():
    bench = Bench(concurrency=3)
    same = [make_delivery(900 + number, case=f"cases/s{number}") for number in range(4)]
    await bench.store.add([*many(9), *same])
    gate = asyncio.Event()
    seen: list[str] = []

    async def hold(envelope: Envelope) -> None:
        seen.append(envelope.address)
        await gate.wait()

    bench.email.answer = hold
    assert await bench.worker.turn() == 3
    assert await bench.worker.turn() == 0
    await assert_eventually(lambda: len(seen) == 3)
    gate.set()
    await bench.worker.settle()
    while await bench.turn():
        pass
    assert bench.email.most == 3
    assert bench.states() == ["SENT"] * 13
    assert seen.count("humas@dinkes.go.id") == 4


async def test_a_channel_that_is_slow_does_not_hold_the_others_up():
    bench = Bench(concurrency=2)
    hooks = [
        make_delivery(n, channel=ChannelKind.WEBHOOK, address=f"https://{n}.go.id") for n in (7, 8)
    ]
    await bench.store.add([*hooks, make_delivery()])
    gate = asyncio.Event()
    bench.channels[ChannelKind.WEBHOOK].answer = lambda _: gate.wait()
    await bench.worker.turn()
    await assert_eventually(lambda: bench.email.taken)
    assert bench.channels[ChannelKind.WEBHOOK].taken == []
    gate.set()
    await bench.worker.settle()


async def test_five_failures_in_a_row_leave_one_probe_every_thirty_seconds():
    bench = Bench()
    await bench.store.add(many(40))
    bench.email.answer = lambda _: DOWN
    await bench.turns(10)
    tried = len(bench.email.tried)
    assert tried == 8  # those that were on their way at once
    await bench.turns(300)
    assert 9 <= len(bench.email.tried) - tried <= 11
    assert "alerting/channel-email" in bench.health.parts
    assert bench.health.parts["alerting/channel-email"] == "HTTP_503"
    probed = [envelope.address for envelope in bench.email.tried[tried:]]
    assert len(set(probed)) == len(probed)  # not always the same one


async def test_a_success_among_those_under_way_does_not_lose_their_failures():
    bench = Bench()
    await bench.store.add(many(8))
    gates = [asyncio.Event(), asyncio.Event()]

    async def fail_late(envelope: Envelope) -> None:
        first = envelope.address == "o0@x.go.id"
        await gates[0 if first else 1].wait()
        if not first:
            raise Failed("HTTP_503", "status 503")

    bench.email.answer = fail_late
    await bench.worker.turn()
    gates[0].set()
    await assert_eventually(lambda: bench.email.taken)
    gates[1].set()
    await bench.worker.settle()
    assert bench.health.parts["alerting/channel-email"] == "HTTP_503"
    tried = len(bench.email.tried)
    await bench.turns(20)
    assert len(bench.email.tried) == tried
    bench.email.answer = lambda _: None
    await bench.turns(60)
    assert bench.states() == ["SENT"] * 8
    assert bench.health.parts["alerting/channel-email"] is None


async def test_an_outage_of_an_hour_uses_up_no_attempts_and_is_caught_up_without_a_storm():
    bench = Bench()
    new = many(200)
    await bench.store.add(new)
    bench.email.answer = lambda _: DOWN
    await bench.turns(3600, 10)
    assert bench.states() == ["PENDING"] * 200
    assert max(row.attempts for row in bench.store.rows) == 1
    assert len(bench.email.tried) < 140
    for number in range(100):
        await bench.store.drop(f"cases/{number}", "dinkes")
    bench.email.answer = lambda _: None
    sent_in: list[int] = []
    for _ in range(120):
        before = len(bench.email.taken)
        await bench.turn(1)
        sent_in.append(len(bench.email.taken) - before)
    assert bench.states().count("SENT") == 100
    assert bench.states().count("DROPPED") == 100
    assert max(sent_in) <= 5
    assert sum(sent_in) == 100
    assert bench.health.parts["alerting/channel-email"] is None


async def test_the_pace_ends_with_the_backlog():
    bench = Bench()
    await bench.store.add(many(20))
    bench.email.answer = lambda _: DOWN
    await bench.turns(30)
    bench.email.answer = lambda _: None
    await bench.turns(60)
    assert bench.states() == ["SENT"] * 20
    await bench.turn(1)
    await bench.store.add([make_delivery(900 + n, address=f"n{n}@x.go.id") for n in range(8)])
    assert await bench.turn() == 8


async def test_what_piled_up_for_one_case_is_told_once():
    bench = Bench()
    kinds = ["OPENED", "UPDATED", "ESCALATED", "REMINDER"]
    await bench.store.add(
        [
            make_delivery(number, kind=kind, after=timedelta(minutes=number))
            for number, kind in enumerate(kinds)
        ]
    )
    bench.clock.advance(timedelta(hours=1))
    while await bench.turn():
        pass
    assert [envelope.alert.kind for envelope in bench.email.taken] == ["REMINDER"]
    assert sorted(row.reason for row in bench.store.rows) == ["", *["OVERTAKEN"] * 3]


async def test_a_case_that_came_and_went_during_an_outage_is_not_told_at_all():
    bench = Bench()
    opened = make_delivery(1)
    await bench.store.add([opened])
    bench.email.answer = lambda _: DOWN
    await bench.turn()
    await bench.store.drop("cases/c1", "dinkes")
    resolved = make_delivery(2, kind="RESOLVED", after=timedelta(minutes=5))
    await bench.store.add([resolved])
    bench.email.answer = lambda _: None
    await bench.turns(600, 5)
    assert bench.email.taken == []
    assert bench.row(opened).reason == "CASE_RESOLVED"
    assert bench.row(resolved).reason == "NEVER_TOLD"


async def test_one_host_that_is_down_is_the_circuit_of_that_host_only():
    bench = Bench()

    def hook(number: int, host: str):
        return make_delivery(
            number,
            channel=ChannelKind.WEBHOOK,
            address=f"https://{host}/{number}",
            case=f"cases/{number}",
        )

    await bench.store.add([hook(number, "down.go.id") for number in range(20)])
    webhook = bench.channels[ChannelKind.WEBHOOK]
    webhook.answer = lambda envelope: DOWN if "down" in envelope.address else None
    await bench.turns(5)
    tried = len(webhook.tried)
    await bench.store.add([hook(number, "up.go.id") for number in range(100, 108)])
    await bench.turn()
    assert len(webhook.taken) == 8
    assert len(webhook.tried) == tried + 8
    assert bench.health.parts == {}


async def test_a_channel_that_asks_for_time_gets_it_whole():
    bench = Bench(concurrency=1)
    await bench.store.add(many(10))
    bench.email.answer = lambda _: Failed("HTTP_429", retry_after=90)
    await bench.turns(60)
    assert len(bench.email.tried) == 1
    bench.email.answer = lambda _: None
    await bench.turns(80)
    assert bench.states() == ["SENT"] * 10


async def test_a_refusal_before_anything_was_asked_proves_nothing_about_the_channel():
    bench = Bench(concurrency=1)
    await bench.store.add(many(7))
    bench.email.answer = lambda _: DOWN
    await bench.turns(5)
    for _ in range(4):
        await bench.turn(900)
    before = len(bench.email.tried)
    bench.email.answer = lambda _: Refused("ADDRESS_INVALID", asked=False)
    await bench.turn(30)
    bench.email.answer = lambda _: DOWN
    await bench.turns(20)
    assert len(bench.email.tried) == before + 2  # the refused one, then one probe


async def test_a_worker_that_dies_before_it_writes_sends_again_with_the_same_key():
    bench = Bench()
    new = make_delivery()
    await bench.store.add([new])
    dying = bench.make_worker()

    async def die(delivery, result):
        raise asyncio.CancelledError

    finish = bench.store.finish
    bench.store.finish = die
    await dying.turn()
    with suppress(asyncio.CancelledError):
        await dying.settle()
    bench.store.finish = finish
    assert await bench.turn(44) == 0
    assert await bench.turn(1) == 1
    keys = [envelope.alert.alert_id for envelope in bench.email.taken]
    assert keys == [new.alert_id] * 2
    assert bench.row(new).state is DeliveryState.SENT
    assert bench.row(new).uncertain


async def test_two_workers_never_send_the_same_one():
    bench = Bench()
    await bench.store.add(many(50))
    other = bench.make_worker()
    for _ in range(20):
        await asyncio.gather(bench.worker.turn(), other.turn())
        await asyncio.gather(bench.worker.settle(), other.settle())
    keys = [envelope.alert.alert_id for envelope in bench.email.taken]
    assert len(keys) == len(set(keys)) == 50


async def test_a_clock_that_jumps_ahead_sends_nothing_twice():
    bench = Bench()
    await bench.store.add(many(3))
    gate = asyncio.Event()
    bench.email.answer = lambda _: gate.wait()
    await bench.worker.turn()
    bench.clock.advance(timedelta(hours=5))
    assert await bench.worker.turn() == 0
    gate.set()
    await bench.worker.settle()
    assert await bench.turn() == 0
    assert len(bench.email.taken) == 3
    assert bench.states() == ["SENT"] * 3


async def test_requeued_ones_go_out_at_a_pace():
    bench = Bench()
    await bench.store.add(many(30))
    bench.email.answer = lambda _: Refused("CHANNEL_NOT_CONFIGURED", asked=False)
    while await bench.turn():
        pass
    assert bench.states() == ["DEAD"] * 30
    bench.email.answer = lambda _: None
    bench.store.cases["cases/7", "dinkes"] = "RESOLVED"
    assert await bench.worker.requeue([]) == 30
    for _ in range(40):
        before = len(bench.email.taken)
        await bench.turn(1)
        assert len(bench.email.taken) - before <= 5
    assert bench.states().count("SENT") == 29
    assert next(row for row in bench.store.rows if row.case_id == "cases/7").reason == (
        "CASE_RESOLVED"
    )


async def test_some_can_be_requeued_by_name():
    bench = Bench()
    first, second = make_delivery(1), make_delivery(2, case="cases/c2")
    await bench.store.add([first, second])
    bench.email.answer = lambda _: Refused("HTTP_404")
    while await bench.turn():
        pass
    bench.email.answer = lambda _: None
    assert await bench.worker.requeue([f"deliveries/{first.id}", "deliveries/unknown"]) == 1
    await bench.turn()
    assert (bench.row(first).state, bench.row(second).state) == ("SENT", "DEAD")
    assert bench.row(first).attempts == 1


@pytest.mark.parametrize("name", ["", "deliveries/", "cases/1", "x"])
async def test_a_name_that_is_none_requeues_nothing(name):
    bench = Bench()
    with pytest.raises(InvalidRequest, match="DELIVERY_NAME_INVALID"):
        await bench.worker.requeue([name])


async def test_deliveries_are_listed_and_found_by_alert():
    bench = Bench()
    new = make_delivery()
    await bench.store.add([new])
    page, token = await bench.worker.list(DeliveryState.PENDING, 10)
    assert ([row.id for row in page], token) == ([new.id], "")
    assert [row.id for row in (await bench.worker.of_alerts([new.alert_id]))[new.alert_id]] == [
        new.id
    ]


async def test_a_test_is_sent_at_once_and_answers_what_came_of_it():
    bench = Bench()
    alert = make_alert(kind="TEST", case="").SerializeToString()
    outcome = await bench.worker.send_test(ChannelKind.EMAIL, "a@x.go.id", "", alert, "en")
    assert (outcome.delivered, outcome.reason, outcome.detail) == (True, "", "")
    assert bench.email.taken[0].alert.language == "en"
    bench.email.answer = lambda _: Refused("SMTP_REFUSED", "550 no")
    outcome = await bench.worker.send_test(ChannelKind.EMAIL, "a@x.go.id", "", alert)
    assert (outcome.delivered, outcome.reason, outcome.detail) == (False, "SMTP_REFUSED", "550 no")
    outcome = await bench.worker.send_test(ChannelKind.EMAIL, "a@x.go.id", "", b"\xff")
    assert outcome.reason == "ALERT_MALFORMED"
    assert bench.store.rows == []


async def test_it_runs_until_it_is_stopped_and_finishes_what_is_on_its_way():
    bench = Bench()
    gate = asyncio.Event()
    bench.email.answer = lambda _: gate.wait()
    running = asyncio.create_task(bench.worker.run())
    await bench.store.add([make_delivery()])
    bench.worker.wake()
    await assert_eventually(lambda: bench.email.tried)
    running.cancel()
    asyncio.get_running_loop().call_soon(gate.set)
    with suppress(asyncio.CancelledError):
        await running
    assert bench.states() == ["SENT"]
    assert all(channel.closed for channel in bench.channels.values())


async def test_it_waits_for_a_database_that_is_away():
    bench = Bench()
    waiting = bench.store.waiting
    away = True

    async def sometimes(now):
        if away:
            raise Unavailable("DATABASE_UNAVAILABLE", "away")
        return await waiting(now)

    bench.store.waiting = sometimes
    await bench.store.add([make_delivery()])
    running = asyncio.create_task(bench.worker.run())
    await asyncio.sleep(0)
    away = False
    await assert_eventually(lambda: bench.states() == ["SENT"])
    # Until Python 3.12 `asyncio.wait_for` loses a cancellation that comes at the moment of its
    # result; who stops a service cancels again, too (selaras.kit.service.Tasks).
    while not running.done():
        running.cancel()
        await asyncio.wait({running}, timeout=1)
