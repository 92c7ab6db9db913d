"""A running gRPC server with services on a free port, and errors taken apart."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import grpc
from google.rpc import error_details_pb2
from grpc_status import rpc_status
from selaras.kit.auth import Authenticator
from selaras.kit.grpc_server import GrpcServer
from selaras.kit.health import Health
from selaras.kit.service import Service
from selaras.kit.settings import GrpcSettings, LimitSettings

INTERNAL_TOKEN = "internal-token-of-the-tests-0123456789"

Build = Callable[[GrpcServer, Health], tuple[Sequence[Service], Authenticator]]


@dataclass
class RunningServer:
    """A server under test."""

    port: int
    health: Health
    _channels: list[grpc.aio.Channel] = field(default_factory=list)

    @property
    def target(self) -> str:
        return f"127.0.0.1:{self.port}"

    def channel(self, key: str | None = None) -> grpc.aio.Channel:
        """A channel that sends a key with every call."""
        interceptors = [_SendKey(key)] if key is not None else []
        channel = grpc.aio.insecure_channel(self.target, interceptors=interceptors)
        self._channels.append(channel)
        return channel

    async def close_channels(self) -> None:
        for channel in self._channels:
            await channel.close()


@asynccontextmanager
async def running_server(
    build: Build, *, limits: LimitSettings | None = None, **settings: object
) -> AsyncIterator[RunningServer]:
    """Serve what ``build`` makes on a free port until the block ends.

    Args:
        build: as for ``selaras.kit.service.run_until_signal``.
        limits: of one caller.
        settings: of the server, beside host and port.
    """
    health = Health()
    values = {"host": "127.0.0.1", "port": 0, "drain_seconds": 1, **settings}
    server = GrpcServer(GrpcSettings.model_validate(values), health, limits)
    port = server.bind()
    services, authenticator = build(server, health)
    for service in services:
        server.add(service)
    await server.start(authenticator)
    running = RunningServer(port, health)
    started: list[Service] = []
    try:
        for service in services:
            started.append(service)
            await service.start()
        yield running
    finally:
        await running.close_channels()
        await server.stop()
        for service in reversed(started):
            await service.stop()


@dataclass(frozen=True)
class RpcFailure:
    """A failed call: its code and the details of google.rpc."""

    code: grpc.StatusCode
    reason: str
    metadata: dict[str, str]
    fields: list[str]
    retry_seconds: float | None


def failure_of(error: grpc.aio.AioRpcError) -> RpcFailure:
    """Take an error apart."""
    info = error_details_pb2.ErrorInfo()
    request = error_details_pb2.BadRequest()
    retry: float | None = None
    status = rpc_status.from_call(error)
    for detail in status.details if status else ():
        detail.Unpack(info) or detail.Unpack(request)
        if detail.Is(error_details_pb2.RetryInfo.DESCRIPTOR):
            info_retry = error_details_pb2.RetryInfo()
            detail.Unpack(info_retry)
            retry = info_retry.retry_delay.ToTimedelta().total_seconds()
    fields = [violation.field for violation in request.field_violations]
    return RpcFailure(error.code(), info.reason, dict(info.metadata), fields, retry)


async def expect_failure(call: object) -> RpcFailure:
    """Await a call that must fail."""
    try:
        answer = await call  # type: ignore[misc]
    except grpc.aio.AioRpcError as error:
        return failure_of(error)
    raise AssertionError(f"the call was answered: {answer}")


class _SendKey(grpc.aio.UnaryUnaryClientInterceptor, grpc.aio.UnaryStreamClientInterceptor):
    def __init__(self, key: str) -> None:
        self._pair = ("authorization", f"Bearer {key}")

    async def intercept_unary_unary(self, continuation, client_call_details, request):
        return await continuation(self._with_key(client_call_details), request)

    async def intercept_unary_stream(self, continuation, client_call_details, request):
        return await continuation(self._with_key(client_call_details), request)

    def _with_key(self, details: grpc.aio.ClientCallDetails) -> grpc.aio.ClientCallDetails:
        metadata = details.metadata or grpc.aio.Metadata()
        metadata.add(*self._pair)
        return details._replace(metadata=metadata)
