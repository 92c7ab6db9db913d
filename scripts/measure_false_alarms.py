#!/usr/bin/env python3
"""Spread real posts over agencies of one regency and count the alerts that they raise.

    scripts/measure_false_alarms.py --posts FILE[:MOST] [--posts ...] [--list FILE]

Every post is submitted as a draft of one of the agencies, in the order of `created_at`,
through a whole stack. The posts are real and nobody meant them to clash, so nearly every alert is a
false one; `--list` writes them to a file, to be read: some are in truth right.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import sys
import tempfile
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import grpc
from selaras.embedded import EmbeddedStack
from selaras.evaluation.dataset import Dataset, LabelledDraft
from selaras.evaluation.measures import Prediction
from selaras.evaluation.replay import Replay
from selaras.kit import logging
from selaras.kit.settings import LogSettings

SEED = 3
AGENCIES = 20
REGION = "Kabupaten Wonosobo"
_SHORTEST, _LONGEST = 40, 19_000
_FIRST_DAY = datetime(2018, 3, 1, 8, tzinfo=UTC)


def main() -> int:
    """Replay, count, print; list the alerts with their texts."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--posts", action="append", required=True, metavar="FILE[:MOST]")
    parser.add_argument("--list", type=Path, help="write the alerts here, as Markdown")
    options = parser.parse_args()
    logging.configure(LogSettings(level="ERROR"), service="false-alarms")
    drafts = _drafts(options.posts)
    alerts = [item for item in asyncio.run(_replay(drafts)) if item.alerts]
    sorts = Counter(item.relation for item in alerts)
    alerted = {key for item in alerts for key in item.key}
    report = {
        "drafts": len(drafts),
        "agencies": AGENCIES,
        **{f"{relation}_alerts": sorts[relation] for relation in ("contradiction", "overlap")},
        "contradictions_per_1000_drafts": round(1000 * sorts["contradiction"] / len(drafts), 2),
        "overlaps_per_1000_drafts": round(1000 * sorts["overlap"] / len(drafts), 2),
        "drafts_in_an_alert": len(alerted),
    }
    print(json.dumps(report, indent=2))
    if options.list:
        options.list.write_text(_listed(alerts, drafts), "utf-8")
    return 0


def _drafts(files: list[str]) -> list[LabelledDraft]:
    rng = random.Random(SEED)
    texts: list[tuple[datetime, str, str]] = []
    for entry in files:
        path, _, most = entry.partition(":")
        rows = [json.loads(line) for line in Path(path).read_text("utf-8").splitlines() if line]
        chosen = rng.sample(rows, int(most)) if most else rows
        texts += [_dated(row, place) for place, row in enumerate(chosen)]
    texts = [item for item in texts if _SHORTEST <= len(item[2]) <= _LONGEST]
    texts.sort(key=lambda item: item[0])
    return [_draft(number, rng.randrange(AGENCIES), *item) for number, item in enumerate(texts)]


def _dated(row: dict[str, str], place: int) -> tuple[datetime, str, str]:
    """When it was written (posts without a date: spread over the years), title and body."""
    try:
        written = datetime.fromisoformat(row["created_at"])
    except (KeyError, ValueError):
        written = _FIRST_DAY + timedelta(hours=8 * place)
    written = written if written.tzinfo else written.replace(tzinfo=UTC)
    return written, (row.get("title") or "")[:300], row.get("body") or row.get("text") or ""


def _draft(number: int, agency: int, written: datetime, title: str, body: str) -> LabelledDraft:
    name = f"instansi-{agency:02d}"
    return LabelledDraft(
        id=f"post-{number:05d}",
        scenario="",
        agency=name,
        agency_name=name,
        level="kabupaten",
        region=REGION,
        created_at=written,
        channel="website",
        title=title,
        body=body,
    )


async def _replay(drafts: list[LabelledDraft]) -> list[Prediction]:
    done = 0

    def told(_draft: LabelledDraft) -> None:
        nonlocal done
        done += 1
        if done % 200 == 0:
            print(f"{done} of {len(drafts)}", file=sys.stderr, flush=True)

    with tempfile.TemporaryDirectory(prefix="selaras-false-alarms-") as folder:
        async with (
            EmbeddedStack(Path(folder)) as stack,
            grpc.aio.insecure_channel(stack.target) as channel,
        ):
            return await Replay(channel, stack.admin_key, told).run(Dataset(tuple(drafts), ()))


def _listed(alerts: list[Prediction], drafts: list[LabelledDraft]) -> str:
    texts = {draft.id: draft for draft in drafts}
    parts = []
    for item in sorted(alerts, key=lambda alert: (alert.relation, -alert.probability)):
        parts.append(f"## {item.relation} {item.probability:.2f}\n\n{item.explanation}\n")
        for key in item.key:
            draft = texts[key]
            parts.append(f"**{key}** {draft.created_at.date()} {draft.title}\n\n{draft.body}\n")
    return "\n".join(parts)


if __name__ == "__main__":
    sys.exit(main())
