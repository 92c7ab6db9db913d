#!/usr/bin/env python3
"""Fit the judge's two logistic models on a labelled set and write judge/weights.json.

Usage: scripts/fit_judge.py --drafts D --pairs P [--unrelated PATH[:AREA[:MOST]] ...] [--write]

Prints what the models do on scenarios they have not seen (grouped cross-validation), then fits on
all of them. The weights are few and named, so that a person can read why the judge decides. What
is shipped was fitted with posts of one regency and news (docs/evaluation.md).
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path

import numpy as np
from _judge_posts import PostFile, embedded, near_posts
from selaras.embedding.adapters.sentence_transformer import (
    SentenceTransformerEncoder,
    load_encoder,
)
from selaras.embedding.settings import EmbeddingSettings
from selaras.evaluation.dataset import Dataset, LabelledDraft, LabelledPair, load, pair_key
from selaras.evaluation.replay import area_codes
from selaras.gazetteer import Gazetteer
from selaras.matching.domain.message import Agency, AgencyLevel, Message
from selaras.matching.judge.alignment import Alignment, align
from selaras.matching.judge.conflicts import Conflict, conflicts
from selaras.matching.judge.context import Context, context_of
from selaras.matching.judge.interface import Prepared
from selaras.matching.judge.model import LogisticModel
from selaras.matching.judge.sameness import overlap_signals
from selaras.matching.judge.scope import AreaRelation, area_relation
from selaras.matching.preparation import Preparation
from selaras.matching.settings import JudgeSettings
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

ROOT = Path(__file__).resolve().parent.parent
WEIGHTS = ROOT / "services/selaras/matching/judge/weights.json"
FOLDS = 6
# The shipped thresholds, whatever the environment says.
CONTRADICTION = JudgeSettings.model_fields["contradiction_likely"].default
OVERLAP = JudgeSettings.model_fields["overlap_likely"].default
# Compatible pairs may overlap or not: they say little about overlap.
COMPATIBLE_WEIGHT = 0.25
# Pairs of unrelated posts are many, with dozens of differing facts each.
UNRELATED_CONFLICT_WEIGHT = 0.05
UNRELATED_OVERLAP_WEIGHT = 0.03
UNRELATED = "unrelated"
# In a contradicting pair, a difference that the labels do not name may be one all the same.
UNNAMED_WEIGHT = 0.3


@dataclass(slots=True)
class PairRow:
    """One pair of drafts with everything that can be known before fitting."""

    one: Prepared
    other: Prepared
    relation: str
    scenario: str
    alignment: Alignment
    context: Context
    conflicts: list[Conflict]
    labels: list[float]
    weights: list[float]


def to_message(draft: LabelledDraft) -> Message:
    """A labelled draft as matching would receive it."""
    codes = area_codes(draft.region)
    agency = Agency(
        draft.agency,
        draft.agency_name,
        AgencyLevel(draft.level),
        codes[0] if len(codes) == 1 else "",
    )
    return Message(
        agency, draft.id, 1, 1, draft.title, draft.body, draft.created_at, area_codes=codes
    )


def prepare(
    dataset: Dataset, preparation: Preparation, encoder: SentenceTransformerEncoder
) -> dict[str, Prepared]:
    """Take every draft apart and embed it."""
    return {draft.id: embedded(to_message(draft), preparation, encoder) for draft in dataset.drafts}


def rows(dataset: Dataset, prepared: dict[str, Prepared]) -> list[PairRow]:
    """All pairs of two agencies whose areas meet."""
    labels = {pair.key: pair for pair in dataset.pairs}
    made = []
    for first, second in combinations(dataset.drafts, 2):
        one, other = prepared[first.id], prepared[second.id]
        if first.agency == second.agency:
            continue
        if area_relation(one.scope, other.scope) is AreaRelation.DISJOINT:
            continue
        label = labels.get(pair_key(first.id, second.id))
        alignment = align(one, other)
        if label is None and alignment.message_cosine < 0.8:
            continue
        context = context_of(one, other)
        found = conflicts(one, other, alignment, context)
        relation = label.relation if label else "unlisted"
        scenario = first.scenario if first.scenario == second.scenario else f"x{first.scenario}"
        row = PairRow(one, other, relation, scenario, alignment, context, found, [], [])
        for conflict in found:
            target, weight = target_of(row, conflict, label)
            row.labels.append(target)
            row.weights.append(weight)
        made.append(row)
    return made


def unrelated_rows(
    files: list[PostFile], preparation: Preparation, encoder: SentenceTransformerEncoder
) -> list[PairRow]:
    """Pairs of near posts that neither clash nor say the same."""
    made = []
    for file in files:
        for one, other in near_posts(file, preparation, encoder):
            alignment, context = align(one, other), context_of(one, other)
            found = conflicts(one, other, alignment, context)
            labels, weights = [0.0] * len(found), [UNRELATED_CONFLICT_WEIGHT] * len(found)
            name = file.path.stem
            made.append(
                PairRow(one, other, UNRELATED, name, alignment, context, found, labels, weights)
            )
    return made


def target_of(row: PairRow, conflict: Conflict, label: LabelledPair | None) -> tuple[float, float]:
    """Whether a conflict is one of the labelled ones, and how much that counts."""
    if label is None or label.relation != "contradiction":
        return 0.0, 1.0
    for facet in label.facets:
        surfaces = {label.a: facet.a_text, label.b: facet.b_text}
        sides = ((row.one, conflict.mine), (row.other, conflict.theirs))
        if all(touches(side, fact, surfaces[side.message.external_id]) for side, fact in sides):
            return 1.0, 1.0
    return 0.0, UNNAMED_WEIGHT


def touches(side: Prepared, fact: object, surface: str) -> bool:
    """Whether a fact overlaps a labelled place."""
    span = fact.span  # type: ignore[attr-defined]
    text = side.message.title if span.part == "title" else side.message.body
    start = text.find(surface)
    while start != -1:
        if start < span.end and span.start < start + len(surface):
            return True
        start = text.find(surface, start + 1)
    return False


def fit(
    signals: list[dict[str, float]], labels: list[float], weights: list[float]
) -> LogisticModel:
    """A logistic regression over the named signals."""
    names = sorted({name for item in signals for name in item})
    matrix = np.array([[item.get(name, 0.0) for name in names] for item in signals])
    model = LogisticRegression(C=1.0, max_iter=2000)
    model.fit(matrix, np.array(labels), sample_weight=np.array(weights))
    named = zip(names, model.coef_[0].tolist(), strict=True)
    return LogisticModel(float(model.intercept_[0]), {name: round(w, 4) for name, w in named})


def fit_conflict(data: list[PairRow]) -> LogisticModel:
    """The model for two facts."""
    return fit(
        [item.signals for row in data for item in row.conflicts],
        [label for row in data for label in row.labels],
        [weight for row in data for weight in row.weights],
    )


def strongest(row: PairRow, model: LogisticModel) -> float:
    """Probability of the strongest conflict of a pair."""
    return max((model.probability(item.signals) for item in row.conflicts), default=0.0)


def overlap_of(row: PairRow, conflict: float) -> dict[str, float]:
    """Signals of an overlap."""
    return overlap_signals(row.one, row.other, row.alignment, row.context, conflict)


def fit_overlap(data: list[PairRow], conflict: LogisticModel) -> LogisticModel:
    """The model for two messages."""
    weights = {"compatible": COMPATIBLE_WEIGHT, UNRELATED: UNRELATED_OVERLAP_WEIGHT}
    return fit(
        [overlap_of(row, strongest(row, conflict)) for row in data],
        [float(row.relation == "overlap") for row in data],
        [weights.get(row.relation, 1.0) for row in data],
    )


def decide(row: PairRow, conflict: LogisticModel, overlap: LogisticModel) -> str:
    """What the judge would alert."""
    probability = strongest(row, conflict)
    if probability >= CONTRADICTION:
        return "contradiction"
    if overlap.probability(overlap_of(row, probability)) >= OVERLAP:
        return "overlap"
    return "none"


def score(data: list[PairRow], said: list[str], dataset: Dataset) -> dict[str, float]:
    """Pair-level measures on unseen scenarios."""
    result: dict[str, float] = {}
    for relation in ("contradiction", "overlap"):
        wanted = sum(pair.relation == relation for pair in dataset.pairs)
        right = sum(s == relation == row.relation for s, row in zip(said, data, strict=True))
        ignored = "compatible" if relation == "overlap" else ""
        alarms = sum(
            s == relation and row.relation != ignored for s, row in zip(said, data, strict=True)
        )
        result[f"{relation}_precision"] = round(right / max(alarms, 1), 4)
        result[f"{relation}_recall"] = round(right / max(wanted, 1), 4)
    compatible = [s for s, row in zip(said, data, strict=True) if row.relation == "compatible"]
    labelled = sum(pair.relation == "compatible" for pair in dataset.pairs)
    result["compatible_contradiction_rate"] = round(
        sum(s == "contradiction" for s in compatible) / max(labelled, 1), 4
    )
    result["unlisted_alerts"] = sum(
        s != "none" for s, row in zip(said, data, strict=True) if row.relation == "unlisted"
    )
    return result


def cross_validate(
    data: list[PairRow], unrelated: list[PairRow], dataset: Dataset
) -> dict[str, float]:
    """Fit on some scenarios, judge the others, until each was judged once."""
    groups = [row.scenario.removeprefix("x") for row in data]
    said = [""] * len(data)
    for train, test in GroupKFold(FOLDS).split(data, groups=groups):
        seen = [data[index] for index in train] + unrelated
        conflict = fit_conflict(seen)
        overlap = fit_overlap(seen, conflict)
        for index in test:
            said[index] = decide(data[index], conflict, overlap)
    return score(data, said, dataset)


def alarms_on_unseen(data: list[PairRow], unrelated: list[PairRow]) -> dict[str, float]:
    """Alarms for each hundred posts, on the half of them that was not fitted on."""
    posts = sorted({row.one.message.key for row in unrelated})
    first = set(posts[::2])
    halves = (
        [row for row in unrelated if row.one.message.key in first],
        [row for row in unrelated if row.one.message.key not in first],
    )
    said: list[str] = []
    for fitted, judged in (halves, halves[::-1]):
        conflict = fit_conflict(data + fitted)
        overlap = fit_overlap(data + fitted, conflict)
        said += [decide(row, conflict, overlap) for row in judged]
    return {
        f"{relation}_alarms_per_100_posts": round(100 * said.count(relation) / len(posts), 1)
        for relation in ("contradiction", "overlap")
    }


def main() -> int:
    """Cross-validate, fit, print; write with ``--write``."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--drafts", type=Path, required=True)
    parser.add_argument("--pairs", type=Path, required=True)
    parser.add_argument(
        "--unrelated",
        type=PostFile.parse,
        action="append",
        default=[],
        metavar="PATH[:AREA[:MOST]]",
    )
    parser.add_argument("--write", action="store_true", help="write judge/weights.json")
    options = parser.parse_args()
    dataset = load(options.drafts, options.pairs)
    preparation, encoder = Preparation(Gazetteer.load()), load_encoder(EmbeddingSettings())
    data = rows(dataset, prepare(dataset, preparation, encoder))
    unrelated = unrelated_rows(options.unrelated, preparation, encoder)
    unseen = cross_validate(data, unrelated, dataset)
    if unrelated:
        unseen |= alarms_on_unseen(data, unrelated)
    print(json.dumps({"unseen_scenarios": unseen}, indent=2))
    conflict = fit_conflict(data + unrelated)
    overlap = fit_overlap(data + unrelated, conflict)
    seen = score(data, [decide(row, conflict, overlap) for row in data], dataset)
    print(json.dumps({"seen_scenarios": seen}, indent=2))
    document = {
        "made_by": "scripts/fit_judge.py",
        "date": datetime.now(UTC).date().isoformat(),
        "data": f"{len(dataset.drafts)} drafts, {len(dataset.pairs)} labelled pairs, "
        f"{len(unrelated)} pairs of unrelated posts",
        "unseen_scenarios": unseen,
        "models": {
            name: {"bias": round(model.bias, 4), "weights": dict(model.weights)}
            for name, model in (("conflict", conflict), ("overlap", overlap))
        },
    }
    if options.write:
        WEIGHTS.write_text(json.dumps(document, indent=2) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
