"""A database of the version before keeps what it knows: nobody is told twice."""

from __future__ import annotations

import alembic.command
import alembic.config
import pytest
from selaras.alerting.adapters.sql import MIGRATIONS, VERSION_TABLE
from selaras.alerting.domain.directory import OwnerRole
from selaras.alerting.domain.notice import AlertKind
from selaras.alerting.entrypoints.convert import from_proto_case
from selaras.kit.database import Database
from sqlalchemy import text

from tests.fakes.alerting import case_payload
from tests.support.alerting import World

OLD = (
    "INSERT INTO alerting_agency VALUES ('dinkes', 'Dinkes', 4, '32.78', 1)",
    "INSERT INTO alerting_owner VALUES ('dinkes', 'humas', 'Humas', '0811', '')",
    "INSERT INTO alerting_case (case_id, agency_id, version, epoch, state) "
    "VALUES ('cases/c1', 'dinkes', 1, 0, 'OPEN')",
    "INSERT INTO alerting_case (case_id, agency_id, version, epoch, state, unserved) "
    "VALUES ('cases/c2', 'disdik', 1, 0, 'OPEN', :payload)",
    "INSERT INTO alerting_alert VALUES ('x', 'cases/c1', 'dinkes', 'humas', 0, "
    "'OPEN_CONTRADICTION', 1, '2026-01-01 00:00:00+00:00')",
)


async def migrate(database: Database, revision: str) -> None:
    config = alembic.config.Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["version_table"] = VERSION_TABLE

    def upgrade(connection) -> None:
        config.attributes["connection"] = connection
        alembic.command.upgrade(config, revision)

    async with database.write() as connection:
        await connection.run_sync(upgrade)


async def test_an_old_database_is_taken_over(url, backend_of):
    if not url:
        pytest.skip("the fake has no older version")
    database = Database(url)
    await migrate(database, "0001")
    payload = case_payload("disdik", case="cases/c2", others=("dinkes",), severity="HIGH")
    async with database.write() as connection:
        for statement in OLD:
            values = {"payload": payload} if ":payload" in statement else {}
            await connection.execute(text(statement), values)
    await migrate(database, "head")
    await database.close()
    async with backend_of(url) as store:
        async with store.transaction() as unit:
            record = (await unit.agencies(["dinkes"]))["dinkes"]
            assert record.owners[0].role is OwnerRole.OWNER
            track = await unit.track("cases/c1", "dinkes")
            assert (track.announced, track.waiting, track.event) == (True, False, None)
            [told] = await unit.told(track)
            assert told.kind is AlertKind.OPENED
            [waiting] = await unit.waiting("disdik")
            assert waiting.event == from_proto_case(payload)

        world = World(store=store)
        await world.case(severity="HIGH", version=2)
        async with store.transaction() as unit:
            assert len(await unit.told(track)) == 1
        await world.register("disdik", "humas")
        async with store.transaction() as unit:
            assert len(await unit.told(waiting)) == 1
