"""What a backup says of itself: manifest.json, and how the files are held against it."""

from __future__ import annotations

import hashlib
import json
import re
import tarfile
from pathlib import Path
from typing import Any

from _backup_compose import Compose, Failed, in_postgres

FORMAT = 1
MANIFEST = "manifest.json"
DUMP = "postgres.dump"
STREAMS = "jetstream.tar"
INDEX = "index.tar"
SECRETS = "secrets.tar"
_NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")
_COPY = re.compile(rb"COPY public\.([a-z][a-z0-9_]*) \(")
_VERSIONS = "alembic_version_"


def describe(folder: Path) -> dict[str, dict[str, Any]]:
    """Size and SHA-256 of each file of a backup."""
    return {
        file.name: {"bytes": file.stat().st_size, "sha256": _sha256(file)}
        for file in sorted(folder.iterdir())
        if file.name != MANIFEST
    }


def read_dump(compose: Compose, dump: Path) -> tuple[dict[str, int], dict[str, str]]:
    """Rows of each table and revisions of the schemas, from the dump itself.

    Reads all of it, so that a dump which cannot be restored is found while there is another one.

    Raises:
        Failed: pg_restore cannot read it.
    """
    rows: dict[str, int] = {}
    revisions: dict[str, str] = {}
    table = ""
    command = in_postgres("pg_restore", "--data-only", "--file=-")
    with compose.lines(dump, *command) as lines:
        for line in lines:
            if not table:
                found = _COPY.match(line)
                if found:
                    table = found[1].decode()
                    rows[table] = 0
            elif line == b"\\.\n":
                table = ""
            else:
                rows[table] += 1
                if table.startswith(_VERSIONS):
                    revisions[table[len(_VERSIONS) :]] = line.decode().strip()
    return rows, revisions


def streams_summary(file: Path) -> dict[str, Any]:
    """What `selaras backup streams` wrote last: versions and what each stream held.

    Raises:
        Failed: the file ends before that.
    """
    try:
        with tarfile.open(file) as tar:
            member = tar.extractfile("complete.json")
            return dict(json.loads(member.read())) if member else {}
    except (tarfile.TarError, KeyError, ValueError) as error:
        raise Failed(f"{file.name} is not whole: {error}") from error


def write(folder: Path, manifest: dict[str, Any]) -> None:
    """Write the manifest, the last file of a backup."""
    text = json.dumps({"format": FORMAT, **manifest}, indent=2, sort_keys=True)
    (folder / MANIFEST).write_text(text + "\n")


def load(folder: Path) -> dict[str, Any]:
    """The manifest of a backup.

    Raises:
        Failed: there is none, or it is of another kind.
    """
    try:
        manifest = json.loads((folder / MANIFEST).read_text())
    except FileNotFoundError:
        raise Failed(f"{folder} is no backup: it has no {MANIFEST}") from None
    except ValueError as error:
        raise Failed(f"{folder / MANIFEST} cannot be read: {error}") from error
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise Failed(f"{folder / MANIFEST} is of a format that this version does not know")
    if not all(_NAME.fullmatch(table) for table in manifest["rows"]):
        raise Failed(f"{folder / MANIFEST} names tables that cannot be ours")
    return manifest


def check_files(folder: Path, manifest: dict[str, Any]) -> None:
    """Hold each file against its checksum.

    Raises:
        Failed: names the files that are missing or damaged.
    """
    wrong = []
    for name, expected in manifest["files"].items():
        file = folder / Path(name).name
        if not file.is_file():
            wrong.append(f"{name} is missing")
        elif file.stat().st_size != expected["bytes"] or _sha256(file) != expected["sha256"]:
            wrong.append(f"{name} is damaged")
    if wrong:
        raise Failed(f"{folder} is not as it was made: {', '.join(wrong)}")


def check_dump(compose: Compose, folder: Path) -> None:
    """Let pg_restore read the contents of the dump, whether PostgreSQL runs or not.

    Raises:
        Failed
    """
    running, _ = compose.try_to(*in_postgres("pg_restore", "--version"))
    command = in_postgres("pg_restore", "--list")
    if not running:
        entry = ("--entrypoint", "pg_restore", "postgres", "--list")
        command = ("run", "--rm", "--no-deps", "-T", *entry)
    compose.feed(folder / DUMP, *command)


def _sha256(file: Path) -> str:
    digest = hashlib.sha256()
    with file.open("rb") as opened:
        while piece := opened.read(1 << 20):
            digest.update(piece)
    return digest.hexdigest()
