"""How clients on asyncio carry their calls out."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

import grpc

from selaras.client.calls import Call
from selaras.client.channel import OPTIONS, credentials, key_metadata
from selaras.client.errors import STREAM_ENDED, from_rpc_error
from selaras.client.models import WatchKind
from selaras.client.retry import Budget
from selaras.client.transport import Watched

T = TypeVar("T")
W = TypeVar("W", bound=Watched)


class AsyncTransport:
    """Carries calls out over one channel; see :class:`selaras.client.transport.Transport`.

    Args:
        channel: a channel that several clients share, of the caller's own making; ``tls_ca`` and
            ``plaintext`` say nothing then, and :meth:`close` leaves it open. None: one of its own.
    """

    def __init__(
        self,
        target: str,
        key: str,
        *,
        tls_ca: str | Path | bytes | None = None,
        plaintext: bool = False,
        timeout: float = 10.0,
        channel: grpc.aio.Channel | None = None,
    ) -> None:
        self._metadata = key_metadata(key)
        self._timeout = timeout
        self._owns_channel = channel is None
        self._channel = channel or _open(target, credentials(target, tls_ca, plaintext=plaintext))

    async def close(self) -> None:
        """Close the connection, where it is the client's own."""
        if self._owns_channel:
            await self._channel.close()

    async def __aenter__(self) -> Self:
        """The client itself."""
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Close the connection."""
        await self.close()

    async def _run(self, call: Call[T]) -> T:
        method: Any = self._channel.unary_unary(
            call.path, type(call.request).SerializeToString, call.answer.FromString
        )
        budget = Budget(self._timeout + call.extra_seconds)
        while True:
            try:
                answer = await method(call.request, timeout=budget.left, metadata=self._metadata)
            except grpc.aio.AioRpcError as error:
                failure = from_rpc_error(error)
                delay = budget.delay(failure) if call.repeatable else None
                if delay is None:
                    raise failure from error
                await asyncio.sleep(delay)
                continue
            return call.read(answer)

    async def _pages(self, page: Callable[[str], Call[tuple[list[T], str]]]) -> AsyncIterator[T]:
        token = ""
        while True:
            entries, token = await self._run(page(token))
            for entry in entries:
                yield entry
            if not token:
                return

    async def _follow(self, watch: Callable[[str], Call[W]], resume_token: str) -> AsyncIterator[W]:
        budget = Budget(0, forever=True)
        while True:
            call = watch(resume_token)
            method: Any = self._channel.unary_stream(
                call.path, type(call.request).SerializeToString, call.answer.FromString
            )
            stream = method(call.request, metadata=self._metadata)
            try:
                async for message in stream:
                    budget.restart()
                    event = call.read(message)
                    resume_token = event.resume_token or resume_token
                    if event.kind is not WatchKind.HEARTBEAT:
                        yield event
                delay = budget.delay(STREAM_ENDED)
            except grpc.aio.AioRpcError as error:
                failure = from_rpc_error(error)
                delay = budget.delay(failure)
                if delay is None:
                    raise failure from error
            finally:
                stream.cancel()
            await asyncio.sleep(delay or 0)


def _open(target: str, secure: grpc.ChannelCredentials | None) -> grpc.aio.Channel:
    if secure:
        return grpc.aio.secure_channel(target, secure, options=OPTIONS)
    return grpc.aio.insecure_channel(target, options=OPTIONS)
