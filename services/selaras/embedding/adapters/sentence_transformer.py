"""The Encoder port on sentence-transformers."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from selaras.embedding.adapters.fingerprint import fingerprint
from selaras.embedding.adapters.location import locate
from selaras.embedding.domain import EmbedKind, ModelInfo
from selaras.embedding.ports import Encoded
from selaras.embedding.ports.errors import ModelUnusable
from selaras.embedding.settings import EmbeddingSettings

Vectors = npt.NDArray[np.float32]

_PREFERRED_GRAPHS = ("onnx/model_quantized.onnx", "onnx/model.onnx", "model.onnx")
# No model reads more characters than this for one token, spaces in rows aside; what comes after is
# cut before the tokenizer has to look at it.
_CHARACTERS_PER_TOKEN = 64
# Names under which models keep their prefixes, best first.
_PROMPT_NAMES = {
    EmbedKind.PASSAGE: ("passage", "document"),
    EmbedKind.QUERY: ("query",),
}


class SentenceTransformerEncoder:
    """See :class:`selaras.embedding.ports.Encoder`.

    Args:
        model: a ``sentence_transformers.SentenceTransformer``.
        info: which model it is.
        batch_tokens: tokens that one pass computes, padding included. Batches of a few hundred stay
            in the processor's cache and are faster for each text than larger ones.
    """

    def __init__(self, model: Any, info: ModelInfo, batch_tokens: int) -> None:
        self._model = model
        self._batch_tokens = batch_tokens
        self.info = info
        self._prompts = {kind: _prompt(model, names) for kind, names in _PROMPT_NAMES.items()}

    def encode(self, texts: Sequence[str], kind: EmbedKind) -> Encoded:
        """See :class:`selaras.embedding.ports.Encoder`."""
        prompt = self._prompts[kind]
        limit = self.info.max_tokens * _CHARACTERS_PER_TOKEN
        shown = [_well_formed(text)[:limit] for text in texts]
        tokens = self._count_tokens([prompt + text for text in shown])
        truncated = tuple(
            count > self.info.max_tokens or len(text) > limit
            for count, text in zip(tokens, texts, strict=True)
        )
        vectors = np.empty((len(texts), self.info.dimensions), dtype=np.float32)
        lengths = [min(count, self.info.max_tokens) for count in tokens]
        for places in buckets(lengths, self._batch_tokens):
            vectors[places] = self._vectors([shown[place] for place in places], prompt)
        return Encoded(vectors, truncated)

    def _vectors(self, texts: list[str], prompt: str) -> Vectors:
        vectors: Vectors = self._model.encode(
            texts,
            prompt=prompt,
            batch_size=len(texts),
            normalize_embeddings=True,
            convert_to_numpy=True,
            show_progress_bar=False,
        )
        if not np.isfinite(vectors).all():
            raise ValueError("the model answered with numbers that are none")
        return vectors

    def _count_tokens(self, texts: list[str]) -> list[int]:
        tokenizer = getattr(self._model, "tokenizer", None)
        if not texts or not callable(tokenizer):
            return [len(text) // 4 for text in texts]  # good enough to sort by
        encoded = tokenizer(texts, truncation=False, padding=False, verbose=False)
        return [len(ids) for ids in encoded["input_ids"]]


def buckets(lengths: Sequence[int], budget: int) -> list[list[int]]:
    """Places grouped into batches of similar length.

    A batch holds at most ``budget`` tokens with its padding, or one text.
    """
    found: list[list[int]] = []
    batch: list[int] = []
    for place in sorted(range(len(lengths)), key=lambda place: lengths[place]):
        if batch and (len(batch) + 1) * max(lengths[place], 1) > budget:
            found.append(batch)
            batch = []
        batch.append(place)
    if batch:
        found.append(batch)
    return found


def load_encoder(settings: EmbeddingSettings) -> SentenceTransformerEncoder:
    """Load the configured model; takes seconds.

    Raises:
        ModelUnusable: MODEL_MISSING or MODEL_DAMAGED.
    """
    folder = locate(settings.model, settings.models_dir, allow_download=settings.allow_download)
    try:
        model = _load(folder, settings)
        dimensions = int(model.encode([""], show_progress_bar=False).shape[1])
    except Exception as error:
        raise ModelUnusable(
            "MODEL_DAMAGED",
            f"{folder} cannot be loaded: {error}",
            metadata={"model": settings.model},
        ) from error
    if settings.max_tokens:
        model.max_seq_length = settings.max_tokens
    # Two graphs of one folder give two sorts of vectors.
    extra = f"graph={find_graph(folder, settings)} max_tokens={settings.max_tokens}"
    info = ModelInfo(
        name=settings.model,
        version=fingerprint(folder, extra=extra),
        dimensions=dimensions,
        max_tokens=int(model.max_seq_length or _tokenizer_limit(model)),
    )
    return SentenceTransformerEncoder(model, info, settings.batch_tokens)


def _load(folder: Path, settings: EmbeddingSettings) -> Any:
    # Before the import: the library asks the hub for news of models that it finds in its cache.
    if not settings.allow_download:
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
    import torch  # noqa: PLC0415
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415

    graph = find_graph(folder, settings)
    local = not settings.allow_download
    if graph is None:
        torch.set_num_threads(settings.thread_count)
        return SentenceTransformer(str(folder), device="cpu", local_files_only=local)
    options = session_options(settings.thread_count)
    return SentenceTransformer(
        str(folder),
        backend="onnx",
        device="cpu",
        local_files_only=local,
        model_kwargs={
            "file_name": graph,
            "provider": "CPUExecutionProvider",
            "session_options": options,
        },
    )


def find_graph(folder: Path, settings: EmbeddingSettings) -> str | None:
    """The ONNX file to run, relative to the folder; None: run the torch weights.

    Raises:
        FileNotFoundError: ONNX is demanded and there is no such file.
    """
    if settings.backend == "torch":
        return None
    names = (settings.onnx_file,) if settings.onnx_file else _PREFERRED_GRAPHS
    found = next((name for name in names if (folder / name).is_file()), None)
    if found is None and (settings.backend == "onnx" or settings.onnx_file):
        raise FileNotFoundError(f"no ONNX file among {', '.join(names)}")
    return found


def session_options(threads: int) -> Any:
    """Options of ONNX Runtime: as many threads as told, and none that spins while it waits."""
    import onnxruntime  # noqa: PLC0415

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    # Spinning threads would eat the cores that the other services need, between two requests too.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    # Smaller pieces of work: a thread that loses its core to another process delays less.
    options.add_session_config_entry("session.dynamic_block_base", "4")
    return options


def _prompt(model: Any, names: tuple[str, ...]) -> str:
    prompts: dict[str, str] = getattr(model, "prompts", None) or {}
    return next((prompts[name] for name in names if prompts.get(name)), "")


def _tokenizer_limit(model: Any) -> int:
    limit = getattr(getattr(model, "tokenizer", None), "model_max_length", 0)
    return int(limit) if 0 < limit < 1 << 20 else 1 << 16


def _well_formed(text: str) -> str:
    """Text without lone surrogates, which no tokenizer takes."""
    return text.encode("utf-8", "replace").decode("utf-8")
