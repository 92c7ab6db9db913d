"""Starts the index process, talks to it, and starts it again when it died."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import sys
import time
from typing import Any

from selaras.kit.logging import get_logger
from selaras.matching.index.edge.wire import HEADER, EdgeOptions, Note, Reply, Request, pack, unpack
from selaras.matching.index.errors import IndexUnavailable, to_error
from selaras.matching.index.faults import UNAVAILABLE

_log = get_logger(__name__)
_RESTART_SECONDS = 1.0
_END_SECONDS = 30.0
_GONE = "the index process ended"


class IndexProcess:
    """The child process. Belongs to the event loop in which it was started.

    Args:
        options: for the child.
        timeout: longest wait for one answer, seconds.
    """

    def __init__(self, options: EdgeOptions, timeout: float) -> None:
        self._options = options
        self._timeout = timeout
        self._process: asyncio.subprocess.Process | None = None
        self._writer: asyncio.StreamWriter | None = None
        self._reading: asyncio.Task[None] | None = None
        self._waiting: dict[int, asyncio.Future[Any]] = {}
        self._number = 0
        self._starting = asyncio.Lock()
        self._last_start = 0.0
        self._closed = False

    @property
    def pid(self) -> int | None:
        """Process id of the child."""
        return self._process.pid if self._process else None

    async def start(self) -> Any:
        """Start the child and wait until it owns its folder; what it says about it.

        Raises:
            EdgeIndexLocked: another process owns the folder.
            IndexUnavailable: the child did not start.
        """
        self._closed = False
        if self._alive():
            return await self.call("describe")
        self._last_start = time.monotonic()
        mine, theirs = socket.socketpair()
        with theirs:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "selaras.matching.index.edge.worker",
                str(theirs.fileno()),
                stdin=asyncio.subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                # What this process can import, the child can.
                env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            )
        reader, self._writer = await asyncio.open_connection(sock=mine)
        self._reading = asyncio.create_task(self._read(reader))
        try:
            wait = self._options.lock_wait_seconds + self._timeout
            return await self._ask("open", (self._options,), wait)
        except BaseException:
            await self._end()
            raise

    async def call(self, method: str, *arguments: Any) -> Any:
        """Ask the child; starts it again when it died.

        Raises:
            IndexUnavailable: it died or did not answer in time.
        """
        if self._closed:
            raise IndexUnavailable(UNAVAILABLE, "the index is closed")
        if not self._alive():
            await self._restart()
        return await self._ask(method, arguments, self._timeout)

    def _alive(self) -> bool:
        return self._reading is not None and not self._reading.done()

    async def _restart(self) -> None:
        async with self._starting:
            if self._alive():
                return
            if time.monotonic() - self._last_start < _RESTART_SECONDS:
                raise IndexUnavailable(UNAVAILABLE, _GONE)
            _log.warning("index_process_restarted")
            await self._end()
            await self.start()

    async def _ask(self, method: str, arguments: tuple[Any, ...], timeout: float) -> Any:  # noqa: ASYNC109
        assert self._writer is not None  # noqa: S101 - started before
        self._number += 1
        number = self._number
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._waiting[number] = answer
        try:
            async with asyncio.timeout(timeout):
                self._writer.write(pack(Request(number, method, arguments)))
                await self._writer.drain()
                return await answer
        except TimeoutError as error:
            detail = f"the index did not answer {method} within {timeout:g} s"
            raise IndexUnavailable(UNAVAILABLE, detail) from error
        except (ConnectionError, OSError) as error:
            raise IndexUnavailable(UNAVAILABLE, _GONE) from error
        finally:
            del self._waiting[number]

    async def _read(self, reader: asyncio.StreamReader) -> None:
        """Hand the child's answers to those who wait, until it ends."""
        try:
            while True:
                (size,) = HEADER.unpack(await reader.readexactly(HEADER.size))
                self._receive(unpack(await reader.readexactly(size)))
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            for answer in self._waiting.values():
                if not answer.done():
                    answer.set_exception(IndexUnavailable(UNAVAILABLE, _GONE))

    def _receive(self, item: Reply | Note) -> None:
        if isinstance(item, Note):
            say = _log.warning if item.event.endswith("_failed") else _log.info
            say(item.event, **item.fields)
            return
        answer = self._waiting.get(item.number)
        if answer is None or answer.done():
            return
        if item.reason is None:
            answer.set_result(item.value)
        else:
            answer.set_exception(to_error(item.reason, item.message))

    async def stop(self) -> None:
        """Let the child finish, flush and end."""
        self._closed = True
        if self._alive():
            with contextlib.suppress(IndexUnavailable):
                await self._ask("close", (), _END_SECONDS)
        await self._end()

    async def _end(self) -> None:
        """Close the connection; the child ends by itself then."""
        if self._writer is not None:
            self._writer.close()
            with contextlib.suppress(ConnectionError):
                await self._writer.wait_closed()
            self._writer = None
        if self._process is not None:
            try:
                async with asyncio.timeout(_END_SECONDS):
                    await self._process.wait()
            except TimeoutError:
                self._process.kill()
                await self._process.wait()
            self._process = None
        if self._reading is not None:
            await self._reading
            self._reading = None
