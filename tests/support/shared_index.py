"""An index that several matching processes share, where there is no Qdrant server.

A process of its own has a Qdrant Edge index and answers on a unix socket; :class:`SharedIndex` is
the port on the other side. It stands for a Qdrant server in this alone: what one process has put is
found by all from the moment at which the put was answered.

Usage: ``python -m tests.support.shared_index SOCKET FOLDER``
"""

from __future__ import annotations

import asyncio
import itertools
import sys
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path
from typing import Any

from selaras.kit.errors import SelarasError
from selaras.matching.index.edge.adapter import EdgeIndex
from selaras.matching.index.edge.wire import HEADER, Reply, Request, pack, unpack
from selaras.matching.index.errors import to_error
from selaras.matching.index.port import StoredKey
from selaras.matching.index.settings import IndexSettings

_METHODS = frozenset(
    {
        *("put", "put_many", "remove", "mark_published", "ping", "count"),
        *("near_messages", "near_claims", "near_lexical", "near_terms", "keys"),
    }
)


async def _receive(reader: asyncio.StreamReader) -> Any:
    (size,) = HEADER.unpack(await reader.readexactly(HEADER.size))
    return unpack(await reader.readexactly(size))


class SharedIndex:
    """See :class:`selaras.matching.index.port.Index`, but for what replaces a collection."""

    collection = "shared"

    def __init__(self, path: str) -> None:
        self._path = path
        self._numbers = itertools.count()
        self._waiting: dict[int, asyncio.Future[Any]] = {}

    async def open(self, *_model: object) -> None:
        reader, self._writer = await asyncio.open_unix_connection(self._path)
        self._reading = asyncio.create_task(self._read(reader))

    async def close(self) -> None:
        self._reading.cancel()
        self._writer.close()

    async def stored_keys(self) -> AsyncIterator[StoredKey]:
        for item in await self._call("keys"):
            yield item

    def __getattr__(self, name: str) -> Any:
        if name not in _METHODS:
            raise AttributeError(name)
        return partial(self._call, name)

    async def _call(self, method: str, *arguments: Any) -> Any:
        number = next(self._numbers)
        self._waiting[number] = asyncio.get_running_loop().create_future()
        self._writer.write(pack(Request(number, method, arguments)))
        reply: Reply = await self._waiting[number]
        if reply.reason is not None:
            raise to_error(reply.reason, reply.message)
        return reply.value

    async def _read(self, reader: asyncio.StreamReader) -> None:
        while True:
            reply = await _receive(reader)
            waiting = self._waiting.pop(reply.number)
            if not waiting.done():
                waiting.set_result(reply)


class IndexServer:
    """Serves an Edge index to every connection."""

    def __init__(self, index: EdgeIndex) -> None:
        self._index = index
        self._tasks: set[asyncio.Task[None]] = set()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer the requests of one process, until it ends or is killed."""
        try:
            while True:
                task = asyncio.create_task(self._answer(await _receive(reader), writer))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    async def _answer(self, request: Request, writer: asyncio.StreamWriter) -> None:
        try:
            if request.method == "keys":
                value: Any = [item async for item in self._index.stored_keys()]
            else:
                value = await getattr(self._index, request.method)(*request.arguments)
            reply = Reply(request.number, value)
        except SelarasError as error:
            reply = Reply(request.number, reason=error.reason, message=error.message)
        writer.write(pack(reply))


async def main(path: str, folder: Path) -> None:
    """Serve until killed."""
    index = EdgeIndex(IndexSettings(folder=folder))
    await index.open()
    server = await asyncio.start_unix_server(IndexServer(index).serve, path)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], Path(sys.argv[2])))
