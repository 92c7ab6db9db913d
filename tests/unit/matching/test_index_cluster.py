"""A new collection on a Qdrant cluster is split and copied as the settings say."""

from __future__ import annotations

from typing import Any

import pytest
from qdrant_client import AsyncQdrantClient
from selaras.matching.index.points import PARTS
from selaras.matching.index.qdrant.catalogue import LIVE, Catalogue
from selaras.matching.index.settings import IndexSettings


class _Client(AsyncQdrantClient):
    """Qdrant's local mode, which has no shards and no copies: remembers what was asked."""

    def __init__(self) -> None:
        super().__init__(location=":memory:")
        self.asked: list[tuple[Any, Any]] = []

    async def create_collection(self, *arguments: Any, **options: Any) -> bool:
        self.asked.append((options.get("shard_number"), options.get("replication_factor")))
        return await super().create_collection(*arguments, **options)


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize(
    ("settings", "asked"),
    [(IndexSettings(), (None, 1)), (IndexSettings(shards=3, replication=2), (3, 2))],
    ids=["alone", "cluster"],
)
async def test_shards_and_copies_are_those_of_the_settings(settings, asked):
    client = _Client()
    await Catalogue(client, settings).create(LIVE, "model/1", 8)
    assert client.asked == [asked] * len(PARTS)
    await client.close()
