"""InferenceService over gRPC."""

from __future__ import annotations

from typing import Any

import grpc
import numpy as np

from selaras.embedding.domain import EmbedKind, Entailment
from selaras.embedding.handlers.inference import InferenceHandler, TextVector
from selaras.internal.v1 import inference_pb2, inference_pb2_grpc

SERVICE = inference_pb2.DESCRIPTOR.services_by_name["InferenceService"].full_name

_Context = grpc.aio.ServicerContext[Any, Any]


class InferenceServicer(inference_pb2_grpc.InferenceServiceServicer):
    """See ``selaras.internal.v1.InferenceService``."""

    def __init__(self, handler: InferenceHandler) -> None:
        self._handler = handler

    async def Embed(  # noqa: N802  # the name in the proto
        self,
        request: inference_pb2.EmbedRequest,
        context: _Context,  # noqa: ARG002
    ) -> inference_pb2.EmbedResponse:
        """Vectors of texts."""
        vectors = await self._handler.embed(request.texts, from_proto_kind(request.kind))
        return inference_pb2.EmbedResponse(
            vectors=[to_proto_vector(vector) for vector in vectors],
            model_version=self._handler.embedding_model.version,
        )

    async def Entail(  # noqa: N802
        self,
        request: inference_pb2.EntailRequest,
        context: _Context,  # noqa: ARG002
    ) -> inference_pb2.EntailResponse:
        """Entailment of pairs of sentences."""
        pairs = [(pair.premise, pair.hypothesis) for pair in request.pairs]
        results = await self._handler.entail(pairs)
        model = self._handler.entailment_model
        return inference_pb2.EntailResponse(
            results=[to_proto_entailment(result) for result in results],
            model_version=model.version if model else "",
        )

    async def ModelInfo(  # noqa: N802
        self,
        request: inference_pb2.ModelInfoRequest,  # noqa: ARG002
        context: _Context,  # noqa: ARG002
    ) -> inference_pb2.ModelInfoResponse:
        """Which models answer."""
        model, entailment = self._handler.embedding_model, self._handler.entailment_model
        return inference_pb2.ModelInfoResponse(
            embedding_model=model.name,
            embedding_version=model.version,
            dimensions=model.dimensions,
            max_tokens=model.max_tokens,
            entailment_model=entailment.name if entailment else "",
            entailment_version=entailment.version if entailment else "",
        )


def from_proto_kind(kind: inference_pb2.EmbedKind) -> EmbedKind:
    """What the texts are for; passages where nothing is said."""
    return EmbedKind.QUERY if kind == inference_pb2.EMBED_KIND_QUERY else EmbedKind.PASSAGE


def to_proto_vector(vector: TextVector) -> inference_pb2.Vector:
    """One vector, little endian."""
    values = np.ascontiguousarray(vector.values, dtype="<f4").tobytes()
    return inference_pb2.Vector(values=values, truncated=vector.truncated)


def to_proto_entailment(result: Entailment) -> inference_pb2.Entailment:
    """One judgement."""
    return inference_pb2.Entailment(
        entailment=result.entailment, neutral=result.neutral, contradiction=result.contradiction
    )
