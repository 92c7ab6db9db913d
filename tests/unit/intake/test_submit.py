import asyncio
from datetime import timedelta

import pytest
from selaras.intake.domain.draft import CheckState, DraftState
from selaras.intake.domain.errors import NotPossible, NotThere, RuleBroken, TooMany
from selaras.intake.domain.events import DraftChange

from tests.support.eventually import assert_eventually
from tests.unit.intake.conftest import NOW, ticket

HOUR = timedelta(hours=1)


async def test_a_draft_is_stored_with_its_event(bench):
    agency = await bench.register()
    draft = await bench.submit()
    assert await bench.drafts.get("dinkes", "agencies/dinkes/drafts/post-1") == draft
    (event,) = bench.draft_events
    assert (event.change, event.agency, event.draft) == (DraftChange.SUBMITTED, agency, draft)
    assert draft.content.area_codes == ("32.78",)  # the agency's own


async def test_areas_that_are_named_are_kept_and_the_whole_country_has_none(bench):
    await bench.register(area_code="")
    assert (await bench.submit(area_codes=("33",))).content.area_codes == ("33",)
    assert (await bench.submit(external_id="b")).content.area_codes == ()


async def test_the_same_content_again_emits_nothing(bench):
    await bench.register()
    first = await bench.submit()
    bench.clock.advance(HOUR)
    assert await bench.submit() == first
    assert len(bench.draft_events) == 1


async def test_a_new_text_emits_its_revision(bench):
    await bench.register()
    await bench.submit()
    await bench.submit("Diundur ke 10 Agustus.")
    assert [event.draft.revision for event in bench.draft_events] == [1, 2]


async def test_a_failed_check_is_asked_for_again_by_the_same_content(bench):
    await bench.register()
    await bench.submit()
    await bench.checked(state=CheckState.FAILED)
    bench.clock.advance(HOUR)
    again = await bench.submit()
    assert (again.revision, again.version, again.check.state) == (1, 2, CheckState.PENDING)
    assert len(bench.draft_events) == 2


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ({"body": ""}, "TEXT_EMPTY"),
        ({"area_codes": ("32", "99.99")}, "AREA_UNKNOWN"),
        ({"publish_time": NOW - HOUR}, "PUBLISH_TIME_IN_PAST"),
        ({"external_id": ""}, "EXTERNAL_ID_MISSING"),
    ],
)
async def test_what_is_refused_is_not_stored(bench, content, reason):
    await bench.register()
    with pytest.raises(RuleBroken, match=reason):
        await bench.submit(**content)
    assert bench.draft_events == []
    page = await bench.drafts.page("dinkes", states=[], size=0, token="")
    assert page.drafts == []


async def test_an_agency_that_is_not_there_cannot_submit(bench):
    with pytest.raises(NotThere, match="AGENCY_NOT_FOUND"):
        await bench.submit()


class TestRequestId:
    async def test_a_repetition_is_answered_as_before_and_stores_nothing(self, bench):
        await bench.register()
        first = await bench.submit(request_id="r1")
        await bench.drafts.withdraw(
            "dinkes", "agencies/dinkes/drafts/post-1", ticket("r1", method="WithdrawDraft")
        )
        again = await bench.submit(request_id="r1")
        assert again.state is DraftState.RECEIVED
        assert (again.revision, again.content) == (first.revision, first.content)
        assert len(bench.draft_events) == 2

    async def test_a_repetition_has_the_check_as_it_is_now(self, bench):
        await bench.register()
        assert (await bench.submit(request_id="r1")).check.state is CheckState.PENDING
        await bench.checked(findings=b"")
        assert (await bench.submit(request_id="r1")).check.state is CheckState.CHECKED

    async def test_the_check_is_that_of_the_revision_that_was_answered(self, bench):
        await bench.register()
        await bench.submit(request_id="r1")
        await bench.checked(1)
        await bench.submit("Diundur.")
        again = await bench.submit(request_id="r1")
        assert (again.revision, again.check.state) == (1, CheckState.CHECKED)

    async def test_another_body_is_refused_and_stores_nothing(self, bench):
        await bench.register()
        await bench.submit(request_id="r1")
        with pytest.raises(NotPossible, match="REQUEST_ID_REUSED"):
            await bench.submit("Lain.", request_id="r1")
        assert len(bench.draft_events) == 1

    async def test_a_repetition_is_good_though_its_plan_has_passed(self, bench):
        await bench.register()
        first = await bench.submit(request_id="r1", publish_time=NOW + HOUR)
        bench.clock.advance(2 * HOUR)
        again = await bench.submit(request_id="r1", publish_time=NOW + HOUR)
        assert again.publish_time == first.publish_time

    async def test_an_id_is_forgotten_after_a_day(self, bench):
        await bench.register()
        await bench.submit(request_id="r1")
        bench.clock.advance(timedelta(hours=24))
        assert (await bench.submit("Lain.", request_id="r1")).revision == 2

    async def test_a_refused_request_uses_up_no_id(self, bench):
        await bench.register()
        with pytest.raises(RuleBroken):
            await bench.submit(request_id="r1", publish_time=NOW - HOUR)
        assert (await bench.submit(request_id="r1")).revision == 1

    async def test_many_at_once_make_one_draft(self, bench):
        await bench.register()
        answers = await asyncio.gather(*(bench.submit(request_id="r1") for _ in range(10)))
        assert {answer.version for answer in answers[1:]} <= {0, 1}
        assert len(bench.draft_events) == 1


