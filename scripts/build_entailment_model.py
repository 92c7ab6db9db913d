#!/usr/bin/env python3
"""Build the entailment model pack in models/ from the cross-encoder that was trained.

scripts/train_entailment.py nli, then facts, then drafts           trains (docs/development.md)
scripts/build_entailment_model.py build                            writes the pack
scripts/build_entailment_model.py measure --data ../shared/data    fills its card
"""

from __future__ import annotations

import argparse
import json
import os
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from _entailment_card import write_card
from _entailment_facts import Constructor
from _entailment_pack import write_pack
from _entailment_pairs import LABELS, Pair, nli_pairs

ROOT = Path(__file__).resolve().parents[1]
PACK = ROOT / "models" / "selaras-entailment-small"
TRAINED = ROOT / ".cache" / "entailment" / "drafts"
# Another seed than the training's: other values, names and combinations of the same templates.
HELD_OUT_SEED, HELD_OUT_PAIRS = 4242, 1500
CALIBRATION_SEED, CALIBRATION_PAIRS = 4243, 200


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one of the commands."""
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("command", choices=("build", "measure"))
    parser.add_argument("--pack", type=Path, default=PACK, help="folder of the pack")
    parser.add_argument("--trained", type=Path, default=TRAINED, help="what training left")
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    options = parser.parse_args(arguments)
    if options.command == "build":
        pairs = Constructor(CALIBRATION_SEED).pairs(CALIBRATION_PAIRS)
        write_pack(options.trained, options.pack, pairs)
        size = sum(path.stat().st_size for path in options.pack.rglob("*") if path.is_file())
        print(f"{options.pack}: {size / 1e6:.1f} MB")
        return
    measures = measure(options.pack, options.data)
    print(json.dumps(measures, indent=2))
    write_card(options.pack, measures)


def measure(pack: Path, data: Path) -> dict[str, Any]:
    """Accuracy on IndoNLI validation and on constructed pairs of another seed."""
    from selaras.embedding.adapters.cross_encoder import load_scorer  # noqa: PLC0415
    from selaras.embedding.settings import EmbeddingSettings  # noqa: PLC0415

    scorer = load_scorer(EmbeddingSettings(entailment_model=str(pack)))
    if scorer is None:
        raise SystemExit(f"{pack} is no entailment model")
    sets = {
        "indonli_validation": nli_pairs(data, "indonli_val"),
        "constructed_pairs": Constructor(HELD_OUT_SEED).pairs(HELD_OUT_PAIRS),
    }
    return {name: _accuracy(scorer, pairs) for name, pairs in sets.items()}


def _accuracy(scorer: Any, pairs: list[Pair]) -> dict[str, Any]:
    said = scorer.score([(pair.premise, pair.hypothesis) for pair in pairs])
    best = [max(LABELS, key=lambda label, item=item: getattr(item, label)) for item in said]
    right = Counter(
        pair.label for pair, label in zip(pairs, best, strict=True) if pair.label == label
    )
    total = Counter(pair.label for pair in pairs)
    return {
        "pairs": len(pairs),
        "accuracy": round(sum(right.values()) / len(pairs), 4),
        "recall": {label: round(right[label] / total[label], 4) for label in LABELS},
    }


if __name__ == "__main__":
    main()
