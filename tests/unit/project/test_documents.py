"""The documents point at things that exist."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from selaras.cli.app import command_names

ROOT = Path(__file__).resolve().parents[3]
LINK = re.compile(r"(?<!!)\[[^\]]+\]\(([^)\s]+)\)|!\[[^\]]*\]\(([^)\s]+)\)")
# At the start of a line of code or of a code span; what follows is a command, not an option.
COMMAND = re.compile(r"(?:^(?:\.venv/bin/)?|`)selaras ([a-z]+)", re.MULTILINE)
MAKE = re.compile(r"`make ([a-z-]+)")


def documents() -> list[Path]:
    return sorted(
        path
        for pattern in ("*.md", "docs/**/*.md", "deploy/**/*.md", "models/**/*.md")
        for path in ROOT.glob(pattern)
    )


@pytest.mark.parametrize("path", documents(), ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(path: Path) -> None:
    broken = []
    for match in LINK.finditer(path.read_text("utf-8")):
        target = (match[1] or match[2]).partition("#")[0]
        if target and "://" not in target and not (path.parent / target).exists():
            broken.append(target)
    assert broken == []


@pytest.mark.parametrize("path", documents(), ids=lambda path: str(path.relative_to(ROOT)))
def test_make_targets_exist(path: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    unknown = [name for name in MAKE.findall(path.read_text("utf-8")) if name not in targets]
    assert unknown == []


@pytest.mark.parametrize("path", documents(), ids=lambda path: str(path.relative_to(ROOT)))
def test_commands_exist(path: Path) -> None:
    known = set(command_names())
    unknown = [name for name in COMMAND.findall(path.read_text("utf-8")) if name not in known]
    assert unknown == []


def test_every_make_target_has_a_line_of_help() -> None:
    text = (ROOT / "Makefile").read_text()
    phony = set(re.findall(r"^\.PHONY: (.+)$", text, re.MULTILINE))
    told = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True)
    listed = set(re.findall(r"^\s*(?:\x1b\[1m)?([a-z-]+)", told.stdout, re.MULTILINE))
    assert phony - listed == set()


def test_decisions_are_all_in_their_index() -> None:
    folder = ROOT / "docs" / "decisions"
    index = (folder / "README.md").read_text()
    records = [path.name for path in folder.glob("[0-9]*.md")]
    assert [name for name in sorted(records) if f"({name})" not in index] == []
