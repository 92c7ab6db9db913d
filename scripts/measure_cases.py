#!/usr/bin/env python3
"""Replay a labelled set through a whole stack: count the alerts, hold its cases against matters.

    scripts/measure_cases.py --drafts FILE --pairs FILE [--judge labels|real] [--json]
    scripts/measure_cases.py --posts FILE [--others N] [--judge labels|real] [--json]

With ``--judge labels`` (the default for a set) every labelled contradiction and overlap is found
and nothing else, so that the grouping is measured and not the judge. With ``--posts`` the matters
are the groups of real posts that are copies of each other; there the default is the real judge.

A replay takes minutes for what happened over months: alerts are told at once, without the grouping
window (``--group-seconds``) and without a limit an hour. What waits for a digest is no alert; it is
counted in ``decisions``.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from _case_posts import copied_posts
from _case_scores import alert_scores, case_scores, group_scores
from _case_stack import Options, Outcome, measure
from selaras.evaluation.dataset import Dataset, LabelledDraft, load
from selaras.evaluation.replay import ReplayError
from selaras.kit import logging
from selaras.kit.settings import LogSettings


def main() -> int:
    """Replay, count, print."""
    arguments = _arguments()
    logging.configure(LogSettings(level="ERROR"), service="measure-cases")
    groups: dict[str, set[str]] | None = None
    try:
        if arguments.posts:
            dataset, groups = copied_posts(arguments.posts, arguments.others, arguments.copy)
        else:
            dataset = _first_matters(load(arguments.drafts, arguments.pairs), arguments.matters)
    except (OSError, ValueError, KeyError) as error:
        print(f"cannot read the set: {error!r}", file=sys.stderr)
        return 2
    judge = arguments.judge or ("real" if arguments.posts else "labels")
    options = Options(
        judge == "labels",
        arguments.owners,
        arguments.group_seconds,
        _progress(len(dataset.drafts), arguments.json),
    )
    started = time.monotonic()
    try:
        outcome = asyncio.run(measure(dataset, options))
    except (ReplayError, TimeoutError) as error:
        print(f"the replay did not come to its end: {error}", file=sys.stderr)
        return 1
    report = {"judge": judge, **reported(dataset, outcome, groups)}
    report["seconds"] = round(time.monotonic() - started, 1)
    print(json.dumps(report, indent=2) if arguments.json else "\n".join(_lines(report)))
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--drafts", type=Path, help="drafts of a labelled set, JSON lines")
    parser.add_argument("--pairs", type=Path, help="labels of the set, JSON lines")
    parser.add_argument("--posts", type=Path, help="instead: real posts, JSON lines")
    parser.add_argument("--others", type=int, default=40, help="posts without a copy (40)")
    parser.add_argument(
        "--copy", type=float, default=0.7, help="word shingles that copies share, 0 to 1 (0.7)"
    )
    parser.add_argument("--matters", type=int, default=0, help="only so many of the set (all)")
    parser.add_argument("--judge", choices=("labels", "real"), help="who finds the pairs")
    parser.add_argument("--owners", type=int, default=1, help="owners of each agency (1)")
    parser.add_argument(
        "--group-seconds", type=float, default=0.0, help="how long alerting waits for more (0)"
    )
    parser.add_argument("--json", action="store_true", help="JSON, and no progress")
    arguments = parser.parse_args()
    if bool(arguments.posts) == bool(arguments.drafts and arguments.pairs):
        parser.error("give --drafts and --pairs, or --posts")
    if arguments.owners < 1:
        parser.error("--owners must be at least 1")
    return arguments


def _first_matters(dataset: Dataset, most: int) -> Dataset:
    """The set without the matters beyond the first ones, by name; 0: all."""
    names = sorted({draft.scenario for draft in dataset.drafts})
    kept = set(names[:most] if most else names)
    drafts = tuple(draft for draft in dataset.drafts if draft.scenario in kept)
    ids = {draft.id for draft in drafts}
    return Dataset(drafts, tuple(pair for pair in dataset.pairs if {pair.a, pair.b} <= ids))


def reported(
    dataset: Dataset, outcome: Outcome, groups: dict[str, set[str]] | None
) -> dict[str, Any]:
    """All that is counted; ``groups`` are those of posts that are copies."""
    matter = {draft.id: draft.scenario for draft in dataset.drafts}
    drafts_of = Counter(draft.agency for draft in dataset.drafts)
    labelled = {pair.key for pair in dataset.pairs if pair.relation != "compatible"}
    found = {(min(item.a, item.b), max(item.a, item.b)) for item in outcome.found}
    report: dict[str, Any] = {
        "drafts": len(dataset.drafts),
        "agencies": len(drafts_of),
        "pairs_labelled": len(labelled),
        "pairs_found": len(labelled & found),
        **alert_scores(outcome.told, outcome.owners, drafts_of),
        **case_scores(outcome.found, matter),
    }
    if groups is not None:
        report |= group_scores(outcome.found, groups)
    if outcome.decisions is not None:
        report["decisions"] = outcome.decisions
    return report


def _progress(drafts: int, quiet: bool) -> Callable[[LabelledDraft], None]:
    done = 0

    def told(_draft: LabelledDraft) -> None:
        nonlocal done
        done += 1
        if done % 50 == 0 and not quiet:
            print(f"{done} of {drafts}", file=sys.stderr, flush=True)

    return told


def _lines(values: dict[str, Any], indent: str = "") -> Iterable[str]:
    """The report to be read by people."""
    for name, value in values.items():
        if isinstance(value, dict):
            yield f"{indent}{name}"
            yield from _lines(value, indent + "  ")
        elif isinstance(value, list):
            yield f"{indent}{name}: {len(value)}"
            yield from (f"{indent}  {' '.join(map(str, part))}" for part in value)
        else:
            yield f"{indent}{name}: {value}"


if __name__ == "__main__":
    sys.exit(main())
