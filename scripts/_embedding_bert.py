"""The encoder as a float model of the transformers library."""

from __future__ import annotations

import torch
from _embedding_weights import EncoderShape, EncoderWeights
from transformers import BertConfig, BertModel


def to_bert(weights: EncoderWeights) -> BertModel:
    """Load the weights into a `transformers.BertModel` in evaluation mode (float32, no pooler).

    Raises `RuntimeError` if a tensor is missing or has another shape.
    """
    model = BertModel(bert_config(weights.shape), add_pooling_layer=False)
    state = {k: torch.from_numpy(v.copy()) for k, v in weights.tensors.items()}
    missing, unexpected = model.load_state_dict(state, strict=False)
    if unexpected or any("position_ids" not in key for key in missing):
        raise RuntimeError(f"missing tensors {missing}, unexpected tensors {unexpected}")
    return model.eval()


def bert_config(shape: EncoderShape) -> BertConfig:
    """Return the `transformers.BertConfig` of the encoder."""
    return BertConfig(
        vocab_size=shape.vocabulary,
        hidden_size=shape.hidden,
        num_hidden_layers=shape.layers,
        num_attention_heads=shape.heads,
        intermediate_size=shape.intermediate,
        max_position_embeddings=shape.positions,
        type_vocab_size=shape.type_vocabulary,
        layer_norm_eps=shape.epsilon,
        pad_token_id=1,
        bos_token_id=0,
        eos_token_id=2,
        hidden_act="gelu",
    )
