"""Re-embeddings and the vectors of two models, on SQLite and PostgreSQL."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

import numpy as np
import pytest
from selaras.kit.clock import FakeClock
from selaras.kit.database import Database
from selaras.matching.adapters.sql import MIGRATIONS, VERSION_TABLE, SqlStore
from selaras.matching.adapters.sql_reembedding import SqlReembeddings
from selaras.matching.domain.message import MessageState
from selaras.matching.domain.reembedding import LeastScores, Reembedding, ReembedState

from tests.contract.matching.conftest import sql_store
from tests.support.matching import NOW, message

VECTORS = np.eye(2, 8, dtype=np.float32)
OTHERS = np.eye(2, 4, dtype=np.float32)


@dataclass
class Kept:
    store: SqlStore
    reembeddings: SqlReembeddings
    clock: FakeClock

    async def put(self, owner: str, **fields: object) -> str:
        made = message(owner, **fields)
        async with self.store.transaction() as transaction:
            await transaction.put_message(made)
            await transaction.mark_checked(made.key, made.revision, NOW)
        return made.key

    async def version_of(self, key: str, wanted: str = "") -> str:
        stored = (await self.store.stored([key], wanted))[key]
        return stored.model_version if stored.vectors is not None else ""


@pytest.fixture
async def kept(bare: Database) -> Kept:
    await bare.migrate(MIGRATIONS, VERSION_TABLE)
    clock = FakeClock(NOW)
    return Kept(sql_store(bare), SqlReembeddings(bare, clock), clock)


def begun(**fields: object) -> Reembedding:
    values: dict[str, object] = {
        "id": "r1",
        "state": ReembedState.FILLED,
        "target": "green:7700",
        "model_version": "green",
        "dimensions": 4,
        "before_version": "blue",
        "before_dimensions": 8,
        "start_time": NOW,
        "update_time": NOW,
        "least": LeastScores(0.5, 0.6),
        "report": "{}",
    }
    return Reembedding(**(values | fields))  # type: ignore[arg-type]


async def test_vectors_of_two_models_lie_side_by_side(kept: Kept) -> None:
    key = await kept.put("dinkes")
    await kept.store.put_vectors(key, 1, "blue", VECTORS)
    await kept.store.put_vectors(key, 1, "green", OTHERS)
    await kept.store.put_vectors(key, 1, "green", OTHERS)
    assert await kept.version_of(key) == "blue"
    assert await kept.version_of(key, "blue") == "blue"
    green = (await kept.store.stored([key], "green"))[key]
    assert green.model_version == "green"
    np.testing.assert_allclose(green.vectors, OTHERS, atol=0.01)
    assert await kept.version_of(key, "red") == "blue"


async def test_a_new_revision_forgets_the_vectors_of_both(kept: Kept) -> None:
    key = await kept.put("dinkes")
    await kept.store.put_vectors(key, 1, "blue", VECTORS)
    await kept.store.put_vectors(key, 1, "green", OTHERS)
    await kept.put("dinkes", revision=2, version=2)
    assert await kept.version_of(key, "green") == ""
    await kept.store.put_vectors(key, 1, "green", OTHERS)  # late, of the revision before
    assert await kept.version_of(key, "green") == ""
    await kept.store.put_vectors(key, 2, "green", OTHERS)  # the first that comes
    await kept.store.put_vectors(key, 2, "blue", VECTORS)
    assert await kept.version_of(key) == "green"
    assert await kept.version_of(key, "blue") == "blue"


async def test_settling_leaves_one_model(kept: Kept) -> None:
    first, second, third = [await kept.put(name) for name in ("dinkes", "disdik", "polres")]
    for key in (first, second):
        await kept.store.put_vectors(key, 1, "blue", VECTORS)
    for key in (first, third):
        await kept.store.put_vectors(key, 1, "green", OTHERS)
    while not await kept.store.settle_vectors("green"):
        pass
    assert [await kept.version_of(key) for key in (first, second, third)] == [
        "green",
        "blue",  # the only ones that there are
        "green",
    ]
    assert await kept.version_of(first, "blue") == "green"


async def test_one_is_open_at_a_time(kept: Kept) -> None:
    assert await kept.reembeddings.current() is None
    made = begun()
    assert await kept.reembeddings.create(made)
    assert not await kept.reembeddings.create(begun(id="r2"))
    assert await kept.reembeddings.current() == made
    gone = replace(made, state=ReembedState.ABANDONED)
    assert not await kept.reembeddings.update(gone, {ReembedState.SWITCHED})
    assert await kept.reembeddings.update(gone, {ReembedState.FILLED})
    assert await kept.reembeddings.current() is None
    assert await kept.reembeddings.latest() == gone
    assert await kept.reembeddings.create(begun(id="r2", start_time=NOW + timedelta(hours=1)))
    latest = await kept.reembeddings.latest()
    assert latest is not None
    assert latest.id == "r2"


async def test_a_change_of_models_notes_what_the_new_one_has_not_met(kept: Kept) -> None:
    met, strange, revised, gone = [
        await kept.put(name) for name in ("dinkes", "disdik", "polres", "kodim")
    ]
    for key in (met, strange, revised, gone):
        await kept.store.put_vectors(key, 1, "blue", VECTORS)
    for key in (met, revised):
        await kept.store.put_vectors(key, 1, "green", OTHERS)
    await kept.put("polres", revision=2, version=2)
    await kept.put("kodim", version=2, state=MessageState.WITHDRAWN)
    made = begun()
    await kept.reembeddings.create(made)
    async with kept.store.transaction() as transaction:
        assert await transaction.model_in_force() == "blue"
    switched = replace(made, state=ReembedState.SWITCHED)
    assert not await kept.reembeddings.change_model(switched, {ReembedState.FILLING})
    assert await kept.reembeddings.to_check_again(10) == []
    assert await kept.reembeddings.change_model(switched, {ReembedState.FILLED})
    async with kept.store.transaction() as transaction:
        assert await transaction.model_in_force() == "green"
    assert await kept.reembeddings.to_check_again(10) == [strange, revised]
    await kept.reembeddings.checked_again(strange)
    assert await kept.reembeddings.to_check_again(10) == [revised]


async def test_a_lease_is_one_processes_until_it_ends(kept: Kept) -> None:
    await kept.reembeddings.create(begun())
    take = kept.reembeddings.take_lease
    assert await take("r1", "a", 20)
    assert not await take("r1", "b", 20)
    assert await take("r1", "a", 20)
    kept.clock.advance(timedelta(seconds=21))
    assert await take("r1", "b", 20)
    await kept.reembeddings.drop_lease("r1", "a")
    assert not await take("r1", "a", 20)
    await kept.reembeddings.drop_lease("r1", "b")
    assert await take("r1", "a", 20)


async def test_progress_is_seen(kept: Kept) -> None:
    await kept.reembeddings.create(begun())
    await kept.reembeddings.note_progress("r1", 3, 9, "EMBEDDING_UNAVAILABLE: " + "x" * 600)
    seen = await kept.reembeddings.current()
    assert seen is not None
    assert (seen.done, seen.total, len(seen.problem)) == (3, 9, 500)


async def test_messages_are_listed_for_filling_and_for_a_report(kept: Kept) -> None:
    for number, owner in enumerate(("dinkes", "disdik", "polres")):
        key = await kept.put(owner)
        async with kept.store.transaction() as transaction:
            await transaction.mark_checked(key, 1, NOW + timedelta(minutes=number))
    await kept.put("polres", version=2, state=MessageState.WITHDRAWN)
    assert await kept.reembeddings.live_revisions("", 10) == [("dinkes/1", 1), ("disdik/1", 1)]
    assert await kept.reembeddings.live_revisions("dinkes/1", 10) == [("disdik/1", 1)]
    assert await kept.reembeddings.newest_checked(1) == ["disdik/1"]
