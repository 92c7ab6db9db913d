"""Matching with two models, on a real database and a real index, without a bus."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import numpy as np
from selaras.gazetteer import Gazetteer
from selaras.kit.bus import Bus
from selaras.kit.clock import FakeClock
from selaras.kit.database import Database
from selaras.kit.errors import Unavailable
from selaras.kit.health import Health
from selaras.kit.outbox import Outbox
from selaras.kit.settings import NatsSettings
from selaras.matching.adapters import tables
from selaras.matching.adapters.sql import MIGRATIONS, VERSION_TABLE, SqlStore
from selaras.matching.adapters.sql_reembedding import SqlReembeddings
from selaras.matching.domain.entailment import Entailment
from selaras.matching.domain.reembedding import Reembedding
from selaras.matching.handlers.check import CheckHandler
from selaras.matching.handlers.rebuild import RebuildHandler
from selaras.matching.handlers.reembed import Moved
from selaras.matching.handlers.reembed_models import Models
from selaras.matching.handlers.reembed_parts import PipelineParts, ReembeddingParts
from selaras.matching.handlers.reembed_report import Replayed
from selaras.matching.index.edge.adapter import EdgeIndex
from selaras.matching.index.port import Index
from selaras.matching.index.settings import IndexSettings
from selaras.matching.ports import Embeddings, Vectors
from selaras.matching.preparation import Preparation
from selaras.matching.settings import RetrievalSettings

from tests.support.matching import NOW
from tests.unit.matching.test_check import HeardEvents, WordJudge

PREPARATION = Preparation(Gazetteer.load())
GREEN = "green:7700"


class WordModel:
    """Vectors from hashed words, but those that the model is blind to; can be away."""

    def __init__(
        self, version: str, dimensions: int = 64, blind: frozenset[str] = frozenset()
    ) -> None:
        self.version = version
        self.dimensions = dimensions
        self.blind = blind
        self.away = False
        self.texts = 0

    async def embed(self, texts: Sequence[str]) -> Embeddings:
        if self.away:
            raise Unavailable("EMBEDDING_UNAVAILABLE", "away for a test")
        self.texts += len(texts)
        return Embeddings(np.stack([self._vector(text) for text in texts]), self.version)

    async def embed_query(self, query: str) -> Embeddings:
        return await self.embed([query])

    async def entail(self, pairs: Sequence[tuple[str, str]]) -> list[Entailment] | None:
        return None

    async def model(self) -> tuple[str, int]:
        if self.away:
            raise Unavailable("EMBEDDING_UNAVAILABLE", "away for a test")
        return self.version, self.dimensions

    async def close(self) -> None:
        pass

    def _vector(self, text: str) -> Vectors:
        vector = np.zeros(self.dimensions, dtype=np.float32)
        words = [word for word in text.lower().split() if word not in self.blind]
        # A model that is blind to a text takes it for something of its own.
        for word in words or [text]:
            digest = hashlib.sha256(f"{self.version}{word}".encode()).digest()
            vector[int.from_bytes(digest[:4]) % self.dimensions] += 1.0
        return vector / np.linalg.norm(vector)


class Deployment:
    """The parts of one process of matching that a re-embedding touches."""

    def __init__(self, database: Database, index: Index, blue: WordModel, green: WordModel) -> None:
        self.blue, self.green, self.index = blue, green, index
        self.clock = FakeClock(NOW)
        bus = Bus(NatsSettings(), Health(), "test")  # never connected
        outbox = Outbox("matching", tables.outbox, database, bus, self.clock)
        self.store = SqlStore(database, outbox, self.clock)
        self.reembeddings = SqlReembeddings(database, self.clock)
        self.models = Models(blue, self.reembeddings, lambda _: green)
        parts = PipelineParts(
            index=index,
            store=self.store,
            judge=WordJudge(),
            preparation=PREPARATION,
            settings=RetrievalSettings(
                min_message_score=0.5, min_claim_score=0.5, near_lexical=1, entailment_pairs=0
            ),
        )
        self.pipeline = parts.pipeline(self.models, scores=self.models)
        self.events = HeardEvents()
        self.check = CheckHandler(
            pipeline=self.pipeline,
            store=self.store,
            index=index,
            events=self.events,
            clock=self.clock,
            listed_none=5,
        )
        self.said: list[str] = []
        self.parts = ReembeddingParts(
            parts,
            reembeddings=self.reembeddings,
            models=self.models,
            recheck=self.check,
            clock=self.clock,
            say=self.said.append,
        )
        self.handler, self.runner = self.parts.handler, self.parts.runner
        self.rebuild = RebuildHandler(
            pipeline=self.pipeline,
            store=self.store,
            index=index,
            embedder=self.models,
            reembeddings=self.reembeddings,
        )

    async def filled(self) -> Reembedding:
        """Begin a re-embedding and fill it."""
        await self.handler.start(GREEN)
        await self.runner.turn()
        return await self.handler.describe()

    async def switch(self, *, force: bool = True) -> Reembedding:
        """Change to the new model."""
        return _last([step async for step in self.handler.switch(force=force)])

    async def back(self) -> Reembedding:
        """Change back."""
        return _last([step async for step in self.handler.back()])

    async def report(self, sample: int = 0) -> Replayed:
        """The last step of a report."""
        return [step async for step in self.parts.report.report(sample, None)][-1]

    async def indexed(self) -> set[str]:
        """Keys in the collection that answers."""
        return {item.key async for item in self.index.stored_keys()}

    async def clashes(self) -> int:
        """How many findings are active."""
        keys = await self.store.live_keys("", 1000)
        async with self.store.transaction() as transaction:
            found = [item.id for key in keys for item in await transaction.findings_of(key)]
        return len(set(found))


def _last(steps: list[Moved]) -> Reembedding:
    assert steps[-1].now is not None
    return steps[-1].now


@asynccontextmanager
async def deployment(
    folder: Path, blue: WordModel, green: WordModel, url: str = ""
) -> AsyncIterator[Deployment]:
    """One process; open it again on the same folder to start it anew."""
    database = Database(url or f"sqlite+aiosqlite:///{folder / 'matching.db'}")
    await database.migrate(MIGRATIONS, VERSION_TABLE)
    index = EdgeIndex(IndexSettings(folder=folder / "index"))
    await index.open()
    try:
        yield Deployment(database, index, blue, green)
    finally:
        await index.close()
        await database.close()
