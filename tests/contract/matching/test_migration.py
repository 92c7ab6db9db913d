"""Databases of earlier versions: their cases keep what they had, and the tables fit the code."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import alembic.command
import alembic.config
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from selaras.kit.database import Database
from selaras.matching.adapters import case_tables
from selaras.matching.adapters.sql import MIGRATIONS, VERSION_TABLE
from selaras.matching.domain.case import (
    Case,
    CaseState,
    Party,
    Resolution,
    TimelineEntry,
    TimelineKind,
)
from selaras.matching.domain.finding import Relation
from selaras.matching.ports import CaseQuery
from sqlalchemy import DateTime, column, table, text

from tests.contract.matching.conftest import sql_store
from tests.support.matching import NOW, finding, message

OLD_CASE = table(
    "matching_case",
    *(column(name) for name in ("id", "state", "version", "relation", "agencies", "resolution")),
    column("create_time", DateTime(timezone=True)),
    column("change_time", DateTime(timezone=True)),
)
LATER = NOW + timedelta(hours=2)


async def move_to(database: Database, revision: str) -> None:
    """Bring the tables to a revision, up or down."""
    config = alembic.config.Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["version_table"] = VERSION_TABLE
    turn = alembic.command.downgrade if revision == "0002-down" else alembic.command.upgrade

    def run(connection: Any) -> None:
        config.attributes["connection"] = connection
        turn(config, revision.removesuffix("-down"))

    async with database.write() as connection:
        await connection.run_sync(run)


async def put_old_cases(database: Database) -> None:
    rows = [
        ("c1", "open", '["dinkes", "disdik", "polres"]', None),
        ("c2", "resolved", '["dinkes", "kodim"]', "CORRECTED"),
    ]
    async with database.write() as connection:
        for case_id, state, agencies, resolution in rows:
            values = {
                "id": case_id,
                "state": state,
                "version": 4,
                "relation": "overlap",
                "agencies": agencies,
                "resolution": resolution,
                "create_time": NOW,
                "change_time": LATER,
            }
            await connection.execute(OLD_CASE.insert().values(**values))


async def test_cases_of_before_have_parties_and_a_timeline(bare: Database) -> None:
    await move_to(bare, "0002")
    store = sql_store(bare)
    async with store.transaction() as transaction:
        for other in ("disdik", "polres"):
            pair = finding(message("dinkes"), message(other), case_id="c1")
            await transaction.put_finding(pair)
    await put_old_cases(bare)
    await bare.migrate(MIGRATIONS, VERSION_TABLE)
    parties = (Party("dinkes", 2), Party("disdik", 1), Party("polres", 1))
    live = Case("c1", CaseState.OPEN, 4, Relation.OVERLAP, parties, NOW, LATER)
    over = Case(
        "c2",
        CaseState.RESOLVED,
        4,
        Relation.OVERLAP,
        (Party("dinkes"), Party("kodim")),
        NOW,
        LATER,
        Resolution.CORRECTED,
    )
    found, _ = await store.cases(CaseQuery(agency="dinkes", states=tuple(CaseState)))
    assert found == [live, over]
    assert await store.timeline("c1") == [TimelineEntry(TimelineKind.OPENED, NOW)]
    assert await store.timeline("c2") == [
        TimelineEntry(TimelineKind.OPENED, NOW),
        TimelineEntry(TimelineKind.RESOLVED, LATER, detail="CORRECTED"),
    ]


async def test_there_is_a_way_back(bare: Database) -> None:
    await move_to(bare, "0002")
    await put_old_cases(bare)
    await move_to(bare, "head")
    await move_to(bare, "0002-down")
    async with bare.read() as connection:
        rows = await connection.execute(text("SELECT id, agencies FROM matching_case ORDER BY id"))
        assert [tuple(row) for row in rows] == [
            ("c1", '["dinkes", "disdik", "polres"]'),
            ("c2", '["dinkes", "kodim"]'),
        ]
    await move_to(bare, "head")


async def test_the_migrations_make_the_tables_that_the_code_knows(bare: Database) -> None:
    await bare.migrate(MIGRATIONS, VERSION_TABLE)

    def differences(connection: Any) -> list[Any]:
        context = MigrationContext.configure(
            connection,
            opts={
                "include_name": lambda name, kind, _: kind != "table" or "alembic" not in name,
                "compare_type": False,
            },
        )
        return list(compare_metadata(context, case_tables.case.metadata))

    async with bare.read() as connection:
        assert await connection.run_sync(differences) == []
