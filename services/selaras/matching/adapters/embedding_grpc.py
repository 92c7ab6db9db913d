"""The Embedder and Entailer ports on the embedding service."""

from __future__ import annotations

from collections.abc import Sequence

import grpc
import numpy as np

from selaras.internal.v1 import inference_pb2, inference_pb2_grpc
from selaras.kit.channels import internal_channel, internal_metadata
from selaras.kit.errors import Unavailable
from selaras.kit.logging import get_logger
from selaras.kit.settings import InternalSettings
from selaras.matching.domain.entailment import Entailment
from selaras.matching.ports import Embeddings

_log = get_logger(__name__)
_SECONDS = 30.0
_MOST_TEXTS = 512


class GrpcEmbedder:
    """See :class:`selaras.matching.ports.Embedder` and :class:`selaras.matching.ports.Entailer`."""

    def __init__(self, target: str, settings: InternalSettings) -> None:
        self._channel = internal_channel(target, settings)
        self._stub = inference_pb2_grpc.InferenceServiceStub(self._channel)
        self._metadata = internal_metadata(settings)

    async def embed(self, texts: Sequence[str]) -> Embeddings:
        """See :class:`selaras.matching.ports.Embedder`."""
        parts = [
            await self._embed(texts[start : start + _MOST_TEXTS])
            for start in range(0, len(texts), _MOST_TEXTS)
        ]
        versions = {part.model_version for part in parts}
        if len(versions) != 1:
            raise Unavailable("EMBEDDING_UNAVAILABLE", "the embedding model is being changed")
        return Embeddings(np.concatenate([part.vectors for part in parts]), versions.pop())

    async def embed_query(self, query: str) -> Embeddings:
        """See :class:`selaras.matching.ports.Embedder`."""
        return await self._embed([query], inference_pb2.EMBED_KIND_QUERY)

    async def _embed(
        self,
        texts: Sequence[str],
        kind: inference_pb2.EmbedKind = inference_pb2.EMBED_KIND_PASSAGE,
    ) -> Embeddings:
        request = inference_pb2.EmbedRequest(texts=texts, kind=kind)
        try:
            answer = await self._stub.Embed(request, timeout=_SECONDS, metadata=self._metadata)
        except grpc.aio.AioRpcError as error:
            raise _unavailable(error) from error
        flat = b"".join(vector.values for vector in answer.vectors)
        vectors = np.frombuffer(flat, dtype="<f4").reshape(len(texts), -1)
        return Embeddings(vectors, answer.model_version)

    async def entail(self, pairs: Sequence[tuple[str, str]]) -> list[Entailment] | None:
        """See :class:`selaras.matching.ports.Entailer`."""
        results: list[Entailment] = []
        for start in range(0, len(pairs), _MOST_TEXTS):
            part = await self._entail(pairs[start : start + _MOST_TEXTS])
            if part is None:
                return None
            results.extend(part)
        return results

    async def _entail(self, pairs: Sequence[tuple[str, str]]) -> list[Entailment] | None:
        request = inference_pb2.EntailRequest(
            pairs=[inference_pb2.SentencePair(premise=one, hypothesis=two) for one, two in pairs]
        )
        try:
            answer = await self._stub.Entail(request, timeout=_SECONDS, metadata=self._metadata)
        except grpc.aio.AioRpcError as error:
            if error.code() is grpc.StatusCode.FAILED_PRECONDITION:
                return None  # ENTAILMENT_MODEL_NOT_CONFIGURED: the judge does without
            if error.code() is grpc.StatusCode.DEADLINE_EXCEEDED:
                # The same texts would take as long again, and an answer is worth more than a check
                # that is repeated for ever.
                _log.warning("entailment_too_slow", pairs=len(pairs), seconds=_SECONDS)
                return None
            raise _unavailable(error) from error
        return [
            Entailment(item.entailment, item.neutral, item.contradiction) for item in answer.results
        ]

    async def model(self) -> tuple[str, int]:
        """See :class:`selaras.matching.ports.Embedder`."""
        request = inference_pb2.ModelInfoRequest()
        try:
            answer = await self._stub.ModelInfo(request, timeout=_SECONDS, metadata=self._metadata)
        except grpc.aio.AioRpcError as error:
            raise _unavailable(error) from error
        return answer.embedding_version, answer.dimensions

    async def close(self) -> None:
        """Close the channel."""
        await self._channel.close()


def _unavailable(error: grpc.aio.AioRpcError) -> Unavailable:
    return Unavailable(
        "EMBEDDING_UNAVAILABLE",
        f"the embedding service does not answer: {error.code().name} {error.details()}",
        retry_after=2,
    )
