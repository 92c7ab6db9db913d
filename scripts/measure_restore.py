"""How long a restore takes, and where the time goes.

    .venv/bin/python scripts/measure_restore.py --messages 5000

Fills a database of matching (PostgreSQL) and the streams with made-up messages, with vectors as the
embedding model of the pack has them, takes a backup, restores it onto empty servers, and starts
matching with an empty Qdrant Edge index: the restore is over when all messages are in the index.
Prints a line of JSON; needs PostgreSQL's programs and the extra [all]. Whatever else keeps the
processors busy shows in the figures.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Iterator
from contextlib import asynccontextmanager, contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

import grpc
import numpy as np
from selaras.benchmark.postgres import PostgresCluster, find_binaries
from selaras.benchmark.posts import Post, as_messages
from selaras.cli.backup.jetstream import connected
from selaras.cli.backup.streams import restore, save
from selaras.gazetteer import Gazetteer
from selaras.internal.v1 import index_pb2, index_pb2_grpc, inference_pb2, inference_pb2_grpc
from selaras.kit.bus import EVENTS, Bus
from selaras.kit.database import Database
from selaras.kit.health import Health
from selaras.kit.nats_server import NatsServer, die_with_parent, free_port
from selaras.kit.outbox import Event
from selaras.kit.settings import NatsSettings
from selaras.matching.adapters import tables
from selaras.matching.adapters.documents import dump_message, pack_vectors
from selaras.matching.adapters.sql import MIGRATIONS, VERSION_TABLE
from selaras.matching.preparation import Preparation
from sqlalchemy import insert

_BATCH = 500
_TOKEN = secrets.token_urlsafe(24)
_MATTERS = ("Vaksinasi rabies", "Pasar murah", "Donor darah", "Uji emisi", "Bursa kerja")
_PUBLIC = ("warga lanjut usia", "siswa SMA", "ibu hamil", "pelaku UMKM", "petani dan nelayan")


def posts() -> list[Post]:
    """Posts of a usual length: a few sentences with a date, an amount and a place each."""
    return [
        Post(
            f"{matter} tahap {stage}",
            f"{matter} tahap {stage} digelar {stage} Mei 2026 pukul 08.00 di kantor kecamatan. "
            f"Kegiatan ini untuk {public} dan dibuka selama {stage + 2} hari. "
            f"Peserta membawa KTP asli. Biaya pendaftaran Rp{stage}0.000 per orang. "
            "Informasi lebih lanjut dapat diperoleh di kantor dinas setempat pada jam kerja.",
        )
        for matter in _MATTERS
        for public in _PUBLIC
        for stage in range(1, 9)
    ]


class Filler:
    """Puts messages into the database of matching and their events on the bus."""

    def __init__(self, model_version: str, dimensions: int) -> None:
        self._model_version = model_version
        self._posts = posts()
        chance = np.random.default_rng(1)
        preparation = Preparation(Gazetteer.load())
        self._vectors: list[tuple[bytes, int]] = []
        for _, message in as_messages(self._posts, len(self._posts)):
            rows = 1 + len(preparation.take_apart(message).extracted.claims)
            vectors = chance.standard_normal((rows, dimensions), dtype=np.float32)
            vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
            self._vectors.append((pack_vectors(vectors), rows))

    async def fill(self, database: Database, bus: Bus, count: int) -> None:
        """Store ``count`` messages and an event of each."""
        messages = as_messages(self._posts, count)
        while batch := list(islice(messages, _BATCH)):
            rows = [self._row(index, message) for index, message in batch]
            async with database.write() as connection:
                await connection.execute(insert(tables.message), rows)
            await bus.publish_many(
                [
                    Event(
                        secrets.token_hex(16),
                        EVENTS,
                        # Not of a draft: matching would read it.
                        "selaras.v1.case.opened." + message.key.partition("/")[0],
                        dump_message(message).encode(),
                    )
                    for _, message in batch
                ]
            )

    def _row(self, index: int, message: Any) -> dict[str, object]:
        packed, rows = self._vectors[index]
        return {
            "key": message.key,
            "state": message.state,
            "revision": message.revision,
            "version": message.version,
            "document": dump_message(message),
            "checked_revision": message.revision,
            "model_version": self._model_version,
            "vectors_revision": message.revision,
            "vectors": packed,
            "vector_count": rows,
        }


@contextmanager
def service(name: str, folder: Path, environment: dict[str, str]) -> Iterator[str]:
    """A service as a process of its own; answers its address."""
    port = free_port()
    with (folder / f"{name}.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", f"selaras.{name}"],
            env={**os.environ, **environment, "SELARAS_GRPC_PORT": str(port)},
            stdout=log,
            stderr=log,
            preexec_fn=die_with_parent,  # noqa: PLW1509  # nothing but a system call
        )
    try:
        yield f"127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


@asynccontextmanager
async def nats_at(folder: Path) -> AsyncIterator[NatsSettings]:
    """A nats-server with nothing in it."""
    server = NatsServer(folder)
    await server.start()
    try:
        yield NatsSettings(url=server.url)
    finally:
        await server.stop()


async def ask_model(target: str) -> tuple[str, int]:
    """Version and dimensions, once the model is loaded."""
    async with grpc.aio.insecure_channel(target) as channel:
        stub = inference_pb2_grpc.InferenceServiceStub(channel)
        while True:
            try:
                info = await stub.ModelInfo(
                    inference_pb2.ModelInfoRequest(), metadata=_bearer(), wait_for_ready=True
                )
            except grpc.aio.AioRpcError as error:
                if error.code() is not grpc.StatusCode.UNAVAILABLE:
                    raise
                await asyncio.sleep(0.5)
                continue
            return info.embedding_version, info.dimensions


async def wait_indexed(target: str, count: int) -> None:
    """Until every message is in the index."""
    async with grpc.aio.insecure_channel(target) as channel:
        stub = index_pb2_grpc.IndexServiceStub(channel)
        while True:
            try:
                answer = await stub.DescribeIndex(
                    index_pb2.DescribeIndexRequest(), metadata=_bearer(), wait_for_ready=True
                )
            except grpc.aio.AioRpcError as error:
                if error.code() is not grpc.StatusCode.UNAVAILABLE:
                    raise
                answer = index_pb2.DescribeIndexResponse()
            if answer.indexed >= count:
                return
            await asyncio.sleep(0.5)


def _bearer() -> tuple[tuple[str, str], ...]:
    return (("authorization", f"Bearer {_TOKEN}"),)


class Measurement:
    """Times of the steps, in seconds."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    async def step(self, name: str, work: Awaitable[Any]) -> Any:
        """Await a step and note how long it took."""
        begun = time.monotonic()
        result = await work
        self.seconds[name] = round(time.monotonic() - begun, 1)
        print(f"{name}: {self.seconds[name]} s", file=sys.stderr, flush=True)
        return result


