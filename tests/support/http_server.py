"""An HTTP server that a test starts, and that misbehaves in every way a real one does."""

from __future__ import annotations

import asyncio
import json
import ssl
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Request:
    """What came in; names of headers are in lower case."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    server_name: str = ""

    def json(self):
        return json.loads(self.body)


class Exchange:
    """One request, and the verbs to answer it with."""

    def __init__(
        self, request: Request, writer: asyncio.StreamWriter, stopped: asyncio.Event
    ) -> None:
        self.request = request
        self._writer = writer
        self._stopped = stopped

    def write(self, data: bytes) -> None:
        self._writer.write(data)

    async def flush(self) -> None:
        with suppress(ConnectionError):
            await self._writer.drain()

    async def hang(self) -> None:
        """Say nothing until the server stops."""
        await self._stopped.wait()

    def reset(self) -> None:
        """Close at once, unread data or not."""
        self._writer.transport.abort()


Behaviour = Callable[[Exchange], Awaitable[None]]


@dataclass
class HttpUnderTest:
    """A server on a free port of loopback; it does ``behaviour`` for each request."""

    certificate: ssl.SSLContext | None = None
    requests: list[Request] = field(default_factory=list)
    port: int = 0

    def __post_init__(self) -> None:
        self.behaviour: Behaviour = answer(200)
        self._stopped = asyncio.Event()
        self._tasks: set[asyncio.Task] = set()

    async def start(self) -> None:
        if self.certificate:
            self.certificate.sni_callback = self._remember_name
        self._server_name = ""
        self._server = await asyncio.start_server(
            self._serve, "127.0.0.1", self.port, ssl=self.certificate
        )
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        self._stopped.set()
        self._server.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    @property
    def url(self) -> str:
        return f"{'https' if self.certificate else 'http'}://127.0.0.1:{self.port}"

    def _remember_name(self, connection, name, context) -> None:
        self._server_name = name or ""

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        with suppress(ConnectionError, asyncio.IncompleteReadError, ssl.SSLError):
            request = await self._read(reader)
            self.requests.append(request)
            await self.behaviour(Exchange(request, writer, self._stopped))
            with suppress(ConnectionError):
                await writer.drain()
        writer.close()

    async def _read(self, reader: asyncio.StreamReader) -> Request:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        first, *lines = head.strip().split("\r\n")
        method, path, _ = first.split(" ")
        headers = {
            name.strip().lower(): value.strip()
            for name, _, value in (line.partition(":") for line in lines)
        }
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        return Request(method, path, headers, body, self._server_name)


def answer(status: int, body: bytes | dict = b"", **headers: str) -> Behaviour:
    """Answers properly; ``Retry_After`` is the header Retry-After."""
    payload = json.dumps(body).encode() if isinstance(body, dict) else body

    async def behave(exchange: Exchange) -> None:
        lines = [f"HTTP/1.1 {status} Status", f"Content-Length: {len(payload)}"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        lines += ["Connection: close", "", ""]
        exchange.write("\r\n".join(lines).encode("latin-1") + payload)

    return behave


async def hang(exchange: Exchange) -> None:
    """Takes the request and never answers."""
    await exchange.hang()


async def close(exchange: Exchange) -> None:
    """Takes the request and closes."""
    exchange.reset()


async def half_a_head(exchange: Exchange) -> None:
    """Breaks off within the headers."""
    exchange.write(b"HTTP/1.1 200 OK\r\nContent-Le")


async def garbage(exchange: Exchange) -> None:
    """Speaks something else."""
    exchange.write(b"220 mail.example.test ESMTP\r\n")


def half_a_body(status: int) -> Behaviour:
    """Promises more than it sends."""

    async def behave(exchange: Exchange) -> None:
        exchange.write(f"HTTP/1.1 {status} X\r\nContent-Length: 1000\r\n\r\nhalf".encode())

    return behave


def endless_body(status: int) -> Behaviour:
    """Sends until the other side has had enough."""

    async def behave(exchange: Exchange) -> None:
        exchange.write(f"HTTP/1.1 {status} X\r\nContent-Length: {10**12}\r\n\r\n".encode())
        for _ in range(200):
            exchange.write(b"x" * 1_000_000)
            await exchange.flush()

    return behave


def slow_body(status: int) -> Behaviour:
    """Answers at once, and never ends its body."""

    async def behave(exchange: Exchange) -> None:
        exchange.write(f"HTTP/1.1 {status} X\r\nContent-Length: 1000\r\n\r\nx".encode())
        await exchange.flush()
        await exchange.hang()

    return behave
