"""Pages of findings and the stream that can be resumed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from selaras.kit.errors import InvalidRequest, NotFound, PermissionDenied
from selaras.matching.domain.finding import Relation
from selaras.matching.handlers.findings import FindingReader, WatchEvent

from tests.fakes.matching import FakeReviews, FakeStore
from tests.support.matching import NOW, finding, message

MINE = message("dinkes")


@pytest.fixture
async def store() -> FakeStore:
    store = FakeStore()
    async with store.transaction() as transaction:
        await transaction.put_message(MINE)
    return store


async def add(store: FakeStore, number: int, relation: Relation = Relation.CONTRADICTION) -> str:
    other = message("disdik", str(number))
    made = finding(MINE, other, relation, create_time=NOW + timedelta(minutes=number))
    async with store.transaction() as transaction:
        await transaction.put_message(other)
        await transaction.put_finding(made)
    return made.id


async def remove(store: FakeStore, finding_id: str) -> None:
    async with store.transaction() as transaction:
        await transaction.remove_finding(store.all_findings[finding_id])


async def take(stream: AsyncIterator[WatchEvent], count: int) -> list[WatchEvent]:
    return [await asyncio.wait_for(anext(stream), 5) for _ in range(count)]


async def page(store: FakeStore, agency: str = "dinkes", **options):
    defaults = {
        "draft": "",
        "relations": (Relation.CONTRADICTION,),
        "confidences": (),
        "page_size": 0,
        "page_token": "",
    }
    return await FindingReader(store, FakeReviews(store)).page(agency, **(defaults | options))


async def test_pages_follow_each_other_without_gap_or_repeat(store: FakeStore) -> None:
    made = [await add(store, number) for number in range(5)]
    seen: list[str] = []
    token = ""
    for _ in range(3):
        views, token = await page(store, page_size=2, page_token=token)
        seen += [view.finding_id for view in views]
    assert seen == made[::-1]
    assert token == ""


async def test_a_finding_of_others_does_not_exist(store: FakeStore) -> None:
    made = await add(store, 1)
    reader = FindingReader(store, FakeReviews(store))
    assert (await reader.get("disdik", made)).finding_id == made
    with pytest.raises(NotFound, match="FINDING_NOT_FOUND"):
        await reader.get("polres", made)


@pytest.mark.parametrize("token", ["x", "bm90IGpzb24=", "WzFd"])
async def test_a_bad_page_token_is_named(store: FakeStore, token: str) -> None:
    with pytest.raises(InvalidRequest, match="PAGE_TOKEN_INVALID"):
        await page(store, page_token=token)


async def test_drafts_of_another_agency_cannot_be_asked_for(store: FakeStore) -> None:
    with pytest.raises(PermissionDenied, match="AGENCY_MISMATCH"):
        await page(store, draft="agencies/disdik/drafts/1")
    with pytest.raises(InvalidRequest, match="DRAFT_NAME_INVALID"):
        await page(store, draft="disdik/1")


async def test_watch_sends_what_is_there_then_what_comes(store: FakeStore) -> None:
    first = await add(store, 1)
    stream = FindingReader(store, FakeReviews(store)).watch("dinkes", "", 60)
    events = await take(stream, 2)
    assert [(event.kind, event.finding_id) for event in events] == [
        ("added", first),
        ("current", ""),
    ]
    second = await add(store, 2)
    await remove(store, first)
    events = await take(stream, 2)
    assert [(event.kind, event.finding_id) for event in events] == [
        ("added", second),
        ("removed", first),
    ]


async def test_watch_resumes_after_the_last_token(store: FakeStore) -> None:
    reader = FindingReader(store, FakeReviews(store))
    [current] = await take(reader.watch("dinkes", "", 60), 1)
    missed = await add(store, 1)
    [event] = await take(reader.watch("dinkes", current.token, 60), 1)
    assert (event.kind, event.finding_id) == ("added", missed)


async def test_a_token_from_the_future_resets(store: FakeStore) -> None:
    reader = FindingReader(store, FakeReviews(store))
    await add(store, 1)
    [_, current] = await take(reader.watch("dinkes", "", 60), 2)
    store.noted.clear()  # a database restored from an older backup
    events = await take(reader.watch("dinkes", current.token, 60), 3)
    assert [event.kind for event in events] == ["reset", "added", "current"]


async def test_heartbeats_carry_a_token(store: FakeStore) -> None:
    reader = FindingReader(store, FakeReviews(store))
    events = await take(reader.watch("dinkes", "", 0.5), 2)
    assert [event.kind for event in events] == ["current", "heartbeat"]
    assert events[1].token == events[0].token


async def test_near_messages_that_are_no_conflict_are_not_shown_to_watchers(
    store: FakeStore,
) -> None:
    reader = FindingReader(store, FakeReviews(store))
    stream = reader.watch("dinkes", "", 60)
    await take(stream, 1)
    await add(store, 1, Relation.NONE)
    shown = await add(store, 2)
    [event] = await take(stream, 1)
    assert event.finding_id == shown


async def test_a_token_that_is_none_is_named(store: FakeStore) -> None:
    with pytest.raises(InvalidRequest, match="RESUME_TOKEN_INVALID"):
        await take(FindingReader(store, FakeReviews(store)).watch("dinkes", "%%%", 60), 1)
