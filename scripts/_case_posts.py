"""Real posts as drafts, with the groups of those that are copies of each other."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from itertools import combinations
from pathlib import Path

from selaras.evaluation.dataset import Dataset, LabelledDraft, LabelledPair
from selaras.matching.index.lexical import jaccard

SEED = 5
_SHORTEST = 60


def copied_posts(path: Path, others: int, copy: float) -> tuple[Dataset, dict[str, set[str]]]:
    """The posts that have a copy at another account, and some that have none.

    Args:
        path: JSON lines with ``account``, ``created_at`` and ``text``.
        others: how many posts without a copy are added.
        copy: share of common word shingles, 0 to 1, from which two posts are copies.

    Returns:
        The posts with their copies as labelled overlaps, the name of the group as the scenario of
        each (of one without a copy its own id), and the groups.
    """
    posts = _drafts(path)
    copies = {
        (one.id, other.id)
        for one, other in combinations(posts, 2)
        if one.agency != other.agency and jaccard(one.body, other.body) >= copy
    }
    groups = connected(copies)
    group_of = {post: name for name, members in groups.items() for post in members}
    alone = [post.id for post in posts if post.id not in group_of]
    kept = {*group_of, *random.Random(SEED).sample(alone, min(others, len(alone)))}
    drafts = tuple(
        replace(post, scenario=group_of.get(post.id, post.id)) for post in posts if post.id in kept
    )
    labels = tuple(LabelledPair(*pair, "overlap", (), "", "") for pair in sorted(copies))
    return Dataset(drafts, labels), groups


def connected(pairs: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    """Groups of what pairs connect, each by the smallest name in it."""
    group: dict[str, set[str]] = {}
    for one, other in pairs:
        joined = group.get(one, {one}) | group.get(other, {other})
        group.update(dict.fromkeys(joined, joined))
    return {min(members): members for members in group.values()}


def _drafts(path: Path) -> list[LabelledDraft]:
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line]
    made = []
    for number, row in enumerate(rows):
        body = re.sub(r"https?://\S+", "", row["text"]).strip()
        if len(body) < _SHORTEST:
            continue
        name = re.sub(r"[^a-z0-9]+", "-", row["account"].lower()).strip("-") or "akun"
        made.append(
            LabelledDraft(
                id=f"post-{number}",
                scenario="",
                agency=f"akun-{name}",
                agency_name=name,
                level="pusat",
                region="Indonesia",
                created_at=datetime.strptime(row["created_at"], "%a %b %d %H:%M:%S %z %Y"),
                channel="x",
                title="",
                body=body,
            )
        )
    return sorted(made, key=lambda draft: draft.created_at)
