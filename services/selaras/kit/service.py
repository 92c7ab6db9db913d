"""The shape of a service and how one runs as a process of its own.

Each service has a ``bootstrap.build(...)`` that answers a :class:`Service`; nothing connects
before :meth:`Service.start`.
"""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Awaitable, Callable, Mapping
from typing import Protocol

import grpc

from selaras.kit.auth import Authenticator, Role
from selaras.kit.grpc_server import GrpcServer
from selaras.kit.health import Health
from selaras.kit.logging import get_logger
from selaras.kit.settings import GrpcSettings

_log = get_logger(__name__)


class Service(Protocol):
    """A part of Selaras that can run alone or beside others in one process."""

    name: str

    def register(self, server: grpc.aio.Server) -> Mapping[str, frozenset[Role]]:
        """Add its gRPC servicers; answer full service name -> roles that may call it."""
        ...

    async def start(self) -> None:
        """Open what it needs and begin its work. The gRPC server is already listening."""
        ...

    async def stop(self) -> None:
        """Finish what is under way and close everything."""
        ...


class Tasks:
    """Background tasks of a service.

    One that dies takes the process with it: a supervisor then starts it anew, which is better than
    a service that looks alive and does nothing.
    """

    def __init__(self, service: str) -> None:
        self._service = service
        self._tasks: list[asyncio.Task[None]] = []
        self.failed = asyncio.get_event_loop().create_future()

    def start(self, name: str, work: Callable[[], Awaitable[None]]) -> None:
        """Run ``work`` in the background."""

        async def run() -> None:
            await work()

        task = asyncio.create_task(run(), name=f"{self._service}-{name}")
        task.add_done_callback(self._ended)
        self._tasks.append(task)

    def _ended(self, task: asyncio.Task[None]) -> None:
        if task.cancelled():
            return
        error = task.exception()
        if error is None:
            return
        _log.critical("task_died", task=task.get_name(), exc_info=error)
        if not self.failed.done():
            signal.raise_signal(signal.SIGTERM)
            self.failed.set_result(None)

    async def stop(self) -> None:
        """Cancel all and wait."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


async def run_until_signal(
    settings: GrpcSettings,
    build: Callable[[GrpcServer, Health], tuple[list[Service], Authenticator]],
    *,
    on_ready: Callable[[int], None] | None = None,
) -> None:
    """Serve until SIGTERM or SIGINT, then drain.

    Args:
        settings: where to listen.
        build: makes the services, given the bound server; answers them in starting order with the
            authenticator of the calls.
        on_ready: told the port once everything has started.
    """
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    health = Health()
    server = GrpcServer(settings, health)
    server.bind()
    services, authenticator = build(server, health)
    for service in services:
        server.add(service)
    await server.start(authenticator)
    started: list[Service] = []
    try:
        for service in services:
            started.append(service)
            await service.start()
        if on_ready:
            on_ready(server.port)
        await stop.wait()
        _log.info("draining")
    finally:
        await server.stop()
        for service in reversed(started):
            await service.stop()
    _log.info("stopped")
