from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError
from selaras.matching.index.bootstrap import open_index
from selaras.matching.index.edge.adapter import EdgeIndex
from selaras.matching.index.qdrant.adapter import QdrantIndex
from selaras.matching.index.settings import Backend, IndexSettings


def test_edge_unless_there_is_a_server():
    assert IndexSettings().engine is Backend.EDGE
    assert IndexSettings(url="http://qdrant:6333").engine is Backend.QDRANT
    assert IndexSettings(url="http://qdrant:6333", backend="edge").engine is Backend.EDGE


def test_settings_come_from_the_environment(monkeypatch):
    monkeypatch.setenv("SELARAS_INDEX_FOLDER", "/tmp/somewhere")
    monkeypatch.setenv("SELARAS_INDEX_API_KEY", "kunci-qdrant-7f3a")
    settings = IndexSettings()
    assert settings.folder == Path("/tmp/somewhere")
    assert "kunci-qdrant" not in repr(settings)


def test_settings_are_frozen_and_checked():
    with pytest.raises(ValidationError):
        IndexSettings().hnsw_m = 8
    for wrong in ({"hnsw_m": 1}, {"timeout_seconds": 0}, {"prefix": "Besar!"}, {"backend": "x"}):
        with pytest.raises(ValidationError):
            IndexSettings(**wrong)


def test_a_server_without_an_address_is_refused():
    with pytest.raises(ValidationError, match="url"):
        IndexSettings(backend="qdrant")


def test_nothing_starts_before_it_is_opened(tmp_path):
    index = open_index(IndexSettings(folder=tmp_path / "index"))
    assert isinstance(index, EdgeIndex)
    assert index.pid is None
    assert not (tmp_path / "index").exists()


async def test_a_server_is_not_asked_before_it_is_opened():
    index = open_index(IndexSettings(url="http://127.0.0.1:1"))
    assert isinstance(index, QdrantIndex)
    assert index.collection == ""
    await index.close()
