"""What a run of load came to: rates, errors, latencies from when each draft was due."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from _counting import percentile
from _load_drive import Sent

_SHARES = (0.5, 0.95, 0.99)


@dataclass(frozen=True, slots=True)
class Result:
    """One run at one rate.

    Attributes:
        rate: drafts a second that were offered on average.
        seconds: how long drafts were sent.
        drain: seconds from the last draft until all were checked; the whole patience where they
            were not.
        behind: seconds that the generator itself was late at worst.
        alerts: seconds of each alert that came; None: alerts were not watched.
    """

    rate: float
    seconds: float
    sent: Sequence[Sent]
    unchecked: int
    drain: float
    behind: float
    alerts: Sequence[float] | None = None
    alerts_expected: int = 0
    memory: Mapping[str, float] = field(default_factory=dict)

    @property
    def accepted(self) -> int:
        """Drafts that were answered OK."""
        return sum(item.answered is not None for item in self.sent)

    @property
    def alerts_missing(self) -> int:
        """Alerts that had to come and did not."""
        return self.alerts_expected - len(self.alerts or ())

    @property
    def done_rate(self) -> float:
        """Drafts checked a second, from the first due to the last check."""
        checked = [item.checked for item in self.sent if item.checked is not None]
        if not checked:
            return 0.0
        return len(checked) / max(max(checked) - self.sent[0].due, self.seconds)

    def keeps_up(self, slack: float) -> bool:
        """Whether nothing failed and the checks were done soon after the last draft.

        Of a rate ``r`` times too high the checks are ``(r - 1) * seconds`` behind in the end.
        ``slack`` seconds are granted besides a tenth of the run.
        """
        failed = self.unchecked or any(item.error for item in self.sent)
        return not failed and self.drain <= slack + 0.1 * self.seconds

    def as_json(self) -> dict[str, Any]:
        """For the report; times in milliseconds where the name says so."""
        answers = [item.answered - item.due for item in self.sent if item.answered is not None]
        checks = [item.checked - item.due for item in self.sent if item.checked is not None]
        clashing = sum(item.plan.clash is not None for item in self.sent)
        report: dict[str, Any] = {
            "offered_per_second": round(self.rate, 2),
            "done_per_second": round(self.done_rate, 2),
            "seconds": round(self.seconds, 1),
            "drafts": len(self.sent),
            "accepted": self.accepted,
            "errors": dict(Counter(item.error for item in self.sent if item.error).most_common()),
            "clashing_share": round(clashing / max(len(self.sent), 1), 3),
            "unchecked": self.unchecked,
            "drain_seconds": round(self.drain, 1),
            "generator_behind_ms": round(self.behind * 1000, 1),
            "submit_ms": latency(answers),
            "submit_to_checked_ms": latency(checks),
        }
        if self.alerts is not None:
            report["submit_to_alert_ms"] = latency(self.alerts)
            report["alerts"] = {"expected": self.alerts_expected, "missing": self.alerts_missing}
        if self.memory:
            report["memory_mib"] = dict(self.memory)
        return report


def latency(seconds: Sequence[float]) -> dict[str, float]:
    """Percentiles and the longest, in milliseconds, with how many there are."""
    found = {f"p{share * 100:.0f}": percentile(seconds, share) for share in _SHARES}
    found["max"] = max(seconds, default=0.0)
    return {"count": len(seconds), **{name: round(at * 1000, 1) for name, at in found.items()}}


def as_table(report: Mapping[str, Any]) -> str:
    """The report as lines for people; latencies as a table below."""
    lines, rows = [], []
    for name, value in report.items():
        if name.endswith("_ms") and isinstance(value, Mapping):
            rows.append(
                f"{name.removesuffix('_ms').replace('_', ' '):22}"
                + "".join(f"{value[key]:>10}" for key in ("count", "p50", "p95", "p99", "max"))
            )
        elif isinstance(value, Mapping):
            inner = ", ".join(f"{key} {entry}" for key, entry in value.items())
            lines.append(f"{name.replace('_', ' '):22}{inner or 'none'}")
        else:
            lines.append(f"{name.replace('_', ' '):22}{value}")
    head = f"{'milliseconds':22}{'count':>10}{'p50':>10}{'p95':>10}{'p99':>10}{'max':>10}"
    return "\n".join([*lines, head, *rows])
