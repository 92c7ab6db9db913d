r"""Load a deployment with real posts of many agencies, and measure what comes back.

    scripts/load --local [sqlite|postgres|URL] [--find-max] ...
    SELARAS_ADMIN_KEY=... scripts/load --target HOST:PORT --tls-ca deploy/tls/nats/ca.pem \
        --nats tls://HOST:4222 --agencies 100 --rate 5 --seconds 120

The load is open: a draft is sent when it is due, however far the answers are behind, and every
latency counts from that moment, so that waiting is counted too. Agencies are registered below the
prefix ``load-``, and stay; their keys are revoked and the drafts withdrawn in the end. Use it on a
deployment before agencies do, or beside it. Exit status: 0 all is well, 1 something was refused,
not checked or not alerted, 2 wrong arguments.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

from _fleet import Fleet
from _load_alerts import Alerts
from _load_directory import Directory
from _load_drive import Channels, Drive
from _load_posts import Drafts, read_texts
from _load_report import Result, as_table
from _traffic import OFFICES, spread_areas
from pydantic import SecretStr
from selaras.benchmark.posts import PostsError
from selaras.kit.settings import NatsSettings

_REAL_POSTS = Path(__file__).resolve().parents[2] / "shared" / "data" / "posts"
_PATIENCE_SECONDS = 120.0
_WARM_SECONDS = 300.0
_SLACK_SECONDS = 3.0
_BISECTIONS = 3
_MOST_RATE = 1024.0


def main(arguments: Sequence[str] | None = None) -> int:
    """Run as the arguments say; answers the exit status."""
    options = _arguments(arguments)
    # Set before gRPC starts: it would warn at every process that is started here.
    os.environ.setdefault("GRPC_ENABLE_FORK_SUPPORT", "0")
    report, good = asyncio.run(_run(options))
    print(json.dumps(report, indent=2) if options.json else as_table(report))
    return 0 if good else 1


def _arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="scripts/load", description=(__doc__ or "").partition("\n")[0]
    )
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--target", default=os.environ.get("SELARAS_TARGET"), help="HOST:PORT")
    where.add_argument(
        "--local",
        nargs="?",
        const="sqlite",
        metavar="DATABASE",
        help="start the services here: sqlite, postgres (a cluster of its own) or the URL of an "
        "empty database (sqlite)",
    )
    parser.add_argument("--tls-ca", type=Path, default=os.environ.get("SELARAS_TLS_CA"))
    parser.add_argument("--admin-key", default=os.environ.get("SELARAS_ADMIN_KEY"))
    parser.add_argument(
        "--nats",
        default=os.environ.get("SELARAS_NATS_URL"),
        help="bus at which alerts are awaited; without SELARAS_NATS_USER and "
        "SELARAS_NATS_PASSWORD each agency logs in with its key",
    )
    parser.add_argument("--agencies", type=int, default=50, help="2 to 1028 (50)")
    parser.add_argument("--channels", type=int, default=32, help="most connections (32)")
    parser.add_argument("--rate", type=float, default=2, help="drafts a second (2)")
    parser.add_argument("--seconds", type=float, default=60, help="how long to send (60)")
    parser.add_argument("--arrivals", choices=("poisson", "fixed"), default="poisson")
    parser.add_argument("--clashes", type=float, default=0.1, help="share of drafts (0.1)")
    parser.add_argument("--deadline", type=float, default=10, help="seconds of a call (10)")
    parser.add_argument(
        "--posts",
        default=str(_REAL_POSTS) if _REAL_POSTS.is_dir() else "builtin",
        help="JSON lines with a field body, text, article or content; a folder of such files; or "
        "builtin (what there is)",
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--find-max",
        action="store_true",
        help="find the highest rate at which checks keep up, by steps of a third of --seconds, "
        "and then measure at half of it",
    )
    parser.add_argument("--json", action="store_true", help="the report as JSON")
    options = parser.parse_args(arguments)
    _check(parser, options)
    return options


def _check(parser: argparse.ArgumentParser, options: argparse.Namespace) -> None:
    if options.local:
        options.target = None
    elif not options.target or not options.admin_key:
        parser.error("--target with --admin-key (or SELARAS_ADMIN_KEY), or --local is needed")
    if not 2 <= options.agencies <= 1028:
        parser.error("--agencies must be from 2 to 1028")
    if options.rate <= 0 or options.seconds <= 0 or not 0 <= options.clashes <= 1:
        parser.error("--rate and --seconds must be above 0, --clashes from 0 to 1")
    try:
        options.texts = read_texts(options.posts)
    except (PostsError, OSError, ValueError) as error:
        parser.error(f"--posts: {error}")


async def _run(options: argparse.Namespace) -> tuple[dict[str, Any], bool]:
    async with AsyncExitStack() as stack:
        fleet = None
        if options.local:
            fleet = await stack.enter_async_context(_local(options.local))
            options.target, options.admin_key = fleet.address("intake"), fleet.admin_key
            options.nats = fleet.nats_url
        directory = Directory(options.target, options.admin_key, options.tls_ca)
        await stack.enter_async_context(directory)
        areas = spread_areas(max(options.agencies // len(OFFICES), 1))
        await directory.register(areas)
        channels = Channels(options.target, directory.keys, options.tls_ca, options.channels)
        stack.push_async_callback(channels.close)
        alerts = None
        if options.nats:
            alerts = await stack.enter_async_context(_alerts(options, directory))
        run = f"{int(time.time()):x}"
        drafts = Drafts(options.texts, areas, options.clashes, run, options.seed)
        load = _Load(options, channels, alerts, drafts, fleet)
        await load.warm_up()
        return await (load.find_max() if options.find_max else load.measure())


@asynccontextmanager
async def _local(databases: str) -> AsyncIterator[Fleet]:
    """Services of this machine, gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="selaras-load-"))
    # Loopback logs nothing that a report needs; a log line for each call would be measured too.
    fleet = Fleet(folder, databases, {"SELARAS_LOG_LEVEL": "WARNING"})
    try:
        await fleet.prepare()
        fleet.start()
        await fleet.wait_ready()
        yield fleet
    finally:
        fleet.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _alerts(options: argparse.Namespace, directory: Directory) -> Alerts:
    user, password = (os.environ.get(f"SELARAS_NATS_{name}") for name in ("USER", "PASSWORD"))
    settings = NatsSettings(
        url=options.nats,
        user=user,
        password=SecretStr(password) if password else None,
        tls_ca=options.tls_ca,
    )
    return Alerts(settings, None if user or options.local else directory.keys)


