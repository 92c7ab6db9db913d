"""What fitted models say of pairs that they have not seen, and how right that is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from _judge_rows import UNLISTED, UNRELATED, PairRow
from _judge_stack import Drop, Stack, fit_stack
from selaras.evaluation.dataset import Dataset
from selaras.matching.settings import JudgeSettings
from sklearn.metrics import average_precision_score, brier_score_loss
from sklearn.model_selection import GroupKFold

FOLDS = 6
# The shipped thresholds, whatever the environment says.
SHIPPED = JudgeSettings.shipped()
_BINS = (0.0, 0.05, 0.2, 0.4, 0.6, 0.8, 0.95, 1.0001)


@dataclass(frozen=True, slots=True)
class Said:
    """Probabilities of one pair."""

    contradiction: float
    overlap: float

    @property
    def alert(self) -> str:
        """What would be alerted."""
        if self.contradiction >= SHIPPED.contradiction_likely:
            return "contradiction"
        return "overlap" if self.overlap >= SHIPPED.overlap_likely else "none"


def say(stack: Stack, row: PairRow) -> Said:
    """What the models say of a pair."""
    said = stack.say(row)
    return Said(said.contradiction, said.overlap)


def cross_validate(
    rows: Sequence[PairRow], drop: Drop = lambda _name: False, seed: int | None = None
) -> list[Said]:
    """Fit on some groups, judge the others, until each pair was judged once."""
    said: list[Said | None] = [None] * len(rows)
    folds = GroupKFold(FOLDS, shuffle=seed is not None, random_state=seed)
    for train, test in folds.split(rows, groups=[row.scenario for row in rows]):
        stack = fit_stack([rows[at] for at in train], drop)
        for at in test:
            said[at] = say(stack, rows[at])
    return [item for item in said if item is not None]


def score(rows: Sequence[PairRow], said: Sequence[Said], dataset: Dataset) -> dict[str, float]:
    """Measures at alert level, as ``selaras evaluate`` counts them."""
    result: dict[str, float] = {}
    both = list(zip(rows, (item.alert for item in said), strict=True))
    listed = [(row, alert) for row, alert in both if _counts(row)]
    for relation in ("contradiction", "overlap"):
        wanted = sum(pair.relation == relation for pair in dataset.pairs)
        right = sum(alert == relation == row.relation for row, alert in listed)
        ignored = "compatible" if relation == "overlap" else ""
        alarms = sum(alert == relation and row.relation != ignored for row, alert in listed)
        result[f"{relation}_precision"] = round(right / max(alarms, 1), 4)
        result[f"{relation}_recall"] = round(right / max(wanted, 1), 4)
    compatible = [alert for row, alert in listed if row.relation == "compatible"]
    labelled = sum(pair.relation == "compatible" for pair in dataset.pairs)
    alarms = compatible.count("contradiction")
    result["compatible_contradiction_rate"] = round(alarms / max(labelled, 1), 4)
    result["unlisted_alerts"] = sum(
        alert != "none" for row, alert in listed if row.relation == UNLISTED
    )
    return result | _ranking(rows, said) | _on_posts(rows, said)


def _counts(row: PairRow) -> bool:
    """Whether a pair was written by people and labelled, or is of two matters."""
    return row.relation != UNRELATED and not row.copied


def _ranking(rows: Sequence[PairRow], said: Sequence[Said]) -> dict[str, float]:
    """How well the pairs are ordered, whatever the threshold."""
    listed = [at for at, row in enumerate(rows) if _counts(row)]
    result = {}
    for relation in ("contradiction", "overlap"):
        truth = np.array([rows[at].relation == relation for at in listed])
        chance = np.array([getattr(said[at], relation) for at in listed])
        result[f"{relation}_average_precision"] = round(
            float(average_precision_score(truth, chance)), 4
        )
        result[f"{relation}_brier"] = round(float(brier_score_loss(truth, chance)), 4)
    return result


def _on_posts(rows: Sequence[PairRow], said: Sequence[Said]) -> dict[str, float]:
    """Alarms for each hundred real posts."""
    posts = {row.one.message.key for row in rows if row.relation == UNRELATED}
    alerts = [item.alert for row, item in zip(rows, said, strict=True) if row.relation == UNRELATED]
    return {
        f"{relation}_alarms_per_100_posts": round(100 * alerts.count(relation) / len(posts), 1)
        for relation in ("contradiction", "overlap")
        if posts
    }


def reliability(
    rows: Sequence[PairRow], said: Sequence[Said], relation: str
) -> list[dict[str, float]]:
    """Of the labelled and unlisted pairs with about one probability, how many were right."""
    listed = [at for at, row in enumerate(rows) if _counts(row)]
    chance = np.array([getattr(said[at], relation) for at in listed])
    truth = np.array([rows[at].relation == relation for at in listed])
    table = []
    for low, high in pairwise(_BINS):
        inside = (chance >= low) & (chance < high)
        if inside.any():
            table.append(
                {
                    "from": low,
                    "to": min(high, 1.0),
                    "pairs": int(inside.sum()),
                    "said": round(float(chance[inside].mean()), 3),
                    "right": round(float(truth[inside].mean()), 3),
                }
            )
    return table
