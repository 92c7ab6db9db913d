"""Erases on request, and forgets what is older than it is to be kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from selaras.alerting.domain.erasure import ErasureOrder
from selaras.alerting.ports.erasures import ErasureStore
from selaras.kit.clock import Clock

_BATCH = 200


class EraseHandler:
    """Erases alerting's part.

    It is told by matching, after all events that tell of the old text no more: one event at a
    time in the order of the stream, so nothing that is erased here comes back.

    Args:
        sent: called after a commit that has left an event to be sent.
    """

    def __init__(self, store: ErasureStore, sent: Callable[[], None]) -> None:
        self._store = store
        self._sent = sent

    async def erase(self, order: ErasureOrder) -> None:
        """Erase a draft or an owner. Safe to repeat.

        Raises:
            Unavailable: the database is away; try again.
        """
        if order.owner_id:
            await self._store.erase_owner(order)
        else:
            await self._store.erase_draft(order)
        await self._store.scrub()
        self._sent()


class RetainHandler:
    """Forgets resolved cases with their alerts, decisions and deliveries.

    Args:
        keep: for how long; None: for ever.
    """

    def __init__(self, store: ErasureStore, clock: Clock, keep: timedelta | None) -> None:
        self._store = store
        self._clock = clock
        self._keep = keep

    async def retain(self) -> int:
        """Forget what is too old now; answers how many things.

        Raises:
            Unavailable: the database is away; what was deleted stays so.
        """
        if self._keep is None:
            return 0
        before = self._clock.now() - self._keep
        count = await self._store.forget_rest(before)
        while forgotten := await self._store.forget_cases(before, _BATCH):
            count += forgotten
        if count:
            await self._store.scrub()
        return count
