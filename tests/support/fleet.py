"""The services as separate processes on one machine, to be killed at any moment."""

from __future__ import annotations

import asyncio
import os
import secrets
import signal
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import grpc
from grpc_health.v1 import health_pb2, health_pb2_grpc
from selaras.kit.nats_server import find_binary, free_port

SERVICES = ("embedding", "intake", "matching", "alerting")
NATS = "nats-server"


class Fleet:
    """nats-server and every service in a process of its own, below one folder.

    :meth:`kill` is kill -9; :meth:`start` brings a process back on the same port and data, as a
    supervisor would.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.admin_key = secrets.token_urlsafe(24)
        self.ports = {name: free_port() for name in (NATS, *SERVICES)}
        self._processes: dict[str, subprocess.Popen[bytes]] = {}
        token = secrets.token_urlsafe(24)
        self._environment = {
            "PATH": os.environ["PATH"],
            "HOME": os.environ.get("HOME", "/tmp"),
            "SELARAS_INTERNAL_TOKEN": token,
            "SELARAS_NATS_URL": self.nats_url,
            "SELARAS_INTAKE_ADMIN_KEY": self.admin_key,
            "SELARAS_INTAKE_SWEEP_AFTER_SECONDS": "3",
            "SELARAS_INTAKE_DATABASE_URL": self._sqlite("intake"),
            "SELARAS_INTAKE_CHECKER_TARGET": self.address("matching"),
            "SELARAS_MATCHING_DATABASE_URL": self._sqlite("matching"),
            "SELARAS_MATCHING_EMBEDDING_TARGET": self.address("embedding"),
            "SELARAS_MATCHING_DIRECTORY_TARGET": self.address("intake"),
            "SELARAS_INDEX_FOLDER": str(folder / "index"),
            "SELARAS_ALERTING_DATABASE_URL": self._sqlite("alerting"),
            "SELARAS_ALERTING_DIRECTORY_TARGET": self.address("intake"),
            "SELARAS_ALERTING_GROUP_SECONDS": "0",
            "SELARAS_ALERTING_REGROUP_SECONDS": "0",
            "SELARAS_ALERTING_DIGEST_TIME": "",
        }

    @property
    def nats_url(self) -> str:
        """Address of the event bus."""
        return f"nats://127.0.0.1:{self.ports[NATS]}"

    def address(self, name: str) -> str:
        """gRPC address of a service."""
        return f"127.0.0.1:{self.ports[name]}"

    def _sqlite(self, name: str) -> str:
        return f"sqlite+aiosqlite:///{self.folder / name}.db"

    def environment(self, name: str) -> dict[str, str]:
        """What a process is told."""
        return {**self._environment, "SELARAS_GRPC_PORT": str(self.ports[name])}

    def start(self, names: Iterable[str] = (NATS, *SERVICES)) -> None:
        """Start processes; does not wait for them."""
        for name in names:
            log = (self.folder / f"{name}.log").open("ab")
            self._processes[name] = subprocess.Popen(
                self._command(name),
                env=self.environment(name),
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
            log.close()

    def _command(self, name: str) -> list[str]:
        if name == NATS:
            port = str(self.ports[NATS])
            return [str(find_binary()), "-js", "-sd", str(self.folder / "nats"), "-p", port]
        return [sys.executable, "-m", f"selaras.{name}"]

    def kill(self, name: str) -> None:
        """kill -9 and wait until it is gone."""
        process = self._processes[name]
        process.send_signal(signal.SIGKILL)
        process.wait()

    def alive(self, name: str) -> bool:
        """Whether the process runs."""
        return self._processes[name].poll() is None

    def stop(self) -> None:
        """End everything."""
        for process in self._processes.values():
            if process.poll() is None:
                process.kill()
            process.wait()

    async def wait_ready(self) -> None:
        """Wait until every service accepts calls."""
        async with asyncio.timeout(90):
            await asyncio.gather(*(self._wait_serving(name) for name in SERVICES))

    async def _wait_serving(self, name: str) -> None:
        async with grpc.aio.insecure_channel(self.address(name)) as channel:
            stub = health_pb2_grpc.HealthStub(channel)
            answer = await stub.Check(health_pb2.HealthCheckRequest(), wait_for_ready=True)
            assert answer.status == health_pb2.HealthCheckResponse.SERVING

    def logs(self, name: str, lines: int = 40) -> str:
        """The end of a process's log, for the message of a failing test."""
        text = (self.folder / f"{name}.log").read_text(errors="replace")
        return "\n".join(text.splitlines()[-lines:])
