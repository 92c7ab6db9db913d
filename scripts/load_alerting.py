#!/usr/bin/env python3
"""Publish cases at a steady rate to alerting in a process of its own, and count what comes of it.

    scripts/load_alerting.py [--agencies 1000] [--owners 3] [--cases-per-minute 100] [--minutes 10]
                             [--database sqlite|URL]

The load is open: events are published when their time has come, however far alerting is behind.
Every owner is of the first rank, without hours or channels, and there is no grouping window, so
that the events say which alerts must come: each owner of both agencies is told once that a case is
there, that it became graver, and that it is resolved. Latency is from publishing the event to the
alert's arrival from the stream, on one clock. ``--database`` takes the SQLAlchemy URL of an empty
PostgreSQL database; with ``sqlite`` alerting has a file of its own.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import secrets
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import nats.errors
import psutil
from _load_counts import Arrival, Ledger
from _load_events import LoadCase, case_events, cases, directory_event, owner_name
from nats.aio.msg import Msg
from nats.js.errors import APIError
from selaras.api.v1 import alert_pb2
from selaras.event.v1 import alert_pb2 as alert_event_pb2
from selaras.kit import logging
from selaras.kit.bus import ALERTS, DEAD, EVENTS, Bus, BusUnavailable
from selaras.kit.health import Health
from selaras.kit.nats_server import NatsServer, die_with_parent, free_port
from selaras.kit.settings import LogSettings, NatsSettings

_START_SECONDS = 60.0
_PATIENCE_SECONDS = 300.0
_QUIET_SECONDS = 5.0
_POLL_SECONDS = 0.25
_SAMPLE_SECONDS = 60.0
_MIB = 1024 * 1024
# No waiting for more, and a limit that is counted as ever but never reached.
_ALERTING = {
    "SELARAS_ALERTING_GROUP_SECONDS": "0",
    "SELARAS_ALERTING_REGROUP_SECONDS": "0",
    "SELARAS_ALERTING_HOURLY_LIMIT": "10000",
    "SELARAS_ALERTING_DIRECTORY_TARGET": "127.0.0.1:1",  # nobody calls
    "SELARAS_LOG_LEVEL": "WARNING",
}


def main() -> int:
    """Run the load, print the counts; 1 when an alert was lost, doubled or not to come."""
    options = _arguments()
    logging.configure(LogSettings(level="ERROR"), service="load-alerting")
    with tempfile.TemporaryDirectory(prefix="selaras-load-") as folder:
        report = asyncio.run(_run(options, Path(folder)))
    print(json.dumps(report, indent=2))
    wrong = ("lost", "doubled_ids", "doubled_alerts", "unexpected")
    return 1 if any(report["alerts"][name] for name in wrong) else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--agencies", type=int, default=1000)
    parser.add_argument("--owners", type=int, default=3, help="of each agency (3)")
    parser.add_argument("--cases-per-minute", type=float, default=100)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument(
        "--database", default="sqlite", help="sqlite, or the URL of another (sqlite)"
    )
    options = parser.parse_args()
    if options.agencies < 2 or options.owners < 1:
        parser.error("a case needs two agencies, and each of them an owner")
    if options.cases_per_minute <= 0 or options.minutes <= 0:
        parser.error("--cases-per-minute and --minutes must be above 0")
    return options


async def _run(options: argparse.Namespace, folder: Path) -> dict[str, Any]:
    server = NatsServer(folder / "nats")
    await server.start()
    bus = Bus(NatsSettings(url=server.url), Health(), "load")
    bus.connect()
    try:
        async with asyncio.timeout(_START_SECONDS):
            await bus.wait_connected()
        async with _alerting(server.url, options.database, folder) as process:
            return await _Load(options, bus, process).run()
    finally:
        await bus.close()
        await server.stop()


@asynccontextmanager
async def _alerting(
    nats_url: str, database: str, folder: Path
) -> AsyncIterator[asyncio.subprocess.Process]:
    """Alerting in a process of its own, which ends with this one."""
    own = f"sqlite+aiosqlite:///{folder / 'alerting.db'}"
    inherited = {name: text for name, text in os.environ.items() if not name.startswith("SELARAS_")}
    log = folder / "alerting.log"
    with log.open("wb") as output:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "selaras.alerting",
            env={
                **inherited,
                **_ALERTING,
                "SELARAS_NATS_URL": nats_url,
                "SELARAS_GRPC_PORT": str(free_port()),
                "SELARAS_INTERNAL_TOKEN": secrets.token_urlsafe(24),
                "SELARAS_ALERTING_DATABASE_URL": own if database == "sqlite" else database,
            },
            stdout=output,
            stderr=output,
            preexec_fn=die_with_parent,
            start_new_session=True,
        )
    try:
        yield process
    except BaseException:
        print(log.read_text(errors="replace")[-3000:], file=sys.stderr)
        raise
    finally:
        if process.returncode is None:
            process.terminate()
            try:
                await asyncio.wait_for(process.wait(), 20)
            except TimeoutError:
                process.kill()
                await process.wait()


class _Load:
    """One run against a running alerting."""

    def __init__(
        self, options: argparse.Namespace, bus: Bus, process: asyncio.subprocess.Process
    ) -> None:
        self._agencies: int = options.agencies
        self._owners: int = options.owners
        self._per_second: float = options.cases_per_minute / 60
        count = max(round(options.cases_per_minute * options.minutes), 1)
        self._cases = cases(count, options.agencies)
        self._database: str = options.database.partition(":")[0]
        self._bus = bus
        self._process = process
        self._watched = psutil.Process(process.pid)
        self._ledger = Ledger()
        self._events = 0
        self._behind = 0.0
        self._read = 0
        self._samples: list[dict[str, float]] = []

    async def run(self) -> dict[str, Any]:
        """Register, publish, wait for the rest; answers the report."""
        registered = await self._register()
        subscription = await self._bus.jetstream.subscribe(
            "selaras.v1.alert.>", stream=ALERTS, cb=self._came, ordered_consumer=True
        )
        started, busy = time.monotonic(), _cpu_seconds(self._watched)
        self._sample(started)
        sampler = asyncio.create_task(self._sample_on(started))
        await self._publish(started)
        published = time.monotonic() - started
        await self._finish()
        took, busy = time.monotonic() - started, _cpu_seconds(self._watched) - busy
        sampler.cancel()
        self._sample(started)
        await subscription.unsubscribe()
        on_stream = (await self._bus.jetstream.stream_info(ALERTS)).state.messages
        dead = (await self._bus.jetstream.stream_info(DEAD)).state.messages
        return {
            "agencies": self._agencies,
            "owners": self._agencies * self._owners,
            "cases": len(self._cases),
            "events": self._events,
            "database": self._database,
            "alerts": {**self._ledger.as_json(), "on_stream": on_stream},
            "dead_letters": dead,
            "register_seconds": round(registered, 1),
            "publish_seconds": round(published, 1),
            "drain_seconds": round(took - published, 1),
            "behind_schedule_ms": round(self._behind * 1000, 1),
            "cpu_share": round(busy / took, 3),
            "memory": self._samples,
        }

    async def _register(self) -> float:
        """Make the agencies known, and wait until alerting knows them; answers the seconds."""
        started = time.monotonic()
        for number in range(self._agencies):
            await self._bus.publish_many([directory_event(number, self._owners)])
        async with asyncio.timeout(_PATIENCE_SECONDS):
            while not (await self._handled() and await self._subscribed()):
                await self._pause()
        return time.monotonic() - started

    async def _publish(self, started: float) -> None:
        """Every step of every case at its time, two events each."""
        plan = sorted(
            (case.number / self._per_second + step.after, case.number, place)
            for case in self._cases
            for place, step in enumerate(case.steps)
        )
        async with asyncio.TaskGroup() as group:
            for at, number, place in plan:
                await self._pause(started + at - time.monotonic())
                self._behind = max(self._behind, time.monotonic() - started - at)
                group.create_task(self._publish_step(self._cases[number], place))

    async def _publish_step(self, case: LoadCase, place: int) -> None:
        tells = case.steps[place].tells
        for agency, event in case_events(case, place):
            self._events += 1
            now = time.monotonic()
            for owner in range(self._owners) if tells else ():
                self._ledger.owe((owner_name(agency, owner), case.name, tells), now)
            await self._bus.publish_many([event])

    async def _came(self, message: Msg) -> None:
        now = time.monotonic()
        place = message.metadata.sequence.stream
        if place <= self._read:
            return  # the subscription began anew: it is on the stream only once
        self._read = place
        alert = alert_event_pb2.Alert.FromString(message.data)
        kind = alert_pb2.AlertKind.Name(alert.kind).removeprefix("ALERT_KIND_")
        self._ledger.came(Arrival(alert.alert_id, (alert.owner, alert.case, kind), now))

    async def _finish(self) -> None:
        """Wait until all events are handled and no alert came for a while; at most some minutes."""
        until = time.monotonic() + _PATIENCE_SECONDS
        seen, since = -1, time.monotonic()
        while time.monotonic() < until and time.monotonic() - since < _QUIET_SECONDS:
            await self._pause()
            count = len(self._ledger.arrivals)
            if count != seen or not await self._handled():
                seen, since = count, time.monotonic()

    async def _handled(self) -> bool:
        """Whether alerting has read all events that there are."""
        try:
            info = await self._bus.jetstream.consumer_info(EVENTS, "alerting")
        except (nats.errors.Error, APIError, BusUnavailable, TimeoutError):
            return False  # not there yet
        return not info.num_pending and not info.num_ack_pending

    async def _subscribed(self) -> bool:
        """Whether every agency has its durable consumer on the alerts."""
        info = await self._bus.jetstream.stream_info(ALERTS)
        return int(info.state.consumer_count) >= self._agencies

    async def _pause(self, seconds: float = _POLL_SECONDS) -> None:
        """Wait a moment.

        Raises:
            RuntimeError: alerting has ended.
        """
        if self._process.returncode is not None:
            raise RuntimeError(f"alerting ended with {self._process.returncode}")
        await asyncio.sleep(max(seconds, 0.0))

    async def _sample_on(self, started: float) -> None:
        while True:
            await asyncio.sleep(_SAMPLE_SECONDS)
            self._sample(started)

    def _sample(self, started: float) -> None:
        self._samples.append(
            {
                "minute": round((time.monotonic() - started) / 60, 2),
                "rss_mib": round(self._watched.memory_info().rss / _MIB, 1),
            }
        )


def _cpu_seconds(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


if __name__ == "__main__":
    sys.exit(main())
