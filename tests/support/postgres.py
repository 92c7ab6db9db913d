"""A throw-away PostgreSQL cluster on a free port; one new database for each test.

PostgreSQL refuses to run as root, so a test run by root starts it as the user ``postgres`` (or
``nobody``). The server dies with the test process.
"""

from __future__ import annotations

import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from selaras.kit.nats_server import free_port

_USER = "selaras"
_PR_SET_PDEATHSIG = 1


class PostgresCluster:
    """A cluster that a test can stop and start again."""

    def __init__(self, binaries: Path, folder: Path) -> None:
        self._binaries = binaries
        self._folder = folder
        self._as_user = _unprivileged()
        self._process: subprocess.Popen[bytes] | None = None
        self.port = free_port()

    def create(self) -> None:
        """Make the folder and the cluster in it."""
        if "user" in self._as_user:
            os.chown(self._folder, self._as_user["user"], self._as_user["group"])
        arguments = ["-D", str(self._data), "-U", _USER, "-A", "trust", "-E", "UTF8", "-N"]
        command = [str(self._binaries / "initdb"), *arguments, "--locale=C"]
        done = subprocess.run(
            command, check=False, cwd="/", capture_output=True, text=True, **self._as_user
        )
        if done.returncode:
            raise RuntimeError(f"initdb failed: {done.stderr}")

    def start(self) -> None:
        """Start the server and wait until it accepts connections."""
        settings = {
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",
            "fsync": "off",
            "full_page_writes": "off",
            "shared_buffers": "16MB",
            "max_connections": "60",
        }
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        command = [str(self._binaries / "postgres"), "-D", str(self._data), "-p", str(self.port)]
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [*command, *options],
                cwd="/",
                stdout=log,
                stderr=log,
                preexec_fn=_die_with_parent,  # noqa: PLW1509  # nothing but a system call
                **self._as_user,
            )
        self._wait_ready()

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

    def _administer(self, program: str, *arguments: str) -> None:
        where = ["-h", "127.0.0.1", "-p", str(self.port), "-U", _USER]
        command = [str(self._binaries / program), *where, *arguments]
        subprocess.run(command, check=True, capture_output=True)

    @property
    def _data(self) -> Path:
        return self._folder / "data"

    def _wait_ready(self) -> None:
        command = [str(self._binaries / "pg_isready"), "-h", "127.0.0.1", "-p", str(self.port)]
        until = time.monotonic() + 30
        while subprocess.run(command, check=False, capture_output=True).returncode:
            if time.monotonic() > until or (self._process and self._process.poll() is not None):
                raise RuntimeError((self._folder / "log").read_text())
            time.sleep(0.05)


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


def _new_cluster() -> Iterator[PostgresCluster]:
    binaries = find_binaries()
    if binaries is None:
        pytest.skip("PostgreSQL is not installed")
    folder = Path(tempfile.mkdtemp(prefix="selaras-postgres-"))
    cluster = PostgresCluster(binaries, folder)
    try:
        cluster.create()
        cluster.start()
        yield cluster
    finally:
        cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres_cluster() -> Iterator[PostgresCluster]:
    """A cluster for all tests of this process; leave it running."""
    yield from _new_cluster()


@pytest.fixture
def own_postgres_cluster() -> Iterator[PostgresCluster]:
    """A cluster of the test's own, to be stopped and started at will."""
    yield from _new_cluster()


@pytest.fixture
def postgres_url(postgres_cluster: PostgresCluster) -> Iterator[str]:
    """The address of an empty database."""
    name = postgres_cluster.create_database()
    yield postgres_cluster.url(name)
    postgres_cluster.drop_database(name)
