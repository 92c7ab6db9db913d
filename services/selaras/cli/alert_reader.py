"""Reads an agency's alerts from its durable consumer on the event bus."""

from __future__ import annotations

import asyncio
import ssl
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
from selaras.kit.settings import NatsSettings

_STREAM = "SELARAS_ALERTS"
_BATCH = 20
_FETCH_SECONDS = 5.0
_IDLE_SECONDS = 0.5
_ACK_SECONDS = 5.0
_CONNECT_SECONDS = 5.0


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
            so that reading them takes nothing from those who read the whole agency's.
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
        self._seen: set[str] = set()
        self._client: Client | None = None
        self._subscription: Any = None

    async def __aenter__(self) -> Self:
        """Connect and bind.

        Raises:
            CommandError: no bus, or no such agency.
        """
        try:
            # The library goes on trying for ever; at the start a person wants to know at once.
            self._client = await asyncio.wait_for(nats.connect(**self._options()), _CONNECT_SECONDS)
        except (nats.errors.Error, OSError, TimeoutError) as error:
            raise CommandError(
                f"the event bus at {self._settings.url} does not answer",
                hint="is `selaras up` running? `selaras doctor` looks at every part",
                code=AWAY,
            ) from error
        try:
            await self._bind()
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

    async def _fetch(self, seconds: float) -> list[Msg]:
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
        jetstream = self._client.jetstream(timeout=5)
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
        settings = self._settings

        async def lost() -> None:
            self._on_connection(False)

        async def back() -> None:
            self._on_connection(True)

        async def quiet(_: Exception) -> None:
            """The callbacks above say what a person needs to know."""

        options: dict[str, Any] = {
            "servers": [settings.url],
            "name": f"selaras-watch-{self._agency}",
            "allow_reconnect": True,
            "max_reconnect_attempts": -1,
            "reconnect_time_wait": 0.25,
            "connect_timeout": 2,
            "disconnected_cb": lost,
            "reconnected_cb": back,
            "error_cb": quiet,
        }
        if settings.user:
            password = settings.password.get_secret_value() if settings.password else ""
            options |= {"user": settings.user, "password": password}
        if settings.tls_ca:
            options["tls"] = ssl.create_default_context(cafile=str(settings.tls_ca))
        return options
