"""Gauges of what services share: the pool of a database, and the streams of the bus."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Any

import nats.errors
from nats.js.errors import APIError

from selaras.kit import metrics
from selaras.kit.bus import STREAMS, Bus
from selaras.kit.database import Database
from selaras.kit.errors import Unavailable

_STREAM_SECONDS = 15.0


def watch_pool(service: str, database: Database) -> None:
    """Show how many connections a service uses; they are counted when somebody asks."""
    pool: Any = database.engine.pool
    if not hasattr(pool, "checkedout"):
        return  # a pool that keeps nothing
    metrics.DATABASE_CONNECTIONS.labels(service, "used").set_function(pool.checkedout)
    metrics.DATABASE_CONNECTIONS.labels(service, "idle").set_function(pool.checkedin)


async def watch_streams(bus: Bus) -> None:
    """Show the size of the streams until cancelled; one service is enough."""
    while True:
        await bus.wait_connected()
        with suppress(nats.errors.Error, APIError, OSError, TimeoutError, Unavailable):
            for spec in STREAMS:
                state = (await bus.jetstream.stream_info(spec.name)).state
                metrics.STREAM_BYTES.labels(spec.name).set(state.bytes)
                metrics.STREAM_MESSAGES.labels(spec.name).set(state.messages)
        await asyncio.sleep(_STREAM_SECONDS)
