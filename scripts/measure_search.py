#!/usr/bin/env python3
"""Fill a message bank with real posts and ask for them by their titles and summaries.

    scripts/measure_search.py --posts FILE[:MOST] [--posts ...] [--strangers FILE[:MOST]] [--titled]

Every file is an agency that has published its posts, all in one bank: the shipped model, the
default index and SQLite in a folder that is thrown away. Each title, and each `summary` where there
is one, is a question; its own post should come first. The bank knows the bodies only, unless
`--titled` gives it the titles too. Titles of `--strangers` (summaries, where there is none) are
questions that nothing in the bank answers.

With `--disputes N` the first N posts of each file are also held against later posts of their
agency: nobody meant them to be corrected, so nearly each that is called superseded is a mistake.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
from selaras.embedding.adapters.cross_encoder import CrossEncoderScorer, load_scorer
from selaras.embedding.adapters.sentence_transformer import SentenceTransformerEncoder, load_encoder
from selaras.embedding.domain import EmbedKind
from selaras.embedding.settings import EmbeddingSettings
from selaras.gazetteer import Gazetteer
from selaras.kit import logging
from selaras.kit.bus import Bus
from selaras.kit.clock import SystemClock
from selaras.kit.database import Database
from selaras.kit.health import Health
from selaras.kit.outbox import Outbox
from selaras.kit.settings import LogSettings, NatsSettings
from selaras.matching.adapters import tables
from selaras.matching.adapters.sql import MIGRATIONS, VERSION_TABLE, SqlStore
from selaras.matching.domain.entailment import Entailment
from selaras.matching.domain.message import Agency, AgencyLevel, Message, MessageState
from selaras.matching.domain.viewer import Viewer
from selaras.matching.handlers.disputes import Dispute, Disputes
from selaras.matching.handlers.search import SearchHandler, SearchQuery
from selaras.matching.index.edge.adapter import EdgeIndex
from selaras.matching.index.settings import IndexSettings
from selaras.matching.judge.decide import FactJudge
from selaras.matching.pipeline import Pipeline
from selaras.matching.ports import Embeddings, StoredMessage
from selaras.matching.preparation import Preparation
from selaras.matching.settings import JudgeSettings, RetrievalSettings

_SEED = 11
_SHORTEST, _LONGEST = 60, 19_000
_FIRST_DAY = datetime(2018, 3, 1, 8, tzinfo=UTC)
_PAGE = 10


@dataclass(frozen=True, slots=True)
class Post:
    """A post of a file."""

    title: str
    summary: str
    body: str
    written: datetime


class LocalEmbedder:
    """The shipped model in this process; see :class:`selaras.matching.ports.Embedder`."""

    def __init__(self, encoder: SentenceTransformerEncoder) -> None:
        self._encoder = encoder

    async def embed(self, texts: Sequence[str]) -> Embeddings:
        """Vectors of passages."""
        return await self._encode(texts, EmbedKind.PASSAGE)

    async def embed_query(self, query: str) -> Embeddings:
        """The vector of a question."""
        return await self._encode([query], EmbedKind.QUERY)

    async def _encode(self, texts: Sequence[str], kind: EmbedKind) -> Embeddings:
        encoded = await asyncio.to_thread(self._encoder.encode, list(texts), kind)
        return Embeddings(encoded.vectors, self._encoder.info.version)

    async def model(self) -> tuple[str, int]:
        """Version and length of vectors."""
        return self._encoder.info.version, self._encoder.info.dimensions


class LocalEntailer:
    """The shipped model in this process; see :class:`selaras.matching.ports.Entailer`."""

    def __init__(self, scorer: CrossEncoderScorer | None) -> None:
        self._scorer = scorer

    async def entail(self, pairs: Sequence[tuple[str, str]]) -> list[Entailment] | None:
        """What follows from the first of each pair for the second."""
        if self._scorer is None:
            return None
        answers = await asyncio.to_thread(self._scorer.score, list(pairs))
        return [Entailment(item.entailment, item.neutral, item.contradiction) for item in answers]


class NoDisputes:
    """Says nothing against a message, to measure the search alone."""

    async def open_cases(self, viewer: Viewer, message: Message) -> list[Dispute]:  # noqa: ARG002
        """None."""
        return []

    async def superseded(self, stored: StoredMessage) -> Dispute | None:  # noqa: ARG002
        """None."""
        return None


class Bank:
    """A message bank on real parts."""

    def __init__(self, folder: Path) -> None:
        self._database = Database(f"sqlite+aiosqlite:///{folder / 'matching.db'}")
        clock = SystemClock()
        bus = Bus(NatsSettings(url="nats://127.0.0.1:1"), Health(), "measure")
        outbox = Outbox("matching", tables.outbox, self._database, bus, clock)
        self.store = SqlStore(self._database, outbox, clock)
        self.index = EdgeIndex(IndexSettings(folder=folder / "index"))
        embedder = LocalEmbedder(load_encoder(EmbeddingSettings()))
        entailer = LocalEntailer(load_scorer(EmbeddingSettings()))
        gazetteer, judge = Gazetteer.load(), FactJudge(JudgeSettings())
        self.pipeline = Pipeline(
            embedder=embedder,
            entailer=entailer,
            index=self.index,
            store=self.store,
            judge=judge,
            preparation=Preparation(gazetteer),
            settings=RetrievalSettings(),
        )
        self.disputes = Disputes(
            store=self.store,
            index=self.index,
            pipeline=self.pipeline,
            judge=judge,
            entailer=entailer,
        )
        self.search = SearchHandler(
            store=self.store,
            index=self.index,
            embedder=embedder,
            disputes=NoDisputes(),  # type: ignore[arg-type]
            gazetteer=gazetteer,
            clock=clock,
        )

    async def __aenter__(self) -> Bank:
        await self._database.migrate(MIGRATIONS, VERSION_TABLE)
        await self.index.open()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.index.close()
        await self._database.close()

    async def publish(self, message: Message) -> None:
        """Put a message in."""
        async with self.store.transaction() as transaction:
            await transaction.put_message(message)
        await self.pipeline.keep(await self.pipeline.examine(message))


def main() -> int:
    """Fill, ask, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--posts", action="append", required=True, metavar="FILE[:MOST]")
    parser.add_argument("--strangers", metavar="FILE[:MOST]")
    parser.add_argument("--titled", action="store_true", help="the bank knows the titles too")
    parser.add_argument("--disputes", type=int, default=0, metavar="N")
    options = parser.parse_args()
    logging.configure(LogSettings(level="ERROR"), service="search")
    print(json.dumps(asyncio.run(_measure(options)), indent=2))
    return 0


