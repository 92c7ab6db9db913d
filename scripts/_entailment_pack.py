"""Turn the trained cross-encoder into an int8 ONNX pack that sentence-transformers loads."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from _embedding_onnx import OUTPUT, EncoderGraph, finish
from _embedding_weights import EncoderShape, EncoderWeights, Float32
from _entailment_pairs import Pair
from transformers import AutoModelForSequenceClassification, AutoTokenizer

MODEL_FILE = "onnx/model_quantized.onnx"
_PREFIX = "bert."
_HEADS = ("pooler.dense.weight", "pooler.dense.bias", "classifier.weight", "classifier.bias")
_COPIED = (
    "config.json",
    "tokenizer.json",
    "tokenizer_config.json",
    "special_tokens_map.json",
    "modules.json",
    "config_sentence_transformers.json",
    "sentence_bert_config.json",
)


def write_pack(trained: Path, pack: Path, calibration: list[Pair]) -> None:
    """Write the pack from the folder of the trained float model.

    Args:
        trained: what ``train_entailment.py`` left.
        pack: the folder to write; its card stays.
        calibration: pairs over which the centres of the layer norms are measured.
    """
    model = AutoModelForSequenceClassification.from_pretrained(trained).eval()
    tokenizer = AutoTokenizer.from_pretrained(trained)
    graph = _graph(model, _centres(model, tokenizer, calibration))
    target = pack / MODEL_FILE
    target.parent.mkdir(parents=True, exist_ok=True)
    onnx.save(graph, target)
    for name in _COPIED:
        if (trained / name).exists():
            shutil.copy(trained / name, pack / name)


def _graph(model: Any, centres: dict[str, Float32]) -> onnx.ModelProto:
    """The encoder, then its first token through the pooler and the classifier."""
    state = {name: value.numpy() for name, value in model.state_dict().items()}
    weights = EncoderWeights(
        _shape(model.config), {name.removeprefix(_PREFIX): value for name, value in state.items()}
    )
    encoder = EncoderGraph(weights, centres)
    encoder.build()
    graph = encoder.graph
    heads = {name: graph.const(name, weights.tensors[name]) for name in _HEADS}
    first = graph.op("Gather", [OUTPUT, graph.const("first", np.array(0))], "cls", axis=1)
    pooled = graph.op("Gemm", [first, heads[_HEADS[0]], heads[_HEADS[1]]], "pooled", transB=1)
    bounded = graph.op("Tanh", [pooled], "bounded")
    graph.op("Gemm", [bounded, heads[_HEADS[2]], heads[_HEADS[3]]], "logits", transB=1)
    return finish(graph, "logits", ["batch", model.config.num_labels])


def _shape(config: Any) -> EncoderShape:
    return EncoderShape(
        hidden=config.hidden_size,
        layers=config.num_hidden_layers,
        heads=config.num_attention_heads,
        intermediate=config.intermediate_size,
        vocabulary=config.vocab_size,
        positions=config.max_position_embeddings,
        type_vocabulary=config.type_vocab_size,
        epsilon=config.layer_norm_eps,
    )


def _centres(model: Any, tokenizer: Any, pairs: list[Pair]) -> dict[str, Float32]:
    """Mean output of every layer norm over the tokens of the pairs, by its name in BERT."""
    sums: dict[str, torch.Tensor] = {}
    tokens = 0

    def watch(name: str) -> Any:
        def add(_module: Any, _inputs: Any, output: torch.Tensor) -> None:
            sums[name] = sums.get(name, torch.zeros(())) + output.sum(dim=(0, 1))

        return add

    hooks = [
        module.register_forward_hook(watch(name.removeprefix(_PREFIX)))
        for name, module in model.named_modules()
        if isinstance(module, torch.nn.LayerNorm)
    ]
    with torch.inference_mode():
        for pair in pairs:
            inputs = tokenizer(pair.premise, pair.hypothesis, return_tensors="pt")
            model(**inputs)
            tokens += inputs["input_ids"].shape[1]
    for hook in hooks:
        hook.remove()
    # Any centre is exact; a rounded one is the same on every machine.
    return {name: np.round((total / tokens).numpy(), 2) for name, total in sums.items()}
