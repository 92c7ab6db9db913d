"""Sends each draft when it is due, however far the answers are behind, and watches the checks."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import grpc
from _load_posts import Due
from selaras.api.v1 import draft_pb2, draft_pb2_grpc
from selaras.client.channel import OPTIONS, credentials, key_metadata
from selaras.client.errors import from_rpc_error

_MOST_UNDER_WAY = 5000
_POLL_SECONDS = 0.25
_WINDOW = 4
_LANES = 8
_CALL_SECONDS = 30.0


@dataclass(slots=True)
class Sent:
    """One draft of a run; times in seconds of the loop's clock, None: it did not happen.

    Attributes:
        due: when it was to be sent. All latencies count from here, so that waiting is counted.
        answered: when SubmitDraft answered OK.
        checked: when the draft was first seen to be checked.
        error: canonical code and named reason of a submission that failed.
    """

    plan: Due
    due: float
    answered: float | None = None
    checked: float | None = None
    error: str = ""


class Channels:
    """Connections to the target: one for each agency, up to a limit, then shared."""

    def __init__(
        self, target: str, keys: Mapping[str, str], tls_ca: Path | None, most: int
    ) -> None:
        secure = credentials(target, tls_ca, plaintext=False)
        # Without a pool of its own every channel to one address would be the same connection.
        options = [*OPTIONS, ("grpc.use_local_subchannel_pool", 1)]
        self._channels = [
            grpc.aio.secure_channel(target, secure, options=options)
            if secure
            else grpc.aio.insecure_channel(target, options=options)
            for _ in range(min(len(keys), most))
        ]
        stubs: list[Any] = [draft_pb2_grpc.DraftServiceStub(item) for item in self._channels]
        self._stubs = {
            agency: stubs[place % len(stubs)] for place, agency in enumerate(sorted(keys))
        }
        self._metadata = {agency: key_metadata(key) for agency, key in keys.items()}

    async def call(self, agency: str, method: str, request: Any, seconds: float) -> Any:
        """One call of DraftService as an agency, without retries.

        Raises:
            grpc.aio.AioRpcError
        """
        stub = getattr(self._stubs[agency], method)
        return await stub(request, metadata=self._metadata[agency], timeout=seconds)

    async def close(self) -> None:
        """Close all."""
        await asyncio.gather(*(channel.close() for channel in self._channels))


class Drive:
    """One run of a plan.

    Attributes:
        sent: every draft of the plan.
        behind: how many seconds the generator was behind its own plan at worst.
    """

    def __init__(self, channels: Channels, plan: Sequence[Due], deadline: float) -> None:
        self._channels = channels
        self._plan = plan
        self._deadline = deadline
        self._waiting: dict[str, Sent] = {}
        self._under_way = 0
        self._sending = True
        self._chance = random.Random(1)
        self.sent: list[Sent] = []
        self.behind = 0.0

    async def run(self, patience: float) -> float:
        """Send everything, then wait for the checks, ``patience`` seconds at most.

        Answers how long the checks took after the last draft was due.
        """
        loop = asyncio.get_running_loop()
        watcher = asyncio.create_task(self._watch_checks())
        started = loop.time()
        async with asyncio.TaskGroup() as group:
            for plan in self._plan:
                due = started + plan.at
                await asyncio.sleep(due - loop.time())
                self.behind = max(self.behind, loop.time() - due)
                sent = Sent(plan, due)
                self.sent.append(sent)
                group.create_task(self._submit(sent))
            last = loop.time()
        self._sending = False
        done, _ = await asyncio.wait([watcher], timeout=patience)
        watcher.cancel()
        for task in done:
            task.result()
        return loop.time() - last

    @property
    def unchecked(self) -> int:
        """Drafts that were accepted and are not checked."""
        return len(self._waiting)

    async def withdraw(self) -> None:
        """Take everything back, so that nothing of the run clashes with the next one."""
        lanes = asyncio.Semaphore(_LANES)

        async def one(sent: Sent) -> None:
            request = draft_pb2.WithdrawDraftRequest(name=sent.plan.post.name)
            async with lanes:
                await self._channels.call(
                    sent.plan.post.agency, "WithdrawDraft", request, _CALL_SECONDS
                )

        await asyncio.gather(*(one(sent) for sent in self.sent if sent.answered is not None))

    async def _submit(self, sent: Sent) -> None:
        if self._under_way >= _MOST_UNDER_WAY:
            sent.error = "GENERATOR TOO_MANY_UNDER_WAY"
            return
        post = sent.plan.post
        draft = draft_pb2.Draft(external_id=post.external_id, title=post.title, body=post.body)
        request = draft_pb2.SubmitDraftRequest(draft=draft, request_id=post.external_id)
        self._under_way += 1
        try:
            await self._channels.call(post.agency, "SubmitDraft", request, self._deadline)
        except grpc.aio.AioRpcError as error:
            failure = from_rpc_error(error)
            sent.error = f"{failure.code} {failure.reason}"
            return
        finally:
            self._under_way -= 1
        sent.answered = asyncio.get_running_loop().time()
        self._waiting[post.name] = sent

    async def _watch_checks(self) -> None:
        """Look at a few of those that wait, so that looking is no load of its own.

        Checks are done nearly in order: mostly the oldest are next. Some others are looked at too,
        for one that never comes must not hide them.
        """
        while self._sending or self._waiting:
            oldest = list(islice(self._waiting.values(), _WINDOW))
            others = list(islice(self._waiting.values(), _WINDOW, None))
            others = self._chance.sample(others, min(_WINDOW, len(others)))
            found = await asyncio.gather(*(self._look(sent) for sent in (*oldest, *others)))
            if not found or not all(found):
                await asyncio.sleep(_POLL_SECONDS)

    async def _look(self, sent: Sent) -> bool:
        post = sent.plan.post
        request = draft_pb2.GetDraftRequest(name=post.name)
        try:
            answer = await self._channels.call(post.agency, "GetDraft", request, _CALL_SECONDS)
        except grpc.aio.AioRpcError:
            return False  # looked at again
        if answer.check.state != draft_pb2.CHECK_STATE_CHECKED:
            return False
        sent.checked = asyncio.get_running_loop().time()
        self._waiting.pop(post.name, None)
        return True
