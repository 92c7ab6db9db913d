"""The index on every backend."""

from __future__ import annotations

import os
import uuid

import pytest
from qdrant_client import AsyncQdrantClient
from selaras.matching.index.edge.adapter import EdgeIndex
from selaras.matching.index.qdrant.adapter import QdrantIndex, connect
from selaras.matching.index.settings import IndexSettings

from tests.fakes.index import FakeIndex

SERVER = os.environ.get("SELARAS_TEST_QDRANT_URL")


# Local mode is the server's double here: it says that it ignores payload indexes and graphs.
_LOCAL = pytest.mark.filterwarnings("ignore::UserWarning")
BACKENDS = [
    "fake",
    "edge",
    pytest.param("qdrant-memory", marks=_LOCAL),
    pytest.param("qdrant-path", marks=_LOCAL),
    *(["qdrant-server"] if SERVER else []),
]


@pytest.fixture(params=BACKENDS)
async def index(request, tmp_path):
    """An empty, open index."""
    made = _make(request.param, tmp_path)
    await made.open()
    yield made
    if request.param == "qdrant-server":
        await _drop_all(made)
    await made.close()


def _make(backend: str, tmp_path):
    settings = IndexSettings(folder=tmp_path / "index", prefix=f"test-{uuid.uuid4().hex[:12]}")
    if backend == "fake":
        return FakeIndex()
    if backend == "edge":
        return EdgeIndex(settings)
    if backend == "qdrant-server":
        key = os.environ.get("SELARAS_TEST_QDRANT_API_KEY")
        return connect(settings.model_copy(update={"url": SERVER, "api_key": key}))
    location = {"path": str(tmp_path / "local")} if backend == "qdrant-path" else {}
    client = AsyncQdrantClient(**(location or {"location": ":memory:"}))
    return QdrantIndex(client, settings)


async def _drop_all(index: QdrantIndex) -> None:
    """Leave nothing on a server that others use too."""
    client, prefix = index._client, index._catalogue._prefix
    response = await client.get_collections()
    for item in response.collections:
        if item.name.startswith(f"{prefix}-"):
            await client.delete_collection(item.name)
