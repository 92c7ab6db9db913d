"""A terminal for the tests of commands."""

from __future__ import annotations

import pytest

from tests.unit.cli.desk import terminal


@pytest.fixture
def prompt(tmp_path, monkeypatch):
    """A terminal in Bahasa Indonesia that knows of no server and no key but those it is given."""
    for name in ("KEY", "ADMIN_KEY", "TARGET", "LANG", "DATA", "TLS_CA"):
        monkeypatch.delenv(f"SELARAS_{name}", raising=False)
    with terminal(tmp_path) as prompt:
        yield prompt


@pytest.fixture(autouse=True)
def wide_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """No line is broken where a test looks for words, however wide the terminal of the run is."""
    monkeypatch.setenv("COLUMNS", "200")
