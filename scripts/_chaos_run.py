"""Break a fleet for some minutes, heal it, and prove that nothing accepted is lost or doubled.

    scripts/chaos [--seed N] [--minutes M] [--faults kill,pause,network,disk,clock] [--rate R]
                  [--json] [--plan] [--keep FOLDER]

PostgreSQL, nats-server and the four services run as processes of this machine, with lines between
them that can be cut. A seed repeats the faults and the drafts; how the processes take them is
never twice the same. Exit status: 0 nothing is wrong, 1 something was lost, doubled, made up or
given up on, 2 wrong arguments.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from _chaos_faults import Faults
from _chaos_load import Answer, Plugins, Traffic, draw
from _chaos_plan import KINDS, Fault, plan
from _chaos_proof import Proof, Verdict
from _fleet import POSTGRES, Fleet

_SETTINGS = {
    "SELARAS_INTAKE_SWEEP_AFTER_SECONDS": "10",
    "SELARAS_INTAKE_SWEEP_LONGEST_SECONDS": "60",
    "SELARAS_LOG_LEVEL": "INFO",
}
_PATIENCE_SECONDS = 600.0
_DISK_MEBIBYTES = (256, 32)  # at first, and more for each minute
_MOST_DISK_MEBIBYTES = 2048


def main(arguments: Sequence[str] | None = None) -> int:
    """Run as the arguments say; answers the exit status."""
    options = _arguments(arguments)
    # Set before gRPC starts: it would warn at every process that is started here.
    os.environ.setdefault("GRPC_ENABLE_FORK_SUPPORT", "0")
    # File systems that were mounted go in a finally, also when somebody stops the script.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    faults = plan(options.seed, options.minutes * 60, options.faults)
    if options.plan:
        print("\n".join(str(fault) for fault in faults))
        return 0
    folder = Path(options.keep or tempfile.mkdtemp(prefix="selaras-chaos-"))
    folder.mkdir(parents=True, exist_ok=True)
    print(f"seed {options.seed}; logs in {folder}", file=sys.stderr)
    report, good = asyncio.run(_run(options, folder))
    print(json.dumps(report, indent=2) if options.json else _as_text(report))
    if good and not options.keep:
        shutil.rmtree(folder, ignore_errors=True)
    return 0 if good else 1


def _arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="scripts/chaos", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 32))
    parser.add_argument("--minutes", type=float, default=3, help="of faults and load (3)")
    parser.add_argument(
        "--faults",
        type=_kinds,
        default=KINDS,
        help=f"any of {','.join(KINDS)}, or none: the load alone ({','.join(KINDS)})",
    )
    parser.add_argument("--rate", type=float, default=2, help="drafts a second (2)")
    parser.add_argument("--json", action="store_true", help="the report as JSON")
    parser.add_argument("--plan", action="store_true", help="only print what a seed does")
    parser.add_argument("--keep", metavar="FOLDER", help="where the logs go and stay")
    options = parser.parse_args(arguments)
    if options.minutes <= 0 or options.rate <= 0:
        parser.error("--minutes and --rate must be above 0")
    return options


def _kinds(text: str) -> tuple[str, ...]:
    if text == "none":
        return ()
    kinds = tuple(dict.fromkeys(text.split(",")))
    for kind in kinds:
        if kind not in KINDS:
            raise argparse.ArgumentTypeError(f"{kind} is none of {', '.join(KINDS)}")
    return kinds


async def _run(options: argparse.Namespace, folder: Path) -> tuple[dict[str, Any], bool]:
    fleet = Fleet(folder, POSTGRES, _SETTINGS)
    first, each = _DISK_MEBIBYTES
    size = min(first + round(each * options.minutes), _MOST_DISK_MEBIBYTES)
    faults = Faults(fleet, options.faults, size)
    try:
        await faults.prepare()
        await fleet.prepare()
        fleet.start()
        await fleet.wait_ready()
        return await _break_and_prove(options, fleet, faults)
    finally:
        fleet.stop()
        await faults.close()


async def _break_and_prove(
    options: argparse.Namespace, fleet: Fleet, faults: Faults
) -> tuple[dict[str, Any], bool]:
    seconds = options.minutes * 60
    traffic = draw(options.seed, options.rate, seconds)
    plugins = Plugins(fleet)
    await plugins.register(traffic)
    await plugins.warm_up(traffic, _PATIENCE_SECONDS)
    planned = plan(options.seed, seconds, faults.possible)
    supervisor = asyncio.create_task(fleet.supervise())
    started = time.monotonic()
    try:
        submitting = asyncio.create_task(plugins.submit(traffic, options.rate))
        await asyncio.gather(faults.run(planned), asyncio.sleep(seconds))
        await faults.heal()
        healed = time.monotonic()
        await submitting
        await fleet.wait_ready()
        proof = Proof(traffic, plugins, fleet.nats_url)
        await proof.wait_complete(_PATIENCE_SECONDS)
        recovered = time.monotonic() - healed
        verdict = await proof.run()
    finally:
        supervisor.cancel()
        with suppress(asyncio.CancelledError):
            await supervisor
    report = _report(options, traffic, planned, verdict)
    report["skipped"] = faults.skipped
    report["ended_by_themselves"] = dict(fleet.ended)
    report["nats_restarted_by_operator"] = faults.restarted
    report["chaos_seconds"] = round(healed - started, 1)
    report["recovery_seconds"] = round(recovered, 1)
    return report, verdict.good


def _report(
    options: argparse.Namespace, traffic: Traffic, planned: list[Fault], verdict: Verdict
) -> dict[str, Any]:
    return {
        "seed": options.seed,
        "minutes": options.minutes,
        "faults": dict(Counter(fault.kind for fault in planned)),
        "targets": dict(Counter(f"{fault.kind} {fault.target}" for fault in planned)),
        "drafts": {
            "submitted": len(traffic.posts),
            **{answer.value: traffic.count(answer) for answer in Answer},
            "to_be_refused": len(traffic.wrong),
        },
        **verdict.as_json(),
    }


def _as_text(report: dict[str, Any]) -> str:
    lines = [f"{name.replace('_', ' ')}: {_flat(value)}" for name, value in report.items()]
    return "\n".join(lines)


def _flat(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {_flat(entry)}" for name, entry in value.items()) or "none"
    if isinstance(value, list):
        return "".join(f"\n    {entry}" for entry in value)
    return str(value)
