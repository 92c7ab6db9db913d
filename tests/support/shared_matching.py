"""Matching as it is, but for its index: ``python -m tests.support.shared_matching SOCKET``."""

from __future__ import annotations

import sys

from selaras.kit.settings import start
from selaras.matching import bootstrap
from selaras.matching.__main__ import main

from tests.support.shared_index import SharedIndex

if __name__ == "__main__":
    path = sys.argv[1]
    bootstrap.open_index = lambda _settings: SharedIndex(path)  # type: ignore[assignment]
    start(main)
