"""Replacing everything that is indexed, on every backend."""

from __future__ import annotations

import pytest
from selaras.kit.errors import FailedPrecondition, Unavailable

from tests.support.index import MODEL, asking, indexed, vector

FOLLOWING = "model-2"


async def keys(index) -> dict[str, int]:
    return {item.key: item.revision async for item in index.stored_keys()}


async def claims_near(index, seed: int, model: str = MODEL) -> list[str]:
    [hits] = await index.near_claims(vector(seed)[None], asking(model_version=model), 5, 0.9)
    return [hit.key for hit in hits]


def anew(key: str, seed: int, **fields: object):
    return indexed(key, seed, model_version=FOLLOWING, **fields)


async def test_the_old_collection_answers_until_the_switch(index):
    await index.put(indexed("dinkes/1", 1))
    before = index.collection
    following = await index.create_next(FOLLOWING, 32)
    assert await following.put_many([anew("dinkes/1", 2), anew("bpbd/1", 3)]) == 2
    assert await following.count() == 2
    assert index.collection == before
    assert await index.count() == 1
    assert await claims_near(index, 100) == ["dinkes/1"]

    await index.switch(following)
    assert index.collection == following.name != before
    assert await keys(index) == {"dinkes/1": 1, "bpbd/1": 1}
    assert await claims_near(index, 100) == []
    assert await claims_near(index, 200, FOLLOWING) == ["dinkes/1"]
    assert await index.drop_old() == (before,)
    assert await index.drop_old() == ()
    assert await index.count() == 2


async def test_a_rebuild_may_change_the_length_of_vectors(index):
    await index.put(indexed("dinkes/1", 1))
    following = await index.create_next(FOLLOWING, 8)
    await following.put_many([anew("dinkes/1", 1, dimensions=8)])
    with pytest.raises(Unavailable):
        await following.put_many([anew("dinkes/2", 2)])
    await index.switch(following)
    [hit] = await index.near_messages(vector(1, 8), asking(model_version=FOLLOWING), 5, 0.9)
    assert hit.key == "dinkes/1"
    assert await index.put(anew("dinkes/3", 3, dimensions=8))


async def test_what_comes_during_a_rebuild_survives_the_switch(index):
    await index.put(indexed("dinkes/1", 1))
    following = await index.create_next(FOLLOWING, 32)
    assert await index.put(anew("dinkes/2", 2, revision=4))
    await following.put_many([anew("dinkes/1", 1), anew("dinkes/2", 7, revision=3)])
    await index.switch(following)
    assert await keys(index) == {"dinkes/1": 1, "dinkes/2": 4}
    assert await claims_near(index, 200, FOLLOWING) == ["dinkes/2"]


async def test_what_only_fits_the_next_collection_goes_there(index):
    await index.put(indexed("dinkes/1", 1))
    following = await index.create_next(FOLLOWING, 8)
    assert await index.put(anew("dinkes/2", 2, dimensions=8))
    assert await keys(index) == {"dinkes/1": 1}
    await index.switch(following)
    assert await keys(index) == {"dinkes/2": 1}


async def test_what_is_removed_during_a_rebuild_stays_out(index):
    await index.put_many([indexed("dinkes/1", 1), indexed("dinkes/2", 2)])
    following = await index.create_next(FOLLOWING, 32)
    await following.put_many([anew("dinkes/1", 1)])
    await index.remove("dinkes/1")
    await index.remove("dinkes/2")
    # Read from the database before the removal, written after it.
    assert await following.put_many([anew("dinkes/2", 2), anew("dinkes/3", 3)]) == 1
    await index.switch(following)
    assert await keys(index) == {"dinkes/3": 1}


async def test_what_is_published_during_a_rebuild_is_public_after_the_switch(index):
    await index.put_many([indexed("dinkes/1", 1), indexed("dinkes/2", 2), indexed("dinkes/3", 3)])
    following = await index.create_next(FOLLOWING, 32)
    await following.put_many([anew("dinkes/1", 1)])
    assert await index.mark_published("dinkes/1", 1)
    assert await index.mark_published("dinkes/2", 1)
    # Read from the database before it went out, written after it.
    await following.put_many([anew("dinkes/2", 2), anew("dinkes/3", 3, revision=2)])
    await index.switch(following)
    scope = asking(model_version=FOLLOWING, published=True)
    for seed, public in ((1, ["dinkes/1"]), (2, ["dinkes/2"]), (3, [])):
        hits = await index.near_messages(vector(seed), scope, 5, 0.9)
        [claims] = await index.near_claims(vector(seed * 100)[None], scope, 5, 0.9)
        assert [hit.key for hit in hits] == [hit.key for hit in claims] == public