async def _measure(options: argparse.Namespace) -> dict[str, object]:
    report: dict[str, object] = {"titled": options.titled}
    with tempfile.TemporaryDirectory(prefix="selaras-search-") as folder:
        async with Bank(Path(folder)) as bank:
            files = {_name(entry): _posts(entry) for entry in options.posts}
            for name, posts in files.items():
                for number, post in enumerate(posts):
                    await bank.publish(_message(name, number, post, titled=options.titled))
                    _tell(name, number, len(posts))
            report["messages"] = await bank.index.count()
            for name, posts in files.items():
                report[f"{name}, by title"] = await _ask(bank, name, posts, lambda p: p.title)
                if any(post.summary for post in posts):
                    summaries = await _ask(bank, name, posts, lambda p: p.summary)
                    report[f"{name}, by summary"] = summaries
                if options.disputes:
                    report[f"{name}, superseded"] = await _disputed(
                        bank, name, posts[: options.disputes]
                    )
            if options.strangers:
                report["strangers"] = await _strangers(bank, _posts(options.strangers))
    return report


async def _ask(
    bank: Bank, name: str, posts: Sequence[Post], question: Callable[[Post], str]
) -> dict[str, float]:
    """Where each post comes among the answers to its own question, and how long that takes."""
    places, seconds = [], []
    for number, post in enumerate(posts):
        if not question(post):
            continue
        started = time.perf_counter()
        found = await _search(bank, question(post))
        seconds.append(time.perf_counter() - started)
        keys = [item.message.key for item in found]
        own = f"{name}/{number}"
        places.append(keys.index(own) if own in keys else _PAGE)
    place, taken = np.array(places), np.array(seconds) * 1000
    return {
        "questions": len(places),
        "first_percent": _percent(place < 1),
        "first_five_percent": _percent(place < 5),
        "first_ten_percent": _percent(place < _PAGE),
        "median_ms": round(float(np.median(taken)), 1),
        "p95_ms": round(float(np.percentile(taken, 95)), 1),
    }


