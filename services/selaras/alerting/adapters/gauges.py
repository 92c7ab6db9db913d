"""What waits in alerting, asked of the database."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, select

from selaras.alerting.adapters import tables
from selaras.alerting.domain.decision import Reason
from selaras.kit import metrics
from selaras.kit.database import Database

# Timers are looked at every second or so: one that is still there after a minute is a fault.
_OVERDUE = timedelta(minutes=1)
_HOLDS = tuple(reason.value for reason in Reason if reason.value.startswith("HELD_"))


async def show_backlog(database: Database, now: datetime) -> None:
    """Set the gauges of held notices and timers.

    Raises:
        Unavailable: DATABASE_UNAVAILABLE.
    """
    held, timer = tables.held, tables.timer
    by_reason = select(held.c.reason, func.count()).group_by(held.c.reason)
    every = select(func.count()).select_from(timer)
    async with database.read() as connection:
        counts = {row[0]: row[1] for row in await connection.execute(by_reason)}
        total = (await connection.execute(every)).scalar_one()
        late = every.where(timer.c.due_time < now - _OVERDUE)
        overdue = (await connection.execute(late)).scalar_one()
    for reason in _HOLDS:
        metrics.ALERTS_HELD.labels(reason).set(counts.get(reason, 0))
    metrics.TIMERS.labels("waiting").set(total - overdue)
    metrics.TIMERS.labels("overdue").set(overdue)
