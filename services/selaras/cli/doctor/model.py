"""Whether the embedding model can be loaded on this machine, for when no server can be asked."""

from __future__ import annotations

from collections.abc import Iterator

from selaras.cli.doctor.result import Result, ok, skipped, wrong
from selaras.kit.errors import SelarasError


def check() -> Iterator[Result]:
    """Load the model that the settings name, as embedding would; takes a few seconds."""
    try:
        from selaras.embedding.adapters.sentence_transformer import load_encoder  # noqa: PLC0415
        from selaras.embedding.settings import EmbeddingSettings  # noqa: PLC0415
    except ModuleNotFoundError as error:
        yield skipped("model", f"{error.name} is not installed; embedding runs elsewhere")
        return
    settings = EmbeddingSettings()
    try:
        encoder = load_encoder(settings)
    except SelarasError as error:
        yield wrong(
            "model",
            f"{settings.model}: {error.message}",
            "take the models folder from the release whole, or set SELARAS_EMBEDDING_MODEL and "
            "SELARAS_EMBEDDING_MODELS_DIR",
        )
        return
    yield ok("model", f"{encoder.info.name}, {encoder.info.dimensions} dimensions, loads")
