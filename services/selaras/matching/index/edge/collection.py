"""One collection: writes and searches over its parts, in the order that keeps them right."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from selaras.matching.index.edge import part as parts
from selaras.matching.index.edge.part import Part
from selaras.matching.index.edge.wire import EdgeOptions
from selaras.matching.index.hits import Found, nearest_first
from selaras.matching.index.points import (
    ANYWHERE,
    BANDS,
    CLAIM_PARTS,
    DENSE,
    MESSAGES,
    NATIONWIDE,
    PARTS,
    PUBLISHED,
    REGIONAL,
    STATE,
    Conditions,
    Entry,
    claim_searches,
    newest,
    point_id,
)
from selaras.matching.index.port import Vectors

_KNOWN_REVISIONS = 50_000


class Collection:
    """An open collection. See :mod:`selaras.matching.index.points` for how it is laid out."""

    def __init__(self, name: str, opened: Mapping[str, Part], options: EdgeOptions) -> None:
        self.name = name
        self.parts = dict(opened)
        self._options = options
        # Revisions of messages, so that most claims need no look at their message. Every write
        # goes through here, hence what is remembered is true.
        self._revisions: OrderedDict[str, int] = OrderedDict()

    @classmethod
    def create(
        cls, name: str, paths: Mapping[str, Path], dimensions: int, options: EdgeOptions
    ) -> Collection:
        """Make an empty collection."""
        opened = {part: Part.create(part, paths[part], dimensions, options) for part in PARTS}
        return cls(name, opened, options)

    @classmethod
    def load(cls, name: str, paths: Mapping[str, Path], options: EdgeOptions) -> Collection:
        """Open a collection."""
        return cls(name, {part: Part.load(part, paths[part]) for part in PARTS}, options)

    def put(self, entries: Sequence[Entry]) -> int:
        """Write messages that are not older than what is there; how many."""
        chosen = newest(entries)
        known = self._messages.payloads([item.message_id for item in chosen], ("rev", "areas"))
        fresh = []
        for entry in chosen:
            before = known.get(entry.message_id)
            if before is None or entry.revision >= before["rev"]:
                fresh.append((entry, before))
        self._write_claims([entry for entry, _ in fresh])
        for entry, before in fresh:
            if before is not None:
                self._delete_outdated(entry, before)
        # Last, for it makes the claims of this revision count.
        self._messages.upsert([_message_point(entry) for entry, _ in fresh])
        for entry, _ in fresh:
            self._remember(entry.key, entry.revision)
        return len(fresh)

    def _write_claims(self, entries: Iterable[Entry]) -> None:
        points: dict[str, list[Any]] = {part: [] for part in CLAIM_PARTS}
        for entry in entries:
            for number, vector in enumerate(entry.claim_vectors):
                points[entry.part].append(
                    parts.point(
                        point_id(entry.key, number), {DENSE: vector}, entry.claim_payload(number)
                    )
                )
        for name, some in points.items():
            self.parts[name].upsert(some)

    def _delete_outdated(self, entry: Entry, before: Mapping[str, Any]) -> None:
        part_before = NATIONWIDE if ANYWHERE in before["areas"] else REGIONAL
        if part_before != entry.part:
            self.parts[part_before].delete(parts.of_key(entry.key))
        self.parts[entry.part].delete(
            parts.outdated(entry.key, entry.revision, len(entry.claim_vectors))
        )

    def remove(self, key: str) -> bool:
        """Take a message out; False: it was not in."""
        identifier = point_id(key)
        known = bool(self._messages.payloads([identifier], ("rev",)))
        self._messages.delete_ids([identifier])
        for name in CLAIM_PARTS:
            self.parts[name].delete(parts.of_key(key))
        self._revisions.pop(key, None)
        return known

    def mark_published(self, key: str, revision: int) -> bool:
        """Note that a revision is public; False: another one is in, or none."""
        identifier = point_id(key)
        known = self._messages.payloads([identifier], ("rev", "areas")).get(identifier)
        if known is None or known["rev"] != revision:
            return False
        claims = self.parts[NATIONWIDE if ANYWHERE in known["areas"] else REGIONAL]
        for part in (claims, self._messages):
            part.note(parts.of_revision(key, revision), {STATE: PUBLISHED})
        return True

    def near_messages(
        self, vector: Vectors, conditions: Conditions, limit: int, least: float
    ) -> list[Found]:
        """Messages near a vector."""
        return self._ask_messages(vector, DENSE, conditions, limit, least)

    def near_lexical(self, bands: Sequence[int], conditions: Conditions, limit: int) -> list[Found]:
        """Messages that share bands; the score is how many."""
        return self._ask_messages(parts.sparse(bands), BANDS, conditions, limit, None)

    def _ask_messages(
        self, vector: Any, using: str, conditions: Conditions, limit: int, least: float | None
    ) -> list[Found]:
        query = parts.nearest(
            vector,
            using=using,
            limit=limit,
            condition=parts.to_filter(conditions),
            least=least,
            ef=max(self._options.hnsw_ef, limit),
        )
        [points] = self._messages.query([query])
        return nearest_first([_found(item) for item in points], limit)

    def near_claims(
        self, vectors: Vectors, conditions: Conditions, limit: int, least: float
    ) -> list[list[Found]]:
        """Claims near each vector; only those of the revision that their message has."""
        merged: list[list[Found]] = [[] for _ in vectors]
        for name, narrowed in claim_searches(conditions):
            condition = parts.to_filter(narrowed)
            queries = [
                parts.nearest(
                    vector,
                    using=DENSE,
                    limit=limit,
                    condition=condition,
                    least=least,
                    ef=max(self._options.hnsw_ef, limit),
                )
                for vector in vectors
            ]
            for asked, points in enumerate(self.parts[name].query(queries)):
                merged[asked].extend(_found(item) for item in points)
        revisions = self._current_revisions({hit.key for hits in merged for hit in hits})
        return [
            nearest_first([hit for hit in hits if revisions.get(hit.key) == hit.revision], limit)
            for hits in merged
        ]

    def _current_revisions(self, keys: set[str]) -> dict[str, int]:
        """Revisions of messages by key; those that are not in are left out."""
        current = {key: self._revisions[key] for key in keys if key in self._revisions}
        missing = {point_id(key): key for key in keys if key not in current}
        for identifier, payload in self._messages.payloads(list(missing), ("rev",)).items():
            current[missing[identifier]] = payload["rev"]
            self._remember(missing[identifier], payload["rev"])
        return current

    def _remember(self, key: str, revision: int) -> None:
        self._revisions[key] = revision
        self._revisions.move_to_end(key)
        if len(self._revisions) > _KNOWN_REVISIONS:
            self._revisions.popitem(last=False)

    def count(self) -> int:
        """How many messages are in."""
        return self._messages.count()

    def keys(self, offset: str | None, limit: int) -> tuple[list[tuple[str, int]], str | None]:
        """A page of keys with revisions, and where the next one begins."""
        payloads, following = self._messages.page(offset, limit, ("key", "rev"))
        return [(item["key"], item["rev"]) for item in payloads], following

    def close(self) -> None:
        """Flush and close all parts."""
        for part in self.parts.values():
            part.close()

    @property
    def _messages(self) -> Part:
        return self.parts[MESSAGES]


def _message_point(entry: Entry) -> Any:
    vectors: dict[str, Any] = {DENSE: entry.message_vector}
    if entry.bands:
        vectors[BANDS] = parts.sparse(entry.bands)
    return parts.point(entry.message_id, vectors, entry.message_payload)


def _found(item: Any) -> Found:
    payload = item.payload
    return Found(payload["key"], payload["rev"], item.score, payload.get("claim", -1))
