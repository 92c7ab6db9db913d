"""`selaras demo`: what a newcomer sees first."""

from __future__ import annotations

import time

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]


def test_the_demo_shows_findings_and_alerts_and_ends_well(commands):
    began = time.monotonic()
    done = commands.run("demo")
    assert done.returncode == 0, done.stderr + done.stdout[-2000:]
    assert time.monotonic() - began < 120
    for part in (
        "BERTENTANGAN",
        "Bedanya",
        "✉",
        "Ringkasan",
        "peringatan diterima",
        "setuju",
        "Selesai.",
    ):
        assert part in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 100
    assert "Traceback" not in done.stderr
