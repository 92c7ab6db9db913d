"""Thresholds that follow what people say, and what they would have changed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from selaras.matching.domain.calibration import (
    CEILINGS,
    FLOORS,
    Point,
    Thresholds,
    fit,
    lower_bound,
)
from selaras.matching.domain.replay import Said, replay

SHIPPED = Thresholds(0.8, 0.45, 0.2)


def fitted(points, *, target=0.9, min_reviews=20, current=SHIPPED):
    return fit(points, shipped=SHIPPED, current=current, target=target, min_reviews=min_reviews)


def points(*groups: tuple[int, float, bool]) -> list[Point]:
    return [
        Point(probability + number / 10_000, right)
        for count, probability, right in groups
        for number in range(count)
    ]


def said(number: int, probability: float, *, right: bool = True, **changes) -> Said:
    sides = (("agencies/a", 1), ("agencies/b", 1))
    made = Said(
        f"findings/{number}", "agencies/a", right, sides, "contradiction", probability, "w1"
    )
    return replace(made, **changes)


def replayed(items, **options):
    defaults = {
        "current": {"contradiction": SHIPPED},
        "shipped": {"contradiction": SHIPPED},
        "judge_version": "w1",
        "target": 0.9,
        "min_reviews": 20,
    }
    return replay(items, **(defaults | options))


def test_few_reviews_change_nothing_and_say_so():
    mine = Thresholds(0.9, 0.6, 0.3)
    result = fitted(points((19, 0.5, False)), current=mine)
    assert (result.fitted, result.thresholds, result.reviewed) == (False, mine, 19)


def test_right_alerts_leave_the_thresholds_where_they_are():
    result = fitted(points((30, 0.5, True), (30, 0.85, True)))
    assert result.reached
    assert result.thresholds.likely == SHIPPED.likely


def test_false_alarms_at_the_low_end_raise_the_threshold_above_them():
    result = fitted(points((200, 0.5, False), (200, 0.7, True)))
    assert result.reached
    # Most of the way to where one alert in ten is wrong.
    assert 0.51 < result.thresholds.likely < 0.7
    assert result.thresholds.confirmed >= result.thresholds.likely


def test_the_fewer_reviews_the_less_changes():
    few = fitted(points((10, 0.5, False), (10, 0.7, True)))
    many = fitted(points((100, 0.5, False), (100, 0.7, True)))
    assert SHIPPED.likely < few.thresholds.likely < many.thresholds.likely


def test_a_threshold_is_moved_by_the_reviews_that_speak_of_it_only():
    result = fitted(points((50, 0.5, False), (50, 0.6, True), (2, 0.95, False)))
    assert SHIPPED.confirmed <= result.thresholds.confirmed < SHIPPED.confirmed + 0.02


def test_the_same_reviews_give_the_same_result_again():
    reviews = points((40, 0.5, False), (40, 0.7, True))
    first = fitted(reviews)
    assert fitted(reviews, current=first.thresholds) == first


def test_what_was_only_listed_is_alerted_when_people_say_that_it_is_right():
    result = fitted(points((60, 0.35, True), (60, 0.6, True)))
    assert result.thresholds.likely < 0.4


def test_right_alerts_do_not_pay_for_wrong_ones_below_the_threshold():
    result = fitted(points((5, 0.35, False), (200, 0.6, True)))
    assert result.thresholds.likely == SHIPPED.likely


def test_where_nothing_reaches_the_target_the_best_is_taken():
    result = fitted(points((30, 0.5, False), (3, 0.75, True), (1, 0.76, False), (3, 0.8, True)))
    assert not result.reached
    assert result.thresholds.likely > SHIPPED.likely


def test_where_all_is_wrong_the_threshold_goes_towards_what_nobody_reviewed():
    few = fitted(points((20, 0.5, False)))
    many = fitted(points((500, 0.5, False)))
    assert not few.reached
    assert SHIPPED.likely < few.thresholds.likely < many.thresholds.likely
    assert fitted(points((500, 0.6, False))).thresholds.likely > 0.6


@pytest.mark.parametrize("right", [True, False])
@pytest.mark.parametrize("probability", [0.0, 0.21, 0.46, 0.999, 1.0])
def test_thresholds_stay_between_floor_and_ceiling_and_in_order(probability, right):
    result = fitted(points((500, probability, right))).thresholds
    for name in ("confirmed", "likely", "possible"):
        assert getattr(FLOORS, name) <= getattr(result, name) <= getattr(CEILINGS, name)
    assert result.possible <= result.likely <= result.confirmed


def test_the_lower_bound_grows_with_the_reviews():
    assert lower_bound(0, 0) == 0
    assert lower_bound(5, 5) < lower_bound(50, 50) < 1
    assert lower_bound(45, 50) < 0.9


def test_a_replay_says_what_would_have_changed_for_which_finding():
    items = [said(number, 0.5 + number / 1000, right=False) for number in range(40)]
    items += [said(number, 0.9) for number in range(40, 80)]
    result = replayed(items)
    change = result.relations["contradiction"]
    assert change.before.precision == 0.5
    assert change.after.precision > 0.5
    assert change.after.recall == 1
    assert change.no_longer == change.before.alerts - change.after.alerts > 0
    first = next(item for item in result.findings if item.finding == "findings/0")
    assert (first.people, first.before, first.after) == ("false_alarm", "likely", "possible")
    assert first.agencies == ("agencies/a", "agencies/b")


def test_a_finding_that_both_sides_review_counts_once():
    both = [said(1, 0.6), said(1, 0.6, agency="agencies/b")]
    assert replayed(both).relations["contradiction"].fit.reviewed == 1


def test_where_the_sides_disagree_nothing_is_learned():
    result = replayed([said(1, 0.6), said(1, 0.6, agency="agencies/b", right=False)])
    assert result.disputed == 1
    assert result.findings[0].people == "disputed"
    assert result.relations["contradiction"].fit.reviewed == 0


def test_another_revision_is_another_finding():
    later = said(1, 0.7, agency="agencies/b", sides=(("agencies/a", 2), ("agencies/b", 1)))
    assert len(replayed([said(1, 0.6, right=False), later]).findings) == 2


def test_what_another_judge_said_is_shown_and_not_counted():
    items = [said(1, 0.6), said(2, 0.6, judge_version="w0")]
    result = replayed(items)
    assert (len(result.findings), result.other_judge) == (2, 1)
    assert result.relations["contradiction"].fit.reviewed == 1
    assert replayed(items, judge_version=None).relations["contradiction"].fit.reviewed == 2


def test_nothing_is_known_of_what_nobody_reviewed():
    result = replayed([])
    assert not result.fitted
    assert result.relations["contradiction"].before.precision is None
