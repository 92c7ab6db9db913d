"""Many small requests become few large batches for a model that one thread serves."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from selaras.embedding.ports.errors import Overloaded, Stopping

Item = TypeVar("Item")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class BatchLimits:
    """How large a batch becomes and how much may wait.

    Attributes:
        items: most items of a batch.
        weight: most weight of a batch, in the unit of the batcher's ``weigh``; an item that is
            heavier goes alone. It bounds how long a batch keeps the others waiting.
        queued: most items that wait; what comes on top is refused.
        delay: seconds that the first item after a pause waits for company.
    """

    items: int
    weight: int
    queued: int
    delay: float


@dataclass(eq=False)
class _Request(Generic[Item, Result]):
    """Items that one caller waits for. ``taken`` of them have gone into batches."""

    items: Sequence[Item]
    future: asyncio.Future[list[Result]]
    taken: int = 0
    results: dict[int, Result] = field(default_factory=dict)

    @property
    def waiting(self) -> int:
        return 0 if self.future.done() else len(self.items) - self.taken

    def finish(self, index: int, result: Result) -> None:
        self.results[index] = result
        if len(self.results) == len(self.items) and not self.future.done():
            self.future.set_result([self.results[i] for i in range(len(self.items))])

    def fail(self, error: Exception) -> None:
        if not self.future.done():
            self.future.set_exception(error)


_Pick = tuple[_Request[Item, Result], int]


class MicroBatcher(Generic[Item, Result]):
    """Collects what is asked at the same time and runs it together.

    A batch takes one item of each waiting request in turn, so that a request of one text is never
    behind a request of hundreds. A batch that fails is run again request by request: what one
    caller sent cannot fail the others.

    Args:
        run: computes the results of a batch, in order; called in ``executor``, never twice at once.
        limits: see :class:`BatchLimits`.
        executor: where ``run`` blocks; the batcher does not close it.
        weigh: weight of an item.
        wait: how the delay is spent.
    """

    def __init__(
        self,
        run: Callable[[Sequence[Item]], Sequence[Result]],
        *,
        limits: BatchLimits,
        executor: Executor,
        weigh: Callable[[Item], int],
        wait: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._compute = run
        self._limits = limits
        self._executor = executor
        self._weigh = weigh
        self._wait = wait
        self._queue: deque[_Request[Item, Result]] = deque()
        self._arrived = asyncio.Event()
        self._worker: asyncio.Task[None] | None = None
        self._stopped = False

    def start(self) -> None:
        """Begin to run batches."""
        self._worker = asyncio.create_task(self._work(), name="micro-batcher")

    async def stop(self) -> None:
        """Run nothing more; whoever still waits gets :class:`Stopping`."""
        self._stopped = True
        if self._worker:
            self._worker.cancel()
            await asyncio.gather(self._worker, return_exceptions=True)
        for request in self._queue:
            request.fail(Stopping())
        self._queue.clear()

    async def submit(self, items: Sequence[Item]) -> list[Result]:
        """The results of the items, in their order. A caller that goes away costs nothing more.

        Raises:
            Overloaded: too much is waiting.
            Stopping: the batcher stops.
            Exception: what ``run`` raised for these items.
        """
        if self._stopped:
            raise Stopping
        if not items:
            return []
        waiting = sum(request.waiting for request in self._queue)
        # A request that finds nobody waiting is served whatever its size.
        if waiting and waiting + len(items) > self._limits.queued:
            raise Overloaded(waiting, self._limits.queued)
        future: asyncio.Future[list[Result]] = asyncio.get_running_loop().create_future()
        self._queue.append(_Request(items, future))
        self._arrived.set()
        return await future

    async def _work(self) -> None:
        while True:
            if not self._queue:
                self._arrived.clear()
                await self._arrived.wait()
                await self._wait(self._limits.delay)
            picks = self._take()
            if picks:
                await self._run(picks)

    def _take(self) -> list[_Pick[Item, Result]]:
        """The next batch: one item of each request in turn, until it is full."""
        picks: list[_Pick[Item, Result]] = []
        weight = 0
        while self._queue and len(picks) < self._limits.items:
            request = self._queue[0]
            if request.waiting:
                weight += self._weigh(request.items[request.taken])
                if picks and weight > self._limits.weight:
                    break
                picks.append((request, request.taken))
                request.taken += 1
            self._queue.popleft()
            if request.waiting:
                self._queue.append(request)
        return picks

    async def _run(self, picks: list[_Pick[Item, Result]]) -> None:
        try:
            await self._attempt(picks)
        except asyncio.CancelledError:
            for request, _ in picks:
                request.fail(Stopping())
            raise

    async def _attempt(self, picks: list[_Pick[Item, Result]]) -> None:
        try:
            results = await self._results(picks)
        except Exception as error:
            await self._isolate(picks, error)
            return
        for (request, index), result in zip(picks, results, strict=True):
            request.finish(index, result)

    async def _isolate(self, picks: list[_Pick[Item, Result]], error: Exception) -> None:
        requests = list(dict.fromkeys(request for request, _ in picks))
        if len(requests) == 1:
            requests[0].fail(error)
            return
        for request in requests:
            await self._attempt([pick for pick in picks if pick[0] is request])

    async def _results(self, picks: list[_Pick[Item, Result]]) -> Sequence[Result]:
        items = [request.items[index] for request, index in picks]
        loop = asyncio.get_running_loop()
        results = await loop.run_in_executor(self._executor, self._compute, items)
        if len(results) != len(items):
            raise RuntimeError(f"{len(results)} results for {len(items)} items")
        return results
