"""Calling a pair no conflict: whose word is needed, and what stays silent."""

from __future__ import annotations

from dataclasses import replace

import pytest
from selaras.kit.errors import FailedPrecondition, NotFound, PermissionDenied
from selaras.matching.cases.assembly import replace_findings
from selaras.matching.domain.case import Case, CaseState, Resolution, ResolutionKind
from selaras.matching.domain.dismissal import Basis
from selaras.matching.domain.facts import FactKind
from selaras.matching.domain.finding import Confidence, Evidence, Finding, Relation
from selaras.matching.domain.message import Message
from selaras.matching.domain.review import ReviewReason, ReviewVerdict
from selaras.matching.domain.stated import Sort, Stated

from tests.support.matching import NOW, finding, message, passage
from tests.support.matching_cases import ADMIN, Room, coordinator, head, owner, plugin

A, B, C = (message(name) for name in ("a", "b", "c"))
WHY = ReviewReason.OTHER_AREA


def on_days(left: Message, right: Message, mine: str, theirs: str) -> Finding:
    values = [Stated(FactKind.DATE, Sort.DATE, day, day) for day in (mine, theirs)]
    evidence = Evidence(FactKind.DATE, passage(mine), passage(theirs), 0.8, *values)
    base = finding(left, right)
    return replace(base, verdict=replace(base.verdict, evidence=(evidence,)))


PAIR = on_days(A, B, "2026-05-03", "2026-05-04")


@pytest.fixture
def room() -> Room:
    return Room()


@pytest.fixture
async def case(room: Room) -> Case:
    return await room.open([A, B, C], [PAIR, finding(A, C)])


async def check(room: Room, *fresh: Finding) -> None:
    async with room.store.transaction() as transaction:
        await replace_findings(transaction, A.key, fresh, NOW)


async def test_one_side_alone_silences_nothing(room: Room, case: Case) -> None:
    done = await room.dismissals.dismiss(owner("a"), PAIR.id, WHY, "Kota lain.")
    assert (done.silent, done.awaited) == (False, ("b",))
    assert done.case is not None
    assert done.case.version == case.version + 1
    assert room.store.all_findings[PAIR.id].case_id == case.id
    entry = room.store.timelines[case.id][-1]
    assert (entry.subject, entry.detail, entry.text) == (
        f"findings/{PAIR.id}",
        "OTHER_AREA",
        "Kota lain.",
    )
    record = room.store.trail[-1].record
    assert (record.action, record.subject) == ("FINDING_DISMISSED", f"findings/{PAIR.id}")
    assert "Kota" not in str(record)


async def test_with_the_word_of_both_sides_the_finding_leaves_its_case(room, case) -> None:
    await room.dismissals.dismiss(owner("a"), PAIR.id, WHY, "")
    done = await room.dismissals.dismiss(head("b"), PAIR.id, ReviewReason.OTHER_PERIOD, "")
    assert (done.silent, done.awaited) == (True, ())
    assert done.case is not None
    assert {party.agency: party.findings for party in done.case.parties} == {
        "a": 1,
        "b": 0,
        "c": 1,
    }
    assert room.store.all_findings[PAIR.id].case_id == ""
    said = room.store.said[PAIR.id]
    assert (said.basis, [person.agency for person in said.said]) == (Basis.BOTH_SIDES, ["a", "b"])


async def test_the_word_of_a_coordinator_is_enough(room: Room, case: Case) -> None:
    done = await room.dismissals.dismiss(coordinator(), PAIR.id, WHY, "")
    assert done.silent
    assert room.store.said[PAIR.id].basis is Basis.COORDINATOR
    assert room.reviews.kept == [], "a coordinator is no side whose opinion calibrates"


async def test_the_last_finding_takes_the_case_with_it(room: Room) -> None:
    case = await room.open([A, B], [PAIR])
    done = await room.dismissals.dismiss(coordinator(), PAIR.id, WHY, "")
    assert done.case is not None
    assert (done.case.state, done.case.resolution, done.case.agreed_kind) == (
        CaseState.RESOLVED,
        Resolution.AGREED,
        ResolutionKind.FALSE_ALARM,
    )
    assert [told.verb for told in room.events.cases] == ["resolved", "resolved"]
    assert room.timeline(case)[-2:] == ["dismissed", "resolved"]


