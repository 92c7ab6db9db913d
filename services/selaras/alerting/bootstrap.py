"""Wiring of alerting."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from contextlib import suppress

import grpc

from selaras.alerting.adapters import tables
from selaras.alerting.adapters.gauges import show_backlog
from selaras.alerting.adapters.holidays import load_calendar
from selaras.alerting.adapters.nats import NatsSubscriptions
from selaras.alerting.adapters.sql import MIGRATIONS, VERSION_TABLE, SqlAlertStore
from selaras.alerting.adapters.sql_erasures import SqlErasureStore
from selaras.alerting.adapters.sql_reader import SqlAlertReader
from selaras.alerting.adapters.tester import ChannelTester
from selaras.alerting.deliver.bootstrap import DeliverConfiguration, make_worker
from selaras.alerting.entrypoints.bus import AlertingEvents
from selaras.alerting.entrypoints.convert import from_proto_case
from selaras.alerting.entrypoints.grpc import AlertServicer
from selaras.alerting.handlers.cases import CaseHandler
from selaras.alerting.handlers.closing import Closing
from selaras.alerting.handlers.compose import Composer
from selaras.alerting.handlers.contacts import Contacts
from selaras.alerting.handlers.directory import DirectoryHandler
from selaras.alerting.handlers.erase import EraseHandler, RetainHandler
from selaras.alerting.handlers.following import Following
from selaras.alerting.handlers.held import HeldHandler
from selaras.alerting.handlers.opening import Opening
from selaras.alerting.handlers.quiet import QuietHandler
from selaras.alerting.handlers.records import Records
from selaras.alerting.handlers.schedule import Schedule
from selaras.alerting.handlers.steady import Steady
from selaras.alerting.handlers.teller import Teller
from selaras.alerting.handlers.timers import TimerHandler
from selaras.alerting.settings import AlertingSettings
from selaras.api.v1 import alert_pb2, alert_pb2_grpc
from selaras.gazetteer import Gazetteer
from selaras.kit.auth import MEMBERS, Authenticator, InternalAuthenticator, Role
from selaras.kit.bus import Bus
from selaras.kit.clock import Clock
from selaras.kit.database import Database
from selaras.kit.errors import Unavailable
from selaras.kit.gauges import watch_pool
from selaras.kit.health import Health
from selaras.kit.logging import get_logger
from selaras.kit.outbox import Outbox
from selaras.kit.remote_auth import RemoteAuthenticator
from selaras.kit.service import Tasks
from selaras.kit.settings import InternalSettings, NatsSettings

_log = get_logger(__name__)
_NAME = "alerting"
_RETRY_SECONDS = 1.0
_PING_SECONDS = 5.0
_SHOW_SECONDS = 15.0
_PURGE_SECONDS = 3600.0


class AlertingService:
    """See :class:`selaras.kit.service.Service`."""

    name = _NAME

    def __init__(
        self,
        settings: AlertingSettings,
        nats: NatsSettings,
        internal: InternalSettings,
        deliver: DeliverConfiguration,
        *,
        health: Health,
        clock: Clock,
    ) -> None:
        self._health = health
        self._clock = clock
        self._tick_seconds = settings.tick_seconds
        self._database = Database(settings.database_url.get_secret_value())
        watch_pool(_NAME, self._database)
        self._bus = Bus(nats, health, _NAME)
        self._outbox = Outbox(_NAME, tables.outbox, self._database, self._bus, clock)
        self._worker = make_worker(self._database, clock, health, deliver)
        self.store = SqlAlertStore(self._database, self._outbox, clock, from_proto_case)
        self._subscriptions = NatsSubscriptions(self._bus, self.store.agency_ids)
        self._wire(settings, clock)
        self._remote = RemoteAuthenticator(settings.directory_target, internal)
        self.authenticator: Authenticator = InternalAuthenticator(
            internal.token.get_secret_value(), self._remote, previous=internal.token_previous
        )
        self._tasks: Tasks | None = None

    def _wire(self, settings: AlertingSettings, clock: Clock) -> None:
        """The handlers and what feeds them."""
        calendar = load_calendar(settings.calendar)
        composer = Composer(clock, settings.language, settings.console_url)
        teller = Teller(composer, calendar, settings.noise, clock)
        schedule = Schedule(settings.noise, settings.escalation)
        opening, following = Opening(teller, schedule), Following(teller, schedule)
        cases = CaseHandler(
            self.store,
            teller,
            opening=opening,
            following=following,
            closing=Closing(teller),
            clock=clock,
            sent=self._sent,
        )
        directory = DirectoryHandler(self.store, self._subscriptions, cases)
        erasures = SqlErasureStore(self._database, self._outbox)
        self._retain = RetainHandler(erasures, clock, settings.keep)
        erase = EraseHandler(erasures, self._sent)
        self._events = AlertingEvents(self._bus, cases, directory, erase)
        self._timers = TimerHandler(
            self.store,
            teller,
            opening=opening,
            following=following,
            schedule=schedule,
            held=HeldHandler(self.store, teller, clock),
            steady=Steady(clock, time.monotonic),
            clock=clock,
            sent=self._sent,
        )
        reader = SqlAlertReader(self._database)
        self._servicer = AlertServicer(
            records=Records(self.store, reader, clock, calendar, settings.noise),
            contacts=Contacts(self.store, clock),
            quiet=QuietHandler(self.store, reader, clock, _is_area),
            composer=composer,
            desk=self._worker,
            tester=ChannelTester(self._database, self._outbox, self._worker, clock, self._sent),
        )

    def _sent(self) -> None:
        """Tell, after a commit, that there may be alerts to be sent."""
        self._outbox.wake()
        self._worker.wake()

    def register(self, server: grpc.aio.Server) -> Mapping[str, frozenset[Role]]:
        """See :class:`selaras.kit.service.Service`."""
        alert_pb2_grpc.add_AlertServiceServicer_to_server(self._servicer, server)
        service = alert_pb2.DESCRIPTOR.services_by_name["AlertService"].full_name
        return {service: MEMBERS | {Role.ADMIN}}

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
        await self._remote.close()
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
        tasks.start("deliveries", self._worker.run)
        tasks.start("timers", self._tick)
        tasks.start("database", self._watch_database)
        tasks.start("backlog", self._watch_backlog)
        tasks.start("purge", self._purge)

    async def _tick(self) -> None:
        """Look for what is due."""
        while True:
            try:
                await self._timers.tick()
            except Unavailable as error:
                _log.warning("timers_wait", why=error.reason)
            await asyncio.sleep(self._tick_seconds)

    async def _watch_database(self) -> None:
        while True:
            try:
                await self._database.ping()
                self._health.up(_NAME, "database")
            except Unavailable as error:
                self._health.down(_NAME, "database", error.message)
            await asyncio.sleep(_PING_SECONDS)

    async def _watch_backlog(self) -> None:
        while True:
            with suppress(Unavailable):
                await show_backlog(self._database, self._clock.now())
            await asyncio.sleep(_SHOW_SECONDS)

    async def _purge(self) -> None:
        while True:
            with suppress(Unavailable):
                await self._outbox.purge()
                _log.info("purged", forgotten=await self._retain.retain())
            await asyncio.sleep(_PURGE_SECONDS)


def _is_area(code: str) -> bool:
    return Gazetteer.load().is_known(code)


def build(
    settings: AlertingSettings,
    *,
    nats: NatsSettings,
    internal: InternalSettings,
    health: Health,
    clock: Clock,
    deliver: DeliverConfiguration | None = None,
) -> AlertingService:
    """Wire alerting; nothing connects before ``start``.

    Args:
        deliver: settings of the channels; those that are not given are read from the environment.
    """
    return AlertingService(
        settings, nats, internal, deliver or DeliverConfiguration(), health=health, clock=clock
    )
