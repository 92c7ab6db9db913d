"""InferenceService over a real server."""

from __future__ import annotations

import asyncio
import os
import sys
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import grpc
import numpy as np
import pytest
from selaras.embedding.bootstrap import build
from selaras.embedding.domain import EmbedKind
from selaras.embedding.ports.errors import ModelUnusable
from selaras.embedding.settings import EmbeddingSettings
from selaras.internal.v1 import inference_pb2, inference_pb2_grpc
from selaras.kit.auth import Caller, InternalAuthenticator, Role
from selaras.kit.health import Health

from tests.support.grpc import INTERNAL_TOKEN, RunningServer, expect_failure, running_server


class AgencyKeys:
    """Every other key is an agency's."""

    async def authenticate(self, key: str) -> Caller:
        return Caller(Role.AGENCY, "dinkes")


@asynccontextmanager
async def serving(settings: EmbeddingSettings) -> AsyncIterator[RunningServer]:
    def wire(_server, health):
        service = build(settings, health=health)
        return [service], InternalAuthenticator(INTERNAL_TOKEN, AgencyKeys())

    async with running_server(wire) as running:
        yield running


def stub_of(running: RunningServer, key: str = INTERNAL_TOKEN):
    return inference_pb2_grpc.InferenceServiceStub(running.channel(key))


def rows(answer: inference_pb2.EmbedResponse) -> np.ndarray:
    return np.stack([np.frombuffer(vector.values, dtype="<f4") for vector in answer.vectors])


async def test_the_pack_over_grpc(encoder) -> None:
    texts = ["Air PDAM mati besok malam.", "", "Imunisasi polio 3-8 Agustus 🎉", "ya " * 700]
    async with serving(EmbeddingSettings()) as running:
        stub = stub_of(running)
        info = await stub.ModelInfo(inference_pb2.ModelInfoRequest())
        passages = await stub.Embed(inference_pb2.EmbedRequest(texts=texts))
        queries = await stub.Embed(
            inference_pb2.EmbedRequest(texts=texts, kind=inference_pb2.EMBED_KIND_QUERY)
        )
        alone = await asyncio.gather(
            *(stub.Embed(inference_pb2.EmbedRequest(texts=[text])) for text in texts * 5)
        )
        assert running.health.parts == {"embedding/model": None}
    assert info.embedding_model == "selaras-embedding-small"
    assert info.embedding_version == encoder.info.version == passages.model_version
    assert (info.dimensions, info.max_tokens) == (384, 512)
    assert info.entailment_model == "selaras-entailment-small"
    assert [vector.truncated for vector in passages.vectors] == [False, False, False, True]
    for answer, kind in ((passages, EmbedKind.PASSAGE), (queries, EmbedKind.QUERY)):
        expected = encoder.encode(texts, kind).vectors
        assert (rows(answer) * expected).sum(axis=1).min() > 0.99999
    together = rows(passages)
    for place, answer in enumerate(alone):
        assert float(rows(answer)[0] @ together[place % len(texts)]) > 0.99999


async def test_errors_have_names(torch_model: Path) -> None:
    settings = EmbeddingSettings(model=str(torch_model), entailment_model="")
    async with serving(settings) as running:
        stub = stub_of(running)
        pairs = [inference_pb2.SentencePair(premise="a", hypothesis="b")]
        failure = await expect_failure(stub.Entail(inference_pb2.EntailRequest(pairs=pairs)))
        assert failure.code is grpc.StatusCode.FAILED_PRECONDITION
        assert failure.reason == "ENTAILMENT_MODEL_NOT_CONFIGURED"
        for request in (
            inference_pb2.EmbedRequest(),
            inference_pb2.EmbedRequest(texts=["a"] * 513),
            inference_pb2.EmbedRequest(texts=["a"], kind=9),
        ):
            failure = await expect_failure(stub.Embed(request))
            assert (failure.code, failure.reason) == (
                grpc.StatusCode.INVALID_ARGUMENT,
                "REQUEST_INVALID",
            )


async def test_only_the_other_services_may_call(torch_model: Path) -> None:
    async with serving(EmbeddingSettings(model=str(torch_model))) as running:
        stub = stub_of(running, "key-of-an-agency")
        failure = await expect_failure(stub.Embed(inference_pb2.EmbedRequest(texts=["a"])))
        assert failure.code is grpc.StatusCode.PERMISSION_DENIED
        assert failure.reason == "ROLE_NOT_ALLOWED"


async def test_entailment_by_setting(torch_model: Path, entailment_model: Path) -> None:
    settings = EmbeddingSettings(model=str(torch_model), entailment_model=str(entailment_model))
    async with serving(settings) as running:
        stub = stub_of(running)
        pairs = [
            inference_pb2.SentencePair(premise="vaksin besok", hypothesis="vaksin ditunda"),
            inference_pb2.SentencePair(premise="polio", hypothesis="polio"),
        ]
        answer = await stub.Entail(inference_pb2.EntailRequest(pairs=pairs))
        info = await stub.ModelInfo(inference_pb2.ModelInfoRequest())
    assert len(answer.results) == 2
    for result in answer.results:
        total = result.entailment + result.neutral + result.contradiction
        assert total == pytest.approx(1, abs=1e-5)
    assert info.entailment_model == str(entailment_model)
    assert info.entailment_version == answer.model_version


@pytest.mark.skipif(sys.platform != "linux", reason="threads have their own niceness on Linux only")
async def test_the_models_threads_give_way_and_no_other_does(torch_model: Path) -> None:
    async with serving(EmbeddingSettings(model=str(torch_model), niceness=4)) as running:
        await stub_of(running).Embed(inference_pb2.EmbedRequest(texts=["jadwal"]))
        (inference,) = (t for t in threading.enumerate() if t.name.startswith("inference"))
        assert os.getpriority(os.PRIO_PROCESS, inference.native_id) == 4
        assert os.getpriority(os.PRIO_PROCESS, threading.get_native_id()) < 4


async def test_a_missing_model_ends_the_start_and_is_seen_in_health(tmp_path: Path) -> None:
    health = Health()
    service = build(EmbeddingSettings(model="none", models_dir=tmp_path), health=health)
    with pytest.raises(ModelUnusable):
        await service.start()
    await service.stop()
    why = health.parts["embedding/model"]
    assert why is not None
    assert "MODEL_MISSING" in why
