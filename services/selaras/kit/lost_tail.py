"""What a stream has lost of an outbox is marked to be sent again.

A stream loses its end in a power cut, and when it is restored from a backup or made anew. That it
ends before a recorded sequence shows this only until others have published: services share a
stream, and whoever looks first moves its end on. So the relay asks whether *its* event lies where
it was recorded. What is lost is always the end of what a service has published, which makes the
look cheap: from the newest row down to the first that is where it should be, one call when all is
well.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

from sqlalchemy import Table, and_, or_, select, update

from selaras.kit.bus import Bus
from selaras.kit.database import Database
from selaras.kit.logging import get_logger

_log = get_logger(__name__)
_PAGE = 500


async def send_lost_tails_again(table: Table, database: Database, bus: Bus) -> None:
    """Look at each stream that the outbox has published to.

    Raises:
        BusUnavailable: or the database is away; nothing was changed for this stream.
    """
    query = select(table.c.stream).where(table.c.stream_sequence.is_not(None)).distinct()
    async with database.read() as connection:
        streams = [str(name) for name in (await connection.execute(query)).scalars()]
    for stream in streams:
        lost = await _lost(table, database, bus, stream)
        if lost:
            _log.warning("stream_lost_tail", stream=stream, events=len(lost))
            await _unpublish(table, database, lost)


async def _lost(table: Table, database: Database, bus: Bus, stream: str) -> list[int]:
    """Ids of the rows whose events are not in the stream any more."""
    first, last = await bus.sequences(stream)
    lost: list[int] = []
    found = 0
    async for row_id, event_id, sequence in _newest_first(table, database, stream):
        # Two rows can stand at one sequence: one that was lost, and one that came after it.
        if sequence < found or sequence < first:
            break  # what is older is in the stream, or has been as long as it was kept
        there = await bus.event_id_at(stream, sequence) if sequence <= last else ""
        if there == event_id:
            found = sequence
        elif there is not None:  # None: somebody deleted that one message, which says nothing
            lost.append(row_id)
    return lost


async def _newest_first(
    table: Table, database: Database, stream: str
) -> AsyncIterator[tuple[int, str, int]]:
    columns = (table.c.id, table.c.event_id, table.c.stream_sequence)
    query = (
        select(*columns)
        .where(table.c.stream == stream, table.c.stream_sequence.is_not(None))
        .order_by(table.c.stream_sequence.desc(), table.c.id.desc())
        .limit(_PAGE)
    )
    page = query
    while True:
        async with database.read() as connection:
            rows = (await connection.execute(page)).all()
        for row in rows:
            yield row[0], row[1], row[2]
        if len(rows) < _PAGE:
            return
        row_id, _, sequence = rows[-1]
        page = query.where(
            or_(
                table.c.stream_sequence < sequence,
                and_(table.c.stream_sequence == sequence, table.c.id < row_id),
            )
        )


async def _unpublish(table: Table, database: Database, lost: list[int]) -> None:
    # In one transaction: half of it would look like a tail that is there.
    async with database.write() as connection:
        for start in range(0, len(lost), _PAGE):
            await connection.execute(
                update(table)
                .where(table.c.id.in_(lost[start : start + _PAGE]))
                .values(publish_time=None, stream_sequence=None)
            )
