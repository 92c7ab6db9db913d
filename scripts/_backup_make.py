"""Makes a backup of a running deployment."""

from __future__ import annotations

import fcntl
import shutil
import tarfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import _backup_manifest as manifests
from _backup_compose import DATABASE, ROOT, Compose, Failed, in_postgres, say, selaras

_PREFIX = "selaras-"
_PARTIAL = ".partial"
_METRICS = "selaras_backup.prom"


def make(compose: Compose, target: Path, *, keep: int, with_secrets: bool) -> Path:
    """Make a backup below a folder; answers its path, which exists only once it is whole.

    Args:
        keep: how many whole backups stay, this one included; 0: all.
        with_secrets: also take .env and the certificates.

    Raises:
        Failed: nothing of this backup is left.
    """
    if not target.exists():
        target.mkdir(parents=True)
        # For the reader of the metrics; each backup is for its owner alone.
        target.chmod(0o755)
    with _alone(target):
        begun = time.time()
        name = _PREFIX + time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(begun))
        finished = target / name
        if finished.exists():
            raise Failed(f"{finished} exists already; a second later the name is another one")
        partial = target / f".{name}{_PARTIAL}"
        partial.mkdir(mode=0o700)
        try:
            _fill(compose, partial, begun, with_secrets=with_secrets)
            partial.rename(finished)
        finally:
            shutil.rmtree(partial, ignore_errors=True)
        _write_metrics(target, finished, begun)
        _drop_old(target, keep)
    return finished


@contextmanager
def _alone(target: Path) -> Iterator[None]:
    """One backup at a time, and nothing left of one that was killed."""
    with (target / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Failed(f"another backup into {target} is under way") from None
        for left in target.glob(f".{_PREFIX}*{_PARTIAL}"):
            shutil.rmtree(left, ignore_errors=True)
        yield


def _fill(compose: Compose, folder: Path, begun: float, *, with_secrets: bool) -> None:
    # The database last: what streams and index lack against it is healed, what they had beyond it
    # would be events about drafts that nobody knows.
    say("streams ...")
    compose.save(folder / manifests.STREAMS, *selaras("backup", "streams"))
    summary = manifests.streams_summary(folder / manifests.STREAMS)
    if _has_qdrant(compose):
        say("index ...")
        compose.save(folder / manifests.INDEX, *selaras("backup", "index"))
    say("database ...")
    compose.save(folder / manifests.DUMP, *in_postgres("pg_dump", "--format=custom", *DATABASE))
    rows, revisions = manifests.read_dump(compose, folder / manifests.DUMP)
    if not rows:
        raise Failed("the database has no tables: is this the deployment that you mean?")
    if with_secrets:
        _take_secrets(folder / manifests.SECRETS)
    for file in folder.iterdir():
        file.chmod(0o600)
    manifests.write(
        folder,
        {
            "version": summary["selaras"],
            "nats_server": summary["nats_server"],
            "begun": _utc(begun),
            "finished": _utc(time.time()),
            "files": manifests.describe(folder),
            "streams": summary["streams"],
            "rows": rows,
            "revisions": revisions,
        },
    )


def _has_qdrant(compose: Compose) -> bool:
    """Whether a Qdrant server runs here; matching's own index is made again from the database."""
    answered, said = compose.try_to("ps", "-q", "qdrant")
    return answered and bool(said.strip())


def _take_secrets(file: Path) -> None:
    settings = ROOT / ".env"
    if not settings.exists():
        raise Failed(f"--with-secrets: {settings} does not exist")
    with tarfile.open(file, "w") as tar:
        tar.add(settings, arcname=".env")
        folder = _tls_folder(settings)
        if folder.is_dir():
            tar.add(folder, arcname="deploy/tls")


def _tls_folder(settings: Path) -> Path:
    for line in settings.read_text().splitlines():
        name, _, value = line.partition("=")
        if name.strip() == "SELARAS_TLS_FOLDER" and value.strip():
            return ROOT / value.strip().strip("'\"")
    return ROOT / "deploy" / "tls"


def _write_metrics(target: Path, backup: Path, begun: float) -> None:
    """For the textfile collector of Prometheus' node exporter."""
    size = sum(file.stat().st_size for file in backup.iterdir())
    values: dict[str, Any] = {
        "selaras_backup_last_success_timestamp_seconds": int(begun),
        "selaras_backup_duration_seconds": round(time.time() - begun, 1),
        "selaras_backup_size_bytes": size,
    }
    lines = [f"# TYPE {name} gauge\n{name} {value}\n" for name, value in values.items()]
    written = target / f".{_METRICS}"
    written.write_text("".join(lines))
    # Readable by the collector: it says nothing of what the backup holds.
    written.chmod(0o644)
    written.replace(target / _METRICS)


def _drop_old(target: Path, keep: int) -> None:
    """Delete the oldest whole backups; whatever else lies there is left alone."""
    whole = sorted(
        folder
        for folder in target.glob(f"{_PREFIX}*")
        if folder.is_dir() and (folder / manifests.MANIFEST).is_file()
    )
    for old in whole[:-keep] if keep else []:
        shutil.rmtree(old)
        say(f"deleted {old}")


def _utc(moment: float) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(moment))
