"""What a re-embedding does by itself: fill, mend after a crash, clear up, end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from math import isclose
from typing import Final

from selaras.kit.clock import Clock
from selaras.kit.errors import SelarasError
from selaras.kit.logging import get_logger
from selaras.matching.domain.reembedding import LeastScores, Reembedding, ReembedState
from selaras.matching.handlers.reembed import ReembedHandler
from selaras.matching.handlers.reembed_lease import lease
from selaras.matching.handlers.reembed_models import Models
from selaras.matching.handlers.reembed_ports import Reembeddings
from selaras.matching.index.port import IndexAdmin
from selaras.matching.ports import Store

_log = get_logger(__name__)
_SECONDS: Final = 2.0


class ReembedRunner:
    """Runs in every process of matching; the lease lets one of them work.

    Args:
        least: least scores of the settings.
        say: told what operators must still change in the settings; empty: nothing.
    """

    def __init__(
        self,
        *,
        reembeddings: Reembeddings,
        store: Store,
        index: IndexAdmin,
        handler: ReembedHandler,
        models: Models,
        least: LeastScores,
        clock: Clock,
        say: Callable[[str], None],
    ) -> None:
        self._reembeddings = reembeddings
        self._store = store
        self._index = index
        self._handler = handler
        self._models = models
        self._least = least
        self._clock = clock
        self._say = say
        self._settled = ""

    async def run(self) -> None:
        """Work for ever."""
        while True:
            try:
                await self.turn()
            except SelarasError as error:
                _log.info("reembedding_waits", why=str(error))
            await asyncio.sleep(_SECONDS)

    async def turn(self) -> None:
        """Do what is to be done now.

        Raises:
            SelarasError: a part is away or another process works on it; try again later.
        """
        current = await self._reembeddings.current()
        if current is None:
            return
        if current.state is ReembedState.FILLING:
            await self._fill(current)
        elif await self._is_unfinished(current):
            async with lease(self._reembeddings, current.id):
                await self._handler.align(current)
                await self._handler.check_again()
        elif current.state is ReembedState.FINISHED:
            await self._settle(current)
            await self._release(current)

    async def _is_unfinished(self, current: Reembedding) -> bool:
        """Whether a change of models was cut off, by a kill -9 or by a part that was away."""
        following = await self._index.following()
        if following is not None and following.model_version == current.in_force:
            return True
        return bool(await self._reembeddings.to_check_again(1))

    async def _fill(self, current: Reembedding) -> None:
        done, total = current.done, current.total
        async with lease(self._reembeddings, current.id):
            try:
                async for step in self._handler.fill(current):
                    done, total = step.done, step.total
                    await self._reembeddings.note_progress(current.id, done, total, "")
            except SelarasError as error:
                await self._reembeddings.note_progress(current.id, done, total, str(error))
                raise
            filled = replace(
                current,
                state=ReembedState.FILLED,
                done=done,
                total=total,
                update_time=self._clock.now(),
            )
            if await self._reembeddings.update(filled, {ReembedState.FILLING}):
                _log.info("reembedding_filled", messages=done, model_version=current.model_version)

    async def _settle(self, current: Reembedding) -> None:
        """Forget the vectors of the model before, once in the life of a process."""
        while self._settled != current.id:
            if await self._store.settle_vectors(current.model_version):
                self._settled = current.id

    async def _release(self, current: Reembedding) -> None:
        """End it once the settings say by themselves what it says."""
        wanted = await self._still_to_set(current)
        self._say(wanted)
        if not wanted:
            released = replace(current, state=ReembedState.RELEASED, update_time=self._clock.now())
            if await self._reembeddings.update(released, {ReembedState.FINISHED}):
                _log.info("reembedding_released", model_version=current.model_version)

    async def _still_to_set(self, current: Reembedding) -> str:
        """What operators must still change; empty: nothing."""
        wanted = []
        try:
            version, _ = await self._models.home.model()
        except SelarasError:
            version = ""
        if version != current.model_version:
            wanted.append(
                "SELARAS_MATCHING_EMBEDDING_TARGET (or the model of the service that it names): "
                f"the model in force is the one at {current.target}"
            )
        least = current.least
        if least is not None and not _same(least, self._least):
            wanted.append(
                f"SELARAS_MATCHING_MIN_MESSAGE_SCORE={least.message:g} and "
                f"SELARAS_MATCHING_MIN_CLAIM_SCORE={least.claim:g}"
            )
        return "; ".join(wanted) and "to be set: " + "; ".join(wanted)


def _same(one: LeastScores, other: LeastScores) -> bool:
    return isclose(one.message, other.message, abs_tol=1e-6) and isclose(
        one.claim, other.claim, abs_tol=1e-6
    )
