"""Reads an agency's alerts from its durable consumer on the event bus."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

import nats
import nats.errors
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.js.api import AckPolicy, ConsumerConfig, DeliverPolicy
from nats.js.errors import APIError, NotFoundError

from selaras.cli.exits import AWAY, REFUSED, CommandError
from selaras.event.v1 import alert_pb2
from selaras.kit.nats_connection import connection_options
from selaras.kit.settings import NatsSettings

_STREAM = "SELARAS_ALERTS"
_BATCH = 20
_FETCH_SECONDS = 5.0
_IDLE_SECONDS = 0.5
_ACK_SECONDS = 5.0
_CONNECT_SECONDS = 5.0
# Where agencies find JetStream's API in their own account (deploy/nats/accounts.conf).
_LOGIN_PREFIX = "SELARAS.API"
_PREFIX = "$JS.API"


@dataclass(frozen=True, slots=True)
class Received:
    """An alert that was received and not acknowledged yet."""

    alert: alert_pb2.Alert
    _message: Msg

    async def shown(self) -> None:
        """Acknowledge it; without an answer of the bus it comes again and is known by its id."""
        with suppress(nats.errors.Error, OSError, TimeoutError):
            await self._message.ack_sync(timeout=_ACK_SECONDS)


class AlertReader:
    """An asynchronous context manager over one durable consumer.

    Args:
        agency: id of the agency.
        owner: id of the owner whose alerts alone are read. They then have a consumer of their own,
            so that reading them takes nothing from those who read the whole agency's. One who logs
            in as the agency may make none.
        patience: seconds for which the agency's consumer is awaited; alerting makes it a moment
            after the agency was registered.
        on_connection: told False when the bus is lost and True when it is back.
    """

    def __init__(
        self,
        settings: NatsSettings,
        agency: str,
        owner: str = "",
        *,
        patience: float = 10.0,
        on_connection: Callable[[bool], None] | None = None,
    ) -> None:
        self._settings = settings
        self._agency = agency
        self._owner = owner
        self._patience = patience
        self._on_connection = on_connection or (lambda _: None)
        # A login as the agency itself, in place of a user of the operators.
        self._prefix = _LOGIN_PREFIX if settings.user == agency else _PREFIX
        self._seen: set[str] = set()
        self._told_lost = False
        self._refused = False
        self._client: Client | None = None
        self._subscription: Any = None

    async def __aenter__(self) -> Self:
        """Connect and bind.

        Raises:
            CommandError: no bus, no such agency, or a key that is none of it.
        """
        if self._owner and self._prefix == _LOGIN_PREFIX:
            raise CommandError(
                "the event bus remembers for an agency what was shown, not for each of its owners",
                hint="leave --owner away; `selaras alerts` shows the alerts of one owner",
            )
        try:
            await self._open()
        except BaseException:
            await self.__aexit__(None, None, None)
            raise
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Close the connection; what was not acknowledged comes again next time."""
        self._on_connection = lambda _: None  # a close of one's own is no news
        if self._client:
            await self._client.close()

    async def alerts(self, *, follow: bool = True) -> AsyncIterator[Received]:
        """Alerts, the oldest first. Call ``shown`` of each, or it comes again next time.

        Args:
            follow: wait for more; else end when there is nothing more to read.
        """
        while True:
            messages = await self._fetch(_FETCH_SECONDS if follow else _IDLE_SECONDS)
            if not messages and not follow:
                return
            for message in messages:
                received = Received(alert_pb2.Alert.FromString(message.data), message)
                # One whose acknowledgement was lost comes again.
                if received.alert.alert_id in self._seen:
                    await received.shown()
                    continue
                self._seen.add(received.alert.alert_id)
                yield received

    async def _open(self) -> None:
        """Connect and bind.

        Raises:
            CommandError: see ``__aenter__``.
        """
        self._refused = False
        try:
            # The library goes on trying for ever; at the start a person wants to know at once.
            self._client = await asyncio.wait_for(nats.connect(**self._options()), _CONNECT_SECONDS)
        except (nats.errors.Error, OSError, TimeoutError) as error:
            raise self._no_connection() from error
        await self._bind()

    def _no_connection(self) -> CommandError:
        if self._refused:
            return CommandError(
                f"the event bus at {self._settings.url} does not let {self._settings.user} in",
                hint="is it a key of this agency, and does it still hold? `selaras key list` shows",
                code=REFUSED,
            )
        return CommandError(
            f"the event bus at {self._settings.url} does not answer",
            hint="is `selaras up` running? `selaras doctor` looks at every part",
            code=AWAY,
        )

    async def _open_again(self) -> bool:
        """After the end of a login, which closes the connection for good; False: not yet."""
        try:
            await self._open()
        except CommandError:
            if self._client:
                await self._client.close()
            if not self._told_lost:
                self._on_connection(False)
                self._told_lost = True
            return False
        if self._told_lost:
            self._on_connection(True)
            self._told_lost = False
        return True

    async def _fetch(self, seconds: float) -> list[Msg]:
        if (self._client is None or self._client.is_closed) and not await self._open_again():
            await asyncio.sleep(_IDLE_SECONDS)
            return []
        try:
            messages: list[Msg] = await self._subscription.fetch(_BATCH, timeout=seconds)
        except TimeoutError:
            return []
        except (nats.errors.Error, APIError, OSError):
            await asyncio.sleep(_IDLE_SECONDS)  # away; the connection comes back by itself
            return []
        return messages

    async def _bind(self) -> None:
        assert self._client is not None  # noqa: S101
        jetstream = self._client.jetstream(timeout=5, prefix=self._prefix)
        durable = f"agency-{self._agency}"
        await self._await_consumer(jetstream, durable)
        if self._owner:
            # An underscore is in no id, so that no agency's own consumer has such a name.
            durable = f"{durable}_{self._owner}"
            config = ConsumerConfig(
                durable_name=durable,
                filter_subject=f"selaras.v1.alert.{self._agency}.{self._owner}",
                ack_policy=AckPolicy.EXPLICIT,
                deliver_policy=DeliverPolicy.ALL,
                ack_wait=30,
            )
            await jetstream.add_consumer(_STREAM, config)
        self._subscription = await jetstream.pull_subscribe_bind(durable, stream=_STREAM)

    async def _await_consumer(self, jetstream: Any, durable: str) -> None:
        until = asyncio.get_running_loop().time() + self._patience
        while True:
            try:
                await jetstream.consumer_info(_STREAM, durable)
            except NotFoundError as error:
                if asyncio.get_running_loop().time() > until:
                    raise CommandError(
                        f"nobody knows the agency {self._agency}",
                        hint="`selaras agency list` shows who takes part; a new agency is known "
                        "once alerting runs",
                        code=REFUSED,
                    ) from error
            except (nats.errors.Error, APIError, OSError, TimeoutError) as error:
                raise CommandError(
                    f"the event bus does not answer: {error!r}", code=AWAY
                ) from error
            else:
                return
            await asyncio.sleep(0.1)

    def _options(self) -> dict[str, Any]:
        async def lost() -> None:
            # A login that has ended is no news either: the next one follows at once.
            if self._client is None or not self._client.is_closed:
                self._on_connection(False)

        async def back() -> None:
            self._on_connection(True)

        async def failed(error: Exception) -> None:
            # The callbacks above say what a person needs to know.
            self._refused |= "authorization" in str(error).lower()

        return {
            **connection_options(self._settings),
            "name": f"selaras-watch-{self._agency}",
            "allow_reconnect": True,
            "max_reconnect_attempts": -1,
            "reconnect_time_wait": 0.25,
            "connect_timeout": 2,
            "disconnected_cb": lost,
            "reconnected_cb": back,
            "error_cb": failed,
        }
