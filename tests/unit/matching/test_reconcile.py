"""The index is brought in line with the database, whatever it has lost or kept too long."""

from __future__ import annotations

from dataclasses import replace

import pytest
from selaras.gazetteer import Gazetteer
from selaras.kit.errors import Unavailable
from selaras.matching.domain.message import Message, MessageState
from selaras.matching.handlers.reconcile import Reconciled, ReconcileHandler
from selaras.matching.judge.decide import FactJudge
from selaras.matching.pipeline import Pipeline
from selaras.matching.preparation import Preparation
from selaras.matching.settings import JudgeSettings, RetrievalSettings

from tests.fakes.index import FakeIndex
from tests.fakes.matching import FakeEmbedder, FakeEntailer, FakeStore
from tests.support.matching import NOW, message

PREPARATION = Preparation(Gazetteer.load())


class World:
    def __init__(self) -> None:
        self.store, self.index, self.embedder = FakeStore(), FakeIndex(), FakeEmbedder()
        self.pipeline = Pipeline(
            embedder=self.embedder,
            entailer=FakeEntailer(),
            index=self.index,
            store=self.store,
            judge=FactJudge(JudgeSettings()),
            preparation=PREPARATION,
            settings=RetrievalSettings(),
        )
        self.handler = ReconcileHandler(
            pipeline=self.pipeline, store=self.store, index=self.index, embedder=self.embedder
        )

    async def accept(self, *messages: Message) -> None:
        async with self.store.transaction() as transaction:
            for item in messages:
                await transaction.put_message(item)

    async def check(self, *messages: Message) -> None:
        await self.accept(*messages)
        for item in messages:
            await self.pipeline.keep(await self.pipeline.examine(item))
            async with self.store.transaction() as transaction:
                await transaction.mark_checked(item.key, item.revision, NOW)

    async def indexed(self) -> dict[str, int]:
        return {item.key: item.revision async for item in self.index.stored_keys()}


@pytest.fixture
def world() -> World:
    return World()


async def test_what_the_index_lost_is_put_back_without_the_model(world: World) -> None:
    await world.check(message("dinkes"), message("disdik"))
    await world.index.remove("dinkes/1")
    world.embedder.embed = None  # type: ignore[assignment]  # must not be asked
    assert await world.handler.reconcile() == Reconciled(restored=1, removed=0)
    assert await world.indexed() == {"dinkes/1": 1, "disdik/1": 1}
    assert await world.handler.reconcile() == Reconciled(restored=0, removed=0)


async def test_an_outdated_revision_is_replaced(world: World) -> None:
    await world.check(message("dinkes"))
    old = await world.pipeline.examine(message("dinkes"))
    await world.check(message("dinkes", revision=2, version=2, body="Vaksinasi mulai 4 Mei."))
    await world.index.remove("dinkes/1")
    await world.pipeline.keep(old)
    assert await world.indexed() == {"dinkes/1": 1}
    assert await world.handler.reconcile() == Reconciled(restored=1, removed=0)
    assert await world.indexed() == {"dinkes/1": 2}


async def test_the_withdrawn_and_the_unknown_are_taken_out(world: World) -> None:
    await world.check(message("dinkes"), message("disdik"), message("polres"))
    withdrawn = message("disdik", version=2, state=MessageState.WITHDRAWN)
    await world.accept(withdrawn)
    del world.store.messages["polres/1"]
    assert await world.handler.reconcile() == Reconciled(restored=0, removed=2)
    assert await world.indexed() == {"dinkes/1": 1}


async def test_a_draft_that_is_being_checked_is_left_to_its_check(world: World) -> None:
    await world.check(message("dinkes"))
    await world.accept(message("dinkes", revision=2, version=2), message("disdik"))
    assert await world.handler.reconcile() == Reconciled(restored=0, removed=0)
    assert await world.indexed() == {"dinkes/1": 1}


async def test_vectors_of_another_model_wait_for_a_rebuild(world: World) -> None:
    await world.check(message("dinkes"))
    stored = world.store.messages["dinkes/1"]
    world.store.messages["dinkes/1"] = replace(stored, model_version="older")
    await world.index.remove("dinkes/1")
    assert await world.handler.reconcile() == Reconciled(restored=0, removed=0)


async def test_vectors_that_no_longer_fit_the_claims_are_made_anew(world: World) -> None:
    await world.check(message("dinkes"))
    stored = world.store.messages["dinkes/1"]
    assert stored.vectors is not None
    world.store.messages["dinkes/1"] = replace(stored, vectors=stored.vectors[:1])
    await world.index.remove("dinkes/1")
    assert await world.handler.reconcile() == Reconciled(restored=1, removed=0)
    restored = world.store.messages["dinkes/1"].vectors
    assert restored is not None
    assert restored.shape == stored.vectors.shape


async def test_a_model_that_is_away_is_said_and_changes_nothing(world: World) -> None:
    await world.check(message("dinkes"))
    await world.accept(message("dinkes", version=2, state=MessageState.WITHDRAWN))
    world.embedder.model = _away  # type: ignore[method-assign]
    with pytest.raises(Unavailable):
        await world.handler.reconcile()
    assert await world.indexed() == {"dinkes/1": 1}


async def _away() -> tuple[str, int]:
    raise Unavailable("EMBEDDING_UNAVAILABLE", "away for a test")
