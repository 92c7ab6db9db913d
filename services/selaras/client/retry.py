"""When and how long to wait before a call is sent again."""

from __future__ import annotations

import random
import time

from selaras.client.errors import SelarasApiError

_FIRST_SECONDS = 0.1
_SLOWEST_SECONDS = 2.0
_ENOUGH_SECONDS = 0.05  # less than this left: another try could not be answered


class Budget:
    """The time that one call may take, with all its tries.

    Args:
        seconds: the whole time.
        forever: a stream, which is opened again however long the server is away.
    """

    def __init__(self, seconds: float, *, forever: bool = False) -> None:
        self._until = time.monotonic() + seconds
        self._forever = forever
        self._tries = 0

    @property
    def left(self) -> float:
        """Seconds that are left."""
        return max(self._until - time.monotonic(), 0.0)

    def restart(self) -> None:
        """The server answered: the next break begins with a short wait again."""
        self._tries = 0

    def delay(self, error: SelarasApiError) -> float | None:
        """Seconds to wait before the next try; None: do not try again.

        Full jitter: many clients that lost the same server do not come back in one wave.
        """
        if not error.retryable:
            return None
        ceiling = min(_FIRST_SECONDS * 2**self._tries, _SLOWEST_SECONDS)
        self._tries += 1
        seconds = max(random.uniform(0, ceiling), error.retry_after or 0)  # noqa: S311
        if self._forever:
            return seconds
        return seconds if seconds + _ENOUGH_SECONDS < self.left else None
