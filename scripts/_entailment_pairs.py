"""Pairs of sentences to train the entailment model on."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

LABELS = ("entailment", "neutral", "contradiction")


@dataclass(frozen=True, slots=True)
class Pair:
    """What is taken as true, what is judged, and one of ``LABELS``."""

    premise: str
    hypothesis: str
    label: str


def nli_pairs(data: Path, name: str) -> list[Pair]:
    """The pairs of one file in ``nli/``."""
    lines = (data / "nli" / f"{name}.jsonl").read_text("utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    return [
        Pair(row["premise"], row["hypothesis"], row["label"])
        for row in rows
        if row["label"] in LABELS
    ]
