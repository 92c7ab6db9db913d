"""A clock for a whole stack that a test sets ahead."""

from __future__ import annotations

import time
from datetime import datetime, timedelta

import pytest
from selaras.kit.clock import SystemClock


class HurriedClock(SystemClock):
    """The machine's clock, ahead by as much as a test says; monotonic time goes with it."""

    ahead = timedelta()

    def now(self) -> datetime:
        """See :class:`selaras.kit.clock.Clock`."""
        return super().now() + self.ahead

    def monotonic(self) -> float:
        """Seconds that nobody sets: a clock that alone is ahead is taken for one that was set."""
        return time.monotonic() + self.ahead.total_seconds()


def hurry(monkeypatch: pytest.MonkeyPatch) -> HurriedClock:
    """Give all services of an embedded stack a clock, and what alerting holds against it."""
    hurried = HurriedClock()
    monkeypatch.setattr("selaras.embedded.SystemClock", lambda: hurried)
    monkeypatch.setattr("selaras.alerting.bootstrap.time", hurried)
    return hurried
