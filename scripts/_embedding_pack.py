"""Lay out the model pack as a folder that sentence-transformers loads with its ONNX backend."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import onnx
from _embedding_bert import to_bert
from _embedding_weights import EncoderWeights
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
from tokenizers import Tokenizer
from transformers import PreTrainedTokenizerFast

MODEL_FILE = "onnx/model_quantized.onnx"
_PROMPTS = {"query": "query: ", "passage": "passage: ", "document": "passage: "}
_FLOAT_WEIGHTS = "model.safetensors"
_GENERATED_CARD = "README.md"


def save_float_model(weights: EncoderWeights, tokenizer_json: bytes, folder: Path) -> None:
    """Write the float model as a sentence-transformers folder: mean pooling, length one."""
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=Tokenizer.from_buffer(tokenizer_json),
        model_max_length=weights.shape.positions,
        model_input_names=["input_ids", "attention_mask"],
        **_special_tokens(),
    )
    with tempfile.TemporaryDirectory() as scratch:
        to_bert(weights).save_pretrained(scratch)
        tokenizer.save_pretrained(scratch)
        transformer = Transformer(scratch, max_seq_length=weights.shape.positions)
        parts = [transformer, Pooling(weights.shape.hidden, "mean"), Normalize()]
        SentenceTransformer(modules=parts, prompts=_PROMPTS, device="cpu").save(str(folder))


def _special_tokens() -> dict[str, str]:
    names = {"bos": "<s>", "cls": "<s>", "eos": "</s>", "sep": "</s>"}
    names |= {"unk": "<unk>", "pad": "<pad>", "mask": "<mask>"}
    return {f"{name}_token": token for name, token in names.items()}


def save_pack(
    weights: EncoderWeights, tokenizer_json: bytes, graph: onnx.ModelProto, pack: Path
) -> None:
    """Write the pack: the float model's folder with the int8 graph in place of its weights.

    Files of the pack that the build does not write (its card, the kept vocabulary) stay.
    """
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        save_float_model(weights, tokenizer_json, folder)
        (folder / _FLOAT_WEIGHTS).unlink()
        (folder / _GENERATED_CARD).unlink(missing_ok=True)
        # The tokenizer as the pruning wrote it: saving it again adds padding and truncation state.
        (folder / "tokenizer.json").write_bytes(tokenizer_json)
        shutil.copytree(folder, pack, dirs_exist_ok=True)
        pack.chmod(0o755)  # the scratch folder's own mode keeps others out
    target = pack / MODEL_FILE
    target.parent.mkdir(exist_ok=True)
    onnx.save(graph, target)
