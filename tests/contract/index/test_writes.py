"""What an index keeps, on every backend."""

from __future__ import annotations

import numpy as np
import pytest
from selaras.kit.errors import InvalidRequest, Unavailable

from tests.support.index import MODEL, NOW, asking, indexed, vector


async def keys(index) -> dict[str, int]:
    return {item.key: item.revision async for item in index.stored_keys()}


async def claims_near(index, *seeds: int, **scope: object) -> set[tuple[str, int, int]]:
    """(key, revision, claim) of everything near these vectors."""
    answers = await index.near_claims(
        np.stack([vector(s) for s in seeds]), asking(**scope), 50, 0.9
    )
    return {(hit.key, hit.revision, hit.claim_index) for hits in answers for hit in hits}


async def test_a_new_revision_takes_the_place_of_the_old_one(index):
    assert await index.put(indexed("dinkes/1", 1, claims=4))
    assert await index.put(indexed("dinkes/1", 2, claims=2, revision=2))
    assert await claims_near(index, 100, 101, 102, 103) == set()
    assert await claims_near(index, 200, 201) == {("dinkes/1", 2, 0), ("dinkes/1", 2, 1)}
    assert await index.near_messages(vector(1), asking(), 5, 0.9) == []
    assert await index.near_lexical(("a1",), asking(), 5) == []
    [hit] = await index.near_messages(vector(2), asking(), 5, 0.9)
    assert hit.revision == 2
    assert await index.count() == 1
    assert await keys(index) == {"dinkes/1": 2}


@pytest.mark.parametrize(
    ("before", "after"), [((), ("32.78",)), (("32.78",), ()), (("33",), ("32.78",))]
)
async def test_a_new_revision_may_move_to_other_areas(index, before, after):
    await index.put(indexed("dinkes/1", 1, claims=3, area_codes=before))
    await index.put(indexed("dinkes/1", 2, claims=1, revision=2, area_codes=after))
    everywhere = {"area_codes": ()}
    assert await claims_near(index, 100, 101, 102, **everywhere) == set()
    assert await claims_near(index, 200) == {("dinkes/1", 2, 0)}


async def test_an_older_revision_changes_nothing(index):
    await index.put(indexed("dinkes/1", 2, claims=1, revision=2))
    assert not await index.put(indexed("dinkes/1", 1, claims=4, revision=1))
    assert await claims_near(index, 100, 101, 102, 103) == set()
    assert await claims_near(index, 200) == {("dinkes/1", 2, 0)}
    assert await keys(index) == {"dinkes/1": 2}


async def test_the_same_revision_is_replaced(index):
    await index.put(indexed("dinkes/1", 1, claims=4))
    assert await index.put(indexed("dinkes/1", 2, claims=2))
    assert await claims_near(index, 100, 101, 102, 103) == set()
    assert await claims_near(index, 200, 201) == {("dinkes/1", 1, 0), ("dinkes/1", 1, 1)}


async def test_the_same_put_twice_is_there_once(index):
    await index.put(indexed())
    assert await index.put(indexed())
    assert await index.count() == 1
    assert len(await claims_near(index, 100, 101)) == 2


async def test_a_key_does_not_disturb_its_neighbours(index):
    await index.put(indexed("dinkes/1", 1))
    await index.put(indexed("dinkes/10", 2))
    await index.put(indexed("dinkes/1", 3, claims=0, revision=2))
    await index.remove("dinkes/1")
    assert await keys(index) == {"dinkes/10": 1}
    assert await claims_near(index, 200, 201) == {("dinkes/10", 1, 0), ("dinkes/10", 1, 1)}


async def test_many_are_put_at_once(index):
    messages = [indexed(f"a{number % 7}/{number}", number, claims=3) for number in range(1, 151)]
    assert await index.put_many(messages) == 150
    assert await index.count() == 150
    assert len(await keys(index)) == 150
    assert await claims_near(index, 100, 15002) == {("a1/1", 1, 0), ("a3/150", 1, 2)}


async def test_the_newest_of_a_batch_wins(index):
    await index.put(indexed("dinkes/2", 9, revision=9))
    count = await index.put_many(
        [
            indexed("dinkes/1", 3, revision=3),
            indexed("dinkes/1", 5, revision=5),
            indexed("dinkes/1", 4, revision=4),
            indexed("dinkes/2", 8, revision=8),
        ]
    )
    assert count == 1
    assert await keys(index) == {"dinkes/1": 5, "dinkes/2": 9}
    assert await claims_near(index, 300, 400, 500, 800) == {("dinkes/1", 5, 0)}


async def test_putting_nothing_does_nothing(index):
    assert await index.put_many([]) == 0
    assert await index.count() == 0