async def measure(count: int, folder: Path, cluster: PostgresCluster, binaries: Path) -> None:
    """Fill, back up, restore; prints the result."""
    noted = Measurement()
    environment = {"SELARAS_INTERNAL_TOKEN": _TOKEN}
    dump, snapshot = folder / "postgres.dump", folder / "jetstream.tar"
    where = ["-h", "127.0.0.1", "-p", str(cluster.port), "-U", "selaras", "-d"]
    old, new = cluster.create_database(), cluster.create_database()
    with service("embedding", folder, environment) as embedding:
        model = await ask_model(embedding)
        async with nats_at(folder / "old") as settings:
            await noted.step("fill", fill(count, cluster.url(old), settings, model))
            await noted.step("save streams", save_streams(settings, snapshot))
        dumping = [str(binaries / "pg_dump"), "-Fc", "-f", str(dump), *where, old]
        await noted.step("dump database", run(*dumping))
        async with nats_at(folder / "new") as settings:
            restoring = [str(binaries / "pg_restore"), "-1", *where, new, str(dump)]
            await noted.step("restore database", run(*restoring))
            await noted.step("restore streams", restore_streams(settings, snapshot))
            environment |= {
                "SELARAS_NATS_URL": settings.url,
                "SELARAS_MATCHING_DATABASE_URL": cluster.url(new),
                "SELARAS_MATCHING_EMBEDDING_TARGET": embedding,
                "SELARAS_MATCHING_DIRECTORY_TARGET": embedding,
                "SELARAS_INDEX_FOLDER": str(folder / "index"),
            }
            with service("matching", folder, environment) as matching:
                await noted.step("index again", wait_indexed(matching, count))
    sizes = {"dump": dump.stat().st_size, "streams": snapshot.stat().st_size}
    print(json.dumps({"messages": count, "seconds": noted.seconds, "bytes": sizes}))


async def fill(count: int, url: str, nats: NatsSettings, model: tuple[str, int]) -> None:
    """Put messages into an empty database and onto the streams."""
    database = Database(url)
    await database.migrate(MIGRATIONS, VERSION_TABLE)
    bus = Bus(nats, Health(), "measure")
    bus.connect()
    await bus.wait_connected()
    await Filler(*model).fill(database, bus, count)
    await bus.close()
    await database.close()


async def save_streams(settings: NatsSettings, file: Path) -> None:
    """As `selaras backup streams` does."""
    async with connected(settings) as client:
        with file.open("wb") as target:
            await save(client, target)


async def restore_streams(settings: NatsSettings, file: Path) -> None:
    """As `selaras backup restore-streams` does."""
    async with connected(settings) as client:
        with file.open("rb") as source:
            await restore(client, source)


async def run(*command: str) -> None:
    """Run a program that must succeed."""
    process = await asyncio.create_subprocess_exec(*command)
    if await process.wait():
        sys.exit(f"{command[0]} failed")


def main() -> None:
    """Measure with the arguments of the process."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--messages", type=int, default=5000)
    count = parser.parse_args().messages
    binaries = find_binaries()
    if binaries is None:
        sys.exit("PostgreSQL's programs are not installed")
    with tempfile.TemporaryDirectory(prefix="selaras-restore-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # PostgreSQL runs as another user than root
        (folder / "postgres").mkdir()
        cluster = PostgresCluster(binaries, folder / "postgres")
        cluster.create()
        cluster.start()
        try:
            asyncio.run(measure(count, folder, cluster, binaries))
        finally:
            cluster.stop()


if __name__ == "__main__":
    main()
