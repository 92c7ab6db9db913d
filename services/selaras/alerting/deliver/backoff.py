"""When to try again, and when to give up."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Backoff:
    """Exponential backoff with full jitter.

    Args:
        base: longest wait after the first attempt, in seconds; doubles with each further one.
        cap: longest wait, in seconds.
        retry_after_cap: longest wait that the other side may ask for, in seconds.
        attempts: attempts after which to give up.
        age: age at which a delivery that fails again is given up.
    """

    base: float
    cap: float
    retry_after_cap: float
    attempts: int
    age: timedelta

    def ceiling(self, attempt: int) -> float:
        """Longest wait after the given attempt, counted from 1, in seconds."""
        # 2.0**1024 is too large for a float, and the cap is reached long before.
        return float(min(self.cap, self.base * 2.0 ** min(attempt - 1, 60)))

    def delay(self, attempt: int, retry_after: float | None, chance: random.Random) -> float:
        """Seconds to wait after an attempt.

        What the other side asks for is kept, up to the cap, with a little on top, so that all who
        were told the same do not come back at the same moment.
        """
        if retry_after is None:
            return chance.uniform(0, self.ceiling(attempt))
        return min(max(retry_after, 0.0), self.retry_after_cap) + chance.uniform(0, self.base)

    def exhausted(self, attempts: int, age: timedelta) -> bool:
        """Whether a delivery that has just failed is given up."""
        return attempts >= self.attempts or age >= self.age
