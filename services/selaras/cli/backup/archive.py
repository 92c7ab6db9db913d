"""The file that a snapshot travels in: a tar that is written and read as a stream.

A snapshot's size is not known before its end and may not fit the memory, so it lies in the tar as
numbered pieces. Each part (a stream, a collection) is a folder::

    SELARAS/about.json      whatever the part needs to be made again
    SELARAS/00000001        the pieces, in order
    SELARAS/end.json        number of pieces, bytes and SHA-256: says that the part is whole
    complete.json           the last member: says that the file is whole

Errors::

    Damaged   the file is cut off, or a part is not what was written
"""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any

from selaras.cli.exits import REFUSED, CommandError

_ABOUT, _END, _COMPLETE = "about.json", "end.json", "complete.json"
# A piece is held in memory.
_MOST_BYTES = 64 << 20


class Damaged(CommandError):
    """The file is not what was written."""

    def __init__(self, why: str) -> None:
        super().__init__(
            f"the file is damaged: {why}", hint="take another backup; nothing was kept of this one"
        )
        self.code = REFUSED


class Writer:
    """Writes parts one after the other.

    Args:
        file: where to; need not be seekable.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self._tar = tarfile.open(fileobj=file, mode="w|", format=tarfile.PAX_FORMAT)  # noqa: SIM115
        self._part = ""
        self._pieces = 0
        self._bytes = 0
        self._hash = hashlib.sha256()

    def begin(self, part: str, about: dict[str, Any]) -> None:
        """Begin a part."""
        self._part, self._pieces, self._bytes = part, 0, 0
        self._hash = hashlib.sha256()
        self._add(f"{part}/{_ABOUT}", _json(about))

    def piece(self, data: bytes) -> None:
        """Add the next piece of the part."""
        self._pieces += 1
        self._bytes += len(data)
        self._hash.update(data)
        self._add(f"{self._part}/{self._pieces:08d}", data)

    def end(self) -> None:
        """End the part."""
        end = {"pieces": self._pieces, "bytes": self._bytes, "sha256": self._hash.hexdigest()}
        self._add(f"{self._part}/{_END}", _json(end))

    def complete(self, summary: dict[str, Any]) -> None:
        """End the file."""
        self._add(_COMPLETE, _json(summary))
        self._tar.close()

    def _add(self, name: str, data: bytes) -> None:
        member = tarfile.TarInfo(name)
        member.size = len(data)
        member.mode = 0o600
        self._tar.addfile(member, io.BytesIO(data))


@dataclass(frozen=True, slots=True)
class Begin:
    """A part begins."""

    part: str
    about: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Piece:
    """The next piece of the part."""

    data: bytes


@dataclass(frozen=True, slots=True)
class End:
    """The part is whole."""

    part: str


@dataclass(frozen=True, slots=True)
class Complete:
    """The file is whole."""

    summary: dict[str, Any]


Step = Begin | Piece | End | Complete


def read(file: IO[bytes]) -> Iterator[Step]:
    """The steps that a file was written in; the last is always :class:`Complete`.

    Raises:
        Damaged
    """
    try:
        with tarfile.open(fileobj=file, mode="r|") as tar:
            yield from _Reader(tar).steps()
    except (tarfile.TarError, ValueError, KeyError, EOFError) as error:
        raise Damaged(str(error) or type(error).__name__) from error


class _Reader:
    """Holds what was read against what its end says."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar
        self._part = ""
        self._pieces = 0
        self._bytes = 0
        self._hash = hashlib.sha256()

    def steps(self) -> Iterator[Step]:
        for member in self._tar:
            if member.name == _COMPLETE and not self._part:
                yield Complete(json.loads(self._data(member)))
                return
            part, _, name = member.name.partition("/")
            yield self._step(part, name, self._data(member))
        raise Damaged("it ends too early")

    def _step(self, part: str, name: str, data: bytes) -> Step:
        if name == _ABOUT and not self._part:
            self._part, self._pieces, self._bytes = part, 0, 0
            self._hash = hashlib.sha256()
            return Begin(part, json.loads(data))
        if part != self._part:
            raise Damaged(f"{part}/{name} is not expected there")
        if name == _END:
            return self._ended(part, json.loads(data))
        self._pieces += 1
        if name != f"{self._pieces:08d}":
            raise Damaged(f"{part}/{name} is not expected there")
        self._bytes += len(data)
        self._hash.update(data)
        return Piece(data)

    def _ended(self, part: str, end: dict[str, Any]) -> End:
        found = {"pieces": self._pieces, "bytes": self._bytes, "sha256": self._hash.hexdigest()}
        if end != found:
            raise Damaged(f"{part} is not what was written")
        self._part = ""
        return End(part)

    def _data(self, member: tarfile.TarInfo) -> bytes:
        if member.size > _MOST_BYTES:
            raise Damaged(f"{member.name} has {member.size} bytes")
        file = self._tar.extractfile(member)
        data = file.read() if file else b""
        if len(data) != member.size:
            raise Damaged("it ends too early")
        return data


def _json(value: dict[str, Any]) -> bytes:
    return json.dumps(value, indent=1, sort_keys=True).encode()
