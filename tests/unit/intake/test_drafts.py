import base64
from datetime import timedelta

import pytest
from selaras.intake.domain.draft import CheckState, DraftState
from selaras.intake.domain.errors import NotPossible, NotThere, NotYours, RuleBroken
from selaras.intake.domain.events import DraftChange
from selaras.intake.handlers.paging import make_token, read_token

from tests.unit.intake.conftest import NOW, ticket

NAME = "agencies/dinkes/drafts/post-1"


async def test_withdrawing_and_publishing_emit_once(bench):
    await bench.register()
    await bench.submit()
    for _ in range(2):
        await bench.drafts.publish("dinkes", NAME, None, ticket())
    for _ in range(2):
        await bench.drafts.withdraw("dinkes", NAME, ticket())
    assert [(event.change, event.draft.version) for event in bench.draft_events] == [
        (DraftChange.SUBMITTED, 1),
        (DraftChange.PUBLISHED, 2),
        (DraftChange.WITHDRAWN, 3),
    ]


async def test_a_repeated_request_is_answered_as_before(bench):
    await bench.register()
    await bench.submit()
    out = await bench.drafts.publish("dinkes", NAME, None, ticket("r1"))
    await bench.drafts.withdraw("dinkes", NAME, ticket())
    again = await bench.drafts.publish("dinkes", NAME, None, ticket("r1"))
    assert (again.state, again.publish_time) == (DraftState.PUBLISHED, out.publish_time)
    with pytest.raises(NotPossible, match="DRAFT_WITHDRAWN"):
        await bench.drafts.publish("dinkes", NAME, None, ticket("r2"))


async def test_a_published_time_must_be_of_this_century(bench):
    with pytest.raises(RuleBroken, match="TIME_OUT_OF_RANGE"):
        await bench.drafts.publish("dinkes", NAME, NOW.replace(year=1970), ticket())


@pytest.mark.parametrize("name", ["agencies/other/drafts/post-1", "agencies/other/drafts/nothing"])
async def test_another_agencys_draft_is_refused_by_its_name_alone(bench, name):
    await bench.register()
    await bench.register("other")
    await bench.submit()
    for call in (
        bench.drafts.get("dinkes", name),
        bench.drafts.withdraw("dinkes", name, ticket()),
        bench.drafts.publish("dinkes", name, None, ticket()),
    ):
        with pytest.raises(NotYours, match="AGENCY_MISMATCH"):
            await call


@pytest.mark.parametrize("name", ["post-1", "agencies/dinkes", f"{NAME}/x", "agencies/D/drafts/x"])
async def test_names_of_another_form_are_refused(bench, name):
    with pytest.raises(RuleBroken, match="NAME_INVALID"):
        await bench.drafts.get("dinkes", name)


async def test_a_draft_that_is_not_there(bench):
    await bench.register()
    with pytest.raises(NotThere, match="DRAFT_NOT_FOUND"):
        await bench.drafts.get("dinkes", NAME)


async def test_answers_of_the_checker_come_late_twice_and_in_disorder(bench):
    await bench.register()
    await bench.submit()
    await bench.submit("Diundur.")
    newer = NOW + timedelta(minutes=2)
    assert await bench.checked(2, findings=b"new", time=newer)
    assert await bench.checked(1, findings=b"first", time=newer)
    assert not await bench.checked(2, findings=b"old", time=NOW)
    assert not await bench.checked(2, findings=b"new", time=newer)
    draft = await bench.drafts.get("dinkes", NAME)
    assert (draft.check.state, draft.check.findings) == (CheckState.CHECKED, b"new")
    with pytest.raises(NotThere, match="REVISION_NOT_FOUND"):
        await bench.checked(3)


class TestPages:
    async def test_pages_are_followed_to_the_end(self, bench):
        await bench.register()
        for number in range(5):
            bench.clock.advance(timedelta(seconds=1))
            await bench.submit(external_id=f"p{number}")
        seen, token = [], ""
        for _ in range(3):
            page = await bench.drafts.page("dinkes", states=[], size=2, token=token)
            seen.append([draft.external_id for draft in page.drafts])
            token = page.next_token
        assert seen == [["p4", "p3"], ["p2", "p1"], ["p0"]]
        assert token == ""

    async def test_a_page_of_long_texts_ends_before_it_is_too_long_to_send(self, bench):
        await bench.register()
        for number in range(25):
            await bench.submit("🎉" * 49_000 + f"{number}", external_id=f"p{number:02}")
        sizes, token = [], ""
        for _ in range(3):
            page = await bench.drafts.page("dinkes", states=[], size=100, token=token)
            sizes.append(len(page.drafts))
            token = page.next_token
        assert sizes == [10, 10, 5]
        assert token == ""

    async def test_a_token_of_another_query_is_refused(self, bench):
        await bench.register()
        for number in range(3):
            await bench.submit(external_id=f"p{number}")
        page = await bench.drafts.page("dinkes", states=[], size=1, token="")
        for caller, states in (("dinkes", [DraftState.RECEIVED]), ("other", [])):
            with pytest.raises(RuleBroken, match="PAGE_TOKEN_INVALID"):
                await bench.drafts.page(caller, states=states, size=1, token=page.next_token)

    @pytest.mark.parametrize(
        "token",
        ["x", "é", "====", "e30", "W10", "WzFd", "A" * 5000,
         base64.urlsafe_b64encode(b'["0123","a","b"]').decode()],
    )  # fmt: skip
    def test_tokens_that_are_not_ours(self, token):
        with pytest.raises(RuleBroken, match="PAGE_TOKEN_INVALID"):
            read_token(token, "scope", 2)

    def test_a_token_comes_back(self):
        place = ("2026-01-01T00:00:00+00:00", "pos/ünïcode")
        assert read_token(make_token("scope", place), "scope", 2) == place
        with pytest.raises(RuleBroken):
            read_token(make_token("scope", place), "scope", 1)
