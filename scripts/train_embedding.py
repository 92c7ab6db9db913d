#!/usr/bin/env python3
"""Tune the embedding model for agencies' messages, into .cache/embedding-model/tuned/.

    scripts/train_embedding.py --set DIR [--set DIR ...] --data ../shared/data

Two messages that are one message to one public shall lie near each other, whether they agree or
not; the same programme for another public, phase or area shall lie further off. So the positives
are labelled overlaps and contradictions, the hard negatives labelled compatible messages of the
same matter. Claims that hold the two labelled places of a contradiction are positives too, with
another claim of the same message as the negative. News with its summary and IndoNLI keep what the
base model knows. What the judge is fitted on, or tested with, must not be among the sets.

Of the way from the base model to the trained one only a part is gone (a weighted mean of the two,
Wortsman et al. 2022, *Robust fine-tuning of zero-shot models*): the whole of it costs likeness of
general sentences (SemRel), and a quarter keeps nearly all of that with half of the gain.
"""

from __future__ import annotations

import argparse
import json
import os
import random
from collections.abc import Iterator, Sequence
from pathlib import Path

import torch
from _entailment_base import float_base
from _entailment_pairs import nli_pairs
from _training import SETTINGS, freeze_words
from datasets import Dataset as Rows
from safetensors.torch import load_file
from selaras.evaluation.dataset import Dataset, LabelledDraft, LabelledPair, load
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
MOST_TOKENS = 128
# Temperature 1/40: E5 was made with 1/100, which leaves hard negatives no room.
SCALE = 40.0
NEWS_PAIRS, NLI_PAIRS = 900, 900
_CHARACTERS = 320

Triplet = tuple[str, str, str]


def main(arguments: Sequence[str] | None = None) -> None:
    """Tune and save the float model."""
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    options = _parser().parse_args(arguments)
    torch.set_num_threads(options.threads)
    model = SentenceTransformer(str(float_base(KEPT, CACHE)), device="cpu", local_files_only=True)
    whole = model.max_seq_length
    model.max_seq_length = MOST_TOKENS
    freeze_words(model[0].auto_model)
    rows = triplets(options.set, options.data)[: options.most]
    print(f"{len(rows)} triplets", flush=True)
    train(model, rows, options)
    model.max_seq_length = whole
    go_back(model, load_file(float_base(KEPT, CACHE) / "model.safetensors"), options.part)
    model.save(str(CACHE / "tuned"))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--set", type=Path, action="append", required=True)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--epochs", type=float, default=1.0)
    parser.add_argument("--rate", type=float, default=2e-5, help="learning rate")
    parser.add_argument("--part", type=float, default=0.25, help="of the way from the base model")
    parser.add_argument("--most", type=int, help="only so many triplets, to try the script out")
    return parser


def go_back(model: SentenceTransformer, base: dict[str, torch.Tensor], part: float) -> None:
    """Set the weights to ``part`` of the way from the base model's to what they are."""
    encoder = model[0].auto_model
    with torch.no_grad():
        for name, value in encoder.named_parameters():
            value.copy_(torch.lerp(base[name], value, part))


def triplets(sets: Sequence[Path], data: Path) -> list[Triplet]:
    """Anchor, positive and hard negative; the negative of a pair without one is another's text."""
    rng = random.Random(SEED)
    made: list[Triplet] = []
    for folder in sets:
        dataset = load(folder / "drafts.jsonl", folder / "pairs.jsonl")
        made += [*_messages(dataset, rng), *_claims(dataset, rng)]
    pairs = [*_summaries(data, rng)[:NEWS_PAIRS], *_followed(data, rng)[:NLI_PAIRS]]
    others = [positive for _, positive in pairs]
    rng.shuffle(others)
    made += [(*pair, other) for pair, other in zip(pairs, others, strict=True)]
    rng.shuffle(made)
    return made


def _messages(dataset: Dataset, rng: random.Random) -> Iterator[Triplet]:
    """Each labelled pair of one message, with a compatible message of the matter."""
    drafts = {draft.id: draft for draft in dataset.drafts}
    apart: dict[str, list[str]] = {name: [] for name in drafts}
    for pair in dataset.pairs:
        if pair.relation == "compatible":
            apart[pair.a].append(pair.b)
            apart[pair.b].append(pair.a)
    for pair in dataset.pairs:
        one, other = rng.sample((pair.a, pair.b), 2)
        if pair.relation == "compatible" or not apart[one]:
            continue
        away = rng.choice(apart[one])
        yield tuple(_text(drafts[name]) for name in (one, other, away))  # type: ignore[misc]


def _claims(dataset: Dataset, rng: random.Random) -> Iterator[Triplet]:
    """The lines of two drafts that hold a labelled clash, with another line of the second."""
    drafts = {draft.id: draft for draft in dataset.drafts}
    for pair in dataset.pairs:
        for mine, theirs in _clashing(pair):
            lines = [line for line in drafts[pair.b].body.splitlines() if line.strip()]
            one = next((line for line in drafts[pair.a].body.splitlines() if mine in line), None)
            other = next((line for line in lines if theirs in line), None)
            if one is None or other is None or len(lines) == 1:
                continue
            away = rng.choice([line for line in lines if line != other] or lines)
            yield one[:_CHARACTERS], other[:_CHARACTERS], away[:_CHARACTERS]


def _clashing(pair: LabelledPair) -> Iterator[tuple[str, str]]:
    return ((facet.a_text, facet.b_text) for facet in pair.facets[:1])


def _text(draft: LabelledDraft) -> str:
    return f"{draft.title}\n{draft.body}".strip()[:_CHARACTERS]


def _summaries(data: Path, rng: random.Random) -> list[tuple[str, str]]:
    lines = (data / "posts" / "indosum_dev.jsonl").read_text("utf-8").splitlines()
    rng.shuffle(lines)
    rows = [json.loads(line) for line in lines]
    return [(row["summary"][:_CHARACTERS], row["body"][:_CHARACTERS]) for row in rows]


def _followed(data: Path, rng: random.Random) -> list[tuple[str, str]]:
    pairs = nli_pairs(data, "indonli_train")
    rng.shuffle(pairs)
    return [(pair.premise, pair.hypothesis) for pair in pairs if pair.label == "entailment"]


def train(model: SentenceTransformer, rows: list[Triplet], options: argparse.Namespace) -> None:
    """Run over the triplets, with the prefix that the model is used with."""
    columns = list(zip(*rows, strict=True))
    names = ("anchor", "positive", "negative")
    dataset = Rows.from_dict(
        {
            name: [f"passage: {text}" for text in column]
            for name, column in zip(names, columns, strict=True)
        }
    )
    settings = SentenceTransformerTrainingArguments(
        output_dir=str(CACHE / "tuned-checkpoints"),
        num_train_epochs=options.epochs,
        learning_rate=options.rate,
        seed=SEED,
        logging_steps=20,
        save_strategy="no",
        **SETTINGS,
    )
    loss = MultipleNegativesRankingLoss(model, scale=SCALE)
    SentenceTransformerTrainer(model=model, args=settings, train_dataset=dataset, loss=loss).train()


if __name__ == "__main__":
    main()
