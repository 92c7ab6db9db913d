"""Which parts a service needs, and whether they answer.

The gRPC health service has one entry for the server (``""``: it accepts calls) and one for each
part, ``<service>/<part>`` (``intake/nats``). A part that is away does not make the server stop
serving: intake keeps accepting drafts while the bus is down, and says so here and in the logs.
"""

from __future__ import annotations

import asyncio

from grpc_health.v1 import health, health_pb2

from selaras.kit import metrics
from selaras.kit.logging import get_logger

_log = get_logger(__name__)


class Health:
    """The state of the parts of the services in this process."""

    def __init__(self) -> None:
        self.servicer = health.aio.HealthServicer()
        self._parts: dict[str, str | None] = {}
        self._pending: set[asyncio.Task[None]] = set()

    @property
    def parts(self) -> dict[str, str | None]:
        """Part to what is wrong with it; None: it answers."""
        return dict(self._parts)

    async def serving(self, *, serving: bool) -> None:
        """Say whether the server accepts calls at all."""
        await self._publish("", serving)

    def up(self, service: str, part: str) -> None:
        """A part answers."""
        self._set(service, part, None)

    def down(self, service: str, part: str, why: str) -> None:
        """A part does not answer; ``why`` is for the operator."""
        self._set(service, part, why)

    def _set(self, service: str, part: str, why: str | None) -> None:
        name = f"{service}/{part}"
        before = self._parts.get(name, "unknown")
        self._parts[name] = why
        if (before is None) == (why is None) and before != "unknown":
            return  # say it once, when it changes
        metrics.COMPONENT_UP.labels(service, part).set(why is None)
        if why is None:
            _log.info("part_up", part=name)
        else:
            _log.warning("part_down", part=name, why=why)
        task = asyncio.ensure_future(self._publish(name, why is None))
        self._pending.add(task)  # keeps a reference until it is done
        task.add_done_callback(self._pending.discard)

    async def _publish(self, name: str, serving: bool) -> None:
        status = (
            health_pb2.HealthCheckResponse.SERVING
            if serving
            else health_pb2.HealthCheckResponse.NOT_SERVING
        )
        await self.servicer.set(name, status)
