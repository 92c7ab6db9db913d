"""Requests that come together run together, and none of them pays for another."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest
from selaras.embedding.handlers.batching import BatchLimits, MicroBatcher
from selaras.embedding.ports.errors import Overloaded, Stopping

from tests.fakes.embedding import HeldExecutor, InlineExecutor
from tests.support.eventually import assert_eventually


class Work:
    """Doubles numbers; keeps the batches it saw."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []

    def __call__(self, items: Sequence[int]) -> list[int]:
        self.batches.append(list(items))
        if -1 in items:
            raise ValueError("minus one")
        return [item * 2 for item in items]


class Gate:
    """A delay that ends when the test says so; counts how often it was asked for."""

    def __init__(self) -> None:
        self.asked = 0
        self._open = asyncio.Event()

    async def __call__(self, _seconds: float) -> None:
        self.asked += 1
        await self._open.wait()

    def open(self) -> None:
        self._open.set()


@asynccontextmanager
async def batcher(
    work: Work, executor: object = None, gate: Gate | None = None, **limits: int
) -> AsyncIterator[MicroBatcher[int, int]]:
    values = {"items": 100, "weight": 10_000, "queued": 100, **limits}
    made: MicroBatcher[int, int] = MicroBatcher(
        work,
        limits=BatchLimits(**values, delay=0),
        executor=executor or InlineExecutor(),
        weigh=abs,
        wait=gate or asyncio.sleep,
    )
    made.start()
    try:
        yield made
    finally:
        await made.stop()


async def started(*coroutines: object) -> list[asyncio.Task]:
    """Tasks that have run up to where they wait."""
    tasks = [asyncio.ensure_future(coroutine) for coroutine in coroutines]
    await asyncio.sleep(0)
    return tasks


async def test_requests_of_the_same_time_share_a_batch() -> None:
    work, gate = Work(), Gate()
    async with batcher(work, gate=gate) as batch:
        tasks = await started(batch.submit([1, 2]), batch.submit([10]), batch.submit([20, 21]))
        gate.open()
        assert await asyncio.gather(*tasks) == [[2, 4], [20], [40, 42]]
    assert len(work.batches) == 1


async def test_no_items_need_no_batch() -> None:
    work = Work()
    async with batcher(work) as batch:
        assert await batch.submit([]) == []
    assert work.batches == []


async def test_a_small_request_is_not_behind_a_large_one() -> None:
    work, gate, executor = Work(), Gate(), HeldExecutor()
    async with batcher(work, executor, gate, items=4) as batch:
        large, small = await started(batch.submit([1] * 50), batch.submit([7]))
        gate.open()
        await assert_eventually(lambda: executor.held)
        executor.release()
        assert await small == [14]
        assert not large.done()
        assert work.batches == [[1, 7, 1, 1]]
        large.cancel()


async def test_results_keep_the_order_of_their_items_over_many_batches() -> None:
    work = Work()
    async with batcher(work, items=3) as batch:
        answers = await asyncio.gather(batch.submit(range(10)), batch.submit(range(10, 17)))
    assert answers == [[2 * i for i in range(10)], [2 * i for i in range(10, 17)]]
    assert max(len(items) for items in work.batches) == 3


async def test_a_batch_ends_where_it_becomes_heavy_and_a_heavy_item_goes_alone() -> None:
    work = Work()
    async with batcher(work, weight=10) as batch:
        await batch.submit([6, 3, 99, 4, 5])
    assert work.batches == [[6, 3], [99], [4, 5]]


async def test_a_bad_request_fails_alone() -> None:
    work, gate = Work(), Gate()
    async with batcher(work, gate=gate) as batch:
        tasks = await started(batch.submit([1]), batch.submit([-1, 5]), batch.submit([2, 3]))
        gate.open()
        answers = await asyncio.gather(*tasks, return_exceptions=True)
    assert answers[0] == [2]
    assert isinstance(answers[1], ValueError)
    assert answers[2] == [4, 6]


