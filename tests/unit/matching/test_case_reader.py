"""Cases as their viewers see them: whose they are, in which order, and what they hide."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from selaras.kit.auth import Caller
from selaras.kit.errors import InvalidRequest, NotFound, PermissionDenied
from selaras.matching.domain.case import Case, CaseState, Severity
from selaras.matching.domain.finding import Relation
from selaras.matching.domain.message import MessageState, ShareLevel
from selaras.matching.domain.view import FindingView, OutsideView
from selaras.matching.entrypoints.case_convert import to_proto_case
from selaras.matching.explain.case_title import title
from selaras.matching.handlers.case_reader import CaseFilter
from selaras.matching.handlers.cases import viewer_of

from tests.support.matching import NOW, finding, message, passage
from tests.support.matching_cases import Room, coordinator, head, owner, plugin

ALL = tuple(CaseState)


@pytest.fixture
def room() -> Room:
    return Room()


async def between(room: Room, level: ShareLevel, state: MessageState = MessageState.LIVE) -> Case:
    """A case between a, which hides nothing, and b, which shares ``level``."""
    mine = message("a", share_level=ShareLevel.FULL, title="Judul a")
    theirs = message("b", share_level=level, state=state, title="Judul b")
    return await room.open([mine, theirs], [finding(mine, theirs)])


async def put(room: Room, case_id: str, **fields) -> Case:
    base = await between(room, ShareLevel.EXCERPT)
    case = replace(base, id=case_id, **fields)
    async with room.store.transaction() as transaction:
        await transaction.put_case(case)
    return case


async def listed(room: Room, caller: Caller, **wanted) -> list[str]:
    views, token = await room.reader.page(caller, CaseFilter(**wanted), 0, "")
    assert token == ""
    return [view.case.id for view in views]


# Whose they are


async def test_a_case_is_read_by_its_agencies_and_by_those_subscribed(room: Room) -> None:
    case = await between(room, ShareLevel.EXCERPT)
    for caller in (plugin("a"), owner("b"), head("a"), coordinator(), coordinator(areas=("32",))):
        seen = await room.reader.get(caller, case.id)
        assert seen.case == case
        assert [entry.kind for entry in seen.timeline] == ["opened", "finding"]
    strangers = (plugin("z"), coordinator(areas=("33",)), coordinator(topics=("pertanian",)))
    for caller in strangers:
        with pytest.raises(NotFound, match="CASE_NOT_FOUND"):
            await room.reader.get(caller, case.id)
        assert await listed(room, caller, states=ALL) == []


@pytest.mark.parametrize(
    ("areas", "topics", "sees"),
    [
        ((), (), True),
        (("32",), (), True),
        (("32.78",), (), True),
        (("32.78.01",), (), True),
        (("32.7",), (), False),
        (("33", "32"), (), True),
        ((), ("kesehatan",), True),
        ((), ("pertanian",), False),
        (("32",), ("pertanian",), False),
        (("33",), ("kesehatan",), False),
    ],
)
async def test_what_a_coordinator_is_subscribed_to(room: Room, areas, topics, sees) -> None:
    case = await put(room, "c1", area_codes=("32.78",), topic="kesehatan")
    caller = coordinator(topics, areas)
    assert ("c1" in await listed(room, caller)) is sees
    if sees:
        assert (await room.reader.get(caller, case.id)).case == case


async def test_what_is_for_the_whole_country_is_for_every_area(room: Room) -> None:
    await put(room, "c1", area_codes=())
    assert "c1" in await listed(room, coordinator(areas=("91.05",)))


# The list


async def test_the_most_urgent_comes_first(room: Room) -> None:
    soon, later = NOW + timedelta(hours=1), NOW + timedelta(days=1)
    base = await put(room, "e", severity=Severity.LOW)
    for name, fields in {
        "a-closed": {"state": CaseState.RESOLVED, "deadline": soon},
        "d": {"severity": Severity.CRITICAL},
        "c": {"deadline": later, "severity": Severity.CRITICAL},
        "b": {"deadline": soon, "severity": Severity.HIGH},
        "b2": {"deadline": soon, "severity": Severity.HIGH},
        "a": {"deadline": soon, "severity": Severity.CRITICAL},
    }.items():
        async with room.store.transaction() as transaction:
            await transaction.put_case(replace(base, id=name, **fields))
    seen: list[str] = []
    token = ""
    while True:
        views, token = await room.reader.page(owner("a"), CaseFilter(states=ALL), 2, token)
        seen += [view.case.id for view in views if len(view.case.id) < 10]
        assert all(view.findings == () and view.timeline == () for view in views)
        if not token:
            break
    assert seen == ["a", "b", "b2", "c", "d", "e", "a-closed"]


async def test_filters(room: Room) -> None:
    await put(room, "c1", topic="kesehatan", severity=Severity.CRITICAL, area_codes=("32.78",))
    for wanted, found in (
        ({"topic": "kesehatan"}, True),
        ({"topic": "pertanian"}, False),
        ({"min_severity": Severity.CRITICAL}, True),
        ({"relation": Relation.OVERLAP}, False),
        ({"relation": Relation.CONTRADICTION}, True),
        ({"area_code": "32"}, True),
        ({"area_code": "32.78.01"}, False),
        ({"area_code": "%"}, False),
        ({"states": (CaseState.RESOLVED,)}, False),
        ({"assignee": "agencies/a/owners/ani"}, False),
    ):
        assert ("c1" in await listed(room, owner("a"), **wanted)) is found, wanted
    await room.decisions.assign(owner("a"), "c1", "agencies/a/owners/ani")
    assert await listed(room, owner("a"), assignee="agencies/a/owners/ani") == ["c1"]
    with pytest.raises(PermissionDenied, match="AGENCY_MISMATCH"):
        await listed(room, owner("a"), assignee="agencies/b/owners/ani")
    with pytest.raises(InvalidRequest, match="NAME_INVALID"):
        await listed(room, owner("a"), assignee="ani")


@pytest.mark.parametrize("token", ["x", "bm90IGpzb24=", "WzFd", "WyJhIiwiYiIsImMiLCJkIl0="])
async def test_a_bad_page_token_is_named(room: Room, token: str) -> None:
    with pytest.raises(InvalidRequest, match="PAGE_TOKEN_INVALID"):
        await room.reader.page(owner("a"), CaseFilter(), 0, token)


# Areas


async def hidden_area(room: Room) -> Case:
    """a speaks of its own city; b of one that nobody may know of before it is out."""
    mine = message("a")
    theirs = message("b", area_codes=("33.01",), share_level=ShareLevel.CONTACT)
    return await room.open([mine, theirs], [finding(mine, theirs)])


async def test_areas_are_told_as_far_as_the_viewer_may_know_them(room: Room) -> None:
    case = await hidden_area(room)
    assert case.area_codes == ("32.78", "33.01")
    for caller, areas in (
        (owner("a"), ("32.78",)),
        (owner("b"), ("32.78", "33.01")),
        (coordinator(), ("32.78",)),
    ):
        assert (await room.reader.get(caller, case.id)).area_codes == areas


async def test_asking_for_an_area_does_not_tell_what_is_hidden(room: Room) -> None:
    case = await hidden_area(room)
    for area in ("33", "33.01"):
        views, token = await room.reader.page(owner("a"), CaseFilter(area_code=area), 1, "")
        assert (views, token) == ([], "")
        assert await listed(room, coordinator(), area_code=area) == []
        assert await listed(room, owner("b"), area_code=area) == [case.id]


# Findings and titles by share level


async def test_an_agency_sees_its_own_findings_only(room: Room) -> None:
    a, b, c = (message(name) for name in "abc")
    case = await room.open([a, b, c], [finding(a, b), finding(a, c)])
    seen = await room.reader.get(owner("b"), case.id)
    [only] = seen.findings
    assert isinstance(only, FindingView)
    assert (only.own_draft, only.other_agency.id) == ("agencies/b/drafts/1", "a")
    assert seen.finding_count == 2
    everything = await room.reader.get(coordinator(), case.id)
    assert len(everything.findings) == 2
    assert all(isinstance(item, OutsideView) for item in everything.findings)


@pytest.mark.parametrize(
    ("level", "state", "line"),
    [
        (ShareLevel.FULL, MessageState.LIVE, "Tanggal berbeda: A “3 Mei”, B “4 Mei”"),
        (ShareLevel.EXCERPT, MessageState.LIVE, "Tanggal berbeda: A “3 Mei”, B “4 Mei”"),
        (ShareLevel.CONTACT, MessageState.LIVE, "Tanggal berbeda: A dan B"),
        (ShareLevel.CONTACT, MessageState.PUBLISHED, "Tanggal berbeda: A “3 Mei”, B “4 Mei”"),
    ],
)
async def test_the_title_says_what_differs_as_far_as_it_may(room, level, state, line) -> None:
    case = await between(room, level, state)
    assert title(await room.reader.get(owner("a"), case.id)) == line
    assert title(await room.reader.get(coordinator(), case.id)) == line
    mine = title(await room.reader.get(owner("b"), case.id))
    assert mine == "Tanggal berbeda: B “4 Mei”, A “3 Mei”"


async def test_titles_name_two_agencies_and_count_the_rest(room: Room) -> None:
    a, *others = (message(name) for name in "abcd")
    case = await room.open([a, *others], [finding(a, other) for other in others])
    seen = await room.reader.get(owner("b"), case.id)
    assert title(seen) == "Tanggal berbeda: B “4 Mei”, A “3 Mei”, dan 2 instansi lain"
    assert title(seen, "en") == "Date differs: B “4 Mei”, A “3 Mei”, and 2 other agencies"
    # Who has corrected the own text sees no finding any more, and no values.
    nothing = replace(seen, gravest=None)
    assert title(nothing) == "Tanggal berbeda: A, B, dan 2 instansi lain"


async def test_an_overlap_has_a_title_too(room: Room) -> None:
    a, b = message("a"), message("b")
    case = await room.open([a, b], [finding(a, b, Relation.OVERLAP)])
    assert title(await room.reader.get(owner("a"), case.id)) == "Pesan yang sama: A dan B"


def secrets_of(level: ShareLevel) -> list[bytes]:
    """What b's draft must not show at a level, to somebody who is not b."""
    secrets = [b"Judul rahasia", b"Badan rahasia", b"nama-rahasia"]
    if level is ShareLevel.CONTACT:
        secrets += [b"4 Mei", b"33.01"]
    return secrets


