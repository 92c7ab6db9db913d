"""All services in one process, with nats-server as a child: ``selaras up``, the demo and the tests.

Everything lies in one data folder, which survives restarts::

    lock            held while a stack runs on the folder
    secrets.json    administrator's key and the services' own token, made at the first start (0600)
    endpoint.json   where the running stack listens; gone after an orderly stop
    nats/           JetStream
    *.db            one SQLite database for each service
    index/          the vector index
    judge.env       thresholds from `selaras calibrate --write`, where there are any

Errors::

    FolderInUse (FailedPrecondition)   another stack runs on the folder
"""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import json
import os
import secrets
import signal
import socket
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TextIO, TypeVar

from pydantic import SecretStr

from selaras.kit.clock import SystemClock
from selaras.kit.errors import FailedPrecondition
from selaras.kit.grpc_server import GrpcServer
from selaras.kit.health import Health
from selaras.kit.logging import get_logger
from selaras.kit.metrics_server import observed
from selaras.kit.nats_server import NatsServer, free_port
from selaras.kit.settings import GrpcSettings, InternalSettings, NatsSettings

if TYPE_CHECKING:
    from selaras.kit.auth import Authenticator
    from selaras.kit.service import Service

_log = get_logger(__name__)
_SECRET_BYTES = 32

T = TypeVar("T")


class FolderInUse(FailedPrecondition):
    """Another stack runs on the folder."""

    def __init__(self, folder: Path, pid: str) -> None:
        super().__init__(
            "FOLDER_IN_USE",
            f"{folder} is used by a running stack (process {pid or 'unknown'}); stop that one, or "
            "take another folder with --data",
        )


@dataclass(frozen=True, slots=True)
class Secrets:
    """What only the machine's own user may read."""

    admin_key: str
    internal_token: str


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a running stack listens: gRPC ``host:port``, NATS url, and its process."""

    grpc: str
    nats: str
    pid: int


def read_endpoint(folder: Path) -> Endpoint | None:
    """Where the stack on the folder listens; None: none runs, as far as the folder knows."""
    return _read(folder / "endpoint.json", Endpoint)


def read_secrets(folder: Path) -> Secrets | None:
    """The secrets of the folder; None: there are none yet.

    Raises:
        PermissionError: they belong to another user.
    """
    return _read(folder / "secrets.json", Secrets)


class EmbeddedStack:
    """A whole Selaras on one gRPC port; an asynchronous context manager.

    Args:
        folder: data folder, made when missing.
        port: gRPC port on loopback; 0 takes a free one.
        nats_port: port of nats-server; None takes the one of the last start where it is free.
        alerting: settings of alerting by name, before those of the environment; for example no
            waiting at all where somebody looks on.
    """

    def __init__(
        self,
        folder: Path,
        *,
        port: int = 0,
        nats_port: int | None = None,
        alerting: Mapping[str, Any] | None = None,
    ) -> None:
        self.folder = folder.absolute()
        self.health = Health()
        self._port = port
        self._nats_port = nats_port
        self._alerting = dict(alerting or {})
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
        self._closers.enter_context(_locked(self.folder))
        self._secrets = _make_secrets(self.folder)
        self._nats = NatsServer(self.folder / "nats", self._pick_nats_port())
        self._closers.push_async_callback(self._nats.stop)
        await self._nats.start()
        server = GrpcServer(GrpcSettings(host="127.0.0.1", port=self._port), self.health)
        endpoint = Endpoint(f"127.0.0.1:{server.bind()}", self._nats.url, os.getpid())
        services, authenticator = _build(
            self.folder, endpoint, self._secrets, self.health, self._alerting
        )
        for service in services:
            server.add(service)
        await server.start(authenticator)
        self._closers.push_async_callback(server.stop)  # for a start that fails half-way
        self._endpoint = endpoint
        # Before the model is loaded: agencies can be registered and drafts stored meanwhile.
        _write(self.folder / "endpoint.json", asdict(endpoint), mode=0o644)
        self._closers.callback((self.folder / "endpoint.json").unlink, missing_ok=True)
        # Stopped last to first: the server refuses calls before the services go.
        for service in services:
            self._closers.push_async_callback(service.stop)
            await service.start()
        self._closers.push_async_callback(server.stop)

    def _pick_nats_port(self) -> int | None:
        """The same port again where possible, so that watchers find their way back."""
        if self._nats_port is not None:
            return self._nats_port
        remembered = _read(self.folder / "ports.json", _Ports)
        port = remembered.nats if remembered and _is_free(remembered.nats) else None
        chosen = port or free_port()
        _write(self.folder / "ports.json", {"nats": chosen}, mode=0o644)
        return chosen


async def run(
    folder: Path,
    *,
    port: int = 0,
    nats_port: int | None = None,
    on_ready: Callable[[EmbeddedStack], None] | None = None,
) -> None:
    """Run a stack until SIGTERM or SIGINT, then drain it.

    Raises:
        FolderInUse
        FailedPrecondition, Unavailable: nats-server is missing or does not start.
    """
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    with observed("selaras"):
        async with EmbeddedStack(folder, port=port, nats_port=nats_port) as stack:
            if on_ready:
                on_ready(stack)
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


@contextlib.contextmanager
def _locked(folder: Path) -> Any:
    with (folder / "lock").open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise FolderInUse(folder, _pid_in(file)) from None
        file.seek(0)
        file.truncate()
        file.write(str(os.getpid()))
        file.flush()
        yield


def _pid_in(file: TextIO) -> str:
    file.seek(0)
    return file.read().strip()


def _make_secrets(folder: Path) -> Secrets:
    known = read_secrets(folder)
    if known is None:
        known = Secrets(
            admin_key=f"sla_{secrets.token_urlsafe(_SECRET_BYTES)}",
            internal_token=secrets.token_urlsafe(_SECRET_BYTES),
        )
        _write(folder / "secrets.json", asdict(known), mode=0o600)
    (folder / "secrets.json").chmod(0o600)  # a copied folder may have lost it
    return known


def _read(path: Path, kind: type[T]) -> T | None:
    try:
        return kind(**json.loads(path.read_text("utf-8")))
    except FileNotFoundError:
        return None
    except (ValueError, TypeError) as error:
        raise FailedPrecondition(
            "FILE_DAMAGED", f"{path} cannot be read ({error}); mend it, or delete it to start anew"
        ) from error


def _write(path: Path, values: dict[str, Any], *, mode: int) -> None:
    """Write a file whole or not at all."""
    draft = path.with_suffix(".new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "w") as file:
        json.dump(values, file, indent=2)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
