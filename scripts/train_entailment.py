#!/usr/bin/env python3
"""Fine-tune the entailment cross-encoder, stage by stage, into .cache/entailment/.

    scripts/train_entailment.py nli    --data ../shared/data   general: IndoNLI and translated MNLI
    scripts/train_entailment.py facts  --data ../shared/data   IndoNLI again, with fact pairs
    scripts/train_entailment.py drafts --set DIR               labelled drafts, their values marked
    scripts/train_entailment.py drafts --again --set DIR --mine PACK --posts FILE

The last stage reads claims, and the openings of whole drafts: whether they are one message.
Each stage starts from what the one before left. The judge is to be fitted on other drafts than the
last stage is trained on (scripts/fit_judge.py): what a model says of its own training data is no
measure of it. With --again the last stage goes on from itself; --mine teaches what a pack wrongly
holds to clash in drafts that do not; --posts teaches that nothing clashes in pairs of real posts,
of which only those with even numbers are taken: the others are for fitting the judge. Word
embeddings stay frozen: they are half of the model, and twenty thousand pairs would only bend the
few that occur in them.
"""

from __future__ import annotations

import argparse
import json
import os
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch
from _entailment_base import float_base
from _entailment_drafts import draft_pairs, false_alarms, opening_pairs, post_pairs
from _entailment_facts import Constructor
from _entailment_news import news_pairs
from _entailment_pairs import LABELS, Pair, nli_pairs
from _judge_posts import PostFile
from _judge_readings import read_rows
from _judge_rows import labelled_rows, unrelated_rows
from _training import SETTINGS, freeze_words
from datasets import Dataset
from selaras.embedding.adapters.cross_encoder import load_scorer
from selaras.embedding.adapters.sentence_transformer import load_encoder
from selaras.embedding.settings import EmbeddingSettings
from selaras.evaluation.dataset import load
from selaras.gazetteer import Gazetteer
from selaras.matching.judge.model import load_models
from selaras.matching.preparation import Preparation
from sentence_transformers.cross_encoder import (
    CrossEncoder,
    CrossEncoderTrainer,
    CrossEncoderTrainingArguments,
)
from sentence_transformers.cross_encoder.losses import CrossEntropyLoss

