"""`selaras review` and `selaras calibrate` without a server."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from pydantic import ValidationError
from selaras.cli import calibration_view
from selaras.cli.app import make_app
from selaras.cli.calibration import settings_text, write_settings
from selaras.cli.commands.review import Reason
from selaras.cli.exits import CommandError
from selaras.cli.finding_view import review_words, trail
from selaras.cli.output import print_json
from selaras.client import Confidence, Relation, Review, ReviewReason, ReviewVerdict
from selaras.matching.domain.calibration import Thresholds
from selaras.matching.domain.replay import Replay, Said, replay
from selaras.matching.settings import JudgeSettings, MatchingSettings
from typer.testing import CliRunner

from tests.unit.cli.test_views import finding

NOW = datetime(2026, 8, 1, tzinfo=UTC)
SHIPPED = {"contradiction": Thresholds(0.8, 0.45, 0.2), "overlap": Thresholds(0.85, 0.45, 0.3)}
WRONG = Review(
    ReviewVerdict.FALSE_ALARM,
    ReviewReason.OTHER_AREA,
    "",
    "humas",
    NOW,
    Relation.CONTRADICTION,
    Confidence.LIKELY,
    1,
)


def replayed(*said: Said) -> Replay:
    return replay(
        said, current=SHIPPED, shipped=SHIPPED, judge_version="w1", target=0.9, min_reviews=20
    )


def said(number: int, *, right: bool) -> Said:
    sides = (("agencies/a", 1), ("agencies/b", 1))
    probability = 0.95 if right else 0.5
    return Said(
        f"findings/{number}", "agencies/a", right, sides, "contradiction", probability, "w1"
    )


MANY = replayed(*(said(number, right=number % 2 == 0) for number in range(40)))


@pytest.mark.parametrize("options", [(), ("--confirm", "--false-alarm")])
def test_a_review_is_either_or(options):
    result = CliRunner().invoke(make_app(), ["review", "x", *options])
    assert isinstance(result.exception, CommandError)


def test_the_reasons_of_the_command_line_are_those_of_the_api():
    assert {item.name for item in Reason} | {"UNSPECIFIED"} == set(ReviewReason.__members__)


def test_every_verdict_and_reason_has_words():
    for verdict in ReviewVerdict:
        for reason in ReviewReason:
            assert review_words(Review(verdict, reason, *_rest()))


def _rest():
    return ("", "humas", NOW, Relation.CONTRADICTION, Confidence.LIKELY, 1)


def test_a_finding_is_shown_with_its_name_and_review():
    assert trail(finding()) == "findings/1"
    shown = trail(finding(own_review=WRONG))
    assert shown == "findings/1  ditinjau: peringatan keliru (wilayah lain)"


def test_what_is_written_is_what_the_judge_reads(tmp_path):
    path = tmp_path / "judge.env"
    write_settings(path, settings_text(MANY, NOW))
    read = JudgeSettings(_env_file=path)
    assert read.thresholds("contradiction") == MANY.relations["contradiction"].fit.thresholds
    assert read.contradiction_likely > 0.45
    assert read.thresholds("overlap") == SHIPPED["overlap"]
    assert [item.name for item in tmp_path.iterdir()] == ["judge.env"]


def test_the_environment_goes_before_the_file_and_an_empty_variable_is_none(tmp_path, monkeypatch):
    path = tmp_path / "judge.env"
    write_settings(path, "SELARAS_JUDGE_CONTRADICTION_LIKELY=0.6\n")
    monkeypatch.setenv("SELARAS_JUDGE_CONTRADICTION_LIKELY", "0.7")
    assert JudgeSettings(_env_file=path).contradiction_likely == 0.7
    assert JudgeSettings.shipped().contradiction_likely == 0.6
    monkeypatch.setenv("SELARAS_JUDGE_CONTRADICTION_LIKELY", "")
    assert JudgeSettings(_env_file=path).contradiction_likely == 0.6


def test_the_tables_say_what_changes_for_which_finding(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "140")
    calibration_view.show(MANY, 20)
    printed = capsys.readouterr().out
    for part in ("0.45 -> 0.", "40 -> 20", "50 % -> 100 %", "a x b", "FITTED", "possible"):
        assert part in printed
    assert "overlap: TOO_FEW_REVIEWS, 0 of 20; thresholds stay." in printed


def test_disputed_findings_and_those_of_another_judge_are_named(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "140")
    first = said(1, right=True)
    other = Said(
        first.finding, "agencies/b", False, first.sides, first.relation, first.probability, "w1"
    )
    old = Said("findings/2", "agencies/a", True, first.sides, "overlap", 0.9, "w0")
    calibration_view.show(replayed(first, other, old), 20)
    printed = capsys.readouterr().out
    for part in ("1 findings are disputed", "--all-judges", "disputed (not counted)"):
        assert part in printed


def test_json_has_everything_and_no_text(capsys):
    print_json(calibration_view.as_json(MANY))
    document = json.loads(capsys.readouterr().out)
    change = document["relations"]["contradiction"]
    assert (change["state"], change["reviewed"]) == ("FITTED", 40)
    assert change["before"]["precision"] == 0.5
    assert change["no_longer_alerted"] == 20
    assert document["relations"]["overlap"]["after"]["precision"] is None
    assert set(document["findings"][0]) == {
        *("finding", "agencies", "relation", "probability", "people", "before", "after", "counts")
    }


def test_a_file_that_is_named_and_not_there_ends_the_start():
    with pytest.raises(ValidationError, match="SELARAS_MATCHING_JUDGE_FILE"):
        MatchingSettings(
            database_url="sqlite+aiosqlite:///x",
            embedding_target="a:1",
            directory_target="a:1",
            judge_file="nowhere.env",
        )
