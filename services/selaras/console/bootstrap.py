"""Puts the console together. Nothing connects before ``start``."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Iterator, Mapping

import grpc
import uvicorn
from starlette.applications import Starlette

from selaras.console.api.gateway import GrpcGateway
from selaras.console.settings import ConsoleSettings
from selaras.console.web.app import make_app
from selaras.console.web.visit import Console
from selaras.kit.auth import Caller, Role
from selaras.kit.clock import Clock
from selaras.kit.errors import FailedPrecondition, InvalidRequest, Unauthenticated
from selaras.kit.health import Health
from selaras.kit.logging import get_logger
from selaras.kit.service import Tasks

_log = get_logger(__name__)
_NAME = "console"
_LOOPBACK = {"127.0.0.1", "localhost", "::1"}
_STOP_SECONDS = 5
_STARTED_EVERY = 0.01


class NoCallers:
    """The console has no API: its gRPC server answers health checks only."""

    async def authenticate(self, key: str) -> Caller:  # noqa: ARG002  # nobody has one
        """See :class:`selaras.kit.auth.Authenticator`."""
        raise Unauthenticated("KEY_UNKNOWN", "the console has no API")


class ConsoleService:
    """The console as a part that runs alone or beside others.

    See :class:`selaras.kit.service.Service`.
    """

    name = _NAME

    def __init__(self, console: Console, gateway: GrpcGateway, app: Starlette) -> None:
        self._settings = console.settings
        self._stopping = console.stopping
        self._gateway = gateway
        self._app = app
        self._socket: socket.socket | None = None
        self._server: _Server | None = None
        self._tasks: Tasks | None = None

    @property
    def url(self) -> str:
        """Address of the pages on this machine, or as people reach them where that is set."""
        if self._settings.url:
            return self._settings.url.rstrip("/")
        port = self._socket.getsockname()[1] if self._socket else self._settings.port
        scheme = "https" if self._settings.tls_certificate else "http"
        return f"{scheme}://{self._settings.host}:{port}"

    def register(self, server: grpc.aio.Server) -> Mapping[str, frozenset[Role]]:  # noqa: ARG002
        """It has no gRPC methods."""
        return {}

    def bind(self) -> None:
        """Take the address.

        Raises:
            InvalidRequest: TLS_REQUIRED beyond loopback.
            FailedPrecondition: CONSOLE_PORT_TAKEN.
        """
        settings = self._settings
        if settings.host not in _LOOPBACK and not (settings.tls_certificate and settings.tls_key):
            raise InvalidRequest(
                "TLS_REQUIRED",
                f"{settings.host} is not loopback: set SELARAS_CONSOLE_TLS_CERTIFICATE and "
                "SELARAS_CONSOLE_TLS_KEY",
            )
        family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
        self._socket = socket.socket(family, socket.SOCK_STREAM)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            self._socket.bind((settings.host, settings.port))
        except OSError as error:
            self._socket.close()
            raise FailedPrecondition(
                "CONSOLE_PORT_TAKEN",
                f"{settings.host}:{settings.port} cannot be taken ({error.strerror}); choose "
                "another port for the console",
            ) from error
        self._socket.set_inheritable(False)

    async def start(self) -> None:
        """Serve the pages. While the services are away they say so."""
        if self._socket is None:
            self.bind()
        assert self._socket is not None  # noqa: S101  # bind sets it
        server = self._server = _Server(self._config())
        sockets = [self._socket]
        self._tasks = Tasks(_NAME)
        self._tasks.start("pages", lambda: server.serve(sockets=sockets))
        while not server.started:  # noqa: ASYNC110  # uvicorn tells nobody
            await asyncio.sleep(_STARTED_EVERY)
        _log.info("pages_listening", host=self._settings.host, url=self.url)

    async def stop(self) -> None:
        """Answer what is under way, end the live streams, close everything."""
        self._stopping.set()
        if self._server:
            self._server.should_exit = True
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._server.ended.wait(), _STOP_SECONDS + 1)
        if self._tasks:
            await self._tasks.stop()
        if self._socket:
            self._socket.close()
        await self._gateway.close()

    def _config(self) -> uvicorn.Config:
        settings = self._settings
        return uvicorn.Config(
            self._app,
            ssl_certfile=settings.tls_certificate,
            ssl_keyfile=settings.tls_key,
            proxy_headers=bool(settings.proxies),
            forwarded_allow_ips=settings.proxies or None,
            server_header=False,
            log_config=None,
            access_log=False,
            lifespan="off",
            ws="none",
            timeout_graceful_shutdown=_STOP_SECONDS,
        )


class _Server(uvicorn.Server):
    """uvicorn beside other services: signals are the process's own."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ended = asyncio.Event()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave them alone."""
        yield

    async def serve(self, sockets: list[socket.socket] | None = None) -> None:
        """See uvicorn."""
        try:
            await super().serve(sockets)
        finally:
            self.ended.set()


def build(settings: ConsoleSettings, *, health: Health, clock: Clock) -> ConsoleService:  # noqa: ARG001
    """The console on the services."""
    gateway = GrpcGateway(settings.target, settings.tls_ca, settings.token.get_secret_value())
    console = Console(settings, gateway, clock)
    return ConsoleService(console, gateway, make_app(console))
