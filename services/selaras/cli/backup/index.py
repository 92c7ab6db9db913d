"""The collection of Qdrant that answers, into a file and back, over Qdrant's HTTP API.

Only the live collection: one that is being filled by a rebuild is filled anew. The index is a
projection of the database, so it may also be left out of a backup: matching puts back what is
missing when it starts, which takes longer than a snapshot.
"""

from __future__ import annotations

import json
import secrets
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from typing import IO, Any
from urllib.parse import quote, urlsplit

from selaras.cli.backup.archive import Begin, Complete, End, Piece, Step, Writer, read
from selaras.cli.exits import AWAY, REFUSED, CommandError
from selaras.matching.index.settings import IndexSettings

_PIECE_BYTES = 4 << 20
# A snapshot of a large collection is made while the request waits.
_SECONDS = 900.0


def save(settings: IndexSettings, file: IO[bytes]) -> dict[str, Any]:
    """Write a snapshot of each part of the live collection; answers the summary.

    Raises:
        CommandError: the server is away or refuses.
    """
    server = QdrantServer(settings)
    writer = Writer(file)
    aliases = server.live_aliases()
    for collection in sorted(set(aliases.values())):
        writer.begin(collection, {"points": server.points(collection)})
        with server.snapshot(collection) as pieces:
            for piece in pieces:
                writer.piece(piece)
        writer.end()
    summary = {"aliases": aliases}
    writer.complete(summary)
    return summary


def restore(settings: IndexSettings, file: IO[bytes]) -> dict[str, Any]:
    """Make the collections of a file again, and let them answer; all or nothing.

    Raises:
        Damaged: the file is not what was written.
        CommandError: there is a live collection already, or the server refuses.
    """
    server = QdrantServer(settings)
    if server.live_aliases():
        raise CommandError(
            "there is an index already",
            hint="a backup is restored into an empty deployment only",
            code=REFUSED,
        )
    made: list[str] = []
    try:
        return _replay(server, read(file), made)
    except BaseException:
        for collection in made:
            with suppress(CommandError):
                server.drop(collection)
        raise


def _replay(server: QdrantServer, steps: Iterator[Step], made: list[str]) -> dict[str, Any]:
    points: dict[str, int] = {}
    for step in steps:
        match step:
            case Begin(part, about):
                made.append(part)
                server.upload(part, _until_end(steps))
                points[part] = server.points(part)
                if points[part] != about["points"]:
                    raise CommandError(f"{part} came back incomplete", code=REFUSED)
            case Complete(summary):
                server.grant(summary["aliases"])
    return {"points": points}


def _until_end(steps: Iterator[Step]) -> Iterator[bytes]:
    for step in steps:
        match step:
            case Piece(data):
                yield data
            case End():
                return


class QdrantServer:
    """The few calls that this needs; nothing here waits in the background.

    Raises:
        CommandError: from every method; the server is away or refuses.
    """

    def __init__(self, settings: IndexSettings) -> None:
        self._url = urlsplit(settings.url or "")
        self._prefix = settings.prefix
        self._headers = {"api-key": settings.api_key.get_secret_value()} if settings.api_key else {}

    def live_aliases(self) -> dict[str, str]:
        """Alias -> collection of the parts that answer."""
        aliases = self._call("GET", "/aliases")["aliases"]
        mine = f"{self._prefix}-live-"
        return {
            item["alias_name"]: item["collection_name"]
            for item in aliases
            if item["alias_name"].startswith(mine)
        }

    def points(self, collection: str) -> int:
        """How many points a collection has."""
        path = f"/collections/{quote(collection)}/points/count"
        return int(self._call("POST", path, {"exact": True})["count"])

    @contextmanager
    def snapshot(self, collection: str) -> Iterator[Iterator[bytes]]:
        """The pieces of a snapshot, which the server forgets afterwards."""
        base = f"/collections/{quote(collection)}/snapshots"
        path = f"{base}/{quote(self._call('POST', f'{base}?wait=true')['name'])}"
        try:
            with self._open("GET", path) as answer:
                yield iter(lambda: answer.read(_PIECE_BYTES), b"")
        finally:
            self._call("DELETE", path)

    def upload(self, collection: str, pieces: Iterator[bytes]) -> None:
        """Make a collection from the pieces of a snapshot."""
        boundary = secrets.token_hex(16)
        path = f"/collections/{quote(collection)}/snapshots/upload?priority=snapshot&wait=true"
        content_type = {"content-type": f"multipart/form-data; boundary={boundary}"}
        with self._open("POST", path, _as_form(pieces, boundary), content_type) as answer:
            answer.read()

    def grant(self, aliases: dict[str, str]) -> None:
        """Let collections answer under their aliases."""
        actions = [
            {"create_alias": {"alias_name": alias, "collection_name": collection}}
            for alias, collection in aliases.items()
        ]
        if actions:
            self._call("POST", "/collections/aliases", {"actions": actions})

    def drop(self, collection: str) -> None:
        """Delete a collection; none is fine."""
        self._call("DELETE", f"/collections/{quote(collection)}")

    def _call(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        content = None if body is None else json.dumps(body).encode()
        with self._open(method, path, content, {"content-type": "application/json"}) as answer:
            return json.loads(answer.read())["result"]

    @contextmanager
    def _open(
        self,
        method: str,
        path: str,
        body: bytes | Iterator[bytes] | None = None,
        headers: dict[str, str] | None = None,
    ) -> Iterator[HTTPResponse]:
        connection = self._connection()
        try:
            connection.request(
                method,
                path,
                body=body,
                headers={**self._headers, **(headers or {})},
                encode_chunked=isinstance(body, Iterator),
            )
            answer = connection.getresponse()
            if answer.status >= 300:
                said = answer.read(500).decode(errors="replace")
                raise CommandError(f"Qdrant answers {answer.status}: {said}", code=REFUSED)
            yield answer
        except (OSError, HTTPException) as error:
            raise CommandError(f"Qdrant does not answer: {error!r}", code=AWAY) from error
        finally:
            connection.close()

    def _connection(self) -> HTTPConnection:
        host = self._url.hostname or "localhost"
        if self._url.scheme == "https":
            return HTTPSConnection(
                host, self._url.port, timeout=_SECONDS, context=ssl.create_default_context()
            )
        return HTTPConnection(host, self._url.port, timeout=_SECONDS)


def _as_form(pieces: Iterator[bytes], boundary: str) -> Iterator[bytes]:
    """The body of a form with one file in it."""
    yield (
        f"--{boundary}\r\n"
        'Content-Disposition: form-data; name="snapshot"; filename="snapshot"\r\n'
        "Content-Type: application/octet-stream\r\n\r\n"
    ).encode()
    yield from pieces
    yield f"\r\n--{boundary}--\r\n".encode()
