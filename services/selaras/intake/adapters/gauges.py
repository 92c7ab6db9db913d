"""How far behind the checks are, asked of the database."""

from __future__ import annotations

from datetime import datetime

from selaras.intake.adapters.sql_drafts import backlog_query
from selaras.kit import metrics
from selaras.kit.database import Database


async def show_backlog(database: Database, now: datetime) -> None:
    """Set the gauges of drafts that wait for their check.

    Raises:
        Unavailable: DATABASE_UNAVAILABLE.
    """
    async with database.read() as connection:
        count, oldest = (await connection.execute(backlog_query())).one()
    waited = (now - oldest).total_seconds() if oldest else 0.0
    metrics.DRAFTS_UNCHECKED.set(count)
    metrics.DRAFTS_UNCHECKED_OLDEST_SECONDS.set(max(waited, 0.0))
