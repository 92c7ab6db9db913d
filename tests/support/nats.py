"""A real nats-server with JetStream on a free port and in a folder of its own."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import nats
import pytest
from nats.aio.msg import Msg
from selaras.kit.errors import FailedPrecondition
from selaras.kit.nats_server import NatsServer, find_binary, free_port
from selaras.kit.settings import NatsSettings


class NatsUnderTest:
    """A nats-server that a test can kill and start again on the same port and data."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.port = free_port()
        self._server: NatsServer | None = None

    @property
    def url(self) -> str:
        return f"nats://127.0.0.1:{self.port}"

    @property
    def settings(self) -> NatsSettings:
        return NatsSettings(url=self.url)

    async def start(self) -> None:
        self._server = NatsServer(self._folder, self.port)
        await self._server.start()

    async def stop(self) -> None:
        if self._server:
            await self._server.stop()
            self._server = None

    async def kill(self) -> None:
        """kill -9, and stay dead until :meth:`start`."""
        assert self._server is not None
        pid, server, self._server = self._server.pid, self._server, None
        supervisor = server._supervisor  # a restart by the supervisor is what must not happen here
        if supervisor:
            supervisor.cancel()
            await asyncio.gather(supervisor, return_exceptions=True)
        os.kill(pid, signal.SIGKILL)
        assert server._process is not None
        await server._process.wait()


class Subscriber:
    """Everything that a stream holds on some subjects, read from its beginning."""

    def __init__(self, url: str, subject: str) -> None:
        self._url = url
        self._subject = subject
        self.messages: list[Msg] = []

    async def _keep(self, message: Msg) -> None:
        self.messages.append(message)

    @asynccontextmanager
    async def running(self, stream: str) -> AsyncIterator[Subscriber]:
        client = await nats.connect(self._url, max_reconnect_attempts=-1, reconnect_time_wait=0.1)
        try:
            jetstream = client.jetstream()
            await jetstream.subscribe(
                self._subject, cb=self._keep, stream=stream, ordered_consumer=True
            )
            yield self
        finally:
            await client.close()


@pytest.fixture
async def nats_server(tmp_path: Path) -> AsyncIterator[NatsUnderTest]:
    """A nats-server for one test."""
    try:
        find_binary()
    except FailedPrecondition as error:
        pytest.skip(error.message)
    server = NatsUnderTest(tmp_path / "nats")
    await server.start()
    yield server
    await server.stop()
