"""The audit trail: whole and in order on every store, and not to be rewritten on a real one."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from selaras.kit.database import Database
from selaras.matching.adapters.sql import MIGRATIONS, VERSION_TABLE, SqlStore
from selaras.matching.domain.audit import FIRST_HASH, Action, AuditRecord, chain_hash, verify
from selaras.matching.handlers.audit import AuditReader
from selaras.matching.handlers.case_ports import CaseStore
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tests.contract.matching.conftest import sql_store
from tests.support.matching import NOW
from tests.support.matching_cases import ADMIN


def record(number: int = 1, **fields) -> AuditRecord:
    base = AuditRecord(
        Action.CASE_COMMENTED,
        "agencies/dinkes/owners/ani",
        f"cases/c{number}",
        NOW,
        case_id=f"c{number}",
        detail={"b": "2", "a": "é👋"},
        agencies=("dinkes", "disdik"),
    )
    return replace(base, **fields)


def reveal(**fields) -> AuditRecord:
    return record(action=Action.EXCERPT_REVEALED, subject="findings/f1", **fields)


async def write(store: CaseStore, *records: AuditRecord) -> None:
    async with store.transaction() as transaction:
        await transaction.record(*records)


async def test_entries_come_back_as_they_were_chained(store: CaseStore) -> None:
    await write(store, record(1), record(2, agencies=("polres",)))
    await write(store)
    await write(store, record(3, agencies=(), detail={}))
    entries = await store.audit("", "", 0, 10)
    assert [entry.sequence for entry in entries] == [1, 2, 3]
    assert [entry.record for entry in entries] == [
        record(1),
        record(2, agencies=("polres",)),
        record(3, agencies=(), detail={}),
    ]
    assert entries[0].hash == chain_hash(FIRST_HASH, 1, record(1))
    assert verify(entries).reason == ""
    assert await store.audit("", "", 1, 1) == [entries[1]]
    assert await store.audit("c3", "", 0, 10) == [entries[2]]
    assert await store.audit("", "dinkes", 0, 10) == [entries[0]]
    assert await store.audit("c2", "dinkes", 0, 10) == []


async def test_what_is_rolled_back_leaves_no_gap(store: CaseStore) -> None:
    async def fail() -> None:
        async with store.transaction() as transaction:
            await transaction.record(record(1), reveal())
            raise RuntimeError("crash")

    with pytest.raises(RuntimeError, match="crash"):
        await fail()
    await write(store, record(2), reveal())
    assert [entry.sequence for entry in await store.audit("", "", 0, 10)] == [1, 2]


async def test_writers_at_once_make_one_chain(store: CaseStore) -> None:
    await asyncio.gather(*(write(store, record(number), record(number)) for number in range(8)))
    entries = await store.audit("", "", 0, 100)
    assert len(entries) == 16
    assert verify(entries).reason == ""


async def test_a_reveal_is_written_down_once(store: CaseStore) -> None:
    other = reveal(detail={"revision": "2"})
    await write(store, reveal(), reveal(time=NOW.replace(year=2027)), record(1))
    assert await store.unknown_reveals([reveal(), other]) == [other]
    assert await store.unknown_reveals([]) == []
    await write(store, reveal(), other, replace(reveal(), action=Action.TEXT_REVEALED))
    actions = [entry.record.action.value for entry in await store.audit("", "", 0, 10)]
    assert sorted(actions) == [
        "CASE_COMMENTED",
        "EXCERPT_REVEALED",
        "EXCERPT_REVEALED",
        "TEXT_REVEALED",
    ]


@pytest.fixture
async def kept(bare: Database) -> SqlStore:
    """A real store with three entries."""
    await bare.migrate(MIGRATIONS, VERSION_TABLE)
    store = sql_store(bare)
    await write(store, record(1), record(2), record(3))
    return store


FORGERIES = [
    "UPDATE matching_audit SET actor = 'selaras' WHERE sequence = 2",
    "UPDATE matching_audit SET hash = hash",
    "DELETE FROM matching_audit WHERE sequence = 3",
    "DELETE FROM matching_audit",
    "UPDATE matching_audit_agency SET agency = 'polres'",
    "DELETE FROM matching_audit_agency",
]
ON_SQLITE = [
    "INSERT OR REPLACE INTO matching_audit SELECT 2, time, action, 'x', subject, case_id, detail, "
    "agencies, hash FROM matching_audit WHERE sequence = 1",
    "INSERT INTO matching_audit SELECT 9, time, action, actor, subject, case_id, detail, "
    "agencies, hash FROM matching_audit WHERE sequence = 1",
]
ON_POSTGRES = ["TRUNCATE matching_audit", "TRUNCATE matching_audit_agency CASCADE"]


async def test_the_database_refuses_to_rewrite_the_trail(kept: SqlStore, bare: Database) -> None:
    before = await kept.audit("", "", 0, 10)
    for forgery in (*FORGERIES, *(ON_SQLITE if bare.is_sqlite else ON_POSTGRES)):
        with pytest.raises(DBAPIError, match="audit trail"):
            async with bare.write() as connection:
                await connection.execute(text(forgery))
    assert await kept.audit("", "", 0, 10) == before
    assert len(await kept.audit("", "dinkes", 0, 10)) == 3


async def drop_triggers(database: Database) -> None:
    async with database.write() as connection:
        if not database.is_sqlite:
            await connection.execute(text("ALTER TABLE matching_audit DISABLE TRIGGER ALL"))
            return
        names = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        for name in list((await connection.execute(text(names))).scalars()):
            await connection.execute(text(f"DROP TRIGGER {name}"))


@pytest.mark.parametrize(
    ("forgery", "reason", "at"),
    [
        ("UPDATE matching_audit SET actor = 'x' WHERE sequence = 2", "HASH_WRONG", 2),
        ("UPDATE matching_audit SET detail = '{}' WHERE sequence = 1", "HASH_WRONG", 1),
        ("DELETE FROM matching_audit WHERE sequence = 2", "ENTRY_MISSING", 2),
        ("DELETE FROM matching_audit WHERE sequence = 3", "KNOWN_HASH_MISSING", 0),
    ],
)
async def test_who_gets_past_the_triggers_is_found_out(
    kept: SqlStore, bare: Database, forgery: str, reason: str, at: int
) -> None:
    last = (await kept.audit("", "", 0, 10))[-1].hash
    reader = AuditReader(kept)
    assert (await reader.verify(ADMIN, last)).reason == ""
    await drop_triggers(bare)
    async with bare.write() as connection:
        await connection.execute(text(forgery))
    found = await reader.verify(ADMIN, last)
    assert (found.reason, found.broken_at) == (reason, at)
