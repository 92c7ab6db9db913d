"""Merging and splitting cases by people."""

from __future__ import annotations

from dataclasses import replace

import pytest
from selaras.kit.errors import FailedPrecondition, InvalidRequest, NotFound, PermissionDenied
from selaras.matching.cases.assembly import replace_findings
from selaras.matching.domain.case import (
    Case,
    CaseState,
    ProposalState,
    Resolution,
    ResolutionKind,
    TimelineKind,
)

from tests.support.matching import NOW, finding, message
from tests.support.matching_cases import Room, coordinator, head, owner, plugin

A, B, C, D = (message(name) for name in ("a", "b", "c", "d"))
A2, B2 = message("a", "2"), message("b", "2")
ONE, OTHER, MORE = finding(A, B), finding(A2, B2), finding(A, C)


@pytest.fixture
def room() -> Room:
    return Room()


@pytest.fixture
async def cases(room: Room) -> tuple[Case, Case]:
    """Two cases of the agencies a and b, the first of c too."""
    return await room.open([A, B, C], [ONE, MORE]), await room.open([A2, B2], [OTHER])


def cases_of(room: Room) -> dict[str, str]:
    return {item.id: item.case_id for item in room.store.all_findings.values()}


async def test_a_merged_case_gives_its_findings_to_the_one_that_stays(room, cases) -> None:
    stays, goes = cases
    await room.decisions.acknowledge(owner("b"), goes.id)
    merged = await room.regroup.merge(head("a"), stays.id, [goes.id], "Satu hal.")
    assert set(cases_of(room).values()) == {stays.id}
    gone = room.store.cases[goes.id]
    assert (gone.state, gone.resolution, gone.merged_into) == (
        CaseState.RESOLVED,
        Resolution.MERGED,
        stays.id,
    )
    assert {party.agency: party.findings for party in merged.parties} == {"a": 3, "b": 2, "c": 1}
    party = merged.party("b")
    assert party is not None
    assert party.acknowledged_by == "ani"
    entry = room.store.timelines[stays.id][-1]
    assert (entry.kind, entry.subject, entry.text) == (TimelineKind.MERGED, goes.name, "Satu hal.")
    assert room.actions()[-1] == "CASES_MERGED"
    assert room.store.trail[-1].record.detail["merged"] == goes.name


async def test_both_sides_of_a_merger_are_told(room, cases) -> None:
    stays, goes = cases
    await room.regroup.merge(head("a"), stays.id, [goes.id], "")
    told = [(item.verb, item.case.id, item.agency) for item in room.events.cases]
    assert told == [
        ("resolved", goes.id, "a"),
        ("resolved", goes.id, "b"),
        ("updated", stays.id, "a"),
        ("updated", stays.id, "b"),
        ("updated", stays.id, "c"),
    ]
    [first, *_] = room.events.cases
    assert first.change is not None
    assert (first.change.kind, first.change.subject) == (TimelineKind.RESOLVED, stays.name)


async def test_what_was_agreed_on_the_smaller_matter_must_be_agreed_on_again(room, cases) -> None:
    stays, goes = cases
    await room.decisions.propose(owner("b"), goes.id, ResolutionKind.WE_CORRECT, "", "")
    agreed = await room.decisions.answer(owner("a"), goes.id, 1, agree=True, note="")
    assert agreed.state is CaseState.AGREED
    merged = await room.regroup.merge(head("a"), goes.id, [stays.id], "")
    assert merged.proposal is not None
    assert (merged.state, merged.agreed_kind) == (CaseState.OPEN, None)
    assert merged.proposal.state is ProposalState.OVERTAKEN


