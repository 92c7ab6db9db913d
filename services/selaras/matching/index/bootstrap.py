"""Makes the index that the settings ask for; nothing starts before it is opened."""

from __future__ import annotations

from selaras.matching.index.port import Index
from selaras.matching.index.settings import Backend, IndexSettings


def open_index(settings: IndexSettings) -> Index:
    """The index, to be opened with ``open()``; only its own engine's library is imported."""
    if settings.engine is Backend.QDRANT:
        from selaras.matching.index.qdrant.adapter import connect  # noqa: PLC0415

        return connect(settings)
    from selaras.matching.index.edge.adapter import EdgeIndex  # noqa: PLC0415

    return EdgeIndex(settings)
