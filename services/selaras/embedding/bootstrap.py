"""Wiring of embedding."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Mapping

import grpc

from selaras.embedding.adapters.cross_encoder import load_scorer
from selaras.embedding.adapters.sentence_transformer import load_encoder
from selaras.embedding.entrypoints.grpc import SERVICE, InferenceServicer
from selaras.embedding.handlers.batching import BatchLimits
from selaras.embedding.handlers.inference import InferenceHandler
from selaras.embedding.ports import Models
from selaras.embedding.ports.errors import ModelUnusable
from selaras.embedding.settings import EmbeddingSettings
from selaras.internal.v1 import inference_pb2_grpc
from selaras.kit.auth import Role
from selaras.kit.clock import Clock
from selaras.kit.health import Health
from selaras.kit.logging import get_logger
from selaras.kit.settings import InternalSettings, NatsSettings

_log = get_logger(__name__)
_NAME = "embedding"


class EmbeddingService:
    """See :class:`selaras.kit.service.Service`."""

    name = _NAME

    def __init__(self, handler: InferenceHandler, health: Health) -> None:
        self._handler = handler
        self._health = health

    def register(self, server: grpc.aio.Server) -> Mapping[str, frozenset[Role]]:
        """Add InferenceService, for the other services only."""
        servicer = InferenceServicer(self._handler)
        inference_pb2_grpc.add_InferenceServiceServicer_to_server(servicer, server)
        return {SERVICE: frozenset({Role.INTERNAL})}

    async def start(self) -> None:
        """Load the models; calls that come before it is done are told to come back.

        Raises:
            ModelUnusable: a configured model is missing or damaged.
        """
        started = time.perf_counter()
        try:
            await self._handler.start()
        except ModelUnusable as error:
            self._health.down(_NAME, "model", str(error))
            raise
        model = self._handler.embedding_model
        _log.info(
            "model_loaded",
            model=model.name,
            version=model.version,
            seconds=round(time.perf_counter() - started, 2),
        )
        self._health.up(_NAME, "model")

    async def stop(self) -> None:
        """Refuse all that wait; returns when the batch under way, which is dropped, has ended."""
        await self._handler.stop()


def build(
    settings: EmbeddingSettings,
    *,
    nats: NatsSettings | None = None,  # noqa: ARG001  # the signature that all services share
    internal: InternalSettings | None = None,  # noqa: ARG001
    health: Health,
    clock: Clock | None = None,  # noqa: ARG001
) -> EmbeddingService:
    """Wire embedding; no model is read before ``start``."""

    def load() -> Models:
        return Models(load_encoder(settings), load_scorer(settings))

    limits = BatchLimits(
        items=settings.max_batch_texts,
        weight=settings.max_batch_characters,
        queued=settings.max_queued_texts,
        delay=settings.max_delay_seconds,
    )
    return EmbeddingService(
        InferenceHandler(load, limits, lambda: be_nice(settings.niceness)), health
    )


def be_nice(niceness: int) -> None:
    """Let other work go before that of the calling thread, never the other way round.

    On Linux each thread has a niceness of its own, and the threads that it starts inherit it. One
    that is nicer already stays so: lowering it needs a privilege that a service has no reason for.
    """
    if sys.platform == "linux":
        thread = threading.get_native_id()
        if niceness > os.getpriority(os.PRIO_PROCESS, thread):
            os.setpriority(os.PRIO_PROCESS, thread, niceness)
