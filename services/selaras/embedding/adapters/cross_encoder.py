"""The EntailmentScorer port on a sentence-transformers CrossEncoder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from selaras.embedding.adapters.fingerprint import fingerprint
from selaras.embedding.adapters.location import locate
from selaras.embedding.adapters.sentence_transformer import find_graph, session_options
from selaras.embedding.domain import Entailment, EntailmentModel
from selaras.embedding.ports import SentencePair
from selaras.embedding.ports.errors import ModelUnusable
from selaras.embedding.settings import EmbeddingSettings

_LABELS = ("entailment", "neutral", "contradiction")
_BATCH = 16


class CrossEncoderScorer:
    """See :class:`selaras.embedding.ports.EntailmentScorer`.

    Args:
        model: a ``sentence_transformers.CrossEncoder`` with one output for each label.
        info: which model it is.
        columns: output of each of entailment, neutral and contradiction.
    """

    def __init__(self, model: Any, info: EntailmentModel, columns: Mapping[str, int]) -> None:
        self._model = model
        self._order = [columns[label] for label in _LABELS]
        self.info = info

    def score(self, pairs: Sequence[SentencePair]) -> list[Entailment]:
        """See :class:`selaras.embedding.ports.EntailmentScorer`."""
        if not pairs:
            return []
        rows = self._model.predict(
            [[premise, hypothesis] for premise, hypothesis in pairs],
            batch_size=_BATCH,
            apply_softmax=True,
            convert_to_numpy=True,
            show_progress_bar=False,
        )
        return [Entailment(*(float(row[column]) for column in self._order)) for row in rows]


def load_scorer(settings: EmbeddingSettings) -> CrossEncoderScorer | None:
    """Load the configured entailment model; None: none is configured.

    Raises:
        ModelUnusable: MODEL_MISSING, MODEL_DAMAGED or ENTAILMENT_LABELS_UNKNOWN.
    """
    if not settings.entailment_model:
        return None
    name = settings.entailment_model
    folder = locate(name, settings.models_dir, allow_download=settings.allow_download)
    try:
        model = _load(str(folder), find_graph(folder, settings), settings)
    except Exception as error:
        raise ModelUnusable(
            "MODEL_DAMAGED", f"{folder} cannot be loaded: {error}", metadata={"model": name}
        ) from error
    columns = label_columns(model.model.config.id2label)
    return CrossEncoderScorer(model, EntailmentModel(name, fingerprint(folder)), columns)


def _load(folder: str, graph: str | None, settings: EmbeddingSettings) -> Any:
    from sentence_transformers import CrossEncoder  # noqa: PLC0415

    local = not settings.allow_download
    if graph is None:
        return CrossEncoder(folder, device="cpu", local_files_only=local)
    return CrossEncoder(
        folder,
        backend="onnx",
        device="cpu",
        local_files_only=local,
        model_kwargs={
            "file_name": graph,
            "provider": "CPUExecutionProvider",
            "session_options": session_options(settings.thread_count),
        },
    )


def label_columns(id2label: Mapping[int, str]) -> dict[str, int]:
    """Which output is which label, whatever the model's order.

    Raises:
        ModelUnusable: ENTAILMENT_LABELS_UNKNOWN.
    """
    columns = {label.strip().lower(): int(column) for column, label in id2label.items()}
    if set(columns) != set(_LABELS):
        raise ModelUnusable(
            "ENTAILMENT_LABELS_UNKNOWN",
            f"the entailment model has the labels {sorted(columns)}, wanted {sorted(_LABELS)}",
        )
    return columns
