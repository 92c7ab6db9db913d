"""What alerting's real stores promise of what is deleted for good."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from selaras.alerting.adapters import tables
from selaras.alerting.adapters.delivery_tables import delivery
from selaras.alerting.adapters.sql import MIGRATIONS, VERSION_TABLE, SqlAlertStore
from selaras.alerting.adapters.sql_erasures import SqlErasureStore
from selaras.alerting.domain.case import CaseState
from selaras.alerting.domain.decision import Decision, Reason
from selaras.alerting.domain.erasure import ErasureOrder
from selaras.alerting.domain.quiet import Matcher, Silence
from selaras.alerting.domain.track import first_track
from selaras.alerting.entrypoints.convert import from_proto_case
from selaras.event.v1 import erasure_pb2
from selaras.kit.bus import Bus
from selaras.kit.clock import FakeClock
from selaras.kit.database import Database
from selaras.kit.health import Health
from selaras.kit.marks import mark
from selaras.kit.outbox import Outbox
from selaras.kit.settings import NatsSettings
from sqlalchemy import select

from tests.contract.alerting.test_store import FULL, RECORD, make_notice
from tests.fakes.alerting import case_payload
from tests.support.alerting import MONDAY

DAY = timedelta(days=1)
DRAFT = "agencies/dinkes/drafts/post-1"
ORDER = ErasureOrder("e1", "dinkes", marks=(mark(DRAFT),))
OF_A = ErasureOrder("e2", "dinkes", "a", "terhapus-1")


@dataclass
class Real:
    """A store on a real database, and what deletes there."""

    database: Database
    clock: FakeClock
    store: SqlAlertStore
    erasures: SqlErasureStore

    async def rows(self, table, *columns):
        chosen = [table.c[name] for name in columns] or [table]
        async with self.database.read() as connection:
            return [tuple(row) for row in await connection.execute(select(*chosen))]

    async def told(self, owner=FULL, **case) -> None:
        """An owner is told of a case, through a channel too."""
        notice = make_notice(owner, **case)
        async with self.store.transaction() as unit:
            await unit.put_agency(RECORD)
            await unit.put_track(first_track(notice.telling.event))
            assert await unit.add_notice(notice)
            decision = Decision(Reason.ALERTED, notice.telling.owner.owner_id)
            await unit.add_decision(notice.telling.event, decision)

    async def done(self) -> list[erasure_pb2.ErasureDone]:
        found = await self.rows(tables.outbox, "subject", "payload")
        return [
            erasure_pb2.ErasureDone.FromString(payload)
            for subject, payload in found
            if subject == "selaras.v1.draft.erased.dinkes"
        ]


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
async def real(request, tmp_path):
    url = f"sqlite+aiosqlite:///{tmp_path}/alerting.db"
    if request.param == "postgres":
        url = str(request.getfixturevalue("postgres_url"))
    database, clock = Database(url), FakeClock(MONDAY)
    await database.migrate(MIGRATIONS, VERSION_TABLE)
    bus = Bus(NatsSettings(), Health(), "alerting")  # never connected
    outbox = Outbox("alerting", tables.outbox, database, bus, clock)
    store = SqlAlertStore(database, outbox, clock, from_proto_case)
    yield Real(database, clock, store, SqlErasureStore(database, outbox))
    await database.close()


async def test_what_speaks_of_an_erased_draft_is_gone(real):
    await real.told(severity="CRITICAL")
    await real.told("b", case="cases/c2", draft="post-12")
    assert len(await real.rows(delivery)) == 2
    await real.erasures.erase_draft(ORDER)
    await real.erasures.erase_draft(ORDER)  # the event may come twice
    payloads = dict(await real.rows(tables.case, "case_id", "payload"))
    assert payloads["cases/c1"] is None
    assert payloads["cases/c2"]
    assert await real.rows(delivery) == []
    subjects = [subject for (subject,) in await real.rows(tables.outbox, "subject")]
    assert subjects.count("selaras.v1.alert.dinkes.a") == 0
    assert subjects.count("selaras.v1.alert.dinkes.b") == 1
    assert [(one.erasure, one.service) for one in await real.done()] == [("e1", "alerting")] * 2
    # That somebody was told stays known: nobody is told twice.
    assert len(await real.rows(tables.alert)) == 2


async def test_what_was_for_an_erased_owner_is_gone_and_the_rest_has_no_name(real):
    await real.told()
    await real.told("b", case="cases/c2")
    author = "agencies/dinkes/owners/a"
    silence = Silence("s1", Matcher("dinkes"), "Libur", author, MONDAY, MONDAY + DAY, MONDAY)
    async with real.store.transaction() as unit:
        await unit.put_silence(silence)
    await real.erasures.erase_owner(OF_A)
    assert sorted(await real.rows(tables.alert, "owner_id")) == [("b",), ("terhapus-1",)]
    assert sorted(await real.rows(tables.decision, "owner_id")) == [("b",), ("terhapus-1",)]
    assert await real.rows(delivery) == []
    assert await real.rows(tables.silence, "author") == [("agencies/dinkes/owners/terhapus-1",)]
    subjects = [subject for (subject,) in await real.rows(tables.outbox, "subject")]
    assert sorted(subjects) == ["selaras.v1.alert.dinkes.b", "selaras.v1.draft.erased.dinkes"]


async def test_cases_resolved_for_everybody_are_forgotten_whole(real):
    await real.told(severity="CRITICAL")
    async with real.store.transaction() as unit:
        there = first_track(from_proto_case(case_payload("disdik")))
        await unit.put_track(replace(there, state=CaseState.RESOLVED))
        here = await unit.track("cases/c1", "dinkes")
    later = MONDAY + 5 * DAY
    assert await real.erasures.forget_cases(later, 10) == 0
    async with real.store.transaction() as unit:
        await unit.put_track(replace(here, state=CaseState.RESOLVED))
    assert await real.erasures.forget_cases(MONDAY, 10) == 0
    assert await real.erasures.forget_cases(later, 10) == 1
    for table in (tables.case, tables.alert, tables.decision, delivery):
        assert await real.rows(table) == []


async def test_silences_that_are_over_are_forgotten(real):
    silence = Silence("s1", Matcher("dinkes"), "Libur", "x", MONDAY, MONDAY + DAY, MONDAY)
    async with real.store.transaction() as unit:
        await unit.put_silence(silence)
    assert await real.erasures.forget_rest(MONDAY + DAY) == 0
    assert await real.erasures.forget_rest(MONDAY + 2 * DAY) == 1
    assert await real.rows(tables.silence) == []
