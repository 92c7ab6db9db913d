"""Which commands of the command line print what others have written, and how they are run."""

from __future__ import annotations

from collections.abc import Iterator

import typer
from selaras.cli.app import make_app

from tests.support.leak_scene import ADMIN, COORDINATOR_HERE

PEOPLE_AT_TERMINALS = (
    *("dinkes/humas", "disdik/humas", "kemenag/kepala"),
    *("polres", "polres/kepala", COORDINATOR_HERE, ADMIN),
)
# Commands that print what a call answers; {agency} is the caller's.
EXPORTS = {
    "findings": ["--all", "--limit", "500"],
    "cases": ["--state", "open", "--state", "agreed", "--state", "resolved"],
    "case show": ["{case}"],
    "alerts list": ["--limit", "500"],
    "alerts explain": ["{case}"],
    "alerts routes": [],
    "alerts deliveries": [],
    "silence list": ["--ended"],
    "crisis list": [],
    "authority list": [],
    "audit list": ["--limit", "1000"],
    "search": ["vaksinasi polio di Tasikmalaya", "--expired"],
    "watch": ["--agency", "{agency}", "--no-follow"],
}
# Commands that change something: they print what the calls of the same names answer.
CHANGES = {
    *("submit", "check", "review", "dismiss", "alerts test", "alerts requeue", "audit verify"),
    *(f"case {verb}" for verb in ("ack", "comment", "assign", "propose", "answer")),
    *(f"case {verb}" for verb in ("merge", "split", "dismiss")),
    *("silence create", "silence expire", "crisis declare", "crisis end"),
    *("authority put", "authority delete"),
}
# Commands of administrators, who see names and numbers, and of this machine.
LOCAL = {
    "agency",
    "owner",
    "key",
    "account",
    "evaluate",
    "calibrate",
    "bench",
    "doctor",
    "rebuild",
    "reembed",
    "erase",
    "version",
}


def exports_of(case: str) -> dict[str, list[str]]:
    """The commands that export, about one case."""
    return {
        name: [part.replace("{case}", case) for part in arguments]
        for name, arguments in EXPORTS.items()
    }


def exporting_commands() -> Iterator[str]:
    """Every command that prints JSON, but those of the directory and of this machine."""
    for name, command in _commands(typer.main.get_command(make_app())):
        prints = any("--json" in parameter.opts for parameter in command.params)
        if prints and name.split()[0] not in LOCAL:
            yield name


def _commands(command, name: str = "") -> Iterator[tuple]:
    if not hasattr(command, "commands"):
        yield name, command
        return
    for part, inner in command.commands.items():
        yield from _commands(inner, f"{name} {part}".strip())
