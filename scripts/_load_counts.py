"""Which alerts were to come and which came: lost, doubled, and how long each took."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from _counting import percentile

Key = tuple[str, str, str]
"""Owner, case and kind of an alert: what one owner is told once."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """An alert as it came; ``at`` in seconds of the monotonic clock."""

    alert_id: str
    key: Key
    at: float


@dataclass(slots=True)
class Ledger:
    """What is owed and what came.

    Attributes:
        owed: when the event that causes each alert was published, by the alert.
        arrivals: the alerts in the order in which they came.
    """

    owed: dict[Key, float] = field(default_factory=dict)
    arrivals: list[Arrival] = field(default_factory=list)
    _came: dict[Key, float] = field(default_factory=dict)

    def owe(self, key: Key, at: float) -> None:
        """An event was published at this moment that must lead to this alert."""
        self.owed[key] = at

    def came(self, arrival: Arrival) -> None:
        """An alert came."""
        self.arrivals.append(arrival)
        self._came.setdefault(arrival.key, arrival.at)

    @property
    def missing(self) -> list[Key]:
        """Alerts that are owed and have not come."""
        return sorted(self.owed.keys() - self._came.keys())

    def as_json(self) -> dict[str, Any]:
        """For the report; times in milliseconds.

        ``doubled_ids`` are alerts that came again under the same id, which a receiver can tell;
        ``doubled_alerts`` are further ids for what one owner was told already; ``unexpected`` are
        alerts that nothing was to cause.
        """
        ids = Counter(arrival.alert_id for arrival in self.arrivals)
        keys = Counter(key for _, key in {(item.alert_id, item.key) for item in self.arrivals})
        return {
            "expected": len(self.owed),
            "received": len(self.arrivals),
            "lost": len(self.missing),
            "doubled_ids": ids.total() - len(ids),
            "doubled_alerts": keys.total() - len(keys),
            "unexpected": len(self._came.keys() - self.owed.keys()),
            "by_kind": dict(sorted(Counter(key[2] for key in self._came).items())),
            "lost_by_kind": dict(sorted(Counter(key[2] for key in self.missing).items())),
            "first_lost": [" ".join(key) for key in self.missing[:5]],
            "latency_ms": latency(self.delays()),
        }

    def delays(self) -> list[float]:
        """Seconds from publishing the event to the first arrival of each owed alert."""
        return [self._came[key] - at for key, at in self.owed.items() if key in self._came]


def latency(seconds: Sequence[float]) -> dict[str, float]:
    """Percentiles and the longest, in milliseconds; zeros without values."""
    found = {f"p{share}": percentile(seconds, share / 100) for share in (50, 95, 99)}
    found["max"] = max(seconds, default=0.0)
    return {name: round(value * 1000, 1) for name, value in found.items()}
