"""The process that owns an Edge index: answers one request after another.

Usage: ``python -m selaras.matching.index.edge.worker DESCRIPTOR``, with a socket whose other end is
the service. It ends when that end is closed, so it never outlives the service; whatever it answered
for is safe by then.
"""

from __future__ import annotations

import select
import signal
import socket
import sys
from collections import deque
from typing import Any

from selaras.matching.index.edge.store import EdgeStore
from selaras.matching.index.edge.upkeep import Upkeep
from selaras.matching.index.edge.wire import EdgeOptions, Note, Reply, Request, pack, receive
from selaras.matching.index.faults import UNAVAILABLE, Fault

READS = frozenset(
    {
        *("describe", "describe_next", "near_messages", "near_claims", "near_lexical"),
        *("count", "keys", "keys_next"),
    }
)
WRITES = frozenset(
    {
        *("ensure", "put", "put_next", "remove", "mark_published"),
        *("create_next", "switch", "exchange", "abandon", "drop_old"),
    }
)


class Worker:
    """Serves one connection."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        # Writes that came while files were being copied.
        self._waiting: deque[Request] = deque()
        self._store: EdgeStore
        self._upkeep: Upkeep

    def run(self) -> None:
        """Serve until the other end is closed."""
        opening: Request = receive(self._connection)
        options: EdgeOptions = opening.arguments[0]
        try:
            self._store = EdgeStore(options)
        except Exception as error:
            self._send(_failure(opening, error))
            return
        self._upkeep = Upkeep(self._store, options, self._note)
        try:
            self._send(Reply(opening.number, self._store.describe()))
            self._serve()
        except (EOFError, BrokenPipeError, ConnectionResetError):
            pass
        finally:
            self._upkeep.stop()
            self._store.close()

    def _serve(self) -> None:
        while True:
            output = self._upkeep.output
            watched: list[Any] = [self._connection, *([] if output is None else [output])]
            ready, _, _ = select.select(watched, [], [], self._upkeep.seconds_to_next)
            if output is not None and output in ready:
                self._upkeep.on_output()
            while self._waiting and not self._upkeep.copying:
                self._answer(self._waiting.popleft())
            if self._connection in ready and not self._accept(receive(self._connection)):
                return
            self._upkeep.tick()

    def _accept(self, request: Request) -> bool:
        """Answer a request or let it wait; False: it was the last one."""
        if request.method == "close":
            self._upkeep.stop()
            while self._waiting:
                self._answer(self._waiting.popleft())
            self._store.close()
            self._send(Reply(request.number))
            return False
        if self._upkeep.copying and request.method in WRITES:
            self._waiting.append(request)
        else:
            self._answer(request)
        return True

    def _answer(self, request: Request) -> None:
        try:
            value = self._call(request)
        except Exception as error:
            self._send(_failure(request, error))
        else:
            self._send(Reply(request.number, value))

    def _call(self, request: Request) -> Any:
        if request.method == "settle":
            return self._upkeep.settle(*request.arguments)
        if request.method == "stats":
            return self._upkeep.stats()
        if request.method not in READS | WRITES:
            raise Fault(UNAVAILABLE, f"no such request: {request.method}")
        return getattr(self._store, request.method)(*request.arguments)

    def _note(self, event: str, **fields: Any) -> None:
        self._send(Note(event, fields))

    def _send(self, item: object) -> None:
        self._connection.sendall(pack(item))


def _failure(request: Request, error: Exception) -> Reply:
    if isinstance(error, Fault):
        return Reply(request.number, reason=error.reason, message=error.message)
    detail = f"{type(error).__name__}: {error}"
    return Reply(request.number, reason=UNAVAILABLE, message=detail)


def main(descriptor: int) -> None:
    """Serve the socket with this descriptor."""
    # Ctrl-C reaches the whole process group; the service decides when this process ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    with socket.socket(fileno=descriptor) as connection:
        Worker(connection).run()


if __name__ == "__main__":
    main(int(sys.argv[1]))
