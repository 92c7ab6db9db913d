"""Two processes on one Edge folder: the second says who has it and ends."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from socket import gethostname

from selaras.kit.nats_server import die_with_parent

from tests.support.eventually import assert_eventually
from tests.support.grpc import INTERNAL_TOKEN

NOWHERE = "127.0.0.1:1"


@contextmanager
def matching(folder: Path, name: str) -> Iterator[subprocess.Popen[bytes]]:
    """A matching process; each has a database of its own, and they share the index."""
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
        "SELARAS_INTERNAL_TOKEN": INTERNAL_TOKEN,
        "SELARAS_NATS_URL": f"nats://{NOWHERE}",
        "SELARAS_MATCHING_DATABASE_URL": f"sqlite+aiosqlite:///{folder / name}.db",
        "SELARAS_MATCHING_EMBEDDING_TARGET": NOWHERE,
        "SELARAS_MATCHING_DIRECTORY_TARGET": NOWHERE,
        "SELARAS_INDEX_FOLDER": str(folder / "index"),
        "SELARAS_INDEX_LOCK_WAIT_SECONDS": "0.5",
        "SELARAS_LOG_JSON_LINES": "true",
    }
    with (folder / f"{name}.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "selaras.matching"],
            env=environment,
            stdout=log,
            stderr=log,
            preexec_fn=die_with_parent,  # noqa: PLW1509  # nothing but a system call
        )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def owner(folder: Path) -> str:
    """What the owner of the index wrote into the lock."""
    lock = folder / "index" / "LOCK"
    return lock.read_text() if lock.exists() else ""


async def test_the_second_process_says_who_has_the_index_and_ends(tmp_path: Path) -> None:
    with matching(tmp_path, "first") as first:
        has_it = await assert_eventually(lambda: owner(tmp_path), timeout=60)
        assert re.fullmatch(rf"\d+ on {re.escape(gethostname())}", has_it)
        with matching(tmp_path, "second") as second:
            await assert_eventually(lambda: second.poll() is not None, timeout=60)
            assert second.returncode == 1
        [said] = [
            line
            for line in (tmp_path / "second.log").read_text().splitlines()
            if "start_failed" in line
        ]
        assert "EDGE_INDEX_LOCKED" in said
        assert f"process {has_it} owns the index" in said
        assert first.poll() is None
        # What is left of a process that is gone holds nobody up.
        first.send_signal(signal.SIGKILL)
        first.wait()
        with matching(tmp_path, "third") as third:
            await assert_eventually(lambda: owner(tmp_path) not in ("", has_it), timeout=60)
            assert third.poll() is None
