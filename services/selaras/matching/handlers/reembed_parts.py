"""What a re-embedding is put together from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from selaras.kit.clock import Clock
from selaras.matching.domain.reembedding import LeastScores
from selaras.matching.handlers.rebuild import RebuildHandler
from selaras.matching.handlers.reembed import ReembedHandler
from selaras.matching.handlers.reembed_fill import Filler
from selaras.matching.handlers.reembed_models import FixedModel, Models
from selaras.matching.handlers.reembed_ports import Recheck, Reembeddings
from selaras.matching.handlers.reembed_report import ReportHandler
from selaras.matching.handlers.reembed_runner import ReembedRunner
from selaras.matching.index.port import Index
from selaras.matching.judge.interface import Judge
from selaras.matching.pipeline import ModelScores, Pipeline
from selaras.matching.ports import Store
from selaras.matching.preparation import Preparation
from selaras.matching.settings import RetrievalSettings


@dataclass(frozen=True, slots=True)
class PipelineParts:
    """What all pipelines have in common; they differ in the model."""

    index: Index
    store: Store
    judge: Judge
    preparation: Preparation
    settings: RetrievalSettings

    @property
    def least(self) -> LeastScores:
        """Least scores of the settings."""
        return LeastScores(self.settings.min_message_score, self.settings.min_claim_score)

    def pipeline(self, model: FixedModel | Models, scores: ModelScores | None = None) -> Pipeline:
        """A pipeline with a model."""
        return Pipeline(
            embedder=model,
            entailer=model,
            index=self.index,
            store=self.store,
            judge=self.judge,
            preparation=self.preparation,
            settings=self.settings,
            scores=scores,
        )


@dataclass(frozen=True, slots=True)
class IndexHandlers:
    """What operators may do with the index."""

    rebuild: RebuildHandler
    reembed: ReembedHandler
    report: ReportHandler


@dataclass(frozen=True, slots=True)
class _OneScale:
    """The same least scores, whatever the model."""

    least: LeastScores

    async def least_scores(self, model_version: str) -> LeastScores | None:  # noqa: ARG002
        """See :class:`selaras.matching.pipeline.ModelScores`."""
        return self.least


class ReembeddingParts:
    """The handlers of a re-embedding.

    Args:
        say: told what operators must still change in the settings; empty: nothing.
    """

    def __init__(
        self,
        parts: PipelineParts,
        *,
        reembeddings: Reembeddings,
        models: Models,
        recheck: Recheck,
        clock: Clock,
        say: Callable[[str], None],
    ) -> None:
        store, index = parts.store, parts.index
        self.handler = ReembedHandler(
            reembeddings=reembeddings,
            store=store,
            index=index,
            filler=Filler(store=store, index=index, reembeddings=reembeddings),
            models=models,
            make_pipeline=parts.pipeline,
            recheck=recheck,
            clock=clock,
        )
        self.report = ReportHandler(
            reembeddings=reembeddings,
            store=store,
            index=index,
            models=models,
            make_pipeline=lambda model, least: parts.pipeline(model, _OneScale(least)),
            least=parts.least,
            clock=clock,
        )
        self.runner = ReembedRunner(
            reembeddings=reembeddings,
            store=store,
            index=index,
            handler=self.handler,
            models=models,
            least=parts.least,
            clock=clock,
            say=say,
        )

    def handlers(self, rebuild: RebuildHandler) -> IndexHandlers:
        """What operators may do."""
        return IndexHandlers(rebuild, self.handler, self.report)
