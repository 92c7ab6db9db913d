"""Any other sentence-transformers model by setting."""

# ruff: noqa: PLC0415  # torch takes seconds to import: not while tests are collected

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from selaras.embedding.adapters.cross_encoder import load_scorer
from selaras.embedding.adapters.sentence_transformer import load_encoder
from selaras.embedding.domain import EmbedKind
from selaras.embedding.ports.errors import ModelUnusable
from selaras.embedding.settings import EmbeddingSettings

PASSAGE, QUERY = EmbedKind.PASSAGE, EmbedKind.QUERY


def test_a_folder_with_torch_weights(torch_model: Path) -> None:
    encoder = load_encoder(EmbeddingSettings(model=str(torch_model)))
    assert encoder.info.name == str(torch_model)
    assert (encoder.info.dimensions, encoder.info.max_tokens) == (32, 32)
    made = encoder.encode(["jadwal vaksin polio", "besok ditunda ."], PASSAGE)
    assert made.vectors.shape == (2, 32)
    # The folder does not normalise, the port promises it.
    np.testing.assert_allclose(np.linalg.norm(made.vectors, axis=1), 1, atol=1e-5)
    # It has no prompts: a query is embedded as a passage is.
    again = encoder.encode(["jadwal vaksin polio"], QUERY)
    np.testing.assert_allclose(made.vectors[:1], again.vectors, atol=1e-5)


def test_a_model_in_the_models_folder_goes_by_its_name(torch_model: Path) -> None:
    settings = EmbeddingSettings(model=torch_model.name, models_dir=torch_model.parent)
    assert load_encoder(settings).info.name == torch_model.name


def test_a_shorter_reach_by_setting_is_another_version(torch_model: Path) -> None:
    whole = load_encoder(EmbeddingSettings(model=str(torch_model)))
    short = load_encoder(EmbeddingSettings(model=str(torch_model), max_tokens=8))
    text = "jadwal vaksin polio besok ditunda . . ."
    assert short.info.max_tokens == 8
    assert short.info.version != whole.info.version
    assert whole.encode([text], PASSAGE).truncated == (False,)
    assert short.encode([text], PASSAGE).truncated == (True,)


def test_a_damaged_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{")
    with pytest.raises(ModelUnusable) as damaged:
        load_encoder(EmbeddingSettings(model=str(tmp_path)))
    assert damaged.value.reason == "MODEL_DAMAGED"


def test_a_damaged_graph_is_named(torch_model: Path) -> None:
    (torch_model / "onnx").mkdir()
    (torch_model / "onnx" / "model.onnx").write_bytes(b"not a graph")
    with pytest.raises(ModelUnusable) as damaged:
        load_encoder(EmbeddingSettings(model=str(torch_model)))
    assert damaged.value.reason == "MODEL_DAMAGED"


def test_the_shipped_entailment_model_is_the_default_and_none_may_be_wanted() -> None:
    scorer = load_scorer(EmbeddingSettings())
    assert scorer is not None
    assert scorer.info.name == "selaras-entailment-small"
    pairs = [
        ("Pasar murah dibuka pukul 08.00.", "Pasar murah dibuka pukul 08.00."),
        ("Pasar murah dibuka «12 Mei 2026».", "Pasar murah dibuka «14 Mei 2026»."),
    ]
    same, clash = scorer.score(pairs)
    assert clash.contradiction > 0.5 > same.contradiction
    assert load_scorer(EmbeddingSettings(entailment_model="")) is None


def test_an_entailment_model(entailment_model: Path) -> None:
    scorer = load_scorer(EmbeddingSettings(entailment_model=str(entailment_model)))
    assert scorer is not None
    pairs = [("vaksin polio besok", "polio ditunda"), ("", "jadwal"), ("jadwal", "jadwal")]
    answers = scorer.score(pairs)
    for answer in answers:
        total = answer.entailment + answer.neutral + answer.contradiction
        assert total == pytest.approx(1, abs=1e-5)
    assert scorer.score([]) == []


def test_outputs_are_read_by_their_labels(entailment_model: Path) -> None:
    import torch
    from transformers import AutoTokenizer, BertForSequenceClassification

    scorer = load_scorer(EmbeddingSettings(entailment_model=str(entailment_model)))
    assert scorer is not None
    (answer,) = scorer.score([("vaksin polio besok", "polio ditunda")])
    model = BertForSequenceClassification.from_pretrained(entailment_model).eval()
    tokenizer = AutoTokenizer.from_pretrained(entailment_model)
    features = tokenizer("vaksin polio besok", "polio ditunda", return_tensors="pt")
    with torch.inference_mode():
        contradiction, entailment, neutral = model(**features).logits.softmax(-1)[0].tolist()
    assert answer.contradiction == pytest.approx(contradiction, abs=1e-5)
    assert answer.entailment == pytest.approx(entailment, abs=1e-5)
    assert answer.neutral == pytest.approx(neutral, abs=1e-5)
