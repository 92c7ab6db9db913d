"""Measure the pack against the unpruned float model, and its speed against torch.

Everything is computed on real Indonesian text and in one run, so that ratios mean something on any
machine: speeds are the best of several rounds in which both sides take turns.
"""

from __future__ import annotations

import json
import os
import platform
import random
import re
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from _embedding_pack import MODEL_FILE, save_float_model
from _embedding_weights import EncoderWeights, Float32
from scipy.stats import spearmanr
from selaras.embedding.adapters.sentence_transformer import load_encoder
from selaras.embedding.adapters.torch_reference import load_torch_reference
from selaras.embedding.domain import EmbedKind
from selaras.embedding.settings import EmbeddingSettings
from selaras.evaluation.dataset import load
from sentence_transformers import SentenceTransformer
from sklearn.metrics import roc_auc_score
from tokenizers import Tokenizer

Measures = dict[str, Any]
Embed = Callable[[Sequence[str], EmbedKind], Float32]

MATTERS = Path(__file__).resolve().parents[1] / "tests" / "quality" / "matters" / "test"

# Texts for the cosines: file, field, how many. Long and short, official and not.
_SOURCES = (
    ("posts/mbg_agency_posts.jsonl", "text", 100),
    ("posts/kabupaten_wonosobo_posts.jsonl", "body", 40),
    ("posts/detik_news_summaries.jsonl", "title", 60),
    ("conflicts-dev/drafts.jsonl", "body", 100),
    ("noise/social_posts.jsonl", "text", 100),
    ("nli/indonli_val.jsonl", "hypothesis", 100),
)
_SPEED_SOURCES = (
    ("posts/mbg_agency_posts.jsonl", "text", 120),
    ("conflicts-dev/drafts.jsonl", "body", 60),
    ("nli/indonli_val.jsonl", "premise", 76),
)
_ARTICLES = 300
_ARTICLE_CHARACTERS = 600
_SINGLE_TEXTS = 60
_ROUNDS = 6
_TABLE = re.compile(r"(<!-- measures -->\n).*?(\n<!-- /measures -->)", re.DOTALL)


def measure(
    weights: EncoderWeights, tokenizer_json: bytes, pack: Path, data: Path, base: EncoderWeights
) -> Measures:
    """Measure everything that the card tells; minutes. `weights` and tokenizer are the full ones.

    `base` is the model before it was tuned. Raises `FileNotFoundError` when the data is not there.
    """
    encoder = load_encoder(EmbeddingSettings(model=str(pack)))

    def packed(texts: Sequence[str], kind: EmbedKind) -> Float32:
        return encoder.encode(texts, kind).vectors

    with tempfile.TemporaryDirectory() as scratch:
        full = _float(weights, tokenizer_json, Path(scratch) / "full")
        untuned = _float(base, tokenizer_json, Path(scratch) / "base")
        found = {
            **_sizes(weights, pack),
            **_tokens(tokenizer_json, pack, data),
            **_cosines(full, packed, data),
            **_retrieval(full, packed, data),
            **_one_message({"pack": packed, "base": untuned}),
            **_relatedness({"full": full, "pack": packed, "base": untuned}, data),
        }
    reference = _torch_embed(load_torch_reference(pack))
    return {**found, **_speed(reference, packed, pack, data), "version": encoder.info.version}


def _float(weights: EncoderWeights, tokenizer_json: bytes, folder: Path) -> Embed:
    save_float_model(weights, tokenizer_json, folder)
    return _torch_embed(SentenceTransformer(str(folder), device="cpu", local_files_only=True))


def _torch_embed(model: Any) -> Embed:
    def embed(texts: Sequence[str], kind: EmbedKind) -> Float32:
        vectors: Float32 = model.encode(
            list(texts), prompt_name=kind.value, show_progress_bar=False
        )
        return vectors

    return embed


def _texts(data: Path, sources: Sequence[tuple[str, str, int]]) -> list[str]:
    texts = []
    for name, field, count in sources:
        rows = [json.loads(line)[field] for line in (data / name).open(encoding="utf-8")]
        texts += random.Random(1).sample([row for row in rows if row.strip()], count)
    return texts


def _sizes(weights: EncoderWeights, pack: Path) -> Measures:
    files = [path for path in pack.rglob("*") if path.is_file()]
    parameters = sum(tensor.size for tensor in weights.tensors.values())
    return {
        "onnx_mb": round((pack / MODEL_FILE).stat().st_size / 1e6, 1),
        "pack_mb": round(sum(path.stat().st_size for path in files) / 1e6, 1),
        "full_float_mb": round(parameters * 4 / 1e6),
    }


