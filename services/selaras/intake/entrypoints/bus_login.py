"""Answers the NATS server that asks who may log in (auth callout).

Each login is decided for itself. While intake is away nobody new is let in; who is in stays.
"""

from __future__ import annotations

import asyncio
from typing import Any

import nats.errors
from nats.aio.client import Client
from nats.aio.msg import Msg

from selaras.intake.domain.errors import IntakeError
from selaras.intake.entrypoints.bus_jwt import LoginRequest, Signer, TokenInvalid, read_request
from selaras.intake.entrypoints.bus_permissions import ACCOUNT, agency_permissions, is_agency_id
from selaras.intake.handlers.login import BusLogin, LogIn
from selaras.intake.settings import LoginSettings
from selaras.kit import metrics
from selaras.kit.clock import Clock
from selaras.kit.errors import Unavailable
from selaras.kit.health import Health
from selaras.kit.logging import get_logger
from selaras.kit.nats_connection import connection_options
from selaras.kit.settings import NatsSettings

_log = get_logger(__name__)
_SUBJECT = "$SYS.REQ.USER.AUTH"
# Replicas of intake share the requests.
_QUEUE = "intake"
_AT_ONCE = 16
# More than the server waits for; what comes after that is dropped unread.
_MOST_WAITING = 1024
_RETRY_SECONDS = 1.0
_LOG_EVERY_SECONDS = 10.0


class BusLogins:
    """A connection of its own, in the account in which the server asks.

    Args:
        settings: how to connect there and with what to sign.
        nats: address and CA, where ``settings`` has none.

    Raises:
        ValueError: the seed is none.
    """

    def __init__(
        self,
        settings: LoginSettings,
        nats: NatsSettings,
        log_in: LogIn,
        health: Health,
        clock: Clock,
    ) -> None:
        seed = settings.issuer_seed.get_secret_value() if settings.issuer_seed else ""
        self._signer = Signer(seed)
        self._settings = nats.model_copy(
            update={
                "url": settings.url or nats.url,
                "user": settings.user,
                "password": settings.password,
            }
        )
        self._log_in = log_in
        self._health = health
        self._clock = clock
        self._gate = asyncio.Semaphore(_AT_ONCE)
        self._under_way: set[asyncio.Task[None]] = set()
        self._refusals = _Refusals()

    async def run(self) -> None:
        """Answer until cancelled."""
        while True:
            closed = asyncio.Event()
            client = Client()
            try:
                await client.connect(**self._options(closed))
                await client.subscribe(
                    _SUBJECT, queue=_QUEUE, cb=self._take, pending_msgs_limit=_MOST_WAITING
                )
                await client.flush()
                self._health.up("intake", "logins")
                await closed.wait()
            except (nats.errors.Error, OSError, TimeoutError) as error:
                self._health.down("intake", "logins", repr(error))
            finally:
                await client.close()
            await asyncio.sleep(_RETRY_SECONDS)

    def _options(self, closed: asyncio.Event) -> dict[str, Any]:
        async def lost() -> None:
            self._health.down("intake", "logins", "connection lost")

        async def back() -> None:
            self._health.up("intake", "logins")

        async def gone() -> None:
            closed.set()

        async def failed(error: Exception) -> None:
            _log.debug("logins_error", why=repr(error))

        return {
            **connection_options(self._settings),
            "name": "selaras-logins",
            "max_reconnect_attempts": -1,
            "reconnect_time_wait": 0.25,
            "connect_timeout": 2,
            "disconnected_cb": lost,
            "reconnected_cb": back,
            "closed_cb": gone,
            "error_cb": failed,
        }

    async def _take(self, message: Msg) -> None:
        """Begin to answer; a slow database holds up a few logins and not all."""
        await self._gate.acquire()
        task = asyncio.create_task(self._answer(message))
        self._under_way.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._under_way.discard(task)
        self._gate.release()
        if not task.cancelled() and (error := task.exception()):
            # The kind alone: what failed may hold what was asked.
            _log.error("login_failed", kind=type(error).__name__)

    async def _answer(self, message: Msg) -> None:
        try:
            request = read_request(message.data)
        except TokenInvalid as error:
            self._count("unreadable", "")
            _log.warning("login_unreadable", why=str(error))
            return  # the server waits in vain and refuses
        if request.expires <= self._clock.now().timestamp():
            self._count("late", "")
            return
        login = await self._decide(request)
        if login is None:
            await message.respond(self._signer.refuse(request))
            return
        metrics.BUS_LOGINS.labels("accepted").inc()
        permissions = agency_permissions(login.agency_id)
        until = int(login.until.timestamp())
        await message.respond(self._signer.accept(request, ACCOUNT, permissions, until=until))

    async def _decide(self, request: LoginRequest) -> BusLogin | None:
        """Who was let in; None: nobody."""
        if not is_agency_id(request.user):
            self._count("NAME_INVALID", "")
            return None
        try:
            return await self._log_in(request.user, request.password)
        except (IntakeError, Unavailable) as error:
            self._count(error.reason, request.user)
            return None

    def _count(self, reason: str, agency_id: str) -> None:
        metrics.BUS_LOGINS.labels(reason).inc()
        self._refusals.note(reason, agency_id)


class _Refusals:
    """Says in the log that logins are refused, not more often than every few seconds.

    A plugin with a key that has ended tries again for ever.
    """

    def __init__(self) -> None:
        self._last: dict[str, float] = {}
        self._silent: dict[str, int] = {}

    def note(self, reason: str, agency_id: str) -> None:
        """One more."""
        now = asyncio.get_running_loop().time()
        if now - self._last.get(reason, -_LOG_EVERY_SECONDS) < _LOG_EVERY_SECONDS:
            self._silent[reason] = self._silent.get(reason, 0) + 1
            return
        self._last[reason] = now
        others = self._silent.pop(reason, 0)
        _log.warning("login_refused", reason=reason, agency=agency_id, others=others)
