"""A throw-away PostgreSQL cluster on a free port, for tests, load and chaos.

PostgreSQL refuses to run as root, so root starts it as the user ``postgres`` (or ``nobody``). The
server dies with the process that started it. It does not sync to disk: it may be killed at will,
but the machine may not.
"""

from __future__ import annotations

import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import sys
import time
import uuid
from pathlib import Path
from typing import Any

from selaras.kit.nats_server import free_port

_USER = "selaras"
_PR_SET_PDEATHSIG = 1
_START_SECONDS = 30.0


class PostgresCluster:
    """A cluster that can be stopped, killed, held and started again.

    Args:
        binaries: folder of PostgreSQL's programs, see :func:`find_binaries`.
        folder: an empty folder of its own, which the user that it runs as can reach.
        settings: further settings of the server, before the ones here.
    """

    def __init__(
        self, binaries: Path, folder: Path, settings: dict[str, str] | None = None
    ) -> None:
        self._binaries = binaries
        self._folder = folder
        self._settings = {
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",
            "fsync": "off",
            "full_page_writes": "off",
            "shared_buffers": "16MB",
            "max_connections": "60",
            **(settings or {}),
        }
        self._as_user = _unprivileged()
        self._process: subprocess.Popen[bytes] | None = None
        self.port = free_port()

    @property
    def process(self) -> subprocess.Popen[bytes] | None:
        """The server, which leads a process group of its own; None: it was stopped."""
        return self._process

    def create(self) -> None:
        """Make the cluster in its folder.

        Raises:
            RuntimeError: initdb failed.
        """
        if "user" in self._as_user:
            os.chown(self._folder, self._as_user["user"], self._as_user["group"])
        arguments = ["-D", str(self._data), "-U", _USER, "-A", "trust", "-E", "UTF8", "-N"]
        command = [str(self._binaries / "initdb"), *arguments, "--locale=C"]
        done = subprocess.run(  # noqa: S603 - our own program
            command, check=False, cwd="/", capture_output=True, text=True, **self._as_user
        )
        if done.returncode:
            raise RuntimeError(f"initdb failed: {done.stderr}")

    def spawn(self) -> subprocess.Popen[bytes]:
        """Start the server; does not wait for it."""
        options = [
            part for name, value in self._settings.items() for part in ("-c", f"{name}={value}")
        ]
        command = [str(self._binaries / "postgres"), "-D", str(self._data), "-p", str(self.port)]
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 - our own program
                [*command, *options],
                cwd="/",
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=_die_with_parent,  # noqa: PLW1509  # nothing but a system call
                **self._as_user,
            )
        return self._process

    def start(self) -> None:
        """Start the server and wait until it accepts connections.

        Raises:
            RuntimeError: it does not.
        """
        self.spawn()
        self.wait_ready()

    def stop(self) -> None:
        """Stop the server at once, as a crash would."""
        if self._process:
            self._process.send_signal(signal.SIGQUIT)
            self._process.wait(30)
            self._process = None

    def url(self, database: str) -> str:
        """The address of a database, as SQLAlchemy wants it."""
        return f"postgresql+asyncpg://{_USER}@127.0.0.1:{self.port}/{database}"

    def create_database(self) -> str:
        """Make an empty database; answers its name."""
        name = f"test_{uuid.uuid4().hex}"
        self._administer("createdb", name)
        return name

    def drop_database(self, name: str) -> None:
        """Delete a database, whoever is still connected to it."""
        self._administer("dropdb", "--force", name)

    def wait_ready(self) -> None:
        """Wait until the server accepts connections.

        Raises:
            RuntimeError: it does not; its log is in the message.
        """
        command = [str(self._binaries / "pg_isready"), "-h", "127.0.0.1", "-p", str(self.port)]
        until = time.monotonic() + _START_SECONDS
        while subprocess.run(command, check=False, capture_output=True).returncode:  # noqa: S603
            if time.monotonic() > until or (self._process and self._process.poll() is not None):
                raise RuntimeError((self._folder / "log").read_text())
            time.sleep(0.05)

    def _administer(self, program: str, *arguments: str) -> None:
        where = ["-h", "127.0.0.1", "-p", str(self.port), "-U", _USER]
        command = [str(self._binaries / program), *where, *arguments]
        subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - our own program

    @property
    def _data(self) -> Path:
        return self._folder / "data"


def find_binaries() -> Path | None:
    """Folder of PostgreSQL's programs; None where it is not installed."""
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    found = str(versions[-1]) if versions else shutil.which("initdb")
    if not found:
        return None
    folder = Path(found).resolve().parent
    return folder if (folder / "postgres").exists() and (folder / "pg_isready").exists() else None


def _unprivileged() -> dict[str, Any]:
    """Arguments that make a child run as somebody who is not root."""
    if os.getuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    raise RuntimeError("no user to run PostgreSQL as")


def _die_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGQUIT)
