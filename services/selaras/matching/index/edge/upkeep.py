"""Keeps an Edge index fast and its log short: flushes, and builds graphs aside.

New points are in no graph and are compared one by one. Once there are many, a copy of the part is
made, its graph is built by another process, what changed meanwhile is repeated on it, and it takes
the place of the part. Searches go on all the time; writes wait while files are copied.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from selaras.matching.index.edge.builder import BUILT, COPIED
from selaras.matching.index.edge.collection import Collection
from selaras.matching.index.edge.part import Part
from selaras.matching.index.edge.store import EdgeStore
from selaras.matching.index.edge.wire import EdgeOptions, PartStats

# A build costs about as much as 4 % of new points cost searches in the time between two.
_UNBUILT_SHARE = 0.04
_RETRY_SECONDS = 60.0
_TICK_SECONDS = 1.0
_CHANGES_AT_ONCE = 512

Notify = Callable[..., None]


@dataclass(slots=True)
class _Build:
    """A build under way."""

    collection: Collection
    part: Part
    target: Path
    process: subprocess.Popen[bytes]
    output: IO[bytes]
    started: float
    seen: bytes = b""
    catching_up: bool = False


class Upkeep:
    """Runs beside the requests, in the same thread."""

    def __init__(self, store: EdgeStore, options: EdgeOptions, notify: Notify) -> None:
        self._store = store
        self._options = options
        self._notify = notify
        self._build: _Build | None = None
        self._not_before = 0.0

    @property
    def seconds_to_next(self) -> float:
        """How long the worker may wait for requests before the next tick."""
        return 0.0 if self._build is not None and self._build.catching_up else _TICK_SECONDS

    @property
    def output(self) -> IO[bytes] | None:
        """What to wait for beside requests."""
        if self._build is None or self._build.catching_up:
            return None
        return self._build.output

    @property
    def copying(self) -> bool:
        """Whether writes must wait."""
        return self._build is not None and COPIED not in self._build.seen

    def tick(self) -> None:
        """Flush what is due, and start a build that is due."""
        now = time.monotonic()
        if self._build is not None and not self._still_open(self._build):
            self.stop()
        if self._build is not None and self._build.catching_up:
            self._catch_up(self._build)
        for _, part in self._store.open_parts():
            since = part.unflushed_since
            if since is not None and now - since >= self._options.flush_seconds:
                part.flush()
        if self._build is None and now >= self._not_before:
            due = self._most_urgent(self._due)
            if due:
                self._start(*due)

    def settle(self, name: str) -> bool:
        """Build everything in a collection that is not small; False: not finished yet.

        A part that could not be built is searched without a graph: slower, and as right.
        """
        if self._build is None:
            due = self._most_urgent(
                lambda collection, part: (
                    collection.name == name and self._worth(part) and not part.build_failed
                )
            )
            if due is None:
                return True
            self._start(*due)
        return False

    def stats(self) -> list[PartStats]:
        """Each part of the collection that answers."""
        building = self._build.part if self._build else None
        return [
            PartStats(part.name, part.points(), part.unbuilt, part is building)
            for collection, part in self._store.open_parts()
            if collection is self._store.live
        ]

    def _due(self, _: Collection, part: Part) -> bool:
        return self._worth(part) and part.unbuilt >= _UNBUILT_SHARE * part.points()

    def _worth(self, part: Part) -> bool:
        return part.unbuilt >= self._options.build_after

    def _most_urgent(
        self, wanted: Callable[[Collection, Part], bool]
    ) -> tuple[Collection, Part] | None:
        due = [pair for pair in self._store.open_parts() if wanted(*pair)]
        return max(due, key=lambda pair: pair[1].unbuilt, default=None)

    def _start(self, collection: Collection, part: Part) -> None:
        target = self._store.next_path(part)
        part.flush()
        part.watch_changes()
        command = [sys.executable, "-m", "selaras.matching.index.edge.builder"]
        process = subprocess.Popen(  # noqa: S603 - our own module, no shell
            [*command, str(part.path), str(target), str(os.getpid())],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
        )
        assert process.stdout is not None  # noqa: S101 - asked for above
        self._build = _Build(collection, part, target, process, process.stdout, time.monotonic())
        self._notify("index_build_started", part=part.name, points=part.points())

    def on_output(self) -> None:
        """Read what the builder says; finish when it has ended."""
        build = self._build
        if build is None:
            return
        heard = os.read(build.output.fileno(), 256)
        if heard:
            build.seen += heard
            return
        code = build.process.wait()
        build.output.close()
        if not self._still_open(build):
            self.stop()
        elif code == 0 and BUILT in build.seen:
            build.catching_up = True
        else:
            self._fail(build, f"exit code {code}")

    def _catch_up(self, build: _Build) -> None:
        """Repeat on the copy what came meanwhile, a little between two requests."""
        try:
            build.part.open_copy(build.target)
            if not build.part.catch_up(_CHANGES_AT_ONCE):
                return
            self._store.move_part(build.collection, build.part)
        except Exception as error:
            # The part itself is whole; a copy that cannot be used must not end the process.
            self._fail(build, f"{type(error).__name__}: {error}")
            return
        self._build = None
        seconds = round(time.monotonic() - build.started, 1)
        self._notify("index_built", part=build.part.name, seconds=seconds)

    def _fail(self, build: _Build, detail: str) -> None:
        """Go on without the graph, and try again later."""
        self.stop()
        build.part.build_failed = True
        self._not_before = time.monotonic() + _RETRY_SECONDS
        self._notify("index_build_failed", part=build.part.name, detail=detail)

    def _still_open(self, build: _Build) -> bool:
        return any(part is build.part for _, part in self._store.open_parts())

    def stop(self) -> None:
        """Give up a build that is under way."""
        build, self._build = self._build, None
        if build is not None:
            if build.process.poll() is None:
                build.process.kill()
                build.process.wait()
            build.output.close()
            build.part.forget_changes()
