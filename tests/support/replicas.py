"""Two processes of each service on one PostgreSQL and one nats-server."""

from __future__ import annotations

import asyncio
import os
import secrets
import signal
import subprocess
import sys
from pathlib import Path

import grpc
from grpc_health.v1 import health_pb2, health_pb2_grpc
from selaras.kit.nats_server import die_with_parent, find_binary, free_port

ROOT = Path(__file__).parents[2]
KINDS = ("embedding", "intake", "matching", "alerting")
NATS, INDEX = "nats-server", "index"
_LAST_PARTS = {
    "embedding": "model",
    "intake": "nats",
    "matching": "embedding",
    "alerting": "nats",
}


class Replicas:
    """Processes below one folder, named ``intake-1``, ``intake-2``, ...

    Args:
        database: PostgreSQL of all services.
        settings: further variables of the environment.
        qdrant_url: the index of matching; empty: a stand-in (:mod:`tests.support.shared_index`).
    """

    def __init__(
        self, folder: Path, database: str, settings: dict[str, str], qdrant_url: str = ""
    ) -> None:
        self.folder = folder
        self.admin_key = secrets.token_urlsafe(24)
        self.names = tuple(f"{kind}-{number}" for kind in KINDS for number in (1, 2))
        self.ports = {name: free_port() for name in (NATS, *self.names)}
        self._qdrant_url = qdrant_url
        self._processes: dict[str, subprocess.Popen[bytes]] = {}
        self._environment = self._common(database) | settings

    def _common(self, database: str) -> dict[str, str]:
        path = os.pathsep.join([str(ROOT / "services"), str(ROOT)])
        index = {"SELARAS_INDEX_URL": self._qdrant_url} if self._qdrant_url else {}
        return {
            "PATH": os.environ["PATH"],
            "HOME": os.environ.get("HOME", "/tmp"),
            "PYTHONPATH": path,
            "SELARAS_INTERNAL_TOKEN": secrets.token_urlsafe(24),
            "SELARAS_NATS_URL": self.nats_url,
            "SELARAS_INTAKE_ADMIN_KEY": self.admin_key,
            "SELARAS_INTAKE_DATABASE_URL": database,
            "SELARAS_INTAKE_CHECKER_TARGET": self._both("matching"),
            "SELARAS_MATCHING_DATABASE_URL": database,
            "SELARAS_MATCHING_EMBEDDING_TARGET": self._both("embedding"),
            "SELARAS_MATCHING_DIRECTORY_TARGET": self._both("intake"),
            "SELARAS_ALERTING_DATABASE_URL": database,
            "SELARAS_ALERTING_DIRECTORY_TARGET": self._both("intake"),
            **index,
        }

    def _both(self, kind: str) -> str:
        """Both processes of a kind, as gRPC names several addresses."""
        return f"ipv4:{self.address(f'{kind}-1')},{self.address(f'{kind}-2')}"

    @property
    def nats_url(self) -> str:
        """Address of the event bus."""
        return f"nats://127.0.0.1:{self.ports[NATS]}"

    def address(self, name: str) -> str:
        """gRPC address of a process."""
        return f"127.0.0.1:{self.ports[name]}"

    async def start(self) -> None:
        """Start everything and wait until it accepts calls."""
        self._run(NATS)
        if not self._qdrant_url:
            self._run(INDEX)
            async with asyncio.timeout(60):
                while not self._socket.exists():  # noqa: ASYNC110  # nobody tells
                    await asyncio.sleep(0.05)
        for name in self.names:
            self._run(name)
        async with asyncio.timeout(120):
            await asyncio.gather(*(self._wait_serving(name) for name in self.names))

    @property
    def _socket(self) -> Path:
        return self.folder / "index.sock"

    def _run(self, name: str) -> None:
        with (self.folder / f"{name}.log").open("ab") as log:
            self._processes[name] = subprocess.Popen(
                self._command(name),
                env={**self._environment, "SELARAS_GRPC_PORT": str(self.ports.get(name, 0))},
                stdout=log,
                stderr=log,
                preexec_fn=die_with_parent,  # noqa: PLW1509  # nothing but a system call
            )

    def _command(self, name: str) -> list[str]:
        if name == NATS:
            port = str(self.ports[NATS])
            return [str(find_binary()), "-js", "-sd", str(self.folder / "nats"), "-p", port]
        python = [sys.executable, "-m"]
        if name == INDEX:
            return [
                *python,
                "tests.support.shared_index",
                str(self._socket),
                str(self.folder / "i"),
            ]
        kind = name.partition("-")[0]
        if kind == "matching" and not self._qdrant_url:
            return [*python, "tests.support.shared_matching", str(self._socket)]
        return [*python, f"selaras.{kind}"]

    def kill(self, *names: str) -> None:
        """kill -9, and wait until they are gone."""
        for name in names:
            self._processes[name].send_signal(signal.SIGKILL)
            self._processes[name].wait()

    def alive(self, name: str) -> bool:
        """Whether a process runs."""
        return self._processes[name].poll() is None

    def log(self, name: str) -> str:
        """What a process has logged."""
        return (self.folder / f"{name}.log").read_text(errors="replace")

    def stop(self) -> None:
        """End everything."""
        for process in self._processes.values():
            if process.poll() is None:
                process.kill()
            process.wait()

    async def _wait_serving(self, name: str) -> None:
        """Until the part that a process waits for longest is there."""
        kind = name.partition("-")[0]
        request = health_pb2.HealthCheckRequest(service=f"{kind}/{_LAST_PARTS[kind]}")
        async with grpc.aio.insecure_channel(self.address(name)) as channel:
            stub = health_pb2_grpc.HealthStub(channel)
            async for answer in stub.Watch(request, wait_for_ready=True):
                if answer.status == health_pb2.HealthCheckResponse.SERVING:
                    return
