"""What intake does by itself from time to time."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

from selaras.intake.handlers.access import Access
from selaras.intake.handlers.erase import Erase
from selaras.intake.handlers.once import KEEP
from selaras.intake.handlers.retain import Retain
from selaras.intake.handlers.sweep import Sweep
from selaras.intake.ports.storage import Storage
from selaras.kit.clock import Clock
from selaras.kit.errors import Unavailable
from selaras.kit.health import Health
from selaras.kit.logging import get_logger
from selaras.kit.outbox import Outbox

_log = get_logger(__name__)
_PING_PATIENCE = 5.0


async def every(pause: timedelta, work: Callable[[], Awaitable[None]]) -> None:
    """Do the work for ever, with a pause after each time; what is away now is there later."""
    while True:
        await asyncio.sleep(pause.total_seconds())
        try:
            await work()
        except Unavailable as error:
            _log.debug("clockwork_waits", work=getattr(work, "__name__", ""), why=str(error))


class Clockwork:
    """The pieces of work that :func:`every` repeats."""

    def __init__(
        self,
        *,
        storage: Storage,
        outbox: Outbox,
        sweep: Sweep,
        access: Access,
        clock: Clock,
        health: Health,
        ping: Callable[[], Awaitable[None]],
        erase: Erase,
        retain: Retain,
    ) -> None:
        self._storage = storage
        self._outbox = outbox
        self._sweep = sweep
        self._access = access
        self._clock = clock
        self._health = health
        self._ping = ping
        self._erase = erase
        self._retain = retain

    async def ping(self) -> None:
        """Say in the health whether the database answers."""
        try:
            await asyncio.wait_for(self._ping(), _PING_PATIENCE)
        except (Unavailable, TimeoutError) as error:
            self._health.down("intake", "database", str(error) or "no answer")
        else:
            self._health.up("intake", "database")

    async def sweep(self) -> None:
        """Send again what the others have not answered; not while the bus is away.

        The first event is then still in the outbox, and a second one would say nothing new.
        """
        if self._health.parts.get("intake/nats", "unknown") is not None:
            return
        if sent := await self._sweep():
            _log.warning("checks_overdue", sent_again=sent)
        if late := await self._erase.remind():
            _log.warning("erasures_overdue", sent_again=late)

    async def write_key_uses(self) -> None:
        """Write down when keys were last used."""
        await self._access.write_uses()

    async def purge(self) -> None:
        """Forget what is over: yesterday's requests, sessions, events, and what was kept enough."""
        async with self._storage.write() as uow:
            requests = await uow.requests.purge(self._clock.now() - KEEP)
            sessions = await uow.accounts.purge(self._clock.now())
        events = await self._outbox.purge()
        kept = await self._retain()
        _log.info(
            "purged",
            requests=requests,
            sessions=sessions,
            events=events,
            drafts=kept.drafts,
            revisions=kept.revisions,
            keys=kept.keys,
        )
