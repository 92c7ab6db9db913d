"""Snapshots of JetStream streams with their consumers, over the API of nats-server.

A snapshot is taken while the stream is in use: messages, the ids that deduplication knows, and how
far each consumer has read. The server sends it in pieces and waits for their acknowledgement.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any

import nats
import nats.errors
from nats.aio.client import Client
from nats.js.api import ConsumerConfig, ConsumerInfo, DeliverPolicy
from nats.js.errors import APIError, NotFoundError

from selaras.cli.exits import AWAY, REFUSED, CommandError
from selaras.kit.nats_connection import connection_options
from selaras.kit.settings import NatsSettings

_PIECE_BYTES = 256 << 10
_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class StreamFigures:
    """What a stream holds."""

    messages: int
    first_sequence: int
    last_sequence: int
    consumers: int


@asynccontextmanager
async def connected(settings: NatsSettings) -> AsyncIterator[Client]:
    """A connection to the event bus.

    Raises:
        CommandError: nobody answers, the server refuses us, or it went away meanwhile.
    """
    try:
        client = await nats.connect(**_options(settings))
    except (nats.errors.Error, OSError, TimeoutError) as error:
        raise _away(settings, error) from error
    try:
        yield client
    except (nats.errors.Error, APIError, OSError, TimeoutError) as error:
        raise _away(settings, error) from error
    finally:
        await client.close()


def _away(settings: NatsSettings, error: Exception) -> CommandError:
    return CommandError(
        f"the event bus at {settings.url} does not answer: {error or repr(error)}",
        hint="is nats running, and does its user reach the API of JetStream?",
        code=AWAY,
    )


async def figures(client: Client, stream: str) -> StreamFigures | None:
    """What a stream holds; None where there is none."""
    try:
        info = await client.jetstream(timeout=_SECONDS).stream_info(stream)
    except NotFoundError:
        return None
    state = info.state
    return StreamFigures(state.messages, state.first_seq, state.last_seq, state.consumer_count)


class Snapshot:
    """A snapshot being read: :attr:`about` at once, the pieces from :meth:`pieces`."""

    def __init__(self, client: Client, stream: str) -> None:
        self._client = client
        self._stream = stream
        self.about: dict[str, Any] = {}

    async def pieces(self) -> AsyncIterator[bytes]:
        """The pieces in order; :attr:`about` is known when the first one comes.

        Raises:
            CommandError: the server ended it too early.
        """
        inbox = self._client.new_inbox()
        subscription = await self._client.subscribe(inbox)
        # jsck: the server looks at every message on its way out and says when one is broken.
        request = {"deliver_subject": inbox, "chunk_size": _PIECE_BYTES, "jsck": True}
        try:
            self.about = await _ask(self._client, f"STREAM.SNAPSHOT.{self._stream}", request)
            while True:
                message = await subscription.next_msg(timeout=_SECONDS)
                if not message.data:
                    self._ended(message.headers or {})
                    return
                yield message.data
                if message.reply:
                    await self._client.publish(message.reply)
        finally:
            await subscription.unsubscribe()

    def _ended(self, headers: dict[str, str]) -> None:
        status = headers.get("Status", "204")
        if not status.startswith("204"):
            why = headers.get("Description", "")
            raise CommandError(
                f"the snapshot of {self._stream} ended early: {status} {why}".rstrip(), code=REFUSED
            )


class Restore:
    """A stream being made again: :meth:`begin`, each piece, then :meth:`finish`.

    Whatever happens in between, :meth:`abandon` leaves no stream: nats-server keeps what it could
    read of a damaged snapshot.
    """

    def __init__(self, client: Client, stream: str) -> None:
        self._client = client
        self._stream = stream
        self._subject = ""

    async def begin(self, about: dict[str, Any]) -> None:
        """Tell the server what comes.

        Raises:
            CommandError: there is such a stream, or the server does not want it.
        """
        request = {"config": about["config"], "state": about["state"]}
        answer = await _ask(self._client, f"STREAM.RESTORE.{self._stream}", request)
        self._subject = str(answer["deliver_subject"])

    async def piece(self, data: bytes) -> None:
        """Send the next piece.

        Raises:
            CommandError: the server gave up.
        """
        answer = await self._client.request(self._subject, data, timeout=_SECONDS)
        if answer.data:
            _refuse_errors(json.loads(answer.data))

    async def finish(self) -> None:
        """Let the server make the stream.

        Raises:
            CommandError: it cannot.
        """
        # Reading a large stream back takes the server its time, and it says nothing meanwhile.
        answer = await self._client.request(self._subject, b"", timeout=20 * _SECONDS)
        self._subject = ""
        _refuse_errors(json.loads(answer.data))
        await self._turn_back_consumers()

    async def abandon(self) -> None:
        """Leave nothing of this stream."""
        if self._subject:
            with suppress(nats.errors.Error, TimeoutError):
                await self._client.request(self._subject, b"", timeout=_SECONDS)
        with suppress(NotFoundError):
            await self._client.jetstream(timeout=_SECONDS).delete_stream(self._stream)

    async def _turn_back_consumers(self) -> None:
        """No consumer may be ahead of its stream: it would pass over what is published next."""
        held = await figures(self._client, self._stream)
        last = held.last_sequence if held else 0
        jetstream = self._client.jetstream(timeout=_SECONDS)
        for info in await _consumers(self._client, self._stream):
            if info.delivered and info.delivered.stream_seq > last:
                floor = info.ack_floor.stream_seq if info.ack_floor else 0
                await jetstream.delete_consumer(self._stream, info.name)
                await jetstream.add_consumer(self._stream, _from(info, min(floor, last) + 1))


def _from(info: ConsumerInfo, sequence: int) -> ConsumerConfig:
    config = info.config.evolve(
        deliver_policy=DeliverPolicy.BY_START_SEQUENCE, opt_start_seq=sequence
    )
    return config if isinstance(config, ConsumerConfig) else info.config


async def _consumers(client: Client, stream: str) -> list[ConsumerInfo]:
    jetstream = client.jetstream(timeout=_SECONDS)
    found: list[ConsumerInfo] = []
    while page := await jetstream.consumers_info(stream, offset=len(found)):
        found += page
    return found


async def _ask(client: Client, what: str, request: dict[str, Any]) -> dict[str, Any]:
    message = await client.request(
        f"$JS.API.{what}", json.dumps(request).encode(), timeout=_SECONDS
    )
    answer: dict[str, Any] = json.loads(message.data)
    _refuse_errors(answer)
    return answer


def _refuse_errors(answer: dict[str, Any]) -> None:
    if error := answer.get("error"):
        raise CommandError(f"nats-server: {error.get('description', error)}", code=REFUSED)


def _options(settings: NatsSettings) -> dict[str, Any]:
    async def quiet(_: Exception) -> None:
        """The failure of the command says it."""

    return {
        **connection_options(settings),
        "name": "selaras-backup",
        "allow_reconnect": False,
        "max_reconnect_attempts": 1,
        "connect_timeout": 5,
        "error_cb": quiet,
    }
