"""A line between two processes that can be cut, or swallow everything: TCP, on loopback."""

from __future__ import annotations

import asyncio
from contextlib import suppress

_BLOCK = 1 << 16


class Link:
    """Passes on what comes to :attr:`port` to another port of this machine, and back.

    Args:
        target: the port of the process behind it.
    """

    def __init__(self, target: int) -> None:
        self._target = target
        self._server: asyncio.Server | None = None
        self._open = asyncio.Event()
        self._open.set()
        self._cut = False
        self._tasks: set[asyncio.Task[None]] = set()
        self._pairs: set[tuple[asyncio.StreamWriter, asyncio.StreamWriter]] = set()
        self.port = 0

    async def start(self) -> None:
        """Begin to listen on a free port."""
        self._server = await asyncio.start_server(self._take, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Break everything and listen no more."""
        if self._server:
            self._server.close()
        self.cut()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def cut(self) -> None:
        """Break all connections, and every new one at once."""
        self._cut = True
        for pair in self._pairs:
            for writer in pair:
                writer.transport.abort()

    def hole(self) -> None:
        """Pass nothing on; connections stay and can be made, and nobody is told."""
        self._open.clear()

    def mend(self) -> None:
        """Pass everything on again; what was held in the hole arrives late."""
        self._cut = False
        self._open.set()

    def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(self._accept(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await self._open.wait()
        if self._cut:
            writer.transport.abort()
            return
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._target)
        except OSError:
            writer.transport.abort()
            return
        pair = (writer, far_writer)
        self._pairs.add(pair)
        try:
            await asyncio.gather(self._pump(reader, far_writer), self._pump(far_reader, writer))
        finally:
            self._pairs.discard(pair)
            for side in pair:
                side.transport.abort()

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, asyncio.IncompleteReadError):
            while block := await reader.read(_BLOCK):
                await self._open.wait()
                writer.write(block)
                await writer.drain()
            writer.write_eof()
            return
        writer.transport.abort()  # one side is broken: so is the other
