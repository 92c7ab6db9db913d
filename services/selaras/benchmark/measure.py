"""Percentiles and memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles


@dataclass(frozen=True, slots=True)
class Latency:
    """A distribution of times, in milliseconds."""

    count: int
    p50: float
    p95: float
    worst: float

    @classmethod
    def of(cls, seconds: Sequence[float]) -> Latency:
        """From times in seconds; needs at least two."""
        cuts = quantiles(seconds, n=100, method="inclusive")
        return cls(
            len(seconds),
            round(cuts[49] * 1000, 1),
            round(cuts[94] * 1000, 1),
            round(max(seconds) * 1000, 1),
        )


def peak_megabytes(pid: int) -> float:
    """Largest resident memory that a process has had, in MiB; 0 where it is not known."""
    try:
        status = Path(f"/proc/{pid}/status").read_text("ascii")
    except OSError:
        return 0.0
    for line in status.splitlines():
        if line.startswith("VmHWM:"):
            return round(int(line.split()[1]) / 1024, 1)
    return 0.0
