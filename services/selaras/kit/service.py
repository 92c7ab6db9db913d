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
from selaras.kit.errors import SelarasError
from selaras.kit.grpc_server import GrpcServer
from selaras.kit.health import Health
from selaras.kit.logging import get_logger
from selaras.kit.metrics_server import observed
from selaras.kit.settings import GrpcSettings

_log = get_logger(__name__)
_PATIENCE = 8.0  # longer than what is under way may take to finish
_START_FAILED = 1


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

    Args:
        patience: seconds after which a task that was cancelled, and goes on, is cancelled again.
    """

    def __init__(self, service: str, patience: float = _PATIENCE) -> None:
        self._service = service
        self._patience = patience
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
        left = {task for task in self._tasks if not task.done()}
        while left:
            for task in left:
                task.cancel()
            # Once more for those that go on: until Python 3.12 `asyncio.wait_for` loses a
            # cancellation that comes at the moment of its result.
            _, left = await asyncio.wait(left, timeout=self._patience)


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

    Raises:
        SystemExit: a service cannot start; the log has the reason.
    """
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    health = Health()
    server = GrpcServer(settings, health)
    server.bind()
    services, authenticator = build(server, health)
    with observed(services[0].name, settings.tls_certificate):
        await _serve(server, services, authenticator, stop, on_ready)
    _log.info("stopped")


async def _serve(
    server: GrpcServer,
    services: list[Service],
    authenticator: Authenticator,
    stop: asyncio.Event,
    on_ready: Callable[[int], None] | None,
) -> None:
    for service in services:
        server.add(service)
    await server.start(authenticator)
    started: list[Service] = []
    try:
        for service in services:
            started.append(service)
            await _start(service)
        if on_ready:
            on_ready(server.port)
        await stop.wait()
        _log.info("draining")
    finally:
        await server.stop()
        for service in reversed(started):
            await service.stop()


async def _start(service: Service) -> None:
    """Start a service; what it cannot start without is said in one line, and ends the process."""
    try:
        await service.start()
    except SelarasError as error:
        _log.critical(
            "start_failed", service=service.name, reason=error.reason, detail=error.message
        )
        raise SystemExit(_START_FAILED) from error
