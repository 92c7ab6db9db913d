"""A seed of `scripts/chaos` says what happens when."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

# The modules of the scripts import each other by name.
sys.path.append(str(Path(__file__).resolve().parents[3] / "scripts"))

from _chaos_load import draw
from _chaos_plan import KINDS, plan


def test_a_seed_repeats_the_faults_and_the_drafts() -> None:
    assert plan(7, 300, KINDS) == plan(7, 300, KINDS)
    assert plan(7, 300, KINDS) != plan(8, 300, KINDS)
    assert draw(7, 2, 60).posts == draw(7, 2, 60).posts
    assert draw(7, 2, 60).posts != draw(8, 2, 60).posts


@pytest.mark.parametrize("seed", range(20))
def test_a_minute_has_every_kind(seed: int) -> None:
    faults = plan(seed, 60, KINDS)
    assert {fault.kind for fault in faults} == set(KINDS)
    assert all(0 < fault.at < 60 for fault in faults)
    assert faults == sorted(faults, key=lambda fault: fault.at)


def test_only_the_kinds_that_are_wanted_come() -> None:
    assert {fault.kind for fault in plan(1, 300, ("kill", "pause"))} == {"kill", "pause"}
    assert plan(1, 300, ()) == []


def test_every_part_is_hit_in_a_long_run() -> None:
    hit = {f"{fault.kind} {fault.target}" for fault in plan(1, 6000, KINDS)}
    for name in ("intake", "matching", "alerting", "embedding", "nats", "postgres"):
        assert {f"kill {name}", f"pause {name}"} <= hit
    assert {"disk nats", "disk postgres", "network matching>postgres"} <= hit


def test_each_draft_is_another_and_those_that_are_wrong_are_known() -> None:
    traffic = draw(1, 2, 120)
    names = [post.name for post in traffic.posts]
    assert len(set(names)) == len(names)
    assert traffic.wrong
    assert traffic.wrong <= set(names)
    sides = {clash.post(side).name for clash in traffic.clashes for side in (0, 1)}
    assert sides <= set(names)
    assert not sides & traffic.wrong