async def test_each_word_is_a_review_too(room: Room, case: Case) -> None:
    await room.dismissals.dismiss(owner("a"), PAIR.id, WHY, "Kota lain.")
    await room.dismissals.dismiss(owner("a"), PAIR.id, WHY, "Kota lain.")
    [review] = room.reviews.kept
    assert (review.agency, review.verdict, review.reason, review.reviewer) == (
        "a",
        ReviewVerdict.FALSE_ALARM,
        WHY,
        "ani",
    )


async def test_repeating_a_word_changes_nothing(room: Room, case: Case) -> None:
    first = await room.dismissals.dismiss(owner("a"), PAIR.id, WHY, "")
    assert await room.dismissals.dismiss(owner("a", "budi"), PAIR.id, WHY, "") == first
    await room.dismissals.dismiss(owner("b"), PAIR.id, WHY, "")
    events = len(room.events.cases)
    again = await room.dismissals.dismiss(owner("b"), PAIR.id, WHY, "")
    assert again.silent
    assert len(room.events.cases) == events


async def test_a_paraphrase_stays_silent_and_a_new_fact_comes_back(room: Room) -> None:
    await room.open([A, B], [PAIR])
    await room.dismissals.dismiss(owner("a"), PAIR.id, WHY, "")
    await room.dismissals.dismiss(owner("b"), PAIR.id, WHY, "")
    await check(room, replace(PAIR, left=replace(PAIR.left, revision=2)))
    assert room.store.all_findings[PAIR.id].case_id == ""
    await check(room, on_days(A, B, "2026-05-09", "2026-05-04"))
    assert room.store.all_findings[PAIR.id].case_id != ""


async def test_what_is_back_is_asked_of_both_sides_again(room: Room) -> None:
    await room.open([A, B], [PAIR])
    for agency in ("a", "b"):
        await room.dismissals.dismiss(owner(agency), PAIR.id, WHY, "")
    await check(room, on_days(A, B, "2026-05-09", "2026-05-04"))
    done = await room.dismissals.dismiss(owner("a"), PAIR.id, WHY, "")
    assert (done.silent, done.awaited) == (False, ("b",))
    assert (await room.dismissals.dismiss(owner("b"), PAIR.id, WHY, "")).silent
    # Both clashes are silent now: the first one does not come back either.
    await check(room, PAIR)
    assert room.store.all_findings[PAIR.id].case_id == ""


async def test_a_word_on_what_clashed_before_does_not_count_for_what_clashes_now(room) -> None:
    await room.open([A, B], [PAIR])
    await room.dismissals.dismiss(owner("a"), PAIR.id, WHY, "")
    await check(room, on_days(A, B, "2026-05-09", "2026-05-04"))
    done = await room.dismissals.dismiss(owner("b"), PAIR.id, WHY, "")
    assert (done.silent, done.awaited) == (False, ("a",))


async def test_a_listed_pair_can_be_silenced_before_it_alerts(room: Room) -> None:
    listed = finding(A, B, confidence=Confidence.POSSIBLE)
    async with room.store.transaction() as transaction:
        for item in (A, B):
            await transaction.put_message(item)
        await replace_findings(transaction, A.key, [listed], NOW)
    done = await room.dismissals.dismiss(owner("a"), listed.id, WHY, "")
    assert (done.silent, done.case) == (False, None)
    assert (await room.dismissals.dismiss(owner("b"), listed.id, WHY, "")).silent
    await check(room, finding(A, B))
    assert not room.store.cases
    assert room.events.cases == []
    assert room.actions() == ["FINDING_DISMISSED", "FINDING_DISMISSED"]


async def test_only_those_concerned_dismiss(room: Room, case: Case) -> None:
    for caller in (owner("c"), owner("z"), coordinator(topics=("pertanian",))):
        with pytest.raises(NotFound, match="FINDING_NOT_FOUND"):
            await room.dismissals.dismiss(caller, PAIR.id, WHY, "")
    for caller in (plugin("a"), ADMIN):
        with pytest.raises(PermissionDenied, match="ROLE_NOT_ALLOWED"):
            await room.dismissals.dismiss(caller, PAIR.id, WHY, "")
    with pytest.raises(NotFound, match="FINDING_NOT_FOUND"):
        await room.dismissals.dismiss(owner("a"), "nothing", WHY, "")
    assert room.reviews.kept == []
    assert room.store.said == {}


async def test_where_nothing_clashes_there_is_nothing_to_dismiss(room: Room) -> None:
    none = finding(A, B, Relation.NONE)
    async with room.store.transaction() as transaction:
        await transaction.put_finding(none)
    with pytest.raises(FailedPrecondition, match="NOTHING_CLASHES"):
        await room.dismissals.dismiss(owner("a"), none.id, WHY, "")