def _tokens(tokenizer_json: bytes, pack: Path, data: Path) -> Measures:
    """How often the pruned tokenizer cuts a text as the full one does."""
    full = Tokenizer.from_buffer(tokenizer_json)
    pruned = Tokenizer.from_file(str(pack / "tokenizer.json"))
    texts = _texts(data, [(name, field, count * 3) for name, field, count in _SOURCES[:1]])
    texts += _texts(data, _SOURCES[1:])
    pairs = list(zip(full.encode_batch(texts), pruned.encode_batch(texts), strict=True))
    same = sum(one.tokens == other.tokens for one, other in pairs)
    return {
        "pieces_full": full.get_vocab_size(),
        "pieces": pruned.get_vocab_size(),
        "same_tokens": round(same / len(pairs), 4),
        "token_growth": round(
            sum(len(other.ids) for _, other in pairs) / sum(len(one.ids) for one, _ in pairs), 5
        ),
    }


def _cosines(full: Embed, packed: Embed, data: Path) -> Measures:
    texts = _texts(data, _SOURCES)
    ours = packed(texts, EmbedKind.PASSAGE)
    cosine = (full(texts, EmbedKind.PASSAGE) * ours).sum(axis=1)
    alone = np.concatenate([packed([text], EmbedKind.PASSAGE) for text in texts[::5]])
    return {
        "cosine_texts": len(texts),
        "cosine_mean": round(float(cosine.mean()), 5),
        "cosine_p1": round(float(np.quantile(cosine, 0.01)), 5),
        "cosine_min": round(float(cosine.min()), 5),
        "cosine_alone_min": round(float((alone * ours[::5]).sum(axis=1).min()), 6),
    }


def _retrieval(full: Embed, packed: Embed, data: Path) -> Measures:
    """Find the article of a summary among others: does the pack find what the full model finds."""
    path = data / "posts" / "detik_news_summaries.jsonl"
    rows = [json.loads(line) for line in path.open(encoding="utf-8")][:_ARTICLES]
    bodies = [row["body"][:_ARTICLE_CHARACTERS] for row in rows]
    summaries = [row["summary"] for row in rows]
    ranks = {}
    for name, embed in (("full", full), ("pack", packed)):
        scores = embed(summaries, EmbedKind.QUERY) @ embed(bodies, EmbedKind.PASSAGE).T
        ranks[name] = np.argsort(-scores, axis=1)
    tops = zip(ranks["full"][:, :10], ranks["pack"][:, :10], strict=True)
    own = np.arange(len(rows))
    return {
        "recall10_agreement": round(
            float(np.mean([len(set(a) & set(b)) / 10 for a, b in tops])), 4
        ),
        "hit1_full": round(float((ranks["full"][:, 0] == own).mean()), 4),
        "hit1_pack": round(float((ranks["pack"][:, 0] == own).mean()), 4),
    }


def _relatedness(models: Mapping[str, Embed], data: Path) -> Measures:
    path = data / "sts" / "semrel_ind_dev.jsonl"
    rows = [json.loads(line) for line in path.open(encoding="utf-8")]
    measures: Measures = {}
    for name, embed in models.items():
        left = embed([row["a"] for row in rows], EmbedKind.QUERY)
        right = embed([row["b"] for row in rows], EmbedKind.QUERY)
        rank = spearmanr((left * right).sum(axis=1), [row["score"] for row in rows])
        measures[f"semrel_{name}"] = round(float(rank.statistic), 4)
    return measures


def _one_message(models: Mapping[str, Embed]) -> Measures:
    """Does the cosine tell one message to one public from compatible ones of the same matter?"""
    dataset = load(MATTERS / "drafts.jsonl", MATTERS / "pairs.jsonl")
    places = {draft.id: place for place, draft in enumerate(dataset.drafts)}
    texts = [f"{draft.title}\n{draft.body}".strip() for draft in dataset.drafts]
    one = [pair.relation != "compatible" for pair in dataset.pairs]
    measures: Measures = {}
    for name, embed in models.items():
        vectors = embed(texts, EmbedKind.PASSAGE)
        cosine = [
            float(vectors[places[pair.a]] @ vectors[places[pair.b]]) for pair in dataset.pairs
        ]
        measures[f"one_message_{name}"] = round(float(roc_auc_score(one, cosine)), 4)
    return measures


