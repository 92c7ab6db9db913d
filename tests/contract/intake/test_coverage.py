"""What every storage of intake promises of figures about posts."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from selaras.intake.domain.coverage import PostFigures
from selaras.intake.domain.draft import Check, CheckState, Draft, KnownBefore, first_draft

from tests.contract.intake.test_forgetting import PLAIN
from tests.contract.intake.test_storage import LATER, NOW, agency

DAY = timedelta(days=1)
START, END = NOW, NOW + 30 * DAY
MIDDLE = NOW + 10 * DAY
HOUR = timedelta(hours=1)


def written(external_id: str, *, now=MIDDLE, agency_id: str = "dinkes") -> Draft:
    return first_draft(agency_id, external_id, PLAIN, now)


def checked(time, alerts: int = 0) -> Check:
    """A check whose one answer came before the text went out."""
    known = KnownBefore(time, alerts)
    return Check(state=CheckState.CHECKED, check_time=time, alerts=alerts, known=known)


async def put(storage, *stored: tuple[Draft, Check]) -> None:
    """Drafts in one revision, each with its check."""
    async with storage.write() as uow:
        for name in ("dinkes", "disdik"):
            if await uow.agencies.get(name) is None:
                await uow.agencies.add(agency(name))
        for draft, check in stored:
            first = replace(draft, published_time=None)
            await uow.drafts.add_revision(first, LATER)
            await uow.drafts.put(draft)
            await uow.drafts.put_check(draft.agency_id, draft.external_id, draft.revision, check)


async def figures(storage, start=START, end=END, **which) -> dict[str, PostFigures]:
    async with storage.read() as uow:
        return await uow.coverage.figures(start, end, **which)


async def test_a_check_comes_back_with_what_was_known_before(storage):
    known = Check(
        state=CheckState.CHECKED, check_time=NOW, alerts=3, known=KnownBefore(NOW - DAY, 2)
    )
    await put(storage, (written("a"), known), (written("b"), Check()))
    async with storage.read() as uow:
        assert await uow.drafts.get_check("dinkes", "a", 1) == known
        assert (await uow.drafts.get("dinkes", "a")).check == known
        [last, _] = await uow.drafts.page("dinkes", states=[], after=None, limit=2)
        assert last.check == Check()


async def test_nothing_is_no_figure(storage):
    assert await figures(storage) == {}
    await put(storage, (written("a", now=START - DAY), checked(START - DAY)))
    assert await figures(storage) == {}


async def test_drafts_count_when_they_were_first_stored(storage):
    check = checked(NOW)
    await put(
        storage,
        (written("before", now=START - timedelta(microseconds=1)), check),
        (written("first", now=START), check),
        (written("last", now=END - timedelta(microseconds=1)), check),
        (written("after", now=END), check),
    )
    assert await figures(storage) == {"dinkes": PostFigures(drafts=2)}


async def test_posts_count_when_they_went_out_whatever_became_of_them(storage):
    old = written("old", now=START - DAY)
    check = Check(state=CheckState.CHECKED, check_time=END)
    await put(
        storage,
        (old.published(START, START), check),
        (replace(old, external_id="down").published(START, START).withdrawn(MIDDLE), check),
        (replace(old, external_id="never").withdrawn(MIDDLE), check),
        (replace(old, external_id="before").published(START - HOUR, START), check),
        (replace(old, external_id="after").published(END, END), check),
    )
    assert await figures(storage) == {"dinkes": PostFigures(published=2)}


@pytest.mark.parametrize(
    ("check", "before", "clashing"),
    [
        (checked(MIDDLE - HOUR), 1, 0),
        (checked(MIDDLE - HOUR, alerts=2), 1, 1),
        # At the very moment is before.
        (checked(MIDDLE, alerts=1), 1, 1),
        (checked(MIDDLE + HOUR, alerts=1), 0, 0),
        (Check(), 0, 0),
        (Check(state=CheckState.FAILED, check_time=MIDDLE - HOUR), 0, 0),
        # It was checked in time, and again with another outcome when it was out.
        (
            Check(
                state=CheckState.CHECKED,
                check_time=END,
                alerts=5,
                known=KnownBefore(MIDDLE - HOUR, 0),
            ),
            1,
            0,
        ),
        (
            Check(state=CheckState.CHECKED, check_time=END, known=KnownBefore(MIDDLE - HOUR, 1)),
            1,
            1,
        ),
    ],
)
async def test_what_was_known_when_it_went_out(storage, check, before, clashing):
    post = written("a", now=START - DAY).published(MIDDLE, MIDDLE)
    await put(storage, (post, check))
    [(name, found)] = (await figures(storage)).items()
    assert (name, found.published) == ("dinkes", 1)
    assert (found.checked_before, found.published_clashing) == (before, clashing)
    assert await figures(storage, END, END + DAY) == (
        {} if check.state is CheckState.CHECKED else {"dinkes": PostFigures(unchecked=1)}
    )


async def test_only_the_newest_text_counts(storage):
    first = written("a", now=START - DAY)
    await put(storage, (first, checked(START - DAY, alerts=1)))
    second = first.submitted(replace(PLAIN, body="Diundur."), START)
    async with storage.write() as uow:
        await uow.drafts.add_revision(second, LATER)
        await uow.drafts.put(second.published(MIDDLE, MIDDLE))
    assert await figures(storage) == {"dinkes": PostFigures(published=1, unchecked=1)}


async def test_what_waits_or_failed_counts_in_every_period_unless_it_is_withdrawn(storage):
    old = written("a", now=START - 100 * DAY)
    failed = Check(state=CheckState.FAILED, check_time=START - DAY)
    await put(
        storage,
        (old, Check()),
        (replace(old, external_id="b"), failed),
        (replace(old, external_id="c").withdrawn(MIDDLE), Check()),
        (replace(old, external_id="d"), checked(START - DAY)),
    )
    assert await figures(storage) == {"dinkes": PostFigures(unchecked=2)}


async def test_figures_by_agency_or_of_one(storage):
    other = written("b", agency_id="disdik").published(MIDDLE, MIDDLE)
    await put(storage, (written("a"), Check()), (other, checked(MIDDLE - HOUR)))
    dinkes = PostFigures(drafts=1, unchecked=1)
    disdik = PostFigures(drafts=1, published=1, checked_before=1)
    assert await figures(storage) == {"dinkes": dinkes, "disdik": disdik}
    assert await figures(storage, agency_id="disdik") == {"disdik": disdik}
    assert await figures(storage, agency_id="nobody") == {}
