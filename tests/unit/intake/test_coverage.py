"""Who gets which figures about posts."""

from __future__ import annotations

from datetime import timedelta

import pytest
from selaras.intake.domain.area import is_touched
from selaras.intake.domain.coverage import NO_POSTS, PostFigures
from selaras.intake.domain.errors import RuleBroken
from selaras.intake.handlers import coverage
from selaras.intake.handlers.coverage import Coverage
from selaras.kit.auth import Caller, Role

from tests.unit.intake.conftest import NOW, ticket

NAME = "agencies/dinkes/drafts/post-1"
DAY = timedelta(days=1)
ADMIN = Caller(Role.ADMIN)
HEAD = Caller(Role.HEAD, "dinkes", "kadis", area_codes=("33",))


def coordinator(*area_codes: str, topics: tuple[str, ...] = ()) -> Caller:
    return Caller(Role.COORDINATOR, "prov", "koor", topics=topics, area_codes=area_codes)


async def names(bench, caller: Caller) -> list[str]:
    found = await Coverage(bench.storage).by_agency(caller, NOW, NOW + DAY)
    return [item.agency.agency_id for item in found]


async def figures(bench, caller: Caller = HEAD) -> PostFigures:
    [found] = await Coverage(bench.storage).by_agency(caller, NOW, NOW + DAY)
    return found.figures


@pytest.fixture
async def agencies(bench):
    """Of a city, of its province, of another province and of the country, not by name."""
    await bench.register("dinkes", display_name="dinkes Kota", area_code="32.78")
    await bench.register("prov", display_name="Provinsi", area_code="32")
    await bench.register("jateng", display_name="Jateng", area_code="33")
    await bench.register("kemenkes", display_name="Kemenkes", area_code="")
    return bench


@pytest.mark.parametrize(
    ("caller", "seen"),
    [
        (ADMIN, ["dinkes", "jateng", "kemenkes", "prov"]),
        # What the head works on is no matter here: the own agency, and nothing else.
        (HEAD, ["dinkes"]),
        (coordinator(), ["dinkes", "jateng", "kemenkes", "prov"]),
        (coordinator(topics=("bencana",)), ["dinkes", "jateng", "kemenkes", "prov"]),
        (coordinator("32"), ["dinkes", "kemenkes", "prov"]),
        (coordinator("32.78.01"), ["dinkes", "kemenkes", "prov"]),
        (coordinator("32.06"), ["kemenkes", "prov"]),
        (coordinator("33", "32.78"), ["dinkes", "jateng", "kemenkes", "prov"]),
        (Caller(Role.HEAD, "gone", "kadis"), []),
    ],
)
async def test_each_gets_the_agencies_of_its_scope_by_name(agencies, caller, seen):
    assert await names(agencies, caller) == seen


@pytest.mark.parametrize(
    ("code", "wanted", "touched"),
    [
        ("", ("32",), True),
        ("32.78", (), True),
        ("32.78", ("32.78",), True),
        ("32.78", ("33", "32"), True),
        ("32", ("32.78",), True),
        ("32.7", ("32.78",), False),
        ("3", ("32",), False),
        ("32.06", ("32.78", "33"), False),
    ],
)
def test_areas_touch_where_one_lies_in_the_other(code, wanted, touched):
    assert is_touched(code, wanted) is touched


@pytest.mark.parametrize(
    "span", [timedelta(), -DAY, timedelta(days=400, microseconds=1)], ids=["none", "back", "long"]
)
async def test_a_period_that_is_none_is_refused(bench, span):
    with pytest.raises(RuleBroken) as caught:
        await Coverage(bench.storage).by_agency(ADMIN, NOW, NOW + span)
    assert caught.value.reason == "PERIOD_INVALID"
    assert await Coverage(bench.storage).by_agency(ADMIN, NOW, NOW + timedelta(days=400)) == []


async def test_where_there_are_too_many_those_with_posts_stay(agencies, monkeypatch):
    await agencies.submit()
    monkeypatch.setattr(coverage, "_MOST", 2)
    assert await names(agencies, ADMIN) == ["dinkes", "jateng"]
    monkeypatch.setattr(coverage, "_MOST", 1)
    assert await names(agencies, ADMIN) == ["dinkes"]


async def test_all_agencies_are_read_page_by_page(agencies, monkeypatch):
    monkeypatch.setattr(coverage, "_PAGE", 2)
    assert len(await names(agencies, ADMIN)) == 4


class TestOneDraft:
    async def test_it_waits_is_checked_and_goes_out(self, agencies):
        assert await figures(agencies) == NO_POSTS
        await agencies.submit()
        assert await figures(agencies) == PostFigures(drafts=1, unchecked=1)
        await agencies.checked(alerts=1)
        assert await figures(agencies) == PostFigures(drafts=1)
        await agencies.drafts.publish("dinkes", NAME, None, ticket())
        assert await figures(agencies) == PostFigures(
            drafts=1, published=1, checked_before=1, published_clashing=1
        )

    async def test_a_check_that_comes_when_it_is_out_is_too_late(self, agencies):
        await agencies.submit()
        await agencies.drafts.publish("dinkes", NAME, None, ticket())
        agencies.clock.advance(timedelta(minutes=1))
        await agencies.checked(alerts=1)
        assert await figures(agencies) == PostFigures(drafts=1, published=1)

    async def test_an_answer_that_was_on_its_way_when_it_went_out_is_in_time(self, agencies):
        await agencies.submit()
        agencies.clock.advance(timedelta(minutes=1))
        await agencies.drafts.publish("dinkes", NAME, None, ticket())
        await agencies.checked(time=NOW, alerts=1)
        assert (await figures(agencies)).published_clashing == 1

    async def test_a_later_check_does_not_change_what_was_known(self, agencies):
        await agencies.submit()
        await agencies.checked()
        await agencies.drafts.publish("dinkes", NAME, None, ticket())
        agencies.clock.advance(timedelta(hours=1))
        await agencies.checked(alerts=2)
        assert await figures(agencies) == PostFigures(drafts=1, published=1, checked_before=1)
        draft = await agencies.drafts.get("dinkes", NAME)
        assert draft.check.alerts == 2

    async def test_the_last_check_before_it_goes_out_counts(self, agencies):
        await agencies.submit()
        await agencies.checked(alerts=1)
        agencies.clock.advance(timedelta(hours=1))
        await agencies.checked()
        await agencies.drafts.publish("dinkes", NAME, None, ticket())
        assert await figures(agencies) == PostFigures(drafts=1, published=1, checked_before=1)

    async def test_a_text_that_was_changed_since_counts_when_that_goes_out(self, agencies):
        await agencies.submit()
        await agencies.checked()
        await agencies.drafts.publish("dinkes", NAME, None, ticket())
        await agencies.submit("Diundur.")
        assert await figures(agencies) == PostFigures(drafts=1, unchecked=1)
        await agencies.drafts.publish("dinkes", NAME, None, ticket())
        assert await figures(agencies) == PostFigures(drafts=1, published=1, unchecked=1)