def _speed(reference: Embed, packed: Embed, pack: Path, data: Path) -> Measures:
    texts = _texts(data, _SPEED_SOURCES)
    random.Random(1).shuffle(texts)
    some = texts[:_SINGLE_TEXTS]
    encoded = Tokenizer.from_file(str(pack / "tokenizer.json")).encode_batch(texts)
    alone, together = _Best(), _Best()
    for _ in range(_ROUNDS):
        for name, embed in (("torch", reference), ("pack", packed)):
            for place, text in enumerate(some):
                alone.time((name, place), embed, [text])
            together.time((name, 0), embed, texts)
    pace = {
        **{f"{name}_one": len(some) / alone.seconds(name) for name in ("torch", "pack")},
        **{f"{name}_batch": len(texts) / together.seconds(name) for name in ("torch", "pack")},
    }
    return {
        **{f"{name}_per_second": round(value, 1) for name, value in pace.items()},
        "ratio_one": round(pace["pack_one"] / pace["torch_one"], 2),
        "ratio_batch": round(pace["pack_batch"] / pace["torch_batch"], 2),
        "speed_tokens": round(float(np.mean([len(item.ids) for item in encoded]))),
        "machine": f"{_processor()}, {os.cpu_count()} cores",
    }


class _Best:
    """The least time that each piece of work took: what the machine does when left alone."""

    def __init__(self) -> None:
        self._seconds: dict[tuple[str, int], float] = {}

    def time(self, key: tuple[str, int], embed: Embed, texts: Sequence[str]) -> None:
        started = time.perf_counter()
        embed(texts, EmbedKind.PASSAGE)
        took = time.perf_counter() - started
        self._seconds[key] = min(took, self._seconds.get(key, took))

    def seconds(self, name: str) -> float:
        return sum(took for key, took in self._seconds.items() if key[0] == name)


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    names = re.findall(r"model name\s*: (.*)", info.read_text()) if info.exists() else []
    return names[0] if names else platform.processor()


def write_card(pack: Path, measures: Measures) -> None:
    """Put the measures into the pack's card, between its marks. Raises `ValueError` without any."""
    card = pack / "README.md"
    text, count = _TABLE.subn(lambda mark: mark[1] + _table(measures) + mark[2], card.read_text())
    if count != 1:
        raise ValueError(f"{card} has no place for the measures")
    card.write_text(text)


def _table(m: Measures) -> str:
    rows = [
        ("version", f"`{m['version']}`"),
        ("vocabulary", f"{m['pieces']:,} of {m['pieces_full']:,} pieces"),
        ("texts cut into the same tokens", f"{m['same_tokens']:.1%}"),
        ("tokens, compared with the full vocabulary", f"{m['token_growth']:.2%}"),
        (
            "size",
            f"ONNX {m['onnx_mb']} MB, pack {m['pack_mb']} MB (float: {m['full_float_mb']} MB)",
        ),
        (
            f"cosine to the unpruned float model, {m['cosine_texts']} texts",
            f"mean {m['cosine_mean']}, p1 {m['cosine_p1']}, min {m['cosine_min']}",
        ),
        ("cosine of a text alone to itself in a batch", f"min {m['cosine_alone_min']}"),
        ("top 10 of 300 articles, agreement with float", f"{m['recall10_agreement']:.1%}"),
        ("article of a summary found first", f"{m['hit1_pack']:.1%} (float {m['hit1_full']:.1%})"),
        (
            "SemRel dev, Spearman",
            f"{m['semrel_pack']} (float {m['semrel_full']}, before tuning {m['semrel_base']})",
        ),
        (
            "unseen labelled drafts: one message or only near, area under the curve",
            f"{m['one_message_pack']} (before tuning {m['one_message_base']})",
        ),
        (f"one text at a time, {m['speed_tokens']} tokens on average", _pace(m, "one")),
        ("the same in batches", _pace(m, "batch")),
        ("measured on", m["machine"]),
    ]
    lines = [f"| {name} | {value} |" for name, value in rows]
    return "\n".join(["| measure | value |", "| --- | --- |", *lines])


def _pace(m: Measures, how: str) -> str:
    ours, theirs = m[f"pack_{how}_per_second"], m[f"torch_{how}_per_second"]
    return f"{ours} texts/s, torch on the same weights {theirs} ({m[f'ratio_{how}']} times)"
