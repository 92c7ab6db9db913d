"""What lies on this machine: settings, the data folder, its databases, nats-server."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import stat
from collections.abc import Iterator
from pathlib import Path

import psutil  # type: ignore[import-untyped]
from pydantic import ValidationError

from selaras.cli.doctor.result import Result, ok, skipped, warn, wrong
from selaras.data_folder import Endpoint
from selaras.kit.errors import FailedPrecondition
from selaras.kit.nats_server import find_binary
from selaras.kit.settings import GrpcSettings, LogSettings, NatsSettings

_LITTLE_DISK = 2 << 30
_NO_DISK = 200 << 20


def check(folder: Path, endpoint: Endpoint | None) -> Iterator[Result]:
    """All checks of this machine.

    Args:
        endpoint: where the stack on the folder says that it listens.
    """
    yield _settings()
    yield _nats_server()
    if not folder.is_dir():
        yield skipped("data folder", f"{folder} does not exist: no stack was started on it yet")
        return
    yield _folder(folder)
    yield _disk(folder)
    yield _secrets(folder)
    yield _process(folder, endpoint)
    for file in sorted(folder.glob("*.db")):
        yield _database(file)


def _settings() -> Result:
    try:
        for kind in (LogSettings, GrpcSettings, NatsSettings):
            kind()
    except ValidationError as error:
        names = [".".join(str(place) for place in entry["loc"]) for entry in error.errors()]
        return wrong(
            "settings",
            f"{error.title}: {', '.join(names)} cannot be read from the environment",
            "mend the variable; docs/configuration.md says what each may be",
        )
    count = sum(name.startswith("SELARAS_") for name in os.environ)
    return ok("settings", f"{count} SELARAS_ variables in the environment")


def _nats_server() -> Result:
    try:
        return ok("nats-server", str(find_binary()))
    except FailedPrecondition as error:
        return warn("nats-server", "not installed", f"only `selaras up` needs it: {error.message}")


def _folder(folder: Path) -> Result:
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        return wrong(
            "data folder",
            f"{folder} cannot be written by this user",
            f"run as its owner, or: chown -R $USER {folder}",
        )
    return ok("data folder", str(folder.absolute()))


def _disk(folder: Path) -> Result:
    free = shutil.disk_usage(folder).free
    detail = f"{free / (1 << 30):.1f} GiB free"
    if free < _NO_DISK:
        return wrong("disk", detail, "make room: nothing can be stored safely any more")
    if free < _LITTLE_DISK:
        return warn("disk", detail, "make room soon")
    return ok("disk", detail)


def _secrets(folder: Path) -> Result:
    file = folder / "secrets.json"
    try:
        mode = stat.S_IMODE(file.stat().st_mode)
    except FileNotFoundError:
        return skipped("secrets", "none yet; the first `selaras up` makes them")
    if mode & 0o077:
        return wrong(
            "secrets", f"{file} can be read by others (mode {mode:o})", f"chmod 600 {file}"
        )
    return ok("secrets", f"{file.name}, readable by its owner only")


def _process(folder: Path, endpoint: Endpoint | None) -> Result:
    if endpoint is None:
        return warn("stack", f"none runs on {folder}", f"start it with: selaras up --data {folder}")
    if not psutil.pid_exists(endpoint.pid):
        return wrong(
            "stack",
            f"process {endpoint.pid} is gone without having stopped in order",
            f"start it again, nothing is lost: selaras up --data {folder}",
        )
    memory = psutil.Process(endpoint.pid).memory_info().rss / (1 << 20)
    return ok("stack", f"process {endpoint.pid}, {memory:.0f} MiB, API at {endpoint.grpc}")


def _database(file: Path) -> Result:
    part = f"database {file.stem}"
    try:
        # Read-only, so that looking never locks out the services.
        with contextlib.closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as database:
            verdict = database.execute("PRAGMA quick_check(1)").fetchone()[0]
            journal = database.execute("PRAGMA journal_mode").fetchone()[0]
    except sqlite3.Error as error:
        return wrong(part, f"{file}: {error}", "restore it from a backup")
    if verdict != "ok":
        return wrong(part, f"{file} is damaged: {verdict}", "restore it from a backup")
    return ok(part, f"{file.stat().st_size / (1 << 20):.1f} MiB, {journal}, intact")
