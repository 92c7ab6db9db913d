"""The calls of an operator about the index of a running stack; the SDK has none for them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar

import grpc

from selaras.client.errors import from_rpc_error
from selaras.client.transport import Transport
from selaras.internal.v1 import index_pb2, index_pb2_grpc

T = TypeVar("T")
Moves = Iterator[index_pb2.SwitchReembeddingResponse | index_pb2.RevertReembeddingResponse]


class IndexClient(Transport):
    """Arguments as in :class:`selaras.client.transport.Transport`.

    The timeout is that of the calls that only ask or note something. What works on every message
    takes as long as it takes.

    Every call raises SelarasApiError: the server is away, does not know the key, or refuses.
    """

    def rebuild(self) -> Iterator[index_pb2.RebuildIndexResponse]:
        """Embed every message anew and switch to it, step by step."""
        return self._steps(self._stub().RebuildIndex, index_pb2.RebuildIndexRequest())

    def start(self, target: str) -> index_pb2.Reembedding:
        """Begin a re-embedding with the model at an address."""
        request = index_pb2.StartReembeddingRequest(target=target)
        answer: index_pb2.StartReembeddingResponse = self._ask(
            self._stub().StartReembedding, request
        )
        return answer.reembedding

    def status(self) -> index_pb2.Reembedding:
        """The re-embedding that is open, else the last one."""
        request = index_pb2.GetReembeddingRequest()
        answer: index_pb2.GetReembeddingResponse = self._ask(self._stub().GetReembedding, request)
        return answer.reembedding

    def report(
        self, sample: int, least: tuple[float, float] | None
    ) -> Iterator[index_pb2.ReportReembeddingResponse]:
        """Replay messages under both models, step by step; the report is in the last one.

        Args:
            sample: how many messages; 0: all.
            least: least scores of messages and of claims under the new model.
        """
        request = index_pb2.ReportReembeddingRequest(sample=sample)
        if least is not None:
            request.least_scores.message, request.least_scores.claim = least
        return self._steps(self._stub().ReportReembedding, request)

    def switch(self, *, force: bool) -> Moves:
        """Let the new model be in force, step by step."""
        request = index_pb2.SwitchReembeddingRequest(force=force)
        return self._steps(self._stub().SwitchReembedding, request)

    def back(self) -> Moves:
        """Let the model before be in force again, step by step."""
        return self._steps(self._stub().RevertReembedding, index_pb2.RevertReembeddingRequest())

    def finish(self) -> index_pb2.Reembedding:
        """Give the way back up."""
        request = index_pb2.FinishReembeddingRequest()
        answer: index_pb2.FinishReembeddingResponse = self._ask(
            self._stub().FinishReembedding, request
        )
        return answer.reembedding

    def abandon(self) -> index_pb2.Reembedding:
        """Give the new model up."""
        request = index_pb2.AbandonReembeddingRequest()
        answer: index_pb2.AbandonReembeddingResponse = self._ask(
            self._stub().AbandonReembedding, request
        )
        return answer.reembedding

    def _stub(self) -> index_pb2_grpc.IndexServiceStub:
        return index_pb2_grpc.IndexServiceStub(self._channel)

    def _ask(self, call: Callable[..., T], request: object) -> T:
        try:
            return call(request, timeout=self._timeout, metadata=self._metadata)
        except grpc.RpcError as error:
            raise from_rpc_error(error) from error

    def _steps(self, call: Callable[..., Iterator[T]], request: object) -> Iterator[T]:
        try:
            yield from call(request, metadata=self._metadata)
        except grpc.RpcError as error:
            raise from_rpc_error(error) from error
