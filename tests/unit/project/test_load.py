"""What `scripts/load` submits, and what it makes of the answers."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import pytest

# The modules of the scripts import each other by name.
sys.path.append(str(Path(__file__).resolve().parents[3] / "scripts"))

from _load_alerts import _expected
from _load_drive import Sent
from _load_posts import Drafts, Due, read_texts
from _load_report import Result, as_table
from _traffic import spread_areas


def drafts(share: float = 0.3) -> Drafts:
    return Drafts(read_texts("builtin"), spread_areas(10), share, "x", seed=3)


def sent(at: float, *, answered: float | None = None, checked: float | None = None) -> Sent:
    plan = drafts(0).schedule(1, 0.5, "fixed")[0]
    return Sent(Due(at, plan.post), at, answered, checked)


def test_no_draft_comes_twice_also_in_the_next_run() -> None:
    made = drafts()
    plan = made.schedule(20, 20, "poisson") + made.schedule(20, 20, "poisson")
    assert len({due.post.name for due in plan}) == len(plan)
    assert len({(due.post.title, due.post.body) for due in plan}) == len(plan)


def test_poisson_arrivals_keep_the_rate_and_fixed_ones_their_distance() -> None:
    assert 1800 < len(drafts().schedule(100, 20, "poisson")) < 2200
    times = [due.at for due in drafts().schedule(10, 2, "fixed")]
    assert times == pytest.approx([number / 10 for number in range(20)])


def test_both_sides_of_a_clash_are_two_agencies_of_one_regency_the_second_later() -> None:
    plan = drafts().schedule(10, 60, "poisson")
    sides: dict[int, list[Due]] = {}
    for due in plan:
        if due.clash is not None:
            sides.setdefault(due.clash, []).append(due)
    pairs = [pair for pair in sides.values() if len(pair) == 2]
    assert len(pairs) > 20
    for first, second in pairs:
        assert second.at - first.at >= 2
        assert first.post.agency != second.post.agency
        assert (
            first.post.agency.partition("-dinas-")[2]
            == second.post.agency.partition("-kominfo-")[2]
        )
    assert max(Counter(due.clash for due in plan if due.clash is not None).values()) == 2


def test_an_alert_is_owed_to_both_sides_from_when_the_later_draft_was_due() -> None:
    plan = [due for due in drafts(1.0).schedule(10, 8, "fixed") if due.clash == 0]
    both = [Sent(due, due.at, answered=due.at + 1) for due in plan]
    assert set(_expected(both).values()) == {both[1].due}
    assert len(_expected(both)) == 2
    both[0].answered = None
    assert not _expected(both)


def test_waiting_counts_from_when_a_draft_was_due() -> None:
    items = [sent(0, answered=0.5, checked=2), sent(1, answered=4, checked=5)]
    report = Result(1, 2, items, 0, drain=3, behind=0).as_json()
    assert report["submit_ms"]["max"] == 3000
    assert report["submit_to_checked_ms"]["max"] == 4000
    assert report["done_per_second"] == 0.4


def test_a_rate_is_too_high_where_checks_fall_behind_or_fail() -> None:
    good = [sent(0, answered=1, checked=2)]
    assert Result(1, 60, good, 0, drain=8, behind=0).keeps_up(3)
    assert not Result(1, 60, good, 0, drain=10, behind=0).keeps_up(3)
    assert not Result(1, 60, good, 1, drain=1, behind=0).keeps_up(3)
    failed = sent(0)
    failed.error = "UNAVAILABLE SERVER_UNREACHABLE"
    result = Result(1, 60, [*good, failed], 0, drain=1, behind=0)
    assert not result.keeps_up(3)
    assert result.as_json()["errors"] == {"UNAVAILABLE SERVER_UNREACHABLE": 1}


def test_the_table_shows_each_latency() -> None:
    report = Result(1, 2, [sent(0, answered=0.5)], 1, 3, 0, [0.25], 2).as_json()
    table = as_table(report)
    assert "submit to alert" in table
    assert report["alerts"] == {"expected": 2, "missing": 1}
