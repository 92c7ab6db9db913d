"""The reasons that docs/api.md tells plugin authors are those that the code gives."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
PACKAGE = ROOT / "services" / "selaras"
REASON = re.compile(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)+")
# Reasons that end in a log, a dead letter or on an operator's terminal, never with a caller.
INTERNAL = {
    "BUS_UNAVAILABLE",
    "EVENT_MALFORMED",
    "HANDLER_FAILED",
    "NATS_SERVER_FAILED",
    "NATS_SERVER_MISSING",
    "REVISION_NOT_FOUND",
    "SUBJECT_UNKNOWN",
    "TLS_REQUIRED",
}


def documented() -> set[str]:
    section = (ROOT / "docs" / "api.md").read_text().partition("### Reasons")[2]
    table = section.partition("\n## ")[0]
    rows = [line.split("|")[2] for line in table.splitlines() if line.startswith("|")]
    return {name for row in rows for name in re.findall(r"`([A-Z_0-9]+)`", row)}


def literals(packages: tuple[str, ...]) -> Iterator[str]:
    for package in packages:
        for path in sorted((PACKAGE / package).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    yield node.value


def given(packages: tuple[str, ...]) -> Iterator[str]:
    """Upper-case names that are the first argument of a call: how every error is made."""
    for package in packages:
        for path in sorted((PACKAGE / package).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if not (isinstance(node, ast.Call) and node.args):
                    continue
                name = getattr(node.args[0], "value", None)
                if isinstance(name, str) and REASON.fullmatch(name):
                    yield name


# What goes wrong with a delivery is told in docs/channels.md, and its test holds that table.
SERVICES = ("kit", "intake", "matching", "alerting/entrypoints", "alerting/handlers")


def test_every_documented_reason_is_given_somewhere() -> None:
    assert sorted(documented() - set(literals(("kit", "intake", "matching", "alerting")))) == []


def test_every_reason_that_a_caller_may_see_is_documented() -> None:
    told = documented()
    assert len(told) > 20
    assert sorted(set(given(SERVICES)) - INTERNAL - told) == []
