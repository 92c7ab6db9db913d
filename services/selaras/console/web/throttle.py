"""How often one address may try to sign in; how often a login may, the directory decides."""

from __future__ import annotations

from limits import RateLimitItemPerMinute
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import MovingWindowRateLimiter

from selaras.console.web.errors import PageError
from selaras.console.web.visit import Visit
from selaras.kit import metrics

_RETRY_SECONDS = 60.0


class Throttle:
    """Counts tries by address, in this process."""

    def __init__(self, per_minute: int) -> None:
        self._limit = RateLimitItemPerMinute(per_minute)
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    async def admits(self, address: str) -> bool:
        """Count one try; False: it is one too many."""
        return await self._limiter.hit(self._limit, address)


async def admit(visit: Visit) -> None:
    """Count one try of the visit's address.

    Raises:
        PageError: SIGN_IN_TOO_OFTEN.
    """
    throttle: Throttle = visit.request.app.state.throttle
    client = visit.request.client
    if not await throttle.admits(client.host if client else "unknown"):
        metrics.SIGN_INS.labels("any", "SIGN_IN_TOO_OFTEN").inc()
        raise PageError(429, "SIGN_IN_TOO_OFTEN", retry_after=_RETRY_SECONDS)
