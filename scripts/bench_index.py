#!/usr/bin/env python3
"""Measure the index: writes, searches, memory, disk, and how much of the nearest is found.

Usage: scripts/bench_index.py [--messages 1000,20000] [--engines edge,local] [--vectors FILE.npy]

Messages have one vector and six claims of 384 dimensions, a fifth of them are nationwide, and each
search has all conditions on. Without --vectors they are made up: many topics, all of them close to
one direction, as vectors of sentence models are. With it, each is a mix of rows of that file.

``edge`` is Qdrant Edge in its own process; ``local`` is the local mode of qdrant-client, which has
the API of a server and compares everything in Python; ``server`` needs SELARAS_TEST_QDRANT_URL.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import psutil
from qdrant_client import AsyncQdrantClient
from selaras.matching.index.edge.adapter import EdgeIndex
from selaras.matching.index.port import Index, IndexedMessage, SearchScope, Vectors
from selaras.matching.index.qdrant.adapter import QdrantIndex, connect
from selaras.matching.index.settings import IndexSettings

NOW = datetime(2026, 5, 4, tzinfo=UTC)
MODEL = "bench"
DIMENSIONS = 384
CLAIMS = 6
ASKED_CLAIMS = 8
BATCH = 256
PROVINCES, CITIES, AGENCIES = 38, 14, 600
ASKERS = {"city": ("11.03",), "province": ("11",), "nationwide": ()}


@dataclass
class Result:
    """What was measured of one engine at one size; times in milliseconds, memory in MiB."""

    engine: str
    messages: int
    points: int
    put_many_points_per_second: float
    graphs_seconds: float
    put_p50: float
    put_p95: float
    searches: dict[str, dict[str, float]]
    claim_recall: float
    rss: float
    private: float
    disk: float


class Source:
    """Makes the same messages in every run."""

    def __init__(self, rows: Vectors | None) -> None:
        random = np.random.default_rng(7)
        if rows is None:
            # Sentence models put everything into a narrow cone, with some fifty directions in it.
            basis = random.standard_normal((64, DIMENSIONS)).astype(np.float32) / 20
            topics = random.standard_normal((3000, 64)).astype(np.float32) @ basis
            rows = topics + random.standard_normal(DIMENSIONS).astype(np.float32) / 4
            rows /= np.linalg.norm(rows, axis=1, keepdims=True)
        self._rows = rows

    def vectors(self, seed: int, count: int) -> Vectors:
        """Mixes of two rows and of a difference of two others, length one."""
        random = np.random.default_rng(seed)
        pick = random.integers(0, len(self._rows), (4, count))
        share = random.uniform(0.4, 1.0, (count, 1)).astype(np.float32)
        one, other, plus, minus = (self._rows[index] for index in pick)
        made: Vectors = share * one + (1 - share) * other + 0.35 * (plus - minus)
        made /= np.linalg.norm(made, axis=1, keepdims=True)
        return made

    def message(self, number: int, revision: int = 1) -> IndexedMessage:
        """A message; its first row is the whole, the others are its claims."""
        rows = self.vectors(number, CLAIMS + 1)
        random = np.random.default_rng(number)
        agency = f"agency-{number % AGENCIES}"
        areas: tuple[str, ...] = ()
        if number % 5:
            province = 11 + number % PROVINCES
            areas = (f"{province}.{1 + number // PROVINCES % CITIES:02d}",)
        until = None if number % 2 else NOW + timedelta(days=int(random.integers(-30, 300)))
        return IndexedMessage(
            key=f"{agency}/post-{number}",
            agency=agency,
            revision=revision,
            area_codes=areas,
            area_lineage=(areas[0][:2], areas[0]) if areas else (),
            valid_until=until,
            model_version=MODEL,
            lexical_bands=tuple(
                f"{band:02d}:{value:04x}" for band, value in enumerate(random.integers(0, 4000, 32))
            ),
            message_vector=rows[0],
            claim_vectors=rows[1:],
        )

    def batches(self, count: int) -> Iterator[list[IndexedMessage]]:
        """All messages."""
        for start in range(0, count, BATCH):
            yield [self.message(number) for number in range(start, min(start + BATCH, count))]


class Bench:
    """One engine at one size."""

    def __init__(self, engine: str, index: Index, folder: Path, source: Source, count: int) -> None:
        self._engine = engine
        self._index = index
        self._folder = folder
        self._source = source
        self._count = count

    async def run(self, queries: int) -> Result:
        """Fill, wait for graphs, then measure."""
        filling = await self._fill()
        graphs = await self._settle()
        puts = [await self._time(self._put(number)) for number in range(min(queries, 50))]
        searches = {name: await self._search(areas, queries) for name, areas in ASKERS.items()}
        rss, private = self._memory()
        return Result(
            engine=self._engine,
            messages=self._count,
            points=self._count * (CLAIMS + 1),
            put_many_points_per_second=round(self._count * (CLAIMS + 1) / filling),
            graphs_seconds=round(graphs, 1),
            put_p50=_percentile(puts, 50),
            put_p95=_percentile(puts, 95),
            searches=searches,
            claim_recall=await self._recall(),
            rss=rss,
            private=private,
            disk=round(_size(self._folder) / 2**20),
        )

    async def _fill(self) -> float:
        seconds = 0.0
        for batch in self._source.batches(self._count):
            start = time.perf_counter()
            await self._index.put_many(batch)
            seconds += time.perf_counter() - start
        return seconds

    async def _settle(self) -> float:
        start = time.perf_counter()
        while isinstance(self._index, EdgeIndex) and any(  # noqa: ASYNC110
            part.building or part.unbuilt >= max(10_000, 0.04 * part.points)
            for part in await self._index.stats()
        ):
            await asyncio.sleep(0.5)
        return time.perf_counter() - start

    async def _put(self, number: int) -> None:
        await self._index.put(self._source.message(number, revision=2))

    async def _time(self, call: Any) -> float:
        start = time.perf_counter()
        await call
        return (time.perf_counter() - start) * 1000

    async def _search(self, areas: tuple[str, ...], queries: int) -> dict[str, float]:
        """Percentiles of each search and of all that one draft needs."""
        scope = _scope(areas)
        taken: dict[str, list[float]] = {"messages": [], "claims": [], "lexical": []}
        before = self._processor_seconds()
        for number in range(queries + 3):
            asked = self._source.vectors(10**6 + number, ASKED_CLAIMS + 1)
            bands = self._source.message(number * 7 % self._count).lexical_bands
            calls = {
                "messages": self._index.near_messages(asked[0], scope, 24, 0.8),
                "claims": self._index.near_claims(asked[1:], scope, 6, 0.8),
                "lexical": self._index.near_lexical(bands, scope, 12),
            }
            for name, call in calls.items():
                taken[name].append(await self._time(call))
        busy = (self._processor_seconds() - before) * 1000 / (queries + 3)
        taken = {name: values[3:] for name, values in taken.items()}
        taken["total"] = [sum(values) for values in zip(*taken.values(), strict=True)]
        percentiles = {
            f"{name}_p{percent}": _percentile(values, percent)
            for name, values in taken.items()
            for percent in (50, 95)
        }
        return {**percentiles, "processor": round(busy, 1)}

    @property
    def _pid(self) -> int:
        return self._index.pid or 0 if isinstance(self._index, EdgeIndex) else os.getpid()

    def _processor_seconds(self) -> float:
        """Time the engine has spent, which other load on the machine does not change."""
        times = psutil.Process(self._pid).cpu_times()
        return times.user + times.system

    async def _recall(self, asked: int = 16, limit: int = 10) -> float:
        """Share of the nearest claims of all areas that are found."""
        vectors = self._source.vectors(2 * 10**6, asked)
        answers = await self._index.near_claims(vectors, _scope(()), limit, -1.0)
        nearest: list[list[tuple[float, str, int]]] = [[] for _ in range(asked)]
        for batch in self._source.batches(self._count):
            candidates = [item for item in batch if _passes(item)]
            if not candidates:
                continue
            stacked = np.concatenate([item.claim_vectors for item in candidates])
            similar = vectors @ stacked.T
            for row, best in zip(similar, nearest, strict=True):
                for place in np.argpartition(-row, min(limit, len(row) - 1))[:limit]:
                    item = candidates[place // CLAIMS]
                    best.append((float(row[place]), item.key, int(place % CLAIMS)))
                best.sort(reverse=True)
                del best[limit:]
        found = total = 0
        for best, hits in zip(nearest, answers, strict=True):
            wanted = {(key, claim) for _, key, claim in best}
            found += len(wanted & {(hit.key, hit.claim_index) for hit in hits})
            total += len(wanted)
        return round(found / total, 3)

    def _memory(self) -> tuple[float, float]:
        resident = psutil.Process(self._pid).memory_info().rss
        return round(resident / 2**20), round(_anonymous(self._pid) / 2**10)


def _scope(areas: tuple[str, ...]) -> SearchScope:
    lineage = tuple(sorted({code[:2] for code in areas} | set(areas)))
    return SearchScope("agency-5", areas, lineage, NOW, MODEL, "agency-5/draft")


def _passes(item: IndexedMessage) -> bool:
    return item.agency != "agency-5" and (item.valid_until is None or item.valid_until >= NOW)


def _anonymous(pid: int) -> int:
    """Memory that no file backs, KiB: what the system cannot take back."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines():
        if line.startswith("Anonymous:"):
            return int(line.split()[1])
    return 0