async def _search(bank: Bank, question: str) -> list:
    query = SearchQuery(question[:1000], page_size=_PAGE)
    return await bank.search.search(Viewer("penanya"), query)


async def _disputed(bank: Bank, name: str, posts: Sequence[Post]) -> dict[str, float]:
    """How many posts are said to be superseded, and how long it takes to find out."""
    keys = [f"{name}/{number}" for number in range(len(posts))]
    said, seconds = [], []
    for key in keys:
        stored = (await bank.store.stored([key]))[key]
        started = time.perf_counter()
        said.append(await bank.disputes.superseded(stored) is not None)
        seconds.append(time.perf_counter() - started)
    taken = np.array(seconds) * 1000
    return {
        "posts": len(keys),
        "superseded_percent": _percent(np.array(said)),
        "median_ms": round(float(np.median(taken)), 1),
        "p95_ms": round(float(np.percentile(taken, 95)), 1),
    }


async def _strangers(bank: Bank, posts: Sequence[Post]) -> dict[str, float]:
    """How many questions that nothing answers get no answer, and how near the best is."""
    best = []
    for post in posts:
        found = await _search(bank, post.title or post.summary)
        best.append(found[0].score if found else 0.0)
    scores = np.array(best)
    return {
        "questions": len(best),
        "no_answer_percent": _percent(scores == 0),
        "p95_score": round(float(np.percentile(scores, 95)), 2),
    }


def _percent(hits: np.ndarray) -> float:
    return round(100 * float(np.mean(hits)), 1)


def _name(entry: str) -> str:
    return Path(entry.partition(":")[0]).stem.replace("_", "-")


def _posts(entry: str) -> list[Post]:
    """The posts of a file with a title or a summary, each body once, in no order."""
    path, _, most = entry.partition(":")
    posts: dict[str, Post] = {}
    for place, line in enumerate(Path(path).read_text("utf-8").split("\n")):
        row = json.loads(line) if line else {}
        body, title = row.get("body") or "", (row.get("title") or "").strip()
        summary = (row.get("summary") or "").strip()
        if (title or summary) and _SHORTEST <= len(body) <= _LONGEST:
            posts.setdefault(body, Post(title[:300], summary, body, _written(row, place)))
    chosen = list(posts.values())
    random.Random(_SEED).shuffle(chosen)
    return chosen[: int(most)] if most else chosen


def _written(row: dict[str, str], place: int) -> datetime:
    try:
        written = datetime.fromisoformat(row["created_at"])
    except (KeyError, ValueError):
        return _FIRST_DAY + timedelta(hours=8 * place)
    return written if written.tzinfo else written.replace(tzinfo=UTC)


def _message(name: str, number: int, post: Post, *, titled: bool) -> Message:
    return Message(
        agency=Agency(name, name, AgencyLevel.KABUPATEN, ""),
        external_id=str(number),
        revision=1,
        version=1,
        title=post.title if titled else "",
        body=post.body,
        authored=post.written,
        state=MessageState.PUBLISHED,
        publish_time=post.written,
    )


def _tell(name: str, number: int, total: int) -> None:
    if number % 100 == 99:
        print(f"{name}: {number + 1} of {total}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
