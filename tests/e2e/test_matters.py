"""Two offices of one city that clash over several events settle a case for each of them."""

from __future__ import annotations

import json

import pytest

from tests.e2e.conftest import Commands
from tests.e2e.events import MATTERS

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


def cases_by_draft(commands: Commands, key: str) -> dict[str, str]:
    rows = [
        json.loads(line) for line in commands.ok("findings", "--json", SELARAS_KEY=key).splitlines()
    ]
    assert all(row["relation"] == "CONTRADICTION" for row in rows)
    return {row["own_draft"]: row["case"] for row in rows}


def test_events_of_one_city_on_the_same_day_are_cases_of_their_own(commands, up):
    up()
    keys = [commands.register(one, "humas") for one in ("dinkes-a", "disdik-b")]
    for number, text in enumerate(MATTERS):
        # All of them on the same two days, in the same city: that makes no matter of two events.
        for key, day in zip(keys, (12, 19), strict=True):
            done = commands.submit(key, f"post-{number}", text.format(day=day))
            assert done.returncode in {0, 1}, done.stderr
    for key in keys:
        cases = cases_by_draft(commands, key)
        assert len(cases) == len(set(cases.values())) == len(MATTERS)
