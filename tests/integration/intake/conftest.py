"""A running intake on SQLite and a real nats-server."""

from __future__ import annotations

import pytest
from selaras.intake.adapters import tables
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import create_async_engine

from tests.support.intake import running_intake, sqlite_url


@pytest.fixture
async def intake(tmp_path, nats_server):
    async with running_intake(sqlite_url(tmp_path), nats_server.settings) as running:
        yield running


@pytest.fixture
async def count_rows(tmp_path):
    """Counts the rows of every table, as another process would see them."""
    engine = create_async_engine(sqlite_url(tmp_path))

    async def count() -> dict[str, int]:
        async with engine.connect() as connection:
            return {
                table.name: await connection.scalar(select(func.count()).select_from(table))
                for table in tables.metadata.sorted_tables
            }

    yield count
    await engine.dispose()
