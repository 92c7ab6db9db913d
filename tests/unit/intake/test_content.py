from datetime import UTC, datetime, timedelta, timezone

import pytest
from selaras.intake.domain.content import (
    MAX_BODY,
    Content,
    check_content,
    check_plan,
)
from selaras.intake.domain.errors import RuleBroken

NOW = datetime(2026, 8, 1, 3, 0, tzinfo=UTC)


def broken(content: Content) -> list[tuple[str, str]]:
    try:
        check_content(content)
    except RuleBroken as error:
        return [(violation.reason, violation.field) for violation in error.violations]
    return []


@pytest.mark.parametrize(
    "body",
    [
        "Vaksin gratis",
        "ꦱꦼꦭꦫꦱ꧀",  # Javanese
        "3",
        "a" * MAX_BODY,
        "🎉" * (MAX_BODY - 1) + "a",
        "baris\r\nbaris\ttab\x0bpindah\x0c",
        "teks \x92rusak\x93 dari Windows",
        "e\u0301 \u200d \ufeff",
    ],
)
def test_texts_that_are_taken_as_they_are(body):
    assert broken(Content(body=body)) == []


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("", "TEXT_EMPTY"),
        (" \n\t\u00a0\u3000", "TEXT_EMPTY"),
        ("🎉🎊👶", "TEXT_WITHOUT_WORDS"),
        ("!!! ... ???", "TEXT_WITHOUT_WORDS"),
        ("\u200b", "TEXT_WITHOUT_WORDS"),
        ("a" * (MAX_BODY + 1), "TEXT_TOO_LONG"),
        ("a" * (1 << 20), "TEXT_TOO_LONG"),
        ("nol \x00 di dalam", "TEXT_HAS_CONTROL_CHARACTERS"),
        ("\x1b[31mmerah", "TEXT_HAS_CONTROL_CHARACTERS"),
    ],
)
def test_texts_that_are_refused(body, reason):
    assert broken(Content(body=body)) == [(reason, "draft.body")]


def test_words_in_the_title_are_enough():
    assert broken(Content(title="Libur", body="🎉🎉")) == []


def test_a_title_has_no_control_characters_either():
    assert broken(Content(title="a\x07", body="b")) == [
        ("TEXT_HAS_CONTROL_CHARACTERS", "draft.title")
    ]


def test_validity_must_not_be_reversed():
    later = NOW + timedelta(seconds=1)
    assert broken(Content(body="a", valid_from=NOW, valid_until=NOW)) == []
    assert broken(Content(body="a", valid_until=NOW)) == []
    assert broken(Content(body="a", valid_from=later, valid_until=NOW)) == [
        ("VALIDITY_REVERSED", "draft.valid_until")
    ]


@pytest.mark.parametrize("year", [2000, 2019, 2099])
def test_old_and_future_texts_may_be_imported(year):
    assert broken(Content(body="a", authored_time=datetime(year, 12, 31, tzinfo=UTC))) == []


def test_times_outside_the_century_are_refused():
    wrong = datetime(1999, 12, 31, tzinfo=UTC)
    assert broken(Content(body="a", authored_time=wrong, valid_until=wrong)) == [
        ("TIME_OUT_OF_RANGE", "draft.valid_until"),
        ("TIME_OUT_OF_RANGE", "draft.authored_time"),
    ]


def test_tags_are_words():
    assert broken(Content(body="a", audience_tags=("guru", " ", "a\x00"))) == [
        ("TAG_INVALID", "draft.audience_tags[1]"),
        ("TAG_INVALID", "draft.audience_tags[2]"),
    ]


def test_everything_that_is_wrong_is_told_at_once():
    content = Content(body="", valid_from=NOW, valid_until=NOW - timedelta(days=1))
    assert [reason for reason, _ in broken(content)] == ["TEXT_EMPTY", "VALIDITY_REVERSED"]


def test_a_plan_may_be_a_little_late():
    check_plan(None, NOW)
    check_plan(NOW - timedelta(minutes=5), NOW)
    with pytest.raises(RuleBroken, match="PUBLISH_TIME_IN_PAST"):
        check_plan(NOW - timedelta(minutes=5, seconds=1), NOW)


def test_the_same_moment_in_another_zone_is_no_change():
    wib = NOW.astimezone(timezone(timedelta(hours=7)))
    stored = Content(body="a", publish_time=NOW, authored_time=NOW)
    assert Content(body="a", publish_time=wib).says_the_same(stored)
    assert not Content(body="a", publish_time=wib, authored_time=wib).says_the_same(
        Content(body="a", publish_time=NOW, authored_time=NOW + timedelta(days=1))
    )
