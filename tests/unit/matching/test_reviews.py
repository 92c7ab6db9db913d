"""What a person may say of a finding, and who may say it."""

from __future__ import annotations

import pytest
from selaras.kit.clock import FakeClock
from selaras.kit.errors import InvalidRequest, NotFound
from selaras.matching.domain.finding import Finding, Relation
from selaras.matching.domain.review import ReviewReason, ReviewVerdict
from selaras.matching.handlers.findings import FindingReader
from selaras.matching.handlers.reviews import Opinion, ReviewHandler

from tests.fakes.matching import FakeReviews, FakeStore
from tests.support.matching import NOW, finding, message

WRONG = Opinion(ReviewVerdict.FALSE_ALARM, ReviewReason.OTHER_AREA, " Kota\r\nlain. ", "humas")
RIGHT = Opinion(ReviewVerdict.CONFIRMED, None, "", "humas")
MINE, THEIRS = message("dinkes"), message("disdik")
MADE = finding(MINE, THEIRS)


@pytest.fixture
async def store() -> FakeStore:
    store = FakeStore()
    async with store.transaction() as transaction:
        for item in (MINE, THEIRS):
            await transaction.put_message(item)
        await transaction.put_finding(MADE)
    return store


@pytest.fixture
def reviews(store: FakeStore) -> FakeReviews:
    return FakeReviews(store)


@pytest.fixture
def handler(reviews: FakeReviews) -> ReviewHandler:
    return ReviewHandler(reviews, FakeClock(NOW))


async def remove(store: FakeStore, made: Finding) -> None:
    async with store.transaction() as transaction:
        await transaction.remove_finding(made)


async def test_each_side_sees_its_own_review_only(store, reviews, handler) -> None:
    kept = await handler.review("dinkes", MADE.id, WRONG)
    assert (kept.note, kept.own_revision, kept.time) == ("Kota\nlain.", 1, NOW)
    reader = FindingReader(store, reviews)
    assert (await reader.get("dinkes", MADE.id)).own_review == kept
    assert (await reader.get("disdik", MADE.id)).own_review is None


async def test_those_who_are_no_side_get_the_same_error_as_for_nothing(handler, store) -> None:
    for agency, finding_id in (("polres", MADE.id), ("dinkes", "nothing")):
        with pytest.raises(NotFound, match="FINDING_NOT_FOUND"):
            await handler.review(agency, finding_id, RIGHT)
    never = finding(MINE, message("disdik", "2"), Relation.NONE)
    async with store.transaction() as transaction:
        await transaction.put_finding(never)
    with pytest.raises(NotFound, match="FINDING_NOT_FOUND"):
        await handler.review("dinkes", never.id, RIGHT)


async def test_an_alert_can_be_called_right_after_the_draft_was_corrected(handler, store) -> None:
    await remove(store, MADE)
    kept = await handler.review("dinkes", MADE.id, RIGHT)
    assert kept.judgement.probability == MADE.verdict.probability


@pytest.mark.parametrize(
    ("opinion", "reason"),
    [
        (Opinion(ReviewVerdict.FALSE_ALARM, None, "", "humas"), "REVIEW_REASON_MISSING"),
        (
            Opinion(ReviewVerdict.CONFIRMED, ReviewReason.OTHER_AREA, "", "humas"),
            "REVIEW_REASON_UNFIT",
        ),
        (Opinion(ReviewVerdict.CONFIRMED, None, "nul\0", "humas"), "REVIEW_TEXT_INVALID"),
        (Opinion(ReviewVerdict.CONFIRMED, None, "", "dua\nbaris"), "REVIEW_TEXT_INVALID"),
        (Opinion(ReviewVerdict.CONFIRMED, None, "", "  "), "REVIEW_TEXT_INVALID"),
    ],
)
async def test_what_makes_no_sense_is_named_and_changes_nothing(
    handler, reviews, opinion, reason
) -> None:
    with pytest.raises(InvalidRequest, match=reason):
        await handler.review("dinkes", MADE.id, opinion)
    assert reviews.kept == []


async def test_a_right_alert_may_have_come_too_late(handler) -> None:
    late = Opinion(ReviewVerdict.CONFIRMED, ReviewReason.ALREADY_CORRECTED, "", "humas")
    assert (await handler.review("dinkes", MADE.id, late)).reason is late.reason


async def test_pages_follow_each_other(handler, store) -> None:
    others = [finding(MINE, message("disdik", str(number))) for number in range(2, 5)]
    async with store.transaction() as transaction:
        for item in others:
            await transaction.put_finding(item)
    for item in others:
        await handler.review("dinkes", item.id, WRONG)
    first, token = await handler.page(2, "")
    rest, end = await handler.page(2, token)
    seen = [item.judgement.finding_id for item in first + rest]
    assert seen == [item.id for item in others]
    assert end == ""


@pytest.mark.parametrize("token", ["x", "-1", "9" * 30, "²"])
async def test_a_bad_page_token_is_named(handler, token) -> None:
    with pytest.raises(InvalidRequest, match="PAGE_TOKEN_INVALID"):
        await handler.page(0, token)
