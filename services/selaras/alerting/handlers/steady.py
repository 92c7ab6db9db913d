"""A clock that jumps forward must not make everything due at once.

Wall time and monotonic time go together. Where the wall clock gains on the other by more than a
minute between two looks, it was set, or the machine slept: what waits then waits as much longer.
A clock that is set back changes nothing: what waits is due later by itself.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from selaras.kit.clock import Clock

_JUMP = timedelta(seconds=60)


class Steady:
    """Notices jumps of the clock.

    Args:
        monotonic: seconds that nobody sets.
    """

    def __init__(self, clock: Clock, monotonic: Callable[[], float]) -> None:
        self._clock = clock
        self._monotonic = monotonic
        self._last: tuple[datetime, float] | None = None

    def jump(self) -> timedelta | None:
        """By how much the clock jumped forward since the last look; None: it did not."""
        now, ticks = self._clock.now(), self._monotonic()
        last, self._last = self._last, (now, ticks)
        if last is None:
            return None
        gained = (now - last[0]) - timedelta(seconds=ticks - last[1])
        return gained if gained > _JUMP else None
