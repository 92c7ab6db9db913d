#!/usr/bin/env python3
"""Tune the embedding model so that sentences on one thing lie near each other, whatever they say.

    scripts/tune_embedding.py --data ../shared/data        writes .cache/embedding-model/tuned/

To find what contradicts, `Pendaftaran ditutup 12 Mei` must lie near `Batas daftar tanggal 20` and
far from `Hasil diumumkan 12 Mei`. So the positives are two writings of one statement, of one value
or of two; the hard negatives are another statement of the same message, or the same of another
area, phase or matter. News with its summary and IndoNLI keep what the base model knows.
"""

from __future__ import annotations

import argparse
import json
import os
import random
from collections.abc import Sequence
from pathlib import Path

import torch
from _entailment_base import float_base
from _entailment_facts import Constructor
from _entailment_pairs import nli_pairs
from datasets import Dataset
from sentence_transformers import (
    SentenceTransformer,
    SentenceTransformerTrainer,
    SentenceTransformerTrainingArguments,
)
from sentence_transformers.sentence_transformer.losses import MultipleNegativesRankingLoss

ROOT = Path(__file__).resolve().parents[1]
KEPT = ROOT / "models" / "selaras-embedding-small" / "kept_vocabulary.txt.gz"
CACHE = ROOT / ".cache" / "embedding-model"
SEED = 20261126
FACT_TRIPLETS = 3600
NEWS_PAIRS = 1400
NLI_PAIRS = 1400
SCALE = 40.0
_SUMMARY_PART = 600

Triplet = tuple[str, str, str]


def main(arguments: Sequence[str] | None = None) -> None:
    """Tune and save the float model."""
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--rate", type=float, default=2e-5)
    parser.add_argument("--most", type=int, help="only so many rows, to try the script out")
    options = parser.parse_args(arguments)
    torch.set_num_threads(options.threads)
    model = SentenceTransformer(str(float_base(KEPT, CACHE)), device="cpu", local_files_only=True)
    model.max_seq_length = 128
    for parameter in model[0].auto_model.get_input_embeddings().parameters():
        parameter.requires_grad = False
    train(model, triplets(options.data)[: options.most], options)
    model.max_seq_length = 512
    model.save(str(CACHE / "tuned"))


def triplets(data: Path) -> list[Triplet]:
    """Anchor, positive and hard negative; the negative of a pair without one is another's text."""
    rng = random.Random(SEED)
    made = Constructor(SEED).triplets(FACT_TRIPLETS)
    pairs = _summaries(data, rng)[:NEWS_PAIRS] + _followed(data, rng)[:NLI_PAIRS]
    others = [positive for _, positive in pairs]
    rng.shuffle(others)
    made += [(*pair, other) for pair, other in zip(pairs, others, strict=True)]
    rng.shuffle(made)
    return made


def _summaries(data: Path, rng: random.Random) -> list[tuple[str, str]]:
    lines = (data / "posts" / "indosum_dev.jsonl").read_text("utf-8").splitlines()
    rng.shuffle(lines)
    rows = [json.loads(line) for line in lines]
    return [(row["summary"][:_SUMMARY_PART], row["body"][:_SUMMARY_PART]) for row in rows]


def _followed(data: Path, rng: random.Random) -> list[tuple[str, str]]:
    pairs = nli_pairs(data, "indonli_train")
    rng.shuffle(pairs)
    return [(pair.premise, pair.hypothesis) for pair in pairs if pair.label == "entailment"]


def train(model: SentenceTransformer, rows: list[Triplet], options: argparse.Namespace) -> None:
    """One epoch over the triplets, with the prefix that the model is used with."""
    columns = list(zip(*rows, strict=True))
    names = ("anchor", "positive", "negative")
    dataset = Dataset.from_dict(
        {
            name: [f"passage: {text}" for text in column]
            for name, column in zip(names, columns, strict=True)
        }
    )
    settings = SentenceTransformerTrainingArguments(
        output_dir=str(CACHE / "tuned-checkpoints"),
        num_train_epochs=1,
        per_device_train_batch_size=48,
        learning_rate=options.rate,
        warmup_ratio=0.1,
        bf16=True,
        use_cpu=True,
        seed=SEED,
        logging_steps=20,
        save_strategy="no",
        report_to=[],
        disable_tqdm=True,
    )
    loss = MultipleNegativesRankingLoss(model, scale=SCALE)
    SentenceTransformerTrainer(model=model, args=settings, train_dataset=dataset, loss=loss).train()


if __name__ == "__main__":
    main()
