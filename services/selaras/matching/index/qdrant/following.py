"""The collection that is being filled, on a Qdrant server."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import TYPE_CHECKING

from selaras.matching.index.port import IndexedMessage, StoredKey
from selaras.matching.index.qdrant.catalogue import Known

if TYPE_CHECKING:
    from selaras.matching.index.qdrant.adapter import QdrantIndex


class QdrantNext:
    """See :class:`selaras.matching.index.port.NextCollection`."""

    def __init__(self, index: QdrantIndex, known: Known) -> None:
        self._index = index
        self._known = known

    @property
    def name(self) -> str:
        """See :class:`selaras.matching.index.port.NextCollection`."""
        return self._known.name

    @property
    def model_version(self) -> str:
        """See :class:`selaras.matching.index.port.NextCollection`."""
        return self._known.model_version

    async def put_many(self, messages: Sequence[IndexedMessage]) -> int:
        """See :class:`selaras.matching.index.port.NextCollection`."""
        return await self._index.fill(self._known, messages)

    async def count(self) -> int:
        """See :class:`selaras.matching.index.port.NextCollection`."""
        return await self._index.count_next(self._known.name)

    async def stored_keys(self) -> AsyncIterator[StoredKey]:
        """See :class:`selaras.matching.index.port.NextCollection`."""
        async for item in self._index.keys_next(self._known.name):
            yield item
