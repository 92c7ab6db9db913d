"""Which faults come when: drawn from a seed, so that a run can be repeated."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

KINDS = ("kill", "pause", "network", "disk", "clock")
# Who reaches whom in the fleet.
LINES = (
    ("intake", "nats"),
    ("matching", "nats"),
    ("alerting", "nats"),
    ("intake", "postgres"),
    ("matching", "postgres"),
    ("alerting", "postgres"),
    ("intake", "matching"),
    ("matching", "embedding"),
    ("matching", "intake"),
    ("alerting", "intake"),
)
_PROCESSES = ("embedding", "intake", "matching", "alerting", "nats", "postgres")
_CLOCKS = ("embedding", "intake", "matching", "alerting")
_DISKS = ("nats", "postgres")
_JUMPS = (-7200, -600, -30, 30, 600, 7200)
_GAP_SECONDS = (0.5, 3.0)
# Shortest and longest of each kind. A kill is how long it stays dead.
_SECONDS = {
    "kill": (0.0, 2.0),
    "pause": (1.0, 8.0),
    "network": (1.0, 10.0),
    "disk": (3.0, 8.0),
    "clock": (2.0, 10.0),
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that goes wrong.

    Attributes:
        at: seconds after the start.
        kind: one of KINDS.
        target: a process, or ``caller>called`` for a line.
        seconds: how long it lasts.
        how: ``cut`` or ``hole`` of a line, seconds of a clock's jump; else empty.
    """

    at: float
    kind: str
    target: str
    seconds: float
    how: str = ""

    def __str__(self) -> str:
        """For the report."""
        how = f" ({self.how})" if self.how else ""
        return f"{self.at:6.1f} s  {self.kind} {self.target}{how} for {self.seconds:.1f} s"


def plan(seed: int, seconds: float, kinds: Sequence[str]) -> list[Fault]:
    """The faults of a run, in order; they may overlap.

    Each kind comes once before any comes again, so that a short run has all of them.
    """
    chance = random.Random(seed)
    faults: list[Fault] = []
    waiting: list[str] = []
    at = chance.uniform(*_GAP_SECONDS)
    while kinds and at < seconds:
        if not waiting:
            waiting = sorted(kinds)
            chance.shuffle(waiting)
        fault = _draw(chance, waiting.pop(), at)
        faults.append(fault)
        # Half of the next ones begin while this one lasts.
        overlap = chance.random() < 0.5
        at += chance.uniform(*_GAP_SECONDS) + (0.0 if overlap else fault.seconds)
    return faults


def _draw(chance: random.Random, kind: str, at: float) -> Fault:
    seconds = chance.uniform(*_SECONDS[kind])
    if kind == "network":
        caller, called = chance.choice(LINES)
        return Fault(at, kind, f"{caller}>{called}", seconds, chance.choice(("cut", "hole")))
    if kind == "clock":
        return Fault(at, kind, chance.choice(_CLOCKS), seconds, f"{chance.choice(_JUMPS):+d}")
    targets = _DISKS if kind == "disk" else _PROCESSES
    return Fault(at, kind, chance.choice(targets), seconds)
