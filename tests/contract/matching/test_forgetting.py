"""What every real store of matching promises of what is deleted for good."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from selaras.kit.clock import FakeClock
from selaras.kit.database import Database
from selaras.kit.marks import mark
from selaras.matching.adapters import case_tables, tables
from selaras.matching.adapters.sql import MIGRATIONS, VERSION_TABLE, SqlStore
from selaras.matching.adapters.sql_retention import SqlRetention
from selaras.matching.domain.audit import Action
from selaras.matching.domain.case import (
    Case,
    CaseState,
    Person,
    Resolution,
    TimelineEntry,
    TimelineKind,
)
from selaras.matching.domain.dismissal import Clash, Dismissal
from selaras.matching.domain.erasure import ErasureOrder, Trace, under_pseudonym
from selaras.matching.domain.facts import FactKind
from selaras.matching.domain.message import MessageState
from selaras.matching.handlers.erase import EraseHandler
from sqlalchemy import select, update

from tests.contract.matching.conftest import sql_store
from tests.contract.matching.test_cases import FULL
from tests.fakes.matching_cases import FakeEvents
from tests.support.matching import NOW, finding, message
from tests.support.matching_cases import put_case_of

DAY = timedelta(days=1)
OURS, THEIRS = message(), message("disdik")
ORDER = ErasureOrder(
    erasure_id="e1",
    agency="dinkes",
    draft_id="1",
    owner="",
    version=2,
    revision=1,
    pseudonym="",
    actor="admin",
    reason="salah kirim",
    time=NOW,
    marks=(b"\x00\xff",),
)


@dataclass
class Real:
    """A store on a real database, and what deletes there."""

    database: Database
    store: SqlStore
    retention: SqlRetention

    async def count(self, table) -> int:
        async with self.database.read() as connection:
            return len((await connection.execute(select(table))).all())

    async def clash(self) -> Case:
        """Two messages that clash, in a case, and a dismissal of one side."""
        found = finding(OURS, THEIRS)
        case = await put_case_of(self.store, [OURS, THEIRS], [found])
        said = Dismissal(
            found.id,
            (Person("dinkes", "ani"),),
            None,
            frozenset({Clash(FactKind.DATE, "3 Mei", "4 Mei")}),
            "other_area",
            NOW,
        )
        async with self.store.transaction() as transaction:
            await transaction.put_dismissal(said)
        return case

    async def resolve(self, case_id: str) -> None:
        async with self.database.write() as connection:
            table = case_tables.case
            await connection.execute(
                update(table).where(table.c.id == case_id).values(state=CaseState.RESOLVED)
            )


@pytest.fixture
async def real(bare: Database) -> Real:
    await bare.migrate(MIGRATIONS, VERSION_TABLE)
    return Real(bare, sql_store(bare), SqlRetention(bare))


class Beside:
    """What the handler meets beside the store; remembers what it was told."""

    def __init__(self) -> None:
        self.taken_out: list[str] = []
        self.said: list[tuple[str, Trace | None]] = []
        self.erased: list[tuple[tuple[bytes, ...], tuple[str, ...]]] = []

    async def take_out(self, key: str) -> None:
        self.taken_out.append(key)

    def forget(self, key: str) -> None:
        assert key in self.taken_out

    async def erase(self, order: ErasureOrder, agencies: Sequence[str]) -> int:
        self.erased.append((order.marks, tuple(agencies)))
        return 1


class News:
    """Notes who is done."""

    def __init__(self, beside: Beside) -> None:
        self._beside = beside

    async def erased(self, _transaction, service: str, _order, trace: Trace | None) -> None:
        self._beside.said.append((service, trace))


def eraser(real: Real, beside: Beside) -> EraseHandler:
    return EraseHandler(
        store=real.store,
        pipeline=beside,
        events=FakeEvents(),
        news=News(beside),
        bus=beside,
        clock=FakeClock(NOW),
    )


async def test_an_erased_message_leaves_an_empty_one(real):
    case = await real.clash()
    beside = Beside()
    erase = eraser(real, beside)
    await erase.requested(ORDER)
    await erase.requested(ORDER)  # the event may come twice
    name = finding(OURS, THEIRS).id
    assert beside.said == [("matching", Trace((name,), ("dinkes", "disdik")))] * 2
    stored = (await real.store.stored([OURS.key]))[OURS.key].message
    assert (stored.title, stored.body, stored.state) == ("", "", MessageState.WITHDRAWN)
    assert (stored.revision, stored.version, stored.agency) == (2, 2, OURS.agency)
    assert (await real.store.case(case.id)).resolution is Resolution.WITHDRAWN
    for table in (tables.finding, case_tables.dismissal):
        assert await real.count(table) == 0
    assert await real.count(tables.judgement) == 1
    audited = [entry.record for entry in await real.store.audit("", "", 0, 50)]
    [said] = [record for record in audited if record.action is Action.DRAFT_ERASED]
    assert (said.actor, said.subject) == ("admin", "agencies/dinkes/drafts/1")

    await erase.handed_back("e1")
    await erase.handed_back("other")
    marks = (*ORDER.marks, mark(f"findings/{name}", 1))
    assert beside.erased == [(marks, ("dinkes", "disdik"))]
    assert beside.said[-1] == ("bus", None)
    async with real.store.transaction() as transaction:
        assert (await transaction.erasure("e1"))[0].marks == ()


async def test_a_message_that_was_never_seen_is_erased_before_it_comes(real):
    await eraser(real, Beside()).requested(ORDER)
    async with real.store.transaction() as transaction:
        known = await transaction.message(OURS.key)
    assert known.message.version > OURS.version
    assert known.message.state is MessageState.WITHDRAWN
    assert await real.store.live_keys("", 10) == []


async def test_an_erasure_is_remembered(real):
    trace = Trace(("f1",), ("dinkes",))
    async with real.store.transaction() as transaction:
        assert await transaction.erasure("e1") is None
        await transaction.put_erasure(ORDER, trace)
        assert await transaction.erasure("e1") == (ORDER, trace)
        await transaction.put_erasure(replace(ORDER, marks=()), trace)
        assert await transaction.erasure("e1") == (replace(ORDER, marks=()), trace)


async def test_events_are_forgotten_by_what_they_speak_of(real):
    async with real.store.transaction() as transaction:
        await transaction.emit("a", b"\x0a" + mark("findings/1"), "1")
        await transaction.emit("a", b"\x0a" + mark("findings/12"), "2")
        await transaction.forget_events([mark("findings/1", 1)])
        await transaction.forget_events([])
    async with real.database.read() as connection:
        left = (await connection.execute(select(tables.outbox.c.event_id))).scalars().all()
    assert left == ["2"]


async def test_a_pseudonym_stands_for_an_erased_owner(real):
    said = TimelineEntry(TimelineKind.COMMENTED, NOW, Person("dinkes", "ani"), text="Kami periksa.")
    other = replace(said, person=Person("disdik", "ani"))
    async with real.store.transaction() as transaction:
        await transaction.put_case(FULL)
        await transaction.note(FULL.id, said, other)
        await transaction.rename_owner("dinkes", "ani", "terhapus-1")
        case, timeline = await transaction.case(FULL.id), await transaction.timeline(FULL.id)
    assert case == under_pseudonym(FULL, Person("dinkes", "ani"), "terhapus-1")
    assert case.party("dinkes").acknowledged_by == "terhapus-1"
    assert case.party("dinkes").assignee == ""
    assert case.proposal.person == Person("dinkes", "terhapus-1")
    assert case.proposal.answers == FULL.proposal.answers
    assert [entry.person for entry in timeline] == [Person("dinkes", "terhapus-1"), other.person]


async def test_messages_end_and_are_forgotten(real):
    published = message("kominfo", state=MessageState.PUBLISHED, valid_until=NOW + 9 * DAY)
    withdrawn = message("polres", state=MessageState.WITHDRAWN)
    async with real.store.transaction() as transaction:
        for item in (published, withdrawn, message("bpbd")):
            await transaction.put_message(item)
    assert await real.retention.ended_messages(NOW, 10) == []
    assert await real.retention.ended_messages(NOW + 5 * DAY, 10) == [withdrawn.key]
    keys = await real.retention.ended_messages(NOW + 10 * DAY, 10)
    assert sorted(keys) == [published.key, withdrawn.key]
    await real.retention.delete_messages([*keys, "bpbd/1"])
    async with real.store.transaction() as transaction:
        assert await transaction.message(published.key) is None
        assert await transaction.message("bpbd/1") is not None
        assert await transaction.agency("kominfo") == published.agency


async def test_nothing_in_a_live_case_is_forgotten(real):
    case = await real.clash()
    async with real.store.transaction() as transaction:
        await transaction.put_message(replace(OURS, state=MessageState.PUBLISHED, version=2))
    later = NOW + 10 * DAY
    assert await real.retention.ended_messages(later, 10) == []
    assert await real.retention.delete_cases(later, 10) == 0
    await real.resolve(case.id)
    assert await real.retention.ended_messages(later, 10) == [OURS.key]
    await real.retention.delete_messages([OURS.key])
    assert await real.count(tables.finding) == 0
    # The other message is there, and may meet the same again.
    assert await real.count(case_tables.dismissal) == 1


async def test_a_resolved_case_goes_whole(real):
    case = await real.clash()
    await real.resolve(case.id)
    async with real.store.transaction() as transaction:
        await transaction.put_case(
            replace(FULL, id="c2", merged_into=case.id, change_time=NOW + DAY)
        )
    assert await real.retention.delete_cases(NOW, 10) == 0
    assert await real.retention.delete_cases(NOW + DAY, 10) == 1
    for table in (case_tables.case, case_tables.case_change):
        assert await real.count(table) == 1
    assert await real.store.timeline(case.id) == []
    assert (await real.store.case("c2")).merged_into == ""


async def test_findings_that_are_gone_and_steps_are_forgotten(real):
    await real.clash()
    async with real.store.transaction() as transaction:
        await transaction.remove_finding(finding(OURS, THEIRS))
    assert await real.retention.delete_steps(NOW) == 0
    assert await real.retention.delete_steps(NOW + DAY) == 3
    assert await real.store.change_bounds() == (1, 0)
