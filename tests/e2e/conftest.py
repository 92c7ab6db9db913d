"""The command line on a real stack, each in processes of their own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEXT = (
    "Imunisasi polio untuk anak usia 0 sampai 7 tahun di Kota Tasikmalaya dimulai hari Senin, "
    "3 Agustus 2026 pukul 08.00 WIB di semua puskesmas. Pelayanan gratis dan tidak dipungut biaya."
)

# Alerts that wait for nothing: no grouping window, no daily digest.
AT_ONCE = {
    "SELARAS_ALERTING_GROUP_SECONDS": "0",
    "SELARAS_ALERTING_REGROUP_SECONDS": "0",
    "SELARAS_ALERTING_DIGEST_TIME": "",
}


class Commands:
    """Runs ``selaras`` commands against one data folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        kept = {name: value for name, value in os.environ.items() if "SELARAS_" not in name}
        path = os.pathsep.join([str(ROOT / "services"), kept.get("PYTHONPATH", "")])
        self.environment = kept | AT_ONCE | {"PYTHONPATH": path, "SELARAS_DATA": str(folder)}

    def run(
        self, *arguments: str, text: str = "", **environment: str
    ) -> subprocess.CompletedProcess:
        """Run a command to its end."""
        return subprocess.run(
            [sys.executable, "-m", "selaras.cli", *arguments],
            input=text,
            env=self.environment | environment,
            capture_output=True,
            text=True,
            timeout=100,
            check=False,
        )

    def ok(self, *arguments: str, text: str = "", **environment: str) -> str:
        """Run a command that must end with 0; answers what it printed."""
        done = self.run(*arguments, text=text, **environment)
        assert done.returncode == 0, done.stderr + done.stdout
        return done.stdout

    def start(self, *arguments: str) -> subprocess.Popen:
        """Start a command that goes on until it is stopped."""
        return subprocess.Popen(
            [sys.executable, "-m", "selaras.cli", *arguments],
            env=self.environment | {"PYTHONUNBUFFERED": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def register(self, agency: str, *owners: str) -> str:
        """Register an agency of Kota Tasikmalaya with owners; answers its key."""
        made = self.ok(
            *("agency", "create", agency, "--name", f"Instansi {agency}", "--level", "kota"),
            *("--area", "32.78", "--json"),
        )
        for owner in owners:
            contact = f"{owner}@{agency}.example"
            self.ok("owner", "create", agency, owner, "--name", owner, "--contact", contact)
        return str(json.loads(made)["key"])

    def submit(self, key: str, external_id: str, text: str) -> subprocess.CompletedProcess:
        """Submit a draft and wait for its findings."""
        return self.run(
            "submit", "-", "--id", external_id, "--wait", "30", "--json", text=text, SELARAS_KEY=key
        )

    def alerts(self, *arguments: str) -> list[dict]:
        """What `selaras watch --json` shows with these arguments."""
        printed = self.ok("watch", "--json", *arguments)
        return [json.loads(line) for line in printed.splitlines()]


class RunningStack:
    """A ``selaras up``."""

    def __init__(self, commands: Commands) -> None:
        self._process = commands.start("up", "--port", "0", "--console-port", "0")
        self._lines: list[str] = []
        self._ready = threading.Event()
        self._readers = [
            threading.Thread(target=self._read, args=(stream,), daemon=True)
            for stream in (self._process.stdout, self._process.stderr)
        ]
        for reader in self._readers:
            reader.start()
        assert self._ready.wait(90), self.log
        assert self._process.poll() is None, self.log

    @property
    def log(self) -> str:
        return "".join(self._lines)

    def _read(self, stream) -> None:
        for line in stream:
            self._lines.append(line)
            if "Ctrl+C stops it" in line:  # the last line of what it says first
                self._ready.set()
        self._ready.set()  # it ended: waiting longer is of no use

    def end(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Stop it and answer its exit code."""
        if self._process.poll() is None:
            self._process.send_signal(number)
        return self._process.wait(30)


@pytest.fixture
def commands(tmp_path) -> Commands:
    return Commands(tmp_path / "data")


@pytest.fixture
def up(commands) -> Iterator:
    """Starts stacks on the folder of ``commands``; what still runs at the end is stopped."""
    stacks = []

    def start() -> RunningStack:
        stacks.append(RunningStack(commands))
        return stacks[-1]

    yield start
    for stack in stacks:
        stack.end(signal.SIGKILL)
