"""The pack's own weights in float, run by torch: what the pack's speed is compared with."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Arrays = dict[str, npt.NDArray[Any]]

_GRAPH = Path("onnx") / "model_quantized.onnx"
_PARTS = ("query", "key", "value")
_HEADS = frozenset(
    {"pooler.dense.weight", "pooler.dense.bias", "classifier.weight", "classifier.bias"}
)


def load_torch_reference(pack: Path) -> Any:
    """A ``SentenceTransformer`` on sentence-transformers' default path: torch, float32.

    Its weights are those of the pack, multiplied out of their 8 bits, so both compute the same
    function and differ only in how. The number of torch's threads is left at its default.

    Raises:
        FileNotFoundError: the folder is not a pack.
    """
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415
    from transformers import BertModel  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as scratch:
        _copy(pack, Path(scratch), BertModel)
        return SentenceTransformer(scratch, device="cpu", local_files_only=True)


def load_torch_cross_encoder(pack: Path) -> Any:
    """A ``CrossEncoder`` on sentence-transformers' default path, with the weights of a pack.

    The pack of an embedding model has no classifier; it gets an untrained one, good for timing.

    Raises:
        FileNotFoundError: the folder is not a pack.
    """
    from sentence_transformers import CrossEncoder  # noqa: PLC0415
    from transformers import BertForSequenceClassification  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as scratch:
        _copy(pack, Path(scratch), BertForSequenceClassification)
        return CrossEncoder(scratch, device="cpu", local_files_only=True)


def _copy(pack: Path, folder: Path, kind: Any) -> None:
    """The pack with the weights of a model of transformers in place of its graph."""
    shutil.copytree(
        pack, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("onnx", "*.md", "*.gz")
    )
    _save_weights(pack, folder, kind)


def _save_weights(pack: Path, folder: Path, kind: Any) -> None:
    import torch  # noqa: PLC0415
    from transformers import BertConfig  # noqa: PLC0415

    model = kind(BertConfig.from_pretrained(pack))
    packed = _initialisers(pack / _GRAPH)
    weights = float_weights(packed, model.config.num_hidden_layers)
    if (prefix := model.base_model_prefix) in dict(model.named_children()):
        weights = {f"{prefix}.{name}": values for name, values in weights.items()}
    weights |= {
        name if name.startswith("classifier") else f"{prefix}.{name}": packed[name]
        for name in _HEADS & packed.keys()
    }
    state = {name: torch.from_numpy(values.copy()) for name, values in weights.items()}
    missing, unexpected = model.load_state_dict(state, strict=False)
    # The pooler is not part of a mean-pooling model; the default path computes it all the same.
    if unexpected or any(not _is_head(name) for name in missing):
        raise ValueError(f"not the weights of this pack: {missing} {unexpected}")
    model.save_pretrained(folder)


def _is_head(name: str) -> bool:
    return "pooler." in name or name.startswith("classifier.")


def _initialisers(graph: Path) -> Arrays:
    import onnx  # noqa: PLC0415
    from onnx import numpy_helper  # noqa: PLC0415

    model = onnx.load(graph)
    return {item.name: numpy_helper.to_array(item) for item in model.graph.initializer}


def float_weights(packed: Arrays, layers: int) -> dict[str, npt.NDArray[np.float32]]:
    """Weights by the names of ``transformers.BertModel``, from the constants of a pack's graph."""
    words = packed["word.weight"] * packed["word.weight_scale"]
    hidden = words.shape[1]
    weights = {
        "embeddings.word_embeddings.weight": words,
        "embeddings.position_embeddings.weight": packed["position.weight"],
        # The pack has added the only segment's vector to the positions.
        "embeddings.token_type_embeddings.weight": np.zeros((2, hidden)),
        **_norm(packed, "embeddings.LayerNorm", "embeddings.LayerNorm"),
    }
    for index in range(layers):
        weights |= _layer(packed, index, last=index == layers - 1)
    return {name: np.array(v, dtype=np.float32, order="C") for name, v in weights.items()}


def _layer(packed: Arrays, index: int, *, last: bool) -> Arrays:
    source, target = f"layer{index}", f"encoder.layer.{index}"
    weight, bias = _matrix(packed, f"{source}.qkv"), packed[f"{source}.qkv.bias"]
    rows = zip(_PARTS, np.split(weight, 3), np.split(bias, 3), strict=True)
    weights: Arrays = {}
    for part, part_weight, part_bias in rows:
        weights[f"{target}.attention.self.{part}.weight"] = part_weight
        weights[f"{target}.attention.self.{part}.bias"] = part_bias
    names = {
        "attention_out": ("attention.output.dense", f"{source}.attention_out.scaled.bias"),
        "up": ("intermediate.dense", f"{source}.up.bias"),
        "down": ("output.dense", f"{source}.down.scaled.bias"),
    }
    for label, (name, bias_name) in names.items():
        weights[f"{target}.{name}.weight"] = _matrix(packed, f"{source}.{label}")
        weights[f"{target}.{name}.bias"] = packed[bias_name]
    norm = f"{target}.attention.output.LayerNorm"
    weights |= _norm(packed, norm, norm)
    norm = f"{target}.output.LayerNorm"
    return weights | _norm(packed, "last_hidden_state" if last else norm, norm)


def _matrix(packed: Arrays, name: str) -> npt.NDArray[Any]:
    """Weight as torch stores it, [out, in]."""
    matrix: npt.NDArray[Any] = (packed[f"{name}.weight"] * packed[f"{name}.weight_scale"]).T
    return matrix


def _norm(packed: Arrays, source: str, target: str) -> Arrays:
    return {f"{target}.{kind}": packed[f"{source}.{kind}"] for kind in ("weight", "bias")}
