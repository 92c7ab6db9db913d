"""Choose which pieces of the XLM-R vocabulary stay, and cut the tokenizer down to them.

A unigram tokenizer picks the best-scoring path over its pieces, so removing pieces that a text
does not use leaves its tokens as they were. Pieces stay for one of two reasons: text in the
languages of Indonesia used them, or a rule keeps them whatever the text says (single characters,
digits and symbols, short Latin pieces, common Latin pieces), so that no ordinary text can fall
to `<unk>`.
"""

from __future__ import annotations

import csv
import gzip
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

SPACE = "▁"
SPECIAL = ("<s>", "<pad>", "</s>", "<unk>", "<mask>")

# Scripts whose every character stays: what Indonesian posts mix in (prayers and Jawi in Arabic,
# units and formulas in Greek, names in Cyrillic), and the marks that build letters and emoji.
_WHOLE_SCRIPTS = frozenset(
    {"LATIN", "ARABIC", "GREEK", "CYRILLIC", "COMBINING", "MODIFIER", "VARIATION", "COMMON"}
)
_SYMBOL_SCRIPTS = frozenset({"COMMON", "MODIFIER", "COMBINING", "VARIATION"})
_SHORT_LATIN = 3
_COMMON_LATIN_SCORE = -11.5
_MIN_COUNT = 2
_BATCH = 2000
_SKIPPED_FIELDS = frozenset({"id", "label", "date", "created_at", "account", "score"})
_MARKUP = re.compile(r"<[^>]+>")


def script_of(char: str) -> str:
    """Return the script of a character as its Unicode name tells; COMMON for what is no letter."""
    if unicodedata.category(char)[0] not in "LM":
        return "COMMON"
    return unicodedata.name(char, "UNNAMED").split()[0]


def kept_by_rule(piece: str, score: float) -> bool:
    """Tell whether a piece stays whatever the text says; `score` is its log probability."""
    text = piece.replace(SPACE, "")
    if not text or piece in SPECIAL:
        return True
    scripts = {script_of(char) for char in text}
    if len(text) == 1:
        return scripts <= _WHOLE_SCRIPTS
    if scripts <= _SYMBOL_SCRIPTS:
        return True
    if scripts == {"LATIN"} and len(text) <= _SHORT_LATIN and text.isascii():
        return True
    return scripts <= {"LATIN", "COMMON"} and score > _COMMON_LATIN_SCORE


def texts_of(path: Path) -> Iterator[str]:
    """Yield the texts of a source file: strings of .jsonl, cells of .csv, markup-free .html, lines.

    Names in capitals (as gazetteers write them) are yielded in title case, as posts write them.
    """
    if path.suffix == ".jsonl":
        for line in path.open(encoding="utf-8"):
            yield from _strings(json.loads(line))
    elif path.suffix == ".csv":
        with path.open(encoding="utf-8", newline="") as file:
            yield from (c.title() if c.isupper() else c for row in csv.reader(file) for c in row)
    elif path.suffix == ".html":
        yield _MARKUP.sub(" ", path.read_text(encoding="utf-8"))
    else:
        yield from path.read_text(encoding="utf-8").splitlines()


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, item in value.items():
            if key not in _SKIPPED_FIELDS:
                yield from _strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)


def select(tokenizer_json: bytes, sources: Iterable[Path]) -> list[str]:
    """Return the pieces to keep, in the order of the full vocabulary.

    A piece stays by rule, or when the sources together use it at least twice.
    """
    tokenizer = Tokenizer.from_buffer(tokenizer_json)
    counts: Counter[int] = Counter()
    for path in sources:
        texts = list(texts_of(path))
        for start in range(0, len(texts), _BATCH):
            batch = tokenizer.encode_batch_fast(
                texts[start : start + _BATCH], add_special_tokens=False
            )
            for encoding in batch:
                counts.update(encoding.ids)
    vocabulary = json.loads(tokenizer_json)["model"]["vocab"]
    return [
        piece
        for index, (piece, score) in enumerate(vocabulary)
        if counts[index] >= _MIN_COUNT or kept_by_rule(piece, score)
    ]


def write_kept(pieces: list[str], path: Path) -> None:
    """Write the pieces, one a line, as gzip with no time stamp (same pieces, same bytes)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(("\n".join(pieces) + "\n").encode(), mtime=0))


def read_kept(path: Path) -> list[str]:
    """Read what `write_kept` wrote. Raises `OSError` if the file is missing or no gzip."""
    # Only "\n" separates: some pieces are themselves characters that splitlines() would cut at.
    return gzip.decompress(path.read_bytes()).decode().rstrip("\n").split("\n")


def prune(tokenizer_json: bytes, kept: list[str]) -> tuple[bytes, npt.NDArray[np.int64]]:
    """Cut the tokenizer down to the kept pieces.

    Returns the new tokenizer.json and the old row of every new token id, in id order. Raises
    `ValueError` when a kept piece is not in the vocabulary or a special token is missing.
    """
    spec: dict[str, Any] = json.loads(tokenizer_json)
    wanted = set(kept)
    chosen = [
        (row, entry) for row, entry in enumerate(spec["model"]["vocab"]) if entry[0] in wanted
    ]
    pieces = {entry[0]: index for index, (_, entry) in enumerate(chosen)}
    if unknown := wanted - pieces.keys():
        raise ValueError(f"{len(unknown)} kept pieces are not in the vocabulary")
    if absent := set(SPECIAL) - pieces.keys():
        raise ValueError(f"special tokens are missing: {sorted(absent)}")
    spec["model"]["vocab"] = [entry for _, entry in chosen]
    spec["model"]["unk_id"] = pieces["<unk>"]
    for token in spec["added_tokens"]:
        token["id"] = pieces[token["content"]]
    for token in spec["post_processor"]["special_tokens"].values():
        token["ids"] = [pieces[name] for name in token["tokens"]]
    text = json.dumps(spec, ensure_ascii=False, separators=(",", ":"))
    return text.encode(), np.array([row for row, _ in chosen], dtype=np.int64)
