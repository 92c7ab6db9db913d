"""What every store promises of what figures about cases are made of."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from selaras.matching.adapters.sql import SqlStore
from selaras.matching.adapters.sql_case_report import SqlCaseLedgers
from selaras.matching.domain.case import (
    Case,
    CaseState,
    Party,
    Person,
    TimelineEntry,
    TimelineKind,
)
from selaras.matching.domain.case_ledger import Pair, Step, histories
from selaras.matching.domain.dismissal import Basis, Dismissal
from selaras.matching.domain.finding import Relation
from selaras.matching.domain.message import MessageState
from selaras.matching.handlers.case_ports import CaseStore
from selaras.matching.handlers.case_report_ports import CaseLedgers

from tests.fakes.matching import FakeStore
from tests.fakes.matching_ledgers import FakeLedgers
from tests.support.matching import NOW, agency, finding, message
from tests.support.matching_calendar import planned
from tests.support.matching_cases import put_case_of

HOUR = timedelta(hours=1)
ANI = Person("a", "ani")


@dataclass
class Books:
    """A store and its ledgers."""

    store: CaseStore
    ledgers: CaseLedgers

    async def put(self, *cases: Case) -> None:
        async with self.store.transaction() as transaction:
            for case in cases:
                await transaction.put_case(case)

    async def between(self, start: float, end: float, **wanted: object) -> list[str]:
        cases = await self.ledgers.cases_between(
            NOW + start * HOUR,
            NOW + end * HOUR,
            **wanted,  # type: ignore[arg-type]
        )
        return [case.id for case in cases]


@pytest.fixture
def books(store: CaseStore) -> Books:
    if isinstance(store, FakeStore):
        return Books(store, FakeLedgers(store))
    assert isinstance(store, SqlStore)
    return Books(store, SqlCaseLedgers(store._database))


def case(name: str, opened: float, closed: float | None = None, **fields: object) -> Case:
    base = Case(
        name,
        CaseState.OPEN if closed is None else CaseState.RESOLVED,
        1,
        Relation.OVERLAP,
        (Party("a"), Party("b")),
        NOW + opened * HOUR,
        NOW + (opened if closed is None else closed) * HOUR,
    )
    return replace(base, **fields)


async def test_cases_of_a_period(books: Books) -> None:
    await books.put(
        case("live", 0),
        case("over", 1, 5),
        case("later", 20, topic="kesehatan"),
        case("others", 2, 30, parties=(Party("c"), Party("d")), topic="kesehatan"),
    )
    assert await books.between(-1, 99) == ["live", "over", "others", "later"]
    assert await books.between(5, 20) == ["live", "over", "others"]
    assert await books.between(5.1, 20.1) == ["live", "others", "later"]
    assert await books.between(-1, 0) == []
    assert await books.between(-1, 99, agency="c") == ["others"]
    assert await books.between(-1, 99, topics=["kesehatan"]) == ["others", "later"]
    assert await books.between(-1, 99, agency="a", topics=["kesehatan"]) == ["later"]


async def test_a_ledger_has_what_happened(books: Books) -> None:
    a, b = planned("a"), planned("b", state=MessageState.PUBLISHED)
    opened = await put_case_of(books.store, [a, b], [finding(a, b)])
    other = await put_case_of(
        books.store,
        [planned("a", "2"), planned("c", "2")],
        [finding(planned("a", "2"), planned("c", "2"))],
    )
    pair = finding(a, b).id
    async with books.store.transaction() as transaction:
        await transaction.note(
            opened.id,
            TimelineEntry(TimelineKind.ACKNOWLEDGED, NOW + HOUR, ANI),
            TimelineEntry(TimelineKind.COMMENTED, NOW + HOUR, ANI, text="Rahasia."),
            TimelineEntry(TimelineKind.MERGED, NOW + HOUR, subject="cases/x"),
            TimelineEntry(TimelineKind.RESOLVED, NOW + 2 * HOUR, detail="CORRECTED"),
        )
    [known] = await books.ledgers.cases_between(NOW, NOW + HOUR, agency="b")
    ledger = await books.ledgers.ledger([known])
    assert ledger.cases == [known]
    assert ledger.steps == [
        Step(opened.id, TimelineKind.FINDING, NOW, finding_id=pair),
        Step(opened.id, TimelineKind.ACKNOWLEDGED, NOW + HOUR, "a"),
        Step(opened.id, TimelineKind.MERGED, NOW + HOUR),
        Step(opened.id, TimelineKind.RESOLVED, NOW + 2 * HOUR),
    ]
    assert ledger.pairs == [Pair(pair, opened.id, "a/1", "b/1")]
    assert (ledger.dismissed, ledger.out) == ({}, {"b/1": b.publish_time})
    [history] = histories(ledger)
    assert (history.close_time, history.went_out_open) == (NOW + 2 * HOUR, True)
    both = await books.ledgers.ledger([known, other])
    assert {pair.case_id for pair in both.pairs} == {opened.id, other.id}
    assert (await books.ledgers.ledger([])).pairs == []


async def test_findings_that_left_are_still_known(books: Books) -> None:
    """By the timeline of the case that they left, and by the case that they are in now."""
    a, b = planned("a"), planned("b")
    opened = await put_case_of(books.store, [a, b], [finding(a, b)])
    await books.put(case("new", 1))
    async with books.store.transaction() as transaction:
        await transaction.put_finding(finding(a, b, case_id="new"))
    pair = Pair(finding(a, b).id, "new", "a/1", "b/1")
    new = case("new", 1)
    assert (await books.ledgers.ledger([opened])).pairs == [pair]
    assert (await books.ledgers.ledger([new])).pairs == [pair]
    async with books.store.transaction() as transaction:
        await transaction.remove_finding(finding(a, b, case_id="new"))
    assert (await books.ledgers.ledger([opened])).pairs == [pair]


@pytest.mark.parametrize(
    ("basis", "reason", "counts"),
    [
        (None, "other_area", False),
        (Basis.BOTH_SIDES, "other_area", True),
        (Basis.COORDINATOR, "other_area", True),
        (Basis.AGREED, "false_alarm", True),
        (Basis.AGREED, "both_right", False),
        (Basis.AGREED, "joint_statement", False),
    ],
)
async def test_which_words_call_a_finding_no_conflict(books: Books, basis, reason, counts) -> None:
    a, b = planned("a"), planned("b")
    opened = await put_case_of(books.store, [a, b], [finding(a, b)])
    said = Dismissal(finding(a, b).id, (ANI,), basis, frozenset(), reason, NOW + HOUR)
    async with books.store.transaction() as transaction:
        await transaction.put_dismissal(said)
    found = (await books.ledgers.ledger([opened])).dismissed
    assert found == ({finding(a, b).id: NOW + HOUR} if counts else {})


async def test_agencies_as_their_messages_name_them(books: Books) -> None:
    async with books.store.transaction() as transaction:
        for item in (message("a"), message("b"), message("c")):
            await transaction.put_message(item)
    found = await books.ledgers.names(["a/1", "x/1"], ["c", "z"])
    assert found == {"a": agency("a"), "c": agency("c")}


async def test_many_cases_are_no_trouble(books: Books) -> None:
    cases = [case(f"c{number:04}", number / 100) for number in range(1100)]
    await books.put(*cases)
    ledger = await books.ledgers.ledger(cases)
    assert len(histories(ledger)) == 1100
