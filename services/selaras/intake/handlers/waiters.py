"""Calls that wait for the check of a draft, in this process."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager


class Waiters:
    """Wakes the calls that wait for news of a draft.

    A call begins to watch before its transaction commits: a check that arrives between the commit
    and the waiting is not missed.
    """

    def __init__(self) -> None:
        self._watching: dict[str, set[asyncio.Event]] = {}

    @contextmanager
    def watch(self, name: str) -> Iterator[asyncio.Event]:
        """An event that is set with each news of the draft."""
        news = asyncio.Event()
        watching = self._watching.setdefault(name, set())
        watching.add(news)
        try:
            yield news
        finally:
            watching.discard(news)
            if not watching:
                self._watching.pop(name, None)

    def notify(self, name: str) -> None:
        """There is news of the draft."""
        for news in self._watching.get(name, ()):
            news.set()
