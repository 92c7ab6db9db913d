"""Puts intake together. Nothing connects before ``start``."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta

import grpc

from selaras.intake.adapters import tables
from selaras.intake.adapters.areas import GazetteerAreas
from selaras.intake.adapters.checker import GrpcChecker
from selaras.intake.adapters.gauges import show_backlog
from selaras.intake.adapters.passwords import Argon2Passwords
from selaras.intake.adapters.sql import MIGRATIONS, VERSION_TABLE, SqlStorage
from selaras.intake.convert.directory import AgencyCodec
from selaras.intake.convert.draft import DraftCodec
from selaras.intake.convert.erasure import contact_bytes
from selaras.intake.convert.owner import OwnerCodec
from selaras.intake.entrypoints.bus import make_consumer
from selaras.intake.entrypoints.bus_login import BusLogins
from selaras.intake.entrypoints.clockwork import Clockwork, every
from selaras.intake.entrypoints.grpc_access import (
    AccessServicer,
    ConsoleAuthenticator,
    LocalAuthenticator,
)
from selaras.intake.entrypoints.grpc_accounts import AccountServicer
from selaras.intake.entrypoints.grpc_coverage import CoverageServicer
from selaras.intake.entrypoints.grpc_directory import DirectoryServicer
from selaras.intake.entrypoints.grpc_drafts import DraftServicer
from selaras.intake.entrypoints.grpc_erasures import ErasureServicer
from selaras.intake.entrypoints.grpc_sign_in import SignInServicer
from selaras.intake.entrypoints.servicers import Servicers
from selaras.intake.handlers.access import Access
from selaras.intake.handlers.accounts import Accounts
from selaras.intake.handlers.agencies import Agencies
from selaras.intake.handlers.check import CheckText
from selaras.intake.handlers.checked import RecordCheck
from selaras.intake.handlers.coverage import Coverage
from selaras.intake.handlers.drafts import Drafts
from selaras.intake.handlers.erase import Erase
from selaras.intake.handlers.keys import Keys
from selaras.intake.handlers.login import LogIn
from selaras.intake.handlers.owners import Owners
from selaras.intake.handlers.retain import Retain
from selaras.intake.handlers.sign_in import SignIn
from selaras.intake.handlers.submit import Submit
from selaras.intake.handlers.sweep import Sweep, SweepPlan
from selaras.intake.handlers.waiters import Waiters
from selaras.intake.ports.areas import AreaBook
from selaras.intake.settings import IntakeSettings, LoginSettings
from selaras.kit.auth import Authenticator, InternalAuthenticator, Role
from selaras.kit.bus import Bus
from selaras.kit.clock import Clock
from selaras.kit.consumer import Consumer
from selaras.kit.database import Database
from selaras.kit.errors import Unavailable
from selaras.kit.gauges import watch_pool, watch_streams
from selaras.kit.health import Health
from selaras.kit.logging import get_logger
from selaras.kit.outbox import Outbox
from selaras.kit.service import Tasks
from selaras.kit.settings import InternalSettings, NatsSettings

_log = get_logger(__name__)
_NAME = "intake"
_RETRY_OPEN = 1.0
_USES_EVERY = timedelta(seconds=5)
_SHOW_EVERY = timedelta(seconds=15)
_PURGE_EVERY = timedelta(hours=1)
_SWEEPS_PER_PAUSE = 4
_LONGEST_SWEEP_PAUSE = 15.0


class IntakeService:
    """Intake as a part that runs alone or beside others; see :class:`selaras.kit.service.Service`.

    Attributes:
        authenticator: knows the keys of agencies and administrators, who is signed in, and the
            tokens of the services and the console.
    """

    name = _NAME

    def __init__(
        self,
        *,
        settings: IntakeSettings,
        database: Database,
        bus: Bus,
        outbox: Outbox,
        checker: GrpcChecker,
        access: Access,
        authenticator: Authenticator,
        servicers: Servicers,
        consumer: Consumer,
        logins: BusLogins | None,
        clockwork: Clockwork,
        show_backlog: Callable[[], Awaitable[None]],
        health: Health,
    ) -> None:
        self.authenticator = authenticator
        self._settings = settings
        self._database = database
        self._bus = bus
        self._outbox = outbox
        self._checker = checker
        self._access = access
        self._servicers = servicers
        self._consumer = consumer
        self._logins = logins
        self._clockwork = clockwork
        self._show_backlog = show_backlog
        self._health = health
        self._tasks: Tasks | None = None

    def register(self, server: grpc.aio.Server) -> Mapping[str, frozenset[Role]]:
        """Add the servicers; answer which roles may call them."""
        return self._servicers.register(server)

    async def start(self) -> None:
        """Bring the tables up to date and begin to work.

        While the database is away the process stays up, says so, and begins once it is there.
        """
        self._tasks = Tasks(_NAME)
        self._bus.connect()
        if await self._open():
            self._begin(self._tasks)
        else:
            self._tasks.start("open", self._open_later)

    async def stop(self) -> None:
        """Stop working, write down the last uses of keys, close everything."""
        if self._tasks:
            await self._tasks.stop()
        try:
            await self._access.write_uses()
        except Unavailable as error:
            _log.warning("key_uses_lost", why=str(error))
        await self._bus.close()
        await self._checker.close()
        await self._database.close()

    async def _open(self) -> bool:
        """Migrate; False while the database is away."""
        try:
            await self._database.migrate(MIGRATIONS, VERSION_TABLE)
        except Unavailable as error:
            self._health.down(_NAME, "database", str(error))
            return False
        self._health.up(_NAME, "database")
        return True

    async def _open_later(self) -> None:
        while not await self._open():  # noqa: ASYNC110  # nobody tells when a database is back
            await asyncio.sleep(_RETRY_OPEN)
        if self._tasks:
            self._begin(self._tasks)

    def _begin(self, tasks: Tasks) -> None:
        work = self._clockwork
        pause = min(self._settings.sweep_after_seconds / _SWEEPS_PER_PAUSE, _LONGEST_SWEEP_PAUSE)
        # Not before: a database that answers and has no tables yet is none to work with.
        tasks.start("ping", lambda: every(_seconds(self._settings.ping_seconds), work.ping))
        tasks.start("relay", self._outbox.run)
        tasks.start("checked", self._consumer.run)
        if self._logins:
            tasks.start("logins", self._logins.run)
        tasks.start("sweep", lambda: every(_seconds(pause), work.sweep))
        tasks.start("key-uses", lambda: every(_USES_EVERY, work.write_key_uses))
        tasks.start("backlog", lambda: every(_SHOW_EVERY, self._show_backlog))
        tasks.start("streams", lambda: watch_streams(self._bus))
        tasks.start("purge", lambda: every(_PURGE_EVERY, work.purge))


def build(
    settings: IntakeSettings,
    *,
    nats: NatsSettings,
    internal: InternalSettings,
    health: Health,
    clock: Clock,
    areas: AreaBook | None = None,
    login: LoginSettings | None = None,
) -> IntakeService:
    """Intake on real parts.

    Args:
        areas: the areas of the country; None: the gazetteer's.
        login: how agencies log in at the event bus; None, or without a seed: they do not.

    Raises:
        ValueError: the seed in ``login`` is none.
    """
    database = Database(settings.database_url.get_secret_value())
    watch_pool(_NAME, database)
    bus = Bus(nats, health, _NAME)
    outbox = Outbox(_NAME, tables.outbox, database, bus, clock)
    storage = SqlStorage(database, outbox)
    areas = areas or GazetteerAreas()
    plan = SweepPlan(
        _seconds(settings.sweep_after_seconds), _seconds(settings.sweep_longest_seconds)
    )
    waiters = Waiters()
    checker = GrpcChecker(settings.checker_target, internal, clock)
    access = Access(
        storage,
        clock,
        settings.admin_key.get_secret_value(),
        _seconds(settings.key_memory_seconds),
        previous_admin_key=settings.admin_key_previous,
    )
    drafts = DraftServicer(
        Submit(
            storage,
            areas,
            clock,
            waiters,
            plan=plan,
            codec=DraftCodec(),
            drafts_per_day=settings.drafts_per_day,
        ),
        CheckText(storage, areas, clock, checker),
        Drafts(storage, clock, DraftCodec()),
    )
    directory = DirectoryServicer(
        Agencies(storage, areas, clock, AgencyCodec()),
        Owners(storage, areas, clock, OwnerCodec(), access.forget_owner),
        Keys(storage, clock, access.forget),
    )
    passwords = Argon2Passwords()
    accounts = Accounts(storage, clock, passwords, access.sessions.forget_account)
    sign_in = SignIn(
        storage,
        clock,
        passwords,
        valid=timedelta(hours=settings.session_hours),
        identities=settings.sign_in_identities,
        forget=access.sessions.forget_account,
    )
    erase = Erase(storage, clock, plan, access.forget_owner, contact_bytes)
    return IntakeService(
        settings=settings,
        database=database,
        bus=bus,
        outbox=outbox,
        checker=checker,
        access=access,
        authenticator=_make_authenticator(settings, internal, access),
        servicers=Servicers(
            drafts=drafts,
            directory=directory,
            access=AccessServicer(access),
            erasures=ErasureServicer(erase),
            accounts=AccountServicer(accounts),
            sign_in=SignInServicer(sign_in),
            coverage=CoverageServicer(Coverage(storage)),
        ),
        consumer=make_consumer(bus, RecordCheck(storage, clock, waiters), erase),
        logins=_make_logins(login, nats, access, health, clock),
        clockwork=Clockwork(
            storage=storage,
            outbox=outbox,
            sweep=Sweep(storage, clock, plan),
            access=access,
            clock=clock,
            health=health,
            ping=database.ping,
            erase=erase,
            retain=Retain(storage, clock, settings.keeping),
        ),
        show_backlog=lambda: show_backlog(database, clock.now()),
        health=health,
    )


def _make_authenticator(
    settings: IntakeSettings, internal: InternalSettings, access: Access
) -> Authenticator:
    console = ConsoleAuthenticator(
        settings.console_token,
        LocalAuthenticator(access),
        previous=settings.console_token_previous,
    )
    token = internal.token.get_secret_value()
    return InternalAuthenticator(token, console, previous=internal.token_previous)


def _make_logins(
    settings: LoginSettings | None,
    nats: NatsSettings,
    access: Access,
    health: Health,
    clock: Clock,
) -> BusLogins | None:
    seed = settings.issuer_seed if settings else None
    if settings is None or not (seed and seed.get_secret_value()):
        return None
    log_in = LogIn(access, clock, timedelta(minutes=settings.valid_minutes))
    return BusLogins(settings, nats, log_in, health, clock)


def _seconds(value: float) -> timedelta:
    return timedelta(seconds=value)
