"""Wiring of alerting."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import suppress

import grpc

from selaras.alerting.adapters import tables
from selaras.alerting.adapters.nats import NatsSubscriptions
from selaras.alerting.adapters.sql import MIGRATIONS, VERSION_TABLE, SqlAlertStore
from selaras.alerting.entrypoints.bus import AlertingEvents
from selaras.alerting.entrypoints.convert import from_proto_case
from selaras.alerting.handlers.cases import CaseHandler
from selaras.alerting.handlers.compose import Composer
from selaras.alerting.handlers.directory import DirectoryHandler
from selaras.alerting.settings import AlertingSettings
from selaras.kit.auth import Role
from selaras.kit.bus import Bus
from selaras.kit.clock import Clock
from selaras.kit.database import Database
from selaras.kit.errors import Unavailable
from selaras.kit.health import Health
from selaras.kit.outbox import Outbox
from selaras.kit.service import Tasks
from selaras.kit.settings import InternalSettings, NatsSettings

_NAME = "alerting"
_RETRY_SECONDS = 1.0
_PING_SECONDS = 5.0
_PURGE_SECONDS = 3600.0


class AlertingService:
    """See :class:`selaras.kit.service.Service`."""

    name = _NAME

    def __init__(
        self, settings: AlertingSettings, nats: NatsSettings, health: Health, clock: Clock
    ) -> None:
        self._health = health
        self._database = Database(settings.database_url.get_secret_value())
        self._bus = Bus(nats, health, _NAME)
        self._outbox = Outbox(_NAME, tables.outbox, self._database, self._bus, clock)
        self.store = SqlAlertStore(self._database, self._outbox, clock)
        self._subscriptions = NatsSubscriptions(self._bus, self.store.agency_ids)
        composer = Composer(clock, settings.language)
        cases = CaseHandler(self.store, composer, clock, self._outbox.wake)
        directory = DirectoryHandler(self.store, self._subscriptions, cases, from_proto_case)
        self._events = AlertingEvents(self._bus, cases, directory)
        self._tasks: Tasks | None = None

    def register(self, server: grpc.aio.Server) -> Mapping[str, frozenset[Role]]:  # noqa: ARG002
        """No calls of its own yet."""
        return {}

    async def start(self) -> None:
        """Bring the tables up to date and begin to read events.

        While the database is away the process stays up, says so, and begins once it is there.
        """
        self._tasks = Tasks(_NAME)
        self._bus.connect()
        if await self._open():
            self._begin(self._tasks)
        else:
            self._tasks.start("open", self._open_later)

    async def stop(self) -> None:
        """Finish the event under way and close everything."""
        if self._tasks:
            await self._tasks.stop()
        await self._bus.close()
        await self._database.close()

    async def _open(self) -> bool:
        """Migrate; False while the database is away."""
        try:
            await self._database.migrate(MIGRATIONS, VERSION_TABLE)
        except Unavailable as error:
            self._health.down(_NAME, "database", error.message)
            return False
        self._health.up(_NAME, "database")
        return True

    async def _open_later(self) -> None:
        while not await self._open():  # noqa: ASYNC110  # nobody tells when a database is back
            await asyncio.sleep(_RETRY_SECONDS)
        if self._tasks:
            self._begin(self._tasks)

    def _begin(self, tasks: Tasks) -> None:
        tasks.start("outbox", self._outbox.run)
        tasks.start("events", self._events.run)
        tasks.start("subscriptions", self._subscriptions.run)
        tasks.start("database", self._watch_database)
        tasks.start("purge", self._purge)

    async def _watch_database(self) -> None:
        while True:
            try:
                await self._database.ping()
                self._health.up(_NAME, "database")
            except Unavailable as error:
                self._health.down(_NAME, "database", error.message)
            await asyncio.sleep(_PING_SECONDS)

    async def _purge(self) -> None:
        while True:
            with suppress(Unavailable):
                await self._outbox.purge()
            await asyncio.sleep(_PURGE_SECONDS)


def build(
    settings: AlertingSettings,
    *,
    nats: NatsSettings,
    internal: InternalSettings,  # noqa: ARG001  # the signature that all services share
    health: Health,
    clock: Clock,
) -> AlertingService:
    """Wire alerting; nothing connects before ``start``."""
    return AlertingService(settings, nats, health, clock)
