"""nats-server, PostgreSQL and all services as processes of this machine, to load or to break."""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

import grpc
import psutil
from grpc_health.v1 import health_pb2, health_pb2_grpc
from selaras.benchmark.postgres import PostgresCluster, find_binaries
from selaras.kit.nats_server import die_with_parent, find_binary, free_port

SERVICES = ("embedding", "intake", "matching", "alerting")
NATS = "nats"
POSTGRES = "postgres"
_START_SECONDS = 180.0
_WATCH_SECONDS = 0.25
_MIB = 1024 * 1024
# Nothing waits for more evidence or for the morning, and no owner has had enough: each clash is
# told at once, so that what has to come can be counted.
_ALERT_AT_ONCE = {
    "SELARAS_ALERTING_GROUP_SECONDS": "0",
    "SELARAS_ALERTING_REGROUP_SECONDS": "0",
    "SELARAS_ALERTING_HOURLY_LIMIT": "0",
    "SELARAS_ALERTING_DIGEST_TIME": "",
}


class Fleet:
    """All processes below one folder.

    A process that ends without being told to is started again, as a supervisor would, once
    :meth:`supervise` runs.

    Args:
        folder: an empty folder; the logs are in it.
        databases: ``sqlite`` (a file for each service), ``postgres`` (a cluster of its own), or the
            URL of an empty PostgreSQL database.
        settings: environment of the services, before the one they get here.

    Attributes:
        admin_key: key of the administrator.
        ports: where each process listens.
        monitor_port: where nats-server says over HTTP how it is.
        ended: how often each process ended by itself.
    """

    def __init__(
        self, folder: Path, databases: str = "sqlite", settings: Mapping[str, str] | None = None
    ) -> None:
        self.folder = folder
        self.admin_key = secrets.token_urlsafe(24)
        self.ports = {name: free_port() for name in (NATS, *SERVICES)}
        self.monitor_port = free_port()
        self.ended: Counter[str] = Counter()
        self.postgres_folder: Path | None = None
        self._databases = databases
        self._settings = dict(settings or {})
        self._token = secrets.token_urlsafe(24)
        self._routes: dict[tuple[str, str], int] = {}
        self._extra: dict[str, dict[str, str]] = {}
        self._processes: dict[str, subprocess.Popen[bytes]] = {}
        self._held: set[str] = set()
        self._cluster: PostgresCluster | None = None
        if databases == POSTGRES:
            self._cluster = self._new_cluster()

    @property
    def names(self) -> tuple[str, ...]:
        """Every process, in the order in which they are started."""
        return (*((POSTGRES,) if self._cluster else ()), NATS, *SERVICES)

    @property
    def nats_url(self) -> str:
        """Address of the event bus."""
        return f"nats://127.0.0.1:{self.ports[NATS]}"

    def address(self, name: str) -> str:
        """Address of the gRPC API of a service."""
        return f"127.0.0.1:{self.ports[name]}"

    def route(self, caller: str, called: str, port: int) -> None:
        """Let one process reach another through a port of somebody in between."""
        self._routes[caller, called] = port

    def add_environment(self, name: str, variables: Mapping[str, str]) -> None:
        """Further variables of one process, from its next start on."""
        self._extra.setdefault(name, {}).update(variables)

    async def prepare(self) -> None:
        """Make the database cluster, where there is one."""
        if self._cluster:
            await asyncio.to_thread(self._cluster.create)
            await asyncio.to_thread(self._cluster.start)
            process = self._cluster.process
            assert process is not None
            self._processes[POSTGRES] = process

    def start(self, names: Iterable[str] | None = None) -> None:
        """Start what does not run; does not wait."""
        for name in names or self.names:
            self._held.discard(name)
            if name not in self._processes or not self.alive(name):
                self._spawn(name)

    def kill(self, name: str) -> None:
        """Kill it (-9) with its children; it stays dead until :meth:`start`."""
        self._held.add(name)
        process = self._processes[name]
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def signal(self, name: str, number: int) -> None:
        """Send a signal to a process and its children."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._processes[name].pid, number)

    def alive(self, name: str) -> bool:
        """Whether the process runs; a paused one does."""
        return self._processes[name].poll() is None

    async def supervise(self) -> None:
        """Start again what ended by itself, until cancelled."""
        while True:
            for name in self.names:
                if name not in self._held and not self.alive(name):
                    self.ended[name] += 1
                    self._spawn(name)
            await asyncio.sleep(_WATCH_SECONDS)

    async def wait_ready(self) -> None:
        """Wait until every service accepts calls.

        Raises:
            TimeoutError
        """
        async with asyncio.timeout(_START_SECONDS):
            await asyncio.gather(*(self._wait_serving(name) for name in SERVICES))

    def stop(self) -> None:
        """End everything and leave nothing but the logs."""
        for name, process in self._processes.items():
            if process.poll() is None:
                self.signal(name, signal.SIGCONT)
                self.signal(name, signal.SIGKILL)
            process.wait()
        if self.postgres_folder:
            shutil.rmtree(self.postgres_folder, ignore_errors=True)

    def memory(self) -> dict[str, float]:
        """Resident memory of each process with its children, in MiB."""
        found = {}
        for name, process in self._processes.items():
            with contextlib.suppress(psutil.Error):
                root = psutil.Process(process.pid)
                family = [root, *root.children(recursive=True)]
                found[name] = round(sum(item.memory_info().rss for item in family) / _MIB, 1)
        return found

    def log(self, name: str, lines: int = 20) -> str:
        """The end of a process's log."""
        text = (self.folder / f"{name}.log").read_text(errors="replace")
        return "\n".join(text.splitlines()[-lines:])

    def _new_cluster(self) -> PostgresCluster:
        binaries = find_binaries()
        if binaries is None:
            raise RuntimeError("PostgreSQL is not installed (initdb)")
        # Not below `folder`: the user that PostgreSQL runs as could not reach it.
        self.postgres_folder = Path(tempfile.mkdtemp(prefix="selaras-postgres-"))
        cluster = PostgresCluster(
            binaries, self.postgres_folder, {"max_connections": "100", "max_wal_size": "64MB"}
        )
        self.ports[POSTGRES] = cluster.port
        return cluster

    def _spawn(self, name: str) -> None:
        if name == POSTGRES:
            assert self._cluster is not None
            self._processes[name] = self._cluster.spawn()
            return
        with (self.folder / f"{name}.log").open("ab") as log:
            self._processes[name] = subprocess.Popen(
                self._command(name),
                env={**self._environment(name), **self._extra.get(name, {})},
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=die_with_parent,  # noqa: PLW1509  # nothing but a system call
            )

    def _command(self, name: str) -> list[str]:
        if name == NATS:
            monitor = ["-m", str(self.monitor_port)]
            place = ["-sd", str(self.folder / "nats"), "-a", "127.0.0.1"]
            return [str(find_binary()), "-js", *place, "-p", str(self.ports[NATS]), *monitor]
        return [sys.executable, "-m", f"selaras.{name}"]

    def _environment(self, name: str) -> dict[str, str]:
        prefix = f"SELARAS_{name.upper()}"
        own = {name: text for name, text in os.environ.items() if not name.startswith("SELARAS_")}
        return {
            **own,
            **_ALERT_AT_ONCE,
            "SELARAS_INTERNAL_TOKEN": self._token,
            "SELARAS_NATS_URL": f"nats://{self._reach(name, NATS)}",
            "SELARAS_GRPC_PORT": str(self.ports[name]),
            "SELARAS_INTAKE_ADMIN_KEY": self.admin_key,
            "SELARAS_INTAKE_CHECKER_TARGET": self._reach(name, "matching"),
            "SELARAS_MATCHING_EMBEDDING_TARGET": self._reach(name, "embedding"),
            f"{prefix}_DIRECTORY_TARGET": self._reach(name, "intake"),
            f"{prefix}_DATABASE_URL": self._database(name),
            "SELARAS_INDEX_FOLDER": str(self.folder / "index"),
            **self._settings,
        }

    def _reach(self, caller: str, called: str) -> str:
        return f"127.0.0.1:{self._routes.get((caller, called), self.ports[called])}"

    def _database(self, name: str) -> str:
        if self._databases == "sqlite":
            return f"sqlite+aiosqlite:///{self.folder / name}.db"
        if self._databases == POSTGRES:
            return f"postgresql+asyncpg://selaras@{self._reach(name, POSTGRES)}/postgres"
        return self._databases

    async def _wait_serving(self, name: str) -> None:
        async with grpc.aio.insecure_channel(self.address(name)) as channel:
            stub = health_pb2_grpc.HealthStub(channel)
            while True:
                answer = await stub.Check(health_pb2.HealthCheckRequest(), wait_for_ready=True)
                if answer.status == health_pb2.HealthCheckResponse.SERVING:
                    return
                await asyncio.sleep(_WATCH_SECONDS)
