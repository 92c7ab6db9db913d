"""Models work beside the service that answers, and never ahead of it."""

from __future__ import annotations

import os
import sys
import threading

import pytest
from selaras.embedding.bootstrap import be_nice

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="threads have no niceness here")


def niceness_after(*steps: int) -> int:
    """The niceness of a thread of its own after these calls."""
    seen: list[int] = []

    def work() -> None:
        for step in steps:
            be_nice(step)
        seen.append(os.getpriority(os.PRIO_PROCESS, threading.get_native_id()))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    return seen[0]


def test_a_thread_becomes_as_nice_as_it_is_told() -> None:
    before = os.getpriority(os.PRIO_PROCESS, 0)
    assert niceness_after(before + 3) == before + 3
    assert os.getpriority(os.PRIO_PROCESS, 0) == before


def test_a_thread_that_is_nicer_already_stays_so() -> None:
    before = os.getpriority(os.PRIO_PROCESS, 0)
    assert niceness_after(before + 5, before + 3) == before + 5
