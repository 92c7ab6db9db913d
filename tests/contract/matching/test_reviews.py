"""Reviews of findings: one suite for the fake, SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from selaras.kit.bus import Bus
from selaras.kit.clock import FakeClock
from selaras.kit.database import Database
from selaras.kit.health import Health
from selaras.kit.outbox import Outbox
from selaras.kit.settings import NatsSettings
from selaras.matching.adapters import tables
from selaras.matching.adapters.reviews import SqlReviews
from selaras.matching.adapters.rows import to_review
from selaras.matching.adapters.sql import MIGRATIONS, VERSION_TABLE, SqlStore
from selaras.matching.domain.finding import Finding, Relation
from selaras.matching.domain.review import Review, ReviewReason, ReviewVerdict, judgement_of
from selaras.matching.ports import Reviews, Store
from sqlalchemy import delete, select

from tests.fakes.matching import FakeReviews, FakeStore
from tests.support.matching import NOW, finding, message, review

BACKENDS = ["fake", "sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]
MADE = finding(message("dinkes"), message("disdik"))


@dataclass
class Kept:
    """Findings and their reviews in one place."""

    store: Store
    reviews: Reviews
    database: Database | None = None

    async def put(self, *findings: Finding) -> None:
        async with self.store.transaction() as transaction:
            for item in findings:
                await transaction.put_finding(item)

    async def said_of(self, finding: Finding) -> list[Review]:
        """All reviews on a finding as they are stored, the oldest first."""
        if isinstance(self.reviews, FakeReviews):
            return [item for item in self.reviews.kept if item.judgement.finding_id == finding.id]
        assert self.database is not None
        table = tables.review
        query = select(table).where(table.c.finding_id == finding.id).order_by(table.c.id)
        async with self.database.read() as connection:
            return [to_review(row) for row in (await connection.execute(query)).mappings()]


@pytest.fixture(params=BACKENDS)
async def kept(request: pytest.FixtureRequest, tmp_path) -> AsyncIterator[Kept]:
    if request.param == "fake":
        store = FakeStore()
        yield Kept(store, FakeReviews(store))
        return
    if request.param == "sqlite":
        url = f"sqlite+aiosqlite:///{tmp_path / 'matching.db'}"
    else:
        url = request.getfixturevalue("postgres_url")
    database = Database(url)
    await database.migrate(MIGRATIONS, VERSION_TABLE)
    clock = FakeClock(NOW)
    outbox = Outbox(
        "matching", tables.outbox, database, Bus(NatsSettings(), Health(), "test"), clock
    )
    yield Kept(SqlStore(database, outbox, clock, "w1"), SqlReviews(database), database)
    await database.close()


async def test_a_review_comes_back_as_it_was(kept: Kept) -> None:
    await kept.put(MADE)
    plain = review(
        MADE, "disdik", verdict=ReviewVerdict.CONFIRMED, reason=None, note="", reviewer="Ibu Ani 👋"
    )
    for said in (review(MADE), plain):
        assert await kept.reviews.add(said) == said
        assert await kept.reviews.latest(said.agency, [MADE.id, "x"]) == {MADE.id: said}
    assert await kept.reviews.latest("polres", [MADE.id]) == {}
    assert await kept.reviews.latest("dinkes", []) == {}


async def test_the_last_review_counts_and_those_before_are_kept(kept: Kept) -> None:
    await kept.put(MADE)
    first = review(MADE)
    second = review(MADE, reason=ReviewReason.OTHER_PERIOD, time=NOW + timedelta(hours=1))
    await kept.reviews.add(first)
    await kept.reviews.add(second)
    third = replace(first, time=NOW + timedelta(hours=2))
    await kept.reviews.add(third)  # as the first, but no repetition of the last
    assert await kept.said_of(MADE) == [first, second, third]
    assert await kept.reviews.latest("dinkes", [MADE.id]) == {MADE.id: third}


async def test_repeating_the_last_review_changes_nothing(kept: Kept) -> None:
    await kept.put(MADE)
    first = review(MADE)
    await kept.reviews.add(first)
    again = await kept.reviews.add(replace(first, time=NOW + timedelta(hours=1)))
    assert again == first
    assert await kept.said_of(MADE) == [first]


async def test_what_the_judge_said_outlives_the_finding(kept: Kept) -> None:
    await kept.put(MADE)
    said = judgement_of(MADE, "w1")
    assert await kept.reviews.judgement(MADE.id) == said
    none = replace(MADE, verdict=replace(MADE.verdict, relation=Relation.NONE))
    await kept.put(none)  # corrected, and near all the same
    assert await kept.reviews.judgement(MADE.id) == said
    async with kept.store.transaction() as transaction:
        await transaction.remove_finding(none)
    assert await kept.reviews.judgement(MADE.id) == said
    assert await kept.reviews.judgement("x") is None


async def test_a_review_keeps_what_the_judge_had_said_then(kept: Kept) -> None:
    await kept.put(MADE)
    said = review(MADE)
    await kept.reviews.add(said)
    await kept.put(replace(MADE, verdict=replace(MADE.verdict, probability=0.3)))
    [(_, stored)] = await kept.reviews.page(0, 10)
    assert stored.judgement.probability == 0.8
    assert stored.judgement.strengths == said.judgement.strengths
    # The same opinion of another verdict is news.
    new = review(MADE, judgement=await kept.reviews.judgement(MADE.id))
    await kept.reviews.add(new)
    assert len(await kept.said_of(MADE)) == 2


async def test_pages_have_the_last_review_of_each_agency_and_finding(kept: Kept) -> None:
    other = finding(message("dinkes"), message("disdik", "2"))
    await kept.put(MADE, other)
    changed = review(MADE, reason=ReviewReason.OTHER_PHASE)
    for said in (review(MADE), review(MADE, "disdik"), review(other), changed):
        await kept.reviews.add(said)
    first = await kept.reviews.page(0, 2)
    rest = await kept.reviews.page(first[-1][0], 2)
    assert [item for _, item in first + rest] == [review(MADE, "disdik"), review(other), changed]


async def test_only_those_of_the_reviewing_agency_who_watch_are_told(kept: Kept) -> None:
    await kept.put(MADE)
    before = (await kept.store.change_bounds())[1]
    await kept.reviews.add(review(MADE))
    changes = await kept.store.changes("dinkes", before, 10)
    assert [(change.kind, change.finding_id) for change in changes] == [("changed", MADE.id)]
    assert await kept.store.changes("disdik", before, 10) == []
    async with kept.store.transaction() as transaction:
        await transaction.remove_finding(MADE)
    gone = (await kept.store.change_bounds())[1]
    await kept.reviews.add(review(MADE, reason=ReviewReason.OTHER))
    assert await kept.store.changes("dinkes", gone, 10) == []


async def test_findings_older_than_the_table_of_judgements_can_be_reviewed(kept: Kept) -> None:
    if kept.database is None:
        pytest.skip("a store in memory has no past")
    await kept.put(MADE)
    async with kept.database.write() as connection:
        await connection.execute(delete(tables.judgement))
    said = await kept.reviews.judgement(MADE.id)
    assert said == judgement_of(MADE, "")
