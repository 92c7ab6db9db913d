"""What people have read, and the kinds that clash in a case: one suite for every store."""

from __future__ import annotations

import json
from dataclasses import replace

from selaras.kit.database import Database
from selaras.matching.adapters import case_tables
from selaras.matching.adapters.sql import MIGRATIONS, VERSION_TABLE
from selaras.matching.adapters.sql_retention import SqlRetention
from selaras.matching.domain.case import CaseState
from selaras.matching.domain.facts import FactKind
from selaras.matching.handlers.case_ports import CaseStore
from sqlalchemy import DateTime, column, select, table

from tests.contract.matching.conftest import sql_store
from tests.contract.matching.test_cases import case, ids, put
from tests.contract.matching.test_forgetting import DAY
from tests.contract.matching.test_migration import move_to
from tests.support.matching import NOW

ANI, ANI_TOO = "agencies/dinkes/owners/ani", "agencies/disdik/owners/ani"
DATE, AMOUNT, PLACE = FactKind.DATE, FactKind.AMOUNT, FactKind.PLACE


async def test_what_is_read_only_grows(store: CaseStore) -> None:
    await put(store, case("c1", version=5), case("c2", version=5))
    assert await store.read_versions(ANI, ["c1", "c2"]) == {}
    for version, kept in ((3, 3), (2, 3), (3, 3), (5, 5), (6, 5), (1, 5)):
        await store.mark_read(ANI, "c1", version)
        assert await store.read_versions(ANI, ["c1", "c2", "c3"]) == {"c1": kept}
    await store.mark_read(ANI, "c2", 1)
    assert await store.read_versions(ANI, ["c2", "c1"]) == {"c1": 5, "c2": 1}
    assert await store.read_versions(ANI, []) == {}


async def test_each_person_reads_alone(store: CaseStore) -> None:
    await put(store, case("c1"))
    await store.mark_read(ANI, "c1", 1)
    assert await store.read_versions(ANI_TOO, ["c1"]) == {}


async def test_nobody_has_read_what_is_not_there(store: CaseStore) -> None:
    await store.mark_read(ANI, "c1", 1)
    await put(store, case("c1"))
    await store.mark_read(ANI, "c1", 2)
    assert await store.read_versions(ANI, ["c1"]) == {}


async def test_reading_changes_no_case(store: CaseStore) -> None:
    await put(store, case("c1"))
    before = await store.case_change_bounds()
    await store.mark_read(ANI, "c1", 1)
    assert await store.case("c1") == case("c1")
    assert await store.case_change_bounds() == before


async def test_cases_are_found_by_the_kinds_that_clash(store: CaseStore) -> None:
    await put(
        store,
        case("c1", kinds=(AMOUNT, DATE)),
        case("c2", kinds=(DATE,)),
        case("c3"),
        case("c4", "polres", "disdik", kinds=(DATE,)),
    )
    assert await ids(store, kinds=(DATE,)) == ["c1", "c2", "c4"]
    assert await ids(store, kinds=(AMOUNT, PLACE)) == ["c1"]
    assert await ids(store, kinds=(PLACE,)) == []
    assert await ids(store, kinds=(AMOUNT, DATE), agency="dinkes") == ["c1", "c2"]
    await put(store, case("c1", kinds=(PLACE,)), case("c2"))
    assert await ids(store, kinds=(DATE, AMOUNT)) == ["c4"]
    assert await ids(store, kinds=(PLACE,)) == ["c1"]


# Only of the real ones


async def test_an_erased_person_has_read_nothing(bare: Database) -> None:
    await bare.migrate(MIGRATIONS, VERSION_TABLE)
    store = sql_store(bare)
    await put(store, case("c1"))
    for person in (ANI, ANI_TOO):
        await store.mark_read(person, "c1", 1)
    async with store.transaction() as transaction:
        await transaction.rename_owner("dinkes", "ani", "terhapus-1")
    read = case_tables.case_read
    async with bare.read() as connection:
        assert list(await connection.execute(select(read.c.person, read.c.version))) == [
            (ANI_TOO, 1)
        ]


async def test_what_was_read_of_a_forgotten_case_is_forgotten(bare: Database) -> None:
    await bare.migrate(MIGRATIONS, VERSION_TABLE)
    store = sql_store(bare)
    over = case("c1", state=CaseState.RESOLVED, kinds=(DATE,))
    await put(store, over, replace(over, id="c2", change_time=NOW + DAY))
    for case_id in ("c1", "c2"):
        await store.mark_read(ANI, case_id, 1)
    assert await SqlRetention(bare).delete_cases(NOW + DAY, 10) == 1
    async with bare.read() as connection:
        for kept in (case_tables.case_read, case_tables.case_kind):
            assert list((await connection.execute(select(kept.c.case_id))).scalars()) == ["c2"]


async def test_cases_of_before_are_found_by_their_kinds(bare: Database) -> None:
    await move_to(bare, "0006")
    names = ("id", "state", "version", "relation", "closed", "severity", "topic", "merged_into")
    times = ("create_time", "change_time", "deadline")
    old = table(
        "matching_case",
        *(column(name) for name in (*names, "document")),
        *(column(name, DateTime(timezone=True)) for name in times),
    )
    blank = {
        **dict.fromkeys(times, NOW),
        "state": "open",
        "version": 1,
        "relation": "contradiction",
        "closed": 0,
        "severity": 2,
        "topic": "",
        "merged_into": "",
    }
    documents = {
        "c1": {"parties": [], "kinds": ["amount", "date"]},
        "c2": {"parties": [], "kinds": []},
        "c3": {"parties": []},  # from before kinds were kept
    }
    async with bare.write() as connection:
        for case_id, document in documents.items():
            values = blank | {"id": case_id, "document": json.dumps(document)}
            await connection.execute(old.insert().values(**values))
    await bare.migrate(MIGRATIONS, VERSION_TABLE)
    store = sql_store(bare)
    assert await ids(store, kinds=(DATE,)) == ["c1"]
    assert await ids(store, kinds=(PLACE,)) == []
    assert await ids(store) == ["c1", "c2", "c3"]
