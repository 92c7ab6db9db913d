"""A logistic model over named signals: small enough to read, its weights in a JSON file.

The file is written by scripts/fit_judge.py; it says from which data, and how well it did on
scenarios that it had not seen.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any


@dataclass(frozen=True, slots=True)
class LogisticModel:
    """Probability = sigmoid(bias + sum of weight x signal). Signals not named count nothing."""

    bias: float
    weights: Mapping[str, float]

    def probability(self, signals: Mapping[str, float]) -> float:
        """Probability, 0 to 1."""
        total = self.bias + sum(
            weight * signals.get(name, 0.0) for name, weight in self.weights.items()
        )
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))


def load_models() -> dict[str, LogisticModel]:
    """The models that are shipped.

    ``conflict`` is for two facts or claims; ``same`` and ``clash`` are for two messages: whether
    they are one message, and whether two that are one clash. Where an entailment model has read
    something, others take their places: ``conflict_read`` for a conflict of which it has read the
    claims, ``same_read`` and ``clash_read`` for messages of which it has read the openings.
    """
    document: dict[str, Any] = json.loads(
        (resources.files(__package__) / "weights.json").read_text("utf-8")
    )
    return {
        name: LogisticModel(model["bias"], model["weights"])
        for name, model in document["models"].items()
    }
