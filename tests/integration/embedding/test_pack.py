"""The pack in models/: what its vectors promise."""

# ruff: noqa: PLC0415  # torch takes seconds to import: not while tests are collected

from __future__ import annotations

import json
import re

import numpy as np
import pytest
from selaras.embedding.adapters.fingerprint import fingerprint
from selaras.embedding.adapters.torch_reference import load_torch_reference
from selaras.embedding.domain import EmbedKind

from tests.integration.embedding.conftest import PACK

PASSAGE, QUERY = EmbedKind.PASSAGE, EmbedKind.QUERY
TEXTS = [
    "Imunisasi polio untuk anak usia 0-7 tahun berlangsung 3-8 Agustus 2026 di semua puskesmas.",
    "PIN Polio putaran pertama: 3 s.d. 8 Agustus, sasaran anak 0–7 tahun, gratis! 👶💉",
    "Air PDAM mati besok malam pukul 22.00 WIB karena perbaikan pipa di Sukajadi.",
    "Wilujeng enjing wargi Bandung, hayu urang jaga kabersihan walungan.",
    "Free health check for visitors at the old harbour on Sunday.",
    "ok",
    "Bantuan pangan beras 10 kg disalurkan kepada 1.250 keluarga di Kecamatan Cibeureum. " * 12,
]


def vectors(encoder, texts, kind=PASSAGE) -> np.ndarray:
    return encoder.encode(texts, kind).vectors


def test_what_it_says_about_itself(encoder) -> None:
    assert encoder.info.name == "selaras-embedding-small"
    assert encoder.info.dimensions == 384
    assert encoder.info.max_tokens == 512
    # Another graph of the same files, or another limit, gives other vectors.
    decides = "graph=onnx/model_quantized.onnx max_tokens=None"
    assert encoder.info.version == fingerprint(PACK, extra=decides)


def test_vectors_are_float32_of_length_one(encoder) -> None:
    made = vectors(encoder, TEXTS)
    assert made.dtype == np.float32
    assert made.shape == (len(TEXTS), 384)
    np.testing.assert_allclose(np.linalg.norm(made, axis=1), 1, atol=1e-5)


def test_a_text_has_the_same_vector_alone_and_in_any_company(encoder) -> None:
    together = vectors(encoder, TEXTS)
    reversed_order = vectors(encoder, TEXTS[::-1])[::-1]
    alone = np.concatenate([vectors(encoder, [text]) for text in TEXTS])
    assert (together * alone).sum(axis=1).min() > 0.99999
    assert (together * reversed_order).sum(axis=1).min() > 0.99999


def test_the_same_matter_is_nearer_than_another(encoder) -> None:
    made = vectors(encoder, TEXTS)
    assert made[0] @ made[1] > 0.85
    assert made[0] @ made[1] > max(made[0] @ made[2], made[0] @ made[3], made[0] @ made[4]) + 0.05
    (question,) = vectors(encoder, ["kapan imunisasi polio anak?"], QUERY)
    assert int(np.argmax(made @ question)) in (0, 1)


def test_a_query_and_a_passage_are_told_apart(encoder) -> None:
    (passage,), (query,) = vectors(encoder, TEXTS[:1]), vectors(encoder, TEXTS[:1], QUERY)
    assert passage @ query < 0.9999


def test_a_long_text_says_that_it_was_cut(encoder) -> None:
    long = "Warga diimbau tetap tenang dan waspada. " * 100
    encoded = encoder.encode(["pendek", long, long + "Tambahan."], PASSAGE)
    assert encoded.truncated == (False, True, True)
    # What is cut away does not count.
    assert encoded.vectors[1] @ encoded.vectors[2] > 0.99999


def test_the_limit_itself_is_not_cut(encoder) -> None:
    # "passage: " is three pieces, <s> and </s> two more, each " ya" one.
    fits = "ya " * 600
    counts = [len(fits[: 3 * n].split()) for n in (507, 508)]
    cut = [encoder.encode([fits[: 3 * n]], PASSAGE).truncated[0] for n in counts]
    assert cut == [False, True]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   \n\t  ",
        "🙏",
        "👨‍👩‍👧‍👦🇮🇩❤️‍🔥",
        "\x00\x01\x7f",
        "\ud800 lone surrogate",
        "السلام عليكم ورحمة الله وبركاته",
        "ꦱꦸꦒꦼꦁꦫꦮꦸꦃ",
        "恭喜发财",
        "e\u0301" * 50,
        "\u200b\u200d\ufeff",
        "<s></s><pad><unk><mask>",
        "query: passage: query:",
        "a" * 5000,
        "!" * 3000,
    ],
)
def test_every_text_has_a_vector(encoder, text: str) -> None:
    made = encoder.encode([text, "biasa"], PASSAGE)
    assert np.isfinite(made.vectors).all()
    np.testing.assert_allclose(np.linalg.norm(made.vectors, axis=1), 1, atol=1e-5)
    assert made.truncated[1] is False


def test_a_megabyte_is_read_as_far_as_the_model_reads(encoder) -> None:
    made = encoder.encode(["jadwal vaksinasi " * 65_000], PASSAGE)
    assert made.truncated == (True,)
    assert np.isfinite(made.vectors).all()


def test_no_text_is_no_vector(encoder) -> None:
    made = encoder.encode([], PASSAGE)
    assert made.vectors.shape == (0, 384)
    assert made.truncated == ()


def test_ordinary_text_has_no_unknown_piece(encoder) -> None:
    tokenizer = encoder._model.tokenizer
    text = (
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ abcdefghijklmnopqrstuvwxyz 0123456789 éèêëîôûçñ ŋ ā "
        "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~ –—…“”‘’«»•·°²³½×÷€£¥©®™→✓✅❌⚠️ "
        "😀😂🙏👍🎉🔥❤️📢📌🚨🇮🇩 السلام عليكم αβγ µ"
    )
    assert tokenizer.unk_token_id not in tokenizer(text)["input_ids"]


def test_the_vocabulary_is_the_one_that_the_build_reads() -> None:
    from _embedding_vocabulary import read_kept

    spec = json.loads((PACK / "tokenizer.json").read_text("utf-8"))
    kept = read_kept(PACK / "kept_vocabulary.txt.gz")
    assert [piece for piece, _ in spec["model"]["vocab"]] == kept


def test_no_file_is_too_large_for_a_forge() -> None:
    largest = max(PACK.rglob("*"), key=lambda path: path.stat().st_size)
    assert largest.stat().st_size < 50_000_000


def test_the_card_tells_the_version_that_is_here(encoder) -> None:
    card = (PACK / "README.md").read_text("utf-8")
    (version,) = re.findall(r"\| version \| `(\w+)` \|", card)
    assert version == encoder.info.version


def test_torch_on_the_same_weights_computes_the_same_function(encoder) -> None:
    reference = load_torch_reference(PACK)
    expected = reference.encode(TEXTS, prompt_name="passage", show_progress_bar=False)
    assert (vectors(encoder, TEXTS) * expected).sum(axis=1).min() > 0.998


def test_sentence_transformers_loads_it_as_the_card_says() -> None:
    from sentence_transformers import SentenceTransformer

    card = (PACK / "README.md").read_text("utf-8")
    (code,) = re.findall(r"```python\n(.*?)```", card, re.DOTALL)
    names = {}
    exec(code.replace("models/selaras-embedding-small", str(PACK)), names)  # the card's own example
    assert isinstance(names["model"], SentenceTransformer)
    made = names["model"].encode(TEXTS[:2], prompt_name="passage")
    assert made.shape == (2, 384)
    assert made[0] @ made[1] > 0.85