@pytest.mark.parametrize("level", [ShareLevel.EXCERPT, ShareLevel.CONTACT])
@pytest.mark.parametrize("caller", [plugin("a"), owner("a"), coordinator()])
async def test_no_answer_shows_what_a_level_hides(room: Room, level, caller) -> None:
    mine = message("a")
    theirs = message(
        "b",
        "nama-rahasia",
        title="Judul rahasia",
        body="Badan rahasia. Mulai 4 Mei.",
        area_codes=("33.01",),
        share_level=level,
    )
    case = await room.open([mine, theirs], [finding(mine, theirs)])
    views = [
        await room.reader.get(caller, case.id),
        *(await room.reader.page(caller, CaseFilter(), 0, ""))[0],
        *await room.reader.cases(viewer_of(caller), [case]),
        await room.reader.as_now(caller, case.id),
    ]
    assert len(views) == 4
    for seen in views:
        shown = to_proto_case(seen).SerializeToString()
        for secret in secrets_of(level):
            assert secret not in shown
    assert b"4 Mei" in to_proto_case(await room.reader.get(owner("b"), case.id)).SerializeToString()


async def test_a_coordinator_sees_each_side_by_its_own_level(room: Room) -> None:
    mine = message("a", share_level=ShareLevel.CONTACT, title="Judul a")
    theirs = message("b", share_level=ShareLevel.FULL, title="Judul b")
    case = await room.open([mine, theirs], [finding(mine, theirs)])
    shown = to_proto_case(await room.reader.get(coordinator(), case.id))
    [seen] = shown.findings
    assert seen.own_draft == "agencies/a/drafts/-"
    assert (seen.evidence[0].own.text, seen.evidence[0].own_sentence) == ("", "")
    assert (seen.evidence[0].other.text, seen.other_title) == ("4 Mei", "Judul b")
    assert "Vaksinasi mulai" in seen.other_text
    assert "B menulis “4 Mei”; isi pesan A belum" in seen.explanation
    assert b"3 Mei" not in seen.evidence[0].SerializeToString()
    assert "Anda" not in seen.explanation


