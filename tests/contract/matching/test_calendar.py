"""What every store promises of the calendar, and how the real ones keep it in line."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from selaras.kit.database import Database
from selaras.matching.adapters import calendar_tables, tables
from selaras.matching.adapters.documents import dump_message
from selaras.matching.adapters.sql import MIGRATIONS, VERSION_TABLE, SqlStore
from selaras.matching.adapters.sql_calendar import SqlCalendar
from selaras.matching.adapters.sql_retention import SqlRetention
from selaras.matching.domain.calendar import PlanCard, card_of
from selaras.matching.domain.case import Case, CaseState
from selaras.matching.domain.collisions import CasePair
from selaras.matching.domain.finding import Confidence, Relation
from selaras.matching.domain.message import Message, MessageState, ShareLevel
from selaras.matching.handlers.calendar_ports import CalendarStore
from selaras.matching.handlers.case_ports import CaseStore
from sqlalchemy import select, update

from tests.contract.matching.conftest import sql_store
from tests.contract.matching.test_migration import move_to
from tests.fakes.matching import FakeStore
from tests.fakes.matching_calendar import FakeCalendar
from tests.support.matching import NOW, finding, message
from tests.support.matching_calendar import SCHOOL, planned
from tests.support.matching_cases import put_case_of

HOUR = timedelta(hours=1)
EVER = (NOW - timedelta(days=999), NOW + timedelta(days=999))


@dataclass
class Shelf:
    """A store and its calendar."""

    store: CaseStore
    calendar: CalendarStore

    async def put(self, *messages: Message) -> None:
        async with self.store.transaction() as transaction:
            for item in messages:
                await transaction.put_message(item)

    async def keys(self) -> list[str]:
        return [card.key for card in await self.calendar.cards(*EVER)]


@pytest.fixture
def shelf(store: CaseStore) -> Shelf:
    if isinstance(store, FakeStore):
        return Shelf(store, FakeCalendar(store))
    assert isinstance(store, SqlStore)
    return Shelf(store, SqlCalendar(store._database))


@dataclass
class RealShelf(Shelf):
    """On a real database."""

    database: Database
    calendar: SqlCalendar

    async def empty(self) -> None:
        async with self.database.write() as connection:
            await connection.execute(calendar_tables.plan.delete())


@pytest.fixture
async def real(bare: Database) -> RealShelf:
    await bare.migrate(MIGRATIONS, VERSION_TABLE)
    return RealShelf(sql_store(bare), SqlCalendar(bare), bare)


def card(of: Message, topic: str = "kesehatan") -> PlanCard:
    made = card_of(of, topic)
    assert made is not None
    return made


async def test_cards_have_all_that_the_calendar_needs(shelf: Shelf) -> None:
    health = planned(
        "b", share_level=ShareLevel.FULL, area_codes=("32.78", "33"), audience_tags=("lansia",)
    )
    school = planned("a", "2", 0.5, area="", title="Ujian", body=SCHOOL)
    out = planned("a", "3", -30, state=MessageState.PUBLISHED, title="", body="Harap maklum.")
    await shelf.put(health, school, out)
    cards = await shelf.calendar.cards(*EVER)
    assert cards == [card(out, ""), card(school, "pendidikan"), card(health)]


async def test_a_period_has_both_its_ends(shelf: Shelf) -> None:
    await shelf.put(*(planned("a", str(hour), hour) for hour in range(5)))
    cards = await shelf.calendar.cards(NOW + HOUR, NOW + 3 * HOUR)
    assert [item.key for item in cards] == ["a/1", "a/2", "a/3"]


async def test_what_changes_moves_and_what_is_withdrawn_leaves(shelf: Shelf) -> None:
    first = planned("a")
    await shelf.put(first, planned("b"))
    later = replace(first, version=2, publish_time=NOW + 5 * HOUR, title="Ujian", body=SCHOOL)
    await shelf.put(later)
    assert await shelf.calendar.cards(*EVER) == [card(planned("b")), card(later, "pendidikan")]
    await shelf.put(replace(later, version=3, publish_time=None))
    await shelf.put(planned("b", version=2, state=MessageState.WITHDRAWN))
    assert await shelf.keys() == []
    await shelf.put(planned("b", version=3))
    assert await shelf.keys() == ["b/1"]


async def test_the_plan_of_a_number(shelf: Shelf) -> None:
    await shelf.put(*(planned("a", str(hour), hour // 2) for hour in range(6)))
    start, end = NOW, NOW + 2 * HOUR
    times = [await shelf.calendar.time_of(start, end, number) for number in range(1, 6)]
    assert times == [NOW, NOW, NOW + HOUR, NOW + HOUR, None]
    assert await shelf.calendar.time_of(NOW + HOUR, end, 1) == NOW + HOUR


async def test_cards_and_messages_by_key(shelf: Shelf) -> None:
    await shelf.put(planned("a"), planned("b"), message("c"))
    keys = ["b/1", "c/1", "x/9", "a/1"]
    assert await shelf.calendar.cards_by_key(keys) == [card(planned("a")), card(planned("b"))]
    assert await shelf.calendar.cards_by_key([]) == []
    found = await shelf.calendar.messages(keys)
    assert found == {"a/1": planned("a"), "b/1": planned("b"), "c/1": message("c")}


async def test_the_secret_is_drawn_once(shelf: Shelf) -> None:
    drawn = await asyncio.gather(*(shelf.calendar.secret() for _ in range(4)))
    assert len(set(drawn)) == 1
    assert await shelf.calendar.secret() == drawn[0] != b""


async def put_case(shelf: Shelf, case: Case) -> None:
    async with shelf.store.transaction() as transaction:
        await transaction.put_case(case)


async def test_pairs_of_live_cases_that_people_are_told_of(shelf: Shelf) -> None:
    a, b, c = planned("a"), planned("b"), planned("c")
    case = await put_case_of(shelf.store, [a, b, c], [finding(a, b), finding(a, c)])
    pairs = await shelf.calendar.pairs_in_cases(["a/1"])
    assert sorted(pair.other("a/1") for pair in pairs) == ["b/1", "c/1"]
    [pair] = await shelf.calendar.pairs_in_cases(["c/1", "x/1"])
    assert pair == CasePair(case, "a/1", "c/1")
    async with shelf.store.transaction() as transaction:
        weak = finding(a, b, confidence=Confidence.POSSIBLE, case_id=case.id)
        none = finding(a, c, relation=Relation.NONE, case_id=case.id)
        await transaction.put_finding(weak)
        await transaction.put_finding(none)
    assert await shelf.calendar.pairs_in_cases(["a/1"]) == []
    async with shelf.store.transaction() as transaction:
        await transaction.put_finding(finding(a, b, case_id=case.id))
        await transaction.put_case(replace(case, state=CaseState.AGREED))
    assert len(await shelf.calendar.pairs_in_cases(["a/1"])) == 1
    await put_case(shelf, replace(case, state=CaseState.RESOLVED))
    assert await shelf.calendar.pairs_in_cases(["a/1"]) == []


async def test_many_keys_are_no_trouble(shelf: Shelf) -> None:
    plans = [planned("a", str(number)) for number in range(1100)]
    await shelf.put(*plans)
    keys = [plan.key for plan in plans]
    assert len(await shelf.calendar.cards_by_key(keys)) == 1100
    assert len(await shelf.calendar.messages(keys)) == 1100
    assert await shelf.calendar.pairs_in_cases(keys) == []


# The real ones keep a table of its own, which must not fall behind.


async def test_what_a_process_of_the_version_before_stores_is_made_good(real: RealShelf) -> None:
    """It changes messages and knows nothing of their rows."""
    await real.put(planned("a"), planned("b"), planned("c"))
    changed = planned("a", version=2, hours=7, title="Ujian", body=SCHOOL)
    gone = planned("b", version=2, state=MessageState.WITHDRAWN)
    async with real.database.write() as connection:
        for item in (changed, gone):
            await connection.execute(
                update(tables.message)
                .where(tables.message.c.key == item.key)
                .values(state=item.state, version=item.version, document=dump_message(item))
            )
    assert await real.calendar.cards_by_key(["a/1", "b/1"]) == [card(changed, "pendidikan")]
    assert await real.keys() == ["c/1", "a/1"]


async def test_messages_without_a_row_get_one(real: RealShelf) -> None:
    plans = [planned("a", str(number), number / 7) for number in range(60)]
    gone = planned("b", state=MessageState.WITHDRAWN)
    await real.put(*plans, message("c"), gone)
    before = await real.calendar.cards(*EVER)
    assert len(before) == 60
    await real.empty()
    assert await real.calendar.complete() == 60
    assert await real.calendar.complete() == 0
    assert await real.calendar.cards(*EVER) == before
    await real.empty()
    await real.calendar.catch_up()
    async with real.database.read() as connection:
        cards = (await connection.execute(select(calendar_tables.plan.c.card))).scalars().all()
    assert len(cards) == 60
    assert all(cards)


async def test_the_migration_makes_a_place_for_what_is_planned(bare: Database) -> None:
    await move_to(bare, "0007")
    rows = [planned("a"), planned("b", state=MessageState.WITHDRAWN), message("c")]
    async with bare.write() as connection:
        for item in rows:
            await connection.execute(
                tables.message.insert().values(
                    key=item.key,
                    state=item.state,
                    revision=1,
                    version=1,
                    document=dump_message(item),
                )
            )
    await bare.migrate(MIGRATIONS, VERSION_TABLE)
    calendar = SqlCalendar(bare)
    assert await calendar.time_of(*EVER, 1) == planned("a").publish_time
    assert await calendar.cards(*EVER) == [card(planned("a"))]


async def test_what_is_forgotten_is_in_no_calendar(real: RealShelf) -> None:
    await real.put(planned("a", state=MessageState.PUBLISHED), planned("b"))
    await SqlRetention(real.database).delete_messages(["a/1", "b/1"])
    assert await real.keys() == ["b/1"]
    async with real.database.read() as connection:
        rows = (await connection.execute(select(calendar_tables.plan.c.key))).scalars().all()
    assert rows == ["b/1"]
