"""Words of embedding."""

from selaras.embedding.domain.model import EmbedKind, Entailment, EntailmentModel, ModelInfo

__all__ = ["EmbedKind", "Entailment", "EntailmentModel", "ModelInfo"]