ROOT = Path(__file__).resolve().parents[1]
KEPT = ROOT / "models" / "selaras-embedding-small" / "kept_vocabulary.txt.gz"
CACHE = ROOT / ".cache"
STAGES = ("nli", "facts", "drafts")
SEED = 20261125
MOST_TOKENS = 192
INDONLI_TIMES = 2
FACT_PAIRS = 12_000
NEWS_PAIRS = 4_000
REHEARSED_PAIRS = 1_000
REHEARSED_FACT_PAIRS = 500
# Of the labelled drafts at most so many pairs of claims and of openings: what trains in an hour.
CLAIM_PAIRS, OPENING_PAIRS = 8_000, 7_000
# Part of the pairs of two matters that teach: those differ in everything, and easily.
UNLISTED_PART = 0.0025


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one stage."""
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    options = _parser().parse_args(arguments)
    torch.set_num_threads(options.threads)
    if options.pairs and options.pairs.exists():
        pairs = [Pair(**json.loads(line)) for line in options.pairs.read_text("utf-8").splitlines()]
    else:
        pairs = _pairs(options)
    random.Random(SEED).shuffle(pairs)
    if options.pairs and not options.pairs.exists():
        lines = [json.dumps(asdict(pair), ensure_ascii=False) for pair in pairs]
        options.pairs.write_text("\n".join(lines), "utf-8")
        print(f"{options.pairs}: {Counter(pair.label for pair in pairs)}")
        return
    model = _start(options)
    if options.stage == "nli":
        spread_first_token(model, pairs[:256])
    freeze_words(model.model)
    train(model, pairs, options)
    model.save_pretrained(str(CACHE / "entailment" / options.stage))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("stage", choices=STAGES)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument(
        "--set",
        type=Path,
        action="append",
        default=[],
        help="folder of drafts.jsonl and pairs.jsonl, for the last stage; may be given again",
    )
    parser.add_argument("--again", action="store_true", help="go on from what the stage left")
    parser.add_argument("--mine", type=Path, metavar="PACK", help="learn from its false alarms")
    parser.add_argument(
        "--posts", type=PostFile.parse, action="append", default=[], metavar="PATH[:AREA[:MOST]]"
    )
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--epochs", type=float, default=1.0)
    parser.add_argument("--rate", type=float, default=1e-4, help="learning rate")
    parser.add_argument("--most", type=int, help="only so many pairs, to try the script out")
    parser.add_argument(
        "--pairs", type=Path, help="write the pairs there and stop; train on them if they are there"
    )
    return parser


def _pairs(options: argparse.Namespace) -> list[Pair]:
    if options.stage == "nli":
        return [
            *nli_pairs(options.data, "indonli_train"),
            *nli_pairs(options.data, "mnli_id_small_train"),
        ]
    if options.stage == "facts":
        return [
            *nli_pairs(options.data, "indonli_train") * INDONLI_TIMES,
            *Constructor(SEED).pairs(FACT_PAIRS),
            *news_pairs(options.data, NEWS_PAIRS, SEED),
        ]
    # A part of what the stages before taught, or it would be forgotten.
    general = nli_pairs(options.data, "indonli_train")
    random.Random(SEED).shuffle(general)
    return [
        *_labelled(options),
        *general[:REHEARSED_PAIRS],
        *Constructor(SEED + 1).pairs(REHEARSED_FACT_PAIRS),
    ]


def _labelled(options: argparse.Namespace) -> list[Pair]:
    """Pairs from the labelled sets, and from real posts."""
    encoder, preparation = load_encoder(EmbeddingSettings()), Preparation(Gazetteer.load())
    claims: list[Pair] = []
    openings: list[Pair] = []
    for folder in options.set:
        dataset = load(folder / "drafts.jsonl", folder / "pairs.jsonl")
        rows = labelled_rows(dataset, preparation, encoder, UNLISTED_PART)
        guess = load_models()["conflict"]
        claims += draft_pairs(rows, dataset, guess, SEED)
        openings += opening_pairs(dataset, SEED)
        if options.mine:
            scorer = load_scorer(EmbeddingSettings(entailment_model=str(options.mine)))
            if scorer is None:
                raise SystemExit(f"{options.mine} is no entailment model")
            read_rows(rows, scorer, guess, CACHE / "judge-readings")
            claims += false_alarms(rows)
    posts = list(unrelated_rows(options.posts, preparation, encoder, even=True))
    chosen = [*_some(claims, CLAIM_PAIRS), *_some(openings, OPENING_PAIRS)]
    return [*chosen, *post_pairs(posts, SEED)]


def _some(pairs: list[Pair], most: int) -> list[Pair]:
    return random.Random(SEED).sample(pairs, min(most, len(pairs)))


def _start(options: argparse.Namespace) -> CrossEncoder:
    if options.stage == "nli":
        folder = float_base(KEPT, CACHE / "embedding-model")
    else:
        before = options.stage if options.again else STAGES[STAGES.index(options.stage) - 1]
        folder = CACHE / "entailment" / before
    names = dict(enumerate(LABELS))
    return CrossEncoder(
        str(folder),
        num_labels=len(LABELS),
        max_length=MOST_TOKENS,
        device="cpu",
        local_files_only=True,
        config_kwargs={"id2label": names, "label2id": {name: key for key, name in names.items()}},
    )


def spread_first_token(model: Any, pairs: list[Pair]) -> None:
    """Let the untrained pooler centre the first token's vector and give it a spread of one.

    The base model averages all tokens, so its first token says little: over pairs it varies by a
    twentieth of its length, and a pooler of small random weights takes hundreds of steps to see it.
    """
    texts = [pair.premise for pair in pairs], [pair.hypothesis for pair in pairs]
    inputs = model.tokenizer(*texts, padding=True, truncation=True, return_tensors="pt")
    with torch.inference_mode():
        first = model.model.bert(**inputs).last_hidden_state[:, 0]
    scale = 1 / first.std(dim=0)
    pooler = model.model.bert.pooler.dense
    with torch.no_grad():
        pooler.weight.copy_(torch.diag(scale))
        pooler.bias.copy_(-first.mean(dim=0) * scale)


def train(model: CrossEncoder, pairs: list[Pair], options: argparse.Namespace) -> None:
    """Train on the pairs, batches of like length, and save now and then."""
    pairs = pairs[: options.most]
    dataset = Dataset.from_dict(
        {
            "premise": [pair.premise for pair in pairs],
            "hypothesis": [pair.hypothesis for pair in pairs],
            "label": [LABELS.index(pair.label) for pair in pairs],
        }
    )
    settings = CrossEncoderTrainingArguments(
        output_dir=str(CACHE / "entailment" / f"{options.stage}-checkpoints"),
        num_train_epochs=options.epochs,
        learning_rate=options.rate,
        weight_decay=0.01,
        seed=SEED,
        logging_steps=25,
        save_steps=300,
        save_total_limit=1,
        **SETTINGS,
    )
    CrossEncoderTrainer(
        model=model, args=settings, train_dataset=dataset, loss=CrossEntropyLoss(model)
    ).train()


if __name__ == "__main__":
    main()
