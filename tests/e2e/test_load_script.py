"""`scripts/load --local`: one command from nothing to a report."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "load"


def test_clashes_are_checked_and_alerted_and_the_report_says_how_fast() -> None:
    options = "--local --agencies 8 --rate 2 --seconds 15 --clashes 0.6 --posts builtin --json"
    done = subprocess.run(
        [sys.executable, str(SCRIPT), *options.split()],
        check=False,
        capture_output=True,
        text=True,
        timeout=590,
    )
    assert done.returncode == 0, done.stderr[-2000:] + done.stdout[-2000:]
    report = json.loads(done.stdout)
    assert report["drafts"] == report["accepted"] == report["submit_ms"]["count"]
    assert report["submit_to_checked_ms"]["count"] == report["drafts"]
    assert report["alerts"]["expected"] >= 2
    assert report["submit_to_alert_ms"]["count"] == report["alerts"]["expected"]
    assert report["memory_mib"]["matching"] > 0
