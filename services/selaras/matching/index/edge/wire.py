"""How the service and the index process talk: frames on a socket pair.

A frame is its length (4 bytes, big endian) and a pickle. Both ends are this package in processes of
one user, connected by a socket pair that nobody else can reach, hence pickle is safe here.
"""

from __future__ import annotations

import pickle
import socket
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HEADER = struct.Struct("!I")


@dataclass(frozen=True, slots=True)
class EdgeOptions:
    """What the index process must know of the settings; the first frame it gets."""

    folder: Path
    hnsw_m: int
    hnsw_ef_construct: int
    hnsw_ef: int
    compact_vectors: bool
    build_after: int
    flush_seconds: float
    lock_wait_seconds: float


@dataclass(frozen=True, slots=True)
class PartStats:
    """One part of the collection that answers: its points, and those in no graph yet."""

    part: str
    points: int
    unbuilt: int
    building: bool


@dataclass(frozen=True, slots=True)
class Request:
    """Call ``method`` of the worker."""

    number: int
    method: str
    arguments: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Reply:
    """The outcome of a request: a value, or the reason and message of an error."""

    number: int
    value: Any = None
    reason: str | None = None
    message: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """Something for the log of the service."""

    event: str
    fields: dict[str, Any]


def pack(item: object) -> bytes:
    """A frame."""
    body = pickle.dumps(item, protocol=pickle.HIGHEST_PROTOCOL)
    return HEADER.pack(len(body)) + body


def unpack(body: bytes) -> Any:
    """The item in the body of a frame."""
    return pickle.loads(body)  # noqa: S301 - see the docstring of the module


def receive(connection: socket.socket) -> Any:
    """Wait for the next frame and return its item.

    Raises:
        EOFError: the other end is gone.
    """
    (size,) = HEADER.unpack(_exactly(connection, HEADER.size))
    return unpack(_exactly(connection, size))


def _exactly(connection: socket.socket, size: int) -> bytes:
    """Read that many bytes."""
    buffer = bytearray(size)
    view = memoryview(buffer)
    while view:
        count = connection.recv_into(view)
        if not count:
            raise EOFError
        view = view[count:]
    return bytes(buffer)
