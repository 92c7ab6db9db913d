"""What embedding needs from the outside: models."""

from selaras.embedding.ports.models import Encoded, Encoder, EntailmentScorer, Models, SentencePair

__all__ = ["Encoded", "Encoder", "EntailmentScorer", "Models", "SentencePair"]
