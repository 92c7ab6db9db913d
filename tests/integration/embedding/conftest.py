"""The pack, loaded once for the tests of a module, and small models made on the spot."""

# ruff: noqa: PLC0415  # torch takes seconds to import: not while tests are collected

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from selaras.embedding.settings import EmbeddingSettings

ROOT = Path(__file__).resolve().parents[3]
PACK = ROOT / "models" / "selaras-embedding-small"
# The modules of the build script import each other by name.
sys.path.append(str(ROOT / "scripts"))

WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "jadwal", "vaksin", "polio", "besok", "ditunda", "."]


@pytest.fixture(scope="module")
def encoder():
    """The default encoder."""
    from selaras.embedding.adapters.sentence_transformer import load_encoder

    return load_encoder(EmbeddingSettings())


def small_tokenizer():
    from tokenizers import Tokenizer, models, pre_tokenizers, processors
    from transformers import PreTrainedTokenizerFast

    backend = Tokenizer(models.WordLevel({w: i for i, w in enumerate(WORDS)}, unk_token="[UNK]"))
    backend.pre_tokenizer = pre_tokenizers.Whitespace()
    backend.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[("[CLS]", 2), ("[SEP]", 3)],
    )
    return PreTrainedTokenizerFast(
        tokenizer_object=backend,
        pad_token="[PAD]",
        unk_token="[UNK]",
        cls_token="[CLS]",
        sep_token="[SEP]",
        model_max_length=32,
    )


def small_bert_config(**changes):
    from transformers import BertConfig

    values = {
        "vocab_size": len(WORDS),
        "hidden_size": 32,
        "num_hidden_layers": 2,
        "num_attention_heads": 4,
        "intermediate_size": 64,
        "max_position_embeddings": 32,
    }
    return BertConfig(**{**values, **changes})


@pytest.fixture
def torch_model(tmp_path: Path) -> Path:
    """A sentence-transformers folder with random weights and no prompts."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import BertModel

    torch.manual_seed(0)
    BertModel(small_bert_config()).save_pretrained(tmp_path / "bert")
    small_tokenizer().save_pretrained(tmp_path / "bert")
    transformer = Transformer(str(tmp_path / "bert"))
    folder = tmp_path / "torch-model"
    SentenceTransformer(modules=[transformer, Pooling(32)], device="cpu").save(str(folder))
    return folder


@pytest.fixture
def entailment_model(tmp_path: Path) -> Path:
    """A CrossEncoder folder with random weights; its labels are in an order of their own."""
    import torch
    from transformers import BertForSequenceClassification

    torch.manual_seed(0)
    labels = {0: "contradiction", 1: "entailment", 2: "neutral"}
    folder = tmp_path / "entailment-model"
    config = small_bert_config(num_labels=3, id2label=labels)
    BertForSequenceClassification(config).save_pretrained(folder)
    small_tokenizer().save_pretrained(folder)
    return folder
