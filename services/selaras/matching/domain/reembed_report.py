"""How two embedding models disagree about the same messages, counted.

A pair counts once, whichever of its messages found the other: in operation too the one that comes
later finds it.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Final

from selaras.matching.domain.finding import Verdict
from selaras.matching.domain.reembedding import LeastScores

QUANTILES: Final = (0.05, 0.25, 0.5, 0.75, 0.95)


@dataclass(frozen=True, slots=True)
class Opinion:
    """What came of a pair under one model; without a text.

    ``alerts``: people would be told of it.
    """

    relation: str
    confidence: str
    probability: float
    alerts: bool

    @classmethod
    def of(cls, verdict: Verdict) -> Opinion:
        """Of a verdict."""
        return cls(verdict.relation, verdict.confidence, verdict.probability, verdict.alerts)


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A pair that people are told of otherwise, or only under one model.

    Attributes:
        left, right: names of the drafts.
        before, after: under the model in force and the new one; None: not even a candidate.
    """

    left: str
    right: str
    before: Opinion | None
    after: Opinion | None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many pairs, by who found them."""

    both: int = 0
    before_only: int = 0
    after_only: int = 0
    differ: int = 0


@dataclass(frozen=True, slots=True)
class Scores:
    """Cosines of the nearest texts of other agencies, the same number of them by each model.

    Attributes:
        before, after: quantiles, see ``QUANTILES``; empty where there was nothing.
        share: of those by the model in force that its least score lets pass.
        least: the least score of the model in force.
        suggested: that of the new model which lets the same share pass; None: nothing was near.
    """

    before: tuple[float, ...]
    after: tuple[float, ...]
    share: float
    least: float
    suggested: float | None


@dataclass(frozen=True, slots=True)
class Report:
    """The whole report.

    Attributes:
        messages: that were replayed.
        candidates: pairs that retrieval found, ``differ`` is 0.
        alerts: pairs that people are told of; ``differ``: as another relation.
        message_scores, claim_scores: see there.
        least: least scores with which the new model was asked.
        disagreements: the pairs behind ``alerts`` that are not the same, the surest first.
    """

    messages: int
    candidates: Counts
    alerts: Counts
    message_scores: Scores
    claim_scores: Scores
    least: LeastScores
    disagreements: tuple[Disagreement, ...]


def summary(report: Report) -> str:
    """The report as JSON, but the pairs: what is kept."""
    return json.dumps(asdict(replace(report, disagreements=())), separators=(",", ":"))


@dataclass(slots=True)
class _Pair:
    """A pair, and what each model says of it; the surer of its two directions counts."""

    names: tuple[str, str]
    before: Opinion | None = None
    after: Opinion | None = None


@dataclass(slots=True)
class Tally:
    """Collects what the two models say."""

    _pairs: dict[str, _Pair] = field(default_factory=dict)
    _message_scores: tuple[list[float], list[float]] = field(default_factory=lambda: ([], []))
    _claim_scores: tuple[list[float], list[float]] = field(default_factory=lambda: ([], []))
    _messages: int = 0

    def add_pair(
        self, pair_id: str, names: tuple[str, str], opinion: Opinion, *, after: bool
    ) -> None:
        """One candidate of a message under one model."""
        pair = self._pairs.setdefault(pair_id, _Pair(names))
        known = pair.after if after else pair.before
        if known is None or (opinion.alerts, opinion.probability) > (
            known.alerts,
            known.probability,
        ):
            if after:
                pair.after = opinion
            else:
                pair.before = opinion

    def add_scores(
        self, messages: Iterable[float], claims: Iterable[float], *, after: bool
    ) -> None:
        """Cosines of what is nearest to one message under one model, whatever they are."""
        self._message_scores[after].extend(messages)
        self._claim_scores[after].extend(claims)

    def count_message(self) -> None:
        """A message was replayed under both models."""
        self._messages += 1

    def report(self, least: LeastScores, least_after: LeastScores) -> Report:
        """What was collected.

        Args:
            least: least scores of the model in force.
            least_after: those with which the new model was asked.
        """
        pairs = list(self._pairs.values())
        clashing = [pair for pair in pairs if _disagree(pair)]
        clashing.sort(key=_surest)
        return Report(
            messages=self._messages,
            candidates=_counts(
                [(pair.before is not None, pair.after is not None) for pair in pairs]
            ),
            alerts=_counts([(_relation(pair.before), _relation(pair.after)) for pair in pairs]),
            message_scores=_scores(*self._message_scores, least.message),
            claim_scores=_scores(*self._claim_scores, least.claim),
            least=least_after,
            disagreements=tuple(
                Disagreement(*pair.names, pair.before, pair.after) for pair in clashing
            ),
        )


def _relation(opinion: Opinion | None) -> str:
    """What people are told; empty: nothing."""
    return opinion.relation if opinion is not None and opinion.alerts else ""


def _disagree(pair: _Pair) -> bool:
    return _relation(pair.before) != _relation(pair.after)


def _surest(pair: _Pair) -> tuple[float, tuple[str, str]]:
    told = [item for item in (pair.before, pair.after) if item is not None and item.alerts]
    return -max(item.probability for item in told), pair.names


def _counts(pairs: Sequence[tuple[object, object]]) -> Counts:
    """Pairs by who has something to say of them, which may be something else."""
    found = [(before, after) for before, after in pairs if before or after]
    return Counts(
        both=sum(before == after for before, after in found),
        before_only=sum(not after for _, after in found),
        after_only=sum(not before for before, _ in found),
        differ=sum(bool(before and after) and before != after for before, after in found),
    )


def _scores(before: Sequence[float], after: Sequence[float], least: float) -> Scores:
    share = sum(score >= least for score in before) / len(before) if before else 0.0
    return Scores(_quantiles(before), _quantiles(after), share, least, _cut(after, share))


def _cut(scores: Sequence[float], share: float) -> float | None:
    """From which score on this share of them lies; rounded down, so that all of it passes."""
    if not scores:
        return None
    ranked = sorted(scores, reverse=True)
    wanted = round(share * len(ranked))
    if wanted == 0:
        return math.ceil(ranked[0] * 1000 + 1) / 1000
    return math.floor(ranked[wanted - 1] * 1000) / 1000


def _quantiles(scores: Sequence[float]) -> tuple[float, ...]:
    ranked = sorted(scores)
    return tuple(round(ranked[round(q * (len(ranked) - 1))], 4) for q in QUANTILES if ranked)
