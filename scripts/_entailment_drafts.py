"""Pairs of claims from labelled drafts, their values marked: what constructed pairs cannot teach.

In real announcements most of what differs is of two things: the hour of a measurement and the hour
when school begins. Templates have too little of that.
"""

from __future__ import annotations

import random
from collections.abc import Sequence

from _entailment_pairs import Pair
from _judge_rows import PairRow
from selaras.matching.domain.facts import Fact
from selaras.matching.facts.compare import Comparison
from selaras.matching.judge.model import LogisticModel
from selaras.matching.judge.statement import statement

FOLDS = 3
# Of a pair of drafts without a contradiction, the conflicts that look most like one.
_HARDEST = 3
_NEGATIVES = 1400
_AGREEING = 250
_TIMES = 2


def fold_of(scenario: str, scenarios: Sequence[str]) -> int:
    """The fold that a scenario is left out of."""
    return sorted(set(scenarios)).index(scenario) % FOLDS


def draft_pairs(rows: Sequence[PairRow], guess: LogisticModel, seed: int) -> list[Pair]:
    """Labelled conflicts (contradiction), others (neutral) and agreeing facts (entailment).

    Args:
        rows: pairs of labelled drafts.
        guess: says which conflicts look most like one.
        seed: of what is drawn.
    """
    rng = random.Random(seed)
    clashing: list[Pair] = []
    others: list[Pair] = []
    agreeing: list[Pair] = []
    for row in rows:
        named = [at for at, target in enumerate(row.targets) if target]
        clashing += [_pair(row, *_facts(row, at), "contradiction") for at in named]
        if row.relation != "contradiction":
            ranked = sorted(
                range(len(row.conflicts)),
                key=lambda at, row=row: -guess.probability(row.conflicts[at].signals),
            )
            others += [_pair(row, *_facts(row, at), "neutral") for at in ranked[:_HARDEST]]
        if row.relation in {"overlap", "contradiction"}:
            agreeing += [
                _pair(row, item.mine, item.theirs, "entailment")
                for item in row.context.pairings
                if item.comparison is Comparison.EQUAL
            ]
    chosen = clashing * _TIMES
    chosen += rng.sample(others, min(_NEGATIVES, len(others)))
    chosen += rng.sample(agreeing, min(_AGREEING, len(agreeing)))
    turned = [Pair(pair.hypothesis, pair.premise, pair.label) for pair in clashing * _TIMES]
    return [*chosen, *turned]


def _facts(row: PairRow, at: int) -> tuple[Fact, Fact]:
    return row.conflicts[at].mine, row.conflicts[at].theirs


def _pair(row: PairRow, mine: Fact, theirs: Fact, label: str) -> Pair:
    return Pair(statement(row.one.extracted, mine), statement(row.other.extracted, theirs), label)
