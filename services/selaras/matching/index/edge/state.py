"""The folder of an Edge index: who owns it, and which collections lie in it.

::

    LOCK                    held (flock) by the process that owns the folder
    index.json              the state, replaced as one file, so that every switch is atomic
    <collection>/<part>-N   a shard; N grows with every graph that was built
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import socket
import time
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import IO, Any

from selaras.matching.index.faults import LOCKED, UNAVAILABLE, Fault

_STATE = "index.json"
_LOCK = "LOCK"
_FORMAT = 1
_LOCK_POLL_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class CollectionState:
    """A collection: its model, and the folder of each part, relative to the index's.

    ``mixed``: it also holds vectors of other models, so searches must tell them apart.
    ``lasting``: as the next collection it is kept when the engine is started anew.
    """

    model_version: str
    dimensions: int
    parts: dict[str, str]
    mixed: bool = False
    lasting: bool = False


@dataclass(frozen=True, slots=True)
class State:
    """All collections, and which of them answers and which is being filled."""

    live: str | None = None
    following: str | None = None
    collections: dict[str, CollectionState] = field(default_factory=dict)

    def with_collection(self, name: str, collection: CollectionState) -> State:
        """This state with a collection added or replaced."""
        return replace(self, collections={**self.collections, name: collection})

    def without(self, name: str) -> State:
        """This state with a collection taken out."""
        kept = {key: value for key, value in self.collections.items() if key != name}
        return replace(
            self,
            collections=kept,
            live=None if self.live == name else self.live,
            following=None if self.following == name else self.following,
        )


class Folder:
    """The folder, owned by this process until it is closed."""

    def __init__(self, path: Path, lock: IO[str]) -> None:
        self.path = path
        self._lock = lock

    @classmethod
    def own(cls, path: Path, wait_seconds: float) -> Folder:
        """Take the folder; waits for an owner that is about to end.

        Raises:
            Fault: EDGE_INDEX_LOCKED, another process keeps it.
        """
        path.mkdir(parents=True, exist_ok=True)
        lock = (path / _LOCK).open("a+", encoding="ascii")
        deadline = time.monotonic() + wait_seconds
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    lock.seek(0)
                    owner = lock.read().strip() or "unknown"
                    lock.close()
                    raise Fault(
                        LOCKED,
                        f"process {owner} owns the index in {path}; one process owns a folder, "
                        "so stop it first, or keep the index on a Qdrant server",
                    ) from None
                time.sleep(_LOCK_POLL_SECONDS)
            else:
                break
        lock.truncate(0)
        # A container has process ids of its own; its host name is its id.
        lock.write(f"{os.getpid()} on {socket.gethostname()}")
        lock.flush()
        return cls(path, lock)

    def read(self) -> State:
        """The state; an empty one in a new folder.

        Raises:
            Fault: INDEX_UNAVAILABLE, the file cannot be understood.
        """
        path = self.path / _STATE
        if not path.exists():
            return State()
        try:
            known: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
            if known["format"] != _FORMAT:
                raise ValueError(f"format {known['format']}")
            collections = {
                name: CollectionState(**values) for name, values in known["collections"].items()
            }
            return State(known["live"], known["following"], collections)
        except (ValueError, KeyError, TypeError) as error:
            raise Fault(
                UNAVAILABLE,
                f"{path} cannot be read ({error}); move the folder away and rebuild the index",
            ) from error

    def write(self, state: State) -> None:
        """Replace the state: after a crash there is the old one or this one, on disk."""
        body = {"format": _FORMAT, **asdict(state)}
        for values in body["collections"].values():
            if not values["lasting"]:
                del values["lasting"]  # which versions before this one do not know
        temporary = self.path / f"{_STATE}.new"
        with temporary.open("w", encoding="utf-8") as file:
            json.dump(body, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(self.path / _STATE)
        self._sync()

    def _sync(self) -> None:
        descriptor = os.open(self.path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def clean(self, state: State) -> None:
        """Delete what the state does not name, left by a crash. Not while a graph is built."""
        used = {part for item in state.collections.values() for part in item.parts.values()}
        for folder in (item for item in self.path.iterdir() if item.is_dir()):
            if folder.name not in state.collections:
                shutil.rmtree(folder, ignore_errors=True)
                continue
            for shard in folder.iterdir():
                if str(shard.relative_to(self.path)) not in used:
                    shutil.rmtree(shard, ignore_errors=True)

    def delete(self, relative: str | Path) -> None:
        """Delete a folder below this one that the state no longer names."""
        shutil.rmtree(self.path / relative, ignore_errors=True)

    def release(self) -> None:
        """Give the folder up."""
        self._lock.close()
