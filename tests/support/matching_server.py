"""Matching behind gRPC, wired as in production, with keys that are the names of who has them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from selaras.api.v1 import (
    audit_pb2_grpc,
    authority_pb2_grpc,
    case_pb2_grpc,
    finding_pb2_grpc,
)
from selaras.kit.auth import Caller
from selaras.kit.bus import Bus
from selaras.kit.clock import FakeClock
from selaras.kit.database import Database
from selaras.kit.errors import Unauthenticated
from selaras.kit.health import Health
from selaras.kit.outbox import Outbox
from selaras.kit.settings import InternalSettings, NatsSettings
from selaras.matching.adapters import tables
from selaras.matching.adapters.sql import SqlStore
from selaras.matching.bootstrap import build, weights_version
from selaras.matching.index.settings import IndexSettings
from selaras.matching.settings import JudgeSettings, MatchingSettings

from tests.support.grpc import INTERNAL_TOKEN, RunningServer, running_server
from tests.support.matching import NOW

NOWHERE = "127.0.0.1:1"


class KnownKeys:
    """Keys are the names of who has them."""

    def __init__(self, callers: Mapping[str, Caller]) -> None:
        self._callers = callers

    async def authenticate(self, key: str) -> Caller:
        if key not in self._callers:
            raise Unauthenticated("KEY_UNKNOWN", "no such key")
        return self._callers[key]


@dataclass
class ServedMatching:
    """A running matching, and its store."""

    server: RunningServer
    store: SqlStore
    database: Database

    def cases(self, key: str) -> case_pb2_grpc.CaseServiceStub:
        return case_pb2_grpc.CaseServiceStub(self.server.channel(key))

    def findings(self, key: str) -> finding_pb2_grpc.FindingServiceStub:
        return finding_pb2_grpc.FindingServiceStub(self.server.channel(key))

    def audit(self, key: str) -> audit_pb2_grpc.AuditServiceStub:
        return audit_pb2_grpc.AuditServiceStub(self.server.channel(key))

    def authorities(self, key: str) -> authority_pb2_grpc.AuthorityServiceStub:
        return authority_pb2_grpc.AuthorityServiceStub(self.server.channel(key))


@asynccontextmanager
async def serving_matching(
    folder: Path, callers: Mapping[str, Caller], clock: FakeClock, **settings: object
) -> AsyncIterator[ServedMatching]:
    """Serve matching on SQLite in a folder; its bus, embedding and directory are away.

    ``settings`` are those of the server.
    """
    url = f"sqlite+aiosqlite:///{folder / 'matching.db'}"
    nats = NatsSettings(url=f"nats://{NOWHERE}")

    def compose(_server, health):
        service = build(
            MatchingSettings(database_url=url, embedding_target=NOWHERE, directory_target=NOWHERE),
            nats=nats,
            internal=InternalSettings(token=INTERNAL_TOKEN),
            health=health,
            clock=clock,
            judge=JudgeSettings(),
            index=IndexSettings(folder=folder / "index"),
        )
        return [service], KnownKeys(callers)

    async with running_server(compose, **settings) as server:
        database = Database(url)
        bus = Bus(nats, Health(), "test")
        outbox = Outbox("matching", tables.outbox, database, bus, FakeClock(NOW))
        store = SqlStore(database, outbox, FakeClock(NOW), weights_version())
        yield ServedMatching(server, store, database)
        await database.close()
