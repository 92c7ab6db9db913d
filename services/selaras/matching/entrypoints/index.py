"""IndexService for operators: the index as a whole, and re-embedding with another model."""

# ruff: noqa: ARG002, N802 - gRPC gives every method a request and a context, and names it

from __future__ import annotations

from collections.abc import AsyncIterator

from selaras.internal.v1 import index_pb2, index_pb2_grpc
from selaras.kit.grpc_server import Context
from selaras.matching.domain.reembedding import LeastScores
from selaras.matching.entrypoints.index_convert import to_proto_reembedding, to_proto_report
from selaras.matching.handlers.reembed_parts import IndexHandlers


class IndexServicer(index_pb2_grpc.IndexServiceServicer):
    """Care of the vector index."""

    def __init__(self, handlers: IndexHandlers) -> None:
        self._rebuild = handlers.rebuild
        self._reembed = handlers.reembed
        self._report = handlers.report

    async def RebuildIndex(
        self, request: index_pb2.RebuildIndexRequest, context: Context
    ) -> AsyncIterator[index_pb2.RebuildIndexResponse]:
        """See index.proto."""
        async for step in self._rebuild.rebuild():
            yield index_pb2.RebuildIndexResponse(
                done=step.done,
                total=step.total,
                collection=step.collection,
                switched=step.switched,
            )

    async def DescribeIndex(
        self, request: index_pb2.DescribeIndexRequest, context: Context
    ) -> index_pb2.DescribeIndexResponse:
        """See index.proto."""
        state = await self._rebuild.describe()
        return index_pb2.DescribeIndexResponse(
            messages=state.messages,
            indexed=state.indexed,
            collection=state.collection,
            model_version=state.model_version,
        )

    async def StartReembedding(
        self, request: index_pb2.StartReembeddingRequest, context: Context
    ) -> index_pb2.StartReembeddingResponse:
        """See index.proto."""
        made = await self._reembed.start(request.target)
        return index_pb2.StartReembeddingResponse(reembedding=to_proto_reembedding(made))

    async def GetReembedding(
        self, request: index_pb2.GetReembeddingRequest, context: Context
    ) -> index_pb2.GetReembeddingResponse:
        """See index.proto."""
        found = await self._reembed.describe()
        return index_pb2.GetReembeddingResponse(reembedding=to_proto_reembedding(found))

    async def ReportReembedding(
        self, request: index_pb2.ReportReembeddingRequest, context: Context
    ) -> AsyncIterator[index_pb2.ReportReembeddingResponse]:
        """See index.proto."""
        least = None
        if request.HasField("least_scores"):
            least = LeastScores(request.least_scores.message, request.least_scores.claim)
        async for step in self._report.report(request.sample, least):
            yield index_pb2.ReportReembeddingResponse(
                done=step.done,
                total=step.total,
                report=to_proto_report(step.report) if step.report else None,
            )

    async def SwitchReembedding(
        self, request: index_pb2.SwitchReembeddingRequest, context: Context
    ) -> AsyncIterator[index_pb2.SwitchReembeddingResponse]:
        """See index.proto."""
        async for step in self._reembed.switch(force=request.force):
            now = to_proto_reembedding(step.now) if step.now else None
            yield index_pb2.SwitchReembeddingResponse(
                done=step.done, total=step.total, reembedding=now
            )

    async def RevertReembedding(
        self, request: index_pb2.RevertReembeddingRequest, context: Context
    ) -> AsyncIterator[index_pb2.RevertReembeddingResponse]:
        """See index.proto."""
        async for step in self._reembed.back():
            now = to_proto_reembedding(step.now) if step.now else None
            yield index_pb2.RevertReembeddingResponse(
                done=step.done, total=step.total, reembedding=now
            )

    async def FinishReembedding(
        self, request: index_pb2.FinishReembeddingRequest, context: Context
    ) -> index_pb2.FinishReembeddingResponse:
        """See index.proto."""
        done = await self._reembed.finish()
        return index_pb2.FinishReembeddingResponse(reembedding=to_proto_reembedding(done))

    async def AbandonReembedding(
        self, request: index_pb2.AbandonReembeddingRequest, context: Context
    ) -> index_pb2.AbandonReembeddingResponse:
        """See index.proto."""
        done = await self._reembed.abandon()
        return index_pb2.AbandonReembeddingResponse(reembedding=to_proto_reembedding(done))
