"""What adapters decide before any model is loaded."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selaras.embedding.adapters.cross_encoder import label_columns
from selaras.embedding.adapters.fingerprint import fingerprint
from selaras.embedding.adapters.location import locate
from selaras.embedding.adapters.sentence_transformer import buckets, find_graph
from selaras.embedding.ports.errors import ModelUnusable
from selaras.embedding.settings import EmbeddingSettings


def folder(path: Path, **files: str) -> Path:
    for name, content in files.items():
        target = path / name.replace("__", "/").replace("_dot_", ".")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(content)
    return path


def test_the_version_is_a_hash_of_what_decides_the_vectors(tmp_path: Path) -> None:
    one = folder(tmp_path / "one", onnx__model_dot_onnx="weights", config_dot_json="{}")
    same = folder(tmp_path / "two", onnx__model_dot_onnx="weights", config_dot_json="{}")
    version = fingerprint(one)
    assert len(version) == 16
    assert fingerprint(same) == version
    folder(same, README_dot_md="a card", _dot_git__HEAD="x", kept_vocabulary_dot_txt_dot_gz="x")
    assert fingerprint(same) == version
    assert fingerprint(one, extra="max_tokens=64") != version


@pytest.mark.parametrize(
    "change",
    [{"onnx__model_dot_onnx": "other"}, {"onnx__more_dot_bin": ""}, {"config_dot_json": "{ }"}],
)
def test_any_change_of_the_files_is_another_version(tmp_path: Path, change: dict) -> None:
    pack = folder(tmp_path, onnx__model_dot_onnx="weights", config_dot_json="{}")
    before = fingerprint(pack)
    folder(pack, **change)
    assert fingerprint(pack) != before


def test_content_that_moves_to_another_file_is_another_version(tmp_path: Path) -> None:
    one = folder(tmp_path / "one", a_dot_json="x", b_dot_json="y")
    two = folder(tmp_path / "two", a_dot_json="y", b_dot_json="x")
    assert fingerprint(one) != fingerprint(two)


@given(
    lengths=st.lists(st.integers(min_value=0, max_value=600), max_size=60),
    budget=st.integers(min_value=1, max_value=1024),
)
def test_buckets_hold_every_text_once_and_keep_their_budget(
    lengths: list[int], budget: int
) -> None:
    found = buckets(lengths, budget)
    assert sorted(place for bucket in found for place in bucket) == list(range(len(lengths)))
    for bucket in found:
        padded = len(bucket) * max(lengths[place] for place in bucket)
        assert padded <= budget or len(bucket) == 1


def test_texts_of_like_length_share_a_bucket() -> None:
    assert buckets([100, 5, 90, 6, 7], 200) == [[1, 3, 4], [2, 0]]


def test_a_model_is_a_path_or_a_pack(tmp_path: Path) -> None:
    pack = folder(tmp_path / "models" / "small", config_dot_json="{}")
    models = tmp_path / "models"
    assert locate("small", models, allow_download=False) == pack.resolve()
    assert locate(str(pack), tmp_path / "none", allow_download=False) == pack.resolve()


@pytest.mark.parametrize("name", ["no-such-model", "nobody/no-such-model", "../..//x", "a/b/c"])
def test_a_model_that_is_nowhere_is_named_and_not_fetched(tmp_path: Path, name: str) -> None:
    with pytest.raises(ModelUnusable) as missing:
        locate(name, tmp_path, allow_download=False)
    assert missing.value.reason == "MODEL_MISSING"
    assert missing.value.metadata == {"model": name}


def test_the_quantised_graph_is_preferred(tmp_path: Path) -> None:
    folder(tmp_path, onnx__model_dot_onnx="", onnx__model_quantized_dot_onnx="")
    assert find_graph(tmp_path, EmbeddingSettings()) == "onnx/model_quantized.onnx"
    named = EmbeddingSettings(onnx_file="onnx/model.onnx")
    assert find_graph(tmp_path, named) == "onnx/model.onnx"
    assert find_graph(tmp_path, EmbeddingSettings(backend="torch")) is None


def test_a_demanded_graph_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    assert find_graph(tmp_path, EmbeddingSettings()) is None
    for settings in (EmbeddingSettings(backend="onnx"), EmbeddingSettings(onnx_file="x.onnx")):
        with pytest.raises(FileNotFoundError):
            find_graph(tmp_path, settings)


def test_labels_are_found_in_any_order() -> None:
    order = {0: "CONTRADICTION", 1: "entailment", 2: "Neutral"}
    assert label_columns(order) == {"contradiction": 0, "entailment": 1, "neutral": 2}


@pytest.mark.parametrize("labels", [{0: "LABEL_0"}, {0: "entailment", 1: "not_entailment"}])
def test_labels_that_mean_something_else_are_refused(labels: dict) -> None:
    with pytest.raises(ModelUnusable) as unknown:
        label_columns(labels)
    assert unknown.value.reason == "ENTAILMENT_LABELS_UNKNOWN"


def test_the_default_model_is_the_pack_of_this_project() -> None:
    settings = EmbeddingSettings()
    assert (settings.models_dir / settings.model / "onnx" / "model_quantized.onnx").is_file()
    assert EmbeddingSettings(threads=3).thread_count == 3
    assert 1 <= settings.thread_count <= 4