async def test_what_was_removed_and_came_back_is_in(index):
    await index.put(anew("dinkes/1", 1))
    following = await index.create_next(FOLLOWING, 32)
    await index.remove("dinkes/1")
    await index.put(anew("dinkes/1", 2, revision=2))
    await index.switch(following)
    assert await keys(index) == {"dinkes/1": 2}


async def test_an_abandoned_rebuild_leaves_everything_as_it_was(index):
    await index.put(indexed("dinkes/1", 1))
    before = index.collection
    following = await index.create_next(FOLLOWING, 32)
    await following.put_many([anew("dinkes/2", 2)])
    await index.abandon(following)
    await index.abandon(following)
    for late in (index.switch(following), following.put_many([anew("dinkes/3", 3)])):
        with pytest.raises(FailedPrecondition) as caught:
            await late
        assert caught.value.reason == "INDEX_NEXT_GONE"
    assert index.collection == before
    assert await keys(index) == {"dinkes/1": 1}
    assert await index.put(indexed("dinkes/4", 4))


async def test_a_new_rebuild_takes_the_place_of_an_unfinished_one(index):
    await index.put(indexed("dinkes/1", 1))
    first = await index.create_next(FOLLOWING, 32)
    await first.put_many([anew("dinkes/2", 2)])
    second = await index.create_next(FOLLOWING, 32)
    assert await second.count() == 0
    with pytest.raises(FailedPrecondition):
        await index.switch(first)
    await index.switch(second)
    assert await index.count() == 0


async def test_a_rebuild_may_be_the_first_thing_that_happens(index):
    following = await index.create_next(FOLLOWING, 32)
    assert index.collection == ""
    await following.put_many([anew("dinkes/1", 1)])
    await index.switch(following)
    assert await keys(index) == {"dinkes/1": 1}
    assert await index.drop_old() == ()


async def messages_near(index, seed: int, model: str) -> list[str]:
    hits = await index.near_messages(vector(seed), asking(model_version=model), 5, 0.9)
    return [hit.key for hit in hits]


async def test_two_models_side_by_side_never_mix(index):
    await index.put(indexed("dinkes/1", 1))
    following = await index.create_next(FOLLOWING, 32, lasting=True)
    await following.put_many([anew("dinkes/1", 2)])
    assert await index.put(indexed("dinkes/2", 3))
    assert await index.put(anew("dinkes/2", 4))
    assert await keys(index) == {"dinkes/1": 1, "dinkes/2": 1}
    assert {item.key async for item in following.stored_keys()} == {"dinkes/1", "dinkes/2"}
    # Each model is asked for its own messages, whichever collection answers.
    for _ in range(2):
        assert await messages_near(index, 1, MODEL) == ["dinkes/1"]
        assert await messages_near(index, 3, MODEL) == ["dinkes/2"]
        assert await messages_near(index, 2, FOLLOWING) == ["dinkes/1"]
        assert await messages_near(index, 4, FOLLOWING) == ["dinkes/2"]
        assert await claims_near(index, 400, FOLLOWING) == ["dinkes/2"]
        assert await messages_near(index, 1, FOLLOWING) == []
        assert await messages_near(index, 2, MODEL) == []
        following = await index.following()
        await index.exchange(following)


async def test_the_collection_that_was_exchanged_hears_of_removals_and_of_publication(index):
    await index.put_many([indexed("dinkes/1", 1), indexed("dinkes/2", 2)])
    following = await index.create_next(FOLLOWING, 8, lasting=True)
    await following.put_many([anew(f"dinkes/{n}", n, dimensions=8) for n in (1, 2)])
    before = index.collection
    await index.exchange(following)
    assert index.collection == following.name
    old = await index.following()
    assert (old.name, old.model_version) == (before, MODEL)
    await index.remove("dinkes/1")
    await index.mark_published("dinkes/2", 1)
    await index.exchange(old)
    assert index.collection == before
    assert await keys(index) == {"dinkes/2": 1}
    [hit] = await index.near_messages(vector(2), asking(published=True), 5, 0.9)
    assert hit.key == "dinkes/2"
    await index.abandon(await index.following())
    assert await index.following() is None
    assert await index.drop_old() == ()


async def test_words_are_looked_for_among_the_messages_of_the_model(index):
    await index.put(indexed("dinkes/1", 1))
    following = await index.create_next(FOLLOWING, 8, lasting=True)
    await following.put_many([anew("bpbd/9", 1, dimensions=8)])
    bands = anew("bpbd/9", 1).lexical_bands
    for model, key in ((MODEL, "dinkes/1"), (FOLLOWING, "bpbd/9")):
        hits = await index.near_lexical(bands, asking(model_version=model), 5)
        assert [hit.key for hit in hits] == [key]