async def test_a_merger_must_make_sense(room, cases) -> None:
    stays, goes = cases
    with pytest.raises(InvalidRequest, match="CASE_MERGES_ITSELF"):
        await room.regroup.merge(head("a"), stays.id, [stays.id], "")
    with pytest.raises(NotFound, match="CASE_NOT_FOUND"):
        await room.regroup.merge(head("a"), stays.id, ["nothing"], "")
    await room.regroup.merge(head("a"), stays.id, [goes.id], "")
    with pytest.raises(FailedPrecondition, match="CASE_RESOLVED"):
        await room.regroup.merge(head("a"), stays.id, [goes.id], "")


async def test_a_head_merges_cases_of_the_own_agency_only(room, cases) -> None:
    stays, goes = cases
    with pytest.raises(NotFound, match="CASE_NOT_FOUND"):
        await room.regroup.merge(head("c"), stays.id, [goes.id], "")
    assert room.store.cases[goes.id].is_live
    assert (await room.regroup.merge(coordinator(), stays.id, [goes.id], "")).is_live


async def test_a_split_moves_findings_into_a_case_of_their_own(room, cases) -> None:
    case, _ = cases
    await room.decisions.acknowledge(owner("c"), case.id)
    kept, moved = await room.regroup.split(head("a"), case.id, [MORE.id], "Lain hal.")
    assert cases_of(room)[MORE.id] == moved.id
    assert cases_of(room)[ONE.id] == kept.id == case.id
    assert (kept.apart, moved.apart) == ({moved.id}, {kept.id})
    assert {party.agency: party.findings for party in kept.parties} == {"a": 1, "b": 1, "c": 0}
    assert {party.agency: party.findings for party in moved.parties} == {"a": 1, "c": 1}
    party = moved.party("c")
    assert party is not None
    assert party.acknowledged_by == "ani"
    assert room.timeline(kept)[-1] == "split"
    assert room.timeline(moved) == ["opened", "split"]
    assert [(item.verb, item.agency) for item in room.events.cases[-5:]] == [
        ("updated", "a"),
        ("updated", "b"),
        ("updated", "c"),
        ("opened", "a"),
        ("opened", "c"),
    ]
    assert room.store.trail[-1].record.detail["split"] == moved.name


async def test_what_was_split_is_never_joined_again_but_by_people(room, cases) -> None:
    case, _ = cases
    kept, moved = await room.regroup.split(head("a"), case.id, [MORE.id], "")
    revised = replace(A, revision=2, version=2)
    async with room.store.transaction() as transaction:
        await transaction.put_message(revised)
        again = [finding(revised, B), finding(revised, C)]
        await replace_findings(transaction, A.key, again, NOW)
    assert cases_of(room)[ONE.id] != cases_of(room)[MORE.id]
    joined = await room.regroup.merge(head("a"), kept.id, [moved.id], "Ternyata sama.")
    assert joined.apart == frozenset()


async def test_a_split_leaves_something_behind(room, cases) -> None:
    case, other = cases
    with pytest.raises(InvalidRequest, match="SPLIT_TAKES_ALL"):
        await room.regroup.split(head("a"), case.id, [ONE.id, MORE.id], "")
    for stranger in (OTHER.id, "nothing"):
        with pytest.raises(NotFound, match="FINDING_NOT_FOUND"):
            await room.regroup.split(head("a"), case.id, [stranger], "")
    # A head sees, and so moves, the own agency's findings only; a coordinator all.
    with pytest.raises(NotFound, match="FINDING_NOT_FOUND"):
        await room.regroup.split(head("c"), case.id, [ONE.id], "")
    await room.regroup.split(coordinator(), case.id, [ONE.id], "")
    assert other.is_live


@pytest.mark.parametrize("caller", [plugin("a"), owner("a")])
async def test_owners_and_plugins_regroup_nothing(room, cases, caller) -> None:
    stays, goes = cases
    for call in (
        room.regroup.merge(caller, stays.id, [goes.id], ""),
        room.regroup.split(caller, stays.id, [ONE.id], ""),
    ):
        with pytest.raises(PermissionDenied, match=r"ROLE_NOT_ALLOWED.*coordinator or head"):
            await call
    assert room.events.cases == []
