"""How clients that wait carry their calls out."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self, TypeVar

import grpc

from selaras.client.calls import Call
from selaras.client.channel import OPTIONS, credentials, key_metadata
from selaras.client.errors import STREAM_ENDED, from_rpc_error
from selaras.client.models import WatchKind
from selaras.client.retry import Budget

T = TypeVar("T")


class Watched(Protocol):
    """One event of a stream that can be resumed."""

    @property
    def kind(self) -> WatchKind:
        """What happened."""
        ...

    @property
    def resume_token(self) -> str:
        """Where to go on after it."""
        ...


W = TypeVar("W", bound=Watched)


class Transport:
    """Carries calls out over one channel; a base of the clients that wait.

    Args:
        target: ``host:port`` of the server.
        key: key of the caller.
        tls_ca: CA that signed the server, as PEM or the path of a PEM file. Unset: the system's
            own CAs, and no TLS at all on loopback.
        plaintext: no TLS beyond loopback either; only on a private network.
        timeout: seconds that a call may take with all its tries.
    """

    def __init__(
        self,
        target: str,
        key: str,
        *,
        tls_ca: str | Path | bytes | None = None,
        plaintext: bool = False,
        timeout: float = 10.0,
    ) -> None:
        secure = credentials(target, tls_ca, plaintext=plaintext)
        self._metadata = key_metadata(key)
        self._timeout = timeout
        self._channel = (
            grpc.secure_channel(target, secure, options=OPTIONS)
            if secure
            else grpc.insecure_channel(target, options=OPTIONS)
        )

    def close(self) -> None:
        """Close the connection."""
        self._channel.close()

    def __enter__(self) -> Self:
        """The client itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Close the connection."""
        self.close()

    def _run(self, call: Call[T]) -> T:
        """Carry a call out, again while the server is away and there is time.

        Raises:
            SelarasApiError: the call failed for good.
        """
        method = self._channel.unary_unary(
            call.path, type(call.request).SerializeToString, call.answer.FromString
        )
        budget = Budget(self._timeout + call.extra_seconds)
        while True:
            try:
                answer = method(call.request, timeout=budget.left, metadata=self._metadata)
            except grpc.RpcError as error:
                failure = from_rpc_error(error)
                delay = budget.delay(failure) if call.repeatable else None
                if delay is None:
                    raise failure from error
                time.sleep(delay)
                continue
            return call.read(answer)

    def _pages(self, page: Callable[[str], Call[tuple[list[T], str]]]) -> Iterator[T]:
        token = ""
        while True:
            entries, token = self._run(page(token))
            yield from entries
            if not token:
                return

    def _follow(self, watch: Callable[[str], Call[W]], resume_token: str) -> Iterator[W]:
        """Events of a stream for ever, but its heartbeats; goes on after a broken connection.

        Raises:
            SelarasApiError: the server refuses, for example a revoked key.
        """
        budget = Budget(0, forever=True)
        while True:
            call = watch(resume_token)
            method = self._channel.unary_stream(
                call.path, type(call.request).SerializeToString, call.answer.FromString
            )
            stream = method(call.request, metadata=self._metadata)
            try:
                for message in stream:
                    budget.restart()
                    event = call.read(message)
                    resume_token = event.resume_token or resume_token
                    if event.kind is not WatchKind.HEARTBEAT:
                        yield event
                delay = budget.delay(STREAM_ENDED)
            except grpc.RpcError as error:
                failure = from_rpc_error(error)
                delay = budget.delay(failure)
                if delay is None:
                    raise failure from error
            finally:
                stream.cancel()
            time.sleep(delay or 0)
