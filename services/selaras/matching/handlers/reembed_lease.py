"""One process at a time works on a re-embedding.

What it does is right even if two do it, only twice the work; so a lease that was lost because the
process stood still harms nothing.
"""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Final

from selaras.kit.errors import FailedPrecondition, SelarasError
from selaras.matching.handlers.reembed_ports import Reembeddings

LEASE_SECONDS: Final = 20.0
_RENEW_SECONDS: Final = 5.0


@asynccontextmanager
async def lease(reembeddings: Reembeddings, reembedding_id: str) -> AsyncIterator[None]:
    """Hold the lease of a re-embedding.

    Raises:
        FailedPrecondition: REEMBED_RUNS, another process holds it.
    """
    holder = uuid.uuid4().hex
    if not await reembeddings.take_lease(reembedding_id, holder, LEASE_SECONDS):
        raise FailedPrecondition("REEMBED_RUNS", "another process works on the re-embedding")
    keeping = asyncio.create_task(_keep(reembeddings, reembedding_id, holder))
    try:
        yield
    finally:
        keeping.cancel()
        with suppress(asyncio.CancelledError):
            await keeping
        with suppress(SelarasError):
            await reembeddings.drop_lease(reembedding_id, holder)


async def _keep(reembeddings: Reembeddings, reembedding_id: str, holder: str) -> None:
    while True:
        await asyncio.sleep(_RENEW_SECONDS)
        with suppress(SelarasError):  # the database is away: the next turn comes in time
            await reembeddings.take_lease(reembedding_id, holder, LEASE_SECONDS)
