"""`selaras watch`: an owner misses nothing and sees nothing twice."""

from __future__ import annotations

import json

import pytest

from tests.e2e.conftest import TEXT

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]


def test_alerts_that_came_while_off_are_shown_once(commands, up):
    stack = up()
    first = commands.register("dinkes-a", "humas", "kadis")
    second = commands.register("disdik-b", "humas")
    commands.submit(first, "post-1", TEXT)
    assert commands.submit(second, "post-1", TEXT).returncode == 1

    shown = commands.alerts("--agency", "dinkes-a", "--count", "2")
    assert {alert["owner"] for alert in shown} == {
        "agencies/dinkes-a/owners/humas",
        "agencies/dinkes-a/owners/kadis",
    }
    assert "humas@disdik-b.example" in shown[0]["text"]
    assert commands.alerts("--agency", "dinkes-a", "--no-follow") == []

    # An owner alone has a memory of its own, also across a restart of the stack.
    assert stack.end() == 0
    up()
    own = commands.alerts("--agency", "dinkes-a", "--owner", "kadis", "--no-follow")
    assert [alert["owner"] for alert in own] == ["agencies/dinkes-a/owners/kadis"]
    assert commands.alerts("--agency", "dinkes-a", "--owner", "kadis", "--no-follow") == []
    assert commands.alerts("--agency", "dinkes-a", "--no-follow") == []
    assert len(commands.alerts("--agency", "disdik-b", "--no-follow")) == 1


def test_alerts_are_shown_as_they_come(commands, up):
    up()
    first = commands.register("dinkes-a", "humas")
    second = commands.register("disdik-b", "humas")
    watching = commands.start("watch", "--agency", "dinkes-a", "--count", "1", "--json")
    assert "dinkes-a" in watching.stderr.readline()
    commands.submit(first, "post-1", TEXT)
    commands.submit(second, "post-1", TEXT)
    printed, errors = watching.communicate(timeout=30)
    assert watching.returncode == 0, errors
    assert json.loads(printed)["owner"] == "agencies/dinkes-a/owners/humas"
