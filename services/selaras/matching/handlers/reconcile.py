"""Brings the index in line with the database after the index has lost something.

The database is the record and the index a projection: a power cut can take the index's last
seconds, a lost disk all of it, and a draft withdrawn while the index was away may still be in it.
"""

from __future__ import annotations

from dataclasses import dataclass

from selaras.kit.logging import get_logger
from selaras.matching.domain.message import MessageState
from selaras.matching.index.port import IndexedMessage, MessageIndex
from selaras.matching.pipeline import Pipeline, to_indexed
from selaras.matching.ports import Embedder, Store, StoredMessage

_log = get_logger(__name__)
_PAGE = 500
_BATCH = 64


@dataclass(frozen=True, slots=True)
class Reconciled:
    """How many messages were put back into the index, and taken out of it."""

    restored: int
    removed: int


class ReconcileHandler:
    """Compares what is indexed with what should be."""

    def __init__(
        self, *, pipeline: Pipeline, store: Store, index: MessageIndex, embedder: Embedder
    ) -> None:
        self._pipeline = pipeline
        self._store = store
        self._index = index
        self._embedder = embedder

    async def reconcile(self) -> Reconciled:
        """Put back what is missing or outdated, take out what is no longer compared.

        Messages of another model than today's are left alone: they want a rebuild.

        Raises:
            Unavailable: a part is away; what was done so far is right.
        """
        version, _ = await self._embedder.model()
        # Read before the database: what is indexed from here on is in the database already.
        indexed = {item.key: item.revision async for item in self._index.stored_keys()}
        restored = 0
        after = ""
        while page := await self._store.live_embedded(after, _PAGE):
            missing = [key for key, revision in page if indexed.pop(key, 0) < revision]
            for start in range(0, len(missing), _BATCH):
                restored += await self._restore(missing[start : start + _BATCH], version)
            after = page[-1][0]
        removed = await self._remove_unless_live(list(indexed))
        if restored or removed:
            _log.warning("index_reconciled", restored=restored, removed=removed)
        return Reconciled(restored, removed)

    async def _restore(self, keys: list[str], version: str) -> int:
        stored = await self._store.stored(keys, version)
        ready = [await self._indexed(item) for item in stored.values()]
        put = await self._index.put_many([item for item in ready if item.model_version == version])
        await self._pipeline.note_published([item.message for item in stored.values()])
        return put

    async def _indexed(self, stored: StoredMessage) -> IndexedMessage:
        examined = self._pipeline.restore(stored)
        return to_indexed(examined or await self._pipeline.examine_anew(stored.message))

    async def _remove_unless_live(self, keys: list[str]) -> int:
        """Take out what is withdrawn or unknown; a new revision that is being checked stays."""
        removed = 0
        for start in range(0, len(keys), _BATCH):
            some = keys[start : start + _BATCH]
            stored = await self._store.stored(some)
            for key in some:
                known = stored.get(key)
                if known is None or known.message.state is MessageState.WITHDRAWN:
                    removed += await self._pipeline.take_out(key)
        return removed
