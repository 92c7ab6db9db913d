"""Vectors over gRPC: a question is embedded as one, a text as one to be found."""

from __future__ import annotations

from collections.abc import AsyncIterator

import grpc
import numpy as np
import pytest
from selaras.internal.v1 import inference_pb2, inference_pb2_grpc
from selaras.kit.errors import Unavailable
from selaras.kit.settings import InternalSettings
from selaras.matching.adapters.embedding_grpc import GrpcEmbedder

from tests.support.grpc import INTERNAL_TOKEN


class Inference(inference_pb2_grpc.InferenceServiceServicer):
    """Answers with the kind that was asked for, as a vector."""

    def __init__(self) -> None:
        self.asked: list[list[str]] = []

    async def Embed(self, request, context):  # noqa: N802 - named by gRPC
        self.asked.append(list(request.texts))
        values = np.array([request.kind, 1.0], dtype="<f4").tobytes()
        vectors = [inference_pb2.Vector(values=values) for _ in request.texts]
        return inference_pb2.EmbedResponse(vectors=vectors, model_version="m1")


@pytest.fixture
async def served() -> AsyncIterator[tuple[Inference, GrpcEmbedder]]:
    server = grpc.aio.server()
    inference = Inference()
    inference_pb2_grpc.add_InferenceServiceServicer_to_server(inference, server)
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    embedder = GrpcEmbedder(f"127.0.0.1:{port}", InternalSettings(token=INTERNAL_TOKEN))
    yield inference, embedder
    await embedder.close()
    await server.stop(None)


async def test_questions_and_passages_are_embedded_for_what_they_are(served) -> None:
    inference, embedder = served
    question = await embedder.embed_query("kapan vaksinasi?")
    assert question.vectors.tolist() == [[inference_pb2.EMBED_KIND_QUERY, 1.0]]
    assert question.model_version == "m1"
    passages = await embedder.embed(["satu", "dua"])
    assert passages.vectors.tolist() == [[inference_pb2.EMBED_KIND_PASSAGE, 1.0]] * 2
    assert inference.asked == [["kapan vaksinasi?"], ["satu", "dua"]]


async def test_a_service_that_is_away_is_said_to_be() -> None:
    embedder = GrpcEmbedder("127.0.0.1:1", InternalSettings(token=INTERNAL_TOKEN))
    with pytest.raises(Unavailable) as caught:
        await embedder.embed_query("kapan vaksinasi?")
    assert caught.value.reason == "EMBEDDING_UNAVAILABLE"
    await embedder.close()
