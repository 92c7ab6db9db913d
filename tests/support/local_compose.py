"""What scripts/backup and scripts/restore take for compose, where the parts are local processes.

``exec -T postgres X`` runs X beside the cluster, ``run ... cli X`` runs the command of Selaras, and
``up``, ``restart`` and ``pg_dump`` wait until the test lets them go on.
"""

from __future__ import annotations

import asyncio
import json
import os
import shlex
import subprocess
import sys
from pathlib import Path

from selaras.benchmark.postgres import find_binaries

from tests.support.eventually import assert_eventually

ROOT = Path(__file__).parents[2]
_PROGRAM = '''\
import json, os, pathlib, subprocess, sys, time

state = json.loads(pathlib.Path(sys.argv[1]).read_text())
gates, arguments = pathlib.Path(state["gates"]), sys.argv[2:]


def pass_gate(name):
    """Say that we are here, and wait until the test opens the gate."""
    (gates / f"{name}.reached").touch()
    until = time.monotonic() + 100
    while not (gates / f"{name}.open").exists():
        if time.monotonic() > until:
            sys.exit(f"nobody opened {name}")
        time.sleep(0.02)


def run(command, environment):
    sys.exit(subprocess.run(command, env={**os.environ, **environment}).returncode)


if arguments[:3] == ["exec", "-T", "postgres"]:
    program, *rest = arguments[3:]
    if program == "pg_dump":
        pass_gate("dump")
    run([os.path.join(state["binaries"], program), *rest], state["postgres"])
elif arguments[:5] == ["run", "--rm", "--no-deps", "-T", "cli"]:
    run([sys.executable, "-m", "selaras.cli", *arguments[5:]], state["cli"])
elif arguments[:2] == ["up", "--detach"]:
    pass_gate("up-" + "-".join(arguments[2:] or ["all"]))
elif arguments == ["restart", "nats"]:
    pass_gate("restart-nats")
elif arguments[:2] == ["ps", "-q"]:
    sys.exit(0)
else:
    sys.exit(f"unknown: {arguments}")
'''


class LocalCompose:
    """Runs the scripts against local servers.

    Args:
        folder: an empty folder.
        postgres_port: where a cluster with the database ``selaras`` listens.
        cli: environment of the commands of Selaras.
    """

    def __init__(self, folder: Path, postgres_port: int, cli: dict[str, str]) -> None:
        self._gates = folder
        program, state = folder / "compose.py", folder / "state.json"
        program.write_text(_PROGRAM)
        address = {"PGHOST": "127.0.0.1", "PGPORT": str(postgres_port)}
        state.write_text(
            json.dumps(
                {
                    "gates": str(folder),
                    "binaries": str(find_binaries()),
                    "postgres": address,
                    "cli": {**cli, "PYTHONPATH": str(ROOT / "services")},
                }
            )
        )
        self._command = shlex.join([sys.executable, str(program), str(state)])

    def open(self, *names: str) -> None:
        """Open gates: ``dump``, ``up-nats-postgres``, ``restart-nats``, ``up-all``."""
        for name in names:
            (self._gates / f"{name}.open").touch()

    async def reached(self, name: str) -> None:
        """Wait until a script stands before a gate."""
        path = self._gates / f"{name}.reached"
        await assert_eventually(path.exists, timeout=90, what=f"the script reaches {name}")

    async def run(self, script: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a script to its end."""
        return await asyncio.to_thread(run_script, self._command, script, *arguments)


def run_script(compose: str, script: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run scripts/backup or scripts/restore with a command of compose."""
    return subprocess.run(
        [sys.executable, str(ROOT / "scripts" / script), *arguments],
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
        env={**os.environ, "SELARAS_COMPOSE": compose},
    )
