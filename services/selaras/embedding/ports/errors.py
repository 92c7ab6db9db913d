"""What can go wrong with models.

The tree::

    EmbeddingError (SelarasError)
    ├── ModelUnusable          FAILED_PRECONDITION   MODEL_MISSING, MODEL_DAMAGED,
    │                                                ENTAILMENT_LABELS_UNKNOWN
    ├── EntailmentUnavailable  FAILED_PRECONDITION   ENTAILMENT_MODEL_NOT_CONFIGURED
    ├── ModelLoading           UNAVAILABLE           MODEL_LOADING
    ├── Stopping               UNAVAILABLE           EMBEDDING_STOPPING
    └── Overloaded             RESOURCE_EXHAUSTED    EMBEDDING_OVERLOADED
"""

from __future__ import annotations

from selaras.kit.errors import FailedPrecondition, ResourceExhausted, SelarasError, Unavailable


class EmbeddingError(SelarasError):
    """Base of the errors of this package."""


class ModelUnusable(EmbeddingError, FailedPrecondition):
    """The configured model is not there or is not what it should be."""


class EntailmentUnavailable(EmbeddingError, FailedPrecondition):
    """No entailment model is configured."""

    def __init__(self) -> None:
        super().__init__(
            "ENTAILMENT_MODEL_NOT_CONFIGURED",
            "no entailment model is configured: set SELARAS_EMBEDDING_ENTAILMENT_MODEL",
        )


class ModelLoading(EmbeddingError, Unavailable):
    """The model is still being read."""

    def __init__(self) -> None:
        super().__init__("MODEL_LOADING", "the model is still being loaded", retry_after=1)


class Stopping(EmbeddingError, Unavailable):
    """The service goes down before it came to this."""

    def __init__(self) -> None:
        super().__init__("EMBEDDING_STOPPING", "the embedding service is stopping", retry_after=1)


class Overloaded(EmbeddingError, ResourceExhausted):
    """More is waiting than is sensible; ``waiting`` and ``limit`` count texts or pairs."""

    def __init__(self, waiting: int, limit: int) -> None:
        super().__init__(
            "EMBEDDING_OVERLOADED",
            f"{waiting} items are waiting, the limit is {limit}",
            metadata={"waiting": str(waiting), "limit": str(limit)},
            retry_after=1,
        )
