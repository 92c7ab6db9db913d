"""The calls of ``selaras erase``; the SDK has none for them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import grpc

from selaras.api.v1 import erasure_pb2, erasure_pb2_grpc
from selaras.cli.exits import AWAY, REFUSED, CommandError
from selaras.client.transport import Transport


class ErasureClient(Transport):
    """Arguments as in :class:`selaras.client.transport.Transport`.

    Every call raises CommandError: the server is away, does not know the key, or refuses.
    """

    def erase_draft(self, name: str, reason: str) -> erasure_pb2.Erasure:
        """Begin to erase a draft."""
        request = erasure_pb2.EraseDraftRequest(name=name, reason=reason)
        return self._ask(self._stub().EraseDraft, request)

    def erase_owner(self, name: str, reason: str) -> erasure_pb2.Erasure:
        """Begin to erase a person."""
        request = erasure_pb2.EraseOwnerRequest(name=name, reason=reason)
        return self._ask(self._stub().EraseOwner, request)

    def get(self, name: str) -> erasure_pb2.Erasure:
        """How far an erasure is."""
        return self._ask(self._stub().GetErasure, erasure_pb2.GetErasureRequest(name=name))

    def _stub(self) -> erasure_pb2_grpc.ErasureServiceStub:
        return erasure_pb2_grpc.ErasureServiceStub(self._channel)

    def _ask(self, call: Callable[..., Any], request: object) -> erasure_pb2.Erasure:
        try:
            answer = call(request, timeout=self._timeout, metadata=self._metadata)
        except grpc.RpcError as error:
            away = error.code() is grpc.StatusCode.UNAVAILABLE
            raise CommandError(str(error.details()), code=AWAY if away else REFUSED) from error
        erasure: erasure_pb2.Erasure = answer.erasure
        return erasure
