"""The stream of cases: what is there, what comes, and going on where it was left."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from selaras.kit.errors import InvalidRequest
from selaras.matching.cases.settle import settle
from selaras.matching.domain.case import Case
from selaras.matching.domain.review import ReviewReason
from selaras.matching.handlers.case_watch import CaseWatchEvent

from tests.support.matching import finding, message
from tests.support.matching_cases import Room, coordinator, owner


@pytest.fixture
def room() -> Room:
    return Room()


async def open_case(room: Room, number: str, other: str = "b") -> Case:
    mine, theirs = message("a", number), message(other, number)
    return await room.open([mine, theirs], [finding(mine, theirs)])


async def take(stream: AsyncIterator[CaseWatchEvent], count: int) -> list[CaseWatchEvent]:
    return [await asyncio.wait_for(anext(stream), 5) for _ in range(count)]


def told(events: list[CaseWatchEvent]) -> list[tuple[str, str]]:
    return [(event.kind, event.case_id) for event in events]


async def current(room: Room, caller) -> str:
    """Where the stream stands now."""
    stream = room.watcher.watch(caller, "", 60)
    while True:
        [event] = await take(stream, 1)
        if event.kind == "current":
            return event.token


async def test_it_sends_what_is_there_then_what_comes(room: Room) -> None:
    first = await open_case(room, "1")
    stream = room.watcher.watch(owner("a"), "", 60)
    assert told(await take(stream, 2)) == [("added", first.id), ("current", "")]
    second = await open_case(room, "2")
    await room.decisions.acknowledge(owner("a"), first.id)
    events = await take(stream, 2)
    assert told(events) == [("added", second.id), ("changed", first.id)]
    assert events[-1].view is not None
    assert events[-1].view.case.version == first.version + 1


async def test_it_goes_on_after_the_last_token(room: Room) -> None:
    first = await open_case(room, "1")
    token = await current(room, owner("b"))
    await room.decisions.acknowledge(owner("a"), first.id)
    missed = await open_case(room, "2")
    events = await take(room.watcher.watch(owner("b"), token, 60), 2)
    assert told(events) == [("changed", first.id), ("added", missed.id)]
    [again] = await take(room.watcher.watch(owner("b"), events[0].token, 60), 1)
    assert again.case_id == missed.id


async def test_cases_of_others_do_not_come(room: Room) -> None:
    token = await current(room, owner("b"))
    await open_case(room, "1", "c")
    mine = await open_case(room, "2")
    [event] = await take(room.watcher.watch(owner("b"), token, 60), 1)
    assert told([event]) == [("added", mine.id)]


async def test_who_joins_a_case_is_told_that_it_is_there(room: Room) -> None:
    case = await open_case(room, "1")
    token = await current(room, owner("c"))
    await room.decisions.acknowledge(owner("a"), case.id)
    late = message("c", "1")
    mine = message("a", "1")
    async with room.store.transaction() as transaction:
        await transaction.put_message(late)
        await transaction.put_finding(finding(late, mine, case_id=case.id))
    async with room.store.transaction() as transaction:
        await settle(transaction, case.id, room.clock.now())
    [event] = await take(room.watcher.watch(owner("c"), token, 60), 1)
    assert told([event]) == [("added", case.id)]


async def test_who_looks_after_another_area_is_not_told_of_a_case_that_is_made(room: Room) -> None:
    """Before its areas are known a case could matter to everybody."""
    elsewhere = coordinator(areas=("35.78",))
    token = await current(room, elsewhere)
    await open_case(room, "1")
    [beat] = await take(room.watcher.watch(elsewhere, token, 0.5), 1)
    assert beat.kind == "heartbeat"


async def test_a_case_that_leaves_a_subscription_is_removed(room: Room) -> None:
    case = await open_case(room, "1")
    await retopic(room, case, "kesehatan")
    health, farming = coordinator(topics=("kesehatan",)), coordinator(topics=("pertanian",))
    seen, unseen = await current(room, health), await current(room, farming)
    await retopic(room, case, "pertanian")
    [event] = await take(room.watcher.watch(health, seen, 60), 1)
    assert (told([event]), event.view) == ([("removed", case.id)], None)
    [event] = await take(room.watcher.watch(farming, unseen, 60), 1)
    assert told([event]) == [("added", case.id)]
    await retopic(room, case, "pangan")
    [beat] = await take(room.watcher.watch(health, event.token, 0.5), 1)
    assert beat.kind == "heartbeat", "what was never theirs must not be told of"


async def retopic(room: Room, case: Case, topic: str) -> None:
    async with room.store.transaction() as transaction:
        await transaction.put_case(replace(case, topic=topic))


async def test_resolved_cases_are_not_there_but_are_told_of(room: Room) -> None:
    case = await open_case(room, "1")
    token = await current(room, owner("a"))
    [pair] = room.store.active
    await room.dismissals.dismiss(coordinator(), pair, ReviewReason.OTHER, "")
    events = await take(room.watcher.watch(owner("a"), token, 60), 1)
    assert told(events) == [("changed", case.id)]
    [only] = await take(room.watcher.watch(owner("a"), "", 60), 1)
    assert only.kind == "current"


async def test_heartbeats_carry_a_token_past_what_is_not_the_viewers(room: Room) -> None:
    token = await current(room, owner("z"))
    await open_case(room, "1")
    [beat] = await take(room.watcher.watch(owner("z"), token, 0.5), 1)
    assert beat.kind == "heartbeat"
    assert beat.token != token


async def test_a_token_from_the_future_resets(room: Room) -> None:
    case = await open_case(room, "1")
    token = await current(room, owner("a"))
    room.store.case_steps.clear()  # a database restored from an older backup
    events = await take(room.watcher.watch(owner("a"), token, 60), 3)
    assert told(events) == [("reset", ""), ("added", case.id), ("current", "")]


@pytest.mark.parametrize("token", ["%%%", "eA==", base64.urlsafe_b64encode(b"w1:1").decode()])
async def test_a_token_that_is_none_is_named(room: Room, token: str) -> None:
    with pytest.raises(InvalidRequest, match="RESUME_TOKEN_INVALID"):
        await take(room.watcher.watch(owner("a"), token, 60), 1)
