"""Background tasks end when they are told to."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from selaras.kit.service import Tasks


async def test_a_task_that_misses_its_cancellation_is_cancelled_again():
    missed = 0

    async def work() -> None:
        nonlocal missed
        while missed < 2:
            with suppress(asyncio.CancelledError):
                await asyncio.Event().wait()
            missed += 1
        await asyncio.Event().wait()

    tasks = Tasks("intake", patience=0.01)
    tasks.start("work", work)
    await asyncio.sleep(0)
    await asyncio.wait_for(tasks.stop(), 10)
    assert missed == 2


async def test_what_is_under_way_may_finish():
    finished = []

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            finished.append(True)

    tasks = Tasks("intake")
    tasks.start("work", work)
    await asyncio.sleep(0)
    await tasks.stop()
    assert finished == [True]
    await tasks.stop()
