"""What operators do with a re-embedding: begin, change over, go back, finish, give up."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator, Callable, Collection
from dataclasses import dataclass, replace
from typing import Final

from selaras.kit.clock import Clock
from selaras.kit.errors import FailedPrecondition, InvalidRequest, NotFound
from selaras.kit.logging import get_logger
from selaras.matching.domain.reembedding import (
    COMPLETE,
    WITH_TWO,
    Reembedding,
    ReembedState,
)
from selaras.matching.handlers.reembed_fill import Filled, Filler
from selaras.matching.handlers.reembed_lease import lease
from selaras.matching.handlers.reembed_models import FixedModel, Models
from selaras.matching.handlers.reembed_ports import Recheck, Reembeddings
from selaras.matching.index.port import IndexAdmin, NextCollection
from selaras.matching.pipeline import Pipeline
from selaras.matching.ports import Store

_log = get_logger(__name__)
_CHECKED_AT_ONCE = 50
# The second round is what came while the first one ran: seconds instead of hours.
_ROUNDS: Final = 2


@dataclass(frozen=True, slots=True)
class Moved:
    """A step of a change of models; ``now`` on the last one."""

    done: int
    total: int
    now: Reembedding | None = None


class ReembedHandler:
    """Moves a re-embedding from state to state.

    Args:
        make_pipeline: one with a model of one version.
        recheck: checks messages again that the model now in force has not met.
    """

    def __init__(
        self,
        *,
        reembeddings: Reembeddings,
        store: Store,
        index: IndexAdmin,
        filler: Filler,
        models: Models,
        make_pipeline: Callable[[FixedModel], Pipeline],
        recheck: Recheck,
        clock: Clock,
    ) -> None:
        self._reembeddings = reembeddings
        self._store = store
        self._index = index
        self._filler = filler
        self._models = models
        self._make_pipeline = make_pipeline
        self._recheck = recheck
        self._clock = clock

    async def start(self, target: str) -> Reembedding:
        """Begin one with the model at an address; filling goes on in the background.

        Raises:
            FailedPrecondition: REEMBED_OPEN, another one is not over; REEMBED_SAME_MODEL.
            InvalidRequest: REEMBED_TARGET_INVALID.
            Unavailable: one of the two models does not answer.
        """
        if not target or any(letter.isspace() for letter in target):
            raise InvalidRequest.field("REEMBED_TARGET_INVALID", "target", "is no HOST:PORT")
        if await self._reembeddings.current() is not None:
            raise _open()
        before, before_dimensions = await self._models.home.model()
        version, dimensions = await self._models.at(target).model()
        if version == before:
            raise FailedPrecondition(
                "REEMBED_SAME_MODEL", f"{target} has the model that is in force, {version}"
            )
        now = self._clock.now()
        made = Reembedding(
            id=uuid.uuid4().hex,
            state=ReembedState.FILLING,
            target=target,
            model_version=version,
            dimensions=dimensions,
            before_version=before,
            before_dimensions=before_dimensions,
            start_time=now,
            update_time=now,
            total=await self._store.count_live(),
        )
        if not await self._reembeddings.create(made):
            raise _open()
        _log.info("reembedding_started", model_version=version, target=target)
        return made

    async def describe(self) -> Reembedding:
        """The one that is open, else the last one.

        Raises:
            NotFound: REEMBED_NONE.
        """
        found = await self._reembeddings.current() or await self._reembeddings.latest()
        if found is None:
            raise NotFound("REEMBED_NONE", "there has been no re-embedding")
        return found

    async def fill(self, current: Reembedding) -> AsyncIterator[Filled]:
        """Bring the collection that does not answer in line with the database, step by step."""
        following = await self.following(current)
        target = "" if current.uses_new else current.target
        pipeline = self._make_pipeline(self._models.fixed(target, following.model_version))
        async for step in self._filler.fill(following, pipeline):
            yield step

    async def following(self, current: Reembedding) -> NextCollection:
        """The collection of the model that is not in force; an empty one where it was lost."""
        version, dimensions = current.beside
        found = await self._index.following()
        if found is not None and found.model_version == version:
            return found
        return await self._index.create_next(version, dimensions, lasting=True)

    async def switch(self, *, force: bool) -> AsyncIterator[Moved]:
        """Let the new model be in force, once its collection has everything.

        Raises:
            FailedPrecondition: REEMBED_REPORT_MISSING, unless it is forced; REEMBED_STATE;
                REEMBED_RUNS, another process works on it.
        """
        current = await self._need(COMPLETE)
        if not current.report and not force:
            raise FailedPrecondition(
                "REEMBED_REPORT_MISSING",
                "no report of how the two models disagree was made: selaras reembed report",
            )
        async for step in self._move(current, ReembedState.SWITCHED):
            yield step

    async def back(self) -> AsyncIterator[Moved]:
        """Let the model before be in force again, once its collection has what came since.

        Raises:
            FailedPrecondition: REEMBED_STATE, REEMBED_RUNS.
        """
        current = await self._need({ReembedState.SWITCHED})
        before = ReembedState.REPORTED if current.report else ReembedState.FILLED
        async for step in self._move(current, before):
            yield step

    async def _move(self, current: Reembedding, state: ReembedState) -> AsyncIterator[Moved]:
        async with lease(self._reembeddings, current.id):
            for _ in range(_ROUNDS):
                async for step in self.fill(current):
                    yield Moved(step.done, step.total)
            changed = replace(current, state=state, update_time=self._clock.now(), problem="")
            if not await self._reembeddings.change_model(changed, {current.state}):
                raise _state(await self._reembeddings.current())
            _log.info("model_in_force", model_version=changed.in_force)
            await self.align(changed)
            await self.check_again()
        yield Moved(changed.total, changed.total, changed)

    async def align(self, current: Reembedding) -> None:
        """Let the collection of the model in force be the one that answers."""
        following = await self._index.following()
        if following is not None and following.model_version == current.in_force:
            await self._index.exchange(following)

    async def check_again(self) -> None:
        """Check what the model in force had not met when it came into force.

        Raises:
            Unavailable: a part is away; what is left is checked later.
        """
        while keys := await self._reembeddings.to_check_again(_CHECKED_AT_ONCE):
            for key in keys:
                await self._recheck.check_again(key)
                await self._reembeddings.checked_again(key)

    async def finish(self) -> Reembedding:
        """Give the way back up: drop the collection and the vectors of the model before.

        Raises:
            FailedPrecondition: REEMBED_STATE, REEMBED_RUNS.
        """
        current = await self._need({ReembedState.SWITCHED})
        async with lease(self._reembeddings, current.id):
            await self.align(current)
            changed = await self._set(current, ReembedState.FINISHED)
            await self._drop_following(current.before_version)
        return changed

    async def abandon(self) -> Reembedding:
        """Give the new model up, while the one before is in force.

        Raises:
            FailedPrecondition: REEMBED_STATE: after a switch, go back first.
        """
        current = await self._need(COMPLETE | {ReembedState.FILLING})
        changed = await self._set(current, ReembedState.ABANDONED)
        await self._drop_following(current.model_version)
        while not await self._store.settle_vectors(current.before_version):
            pass
        return changed

    async def _set(self, current: Reembedding, state: ReembedState) -> Reembedding:
        changed = replace(current, state=state, update_time=self._clock.now(), problem="")
        if not await self._reembeddings.update(changed, {current.state}):
            raise _state(await self._reembeddings.current())
        _log.info("reembedding", state=state, model_version=current.model_version)
        return changed

    async def _drop_following(self, model_version: str) -> None:
        following = await self._index.following()
        if following is not None and following.model_version == model_version:
            await self._index.abandon(following)

    async def _need(self, states: Collection[ReembedState]) -> Reembedding:
        current = await self._reembeddings.current()
        if current is None or current.state not in states:
            raise _state(current)
        return current


def two_models(current: Reembedding | None) -> bool:
    """Whether a next collection belongs to a re-embedding, which a rebuild must not touch."""
    return current is not None and current.state in WITH_TWO


def _open() -> FailedPrecondition:
    return FailedPrecondition(
        "REEMBED_OPEN", "a re-embedding is not over yet: selaras reembed status says what is left"
    )


def _state(current: Reembedding | None) -> FailedPrecondition:
    is_now = f"it is {current.state.upper()}" if current else "there is none"
    return FailedPrecondition("REEMBED_STATE", f"the re-embedding is not at that point: {is_now}")
