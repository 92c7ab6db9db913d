"""The data folder of a stack: its lock, its secrets, and where it listens.

Errors::

    FolderInUse (FailedPrecondition)   another stack runs on the folder
    FailedPrecondition                 FILE_DAMAGED
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import secrets
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, TextIO, TypeVar

from selaras.kit.errors import FailedPrecondition

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
    """What only the machine's own user may read.

    ``console_token`` lets the console sign people in, ``cookie_secret`` signs its sessions; both
    are empty in a folder of a version without a console, until a stack starts on it.
    """

    admin_key: str
    internal_token: str
    console_token: str = ""
    cookie_secret: str = ""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a running stack listens: gRPC ``host:port``, NATS url, its process, and its pages.

    ``console`` is an address for a browser; empty: the stack has no console.
    """

    grpc: str
    nats: str
    pid: int
    console: str = ""


def read_endpoint(folder: Path) -> Endpoint | None:
    """Where the stack on the folder listens; None: none runs, as far as the folder knows."""
    return read(folder / "endpoint.json", Endpoint)


def read_secrets(folder: Path) -> Secrets | None:
    """The secrets of the folder; None: there are none yet.

    Raises:
        PermissionError: they belong to another user.
    """
    return read(folder / "secrets.json", Secrets)


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the folder.

    Raises:
        FolderInUse
    """
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


def make_secrets(folder: Path) -> Secrets:
    """The secrets of the folder; those that it lacks are drawn."""
    before = read_secrets(folder)
    drawn = Secrets(
        admin_key=f"sla_{secrets.token_urlsafe(_SECRET_BYTES)}",
        internal_token=secrets.token_urlsafe(_SECRET_BYTES),
        console_token=secrets.token_urlsafe(_SECRET_BYTES),
        cookie_secret=secrets.token_urlsafe(_SECRET_BYTES),
    )
    # A folder of an older version lacks some of them.
    kept = {name: value for name, value in asdict(before).items() if value} if before else {}
    known = replace(drawn, **kept)
    if known != before:
        write(folder / "secrets.json", asdict(known), mode=0o600)
    (folder / "secrets.json").chmod(0o600)  # a copied folder may have lost it
    return known


def read(path: Path, kind: type[T]) -> T | None:
    """A file of the folder; None: there is none.

    Raises:
        FailedPrecondition: FILE_DAMAGED.
    """
    try:
        return kind(**json.loads(path.read_text("utf-8")))
    except FileNotFoundError:
        return None
    except (ValueError, TypeError) as error:
        raise FailedPrecondition(
            "FILE_DAMAGED", f"{path} cannot be read ({error}); mend it, or delete it to start anew"
        ) from error


def write(path: Path, values: dict[str, Any], *, mode: int) -> None:
    """Write a file whole or not at all."""
    draft = path.with_suffix(".new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "w") as file:
        json.dump(values, file, indent=2)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