async def test_a_coordinator_sees_the_own_agencys_side_whole(room: Room) -> None:
    mine = message("kominfo", share_level=ShareLevel.CONTACT)
    theirs = message("b", share_level=ShareLevel.CONTACT)
    case = await room.open([mine, theirs], [finding(mine, theirs)])
    [seen] = (await room.reader.get(coordinator(), case.id)).findings
    assert isinstance(seen, FindingView)
    assert seen.evidence[0].own == passage("3 Mei")
    assert seen.evidence[0].other is None


# Reveals


async def test_each_reveal_is_written_down_once(room: Room) -> None:
    case = await between(room, ShareLevel.EXCERPT)
    for _ in range(2):
        await room.reader.get(owner("a"), case.id)
        await room.reader.get(plugin("a"), case.id)
    [record] = [entry.record for entry in room.store.trail if "REVEALED" in entry.record.action]
    assert (record.action, record.actor, record.case_id) == (
        "EXCERPT_REVEALED",
        "agencies/a",
        case.id,
    )
    assert record.detail == {
        "of": "agencies/b",
        "revision": "1",
        "beside": "agencies/a",
        "beside_revision": "1",
    }
    assert record.agencies == ("a", "b")


@pytest.mark.parametrize(
    ("level", "state", "actions"),
    [
        (ShareLevel.FULL, MessageState.LIVE, ["TEXT_REVEALED"]),
        (ShareLevel.EXCERPT, MessageState.LIVE, ["EXCERPT_REVEALED"]),
        (ShareLevel.CONTACT, MessageState.LIVE, []),
        (ShareLevel.CONTACT, MessageState.PUBLISHED, []),
        (ShareLevel.FULL, MessageState.PUBLISHED, []),
    ],
)
async def test_what_counts_as_a_reveal(room: Room, level, state, actions) -> None:
    case = await between(room, level, state)
    await room.reader.get(owner("a"), case.id)
    assert [item for item in room.actions() if "REVEALED" in item] == actions