class _Load:
    """Runs against one target."""

    def __init__(
        self,
        options: argparse.Namespace,
        channels: Channels,
        alerts: Alerts | None,
        drafts: Drafts,
        fleet: Fleet | None,
    ) -> None:
        self._options = options
        self._channels = channels
        self._alerts = alerts
        self._drafts = drafts
        self._fleet = fleet
        self._slack = _SLACK_SECONDS

    async def warm_up(self) -> None:
        """Have two drafts checked: the first loads models, the second says how long one takes.

        Raises:
            TimeoutError: they are not.
        """
        for _ in range(2):
            drive = Drive(self._channels, self._drafts.schedule(1, 0.5, "fixed"), _WARM_SECONDS)
            took = await drive.run(_WARM_SECONDS)
            if drive.unchecked or any(sent.error for sent in drive.sent):
                raise TimeoutError(f"a draft was not checked in {_WARM_SECONDS:.0f} s")
        self._slack = _SLACK_SECONDS + took

    async def measure(self) -> tuple[dict[str, Any], bool]:
        """One run at the rate of the arguments."""
        return self._judged(await self._once(self._options.rate, self._options.seconds))

    async def find_max(self) -> tuple[dict[str, Any], bool]:
        """Double the rate until checks do not keep up, halve the gap, then measure at half."""
        best, steps = 0.0, []
        rate, too_much = self._options.rate, 0.0
        bisections = 0
        while bisections < _BISECTIONS and rate <= _MOST_RATE and rate > 0.05:
            result = await self._once(rate, self._options.seconds / 3)
            keeps_up = result.keeps_up(self._slack)
            steps.append(f"{rate:.2f}/s {'kept up' if keeps_up else 'too much'}")
            print(f"{steps[-1]}: {result.drain:.1f} s behind", file=sys.stderr)
            best, too_much = (rate, too_much) if keeps_up else (best, rate)
            bisections += bool(best and too_much)
            if not too_much:
                rate *= 2
            else:
                rate = (best + too_much) / 2
        report, good = self._judged(await self._once(max(best / 2, 0.05), self._options.seconds))
        return {"sustained_per_second": round(best, 2), "steps": "; ".join(steps), **report}, good

    async def _once(self, rate: float, seconds: float) -> Result:
        plan = self._drafts.schedule(rate, seconds, self._options.arrivals)
        drive = Drive(self._channels, plan, self._options.deadline)
        drain = await drive.run(_PATIENCE_SECONDS)
        delays, expected = None, 0
        if self._alerts:
            delays, expected = await self._alerts.wait_for(drive.sent, _PATIENCE_SECONDS)
        memory = self._fleet.memory() if self._fleet else {}
        await drive.withdraw()
        return Result(
            len(plan) / seconds,
            seconds,
            drive.sent,
            drive.unchecked,
            drain,
            drive.behind,
            delays,
            expected,
            memory,
        )

    def _judged(self, result: Result) -> tuple[dict[str, Any], bool]:
        failed = any(sent.error for sent in result.sent)
        return result.as_json(), not (failed or result.unchecked or result.alerts_missing)
