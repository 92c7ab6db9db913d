"""`scripts/chaos`: a minute of every fault, and nothing accepted is lost or doubled."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.postgres import find_binaries

pytestmark = [
    pytest.mark.chaos,
    pytest.mark.slow,
    pytest.mark.postgres,
    pytest.mark.timeout(1500),
    pytest.mark.skipif(find_binaries() is None, reason="PostgreSQL is not installed"),
]
SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "chaos"
KINDS = {"kill", "pause", "network", "disk", "clock"}


def test_a_minute_of_every_fault_loses_and_doubles_nothing(tmp_path: Path) -> None:
    seed = os.environ.get("SELARAS_CHAOS_SEED", str(random.SystemRandom().randrange(1 << 32)))
    print(f"SELARAS_CHAOS_SEED={seed} repeats this run")
    options = ["--seed", seed, "--minutes", "1", "--rate", "1", "--json"]
    done = subprocess.run(
        [sys.executable, str(SCRIPT), *options, "--keep", str(tmp_path)],
        check=False,
        capture_output=True,
        text=True,
        timeout=1490,
    )
    print(done.stdout)
    assert done.returncode == 0, done.stderr[-3000:] + done.stdout[-3000:]
    report = json.loads(done.stdout)
    # A machine may lack libfaketime or the right to mount; the report says so.
    assert set(report["faults"]) | set(report["skipped"]) == KINDS
    assert report["drafts"]["accepted"] > 0
    assert report["expected_clashes"] > 0
