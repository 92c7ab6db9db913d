"""All collections of an Edge index, as the worker answers for them."""

from __future__ import annotations

import contextlib
import re
import time
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from selaras.matching.index.edge.collection import Collection
from selaras.matching.index.edge.part import Part
from selaras.matching.index.edge.state import CollectionState, Folder
from selaras.matching.index.edge.wire import EdgeOptions
from selaras.matching.index.faults import NEXT_GONE, REBUILD_NEEDED, UNAVAILABLE, Fault
from selaras.matching.index.hits import Found
from selaras.matching.index.points import PARTS, Conditions, Entry, with_state
from selaras.matching.index.port import Vectors

_NO_LETTER = re.compile(r"[^a-z0-9]+")


class EdgeStore:
    """The open collections: the one that answers and, during a rebuild, the next."""

    def __init__(self, options: EdgeOptions) -> None:
        self._options = options
        self._folder = Folder.own(options.folder, options.lock_wait_seconds)
        self._state = self._folder.read()
        self.live: Collection | None = None
        self.following: Collection | None = self._take_up_next()
        self._folder.clean(self._state)
        # What happened while the next collection was being filled, and must not be undone in it.
        self._removed: set[str] = set()
        self._published: dict[str, int] = {}
        if self._state.live is not None:
            self.live = self._load(self._state.live)

    def _take_up_next(self) -> Collection | None:
        """The next collection of the process before, if it was to last and can be opened."""
        name = self._state.following
        if name is None:
            return None
        if self._state.collections[name].lasting:
            with contextlib.suppress(Fault):
                return self._load(name)
        # Nobody fills it any more.
        self._state = self._state.without(name)
        self._folder.write(self._state)
        return None

    def describe(self) -> tuple[str, str]:
        """Names of the collection that answers and of the next; empty: none."""
        return self._state.live or "", self._state.following or ""

    def describe_next(self) -> tuple[str, str]:
        """Name and model of the next collection; empty: none."""
        name = self._state.following
        return (name, self._state.collections[name].model_version) if name else ("", "")

    def ensure(self, model_version: str, dimensions: int) -> None:
        """Make the first collection if there is none."""
        if self.live is None:
            self.live = self._create(model_version, dimensions)
            self._state = replace(self._state, live=self.live.name)
            self._folder.write(self._state)

    def put(self, entries: Sequence[Entry]) -> int:
        """Write messages to the collection that answers, and to the next where they fit."""
        if not entries:
            return 0
        model, dimensions = entries[0].model_version, len(entries[0].message_vector)
        self.ensure(model, dimensions)
        for entry in entries:
            self._removed.discard(entry.key)
        into_next = self._put_next([item for item in entries if self._only_next(item)])
        rest = [item for item in entries if not self._only_next(item)]
        return into_next + (self._put_live(rest, dimensions) if rest else 0)

    def _put_live(self, entries: Sequence[Entry], dimensions: int) -> int:
        """Write to the collection that answers, and to a next one of the same model."""
        if not self._fits_live(dimensions):
            raise Fault(
                REBUILD_NEEDED,
                f"vectors of length {dimensions} do not fit the collection {self._state.live}",
            )
        self._put_next([item for item in entries if self._fits_next(item)])
        self._note_models({entry.model_version for entry in entries})
        return self._need_live().put(entries)

    def _only_next(self, entry: Entry) -> bool:
        """Whether a message is of the model of the next collection and of no other."""
        return self._fits_next(entry) and self._model_of(self._state.live) != entry.model_version

    def _model_of(self, name: str | None) -> str:
        return self._state.collections[name].model_version if name else ""

    def _fits_live(self, dimensions: int) -> bool:
        state = self._state.collections[self._state.live or ""]
        return state.dimensions == dimensions

    def _fits_next(self, entry: Entry) -> bool:
        if self._state.following is None:
            return False
        state = self._state.collections[self._state.following]
        same_length = state.dimensions == len(entry.message_vector)
        return same_length and state.model_version == entry.model_version

    def _put_next(self, entries: Sequence[Entry]) -> int:
        return self.following.put(entries) if self.following and entries else 0

    def _note_models(self, models: set[str]) -> None:
        """Remember that searches must tell models apart from now on."""
        name = self._state.live or ""
        state = self._state.collections[name]
        if not state.mixed and models != {state.model_version}:
            self._state = self._state.with_collection(name, replace(state, mixed=True))
            self._folder.write(self._state)

    def put_next(self, name: str, entries: Sequence[Entry]) -> int:
        """Fill the next collection; what was removed since it began stays out."""
        following = self._need_next(name)
        for entry in entries:
            if not self._fits_next(entry):
                raise Fault(REBUILD_NEEDED, f"{entry.key}: not of the model of {name}")
        kept = [item for item in entries if item.key not in self._removed]
        return following.put([with_state(item, self._published) for item in kept])

    def remove(self, key: str) -> bool:
        """Take a message out of all open collections."""
        known = [item.remove(key) for item in self._open()]
        if self.following is not None:
            self._removed.add(key)
        return any(known)

    def mark_published(self, key: str, revision: int) -> bool:
        """Note in all open collections that a revision is public."""
        known = [item.mark_published(key, revision) for item in self._open()]
        if self.following is not None:
            self._published[key] = revision
        return any(known)

    def near_messages(
        self, vector: Vectors, conditions: Conditions, limit: int, least: float
    ) -> list[Found]:
        """See :meth:`Collection.near_messages`."""
        asked, narrowed = self._comparable(conditions, len(vector))
        if asked is None:
            return []
        return asked.near_messages(vector, narrowed, limit, least)

    def near_claims(
        self, vectors: Vectors, conditions: Conditions, limit: int, least: float
    ) -> list[list[Found]]:
        """See :meth:`Collection.near_claims`."""
        asked, narrowed = self._comparable(conditions, vectors.shape[1])
        if asked is None:
            return [[] for _ in vectors]
        return asked.near_claims(vectors, narrowed, limit, least)

    def near_lexical(self, bands: Sequence[int], conditions: Conditions, limit: int) -> list[Found]:
        """See :meth:`Collection.near_lexical`; words are compared whatever the model."""
        asked = self._asked(conditions)
        if asked is None or not bands:
            return []
        return asked.near_lexical(bands, replace(conditions, model=None), limit)

    def _asked(self, conditions: Conditions) -> Collection | None:
        """The collection that answers a search: the next one only for its own model."""
        following, model = self._state.following, conditions.model
        if following and model == self._model_of(following) != self._model_of(self._state.live):
            return self.following
        return self.live

    def _comparable(
        self, conditions: Conditions, dimensions: int
    ) -> tuple[Collection | None, Conditions]:
        """What to ask and with which conditions; None when nothing here can be compared."""
        asked = self._asked(conditions)
        state = self._state.collections[asked.name] if asked else None
        if asked is None or state is None or state.dimensions != dimensions:
            return None, conditions
        if state.mixed:
            return asked, conditions
        if conditions.model != state.model_version:
            return None, conditions
        # All vectors are of one model: a condition on it would only slow the search down.
        return asked, replace(conditions, model=None)

    def count(self, name: str = "") -> int:
        """How many messages are in the collection that answers, or in the next by its name."""
        if name:
            return self._need_next(name).count()
        return self.live.count() if self.live else 0

    def keys(self, offset: str | None, limit: int) -> tuple[list[tuple[str, int]], str | None]:
        """A page of keys with revisions of the collection that answers."""
        return self.live.keys(offset, limit) if self.live else ([], None)

    def keys_next(
        self, name: str, offset: str | None, limit: int
    ) -> tuple[list[tuple[str, int]], str | None]:
        """As :meth:`keys`, of the next collection."""
        return self._need_next(name).keys(offset, limit)

    def create_next(
        self,
        model_version: str,
        dimensions: int,
        lasting: bool = False,
    ) -> str:
        """Begin a collection; one that was begun before is dropped."""
        if self._state.following is not None:
            self.abandon(self._state.following)
        self._removed.clear()
        self._published.clear()
        self.following = self._create(model_version, dimensions, lasting=lasting)
        self._state = replace(self._state, following=self.following.name)
        self._folder.write(self._state)
        return self.following.name

    def switch(self, name: str) -> None:
        """Let the next collection answer; the old one is closed and kept until it is dropped."""
        following, before = self._need_next(name), self.live
        for part in following.parts.values():
            part.flush()
        state = replace(self._state, live=name, following=None)
        self._folder.write(state)
        self._state, self.live, self.following = state, following, None
        if before is not None:
            before.close()

    def exchange(self, name: str) -> None:
        """Let the next collection answer, and the one that answered be the next; both stay open."""
        following, before = self._need_next(name), self.live
        if before is None:
            self.switch(name)
            return
        for part in (*following.parts.values(), *before.parts.values()):
            part.flush()
        old = replace(self._state.collections[before.name], lasting=True)
        state = replace(self._state, live=name, following=before.name)
        state = state.with_collection(before.name, old)
        self._folder.write(state)
        self._state, self.live, self.following = state, following, before
        # Neither lacks anything that was removed or marked: both were open.
        self._removed.clear()
        self._published.clear()

    def abandon(self, name: str) -> None:
        """Drop a collection that was begun; one that is gone already is no error."""
        if self._state.following != name or self.following is None:
            return
        self.following.close()
        self.following = None
        self._forget(name)

    def drop_old(self) -> list[str]:
        """Drop the collections that no longer answer; their names."""
        kept = (self._state.live, self._state.following)
        old = [name for name in self._state.collections if name not in kept]
        for name in old:
            self._forget(name)
        return old

    def move_part(self, collection: Collection, part: Part) -> None:
        """Go on with the copy of a part whose graph was built."""
        before = part.take_over()
        state = self._state.collections[collection.name]
        folders = {**state.parts, part.name: str(part.path.relative_to(self._folder.path))}
        self._state = self._state.with_collection(collection.name, replace(state, parts=folders))
        self._folder.write(self._state)
        self._folder.delete(before)

    def next_path(self, part: Part) -> Path:
        """Where a copy of a part goes: beside it, with the next number."""
        stem, _, number = part.path.name.rpartition("-")
        return part.path.with_name(f"{stem}-{int(number) + 1}")

    def close(self) -> None:
        """Flush and close everything, and give the folder up."""
        for collection in self._open():
            collection.close()
        self.live = self.following = None
        self._folder.release()

    def _open(self) -> Iterator[Collection]:
        yield from (item for item in (self.live, self.following) if item is not None)

    def open_parts(self) -> Iterator[tuple[Collection, Part]]:
        """All parts that are open."""
        for collection in self._open():
            for part in collection.parts.values():
                yield collection, part

    def _create(self, model_version: str, dimensions: int, *, lasting: bool = False) -> Collection:
        model = _NO_LETTER.sub("-", model_version.lower()).strip("-")[:40] or "model"
        stamp = time.strftime("%Y%m%dT%H%M%S", time.gmtime())
        name = f"{model}-{stamp}-{uuid.uuid4().hex[:6]}"
        folders = {part: f"{name}/{part}-0" for part in PARTS}
        paths = {part: self._folder.path / folder for part, folder in folders.items()}
        collection = Collection.create(name, paths, dimensions, self._options)
        state = CollectionState(model_version, dimensions, folders, lasting=lasting)
        self._state = self._state.with_collection(name, state)
        return collection

    def _load(self, name: str) -> Collection:
        folders = self._state.collections[name].parts
        paths = {part: self._folder.path / folders[part] for part in PARTS}
        try:
            return Collection.load(name, paths, self._options)
        except Exception as error:
            raise Fault(
                UNAVAILABLE,
                f"the index in {self._folder.path} cannot be opened ({error}); "
                "move the folder away and rebuild the index",
            ) from error

    def _forget(self, name: str) -> None:
        self._state = self._state.without(name)
        self._folder.write(self._state)
        self._folder.delete(name)

    def _need_live(self) -> Collection:
        if self.live is None:
            raise Fault(UNAVAILABLE, "there is no collection yet")
        return self.live

    def _need_next(self, name: str) -> Collection:
        if self.following is None or self.following.name != name:
            raise Fault(NEXT_GONE, f"the collection {name} is not being filled any more")
        return self.following
