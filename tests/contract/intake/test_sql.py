"""What the SQL storage promises beyond the port: the outbox, the migrations."""

from __future__ import annotations

from dataclasses import replace

import alembic.command
import alembic.config
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from prometheus_client import REGISTRY
from selaras.api.v1 import draft_pb2, finding_pb2
from selaras.event.v1 import directory_pb2
from selaras.intake.adapters import tables
from selaras.intake.adapters.gauges import show_backlog
from selaras.intake.adapters.sql import MIGRATIONS, VERSION_TABLE
from selaras.intake.domain.draft import Check, CheckState, KnownBefore
from selaras.intake.domain.events import DirectoryEvent
from selaras.intake.domain.key import make_key
from selaras.kit.database import Database
from sqlalchemy import func, select, text

from tests.contract.intake.conftest import make_storage
from tests.contract.intake.test_storage import LATER, MINUTE, NOW, PROFILE, agency, draft, owner


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


async def test_what_was_stored_before_owners_had_profiles_means_what_it_meant(database_url):
    database = Database(database_url)
    try:
        await migrate_to(database, "0001")
        async with database.write() as connection:
            for statement in _BEFORE:
                await connection.execute(text(statement))
        await database.migrate(MIGRATIONS, VERSION_TABLE)
        storage = make_storage(database)
        async with storage.read() as uow:
            (found,) = await uow.agencies.owners("dinkes")
            (key,) = await uow.keys.of_agency("dinkes")
        assert replace(found, create_time=NOW) == owner("humas")
        assert key.owner_id == ""
        async with storage.write() as uow:
            await uow.agencies.put_owner(owner("humas", **PROFILE))
        async with storage.read() as uow:
            assert (await uow.agencies.get_owner("dinkes", "humas")).rank == 7
    finally:
        await database.close()


async def test_the_way_back_leaves_owners_and_plugins_and_ends_the_keys_of_people(
    database, storage
):
    plugin, _ = make_key("dinkes", "CMS", NOW)
    person, _ = make_key("dinkes", "Rina", NOW, owner_id="humas")
    async with storage.write() as uow:
        await uow.agencies.add(agency())
        await uow.agencies.put_owner(owner("humas", **PROFILE))
        for key in (plugin, person):
            await uow.keys.put(key)
    await migrate_to(database, "0001", verb=alembic.command.downgrade)
    await database.migrate(MIGRATIONS, VERSION_TABLE)
    async with storage.read() as uow:
        assert await uow.agencies.owners("dinkes") == [owner("humas")]
        assert await uow.keys.of_agency("dinkes") == [plugin]


_BEFORE = (
    "INSERT INTO intake_agency (agency_id, display_name, level, area_code, parent_id, version,"
    " create_time) VALUES ('dinkes', 'Dinkes', 'kota', '32.78', '', 2, '2026-08-01 03:00:00')",
    "INSERT INTO intake_owner (agency_id, owner_id, display_name, contact, time_zone, create_time)"
    " VALUES ('dinkes', 'humas', 'Humas', '0812', 'Asia/Jayapura', '2026-08-01 03:00:00')",
    "INSERT INTO intake_key (key_id, agency_id, secret_hash, display_name, create_time)"
    " VALUES ('abcdefghij', 'dinkes', 'x', 'CMS', '2026-08-01 03:00:00')",
)


async def migrate_to(database, revision, *, verb=alembic.command.upgrade):
    """As Database.migrate, to a revision that is not the newest."""
    config = alembic.config.Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["version_table"] = VERSION_TABLE

    def run(connection):
        config.attributes["connection"] = connection
        verb(config, revision)

    async with database.write() as connection:
        await connection.run_sync(run)


async def test_checks_that_were_stored_before_are_counted(database_url):
    findings = [
        finding_pb2.Finding(relation=1, confidence=3),
        finding_pb2.Finding(relation=2, confidence=2),
        finding_pb2.Finding(relation=2, confidence=1),
        finding_pb2.Finding(relation=3, confidence=3),
    ]
    data = draft_pb2.Check(findings=findings).SerializeToString()
    database = Database(database_url)
    try:
        await migrate_to(database, "0006")
        async with database.write() as connection:
            await connection.execute(text(_BEFORE[0]))
            await connection.execute(text(_DRAFT_BEFORE))
            for number, state in enumerate(("checked", "failed", "pending"), 1):
                values = {"number": number, "state": state, "findings": data}
                await connection.execute(text(_REVISION_BEFORE), values)
        await database.migrate(MIGRATIONS, VERSION_TABLE)
        async with make_storage(database).read() as uow:
            checks = [await uow.drafts.get_check("dinkes", "a", number) for number in (1, 2, 3)]
        assert [(check.alerts, check.known is not None) for check in checks] == [
            (2, True),
            (2, False),
            (2, False),
        ]
        assert checks[0].known == KnownBefore(checks[0].check_time, 2)
        await migrate_to(database, "0006", verb=alembic.command.downgrade)
        await database.migrate(MIGRATIONS, VERSION_TABLE)
        async with make_storage(database).read() as uow:
            assert await uow.drafts.get_check("dinkes", "a", 1) == checks[0]
    finally:
        await database.close()


_DRAFT_BEFORE = (
    "INSERT INTO intake_draft (id, agency_id, external_id, revision, version, state, create_time,"
    " update_time) VALUES (1, 'dinkes', 'a', 3, 3, 'received', '2026-08-01 03:00:00',"
    " '2026-08-01 03:00:00')"
)
_REVISION_BEFORE = (
    "INSERT INTO intake_revision (draft_id, revision, title, body, channel, area_codes,"
    " audience_tags, share_level, authored_time, check_state, check_time, findings, emissions)"
    " VALUES (1, :number, '', 'a', '', '[]', '[]', 'excerpt', '2026-08-01 03:00:00', :state,"
    " '2026-08-01 03:00:00', :findings, 1)"
)


async def test_the_gauges_show_how_far_behind_the_checks_are(storage, database):
    async with storage.write() as uow:
        await uow.agencies.add(agency())
        for number in range(3):
            first = draft(f"post-{number}", now=NOW + number * MINUTE)
            await uow.drafts.add_revision(first, LATER)
        checked = Check(state=CheckState.CHECKED, check_time=NOW)
        await uow.drafts.put_check("dinkes", "post-0", 1, checked)
    await show_backlog(database, NOW + 10 * MINUTE)
    assert REGISTRY.get_sample_value("selaras_drafts_unchecked") == 2
    assert REGISTRY.get_sample_value("selaras_drafts_unchecked_oldest_seconds") == 9 * 60
    await show_backlog(database, NOW)
    assert REGISTRY.get_sample_value("selaras_drafts_unchecked_oldest_seconds") == 0
