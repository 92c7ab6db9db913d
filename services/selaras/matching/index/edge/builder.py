"""Builds the graph of a copy of a shard, in a process of its own with low priority.

Usage: ``python -m selaras.matching.index.edge.builder SOURCE TARGET``. Writes ``COPIED`` once the
source may be written to again and ``BUILT`` at the end, and ends with exit code 0.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import signal
import sys
from pathlib import Path

from selaras.matching.index.edge.part import build_graph

COPIED = b"COPIED\n"
BUILT = b"BUILT\n"
_NICENESS = 10
_PR_SET_PDEATHSIG = 1


def main(source: Path, target: Path, parent: int) -> None:
    """Copy, then build."""
    _end_with_parent(parent)
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(source, target)
    os.write(1, COPIED)
    # Only now: writes to the source wait while it is copied.
    os.nice(_NICENESS)
    build_graph(target)
    os.write(1, BUILT)


def _end_with_parent(parent: int) -> None:
    """Die with the worker: while a graph is built nothing else can notice that it is gone."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        sys.exit(1)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
