"""The entailment pack: an int8 graph that says what the trained cross-encoder says."""

# ruff: noqa: PLC0415  # torch takes seconds to import: not while tests are collected

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from selaras.embedding.adapters.cross_encoder import load_scorer
from selaras.embedding.settings import EmbeddingSettings

PAIRS = [("vaksin polio besok", "polio ditunda"), ("jadwal", "jadwal vaksin"), ("besok", "jadwal")]


@pytest.fixture
def pack(entailment_model: Path, tmp_path: Path) -> Path:
    from _entailment_pack import write_pack
    from _entailment_pairs import Pair

    calibration = [Pair(premise, hypothesis, "neutral") for premise, hypothesis in PAIRS]
    write_pack(entailment_model, tmp_path / "pack", calibration)
    return tmp_path / "pack"


def test_the_graph_says_what_the_float_model_says(entailment_model: Path, pack: Path) -> None:
    said = [
        load_scorer(EmbeddingSettings(entailment_model=str(folder))).score(PAIRS)  # type: ignore[union-attr]
        for folder in (entailment_model, pack)
    ]
    for trained, packed in zip(*said, strict=True):
        for label in ("entailment", "neutral", "contradiction"):
            assert getattr(packed, label) == pytest.approx(getattr(trained, label), abs=0.02)


def test_the_torch_reference_of_the_pack_says_the_same(pack: Path) -> None:
    from selaras.embedding.adapters.torch_reference import load_torch_cross_encoder

    scorer = load_scorer(EmbeddingSettings(entailment_model=str(pack)))
    assert scorer is not None
    rows = load_torch_cross_encoder(pack).predict(PAIRS, apply_softmax=True)
    # The labels of the model in an order of its own: contradiction, entailment, neutral.
    packed = [[one.contradiction, one.entailment, one.neutral] for one in scorer.score(PAIRS)]
    np.testing.assert_allclose(packed, rows, atol=0.02)


def test_constructed_pairs_are_the_same_for_the_same_seed() -> None:
    from _entailment_facts import Constructor

    first, again, other = (Constructor(seed).pairs(60) for seed in (5, 5, 6))
    assert first == again != other
    assert {pair.label for pair in first} == {"entailment", "neutral", "contradiction"}
    assert all(pair.premise.strip() and pair.hypothesis.strip() for pair in first)
    assert all(pair.premise != pair.hypothesis for pair in first)


def test_values_have_writings_and_twins_differ() -> None:
    import random

    from _entailment_values import MAKERS

    for kind, maker in MAKERS.items():
        for seed in range(40):
            rng = random.Random(seed)
            extra = (["orang", "meter"],) if kind in {"count", "measure"} else ()
            one, other = maker(rng, *extra)
            assert not set(one) & set(other), (kind, one, other)