async def test_what_is_removed_is_gone(index):
    await index.put(indexed("dinkes/1", 1))
    await index.put(indexed("bpbd/1", 2, area_codes=()))
    assert await index.remove("bpbd/1")
    assert await index.remove("dinkes/1")
    assert not await index.remove("dinkes/1")
    assert await index.count() == 0
    assert await claims_near(index, 100, 101, 200, 201) == set()
    assert await index.near_messages(vector(1), asking(), 5, 0.0) == []
    assert await index.near_lexical(("a1", "a2"), asking(), 5) == []


async def test_nothing_is_removed_from_an_empty_index(index):
    assert not await index.remove("dinkes/1")


async def test_what_was_removed_may_come_back(index):
    await index.put(indexed("dinkes/1", 2, claims=3, revision=5))
    await index.remove("dinkes/1")
    assert await index.put(indexed("dinkes/1", 1, claims=1, revision=1))
    assert await claims_near(index, 100, 200, 201, 202) == {("dinkes/1", 1, 0)}


@pytest.mark.parametrize("areas", [(), ("32.78",)])
async def test_what_goes_out_is_public_from_then_on(index, areas):
    await index.put(indexed("dinkes/1", 1, claims=2, revision=3, area_codes=areas))
    await index.put(indexed("dinkes/2", 1, claims=2, revision=3, area_codes=areas))
    assert await claims_near(index, 100, published=True) == set()
    assert await index.mark_published("dinkes/1", 3)
    assert await index.mark_published("dinkes/1", 3)
    scope = asking(published=True)
    assert await claims_near(index, 100, 101, published=True) == {
        ("dinkes/1", 3, 0),
        ("dinkes/1", 3, 1),
    }
    assert [hit.key for hit in await index.near_messages(vector(1), scope, 5, 0.9)] == ["dinkes/1"]
    assert [hit.key for hit in await index.near_lexical(("a1",), scope, 5)] == ["dinkes/1"]
    assert await keys(index) == {"dinkes/1": 3, "dinkes/2": 3}


async def test_a_new_text_is_not_public_until_it_goes_out_in_its_turn(index):
    await index.put(indexed("dinkes/1", 1, published=True))
    await index.put(indexed("dinkes/1", 2, revision=2))
    assert await claims_near(index, 100, 200, published=True) == set()
    assert not await index.mark_published("dinkes/1", 1)
    assert await claims_near(index, 100, 200, published=True) == set()
    assert await index.mark_published("dinkes/1", 2)
    assert await claims_near(index, 200, published=True) == {("dinkes/1", 2, 0)}


async def test_what_is_not_indexed_cannot_go_out(index):
    assert not await index.mark_published("dinkes/1", 1)
    await index.put(indexed("dinkes/1", 1, published=True))
    await index.remove("dinkes/1")
    assert not await index.mark_published("dinkes/1", 1)
    assert await index.count() == 0
    assert await claims_near(index, 100) == set()


_NAN = np.full(32, np.nan, np.float32)


@pytest.mark.parametrize(
    "wrong",
    [
        {"key": ""},
        {"agency": ""},
        {"revision": -1},
        {"message_vector": np.zeros((2, 32), np.float32)},
        {"message_vector": np.zeros(32, np.float32)},
        {"message_vector": _NAN},
        {"claim_vectors": np.ones((2, 31), np.float32)},
        {"claim_vectors": np.ones(32, np.float32)},
        {"claim_vectors": _NAN[None]},
        {"valid_until": NOW.replace(tzinfo=None)},
    ],
    ids=lambda wrong: next(iter(wrong)),
)
async def test_a_message_that_contradicts_itself_is_refused(index, wrong):
    fields = {"key": "dinkes/1"} | wrong
    with pytest.raises(InvalidRequest) as caught:
        await index.put_many(
            [indexed("bpbd/1", 2), indexed(**fields, agency=fields.get("agency", "dinkes"))]
            if "agency" not in wrong
            else [indexed("bpbd/1", 2), indexed(**fields)]
        )
    assert caught.value.reason == "INDEX_BAD_MESSAGE"
    assert await index.count() == 0


async def test_vectors_of_another_length_need_a_rebuild(index):
    await index.put(indexed("dinkes/1", 1))
    with pytest.raises(Unavailable) as caught:
        await index.put(indexed("dinkes/2", 2, dimensions=8))
    assert caught.value.reason == "INDEX_REBUILD_NEEDED"
    assert await keys(index) == {"dinkes/1": 1}


async def test_the_first_collection_can_be_made_at_the_start(index):
    await index.open(MODEL, 32)
    assert index.collection
    made = index.collection
    await index.put(indexed())
    assert index.collection == made
    assert await index.count() == 1