async def test_a_list_shows_no_more_than_an_excerpt(room: Room) -> None:
    case = await between(room, ShareLevel.FULL)
    await listed(room, owner("a"))
    assert room.actions()[-1] == "EXCERPT_REVEALED"
    await room.reader.get(owner("a"), case.id)
    assert room.actions()[-1] == "TEXT_REVEALED"


async def test_a_coordinator_is_a_viewer_of_its_own_and_both_sides_are_revealed(room) -> None:
    case = await between(room, ShareLevel.EXCERPT)
    await room.reader.get(coordinator(), case.id)
    records = [entry.record for entry in room.store.trail if "REVEALED" in entry.record.action]
    assert {(item.actor, item.detail["of"], item.action.value) for item in records} == {
        ("agencies/kominfo/owners/kori", "agencies/a", "TEXT_REVEALED"),
        ("agencies/kominfo/owners/kori", "agencies/b", "EXCERPT_REVEALED"),
    }


async def test_a_new_revision_is_a_new_reveal(room: Room) -> None:
    case = await between(room, ShareLevel.EXCERPT)
    await room.reader.get(owner("a"), case.id)
    [known] = room.store.all_findings.values()
    revised = replace(known, right=replace(known.right, revision=2))
    async with room.store.transaction() as transaction:
        await transaction.put_finding(revised)
    await room.reader.get(owner("a"), case.id)
    assert room.actions().count("EXCERPT_REVEALED") == 2


async def test_after_a_restart_nothing_is_written_down_again(room: Room) -> None:
    case = await between(room, ShareLevel.EXCERPT)
    await room.reader.get(owner("a"), case.id)
    restarted = Room(store=room.store)
    await restarted.reader.get(owner("a"), case.id)
    assert room.actions().count("EXCERPT_REVEALED") == 1
