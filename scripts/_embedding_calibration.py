"""Measure the centres that `build_onnx` folds away: the mean output of every layer norm."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import torch
from _embedding_bert import to_bert
from _embedding_onnx import Centres
from _embedding_weights import EncoderWeights, Float32
from tokenizers import Tokenizer

TEXTS = Path(__file__).with_name("embedding_calibration.txt")
_PREFIX = "passage: "


def measure_centres(weights: EncoderWeights, tokenizer_json: bytes) -> Centres:
    """Run the float model over the calibration texts and average each norm's output.

    Any ordinary text gives nearly the same centres: they are habits of the model, not of a text.
    """
    model = to_bert(weights)
    sums: dict[str, Float32] = {}
    tokens = 0

    def watch(name: str) -> Any:
        def add(_module: Any, _inputs: Any, output: Any) -> None:
            total = output.detach().sum(dim=(0, 1)).numpy()
            sums[name] = sums[name] + total if name in sums else total

        return add

    for name, module in model.named_modules():
        if isinstance(module, torch.nn.LayerNorm):
            module.register_forward_hook(watch(name))
    tokenizer = Tokenizer.from_buffer(tokenizer_json)
    with torch.inference_mode():
        for line in TEXTS.read_text(encoding="utf-8").splitlines():
            text = line if line.startswith("query: ") else _PREFIX + line
            ids = tokenizer.encode(text).ids
            model(input_ids=torch.tensor([ids]))
            tokens += len(ids)
    # Any centre is exact; a rounded one is the same on every machine.
    return {name: np.round(total / tokens, 2).astype(np.float32) for name, total in sums.items()}
