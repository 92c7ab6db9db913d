"""``.env`` beside docker-compose.yml: made from deploy/.env.example, then only ever added to."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from _init_certificates import write

_LINE = re.compile(r"^([A-Z][A-Z0-9_]*)=(.*)$")


def read(path: Path) -> dict[str, str]:
    """Variables of the file; none where there is no file."""
    if not path.exists():
        return {}
    found = (_LINE.match(line) for line in path.read_text().splitlines())
    return {match[1]: match[2] for match in found if match}


def put(path: Path, template: Path, values: Mapping[str, str]) -> None:
    """Set variables, each in its line where it has one, else at the end; the rest stays as it is.

    Args:
        path: the file, readable by its owner only from then on.
        template: what it begins as where there is none.
        values: variable and value.
    """
    lines = (path if path.exists() else template).read_text().splitlines()
    left = dict(values)
    for number, line in enumerate(lines):
        match = _LINE.match(line)
        if match and match[1] in left:
            lines[number] = f"{match[1]}={left.pop(match[1])}"
    lines += [f"{name}={value}" for name, value in left.items()]
    write(path, ("\n".join(lines) + "\n").encode(), 0o600)