class TestWait:
    async def test_the_answer_is_held_until_the_check_is_there(self, bench):
        await bench.register()
        call = asyncio.create_task(bench.submit(wait=20))
        await assert_eventually(lambda: bench.draft_events)
        assert not call.done()
        await bench.checked(findings=b"x")
        draft = await asyncio.wait_for(call, 2)
        assert (draft.check.state, draft.check.findings) == (CheckState.CHECKED, b"x")

    async def test_a_check_between_commit_and_wait_is_not_missed(self, bench):
        await bench.register()
        original = bench.submitter._store

        async def store_then_checked(submission):
            draft = await original(submission)
            await bench.checked()
            return draft

        bench.submitter._store = store_then_checked
        draft = await asyncio.wait_for(bench.submit(wait=20), 2)
        assert draft.check.state is CheckState.CHECKED

    async def test_time_that_runs_out_ends_in_pending(self, bench):
        await bench.register()
        draft = await bench.submit(wait=0.02)
        assert draft.check.state is CheckState.PENDING

    async def test_what_is_checked_already_is_answered_at_once(self, bench):
        await bench.register()
        await bench.submit()
        await bench.checked()
        draft = await asyncio.wait_for(bench.submit(wait=20), 2)
        assert draft.check.state is CheckState.CHECKED

    async def test_a_check_told_to_another_replica_is_found_by_looking(self, bench):
        await bench.register()
        bench.submitter._poll_seconds = 0.01
        bench.record._waiters = type(bench.waiters)()  # another process has its own
        call = asyncio.create_task(bench.submit(wait=20))
        await assert_eventually(lambda: bench.draft_events)
        await bench.checked()
        assert (await asyncio.wait_for(call, 2)).check.state is CheckState.CHECKED

    async def test_no_waiter_is_left_behind(self, bench):
        await bench.register()
        await bench.submit(wait=0.01)
        with pytest.raises(RuleBroken):
            await bench.submit("", wait=0.01)
        assert bench.waiters._watching == {}


async def test_an_agency_has_so_many_new_texts_a_day(bench_with_quota):
    bench = bench_with_quota
    await bench.register()
    await bench.submit(external_id="a")
    await bench.submit(external_id="b")
    with pytest.raises(TooMany) as caught:
        await bench.submit(external_id="c")
    assert (caught.value.reason, caught.value.limit) == ("DRAFT_QUOTA_EXCEEDED", 2)
    assert len(bench.draft_events) == 2
    # Until the day ends, in UTC.
    bench.clock.advance(timedelta(seconds=caught.value.seconds))
    await bench.submit(external_id="c")


async def test_saving_what_has_not_changed_counts_for_nothing(bench_with_quota):
    bench = bench_with_quota
    await bench.register()
    for _ in range(5):
        await bench.submit(external_id="a")
    await bench.submit(external_id="b")
    with pytest.raises(TooMany):
        await bench.submit(external_id="c")
