"""Which model answers: that of the settings, or the new one of a re-embedding.

The database is asked at every call, so every process follows a change at once. That costs one read
of a row beside tens of milliseconds of a model.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from selaras.kit.errors import Unavailable
from selaras.matching.domain.entailment import Entailment
from selaras.matching.domain.reembedding import LeastScores
from selaras.matching.handlers.reembed_ports import Model, Reembeddings
from selaras.matching.ports import Embeddings


class FixedModel:
    """A model whose vectors count only while it is the version that is meant.

    Args:
        version: of the embedding model; empty: any.
    """

    def __init__(self, model: Model, version: str) -> None:
        self._model = model
        self._version = version

    async def embed(self, texts: Sequence[str]) -> Embeddings:
        """See :class:`selaras.matching.ports.Embedder`."""
        return self._checked(await self._model.embed(texts))

    async def embed_query(self, query: str) -> Embeddings:
        """See :class:`selaras.matching.ports.Embedder`."""
        return self._checked(await self._model.embed_query(query))

    async def entail(self, pairs: Sequence[tuple[str, str]]) -> list[Entailment] | None:
        """See :class:`selaras.matching.ports.Entailer`."""
        return await self._model.entail(pairs)

    async def model(self) -> tuple[str, int]:
        """See :class:`selaras.matching.ports.Embedder`."""
        version, dimensions = await self._model.model()
        self._check(version)
        return version, dimensions

    def _checked(self, made: Embeddings) -> Embeddings:
        self._check(made.model_version)
        return made

    def _check(self, version: str) -> None:
        if self._version and version != self._version:
            raise Unavailable(
                "EMBEDDING_MODEL_CHANGED",
                f"the embedding service has the model {version} instead of {self._version}; "
                "a re-embedding is open: start the service with the model that it had",
                retry_after=5,
            )


class Models:
    """The models at hand, and the one in force as a port for everything else.

    Args:
        home: the service that the settings name.
        open_model: connects to the service at an address; nothing is sent yet.
    """

    def __init__(
        self, home: Model, reembeddings: Reembeddings, open_model: Callable[[str], Model]
    ) -> None:
        self.home = home
        self._reembeddings = reembeddings
        self._open_model = open_model
        self._others: dict[str, Model] = {}

    def at(self, target: str) -> Model:
        """The model at an address."""
        if target not in self._others:
            self._others[target] = self._open_model(target)
        return self._others[target]

    def fixed(self, target: str, version: str) -> FixedModel:
        """A model of a version; empty target: at the address of the settings."""
        return FixedModel(self.at(target) if target else self.home, version)

    async def _in_force(self) -> FixedModel:
        current = await self._reembeddings.current()
        if current is None:
            return self.fixed("", "")
        return self.fixed(current.target if current.uses_new else "", current.in_force)

    async def embed(self, texts: Sequence[str]) -> Embeddings:
        """See :class:`selaras.matching.ports.Embedder`."""
        return await (await self._in_force()).embed(texts)

    async def embed_query(self, query: str) -> Embeddings:
        """See :class:`selaras.matching.ports.Embedder`."""
        return await (await self._in_force()).embed_query(query)

    async def entail(self, pairs: Sequence[tuple[str, str]]) -> list[Entailment] | None:
        """See :class:`selaras.matching.ports.Entailer`."""
        return await (await self._in_force()).entail(pairs)

    async def model(self) -> tuple[str, int]:
        """See :class:`selaras.matching.ports.Embedder`."""
        return await (await self._in_force()).model()

    async def least_scores(self, model_version: str) -> LeastScores | None:
        """See :class:`selaras.matching.pipeline.ModelScores`."""
        current = await self._reembeddings.current()
        if current is not None and current.model_version == model_version:
            return current.least
        return None

    async def close(self) -> None:
        """Close all connections."""
        for model in (self.home, *self._others.values()):
            await model.close()
