"""Fills a data folder with messages before a stack is started on it.

Goes around the API: what is measured is a stack that has had them for long, not how they came.
The vectors of each post are computed once and kept beside the folder's cache, since embedding a
hundred thousand posts takes longer than everything that is measured.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

import numpy as np
import numpy.typing as npt
from sqlalchemy import insert

from selaras.benchmark.posts import Post, as_messages
from selaras.embedding.adapters.sentence_transformer import load_encoder
from selaras.embedding.domain import EmbedKind
from selaras.embedding.settings import EmbeddingSettings
from selaras.gazetteer import Gazetteer
from selaras.kit.database import Database
from selaras.matching.adapters import tables
from selaras.matching.adapters.documents import dump_message, pack_vectors, unpack_vectors
from selaras.matching.adapters.sql import MIGRATIONS, VERSION_TABLE
from selaras.matching.domain.message import Message
from selaras.matching.index.bootstrap import open_index
from selaras.matching.index.lexical import lexical_bands
from selaras.matching.index.settings import IndexSettings
from selaras.matching.pipeline import Examined, to_indexed
from selaras.matching.preparation import Preparation

_BATCH = 250
_POSTS_AT_ONCE = 200
Vectors = npt.NDArray[np.float32]
Progress = Callable[[str, int, int], None]


def fill(folder: Path, posts: list[Post], count: int, cache: Path, progress: Progress) -> None:
    """Put ``count`` messages made of ``posts`` into the data folder of an embedded stack.

    Args:
        folder: data folder; no stack may run on it.
        posts: texts of the messages.
        count: how many messages.
        cache: folder where vectors of posts are kept from one run to the next.
        progress: told what is done: step, done, total.
    """
    asyncio.run(_Filler(folder, posts, cache, progress).run(count))


class _Filler:
    def __init__(self, folder: Path, posts: list[Post], cache: Path, progress: Progress) -> None:
        self._folder = folder
        self._posts = posts
        self._cache = cache
        self._progress = progress
        self._preparation = Preparation(Gazetteer.load())

    async def run(self, count: int) -> None:
        model_version, vectors = self._embed_posts(count)
        self._folder.mkdir(parents=True, exist_ok=True)
        database = Database(f"sqlite+aiosqlite:///{self._folder / 'matching.db'}")
        await database.migrate(MIGRATIONS, VERSION_TABLE)
        index = open_index(IndexSettings(folder=self._folder / "index"))
        await index.open()
        following = await index.create_next(model_version, vectors[0].shape[1])
        messages = as_messages(self._posts, count)
        done = 0
        while batch := list(islice(messages, _BATCH)):
            examined = [
                Examined(
                    self._preparation.take_apart(message).with_vectors(vectors[number]),
                    model_version,
                    lexical_bands(message.text),
                )
                for number, message in batch
            ]
            await following.put_many([to_indexed(item) for item in examined])
            async with database.write() as connection:
                await connection.execute(insert(tables.message), [_row(item) for item in examined])
            done += len(batch)
            self._progress("index", done, count)
        await index.switch(following)  # waits until the graphs are built
        await index.close()
        await database.close()

    def _embed_posts(self, count: int) -> tuple[str, list[Vectors]]:
        """Vectors of each post that is needed: the whole message, then its claims."""
        encoder = load_encoder(EmbeddingSettings())
        version = encoder.info.version
        needed = min(count, len(self._posts))
        vectors: list[Vectors] = []
        for start in range(0, needed, _POSTS_AT_ONCE):
            chunk = self._posts[start : min(start + _POSTS_AT_ONCE, needed)]
            parts = [self._texts(post) for post in chunk]
            digest = hashlib.sha256(repr((version, parts)).encode()).hexdigest()[:32]
            kept = self._cache / f"{digest}.npz"
            if kept.exists():
                vectors.extend(_load(kept))
            else:
                flat = [text for texts in parts for text in texts]
                encoded = encoder.encode(flat, EmbedKind.PASSAGE).vectors
                sizes = [len(texts) for texts in parts]
                made = list(_split(encoded, sizes))
                _save(kept, made)
                vectors.extend(made)
            self._progress("embed", start + len(chunk), needed)
        return version, vectors

    def _texts(self, post: Post) -> list[str]:
        [(_, message)] = list(as_messages([post], 1))
        apart = self._preparation.take_apart(message)
        return [message.text, *(claim.text for claim in apart.extracted.claims)]


def _split(vectors: Vectors, sizes: list[int]) -> Iterator[Vectors]:
    start = 0
    for size in sizes:
        yield vectors[start : start + size]
        start += size


def _save(path: Path, vectors: list[Vectors]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    sizes = np.array([len(item) for item in vectors])
    packed = np.frombuffer(b"".join(pack_vectors(item) for item in vectors), dtype=np.int8)
    np.savez(path, sizes=sizes, packed=packed)


def _load(path: Path) -> list[Vectors]:
    with np.load(path) as kept:
        sizes, packed = kept["sizes"].tolist(), kept["packed"]
    flat = unpack_vectors(packed.tobytes(), sum(sizes))
    return list(_split(flat, sizes))


def _row(examined: Examined) -> dict[str, object]:
    message: Message = examined.message
    vectors = examined.prepared.vectors
    return {
        "key": message.key,
        "state": message.state,
        "revision": message.revision,
        "version": message.version,
        "document": dump_message(message),
        "checked_revision": message.revision,
        "model_version": examined.model_version,
        "vectors_revision": message.revision,
        "vectors": pack_vectors(vectors),
        "vector_count": len(vectors),
    }
