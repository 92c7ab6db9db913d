"""Copies among real posts of government accounts are found, and each group hangs together."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from datetime import datetime
from itertools import combinations
from pathlib import Path

import grpc
import pytest
from selaras.embedded import EmbeddedStack
from selaras.evaluation.dataset import Dataset, LabelledDraft
from selaras.evaluation.replay import Replay
from selaras.matching.index.lexical import jaccard

POSTS = Path(__file__).parents[3] / "shared" / "data" / "posts" / "mbg_agency_posts.jsonl"
COPY = 0.7
SHORTEST = 60
OTHERS = 15
LARGEST = 12

pytestmark = [
    pytest.mark.slow,
    pytest.mark.long,
    pytest.mark.enable_socket,
    pytest.mark.timeout(300),
    pytest.mark.skipif(not POSTS.exists(), reason="the real posts are not on this machine"),
]


def drafts() -> list[LabelledDraft]:
    rows = [json.loads(line) for line in POSTS.read_text("utf-8").splitlines()]
    made = []
    for number, row in enumerate(rows):
        body = re.sub(r"https?://\S+", "", row["text"]).strip()
        if len(body) < SHORTEST:
            continue
        name = re.sub(r"[^a-z0-9]+", "-", row["account"].lower()).strip("-") or "akun"
        written = datetime.strptime(row["created_at"], "%a %b %d %H:%M:%S %z %Y")
        made.append(
            LabelledDraft(
                id=f"mbg-{number}",
                scenario="",
                agency=f"akun-{name}",
                agency_name=name,
                level="pusat",
                region="Indonesia",
                created_at=written,
                channel="x",
                title="",
                body=body,
            )
        )
    return sorted(made, key=lambda draft: draft.created_at)


def groups(names: list[str], pairs: set[tuple[str, str]]) -> dict[str, set[str]]:
    """Names that pairs connect, by each name."""
    group = {name: {name} for name in names}
    for one, other in pairs:
        if group[one] is not group[other]:
            group[one] |= group[other]
            for name in group[other]:
                group[name] = group[one]
    return group


def with_copies(posts: list[LabelledDraft]) -> tuple[list[LabelledDraft], set[tuple[str, str]]]:
    """The posts of small groups of copies and some that have none, and the pairs of copies.

    The few large groups take minutes; `scripts/measure_cases.py --posts` replays them too.
    """
    copies = {
        (one.id, other.id)
        for one, other in combinations(posts, 2)
        if one.agency != other.agency and jaccard(one.body, other.body) >= COPY
    }
    group = groups([post.id for post in posts], copies)
    small = {name for name, members in group.items() if 1 < len(members) <= LARGEST}
    copies = {pair for pair in copies if small.issuperset(pair)}
    copied = {name for members in group.values() if len(members) > 1 for name in members}
    single = [post.id for post in posts if post.id not in copied][:OTHERS]
    return [post for post in posts if post.id in {*small, *single}], copies


async def test_copies_are_found_and_grouped(tmp_path: Path) -> None:
    posts, copies = with_copies(drafts())
    assert len(copies) > 10  # or the file is another one than this test is about
    async with (
        EmbeddedStack(tmp_path) as stack,
        grpc.aio.insecure_channel(stack.target) as channel,
    ):
        said = await Replay(channel, stack.admin_key).run(Dataset(tuple(posts), ()))
    overlaps = {item.key for item in said if item.alerts and item.relation == "overlap"}
    names = [post.id for post in posts]
    true, found = groups(names, copies), groups(names, overlaps)
    clusters = {frozenset(group) for group in true.values() if len(group) > 1}
    whole = [cluster for cluster in clusters if cluster <= found[next(iter(cluster))]]
    assert len(whole) / len(clusters) >= 0.9
    clashes = [item.key for item in said if item.alerts and item.relation == "contradiction"]
    by_text = defaultdict(list)
    for key in clashes:
        by_text[tuple(sorted(key)) in copies].append(key)
    assert not by_text[True]  # a copy never contradicts what it was copied from
