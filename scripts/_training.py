"""What training the two models has in common: batches, precision, and words that stay."""

from __future__ import annotations

from typing import Any

from _length_buckets import LengthBuckets

BATCH = 32
SETTINGS: dict[str, Any] = {
    "per_device_train_batch_size": BATCH,
    "batch_sampler": LengthBuckets,
    "warmup_ratio": 0.1,
    "bf16": True,
    "use_cpu": True,
    "report_to": [],
    "disable_tqdm": True,
}
"""Arguments of either trainer of sentence-transformers."""


def freeze_words(encoder: Any) -> None:
    """Keep the word embeddings as they are: half of the model, and few of them occur in training.

    Args:
        encoder: a model of the transformers library.
    """
    for parameter in encoder.get_input_embeddings().parameters():
        parameter.requires_grad = False
