#!/usr/bin/env python3
"""Pin in constraints.txt the versions that are installed here.

Only what `selaras[all,dev]` needs, directly or through others, is pinned: what lies in the
environment by accident is left out. Local parts of a version (`+cpu`) are dropped, since the same
release has another one on another machine.
"""

from __future__ import annotations

import importlib.metadata
import sys
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

TARGET = Path(__file__).resolve().parent.parent / "constraints.txt"
HEADER = """\
# The environment that Selaras was tested with. Written by `make constraints`; pip reads it with -c.
"""


def needed(name: str, extras: frozenset[str], seen: dict[str, set[str]]) -> None:
    """Collect in ``seen`` every distribution that ``name[extras]`` needs, with its extras."""
    key = canonicalize_name(name)
    asked = {"", *extras}
    if asked <= seen.get(key, set()):
        return
    seen.setdefault(key, set()).update(asked)
    for line in importlib.metadata.distribution(name).requires or []:
        requirement = Requirement(line)
        marker = requirement.marker
        if marker is None or any(marker.evaluate({"extra": extra}) for extra in asked):
            needed(requirement.name, frozenset(requirement.extras), seen)


def main() -> int:
    """Write the pins."""
    seen: dict[str, set[str]] = {}
    try:
        needed("selaras", frozenset({"all", "dev"}), seen)
    except importlib.metadata.PackageNotFoundError as error:
        print(f"not installed: {error}; run 'make setup' first", file=sys.stderr)
        return 1
    pins = [
        f"{name}=={Version(importlib.metadata.version(name)).public}"
        for name in sorted(seen)
        if name != "selaras"
    ]
    TARGET.write_text(HEADER + "\n".join(pins) + "\n")
    print(f"{len(pins)} pins in {TARGET.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
