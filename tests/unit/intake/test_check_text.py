from datetime import timedelta

import pytest
from selaras.intake.domain.content import Content
from selaras.intake.domain.draft import Check, CheckState
from selaras.intake.domain.errors import CheckerAway, RuleBroken
from selaras.intake.handlers.check import CheckText

from tests.fakes.intake import FakeChecker
from tests.unit.intake.conftest import NOW

TEXT = Content(body="Mulai 3 Agustus.")


@pytest.fixture
def checker() -> FakeChecker:
    return FakeChecker(Check(state=CheckState.CHECKED, check_time=NOW, findings=b"x"))


@pytest.fixture
def check(bench, checker) -> CheckText:
    return CheckText(bench.storage, bench.areas, bench.clock, checker)


async def test_a_text_is_checked_as_if_submitted_now_and_nothing_is_stored(bench, check, checker):
    agency = await bench.register()
    assert (await check("dinkes", "", TEXT, seconds=4)).findings == b"x"
    ((asked_agency, draft, seconds),) = checker.asked
    assert (asked_agency, seconds) == (agency, 4)
    assert draft.content.area_codes == ("32.78",)
    assert draft.content.authored_time == NOW
    assert bench.draft_events == []
    assert (await bench.drafts.page("dinkes", states=[], size=0, token="")).drafts == []


async def test_the_new_text_of_a_stored_draft_has_its_name_and_next_revision(bench, check, checker):
    await bench.register()
    await bench.submit()
    await check("dinkes", "post-1", Content(body="Diundur."), seconds=4)
    assert [(d.external_id, d.revision) for _, d, _ in checker.asked] == [("post-1", 2)]
    stored = await bench.drafts.get("dinkes", "agencies/dinkes/drafts/post-1")
    assert stored.revision == 1


async def test_the_rules_hold_for_it_too(bench, check, checker):
    await bench.register()
    for content in (Content(), Content(body="a", publish_time=NOW - timedelta(hours=1))):
        with pytest.raises(RuleBroken):
            await check("dinkes", "", content, seconds=4)
    assert checker.asked == []


async def test_the_checkers_failure_is_the_callers(bench, check, checker):
    await bench.register()
    checker.answer = CheckerAway("CHECKER_UNAVAILABLE", "away")
    with pytest.raises(CheckerAway):
        await check("dinkes", "", TEXT, seconds=4)
