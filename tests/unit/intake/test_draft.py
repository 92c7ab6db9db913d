from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from selaras.intake.domain.content import Content, ShareLevel
from selaras.intake.domain.draft import (
    Check,
    CheckState,
    Draft,
    DraftState,
    KnownBefore,
    first_draft,
)
from selaras.intake.domain.errors import NotPossible, RuleBroken

NOW = datetime(2026, 8, 1, 3, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
PLAN = NOW + HOUR
TEXT = Content(body="Mulai 3 Agustus.")
PLANNED = replace(TEXT, publish_time=PLAN)


def new(content: Content = TEXT) -> Draft:
    return first_draft("dinkes", "post-1", content, NOW)


def test_a_first_draft():
    draft = new()
    assert (draft.revision, draft.version, draft.state) == (1, 1, DraftState.RECEIVED)
    assert draft.content.authored_time == NOW
    assert draft.check.state is CheckState.PENDING


def test_a_planned_draft_is_scheduled():
    assert new(PLANNED).state is DraftState.SCHEDULED


def test_a_first_draft_cannot_be_planned_in_the_past():
    with pytest.raises(RuleBroken, match="PUBLISH_TIME_IN_PAST"):
        new(replace(TEXT, publish_time=NOW - HOUR))


def test_the_same_content_again_changes_nothing():
    draft = replace(new(PLANNED), check=Check(state=CheckState.CHECKED, check_time=NOW))
    assert draft.submitted(PLANNED, NOW + HOUR / 2) is draft
    assert draft.submitted(PLANNED, NOW + 9 * HOUR) is draft  # its time has passed meanwhile


@pytest.mark.parametrize(
    "change",
    [
        {"body": "Mulai 4 Agustus."},
        {"title": "PIN"},
        {"area_codes": ("32.06",)},
        {"audience_tags": ("guru",)},
        {"valid_until": NOW + HOUR},
        {"share_level": ShareLevel.FULL},
        {"publish_time": PLAN},
        {"authored_time": NOW - 48 * HOUR},
    ],
)
def test_a_new_content_is_a_new_revision_that_is_not_checked(change):
    draft = replace(new(), check=Check(state=CheckState.CHECKED, check_time=NOW))
    newer = draft.submitted(replace(TEXT, **change), NOW + HOUR / 2)
    assert (newer.revision, newer.version) == (2, 2)
    assert newer.check == Check()
    assert newer.create_time == NOW
    assert newer.update_time == NOW + HOUR / 2


def test_a_new_plan_cannot_lie_in_the_past():
    with pytest.raises(RuleBroken, match="PUBLISH_TIME_IN_PAST"):
        new(PLANNED).submitted(replace(TEXT, publish_time=NOW - HOUR), NOW)


def test_a_new_text_may_keep_a_plan_that_has_passed():
    late = new(PLANNED).submitted(replace(PLANNED, body="Diundur."), NOW + 9 * HOUR)
    assert (late.revision, late.state) == (2, DraftState.RECEIVED)


def test_withdrawing_twice_is_withdrawing_once():
    gone = new().withdrawn(NOW)
    assert (gone.state, gone.revision, gone.version) == (DraftState.WITHDRAWN, 1, 2)
    assert gone.withdrawn(NOW + HOUR) is gone


def test_a_withdrawn_draft_comes_back_as_a_new_revision():
    back = new().withdrawn(NOW).submitted(TEXT, NOW + HOUR)
    assert (back.state, back.revision, back.version) == (DraftState.RECEIVED, 2, 3)


def test_publishing_twice_is_publishing_once():
    out = new(PLANNED).published(None, NOW + HOUR)
    assert (out.state, out.version, out.publish_time) == (DraftState.PUBLISHED, 2, NOW + HOUR)
    assert out.published(NOW + 2 * HOUR, NOW + 2 * HOUR) is out


def test_a_post_cannot_have_gone_out_in_the_future_or_after_it_was_withdrawn():
    with pytest.raises(RuleBroken, match="PUBLISH_TIME_IN_FUTURE"):
        new().published(NOW + HOUR, NOW)
    with pytest.raises(NotPossible, match="DRAFT_WITHDRAWN"):
        new().withdrawn(NOW).published(None, NOW)


def test_a_published_post_can_be_taken_down():
    down = new().published(None, NOW).withdrawn(NOW + HOUR)
    assert (down.state, down.version) == (DraftState.WITHDRAWN, 3)
    assert down.published_time == NOW


@pytest.mark.parametrize("time", [None, PLAN, NOW - 3 * HOUR, NOW + HOUR / 2])
def test_saving_a_published_post_again_changes_nothing(time):
    out = new(PLANNED).published(NOW + HOUR / 2, NOW + HOUR)
    assert out.submitted(replace(TEXT, publish_time=time), NOW + 9 * HOUR) is out


def test_a_correction_of_a_published_post_is_not_public_yet():
    out = new(PLANNED).published(None, NOW + HOUR)
    corrected = replace(TEXT, body="Ralat.", publish_time=NOW - 3 * HOUR)
    newer = out.submitted(corrected, NOW + 9 * HOUR)
    assert (newer.state, newer.revision) == (DraftState.RECEIVED, 2)
    assert newer.published_time is None


def test_a_check_that_failed_is_asked_for_again():
    failed = Check(state=CheckState.FAILED, check_time=NOW)
    again = replace(new(), check=failed).submitted(TEXT, NOW + HOUR)
    assert (again.revision, again.version, again.check.state) == (1, 2, CheckState.PENDING)
    assert again.check.answered_by(failed) == again.check  # the old failure comes a second time


def test_an_older_answer_never_replaces_a_newer_one():
    older = Check(state=CheckState.CHECKED, check_time=NOW, findings=b"old")
    newer = Check(state=CheckState.CHECKED, check_time=NOW + HOUR, findings=b"new", alerts=1)
    assert Check().answered_by(older) == replace(older, known=KnownBefore(NOW, 0))
    assert older.answered_by(newer) == replace(newer, known=KnownBefore(NOW + HOUR, 1))
    assert newer.answered_by(older) is newer
    assert newer.answered_by(replace(newer)) is newer


def test_what_was_known_when_a_text_went_out_stays():
    first = Check().answered_by(Check(state=CheckState.CHECKED, check_time=NOW, alerts=2))
    later = Check(state=CheckState.CHECKED, check_time=NOW + 2 * HOUR)
    again = first.answered_by(later, NOW + HOUR)
    assert (again.alerts, again.known) == (0, KnownBefore(NOW, 2))
    assert first.answered_by(later, NOW + 2 * HOUR).known == KnownBefore(NOW + 2 * HOUR, 0)
    failed = first.answered_by(Check(state=CheckState.FAILED, check_time=NOW + HOUR))
    assert failed.known == KnownBefore(NOW, 2)
    asked = replace(new(), check=failed).submitted(TEXT, NOW + HOUR)
    assert asked.check.known == KnownBefore(NOW, 2)


def test_a_failure_is_nothing_that_is_known():
    failed = Check(state=CheckState.FAILED, check_time=NOW)
    assert Check().answered_by(failed).known is None
