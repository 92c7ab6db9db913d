"""One part of a collection: a shard of Qdrant Edge, its configuration and its filters.

Vectors are kept in 8 bits a dimension (Turbo8) and read from the page cache. Measured on 600,000
claims of 384 dimensions: 230 MB instead of 920, searches twice as fast as with 32 bits, and 98.5 %
of the 20 nearest found, against 96.4 % with 32 bits beside int8 codes. See docs/decisions/0003.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import qdrant_edge as engine

from selaras.matching.index.edge.wire import EdgeOptions
from selaras.matching.index.points import (
    BANDS,
    DENSE,
    INDEXED_FIELDS,
    MESSAGES,
    STATE,
    UNTIL,
    Conditions,
)

_KIB = 1024
# Below this many points that a filter lets through, they are compared one by one. For nationwide
# claims filters let nearly everything through, so the graph wins early; for those of areas it is
# wrong long before it is slow.
_ONE_BY_ONE = {MESSAGES: 30_000}
_ONE_BY_ONE_CLAIMS = 20_000
# Two segments: one with the graph, one that is written to. More make every search slower; the graph
# is not lost by a merge, new points are added to it.
_SEGMENTS = 2
_MAX_SEGMENT_KIB = 8 * _KIB * _KIB
_COLD = engine.Memory.Cold


@dataclass(slots=True)
class Changes:
    """What changed in a part since a copy of it was begun, and that copy once it is open.

    Only ids are kept, for a long build may see many writes; vectors are read from the part again.
    ``by_filter`` are the operations on whatever a filter lets through, in their order.
    """

    written: set[str] = field(default_factory=set)
    by_filter: deque[Any] = field(default_factory=deque)
    copy: Any = None
    path: Path = Path()
    repeated: int = 0


class Part:
    """An open shard."""

    def __init__(self, name: str, path: Path, shard: Any) -> None:
        self.name = name
        self.path = path
        self._shard = shard
        self._changes: Changes | None = None
        self.build_failed = False
        self.unflushed_since: float | None = None
        self.unbuilt = self._estimate_unbuilt()

    @classmethod
    def create(cls, name: str, path: Path, dimensions: int, options: EdgeOptions) -> Part:
        """Make an empty shard with its payload indexes."""
        path.mkdir(parents=True)
        shard = engine.EdgeShard.create(str(path), _configuration(name, dimensions, options))
        for name_of_field in INDEXED_FIELDS:
            # No graph per value: it would only help filters that are handled by parts instead.
            keyword = engine.KeywordIndexParams(enable_hnsw=False, memory=_COLD)
            shard.update(engine.UpdateOperation.create_field_index(name_of_field, keyword))
        until = engine.IntegerIndexParams(lookup=False, range=True, enable_hnsw=False, memory=_COLD)
        shard.update(engine.UpdateOperation.create_field_index(UNTIL, until))
        return cls(name, path, shard)

    @classmethod
    def load(cls, name: str, path: Path) -> Part:
        """Open a shard; replays what was not flushed before."""
        return cls(name, path, engine.EdgeShard.load(str(path)))

    def upsert(self, points: Sequence[Any]) -> None:
        """Write points; they survive a kill of the process from here on."""
        if not points:
            return
        self._update(engine.UpdateOperation.upsert_points(list(points)))
        self.unbuilt += len(points)
        if self._changes is not None:
            self._changes.written.update(str(item.id) for item in points)

    def delete(self, condition: Any) -> None:
        """Delete the points that a filter lets through."""
        self._repeatable(engine.UpdateOperation.delete_points_by_filter(condition))

    def delete_ids(self, ids: Sequence[str]) -> None:
        """Delete points by id."""
        if ids:
            self._repeatable(engine.UpdateOperation.delete_points(list(ids)))

    def note(self, condition: Any, payload: dict[str, Any]) -> None:
        """Add to the payload of the points that a filter lets through."""
        self._repeatable(engine.UpdateOperation.set_payload_by_filter(condition, payload))

    def _repeatable(self, operation: Any) -> None:
        self._update(operation)
        if self._changes is not None:
            self._changes.by_filter.append(operation)

    def _update(self, operation: Any) -> None:
        self._shard.update(operation)
        if self.unflushed_since is None:
            self.unflushed_since = time.monotonic()

    def payloads(self, ids: Sequence[str], fields: Sequence[str]) -> dict[str, dict[str, Any]]:
        """Payloads by point id; ids that are not known are left out."""
        if not ids:
            return {}
        records = self._shard.retrieve(list(ids), list(fields), False)
        return {str(record.id): record.payload for record in records}

    def query(self, requests: Sequence[Any]) -> list[list[Any]]:
        """Answers to a batch of queries, in their order."""
        if not requests:
            return []
        found: list[list[Any]] = self._shard.query_batch(engine.QueryBatchRequest(list(requests)))
        return found

    def page(self, offset: str | None, limit: int, fields: Sequence[str]) -> tuple[Any, str | None]:
        """Payloads of some points, and where the next page begins."""
        records, following = self._shard.scroll(
            engine.ScrollRequest(offset=offset, limit=limit, with_payload=list(fields))
        )
        payloads = [record.payload for record in records]
        return payloads, None if following is None else str(following)

    def count(self) -> int:
        """How many points there are, exactly."""
        total: int = self._shard.count(engine.CountRequest(exact=True))
        return total

    def flush(self) -> None:
        """Write everything to the files."""
        self._shard.flush()
        self.unflushed_since = None

    def close(self) -> None:
        """Flush and close."""
        self.forget_changes()
        self._shard.close()

    def watch_changes(self) -> None:
        """Remember what changes from here on, to repeat it on a copy that is about to be made."""
        self._changes = Changes()

    def forget_changes(self) -> None:
        """Give up the copy."""
        if self._changes is not None and self._changes.copy is not None:
            self._changes.copy.close()
        self._changes = None

    def open_copy(self, path: Path) -> None:
        """Open the copy, to be brought up to date; once is enough."""
        assert self._changes is not None  # noqa: S101 - watched since before it was made
        if self._changes.copy is None:
            self._changes.copy, self._changes.path = engine.EdgeShard.load(str(path)), path

    def catch_up(self, limit: int) -> bool:
        """Repeat some of what changed on the copy; True: it is up to date.

        Operations by filter first: what was written after one of them is written to the copy after
        it, with the payload that the part has by then.
        """
        changes = self._changes
        assert changes is not None  # noqa: S101 - as above
        for _ in range(min(limit, len(changes.by_filter))):
            changes.copy.update(changes.by_filter.popleft())
        if changes.by_filter:
            return False
        ids = [changes.written.pop() for _ in range(min(limit, len(changes.written)))]
        changes.repeated += len(ids)
        if ids:
            records = self._shard.retrieve(ids, True, True)
            points = [point(item.id, item.vector, item.payload) for item in records]
            changes.copy.update(engine.UpdateOperation.upsert_points(points))
            gone = set(ids) - {str(item.id) for item in records}
            if gone:
                changes.copy.update(engine.UpdateOperation.delete_points(list(gone)))
        return not changes.written

    def take_over(self) -> Path:
        """Go on with the copy, which is up to date.

        Returns:
            Where the shard was before; it is closed.
        """
        changes = self._changes
        assert changes is not None  # noqa: S101 - as above
        changes.copy.flush()
        before, old = self._shard, self.path
        self._shard, self.path = changes.copy, changes.path
        self.unbuilt, self.build_failed = changes.repeated, False
        self._changes, self.unflushed_since = None, None
        before.close()
        return old

    def points(self) -> int:
        """About how many points there are."""
        return int(self._shard.info().points_count)

    def _estimate_unbuilt(self) -> int:
        """About how many points are in no graph; sparse vectors count as built at once."""
        info = self._shard.info()
        vectors = 2 if self.name == MESSAGES else 1
        return max(0, vectors * int(info.points_count) - int(info.indexed_vectors_count))


def build_graph(path: Path) -> None:
    """Put all points of a shard that nobody else has open into its graph."""
    shard = engine.EdgeShard.load(str(path))
    shard.optimize()
    shard.flush()
    shard.close()


def point(identifier: Any, vectors: dict[str, Any], payload: dict[str, Any]) -> Any:
    """A point as the engine takes it."""
    return engine.Point(identifier, vectors, payload)


def sparse(indices: Sequence[int]) -> Any:
    """A sparse vector of ones, so that a product counts what two have in common."""
    return engine.SparseVector(list(indices), [1.0] * len(indices))


def nearest(
    vector: Any,
    *,
    using: str,
    limit: int,
    condition: Any,
    least: float | None,
    ef: int,
) -> Any:
    """A query for the points nearest to a vector, with what a hit needs of their payload."""
    return engine.QueryRequest(
        query=engine.Query.Nearest(vector, using=using),
        limit=limit,
        filter=condition,
        score_threshold=least,
        params=engine.SearchParams(hnsw_ef=ef),
        with_payload=["key", "rev", "claim"],
    )


def to_filter(conditions: Conditions) -> Any:
    """The conditions as a filter of the engine."""
    must: list[Any] = [_from(UNTIL, conditions.until)]
    if conditions.areas is not None:
        any_area = engine.MatchAny(list(conditions.areas))
        must.append(engine.FieldCondition("areas", match=any_area))
    if conditions.model is not None:
        must.append(_equals("model", conditions.model))
    if conditions.agency is not None:
        must.append(_equals("agency", conditions.agency))
    refused = {
        "agency": conditions.not_agency,
        "key": conditions.not_key,
        STATE: conditions.not_state,
    }
    must_not = [_equals(name, value) for name, value in refused.items() if value is not None]
    return engine.Filter(must=must, must_not=must_not)


def of_key(key: str) -> Any:
    """All points of a message."""
    return engine.Filter(must=[_equals("key", key)])


def of_revision(key: str, revision: int) -> Any:
    """The points of one revision of a message."""
    return engine.Filter(must=[_equals("key", key), _equals("rev", revision)])


def outdated(key: str, revision: int, claims: int) -> Any:
    """Claims of earlier revisions of a message, and those beyond its last claim."""
    return engine.Filter(
        must=[_equals("key", key)], should=[_below("rev", revision), _from("claim", claims)]
    )


def _equals(field: str, value: str | int) -> Any:
    return engine.FieldCondition(field, match=engine.MatchValue(value))


def _from(field: str, least: int) -> Any:
    return engine.FieldCondition(field, range=engine.RangeFloat(gte=float(least)))


def _below(field: str, limit: int) -> Any:
    return engine.FieldCondition(field, range=engine.RangeFloat(lt=float(limit)))


def _configuration(name: str, dimensions: int, options: EdgeOptions) -> Any:
    turbo, plain = engine.VectorStorageDatatype.Turbo8, engine.VectorStorageDatatype.Float16
    bytes_each = dimensions * (1 if options.compact_vectors else 2)
    graph = engine.HnswIndexConfig(
        m=options.hnsw_m,
        ef_construct=options.hnsw_ef_construct,
        full_scan_threshold=_ONE_BY_ONE.get(name, _ONE_BY_ONE_CLAIMS) * bytes_each // _KIB,
        memory=engine.Memory.Cached,
    )
    dense = engine.EdgeVectorParams(
        size=dimensions,
        distance=engine.Distance.Cosine,
        datatype=turbo if options.compact_vectors else plain,
        hnsw_config=graph,
        memory=_COLD,
    )
    return engine.EdgeConfig(
        vectors={DENSE: dense},
        sparse_vectors={BANDS: engine.EdgeSparseVectorParams(memory=_COLD)}
        if name == MESSAGES
        else None,
        optimizers=engine.EdgeOptimizersConfig(
            default_segment_number=_SEGMENTS,
            max_segment_size=_MAX_SEGMENT_KIB,
            # Whatever is worth a build gets its graph in it.
            indexing_threshold=max(1, options.build_after * bytes_each // _KIB // 2),
        ),
        payload_memory=_COLD,
        id_tracker_memory=_COLD,
    )
