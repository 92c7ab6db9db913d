"""`selaras backup index` and back, against a server that answers as Qdrant's HTTP API does."""

from __future__ import annotations

import io
import json
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from pydantic import SecretStr
from selaras.cli.backup.index import restore, save
from selaras.cli.exits import CommandError
from selaras.matching.index.settings import IndexSettings

KEY = "secret-of-the-server"


@dataclass
class Qdrant:
    """What a server holds: collections with their contents, aliases, snapshots."""

    collections: dict[str, bytes] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    snapshots: set[str] = field(default_factory=set)
    refuses: str = ""
    port: int = 0

    @property
    def settings(self) -> IndexSettings:
        return IndexSettings(url=f"http://127.0.0.1:{self.port}", api_key=SecretStr(KEY))

    def answer(self, method: str, path: str, body: bytes) -> tuple[int, Any]:
        if self.refuses and self.refuses in path:
            return 500, {"status": {"error": "no space left on device"}}
        name = path.split("/")[2] if path.startswith("/collections/") else ""
        if path.endswith("/aliases"):
            return 200, self._answer_aliases(body)
        if path.endswith("/points/count"):
            return 200, {"count": len(self.collections[name]) // 10}
        if "/snapshots/upload" in path:
            self.collections[name] = re.split(rb"\r\n\r\n|\r\n--", body)[1]
            return 200, True
        if "/snapshots" in path:
            return 200, self._answer_snapshots(method, name, path)
        assert method == "DELETE"
        return 200, self.collections.pop(name, None) is not None

    def _answer_aliases(self, body: bytes) -> Any:
        for action in json.loads(body)["actions"] if body else []:
            made = action["create_alias"]
            self.aliases[made["alias_name"]] = made["collection_name"]
        pairs = self.aliases.items()
        return {"aliases": [{"alias_name": a, "collection_name": c} for a, c in pairs]}

    def _answer_snapshots(self, method: str, name: str, path: str) -> Any:
        if method == "POST":
            self.snapshots.add("snap 1")
            return {"name": "snap 1"}
        assert path.endswith("/snapshots/snap%201")
        if method == "DELETE":
            self.snapshots.clear()
        return self.collections[name] if method == "GET" else True


@pytest.fixture
def new_qdrant() -> Iterator[Any]:
    servers = []

    def make() -> Qdrant:
        state = Qdrant()

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                body = self._body()
                if self.headers["api-key"] != KEY:
                    status, result = 403, None
                else:
                    status, result = state.answer(self.command, self.path, body)
                raw = isinstance(result, bytes)
                data = result if raw else json.dumps({"result": result}).encode()
                self.send_response(status)
                self.send_header("content-length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            do_POST = do_DELETE = do_GET  # noqa: N815

            def _body(self) -> bytes:
                if self.headers.get("transfer-encoding") != "chunked":
                    return self.rfile.read(int(self.headers.get("content-length", 0)))
                whole = b""
                while size := int(self.rfile.readline() or b"0", 16):
                    whole += self.rfile.read(size)
                    self.rfile.readline()
                return whole

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        state.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        servers.append((server, thread))
        return state

    yield make
    for server, thread in servers:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def full(new_qdrant) -> Qdrant:
    qdrant = new_qdrant()
    qdrant.collections = {
        "selaras-first-messages": b"m" * 9_000_000,
        "selaras-first-claims": b"c" * 50,
        "selaras-second-messages": b"half filled",
    }
    qdrant.aliases = {
        "selaras-live-messages": "selaras-first-messages",
        "selaras-live-claims": "selaras-first-claims",
        "selaras-next-messages": "selaras-second-messages",
    }
    return qdrant


def take(qdrant: Qdrant) -> bytes:
    file = io.BytesIO()
    save(qdrant.settings, file)
    return file.getvalue()


def test_the_live_collection_comes_back_under_its_aliases(full, new_qdrant):
    other = new_qdrant()
    restore(other.settings, io.BytesIO(take(full)))
    live = {name: held for name, held in full.collections.items() if "first" in name}
    assert other.collections == live
    assert other.aliases == {alias: name for alias, name in full.aliases.items() if "live" in alias}


def test_the_server_keeps_no_snapshot(full):
    take(full)
    assert not full.snapshots
    full.refuses = "/snapshots/snap%201"
    with pytest.raises(CommandError, match="no space left"):
        take(full)


def test_a_server_that_has_an_index_is_left_alone(full):
    before = dict(full.collections)
    with pytest.raises(CommandError, match="an index already"):
        restore(full.settings, io.BytesIO(take(full)))
    assert full.collections == before


@pytest.mark.parametrize("part", [0.3, 0.7, 0.99])
def test_a_file_that_was_cut_off_leaves_nothing(full, new_qdrant, part):
    other = new_qdrant()
    backup = take(full)
    with pytest.raises(CommandError):
        restore(other.settings, io.BytesIO(backup[: int(len(backup) * part)]))
    assert other.collections == {}
    assert other.aliases == {}


def test_an_upload_that_is_refused_leaves_nothing(full, new_qdrant):
    other = new_qdrant()
    other.refuses = "first-messages/snapshots/upload"
    with pytest.raises(CommandError, match="no space left"):
        restore(other.settings, io.BytesIO(take(full)))
    assert other.collections == {}


def test_a_server_that_is_away_is_said(full):
    settings = IndexSettings(url="http://127.0.0.1:1")
    with pytest.raises(CommandError, match="does not answer"):
        save(settings, io.BytesIO())


def test_a_wrong_key_is_refused(full):
    settings = IndexSettings(url=full.settings.url, api_key=SecretStr("another"))
    with pytest.raises(CommandError, match="403"):
        save(settings, io.BytesIO())
