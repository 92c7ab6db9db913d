"""How much one caller may ask of one process.

Errors::

    ResourceExhausted   RATE_LIMITED: too many calls in a minute; STREAMS_EXHAUSTED: too many
                        streams at once. Both say when to try again.

The limits keep one agency's runaway plugin from taking the service away from the others. They are
counted for each caller (an agency's plugins together, and each person) in each process: with two
replicas a caller has twice as much. Services and administrators have no limit.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from aiolimiter import AsyncLimiter

from selaras.kit.auth import MEMBERS, Caller, Role
from selaras.kit.errors import ResourceExhausted
from selaras.kit.settings import LimitSettings

_LIMITED = MEMBERS | {Role.FEED}
_MINUTE = 60.0
_STREAM_RETRY_SECONDS = 5.0
# Callers whose bucket is remembered; that of somebody who was forgotten is full again.
_MOST_CALLERS = 20_000


class CallLimits:
    """Counts the calls and streams of each caller of one process."""

    def __init__(self, settings: LimitSettings) -> None:
        self._settings = settings
        self._buckets: dict[str, AsyncLimiter] = {}
        self._streams: Counter[str] = Counter()

    async def admit(self, caller: Caller) -> None:
        """Count one call.

        Raises:
            ResourceExhausted: RATE_LIMITED.
        """
        limit = self._settings.calls_per_minute
        if not limit or caller.role not in _LIMITED:
            return
        # What a calendar program asks takes nothing from the person whose calendar it is.
        bucket = self._bucket(f"{caller.role.value} {caller.name}", limit)
        if not bucket.has_capacity():
            raise ResourceExhausted(
                "RATE_LIMITED",
                f"more than {limit} calls in a minute; wait as RetryInfo says",
                metadata={"calls_per_minute": str(limit)},
                retry_after=max(1.0, _MINUTE / limit),
            )
        await bucket.acquire()

    @contextmanager
    def stream(self, caller: Caller) -> Iterator[None]:
        """Count a stream for as long as it is open.

        Raises:
            ResourceExhausted: STREAMS_EXHAUSTED.
        """
        limit = self._settings.streams
        if not limit or caller.role not in MEMBERS:
            yield
            return
        if self._streams[caller.name] >= limit:
            raise ResourceExhausted(
                "STREAMS_EXHAUSTED",
                f"{limit} streams are open already; one for the whole CMS is enough",
                metadata={"streams": str(limit)},
                retry_after=_STREAM_RETRY_SECONDS,
            )
        self._streams[caller.name] += 1
        try:
            yield
        finally:
            self._streams[caller.name] -= 1
            if not self._streams[caller.name]:
                del self._streams[caller.name]

    def _bucket(self, name: str, limit: int) -> AsyncLimiter:
        bucket = self._buckets.get(name)
        if bucket is None:
            if len(self._buckets) >= _MOST_CALLERS:
                self._buckets.clear()
            bucket = self._buckets[name] = AsyncLimiter(limit, _MINUTE)
        return bucket
