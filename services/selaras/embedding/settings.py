"""Settings of embedding."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Literal

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from selaras.kit.settings import FrozenSettings

_MOST_THREADS = 4


def _models_dir() -> Path:
    """``models/`` of the checkout, or of the environment that an image installs into."""
    checkout = Path(__file__).resolve().parents[3] / "models"
    return checkout if checkout.is_dir() else Path(sys.prefix) / "models"


class EmbeddingSettings(FrozenSettings):
    """Embedding. Prefix ``SELARAS_EMBEDDING_``."""

    model_config = SettingsConfigDict(env_prefix="SELARAS_EMBEDDING_", frozen=True, extra="ignore")

    model: str = Field(
        "selaras-embedding-small",
        min_length=1,
        description="Embedding model: a pack in the models folder, the path of a "
        "sentence-transformers folder, or a name that the model hub knows.",
    )
    entailment_model: str = Field(
        "selaras-entailment-small",
        description="Entailment model, a CrossEncoder with the labels entailment, neutral and "
        "contradiction; given as the embedding model is. Empty: none, the judge does without.",
    )
    models_dir: Path = Field(default_factory=_models_dir, description="Folder of the packs.")
    allow_download: bool = Field(
        False, description="Fetch a model that is not on this machine from the model hub."
    )
    backend: Literal["auto", "onnx", "torch"] = Field(
        "auto", description="What runs the models; auto: ONNX where a model brings it, else torch."
    )
    onnx_file: str | None = Field(
        None, description="ONNX file inside a model's folder; unset: the quantised one if any."
    )
    max_tokens: int | None = Field(
        None, ge=8, description="Read at most this much of a text; unset: what the model can."
    )
    threads: int = Field(
        0, ge=0, le=256, description="Threads of a model; 0: half the cores, two to four."
    )
    niceness: int = Field(
        3,
        ge=0,
        le=19,
        description="How far the model's threads give way to others on the machine; 0: not at all.",
    )
    batch_tokens: int = Field(
        512, ge=1, description="Tokens computed in one pass, padding included."
    )
    max_batch_texts: int = Field(64, ge=1, description="Most texts or pairs of a micro-batch.")
    max_batch_characters: int = Field(
        6000, ge=1, description="Most characters of a micro-batch, one text aside."
    )
    max_delay_seconds: float = Field(
        0.002, ge=0, le=1, description="How long the first text after a pause waits for others."
    )
    max_queued_texts: int = Field(
        4096, ge=1, description="Most texts or pairs that wait; more are refused."
    )

    @property
    def thread_count(self) -> int:
        """Threads of a model on this machine."""
        return self.threads or min(_MOST_THREADS, max(2, (os.cpu_count() or 1) // 2))
