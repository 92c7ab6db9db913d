"""Cases found by words and kinds: in what the viewer sees of them, and in nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest
from selaras.kit.auth import Caller
from selaras.matching.domain.case import Case, CaseState
from selaras.matching.domain.facts import FactKind
from selaras.matching.domain.message import Agency, AgencyLevel, ShareLevel
from selaras.matching.handlers.case_reader import CaseFilter
from selaras.matching.handlers.case_search import words_of

from tests.support.matching import finding, message, passage
from tests.support.matching_cases import Room, coordinator, owner


@pytest.fixture
def room() -> Room:
    return Room()


async def between(room: Room, level: ShareLevel = ShareLevel.EXCERPT) -> Case:
    """A case on two dates between a and b, which shares ``level``; its id is ``c1``."""
    mine = message("a", title="Judul a")
    theirs = replace(
        message("b", share_level=level, title="Judul rahasia", body="Badan rahasia, 4 Mei."),
        agency=Agency("b", "Dinas Kesehatan Café", AgencyLevel.KOTA, "32.78"),
    )
    opened = await room.open([mine, theirs], [finding(mine, theirs)])
    return await named(room, opened, opened.id, topic="bantuan-sosial")


async def named(room: Room, case: Case, case_id: str, **fields) -> Case:
    made = replace(case, id=case_id, **fields)
    async with room.store.transaction() as transaction:
        await transaction.put_case(made)
    return made


async def listed(room: Room, caller: Caller, **wanted) -> list[str]:
    views, token = await room.reader.page(caller, CaseFilter(**wanted), 0, "")
    assert token == ""
    return [view.case.id for view in views]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("", ()),
        ("  \t\n ", ()),
        ("Vaksinasi  POLIO", ("vaksinasi", "polio")),
        ("polio Polio", ("polio",)),
        ('“3 Mei” "x"', ("3", "mei", "x")),
        ("café CAFÉ cafe\u0301", ("cafe",)),
        ("Straße", ("strasse",)),
        ("Rp2.748.310 100%", ("rp2.748.310", "100%")),
        ("“” ‘", ()),
    ],
)
def test_the_words_of_a_query(query: str, words: tuple[str, ...]) -> None:
    assert words_of(query) == words


@pytest.mark.parametrize(
    "query",
    [
        *("tanggal", "TANGGAL berbeda", "date differs", "3 mei", "“4 Mei”"),
        *("bantuan-sosial", "bantuan sosial", "social aid", "dinas cafe", "CAFÉ", "kesehat"),
        *("tanggal date café aid", "", " “ "),
    ],
)
async def test_words_are_found_in_what_a_list_shows(room: Room, query: str) -> None:
    case = await between(room)
    assert await listed(room, owner("a"), query=query) == [case.id]
    assert await listed(room, coordinator(), query=query) == [case.id]


async def test_a_number_is_not_found_inside_another(room: Room) -> None:
    mine, theirs = message("a"), message("b")
    found = finding(mine, theirs)
    [item] = found.verdict.evidence
    item = replace(item, left=passage("13 Mei"), right=passage("Rp600.000"))
    verdict = replace(found.verdict, evidence=(item,))
    case = await room.open([mine, theirs], [replace(found, verdict=verdict)])
    for query in ("13", "13 mei", "600", "rp600", "600.000"):
        assert await listed(room, owner("a"), query=query) == [case.id]
    for query in ("3 mei", "1", "60", "00"):
        assert await listed(room, owner("a"), query=query) == []


async def test_a_case_is_found_by_its_id_and_its_name(room: Room) -> None:
    case = await between(room)
    await named(room, case, "c2")
    assert await listed(room, owner("a"), query=case.name.upper()) == [case.id]
    assert await listed(room, owner("a"), query="tanggal cases/c2") == ["c2"]
    assert await listed(room, owner("a"), query=case.id[:4]) == [case.id]
    # Any number would be inside some id.
    assert await listed(room, owner("a"), query=case.id[4:8]) == []
    assert await listed(room, owner("a"), query="cases") == []


@pytest.mark.parametrize("query", ["jam", "tanggal jam", "5 mei", "berbedaa", "pertanian", "%"])
async def test_all_words_must_be_there(room: Room, query: str) -> None:
    await between(room)
    assert await listed(room, owner("a"), query=query) == []


@pytest.mark.parametrize("query", ["rahasia", "judul", "badan", "b/1", "kelurahan"])
async def test_what_a_list_does_not_show_is_not_found(room: Room, query: str) -> None:
    await between(room, ShareLevel.FULL)
    for caller in (owner("a"), owner("b"), coordinator()):
        assert await listed(room, caller, query=query) == []


async def test_asking_for_words_does_not_tell_what_is_hidden(room: Room) -> None:
    case = await between(room, ShareLevel.CONTACT)
    for hidden in ("4", "4 mei"):
        for caller in (owner("a"), coordinator()):
            views, token = await room.reader.page(caller, CaseFilter(query=hidden), 1, "")
            assert (views, token) == ([], "")
        assert await listed(room, owner("b"), query=hidden) == [case.id]


async def test_only_what_is_found_is_a_reveal(room: Room) -> None:
    case = await between(room)
    assert await listed(room, owner("a"), query="polio") == []
    assert not [item for item in room.actions() if "REVEALED" in item]
    assert await listed(room, owner("a"), query="tanggal") == [case.id]
    assert room.actions()[-1] == "EXCERPT_REVEALED"


async def test_cases_are_found_by_kind(room: Room) -> None:
    case = await between(room)
    await named(room, case, "c2", kinds=(FactKind.PLACE, FactKind.TIME))
    await named(room, case, "c3", kinds=(), state=CaseState.RESOLVED)
    date, place = FactKind.DATE, FactKind.PLACE
    assert await listed(room, owner("a"), kinds=(date,)) == [case.id]
    assert set(await listed(room, owner("a"), kinds=(date, place))) == {case.id, "c2"}
    assert await listed(room, owner("a"), kinds=(place,), query="tanggal") == []
    assert await listed(room, owner("z"), kinds=(date,)) == []


@pytest.mark.parametrize("size", [1, 2, 3, 7])
async def test_what_is_found_comes_in_pages_without_an_empty_one(room: Room, size: int) -> None:
    case = await between(room)
    found = [f"c{number:03}" for number in range(0, 420, 60)]
    for number in range(420):
        topic = "kesehatan" if number % 60 == 0 else "pertanian"
        await named(room, case, f"c{number:03}", topic=topic)
    seen: list[str] = []
    token, pages = "", 0
    while True:
        wanted = CaseFilter(query="health")
        views, token = await room.reader.page(owner("a"), wanted, size, token)
        assert 0 < len(views) <= size
        seen += [view.case.id for view in views]
        pages += 1
        if not token:
            break
    assert seen == found
    assert pages == -(-len(found) // size)
