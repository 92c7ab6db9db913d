"""All services in one process, with nats-server as a child: ``selaras up``, the demo and the tests.

Everything lies in one data folder, which survives restarts::

    lock            held while a stack runs on the folder
    secrets.json    administrator's key and the services' secrets, made at the first start (0600)
    endpoint.json   where the running stack listens; gone after an orderly stop
    nats/           JetStream
    *.db            one SQLite database for each service
    index/          the vector index
    judge.env       thresholds from `selaras calibrate --write`, where there are any

See :mod:`selaras.data_folder` for its errors.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from pydantic import SecretStr

from selaras.client import AccountState, AsyncAdminClient
from selaras.data_folder import Endpoint, Secrets, locked, make_secrets, read, write
from selaras.kit.clock import SystemClock
from selaras.kit.grpc_server import GrpcServer
from selaras.kit.health import Health
from selaras.kit.logging import get_logger
from selaras.kit.metrics_server import observed
from selaras.kit.nats_server import NatsServer, free_port
from selaras.kit.settings import GrpcSettings, InternalSettings, NatsSettings

if TYPE_CHECKING:
    from selaras.console.bootstrap import ConsoleService
    from selaras.kit.auth import Authenticator
    from selaras.kit.service import Service

_log = get_logger(__name__)
_FIRST_ADMIN = "admin"


class EmbeddedStack:
    """A whole Selaras on one gRPC port; an asynchronous context manager.

    Args:
        folder: data folder, made when missing.
        port: gRPC port on loopback; 0 takes a free one.
        nats_port: port of nats-server; None takes the one of the last start where it is free.
        alerting: settings of alerting by name, before those of the environment; for example no
            waiting at all where somebody looks on.
        console_port: port of the console on loopback; 0 takes a free one, None: no console.
    """

    def __init__(
        self,
        folder: Path,
        *,
        port: int = 0,
        nats_port: int | None = None,
        alerting: Mapping[str, Any] | None = None,
        console_port: int | None = None,
    ) -> None:
        self.folder = folder.absolute()
        self.health = Health()
        self._port = port
        self._nats_port = nats_port
        self._alerting = dict(alerting or {})
        self._console_port = console_port
        self._closers = contextlib.AsyncExitStack()
        self._endpoint: Endpoint | None = None
        self._secrets: Secrets | None = None
        self._nats: NatsServer | None = None

    @property
    def target(self) -> str:
        """``host:port`` of gRPC."""
        return self._running.grpc

    @property
    def nats_url(self) -> str:
        """Address of the event bus."""
        return self._running.nats

    @property
    def console_url(self) -> str:
        """Address of the console for a browser; empty: there is none."""
        return self._running.console

    @property
    def nats_pid(self) -> int:
        """Process of nats-server."""
        return self._nats.pid if self._nats else 0

    @property
    def admin_key(self) -> str:
        """Key of the administrator."""
        return self._known_secrets.admin_key

    @property
    def internal_token(self) -> str:
        """Token that the services send to each other."""
        return self._known_secrets.internal_token

    async def __aenter__(self) -> Self:
        """Start everything.

        Raises:
            FolderInUse
            FailedPrecondition: NATS_SERVER_MISSING.
            Unavailable: NATS_SERVER_FAILED.
            OSError: the folder cannot be written.
        """
        try:
            await self._start()
        except BaseException:
            await self._closers.aclose()
            raise
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Refuse new calls, finish what is under way, stop everything."""
        await self._closers.aclose()

    @property
    def _running(self) -> Endpoint:
        if self._endpoint is None:
            raise RuntimeError("the stack does not run")
        return self._endpoint

    @property
    def _known_secrets(self) -> Secrets:
        if self._secrets is None:
            raise RuntimeError("the stack does not run")
        return self._secrets

    async def _start(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self._closers.enter_context(locked(self.folder))
        self._secrets = make_secrets(self.folder)
        self._nats = NatsServer(self.folder / "nats", self._pick_nats_port())
        self._closers.push_async_callback(self._nats.stop)
        await self._nats.start()
        server = GrpcServer(GrpcSettings(host="127.0.0.1", port=self._port), self.health)
        endpoint = Endpoint(f"127.0.0.1:{server.bind()}", self._nats.url, os.getpid())
        console = self._make_console(endpoint.grpc, self._secrets)
        if console is not None:
            endpoint = replace(endpoint, console=console.url)
            self._alerting.setdefault("console_url", console.url)
        services, authenticator = _build(
            self.folder, endpoint, self._secrets, self.health, self._alerting
        )
        services += [console] if console else []
        for service in services:
            server.add(service)
        await server.start(authenticator)
        self._closers.push_async_callback(server.stop)  # for a start that fails half-way
        self._endpoint = endpoint
        # Before the model is loaded: agencies can be registered and drafts stored meanwhile.
        write(self.folder / "endpoint.json", asdict(endpoint), mode=0o644)
        self._closers.callback((self.folder / "endpoint.json").unlink, missing_ok=True)
        # Stopped last to first: the server refuses calls before the services go.
        for service in services:
            self._closers.push_async_callback(service.stop)
            await service.start()
        self._closers.push_async_callback(server.stop)

    async def first_admin_link(self) -> str:
        """A link with which the first administrator gets in; empty: there is one already.

        It works once. One that was made before and not used ends.
        """
        if not self.console_url:
            return ""
        async with AsyncAdminClient(self.target, self.admin_key) as admin:
            async for account in admin.list_accounts():
                if not account.owner and account.state is AccountState.ACTIVE:
                    return ""
            invited = await admin.invite_account(_FIRST_ADMIN)
        return f"{self.console_url}/invitation/{invited.invitation}"

    def _make_console(self, target: str, known: Secrets) -> ConsoleService | None:
        if self._console_port is None:
            return None
        from selaras.console import bootstrap  # noqa: PLC0415
        from selaras.console.settings import ConsoleSettings  # noqa: PLC0415

        settings = ConsoleSettings(
            host="127.0.0.1",
            port=self._console_port,
            target=target,
            token=SecretStr(known.console_token),
            cookie_secret=SecretStr(known.cookie_secret),
        )
        console = bootstrap.build(settings, health=self.health, clock=SystemClock())
        console.bind()
        return console

    def _pick_nats_port(self) -> int | None:
        """The same port again where possible, so that watchers find their way back."""
        if self._nats_port is not None:
            return self._nats_port
        remembered = read(self.folder / "ports.json", _Ports)
        port = remembered.nats if remembered and _is_free(remembered.nats) else None
        chosen = port or free_port()
        write(self.folder / "ports.json", {"nats": chosen}, mode=0o644)
        return chosen


async def run(
    folder: Path,
    *,
    port: int = 0,
    nats_port: int | None = None,
    console_port: int | None = None,
    on_ready: Callable[[EmbeddedStack, str], None] | None = None,
) -> None:
    """Run a stack until SIGTERM or SIGINT, then drain it.

    Args:
        on_ready: told of the stack, and of the link for the first administrator (else empty).

    Raises:
        FolderInUse
        FailedPrecondition, Unavailable: nats-server is missing or does not start.
    """
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    with observed("selaras"):
        async with EmbeddedStack(
            folder, port=port, nats_port=nats_port, console_port=console_port
        ) as stack:
            if on_ready:
                on_ready(stack, await stack.first_admin_link())
            await stop.wait()
            _log.info("draining")
    _log.info("stopped")


@dataclass(frozen=True, slots=True)
class _Ports:
    nats: int


def _build(
    folder: Path, endpoint: Endpoint, known: Secrets, health: Health, alerts: Mapping[str, Any]
) -> tuple[list[Service], Authenticator]:
    """Wire all services; their models and engines are imported here and not before."""
    from selaras.alerting import bootstrap as alerting  # noqa: PLC0415
    from selaras.alerting.settings import AlertingSettings  # noqa: PLC0415
    from selaras.embedding import bootstrap as embedding  # noqa: PLC0415
    from selaras.embedding.settings import EmbeddingSettings  # noqa: PLC0415
    from selaras.intake import bootstrap as intake  # noqa: PLC0415
    from selaras.intake.settings import IntakeSettings  # noqa: PLC0415
    from selaras.matching import bootstrap as matching  # noqa: PLC0415
    from selaras.matching.index.settings import IndexSettings  # noqa: PLC0415
    from selaras.matching.settings import MatchingSettings  # noqa: PLC0415

    shared: dict[str, Any] = {
        "nats": NatsSettings(url=endpoint.nats),
        "internal": InternalSettings(token=SecretStr(known.internal_token)),
        "health": health,
        "clock": SystemClock(),
    }
    first = intake.build(
        IntakeSettings(
            database_url=SecretStr(_sqlite(folder / "intake.db")),
            admin_key=SecretStr(known.admin_key),
            console_token=SecretStr(known.console_token),
            checker_target=endpoint.grpc,
        ),
        **shared,
    )
    others: list[Service] = [
        alerting.build(
            AlertingSettings(
                database_url=SecretStr(_sqlite(folder / "alerting.db")),
                directory_target=endpoint.grpc,
                **alerts,
            ),
            **shared,
        ),
        embedding.build(EmbeddingSettings(), **shared),
        matching.build(
            MatchingSettings(
                database_url=_sqlite(folder / "matching.db"),
                embedding_target=endpoint.grpc,
                directory_target=endpoint.grpc,
                **_judge_file(folder),
            ),
            index=IndexSettings(folder=folder / "index"),
            **shared,
        ),
    ]
    # Intake first: it accepts drafts while the model is still being loaded.
    return [first, *others], first.authenticator


def _judge_file(folder: Path) -> dict[str, Any]:
    """The folder's own thresholds; without them those that the environment names, if any."""
    path = folder / "judge.env"
    return {"judge_file": path} if path.is_file() else {}


def _sqlite(path: Path) -> str:
    return f"sqlite+aiosqlite:///{path}"


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
