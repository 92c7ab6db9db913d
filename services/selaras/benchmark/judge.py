"""Judging a draft beside fifty candidates: this judge, and the plain way of doing it.

The plain way is what one would write first: encode the draft with sentence-transformers, then let a
cross-encoder read it with every candidate, both in torch. Both ways take the same weights; where no
entailment model is configured, the cross-encoder is one of the embedding model's size.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from statistics import median
from typing import Any

from selaras.embedding.adapters.cross_encoder import CrossEncoderScorer, load_scorer
from selaras.embedding.adapters.location import locate
from selaras.embedding.adapters.sentence_transformer import (
    SentenceTransformerEncoder,
    load_encoder,
)
from selaras.embedding.adapters.torch_reference import (
    load_torch_cross_encoder,
    load_torch_reference,
)
from selaras.embedding.domain import EmbedKind
from selaras.embedding.settings import EmbeddingSettings
from selaras.gazetteer import Gazetteer
from selaras.matching.domain.entailment import Entailment
from selaras.matching.domain.finding import Verdict
from selaras.matching.domain.message import Agency, AgencyLevel, Message
from selaras.matching.judge.decide import FactJudge
from selaras.matching.judge.interface import Prepared, Weighing
from selaras.matching.preparation import Preparation
from selaras.matching.reading import Reader
from selaras.matching.settings import JudgeSettings, RetrievalSettings

CANDIDATES = 50
_MOST_CHARACTERS = 700
_NOW = datetime(2026, 5, 4, 2, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class JudgeResult:
    """Medians over the drafts, in milliseconds a draft, and drafts a second of both ways."""

    candidates: int
    embed_milliseconds: float
    judge_milliseconds: float
    read_milliseconds: float
    drafts_per_second: float
    plain_drafts_per_second: float

    @property
    def ratio(self) -> float:
        """How many times faster this judge is."""
        return round(self.drafts_per_second / self.plain_drafts_per_second, 2)


class _LocalEntailer:
    """The Entailer port on a scorer in this process."""

    def __init__(self, scorer: CrossEncoderScorer | None) -> None:
        self._scorer = scorer

    async def entail(self, pairs: Sequence[tuple[str, str]]) -> list[Entailment] | None:
        """See :class:`selaras.matching.ports.Entailer`."""
        if self._scorer is None:
            return None
        said = self._scorer.score(list(pairs))
        return [Entailment(item.entailment, item.neutral, item.contradiction) for item in said]


class _Ours:
    """Take apart, embed, weigh, read, decide."""

    def __init__(self, settings: EmbeddingSettings) -> None:
        self._preparation = Preparation(Gazetteer.load())
        self._encoder: SentenceTransformerEncoder = load_encoder(settings)
        self._judge = FactJudge(JudgeSettings.shipped())
        self._reader = Reader(
            _LocalEntailer(load_scorer(settings)), RetrievalSettings().entailment_pairs
        )

    def prepare(self, text: str, name: str) -> Prepared:
        agency = Agency(name, name, AgencyLevel.PUSAT, "")
        apart = self._preparation.take_apart(Message(agency, name, 1, 1, "", text, _NOW))
        texts = [text, *(claim.text for claim in apart.extracted.claims)]
        return apart.with_vectors(self._encoder.encode(texts, EmbedKind.PASSAGE).vectors)

    def weigh(self, draft: Prepared, candidates: Sequence[Prepared]) -> list[Any]:
        return [self._judge.weigh(draft, candidate) for candidate in candidates]

    def read(self, weighings: Sequence[Weighing]) -> list[Any]:
        return list(asyncio.run(self._reader.read(weighings)))

    def decide(self, weighings: Sequence[Weighing], readings: Sequence[Any]) -> list[Verdict]:
        return [item.decide(read) for item, read in zip(weighings, readings, strict=True)]


class _Plain:
    """Encode the draft, then read it with every candidate."""

    def __init__(self, settings: EmbeddingSettings) -> None:
        where = {"allow_download": settings.allow_download}
        self._encoder = load_torch_reference(locate(settings.model, settings.models_dir, **where))
        self._reader = load_torch_cross_encoder(
            locate(settings.entailment_model or settings.model, settings.models_dir, **where)
        )

    def judge(self, draft: str, candidates: Sequence[str]) -> None:
        self._encoder.encode(f"passage: {draft}")
        self._reader.predict([[draft, other] for other in candidates], show_progress_bar=False)


def measure_judge(posts: Sequence[str], drafts: int = 8) -> JudgeResult:
    """Both ways in turn over some drafts, each beside the same fifty candidates.

    Args:
        posts: at least fifty more than there are drafts; longer ones are cut to 700 characters.
        drafts: how many are judged.

    Raises:
        ValueError: there are too few posts.
    """
    texts = [post[:_MOST_CHARACTERS] for post in posts]
    if len(texts) < CANDIDATES + drafts:
        raise ValueError(f"{CANDIDATES + drafts} posts are needed, {len(texts)} were given")
    settings = EmbeddingSettings()
    ours, plain = _Ours(settings), _Plain(settings)
    others = texts[-CANDIDATES:]
    candidates = [ours.prepare(text, f"other-{place}") for place, text in enumerate(others)]
    _one(ours, texts[0], candidates)  # the first run pays for allocations
    taken = [_one(ours, text, candidates) for text in texts[:drafts]]
    plainly = [_timed(lambda text=text: plain.judge(text, others))[0] for text in texts[:drafts]]  # type: ignore[misc]
    embed, judge, read = (round(1000 * median(part), 1) for part in zip(*taken, strict=True))
    return JudgeResult(
        candidates=CANDIDATES,
        embed_milliseconds=embed,
        judge_milliseconds=judge,
        read_milliseconds=read,
        drafts_per_second=round(1 / median(map(sum, taken)), 2),
        plain_drafts_per_second=round(1 / median(plainly), 3),
    )


def _one(ours: _Ours, text: str, candidates: Sequence[Prepared]) -> tuple[float, float, float]:
    """Seconds of embedding, of judging without reading, and of reading."""
    embed, draft = _timed(lambda: ours.prepare(text, "draft"))
    weighing, weighings = _timed(lambda: ours.weigh(draft, candidates))
    reading, readings = _timed(lambda: ours.read(weighings))
    deciding, _ = _timed(lambda: ours.decide(weighings, readings))
    return embed, weighing + deciding, reading


def _timed(run: Callable[[], Any]) -> tuple[float, Any]:
    started = time.perf_counter()
    result = run()
    return time.perf_counter() - started, result
