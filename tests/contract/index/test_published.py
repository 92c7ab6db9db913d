"""What is public, on engines that have points from before it was noted, and during builds."""

from __future__ import annotations

import json

import pytest
import qdrant_edge
from qdrant_client import AsyncQdrantClient, models
from selaras.matching.index.edge.adapter import EdgeIndex
from selaras.matching.index.edge.part import Part
from selaras.matching.index.points import PARTS, STATE
from selaras.matching.index.qdrant.adapter import QdrantIndex
from selaras.matching.index.settings import IndexSettings

from tests.support.index import MODEL, asking, indexed, vector

PUBLIC = asking(published=True)


async def public_keys(index, seed: int = 1) -> set[str]:
    """Keys that the searches by a whole vector and by a claim find; both must agree."""
    messages = await index.near_messages(vector(seed), PUBLIC, 50, 0.9)
    [claims] = await index.near_claims(vector(seed * 100)[None], PUBLIC, 50, 0.9)
    assert {hit.key for hit in messages} == {hit.key for hit in claims}
    return {hit.key for hit in messages}


async def fill(index) -> None:
    """Two messages to an area and one to the whole country, none of them public."""
    await index.put(indexed("dinkes/1", 1))
    await index.put(indexed("dinkes/2", 1))
    await index.put(indexed("bpbd/1", 1, area_codes=()))


async def old_edge(folder) -> EdgeIndex:
    """An index of Edge whose points say nothing of their state, as they did once."""
    settings = IndexSettings(folder=folder)
    index = EdgeIndex(settings)
    await index.open()
    await fill(index)
    await index.close()
    known = json.loads((folder / "index.json").read_text())
    for name in PARTS:
        part = Part.load(name, folder / known["collections"][known["live"]]["parts"][name])
        operations = qdrant_edge.UpdateOperation
        part._shard.update(operations.delete_payload_by_filter(qdrant_edge.Filter(), [STATE]))
        part._shard.update(operations.delete_field_index(STATE))
        part.close()
    index = EdgeIndex(settings)
    await index.open()
    return index


async def old_qdrant(folder) -> QdrantIndex:
    """The same on qdrant-client."""
    client = AsyncQdrantClient(location=":memory:")
    index = QdrantIndex(client, IndexSettings(folder=folder))
    await index.open()
    await fill(index)
    for part in PARTS:
        name = index._catalogue.collection(index.collection, part)
        await client.delete_payload(name, [STATE], models.Filter(), wait=True)
    return index


@pytest.fixture(
    params=[
        "edge",
        pytest.param("qdrant", marks=pytest.mark.filterwarnings("ignore::UserWarning")),
    ]
)
async def old_index(request, tmp_path):
    """An index from before it was noted what is public."""
    make = old_edge if request.param == "edge" else old_qdrant
    index = await make(tmp_path / "index")
    yield index
    await index.close()


async def test_what_says_nothing_passes_for_the_database_to_decide(old_index):
    assert await public_keys(old_index) == {"dinkes/1", "dinkes/2", "bpbd/1"}
    assert await old_index.near_terms(("polio",), PUBLIC, 5) == []


async def test_a_new_write_says_what_it_is(old_index):
    await old_index.put(indexed("dinkes/1", 1, revision=2, terms=("polio",)))
    assert await public_keys(old_index) == {"dinkes/2", "bpbd/1"}
    assert await old_index.mark_published("dinkes/1", 2)
    assert await public_keys(old_index) == {"dinkes/1", "dinkes/2", "bpbd/1"}
    [hit] = await old_index.near_terms(("polio",), PUBLIC, 5)
    assert hit.key == "dinkes/1"


async def test_a_rebuild_notes_what_is_public(old_index):
    following = await old_index.create_next(MODEL, 32)
    await following.put_many(
        [
            indexed("dinkes/1", 1, published=True, terms=("polio",)),
            indexed("dinkes/2", 1, terms=("polio",)),
            indexed("bpbd/1", 1, published=True, area_codes=()),
        ]
    )
    await old_index.switch(following)
    assert await public_keys(old_index) == {"dinkes/1", "bpbd/1"}
    assert [hit.key for hit in await old_index.near_terms(("polio",), PUBLIC, 5)] == ["dinkes/1"]


async def test_what_goes_out_while_a_graph_is_built_is_public_in_it(tmp_path):
    folder = tmp_path / "index"
    index = EdgeIndex(IndexSettings(folder=folder, build_after=1000))
    await index.open()
    try:
        await index.put_many([indexed(f"dinkes/{seed}", seed, claims=5) for seed in range(1, 401)])
        marked = 0
        while _part(folder, "claims-regional").endswith("-0"):
            marked += 1
            assert await index.mark_published(f"dinkes/{marked % 400 + 1}", 1)
        assert marked
        for seed in {2, min(marked, 399) + 1}:
            assert await public_keys(index, seed) == {f"dinkes/{seed}"}
        if marked < 350:
            assert await public_keys(index, 400) == set()
    finally:
        await index.close()


def _part(folder, name: str) -> str:
    known = json.loads((folder / "index.json").read_text())
    return known["collections"][known["live"]]["parts"][name]
