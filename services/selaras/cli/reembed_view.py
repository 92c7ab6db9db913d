"""A re-embedding and its report, as tables for people and as JSON and CSV for scripts."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from selaras.api.v1 import finding_pb2
from selaras.cli.output import console, print_json, table
from selaras.internal.v1 import index_pb2

_NEXT = {
    "FILLING": "it goes on by itself; look again with `selaras reembed status`",
    "FILLED": "next: `selaras reembed report`",
    "REPORTED": "next: `selaras reembed switch`, or `selaras reembed abandon`",
    "SWITCHED": "next: `selaras reembed finish`, or `selaras reembed back`",
    "FINISHED": "next: set SELARAS_MATCHING_EMBEDDING_TARGET, or SELARAS_EMBEDDING_MODEL of the "
    "service that it names, to the new model; until then the new service must stay",
    "RELEASED": "it is over; the service that was started for it may be stopped",
    "ABANDONED": "it was given up; the service that was started for it may be stopped",
}
_FIELDS = ("relation", "confidence", "probability", "alerts")


def show(item: index_pb2.Reembedding, *, as_json: bool) -> None:
    """Print how far a re-embedding is."""
    values = _reembedding(item)
    if as_json:
        print_json(values)
        return
    console().print(f"{values['state']}: {item.done} of {item.total} messages")
    console().print(f"  model     {item.before_version} -> {item.model_version}")
    console().print(f"  in force  {item.in_force}")
    console().print(f"  at        {item.target}")
    if item.HasField("least_scores"):
        least = item.least_scores
        console().print(f"  least     {least.message:g} (messages), {least.claim:g} (claims)")
    if item.problem:
        console().print(f"  waits     {item.problem}")
    console().print(f"  {_NEXT[values['state']]}")


def _reembedding(item: index_pb2.Reembedding) -> dict[str, Any]:
    least = item.least_scores if item.HasField("least_scores") else None
    return {
        "id": item.id,
        "state": index_pb2.ReembeddingState.Name(item.state).removeprefix("REEMBEDDING_STATE_"),
        "target": item.target,
        "model_version": item.model_version,
        "before_version": item.before_version,
        "in_force": item.in_force,
        "done": item.done,
        "total": item.total,
        "least_scores": {"message": least.message, "claim": least.claim} if least else None,
        "problem": item.problem,
        "start_time": item.start_time.ToJsonString(),
        "update_time": item.update_time.ToJsonString(),
    }


def show_report(report: index_pb2.ReembeddingReport, *, as_json: bool) -> None:
    """Print a report."""
    if as_json:
        print_json(_report(report))
        return
    console().print(f"{report.messages} messages were replayed.\n")
    table(
        ("Pairs", "both", "only before", "only new", "other relation"),
        [
            ("candidates", *_counts(report.candidates).values()),
            ("people are told of", *_counts(report.alerts).values()),
        ],
    )
    console().print()
    table(
        ("Cosines", "5 %", "25 %", "50 %", "75 %", "95 %", "least", "pass", "same share from"),
        [
            row
            for name, spread in _spreads(report)
            for row in (
                (f"{name}, before", *_five(spread.before), *_passing(spread), None),
                (f"{name}, new", *_five(spread.after), None, None, _suggested(spread)),
            )
        ],
    )
    if report.disagreements:
        console().print()
        table(
            ("Draft", "Draft", "before", "new"),
            [
                (item.left, item.right, _words(item, "before"), _words(item, "after"))
                for item in report.disagreements
            ],
        )


def write_csv(path: Path, report: index_pb2.ReembeddingReport) -> None:
    """Write the disagreements, one a line.

    Raises:
        OSError: the file cannot be written.
    """
    sides = ("before", "after")
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(
            ["left", "right", *(f"{side}_{name}" for side in sides for name in _FIELDS)]
        )
        for item in report.disagreements:
            said = [_opinion(item, side) or dict.fromkeys(_FIELDS, "") for side in sides]
            writer.writerow(
                [item.left, item.right, *(each[name] for each in said for name in _FIELDS)]
            )


def _report(report: index_pb2.ReembeddingReport) -> dict[str, Any]:
    least = report.least_scores
    return {
        "messages": report.messages,
        "candidates": _counts(report.candidates),
        "alerts": _counts(report.alerts),
        "scores": {name: _spread(spread) for name, spread in _spreads(report)},
        "least_scores": {"message": least.message, "claim": least.claim},
        "disagreements": [
            {
                "left": item.left,
                "right": item.right,
                "before": _opinion(item, "before"),
                "after": _opinion(item, "after"),
            }
            for item in report.disagreements
        ],
    }


def _counts(counts: index_pb2.PairCounts) -> dict[str, int]:
    return {
        "both": counts.both,
        "before_only": counts.before_only,
        "after_only": counts.after_only,
        "differ": counts.differ,
    }


def _spreads(
    report: index_pb2.ReembeddingReport,
) -> tuple[tuple[str, index_pb2.ScoreSpread], ...]:
    return ("messages", report.message_scores), ("claims", report.claim_scores)


def _spread(spread: index_pb2.ScoreSpread) -> dict[str, Any]:
    return {
        "before": list(spread.before),
        "after": list(spread.after),
        "share": spread.share,
        "least": spread.least,
        "suggested": _suggested(spread),
    }


def _suggested(spread: index_pb2.ScoreSpread) -> float | None:
    return spread.suggested if spread.HasField("suggested") else None


def _five(quantiles: Any) -> list[str | None]:
    values = [f"{value:.3f}" for value in quantiles]
    return [*values, *[None] * (5 - len(values))]


def _passing(spread: index_pb2.ScoreSpread) -> tuple[str, str]:
    return f"{spread.least:g}", f"{spread.share:.0%}"


def _opinion(item: index_pb2.Disagreement, side: str) -> dict[str, Any] | None:
    if not item.HasField(side):
        return None
    said: index_pb2.PairOpinion = getattr(item, side)
    return {
        "relation": finding_pb2.Relation.Name(said.relation).removeprefix("RELATION_"),
        "confidence": finding_pb2.Confidence.Name(said.confidence).removeprefix("CONFIDENCE_"),
        "probability": round(said.probability, 3),
        "alerts": said.alerts,
    }


def _words(item: index_pb2.Disagreement, side: str) -> str:
    said = _opinion(item, side)
    if said is None:
        return "not found"
    return f"{said['relation']} {said['confidence']} {said['probability']:.2f}"
