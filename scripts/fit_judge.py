#!/usr/bin/env python3
"""Fit the judge's logistic models on a labelled set and write judge/weights.json.

    scripts/fit_judge.py --set DIR [--set DIR] [--unrelated PATH[:AREA[:MOST]] ...]
        [--entailment PACK] [--ablate] [--write]

Prints what the models do on scenarios that they have not seen (grouped cross-validation), how far
their probabilities can be believed, with `--ablate` what each group of signals is worth, and then
fits on all. Of the posts those with even numbers are left out: the entailment model has seen them.
The weights are few and named, so that a person can read why the judge decides. What is shipped was
fitted with posts of one regency and news (docs/evaluation.md).
"""

from __future__ import annotations

import argparse
import json
import sys
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from _judge_posts import PostFile
from _judge_readings import read_rows
from _judge_rows import PairRow, copied_rows, labelled_rows, unrelated_rows
from _judge_score import cross_validate, reliability, say, score
from _judge_stack import Stack, fit_stack
from selaras.embedding.adapters.cross_encoder import load_scorer
from selaras.embedding.adapters.sentence_transformer import load_encoder
from selaras.embedding.settings import EmbeddingSettings
from selaras.evaluation.dataset import Dataset, load
from selaras.gazetteer import Gazetteer
from selaras.matching.preparation import Preparation

ROOT = Path(__file__).resolve().parent.parent
WEIGHTS = ROOT / "services/selaras/matching/judge/weights.json"
READINGS = ROOT / ".cache" / "judge-readings"
SEED = 20261125
GROUPS = {
    "openings read": ("openings_",),
    "claims read": ("read_",),
    "claim vectors": ("claim_cosine", "about_x_claim", "mutual_best", "answered_better"),
    "message vectors": ("message_cosine", "sole_x_message", "coverage_", "said_"),
    "words": ("claim_words", "message_words", "state_x_words", "near_copy"),
    "what a fact is about": ("about", "state_x_about", "unit_named"),
    "facts that agree": ("equal_facts", "agreement", "same_company", "facts_shared"),
    "stated elsewhere": ("answered_",),
    "area, period, phase": ("area_", "neighbouring_", "other_p", "authored_"),
    "names in common": ("shared_names",),
    "role and kind": ("role_", "kind_", "other_kind"),
    "how many conflicts": ("conflicts", "none_holds"),
}
"""Groups of signals by how their names begin, for the ablation table."""


def main() -> int:
    """Cross-validate, fit, print; write with ``--write``."""
    options = _parser().parse_args()
    dataset = _joined(options.set)
    rows = _rows(dataset, options.unrelated)
    if options.entailment:
        _read(rows, options.entailment)
    said = cross_validate(rows)
    unseen = score(rows, said, dataset)
    curves = {
        relation: reliability(rows, said, relation) for relation in ("contradiction", "overlap")
    }
    _print({"unseen_scenarios": unseen, "reliability": curves})
    ablation = _ablate(rows, dataset, unseen) if options.ablate else {}
    stack = fit_stack(rows)
    _print({"seen_scenarios": score(rows, [say(stack, row) for row in rows], dataset)})
    if options.write:
        unrelated = sum(row.relation == "unrelated" for row in rows)
        data = (
            f"{len(dataset.drafts)} drafts, {len(dataset.pairs)} labelled pairs, "
            f"{unrelated} pairs of unrelated posts"
        )
        _write(stack, data, {"unseen_scenarios": unseen, "reliability": curves, **ablation})
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument(
        "--set",
        type=Path,
        action="append",
        required=True,
        help="folder of drafts.jsonl and pairs.jsonl; may be given again",
    )
    parser.add_argument(
        "--unrelated",
        type=PostFile.parse,
        action="append",
        default=[],
        metavar="PATH[:AREA[:MOST]]",
        help="posts; the same files and numbers as the entailment model was trained with, which "
        "read every other one",
    )
    parser.add_argument(
        "--entailment",
        type=Path,
        metavar="PACK",
        help="fit with what this model reads; it must not have been trained on the sets",
    )
    parser.add_argument("--ablate", action="store_true", help="say what each signal is worth")
    parser.add_argument("--write", action="store_true", help="write judge/weights.json")
    return parser


def _joined(folders: list[Path]) -> Dataset:
    sets = [load(folder / "drafts.jsonl", folder / "pairs.jsonl") for folder in folders]
    return Dataset(
        tuple(draft for one in sets for draft in one.drafts),
        tuple(pair for one in sets for pair in one.pairs),
    )


def _rows(dataset: Dataset, unrelated: list[PostFile]) -> list[PairRow]:
    preparation, settings = Preparation(Gazetteer.load()), EmbeddingSettings()
    encoder = load_encoder(settings)
    rows = labelled_rows(dataset, preparation, encoder)
    rows += copied_rows(dataset, preparation, encoder, SEED)
    rows += unrelated_rows(unrelated, preparation, encoder, even=False)
    return rows


def _read(rows: list[PairRow], pack: Path) -> None:
    """Let an entailment model, trained on none of these scenarios, read the claims in doubt."""
    scorer = load_scorer(EmbeddingSettings(entailment_model=str(pack)))
    if scorer is None:
        raise SystemExit(f"{pack} is no entailment model")
    read_rows(rows, scorer, fit_stack(rows).models["conflict"], READINGS)


def _ablate(rows: list[PairRow], dataset: Dataset, full: dict[str, float]) -> dict[str, Any]:
    """Average precision without each group of signals, and what is lost."""
    table = {}
    for group, starts in GROUPS.items():
        without = score(rows, cross_validate(rows, partial(_begins, starts)), dataset)
        table[group] = {
            relation: round(
                full[f"{relation}_average_precision"] - without[f"{relation}_average_precision"], 4
            )
            for relation in ("contradiction", "overlap")
        }
        _print({f"without {group}": table[group]})
    return {"average_precision_lost_without": table}


def _begins(starts: tuple[str, ...], name: str) -> bool:
    return name.startswith(starts)


def _write(stack: Stack, data: str, measures: dict[str, Any]) -> None:
    document = {
        "made_by": "scripts/fit_judge.py",
        "date": datetime.now(UTC).date().isoformat(),
        "data": data,
        **measures,
        "models": {
            name: {"bias": round(model.bias, 4), "weights": dict(model.weights)}
            for name, model in stack.models.items()
        },
    }
    WEIGHTS.write_text(json.dumps(document, indent=2) + "\n", "utf-8")


def _print(part: dict[str, Any]) -> None:
    print(json.dumps(part, indent=2), flush=True)


if __name__ == "__main__":
    sys.exit(main())