async def test_what_is_left_of_a_failed_request_is_not_computed() -> None:
    work = Work()
    async with batcher(work, items=2) as batch:
        with pytest.raises(ValueError, match="minus one"):
            await batch.submit([-1, 1, 2, 3, 4])
        assert await batch.submit([8]) == [16]
    assert work.batches == [[-1, 1], [8]]


async def test_too_much_is_refused_by_name_and_served_again_later() -> None:
    work, executor = Work(), HeldExecutor()
    async with batcher(work, executor, items=2, queued=3) as batch:
        (first,) = await started(batch.submit([1, 2]))
        await assert_eventually(lambda: executor.held)
        (second,) = await started(batch.submit([3, 4]))
        with pytest.raises(Overloaded) as refused:
            await batch.submit([5, 6])
        assert refused.value.reason == "EMBEDDING_OVERLOADED"
        assert refused.value.metadata == {"waiting": "2", "limit": "3"}
        assert refused.value.retry_after
        executor.release()
        assert await first == [2, 4]
        await assert_eventually(lambda: executor.held)
        executor.release()
        assert await second == [6, 8]
        (third,) = await started(batch.submit([5, 6]))
        await assert_eventually(lambda: executor.held)
        executor.release()
        assert await third == [10, 12]


async def test_a_request_larger_than_the_queue_is_served_when_nobody_waits() -> None:
    async with batcher(Work(), queued=3) as batch:
        assert await batch.submit([1, 2, 3, 4, 5]) == [2, 4, 6, 8, 10]


async def test_a_caller_that_goes_away_is_not_computed() -> None:
    work, gate = Work(), Gate()
    async with batcher(work, gate=gate) as batch:
        gone, kept = await started(batch.submit([1, 2, 3]), batch.submit([9]))
        gone.cancel()
        await asyncio.gather(gone, return_exceptions=True)
        gate.open()
        assert await kept == [18]
    assert work.batches == [[9]]


async def test_a_caller_that_goes_away_makes_room_in_the_queue() -> None:
    executor = HeldExecutor()
    async with batcher(Work(), executor, items=1, queued=2) as batch:
        (running,) = await started(batch.submit([1]))
        await assert_eventually(lambda: executor.held)
        (waiting,) = await started(batch.submit([2, 3]))
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        (next_one,) = await started(batch.submit([4, 5]))
        assert not next_one.done()
        next_one.cancel()
        running.cancel()


async def test_only_the_first_after_a_pause_waits_for_company() -> None:
    work, gate, executor = Work(), Gate(), HeldExecutor()
    gate.open()
    async with batcher(work, executor, gate) as batch:
        (first,) = await started(batch.submit([1]))
        await assert_eventually(lambda: executor.held)
        second, third = await started(batch.submit([2]), batch.submit([3]))
        executor.release()
        await first
        await assert_eventually(lambda: executor.held)
        executor.release()
        assert await asyncio.gather(second, third) == [[4], [6]]
    assert gate.asked == 1
    assert work.batches == [[1], [2, 3]]


async def test_stopping_tells_everybody_and_takes_nothing_more() -> None:
    executor = HeldExecutor()
    async with batcher(Work(), executor, items=1) as batch:
        running, waiting = await started(batch.submit([1]), batch.submit([2]))
        await assert_eventually(lambda: executor.held)
        await batch.stop()
        answers = await asyncio.gather(running, waiting, return_exceptions=True)
        assert [type(answer) for answer in answers] == [Stopping, Stopping]
        with pytest.raises(Stopping):
            await batch.submit([3])


async def test_a_model_that_answers_too_little_is_an_error() -> None:
    class Short(Work):
        def __call__(self, items: Sequence[int]) -> list[int]:
            return super().__call__(items)[:-1]

    async with batcher(Short()) as batch:
        with pytest.raises(RuntimeError, match="1 results for 2 items"):
            await batch.submit([1, 2])
