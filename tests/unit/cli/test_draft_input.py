"""The text and the options of a draft."""

from __future__ import annotations

import pytest
from selaras.cli.draft_input import draft_options, read_body
from selaras.cli.exits import CommandError


def options(**values):
    empty = {"channel": "", "areas": None, "publish": "", "authored": "", "share": ""}
    return draft_options(**empty | values)


def test_nothing_given_is_nothing_sent():
    assert options() == {}


def test_words_become_the_names_of_the_api():
    assert options(channel="x", share="full", areas=["32.78"]) == {
        "channel": "X",
        "share_level": "FULL",
        "area_codes": ["32.78"],
    }


def test_a_time_has_a_zone():
    assert options(publish="2026-08-03T08:00+07:00")["publish_time"].utcoffset().seconds == 7 * 3600
    assert options(authored="2026-08-03T08:00")["authored_time"].tzinfo is not None


def test_what_is_no_time_is_refused():
    with pytest.raises(CommandError, match="besok"):
        options(publish="besok")


def test_the_body_is_utf8(tmp_path):
    good, bad = tmp_path / "good.txt", tmp_path / "bad.txt"
    good.write_text("Jadwal ‘baru’", "utf-8")
    bad.write_bytes(b"\xff\xfe\x00")
    assert read_body(str(good)) == "Jadwal ‘baru’"
    for file in (bad, tmp_path / "none.txt"):
        with pytest.raises(CommandError):
            read_body(str(file))
