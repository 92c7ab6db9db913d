"""The message bank over gRPC, on a real database and index: what is public, and only that."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from selaras.api.v1 import message_pb2, message_pb2_grpc
from selaras.gazetteer import Gazetteer
from selaras.kit.auth import MEMBERS, Caller, Role
from selaras.kit.bus import Bus
from selaras.kit.clock import FakeClock
from selaras.kit.database import Database
from selaras.kit.errors import Unauthenticated, Unavailable
from selaras.kit.health import Health
from selaras.kit.outbox import Outbox
from selaras.kit.settings import NatsSettings
from selaras.matching.adapters import tables
from selaras.matching.adapters.sql import MIGRATIONS, VERSION_TABLE, SqlStore
from selaras.matching.domain.message import Message, MessageState
from selaras.matching.entrypoints.messages import MessageServicer
from selaras.matching.handlers.check import CheckHandler
from selaras.matching.handlers.disputes import Disputes
from selaras.matching.handlers.rebuild import RebuildHandler
from selaras.matching.handlers.search import SearchHandler
from selaras.matching.index.edge.adapter import EdgeIndex
from selaras.matching.index.settings import IndexSettings
from selaras.matching.judge.decide import FactJudge
from selaras.matching.pipeline import Pipeline, to_indexed
from selaras.matching.ports import FindingQuery
from selaras.matching.preparation import Preparation
from selaras.matching.settings import JudgeSettings, RetrievalSettings

from tests.fakes.matching import FakeEntailer
from tests.support.grpc import RunningServer, expect_failure, running_server
from tests.support.matching import NOW, message
from tests.unit.matching.test_search import CloseEmbedder

SERVICE = message_pb2.DESCRIPTOR.services_by_name["MessageService"].full_name
POLIO = "💉 Halo warga! Imunisasi polio digelar 14 Mei 2026 di Puskesmas Cipedes. Bawa buku KIA."
CLASH = POLIO.replace("14 Mei", "16 Mei")
CALLERS = {
    "dinkes": Caller(Role.AGENCY, "dinkes"),
    "kominfo": Caller(Role.OWNER, "kominfo", "ani"),
    "bpbd": Caller(Role.AGENCY, "bpbd"),
    "admin": Caller(Role.ADMIN),
}


class KnownKeys:
    """Keys are the names of who has them."""

    async def authenticate(self, key: str) -> Caller:
        if key not in CALLERS:
            raise Unauthenticated("KEY_UNKNOWN", "no such key")
        return CALLERS[key]


class Silent:
    """Nobody is told anything."""

    async def draft_checked(self, *_: object, **__: object) -> None:
        """Nothing."""

    async def case_changed(self, *_: object, **__: object) -> None:
        """Nothing."""


class BankService:
    """The part of matching that is tested, with a made model."""

    name = "bank"

    def __init__(self, folder) -> None:
        clock = FakeClock(NOW)
        self._database = Database(f"sqlite+aiosqlite:///{folder / 'matching.db'}")
        bus = Bus(NatsSettings(url="nats://127.0.0.1:1"), Health(), "test")
        outbox = Outbox("matching", tables.outbox, self._database, bus, clock)
        self.store = SqlStore(self._database, outbox, clock)
        self.index = EdgeIndex(IndexSettings(folder=folder / "index"))
        self.embedder = CloseEmbedder()
        gazetteer, judge = Gazetteer.load(), FactJudge(JudgeSettings())
        self.pipeline = Pipeline(
            embedder=self.embedder,
            entailer=FakeEntailer(),
            index=self.index,
            store=self.store,
            judge=judge,
            preparation=Preparation(gazetteer),
            settings=RetrievalSettings(),
        )
        self.check = CheckHandler(
            pipeline=self.pipeline,
            store=self.store,
            index=self.index,
            events=Silent(),
            clock=clock,
            listed_none=5,
        )
        self.rebuild = RebuildHandler(
            pipeline=self.pipeline, store=self.store, index=self.index, embedder=self.embedder
        )
        self._handler = SearchHandler(
            store=self.store,
            index=self.index,
            embedder=self.embedder,
            disputes=Disputes(
                store=self.store, index=self.index, pipeline=self.pipeline, judge=judge
            ),
            gazetteer=gazetteer,
            clock=clock,
        )

    def register(self, server):
        message_pb2_grpc.add_MessageServiceServicer_to_server(
            MessageServicer(self._handler), server
        )
        return {SERVICE: MEMBERS}

    async def start(self) -> None:
        await self._database.migrate(MIGRATIONS, VERSION_TABLE)
        await self.index.open()

    async def stop(self) -> None:
        await self.index.close()
        await self._database.close()


@dataclass
class Served:
    """The bank behind gRPC, and what fills it."""

    server: RunningServer
    bank: BankService

    async def ask(
        self, query: str = "imunisasi polio puskesmas", key: str = "bpbd", **fields: object
    ) -> list[message_pb2.PublishedMessage]:
        stub = message_pb2_grpc.MessageServiceStub(self.server.channel(key))
        request = message_pb2.SearchMessagesRequest(query=query, **fields)
        return list((await stub.SearchMessages(request)).messages)

    async def names(self, *args: object, **fields: object) -> list[str]:
        return [item.name for item in await self.ask(*args, **fields)]

    async def submit(self, owner: str = "dinkes", **fields: object) -> Message:
        made = message(owner, **({"title": "", "body": POLIO} | fields))
        await self.bank.check.submitted(made)
        return made

    async def publish(self, draft: Message) -> Message:
        made = replace(
            draft, state=MessageState.PUBLISHED, version=draft.version + 1, publish_time=NOW
        )
        await self.bank.check.published(made)
        return made

    async def withdraw(self, draft: Message) -> None:
        await self.bank.check.withdrawn(
            replace(draft, state=MessageState.WITHDRAWN, version=draft.version + 1)
        )


@pytest.fixture
async def served(tmp_path) -> AsyncIterator[Served]:
    bank = BankService(tmp_path)

    def compose(_server, _health):
        return [bank], KnownKeys()

    async with running_server(compose) as server:
        yield Served(server, bank)


DINKES = "agencies/dinkes/drafts/1"


async def test_a_draft_is_in_the_bank_from_publication_to_withdrawal(served: Served) -> None:
    draft = await served.submit()
    assert await served.names() == []
    public = await served.publish(draft)
    assert await served.names() == await served.names(key="dinkes") == [DINKES]
    await served.withdraw(public)
    assert await served.names(expired=True) == []


async def test_a_withdrawn_message_is_gone_while_the_index_is_away(
    served: Served, monkeypatch
) -> None:
    public = await served.publish(await served.submit())

    async def away(key: str) -> bool:
        raise Unavailable("INDEX_UNAVAILABLE", "away for a test")

    monkeypatch.setattr(served.bank.index, "remove", away)
    with pytest.raises(Unavailable):
        await served.withdraw(public)
    assert await served.bank.index.count() == 1
    assert await served.names(expired=True) == []


async def test_the_new_text_of_a_post_is_not_public_until_it_goes_out(served: Served) -> None:
    public = await served.publish(await served.submit())
    secret = await served.submit(body=CLASH, revision=2, version=public.version + 1)
    assert await served.names() == []
    await served.publish(secret)
    [found] = await served.ask()
    assert found.text == CLASH


async def test_a_publication_that_is_told_before_the_check_counts(served: Served) -> None:
    draft = message("dinkes", title="", body=POLIO)
    await served.publish(draft)
    assert await served.names() == []
    await served.bank.check.submitted(draft)
    assert await served.names() == [DINKES]


async def test_the_message_is_told_as_it_was_written(served: Served) -> None:
    until = NOW + timedelta(days=9)
    draft = await served.submit(title="Polio", valid_from=NOW, valid_until=until)
    await served.publish(draft)
    [found] = await served.ask()
    assert (found.title, found.text) == ("Polio", POLIO)
    assert found.passage == "Imunisasi polio digelar 14 Mei 2026 di Puskesmas Cipedes."
    end = found.passage_start + len(found.passage)
    assert POLIO[found.passage_start : end] == found.passage
    assert (found.agency.name, found.agency.display_name) == ("agencies/dinkes", "Dinkes")
    assert found.publish_time.ToDatetime(tzinfo=NOW.tzinfo) == NOW
    assert found.valid_from.ToDatetime(tzinfo=NOW.tzinfo) == NOW
    assert found.valid_until.ToDatetime(tzinfo=NOW.tzinfo) == until
    assert list(found.area_codes) == ["32.78"]
    assert 0 < found.score <= 1
    assert not found.expired
    assert not found.disputes


async def test_what_was_not_said_is_unset(served: Served) -> None:
    await served.publish(await served.submit(area_codes=()))
    [found] = await served.ask()
    assert not found.HasField("valid_from")
    assert not found.HasField("valid_until")
    assert not found.area_codes


async def test_filters(served: Served) -> None:
    await served.publish(await served.submit())
    await served.publish(await served.submit("kominfo", area_codes=("33",)))
    old = await served.submit("bpbd", valid_until=NOW - timedelta(days=1))
    await served.publish(old)
    both = {DINKES, "agencies/kominfo/drafts/1"}
    assert set(await served.names()) == both
    assert set(await served.names(expired=True)) == {*both, "agencies/bpbd/drafts/1"}
    assert await served.names(area_code="32.78.01") == [DINKES]
    assert await served.names(agency="agencies/kominfo") == ["agencies/kominfo/drafts/1"]
    assert len(await served.names(page_size=1)) == 1
    [expired] = [item for item in await served.ask(expired=True) if item.expired]
    assert expired.name == "agencies/bpbd/drafts/1"


async def test_an_open_case_is_told_and_named_to_its_parties_only(served: Served) -> None:
    """The other side is a draft: nothing of it may be seen in the bank."""
    await served.publish(await served.submit())
    secret = "Rahasia: dipindah ke Gedung Melati."
    await served.submit("kominfo", body=f"{CLASH} {secret}")
    query = FindingQuery(agency="dinkes", relations=("contradiction",))
    assert len(await served.bank.store.findings(query)) == 1
    for key, named in (("dinkes", True), ("kominfo", True), ("bpbd", False)):
        [found] = await served.ask(key=key)
        [dispute] = found.disputes
        assert dispute.kind == message_pb2.Dispute.KIND_OPEN_CASE
        assert dispute.case.startswith("cases/") is named
        assert (dispute.case == "") is not named
        assert dispute.message == ""
        assert "belum selesai" in dispute.explanation
        assert "not settled" in dispute.explanation_en
        for hidden in ("16 Mei", "kominfo", "Kominfo", "Rahasia"):
            assert hidden not in str(found)


async def test_a_later_message_of_the_agency_is_told_with_both_values(served: Served) -> None:
    await served.publish(await served.submit())
    later = await served.submit(external_id="2", body=CLASH, authored=NOW + timedelta(days=1))
    await served.bank.check.published(
        replace(
            later,
            state=MessageState.PUBLISHED,
            version=2,
            publish_time=NOW + timedelta(days=1),
        )
    )
    found = {item.name: item for item in await served.ask()}
    [dispute] = found[DINKES].disputes
    assert dispute.kind == message_pb2.Dispute.KIND_SUPERSEDED
    assert (dispute.message, dispute.case) == ("agencies/dinkes/drafts/2", "")
    assert dispute.explanation == (
        "Dinkes menyatakan hal yang berbeda soal tanggal dalam pesan yang lebih baru "
        "(5 Mei 2026): di sini “14 Mei 2026”, di sana “16 Mei 2026”."
    )
    assert "14 Mei 2026" in dispute.explanation_en
    assert not found["agencies/dinkes/drafts/2"].disputes


async def test_a_rebuild_keeps_the_bank(served: Served) -> None:
    public = await served.publish(await served.submit())
    await served.submit("kominfo")
    indexed = to_indexed(await served.bank.pipeline.examine(public))
    # As it was indexed before it was noted what is public.
    await served.bank.index.put(replace(indexed, published=False, terms=()))
    assert await served.names() == []
    steps = [step async for step in served.bank.rebuild.rebuild()]
    assert steps[-1].switched
    assert await served.names() == [DINKES]


@pytest.mark.parametrize(
    ("fields", "reason", "field"),
    [
        ({"query": ""}, "REQUEST_INVALID", "query"),
        ({"query": "x" * 1001}, "REQUEST_INVALID", "query"),
        ({"query": "?!"}, "QUERY_EMPTY", "query"),
        ({"query": "   "}, "QUERY_EMPTY", "query"),
        ({"page_size": 51}, "REQUEST_INVALID", "page_size"),
        ({"page_size": -1}, "REQUEST_INVALID", "page_size"),
        ({"area_code": "99"}, "AREA_UNKNOWN", "area_code"),
        ({"agency": "dinkes"}, "NAME_INVALID", "agency"),
        ({"agency": "agencies/dinkes/drafts/1"}, "NAME_INVALID", "agency"),
    ],
)
async def test_what_is_refused_has_a_name(served: Served, fields, reason, field) -> None:
    failure = await expect_failure(served.ask(**fields))
    assert (failure.code.name, failure.reason) == ("INVALID_ARGUMENT", reason)
    assert failure.fields == [field]


async def test_only_members_of_agencies_ask(served: Served) -> None:
    assert (await expect_failure(served.ask(key="admin"))).reason == "ROLE_NOT_ALLOWED"
    assert (await expect_failure(served.ask(key="nobody"))).reason == "KEY_UNKNOWN"