def _size(folder: Path) -> int:
    """Bytes on disk."""
    return sum(item.stat().st_blocks * 512 for item in folder.rglob("*") if item.is_file())


def _percentile(values: list[float], percent: int) -> float:
    return round(float(np.percentile(values, percent)), 1)


def _make(engine: str, folder: Path) -> Index:
    settings = IndexSettings(folder=folder / "index", prefix=f"bench-{os.getpid()}")
    makers: dict[str, Callable[[], Index]] = {
        "edge": lambda: EdgeIndex(settings),
        "local": lambda: QdrantIndex(AsyncQdrantClient(path=str(folder / "local")), settings),
        "server": lambda: connect(
            settings.model_copy(update={"url": os.environ["SELARAS_TEST_QDRANT_URL"]})
        ),
    }
    return makers[engine]()


async def measure(engine: str, source: Source, count: int, queries: int) -> Result:
    """Measure one engine at one size, in a folder that is deleted afterwards."""
    with tempfile.TemporaryDirectory() as name:
        index = _make(engine, Path(name))
        await index.open(MODEL, DIMENSIONS)
        try:
            return await Bench(engine, index, Path(name), source, count).run(queries)
        finally:
            await index.close()


def main() -> None:
    """Read the arguments and print what was measured."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--messages", default="1000", help="sizes, by commas")
    parser.add_argument("--engines", default="edge,local", help="edge, local, server, by commas")
    parser.add_argument("--queries", type=int, default=60, help="searches of each kind")
    parser.add_argument("--vectors", type=Path, help="NumPy file with real vectors [n, 384]")
    parser.add_argument("--json", action="store_true", help="print one JSON object a line")
    options = parser.parse_args()
    warnings.simplefilter("ignore", UserWarning)
    source = Source(np.load(options.vectors) if options.vectors else None)
    for count in (int(size) for size in options.messages.split(",")):
        for engine in options.engines.split(","):
            result = asdict(asyncio.run(measure(engine, source, count, options.queries)))
            if options.json:
                print(json.dumps(result))
            else:
                _show(result)
            sys.stdout.flush()


def _show(result: dict[str, Any]) -> None:
    searches = result.pop("searches")
    print(f"\n{result.pop('engine')}")
    for name, value in result.items():
        print(f"  {name:28} {value:>12,}")
    for asker, values in searches.items():
        line = "  ".join(f"{name} {value:.1f}" for name, value in values.items())
        print(f"  asked by a {asker}: {line}")


if __name__ == "__main__":
    main()
