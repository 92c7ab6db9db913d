"""Gates: what may be sent now through a channel or to a host.

Three things hold deliveries back. A *circuit* opens after some failures in a row, or when the other
side asks for time: from then on one probe at a time is let through, and failures do not use up the
attempts of a delivery. When a probe gets through, the circuit closes and a *pace* holds until what
piled up is gone. Anything else passes as it comes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class GateRules:
    """How gates behave.

    Args:
        failures: failures in a row that open a circuit.
        probe: seconds between two probes.
        longest: longest time that the other side may ask for, in seconds.
        pace: deliveries a second while catching up.
    """

    failures: int
    probe: float
    longest: float
    pace: float


@dataclass(frozen=True, slots=True)
class Quota:
    """How many may be sent now; ``probe``: to find out whether the other side is back."""

    limit: int
    probe: bool = False


class Gate:
    """The state of one scope. Times are of the injected clock; a jump back never locks a gate."""

    def __init__(self, rules: GateRules) -> None:
        self._rules = rules
        self.failures = 0
        self._next_probe: datetime | None = None
        self._probing = False
        self._paced_since: datetime | None = None
        self._tokens = 0.0

    @property
    def is_open(self) -> bool:
        """The circuit is open: only probes pass."""
        return self._next_probe is not None

    @property
    def is_paced(self) -> bool:
        """It catches up after an outage."""
        return self._paced_since is not None

    @property
    def is_plain(self) -> bool:
        """Nothing is held back."""
        return not self.is_open and not self.is_paced

    def quota(self, now: datetime, free: int) -> Quota:
        """How many may be sent now, at most ``free``."""
        if self._next_probe is not None:
            # A probe that is due much later than any rule asks for: the clock was set back.
            if self._next_probe > now + timedelta(seconds=self._rules.longest):
                self._next_probe = now + timedelta(seconds=self._rules.probe)
            due = now >= self._next_probe and not self._probing
            return Quota(min(free, 1) if due else 0, probe=True)
        if self._paced_since is not None:
            self._refill(now, self._paced_since)
            return Quota(min(free, int(self._tokens)))
        return Quota(free)

    def taken(self, quota: Quota, count: int) -> None:
        """``count`` deliveries were taken of a quota."""
        if quota.probe:
            self._probing = self._probing or count > 0
        elif self.is_paced:
            self._tokens -= count

    def drained(self) -> None:
        """Nothing is left to be sent and nothing under way: what comes now is no backlog."""
        self._paced_since = None

    def released(self) -> None:
        """The probe is over, whatever came of it."""
        self._probing = False

    def succeeded(self, now: datetime) -> bool:
        """The other side answered; True when that closes the circuit."""
        self.failures = 0
        if not self.is_open:
            return False
        self._next_probe = None
        self.pace(now)
        return True

    def failed(self, now: datetime, retry_after: float | None) -> bool:
        """The other side is away, or asks for time; True when that opens the circuit."""
        was_open = self.is_open
        self.failures += 1
        if was_open or retry_after is not None or self.failures >= self._rules.failures:
            wait = self._rules.probe if retry_after is None else retry_after
            wait = min(max(wait, 0.0), self._rules.longest)
            self._next_probe = now + timedelta(seconds=wait)
            self._paced_since = None
        return self.is_open and not was_open

    def pace(self, now: datetime) -> None:
        """Let what piled up through bit by bit."""
        self._paced_since = now
        self._tokens = 0.0

    def _refill(self, now: datetime, since: datetime) -> None:
        passed = max((now - since).total_seconds(), 0.0)
        most = max(self._rules.pace, 1.0)  # a second's worth: a clock that jumps lets no storm out
        self._tokens = min(self._tokens + passed * self._rules.pace, most)
        self._paced_since = now


class Gates:
    """The gates by scope."""

    def __init__(self, rules: GateRules) -> None:
        self._rules = rules
        self._gates: dict[str, Gate] = {}

    def of(self, scope: str) -> Gate:
        """The gate of a scope."""
        return self._gates.setdefault(scope, Gate(self._rules))

    def forget(self, scope: str) -> None:
        """Drop a gate that holds nothing back and remembers no failure."""
        gate = self._gates.get(scope)
        if gate and gate.is_plain and not gate.failures:
            del self._gates[scope]

    def special(self, channel: str) -> dict[str, Gate]:
        """Scopes of a channel that are not plain."""
        return {
            scope: gate
            for scope, gate in self._gates.items()
            if not gate.is_plain and (scope == channel or scope.startswith(f"{channel}:"))
        }

    def open_scopes(self) -> Iterator[str]:
        """Scopes whose circuit is open."""
        return (scope for scope, gate in self._gates.items() if gate.is_open)

    @property
    def is_pacing(self) -> bool:
        """Some scope catches up."""
        return any(gate.is_paced for gate in self._gates.values())
