"""The version of a model: a hash of what decides its answers."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

_LENGTH = 16
_CHUNK = 1 << 20
# What lies beside a model and does not touch its answers.
_IGNORED_SUFFIXES = frozenset({".md", ".gz", ".png", ".lock"})


def fingerprint(folder: Path, *, extra: str = "") -> str:
    """Hash the files of a model folder, by relative path and content.

    Cards, archives and hidden files do not count. ``extra`` joins what else decides the answers,
    such as a setting. Answers 16 hexadecimal digits.
    """
    digest = hashlib.sha256(extra.encode())
    for path in sorted(_files(folder), key=lambda path: path.relative_to(folder).as_posix()):
        content = hashlib.sha256()
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                content.update(chunk)
        digest.update(f"\n{path.relative_to(folder).as_posix()} {content.hexdigest()}".encode())
    return digest.hexdigest()[:_LENGTH]


def _files(folder: Path) -> Iterator[Path]:
    for path in folder.rglob("*"):
        parts = path.relative_to(folder).parts
        hidden = any(part.startswith(".") for part in parts)
        if path.is_file() and not hidden and path.suffix not in _IGNORED_SUFFIXES:
            yield path
