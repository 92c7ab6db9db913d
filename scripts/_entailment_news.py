"""Pairs from news: a sentence and itself with another number, the other state, or its neighbour."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from _entailment_pairs import Pair

# Words that turn what is said round, and by what.
_TURNS = {
    "akan": "tidak akan",
    "telah": "belum",
    "sudah": "belum",
    "bisa": "tidak bisa",
    "dapat": "tidak dapat",
    "boleh": "tidak boleh",
    "masih": "tidak lagi",
    "naik": "turun",
    "meningkat": "menurun",
    "dibuka": "ditutup",
    "ditutup": "dibuka",
    "wajib": "tidak wajib",
    "gratis": "berbayar",
    "aman": "berbahaya",
    "ada": "tidak ada",
    "harus": "tidak perlu",
    "mendukung": "menolak",
    "menerima": "menolak",
    "berhasil": "gagal",
    "menang": "kalah",
    "dimulai": "ditunda",
    "digelar": "dibatalkan",
    "dilarang": "diizinkan",
    "pertama": "terakhir",
    "selamat": "tewas",
}
_NUMBER = re.compile(r"(?<![\d.,/])\d{1,3}(?:[.,]\d{1,3})*(?![\d.,/])")
_LENGTHS = (40, 220)


def news_pairs(data: Path, count: int, seed: int) -> list[Pair]:
    """So many pairs from IndoSum; the same for the same seed."""
    rng = random.Random(seed)
    lines = (data / "posts" / "indosum_dev.jsonl").read_text("utf-8").splitlines()
    rng.shuffle(lines)
    made: list[Pair] = []
    for line in lines:
        made += _of_article(_sentences(json.loads(line)["body"]), rng)
        if len(made) >= count:
            break
    return made[:count]


def _of_article(sentences: list[str], rng: random.Random) -> Iterator[Pair]:
    for sentence in rng.sample(sentences, min(4, len(sentences))):
        changed = _renumbered(sentence, rng) or _turned(sentence, rng)
        if changed:
            pair = [_shortened(sentence, rng), changed]
            rng.shuffle(pair)
            yield Pair(*pair, "contradiction")
    for first, second in pairwise(sentences[:3]):
        # What a longer text says, each of its sentences says.
        both = f"{first} {second}" if rng.random() < 0.5 else f"{second} {first}"
        shorter = _shortened(first, rng)
        yield Pair(both if shorter == first else rng.choice((both, first)), shorter, "entailment")
    with_numbers = [sentence for sentence in sentences if _NUMBER.search(sentence)]
    if len(with_numbers) > 1:
        yield Pair(*rng.sample(with_numbers, 2), "neutral")
    if len(sentences) > 1:
        yield Pair(*rng.sample(sentences, 2), "neutral")


def _sentences(body: str) -> list[str]:
    text = re.sub(r"\s+([.,;:?!)])", r"\1", body)
    text = re.sub(r"([(])\s+", r"\1", text)
    parts = re.split(r"(?<=[.?!])\s+(?=[A-Z\"])", text)
    return [part for part in parts if _LENGTHS[0] <= len(part) <= _LENGTHS[1]]


def _renumbered(sentence: str, rng: random.Random) -> str:
    found = list(_NUMBER.finditer(sentence))
    if not found or rng.random() < 0.25:
        return ""
    place = rng.choice(found)
    digits = [rng.choice("123456789") if char.isdigit() else char for char in place[0]]
    other = "".join(digits)
    if other == place[0]:
        return ""
    return sentence[: place.start()] + other + sentence[place.end() :]


def _turned(sentence: str, rng: random.Random) -> str:
    words = [match for match in re.finditer(r"[A-Za-z]+", sentence) if match[0] in _TURNS]
    if not words:
        return ""
    place = rng.choice(words)
    before = sentence[: place.start()]
    if before.rstrip().endswith(("tidak", "belum", "tak", "bukan")):
        return ""
    return before + _TURNS[place[0]] + sentence[place.end() :]


def _shortened(sentence: str, rng: random.Random) -> str:
    """The sentence without a clause at its end, which then still holds."""
    parts = re.split(
        r"\s?\([^)]*\)|, (?=yang|kata|ujar|seperti|demikian|sementara|dengan)", sentence
    )
    if len(parts) < 2 or len(parts[0]) < _LENGTHS[0] or rng.random() < 0.2:
        return sentence
    return parts[0].rstrip(".") + "."
