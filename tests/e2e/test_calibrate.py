"""`selaras review` and `selaras calibrate`: what people say becomes thresholds."""

from __future__ import annotations

import json

import pytest

from tests.e2e.conftest import TEXT

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]


def likely(calibration: dict, when: str) -> float:
    return calibration["relations"]["contradiction"][f"thresholds_{when}"]["likely"]


def test_a_false_alarm_is_told_replayed_and_counts_from_the_next_start(commands, up):
    stack = up()
    first = commands.register("dinkes-a", "humas")
    second = commands.register("disdik-b", "humas")
    commands.submit(first, "post-1", TEXT)
    found = commands.submit(second, "post-1", TEXT.replace("3 Agustus", "5 Agustus"))
    assert found.returncode == 1, found.stderr
    [listed] = commands.ok("findings", "--json", SELARAS_KEY=first).splitlines()
    finding = json.loads(listed)
    assert finding["own_review"] is None

    wrong = ("review", finding["name"], "--false-alarm", "--reason", "other-phase", "--by", "Ani")
    printed = commands.ok(*wrong, SELARAS_KEY=first)
    assert "peringatan keliru (tahap lain)" in printed
    assert commands.ok(*wrong, SELARAS_KEY=first) == printed
    [listed] = commands.ok("findings", "--json", SELARAS_KEY=first).splitlines()
    assert json.loads(listed)["own_review"]["reason"] == "OTHER_PHASE"
    assert finding["name"] in commands.ok("findings", SELARAS_KEY=first)
    stranger = commands.register("polres-c")
    assert "FINDING_NOT_FOUND" in commands.run(*wrong, SELARAS_KEY=stranger).stderr

    shown = json.loads(commands.ok("calibrate", "--json"))
    assert shown["relations"]["contradiction"]["state"] == "TOO_FEW_REVIEWS"
    [replayed] = shown["findings"]
    assert (replayed["finding"], replayed["people"]) == (finding["name"], "false_alarm")
    assert replayed["agencies"] == ["agencies/dinkes-a", "agencies/disdik-b"]
    assert "Agustus" not in json.dumps(shown)

    file = commands.folder / "judge.env"
    refused = commands.run("calibrate", "--write", str(file))
    assert (refused.returncode, file.exists()) == (2, False)
    assert "TOO_FEW_REVIEWS" in refused.stderr
    one = ("calibrate", "--min-reviews", "1", "--json", "--write", str(file))
    written = json.loads(commands.ok(*one))
    assert likely(written, "after") > likely(written, "before")

    assert stack.end() == 0, stack.log
    up()
    again = json.loads(commands.ok(*one))
    # The same reviews want the same thresholds, which are in force now.
    assert likely(again, "before") == likely(again, "after") == likely(written, "after")


def test_an_alert_is_called_right_after_the_draft_was_corrected(commands, up):
    up()
    first = commands.register("dinkes-a")
    second = commands.register("disdik-b")
    commands.submit(first, "post-1", TEXT)
    clash = commands.submit(second, "post-1", TEXT.replace("3 Agustus", "5 Agustus"))
    [finding] = json.loads(clash.stdout)["check"]["findings"]
    commands.submit(second, "post-1", "Pendaftaran lomba lari dibuka di balai kota pekan depan.")
    gone = commands.ok("findings", "--json", SELARAS_KEY=second)
    assert finding["name"] not in gone
    commands.ok("review", finding["name"], "--confirm", SELARAS_KEY=second)
    shown = json.loads(commands.ok("calibrate", "--json"))
    assert [item["people"] for item in shown["findings"]] == ["right"]
