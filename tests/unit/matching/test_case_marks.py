"""What people have read: whose it is, who may say so, and what it leaves alone."""

from __future__ import annotations

import pytest
from selaras.kit.auth import Caller, Role
from selaras.kit.errors import NotFound, PermissionDenied
from selaras.matching.domain.case import Case
from selaras.matching.handlers.case_reader import CaseFilter
from selaras.matching.handlers.cases import viewer_of

from tests.support.matching import finding, message
from tests.support.matching_cases import ADMIN, Room, coordinator, head, owner, plugin


@pytest.fixture
def room() -> Room:
    return Room()


async def opened(room: Room) -> Case:
    a, b = message("a"), message("b")
    return await room.open([a, b], [finding(a, b)])


async def read_by(room: Room, caller: Caller, case: Case) -> set[int]:
    """The version that somebody has read, as every answer says it: one value."""
    views = [
        await room.reader.get(caller, case.id),
        *(await room.reader.page(caller, CaseFilter(), 0, ""))[0],
        *(await room.reader.page(caller, CaseFilter(query="tanggal"), 0, ""))[0],
        *await room.reader.cases(viewer_of(caller), [case]),
        await room.reader.as_now(caller, case.id),
    ]
    assert len(views) == 5
    return {view.read_version for view in views}


@pytest.mark.parametrize("reader", [owner("a"), head("b"), coordinator()])
async def test_a_mark_is_the_persons_own(room: Room, reader: Caller) -> None:
    case = await opened(room)
    assert await read_by(room, reader, case) == {0}
    await room.reader.mark_read(reader, case.id, 1)
    assert await read_by(room, reader, case) == {1}
    for other in (plugin("a"), plugin("b"), owner("a", "rina"), owner("b"), head("a")):
        assert await read_by(room, other, case) == {0}


async def test_a_mark_only_grows_and_never_ahead_of_the_case(room: Room) -> None:
    case = await opened(room)
    await room.decisions.comment(owner("b"), case.id, "Kami cek.", "")
    for version, kept in ((1, 1), (3, 1), (2, 2), (1, 2)):
        await room.reader.mark_read(owner("a"), case.id, version)
        assert await read_by(room, owner("a"), case) == {kept}


async def test_who_acts_has_not_read_it_for_that(room: Room) -> None:
    case = await opened(room)
    await room.reader.mark_read(owner("a"), case.id, 1)
    changed = await room.decisions.acknowledge(owner("a"), case.id)
    seen = await room.reader.as_now(owner("a"), case.id)
    assert (seen.case.version, seen.read_version) == (changed.version, 1) == (2, 1)


async def test_nobody_else_is_told_of_a_mark(room: Room) -> None:
    case = await opened(room)
    before = (len(room.store.trail), list(room.store.case_steps), len(room.events.cases))
    await room.reader.mark_read(owner("a"), case.id, 1)
    after = (len(room.store.trail), list(room.store.case_steps), len(room.events.cases))
    assert after == before
    assert await room.store.case(case.id) == case
    await room.decisions.acknowledge(owner("a"), case.id)
    assert {told.view.read_version for told in room.events.cases} == {0}


async def test_the_mark_is_in_the_stream_of_cases(room: Room) -> None:
    case = await opened(room)
    await room.reader.mark_read(owner("a"), case.id, 1)
    stream = room.watcher.watch(owner("a"), "", 60)
    first = await anext(stream)
    assert first.view is not None
    assert first.view.read_version == 1


@pytest.mark.parametrize("caller", [plugin("a"), ADMIN, Caller(Role.FEED, "a", "ani")])
async def test_only_people_read(room: Room, caller: Caller) -> None:
    case = await opened(room)
    with pytest.raises(PermissionDenied, match="ROLE_NOT_ALLOWED"):
        await room.reader.mark_read(caller, case.id, 1)


@pytest.mark.parametrize("caller", [owner("z"), coordinator(topics=("pertanian",))])
async def test_what_is_not_yours_cannot_be_read(room: Room, caller: Caller) -> None:
    case = await opened(room)
    for case_id in (case.id, "nothing"):
        with pytest.raises(NotFound, match="CASE_NOT_FOUND"):
            await room.reader.mark_read(caller, case_id, 1)
    assert room.store.read == {}
