"""Replays messages under two models without storing anything, and counts where they disagree."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from typing import Final

from selaras.kit.clock import Clock
from selaras.kit.errors import FailedPrecondition, InvalidRequest
from selaras.matching.domain.finding import finding_id
from selaras.matching.domain.message import MessageState
from selaras.matching.domain.reembed_report import Opinion, Report, Tally, summary
from selaras.matching.domain.reembedding import (
    COMPLETE,
    LeastScores,
    Reembedding,
    ReembedState,
)
from selaras.matching.handlers.reembed_models import FixedModel, Models
from selaras.matching.handlers.reembed_ports import Reembeddings
from selaras.matching.index.port import MessageIndex
from selaras.matching.pipeline import Examined, Pipeline, to_scope
from selaras.matching.ports import Store, StoredMessage

# How many of the nearest texts tell about the scores of a model; as many as retrieval looks at.
_NEAR_MESSAGES: Final = 16
_NEAR_CLAIMS: Final = 4
_CLAIMS: Final = 16
_EVERYTHING: Final = -1.0


@dataclass(frozen=True, slots=True)
class Replayed:
    """How far the replay is; with the report on the last step."""

    done: int
    total: int
    report: Report | None = None


@dataclass(frozen=True, slots=True)
class _Side:
    pipeline: Pipeline
    version: str
    after: bool


class ReportHandler:
    """Makes the report.

    Args:
        make_pipeline: one with a model and least scores.
        least: least scores of the settings.
    """

    def __init__(
        self,
        *,
        reembeddings: Reembeddings,
        store: Store,
        index: MessageIndex,
        models: Models,
        make_pipeline: Callable[[FixedModel, LeastScores], Pipeline],
        least: LeastScores,
        clock: Clock,
    ) -> None:
        self._reembeddings = reembeddings
        self._store = store
        self._index = index
        self._models = models
        self._make_pipeline = make_pipeline
        self._least = least
        self._clock = clock

    async def report(self, sample: int, least: LeastScores | None) -> AsyncIterator[Replayed]:
        """Replay the messages that were checked last, under both models.

        Args:
            sample: how many; 0: all.
            least: least scores of the new model, which a switch puts in force; None: those of the
                settings.

        Raises:
            InvalidRequest: LEAST_SCORES_INVALID.
            FailedPrecondition: REEMBED_STATE, the new collection is not filled, or not any more.
            Unavailable: a part is away.
        """
        _check(least)
        current = await self._current()
        chosen = least or self._least
        sides = self._sides(current, chosen)
        keys = await self._reembeddings.newest_checked(sample or await self._store.count_live())
        tally = Tally()
        for done, key in enumerate(keys, 1):
            await self._replay(key, sides, tally)
            yield Replayed(done, len(keys))
        report = tally.report(self._least, chosen)
        await self._keep(current, report, least)
        yield Replayed(len(keys), len(keys), report)

    async def _current(self) -> Reembedding:
        current = await self._reembeddings.current()
        if current is None or current.state not in COMPLETE:
            raise FailedPrecondition(
                "REEMBED_STATE", "a report needs a new collection that is filled and not in force"
            )
        return current

    def _sides(self, current: Reembedding, chosen: LeastScores) -> tuple[_Side, _Side]:
        before, after = current.before_version, current.model_version
        now = self._make_pipeline(self._models.fixed("", before), self._least)
        new = self._make_pipeline(self._models.fixed(current.target, after), chosen)
        return _Side(now, before, after=False), _Side(new, after, after=True)

    async def _replay(self, key: str, sides: tuple[_Side, _Side], tally: Tally) -> None:
        for side in sides:
            stored = (await self._store.stored([key], side.version)).get(key)
            if stored is None or stored.message.state is MessageState.WITHDRAWN:
                return
            examined = await self._examined(side, stored)
            await self._add_pairs(side, examined, tally)
            await self._add_scores(side, examined, tally)
        tally.count_message()

    async def _examined(self, side: _Side, stored: StoredMessage) -> Examined:
        kept = side.pipeline.restore(stored) if stored.model_version == side.version else None
        return kept or await side.pipeline.examine(stored.message)

    async def _add_pairs(self, side: _Side, examined: Examined, tally: Tally) -> None:
        message = examined.message
        for item in (await side.pipeline.compare(examined)).judged:
            one, other = sorted((message, item.other), key=lambda each: each.key)
            tally.add_pair(
                finding_id(message.key, item.other.key),
                (one.draft_name, other.draft_name),
                Opinion.of(item.verdict),
                after=side.after,
            )

    async def _add_scores(self, side: _Side, examined: Examined, tally: Tally) -> None:
        scope, vectors = to_scope(examined), examined.prepared.vectors
        messages = await self._index.near_messages(vectors[0], scope, _NEAR_MESSAGES, _EVERYTHING)
        claims = await self._index.near_claims(
            vectors[1 : 1 + _CLAIMS], scope, _NEAR_CLAIMS, _EVERYTHING
        )
        tally.add_scores(
            [hit.score for hit in messages],
            [hit.score for hits in claims for hit in hits],
            after=side.after,
        )

    async def _keep(self, current: Reembedding, report: Report, least: LeastScores | None) -> None:
        """Remember that it was made, and the scores that a switch puts in force."""
        made = replace(
            current,
            state=ReembedState.REPORTED,
            report=summary(report),
            least=least,
            update_time=self._clock.now(),
        )
        if not await self._reembeddings.update(made, COMPLETE):
            raise FailedPrecondition(
                "REEMBED_STATE", "the re-embedding went on while the report was made"
            )


def _check(least: LeastScores | None) -> None:
    if least is not None and not (-1 <= least.message <= 1 and -1 <= least.claim <= 1):
        raise InvalidRequest.field(
            "LEAST_SCORES_INVALID", "least_scores", "are cosines, from -1 to 1"
        )
