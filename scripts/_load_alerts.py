"""Waits for the alerts that the clashes of a run must cause, at the bus."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any

import nats
from _load_drive import Sent
from nats.aio.msg import Msg
from nats.js.api import DeliverPolicy
from pydantic import SecretStr
from selaras.cli.alert_reader import AlertReader
from selaras.event.v1 import alert_pb2
from selaras.kit.bus import ALERTS
from selaras.kit.nats_connection import connection_options
from selaras.kit.settings import NatsSettings

_SUBJECT = "selaras.v1.alert.>"


class Alerts:
    """Reads alerts as they come; an asynchronous context manager.

    Args:
        settings: where the bus is. With a user (or where none is needed) all alerts are read over
            one connection.
        keys: keys of the agencies; where given, each agency logs in and reads its own alerts as its
            plugin would, over a connection of its own.
    """

    def __init__(self, settings: NatsSettings, keys: Mapping[str, str] | None = None) -> None:
        self._settings = settings
        self._keys = keys or {}
        self._client: Any = None
        self._readers: list[asyncio.Task[None]] = []
        self._came: dict[tuple[str, str], float] = {}
        self._news = asyncio.Event()

    async def __aenter__(self) -> Alerts:
        """Begin to read; what is on the stream already is left out.

        Raises:
            nats.errors.Error, OSError: no connection.
        """
        if self._keys:
            self._readers = [
                asyncio.create_task(self._read_as(agency, key))
                for agency, key in self._keys.items()
            ]
            return self
        self._client = await nats.connect(**connection_options(self._settings))
        await self._client.jetstream().subscribe(
            _SUBJECT,
            stream=ALERTS,
            cb=self._take,
            ordered_consumer=True,
            deliver_policy=DeliverPolicy.NEW,
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        """Read no more."""
        for reader in self._readers:
            reader.cancel()
        await asyncio.gather(*self._readers, return_exceptions=True)
        if self._client:
            await self._client.close()

    async def wait_for(self, sent: Iterable[Sent], patience: float) -> tuple[list[float], int]:
        """Wait for the alerts of a run; answers seconds of those that came, and how many must.

        A clash is told to both sides, and it is caused by the later of its two drafts: seconds are
        from when that was due.
        """
        expected = _expected(sent)
        with suppress(TimeoutError):
            async with asyncio.timeout(patience):
                while expected.keys() - self._came.keys():
                    self._news.clear()
                    await self._news.wait()
        delays = [self._came[key] - due for key, due in expected.items() if key in self._came]
        return delays, len(expected)

    async def _take(self, message: Msg) -> None:
        self._note(alert_pb2.Alert.FromString(message.data))

    def _note(self, alert: alert_pb2.Alert) -> None:
        now = asyncio.get_running_loop().time()
        for finding in alert.findings:
            self._came.setdefault((alert.owner.split("/")[1], finding.own_draft), now)
        self._news.set()

    async def _read_as(self, agency: str, key: str) -> None:
        settings = self._settings.model_copy(update={"user": agency, "password": SecretStr(key)})
        async with AlertReader(settings, agency, patience=60) as reader:
            async for received in reader.alerts():
                self._note(received.alert)
                with suppress(OSError):
                    await received.shown()


def _expected(sent: Iterable[Sent]) -> dict[tuple[str, str], float]:
    """Agency and draft of each side of a clash whose drafts were both accepted; when it was due."""
    sides: dict[int, list[Sent]] = {}
    for item in sent:
        if item.plan.clash is not None and item.answered is not None:
            sides.setdefault(item.plan.clash, []).append(item)
    return {
        (item.plan.post.agency, item.plan.post.name): max(one.due for one in pair)
        for pair in sides.values()
        if len(pair) == 2
        for item in pair
    }
