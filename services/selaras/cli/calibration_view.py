"""What a calibration would change, as tables for people and as JSON for scripts."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from selaras.cli.output import console, table
from selaras.matching.domain.replay import Quality, RelationReplay, Replay, Replayed

TOO_FEW = "TOO_FEW_REVIEWS"


def state(change: RelationReplay) -> str:
    """``FITTED``, ``TARGET_NOT_REACHED`` (the nearest was taken) or ``TOO_FEW_REVIEWS``."""
    if not change.fit.fitted:
        return TOO_FEW
    return "FITTED" if change.fit.reached else "TARGET_NOT_REACHED"


def as_json(replay: Replay) -> dict[str, Any]:
    """The replay for scripts; docs/calibration.md describes it."""
    return {
        "relations": {name: _relation(change) for name, change in replay.relations.items()},
        "disputed": replay.disputed,
        "other_judge": replay.other_judge,
        "findings": [asdict(item) for item in replay.findings],
    }


def _relation(change: RelationReplay) -> dict[str, Any]:
    return {
        "state": state(change),
        "reviewed": change.fit.reviewed,
        "thresholds_before": asdict(change.current),
        "thresholds_after": asdict(change.fit.thresholds),
        "no_longer_alerted": change.no_longer,
        "newly_alerted": change.newly,
        "before": asdict(change.before),
        "after": asdict(change.after),
    }


def show(replay: Replay, min_reviews: int) -> None:
    """Print what would change, relation by relation, then finding by finding."""
    out = console()
    table(
        ("relation", "reviewed", "state", "confirmed from", "likely from", "possible from"),
        [
            (name, change.fit.reviewed, state(change), *_moves(change))
            for name, change in replay.relations.items()
        ],
    )
    out.print()
    table(
        ("relation", "alerts", "no longer", "newly", "precision", "recall"),
        [
            (
                name,
                f"{change.before.alerts} -> {change.after.alerts}",
                change.no_longer,
                change.newly,
                _shares(change.before, change.after, "precision"),
                _shares(change.before, change.after, "recall"),
            )
            for name, change in replay.relations.items()
        ],
    )
    _notes(replay, min_reviews)
    if replay.findings:
        out.print()
    for item in replay.findings:
        # Lines and not a table: a name that is cut off cannot be looked up.
        out.print(*_lines(item), sep="\n", markup=False, soft_wrap=True)


def _lines(item: Replayed) -> tuple[str, str]:
    """A finding with what people said and how its level changes, and between whom it is."""
    people = item.people if item.counts else f"{item.people} (not counted)"
    level = item.before if item.before == item.after else f"{item.before} -> {item.after}"
    between = " x ".join(name.removeprefix("agencies/") for name in item.agencies)
    return (
        f"{item.finding}  {item.relation} {item.probability:.3f}  {people}  {level}",
        f"    {between}",
    )


def _notes(replay: Replay, min_reviews: int) -> None:
    out = console()
    for name, change in replay.relations.items():
        if not change.fit.fitted:
            out.print(
                f"{name}: {TOO_FEW}, {change.fit.reviewed} of {min_reviews}; thresholds stay."
            )
    if replay.disputed:
        out.print(f"{replay.disputed} findings are disputed between their sides, not counted.")
    if replay.other_judge:
        out.print(
            f"{replay.other_judge} findings are of a judge with other weights, not counted; "
            "--all-judges counts them."
        )


def _moves(change: RelationReplay) -> list[str]:
    moves = []
    for level in ("confirmed", "likely", "possible"):
        old, new = getattr(change.current, level), getattr(change.fit.thresholds, level)
        moves.append(f"{old:g} -> {new:g}" if new != old else f"{old:g}")
    return moves


def _shares(before: Quality, after: Quality, name: str) -> str:
    return " -> ".join(_percent(getattr(side, name)) for side in (before, after))


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{100 * share:.0f} %"
