"""When to try again, and when to give up."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from selaras.alerting.deliver.backoff import Backoff

BACKOFF = Backoff(base=5, cap=900, retry_after_cap=3600, attempts=12, age=timedelta(hours=24))


class Highest(random.Random):
    """Always the end of the range."""

    def uniform(self, a, b):
        return b


class Lowest(random.Random):
    """Always its beginning."""

    def uniform(self, a, b):
        return a


@pytest.mark.parametrize(
    ("attempt", "seconds"),
    [(1, 5), (2, 10), (3, 20), (4, 40), (5, 80), (6, 160), (7, 320), (8, 640), (9, 900), (12, 900)],
)
def test_the_longest_wait_doubles_up_to_the_cap(attempt, seconds):
    assert BACKOFF.delay(attempt, None, Highest()) == seconds
    assert BACKOFF.delay(attempt, None, Lowest()) == 0  # full jitter


def test_very_many_attempts_are_no_overflow():
    assert BACKOFF.ceiling(10_000) == 900


def test_jitter_is_spread_over_the_whole_range():
    chance = random.Random(7)
    delays = [BACKOFF.delay(4, None, chance) for _ in range(2000)]
    assert 0 <= min(delays) < 1
    assert 39 < max(delays) <= 40
    assert 19 < sum(delays) / len(delays) < 21


@pytest.mark.parametrize(
    ("asked", "least", "most"),
    [(0, 0, 5), (30, 30, 35), (3600, 3600, 3605), (86_400, 3600, 3605), (-5, 0, 5)],
)
def test_what_the_other_side_asks_for_is_kept_up_to_an_hour(asked, least, most):
    assert BACKOFF.delay(9, asked, Lowest()) == least
    assert BACKOFF.delay(9, asked, Highest()) == most


@pytest.mark.parametrize(
    ("attempts", "hours", "exhausted"),
    [(1, 0, False), (11, 23.9, False), (12, 0, True), (13, 0, True), (1, 24, True), (0, 30, True)],
)
def test_it_is_given_up_after_so_many_attempts_or_hours(attempts, hours, exhausted):
    assert BACKOFF.exhausted(attempts, timedelta(hours=hours)) is exhausted
