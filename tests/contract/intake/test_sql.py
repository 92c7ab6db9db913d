"""What the SQL storage promises beyond the port: the outbox, the migrations."""

from __future__ import annotations

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from selaras.event.v1 import directory_pb2
from selaras.intake.adapters import tables
from selaras.intake.adapters.sql import MIGRATIONS, VERSION_TABLE
from selaras.intake.domain.events import DirectoryEvent
from sqlalchemy import func, select

from tests.contract.intake.test_storage import agency, owner


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request, tmp_path):
    if request.param == "sqlite":
        return f"sqlite+aiosqlite:///{tmp_path / 'intake.db'}"
    return request.getfixturevalue("postgres_url")


async def test_an_event_lies_beside_the_state_it_tells_of(storage, database):
    async with storage.write() as uow:
        await uow.agencies.add(agency())
        await uow.emit(DirectoryEvent(agency(version=3), (owner("humas"),)))
    async with database.read() as connection:
        row = (await connection.execute(select(tables.outbox))).mappings().one()
    event = directory_pb2.DirectoryChanged.FromString(row["payload"])
    assert row["subject"] == "selaras.v1.directory.changed.dinkes"
    assert event.event_id == row["event_id"]
    assert event.version == 3
    assert [one.name for one in event.owners] == ["agencies/dinkes/owners/humas"]


async def test_an_event_goes_with_the_state_that_was_undone(storage, database):
    with pytest.raises(RuntimeError):  # noqa: PT012  # the error must come inside the transaction
        async with storage.write() as uow:
            await uow.agencies.add(agency())
            await uow.emit(DirectoryEvent(agency(), ()))
            raise RuntimeError
    async with database.read() as connection:
        assert await connection.scalar(select(func.count()).select_from(tables.outbox)) == 0


async def test_the_migrations_make_the_tables_of_the_code(database):
    def differences(connection):
        options = {"include_object": lambda _o, name, *_: name != VERSION_TABLE}
        context = MigrationContext.configure(connection, opts=options)
        return compare_metadata(context, tables.metadata)

    async with database.read() as connection:
        assert await connection.run_sync(differences) == []


async def test_migrating_again_changes_nothing(database, storage):
    async with storage.write() as uow:
        await uow.agencies.add(agency())
    await database.migrate(MIGRATIONS, VERSION_TABLE)
    async with storage.read() as uow:
        assert await uow.agencies.get("dinkes") == agency()
