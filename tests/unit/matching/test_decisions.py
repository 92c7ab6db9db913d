"""What people decide on a case, who may, and what each decision leaves behind."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from selaras.kit.errors import FailedPrecondition, InvalidRequest, NotFound, PermissionDenied
from selaras.matching.cases.assembly import replace_findings
from selaras.matching.domain.audit import Action
from selaras.matching.domain.case import (
    Case,
    CaseState,
    Person,
    ProposalState,
    Resolution,
    ResolutionKind,
    TimelineKind,
)
from selaras.matching.domain.dismissal import Basis
from selaras.matching.domain.proposal import awaited, conclude

from tests.support.matching import NOW, finding, message
from tests.support.matching_cases import ADMIN, Room, coordinator, head, owner, plugin

A, B, C = (message(name) for name in ("a", "b", "c"))
DINAS, OTHER, THIRD = owner("a"), owner("b"), owner("c")


@pytest.fixture
def room() -> Room:
    return Room()


@pytest.fixture
async def case(room: Room) -> Case:
    return await room.open([A, B, C], [finding(A, B), finding(A, C)])


async def agree(room: Room, case: Case, kind: ResolutionKind, *callers) -> Case:
    now = await room.decisions.propose(DINAS, case.id, kind, "Begini.", "")
    for caller in callers:
        now = await room.decisions.answer(caller, case.id, 1, agree=True, note="")
    return now


# Acknowledging


async def test_the_first_acknowledgement_of_an_agency_counts(room: Room, case: Case) -> None:
    await room.decisions.acknowledge(DINAS, case.id)
    room.clock.advance(timedelta(minutes=5))
    again = await room.decisions.acknowledge(owner("a", "budi"), case.id)
    party = again.party("a")
    assert party is not None
    assert (party.acknowledged_by, party.acknowledge_time) == ("ani", NOW)
    assert room.timeline(case).count("acknowledged") == 1
    assert again.version == case.version + 1
    other = again.party("b")
    assert other is not None
    assert other.acknowledge_time is None


async def test_every_decision_is_told_to_all_with_what_happened(room: Room, case: Case) -> None:
    now = await room.decisions.acknowledge(DINAS, case.id)
    assert [(told.verb, told.agency) for told in room.events.cases] == [
        ("updated", "a"),
        ("updated", "b"),
        ("updated", "c"),
    ]
    for told in room.events.cases:
        assert told.change is not None
        assert told.change.kind is TimelineKind.ACKNOWLEDGED
        assert told.change.person == Person("a", "ani")
        assert told.view.case == now
        assert told.case.version == now.version


async def test_every_decision_is_in_the_audit_trail(room: Room, case: Case) -> None:
    await room.decisions.acknowledge(DINAS, case.id)
    record = room.store.trail[-1].record
    assert (record.action, record.actor) == (Action.CASE_ACKNOWLEDGED, "agencies/a/owners/ani")
    assert (record.subject, record.case_id, record.agencies) == (
        case.name,
        case.id,
        ("a", "b", "c"),
    )


# Comments


async def test_a_comment_is_read_by_all_and_proved_without_its_words(
    room: Room, case: Case
) -> None:
    await room.decisions.comment(DINAS, case.id, " Kami cek\r\ndulu. ", "r1")
    entry = room.store.timelines[case.id][-1]
    assert (entry.kind, entry.text) == (TimelineKind.COMMENTED, "Kami cek\ndulu.")
    record = room.store.trail[-1].record
    assert set(record.detail) == {"text_sha256"}
    assert "dulu" not in str(record)


async def test_the_same_request_is_done_once(room: Room, case: Case) -> None:
    first = await room.decisions.comment(DINAS, case.id, "Halo.", "r1")
    again = await room.decisions.comment(DINAS, case.id, "Halo.", "r1")
    assert again == first
    assert room.timeline(case).count("commented") == 1
    with pytest.raises(FailedPrecondition, match="REQUEST_ID_REUSED"):
        await room.decisions.comment(DINAS, case.id, "Lain.", "r1")
    await room.decisions.comment(owner("a", "budi"), case.id, "Lain.", "r1")
    await room.decisions.comment(DINAS, case.id, "Halo.", "")
    await room.decisions.comment(DINAS, case.id, "Halo.", "")
    assert room.timeline(case).count("commented") == 4


async def test_a_repeated_proposal_is_answered_also_when_the_case_is_over(room, case) -> None:
    kind = ResolutionKind.BOTH_RIGHT
    await room.decisions.propose(DINAS, case.id, kind, "", "p1")
    await room.decisions.answer(OTHER, case.id, 1, agree=True, note="")
    done = await room.decisions.answer(THIRD, case.id, 1, agree=True, note="")
    assert await room.decisions.propose(DINAS, case.id, kind, "", "p1") == done
    with pytest.raises(FailedPrecondition, match="CASE_RESOLVED"):
        await room.decisions.propose(DINAS, case.id, kind, "", "p2")


@pytest.mark.parametrize(
    ("text", "reason"),
    [("  \n ", "TEXT_EMPTY"), ("nul\0", "TEXT_HAS_CONTROL_CHARACTERS")],
)
async def test_a_bad_comment_is_named_and_changes_nothing(room, case, text, reason) -> None:
    before = room.store.cases[case.id]
    with pytest.raises(InvalidRequest, match=reason):
        await room.decisions.comment(DINAS, case.id, text, "")
    assert room.store.cases[case.id] == before
    assert room.events.cases == []


# Assigning


async def test_a_case_is_given_to_an_owner_of_ones_own_agency(room: Room, case: Case) -> None:
    given = await room.decisions.assign(DINAS, case.id, "agencies/a/owners/budi")
    assert [party.assignee for party in given.parties] == ["budi", "", ""]
    assert room.store.timelines[case.id][-1].subject == "agencies/a/owners/budi"
    again = await room.decisions.assign(DINAS, case.id, "agencies/a/owners/budi")
    assert again.version == given.version
    back = await room.decisions.assign(DINAS, case.id, "")
    assert [party.assignee for party in back.parties] == ["", "", ""]


async def test_owners_of_others_cannot_be_given_work(room: Room, case: Case) -> None:
    with pytest.raises(PermissionDenied, match="AGENCY_MISMATCH"):
        await room.decisions.assign(DINAS, case.id, "agencies/b/owners/budi")
    for name in ("budi", "agencies/a/owners/", "agencies/a/owners/B", "agencies/a/owners/b/x"):
        with pytest.raises(InvalidRequest, match="NAME_INVALID"):
            await room.decisions.assign(DINAS, case.id, name)


# Proposals


async def test_all_who_clash_must_answer_but_the_proposer(room: Room, case: Case) -> None:
    now = await room.decisions.propose(DINAS, case.id, ResolutionKind.WE_CORRECT, "", "")
    assert awaited(now) == ("b", "c")
    now = await room.decisions.answer(OTHER, case.id, 1, agree=True, note="")
    assert (now.state, awaited(now)) == (CaseState.OPEN, ("c",))
    now = await room.decisions.answer(THIRD, case.id, 1, agree=True, note="")
    assert (now.state, now.agreed_kind, awaited(now)) == (
        CaseState.AGREED,
        ResolutionKind.WE_CORRECT,
        (),
    )
    assert now.proposal is not None
    assert now.proposal.state is ProposalState.AGREED
    assert room.store.said == {}, "what must be corrected still clashes"


@pytest.mark.parametrize(
    "kind",
    [
        ResolutionKind.WE_CORRECT,
        ResolutionKind.YOU_CORRECT,
        ResolutionKind.NOT_OUR_AUTHORITY,
    ],
)
async def test_who_must_correct_resolves_the_case_by_correcting(room, case, kind) -> None:
    now = await agree(room, case, kind, OTHER, THIRD)
    assert now.state is CaseState.AGREED
    async with room.store.transaction() as transaction:
        assembly = await replace_findings(transaction, A.key, (), NOW)
    [resolved] = assembly.resolved
    assert (resolved.resolution, resolved.agreed_kind) == (Resolution.CORRECTED, kind)


@pytest.mark.parametrize(
    "kind",
    [
        ResolutionKind.BOTH_RIGHT,
        ResolutionKind.JOINT_STATEMENT,
        ResolutionKind.FALSE_ALARM,
    ],
)
async def test_what_is_agreed_to_be_no_clash_ends_and_stays_silent(room, case, kind) -> None:
    done = await agree(room, case, kind, OTHER, THIRD)
    assert (done.state, done.resolution, done.agreed_kind) == (
        CaseState.RESOLVED,
        Resolution.AGREED,
        kind,
    )
    assert {item.case_id for item in room.store.all_findings.values()} == {""}
    assert {item.basis for item in room.store.said.values()} == {Basis.AGREED}
    assert {item.reason for item in room.store.said.values()} == {kind.value}
    people = {person.agency for item in room.store.said.values() for person in item.said}
    assert people == {"a", "b", "c"}
    assert room.timeline(case)[-2:] == ["agreed", "resolved"]
    assert {told.verb for told in room.events.cases[-3:]} == {"resolved"}
    assert room.actions()[-2:] == ["RESOLUTION_AGREED", "CASE_RESOLVED"]
    # The same drafts, checked again, stay silent; a changed fact brings them back.
    async with room.store.transaction() as transaction:
        revised = replace(A, revision=2, version=2)
        assembly = await replace_findings(transaction, A.key, [finding(revised, B)], NOW)
    assert not assembly.opened


async def test_a_no_needs_words_and_ends_the_proposal(room: Room, case: Case) -> None:
    await room.decisions.propose(DINAS, case.id, ResolutionKind.YOU_CORRECT, "", "")
    with pytest.raises(InvalidRequest, match="NOTE_MISSING"):
        await room.decisions.answer(OTHER, case.id, 1, agree=False, note=" ")
    now = await room.decisions.answer(OTHER, case.id, 1, agree=False, note="Data kami benar.")
    assert now.proposal is not None
    assert (now.state, now.proposal.state) == (CaseState.OPEN, ProposalState.DECLINED)
    with pytest.raises(FailedPrecondition, match="PROPOSAL_OVERTAKEN"):
        await room.decisions.answer(THIRD, case.id, 1, agree=True, note="")
    now = await room.decisions.propose(OTHER, case.id, ResolutionKind.WE_CORRECT, "", "")
    assert now.proposal is not None
    assert (now.proposal.number, awaited(now)) == (2, ("a", "c"))


async def test_a_newer_proposal_takes_the_place_of_an_open_one(room: Room, case: Case) -> None:
    await room.decisions.propose(DINAS, case.id, ResolutionKind.YOU_CORRECT, "", "")
    await room.decisions.propose(OTHER, case.id, ResolutionKind.YOU_CORRECT, "", "")
    with pytest.raises(FailedPrecondition, match="PROPOSAL_OVERTAKEN"):
        await room.decisions.answer(THIRD, case.id, 1, agree=True, note="")
    with pytest.raises(FailedPrecondition, match="PROPOSAL_OVERTAKEN"):
        await room.decisions.answer(THIRD, case.id, 3, agree=True, note="")


async def test_nobody_answers_the_own_proposal(room: Room, case: Case) -> None:
    await room.decisions.propose(DINAS, case.id, ResolutionKind.WE_CORRECT, "", "")
    with pytest.raises(FailedPrecondition, match="OWN_PROPOSAL"):
        await room.decisions.answer(head("a"), case.id, 1, agree=True, note="")


async def test_an_answer_may_be_repeated_and_thought_over(room: Room, case: Case) -> None:
    await room.decisions.propose(DINAS, case.id, ResolutionKind.WE_CORRECT, "", "")
    first = await room.decisions.answer(OTHER, case.id, 1, agree=True, note="")
    assert await room.decisions.answer(OTHER, case.id, 1, agree=True, note="") == first
    now = await room.decisions.answer(OTHER, case.id, 1, agree=False, note="Ternyata tidak.")
    assert now.proposal is not None
    assert [item.agreed for item in now.proposal.answers] == [False]


async def test_the_last_yes_may_be_repeated(room: Room, case: Case) -> None:
    done = await agree(room, case, ResolutionKind.BOTH_RIGHT, OTHER, THIRD)
    assert await room.decisions.answer(THIRD, case.id, 1, agree=True, note="") == done
    with pytest.raises(FailedPrecondition, match="CASE_RESOLVED"):
        await room.decisions.answer(THIRD, case.id, 1, agree=False, note="Tidak.")


async def test_a_joint_statement_is_a_text(room: Room, case: Case) -> None:
    with pytest.raises(InvalidRequest, match="NOTE_MISSING"):
        await room.decisions.propose(DINAS, case.id, ResolutionKind.JOINT_STATEMENT, " ", "")


async def test_who_joins_later_must_agree_too(room: Room, case: Case) -> None:
    await room.decisions.propose(DINAS, case.id, ResolutionKind.WE_CORRECT, "", "")
    await room.decisions.answer(OTHER, case.id, 1, agree=True, note="")
    late = message("d")
    async with room.store.transaction() as transaction:
        await transaction.put_message(late)
        await replace_findings(transaction, late.key, [finding(late, A)], NOW)
    now = await room.decisions.answer(THIRD, case.id, 1, agree=True, note="")
    assert (now.state, awaited(now)) == (CaseState.OPEN, ("d",))


async def test_who_corrects_the_own_text_need_not_agree_any_more(room: Room, case: Case) -> None:
    await room.decisions.propose(DINAS, case.id, ResolutionKind.YOU_CORRECT, "", "")
    await room.decisions.answer(OTHER, case.id, 1, agree=True, note="")
    async with room.store.transaction() as transaction:
        await replace_findings(transaction, C.key, (), NOW)
    with pytest.raises(FailedPrecondition, match="AGENCY_NOT_AFFECTED"):
        await room.decisions.propose(THIRD, case.id, ResolutionKind.WE_CORRECT, "", "")
    now = conclude(room.store.cases[case.id])
    assert (now.state, now.agreed_kind) == (CaseState.AGREED, ResolutionKind.YOU_CORRECT)


# Who may


@pytest.mark.parametrize("caller", [plugin("a"), coordinator(), ADMIN])
async def test_only_people_of_the_agencies_decide(room: Room, case: Case, caller) -> None:
    kind = ResolutionKind.WE_CORRECT
    for call in (
        room.decisions.acknowledge(caller, case.id),
        room.decisions.assign(caller, case.id, ""),
        room.decisions.propose(caller, case.id, kind, "", ""),
        room.decisions.answer(caller, case.id, 1, agree=True, note=""),
    ):
        with pytest.raises(PermissionDenied, match=r"ROLE_NOT_ALLOWED.*head or owner"):
            await call
    assert room.events.cases == []


async def test_coordinators_comment_and_plugins_do_not(room: Room, case: Case) -> None:
    await room.decisions.comment(coordinator(), case.id, "Mohon segera.", "")
    record = room.store.trail[-1].record
    assert (record.actor, record.agencies) == (
        "agencies/kominfo/owners/kori",
        ("a", "b", "c", "kominfo"),
    )
    for caller in (plugin("a"), ADMIN):
        with pytest.raises(PermissionDenied, match="ROLE_NOT_ALLOWED"):
            await room.decisions.comment(caller, case.id, "Halo.", "")


async def test_a_case_of_others_does_not_exist(room: Room, case: Case) -> None:
    stranger = owner("z")
    subscribed = coordinator(topics=("pertanian",))
    for call in (
        room.decisions.acknowledge(stranger, case.id),
        room.decisions.comment(stranger, case.id, "Halo.", ""),
        room.decisions.comment(subscribed, case.id, "Halo.", ""),
        room.decisions.assign(stranger, case.id, ""),
        room.decisions.propose(stranger, case.id, ResolutionKind.WE_CORRECT, "", ""),
        room.decisions.answer(stranger, case.id, 1, agree=True, note=""),
        room.decisions.acknowledge(DINAS, "nothing"),
    ):
        with pytest.raises(NotFound, match="CASE_NOT_FOUND"):
            await call


async def test_a_resolved_case_takes_comments_only(room: Room, case: Case) -> None:
    await agree(room, case, ResolutionKind.FALSE_ALARM, OTHER, THIRD)
    for call in (
        room.decisions.acknowledge(DINAS, case.id),
        room.decisions.assign(DINAS, case.id, "agencies/a/owners/budi"),
        room.decisions.propose(DINAS, case.id, ResolutionKind.WE_CORRECT, "", ""),
    ):
        with pytest.raises(FailedPrecondition, match="CASE_RESOLVED"):
            await call
    commented = await room.decisions.comment(DINAS, case.id, "Terima kasih.", "")
    assert commented.state is CaseState.RESOLVED


async def test_what_is_agreed_holds_until_something_else_is(room: Room, case: Case) -> None:
    await agree(room, case, ResolutionKind.WE_CORRECT, OTHER, THIRD)
    now = await room.decisions.propose(OTHER, case.id, ResolutionKind.BOTH_RIGHT, "", "")
    assert (now.state, now.agreed_kind) == (CaseState.AGREED, ResolutionKind.WE_CORRECT)
    now = await room.decisions.answer(DINAS, case.id, 2, agree=False, note="Tetap kami ralat.")
    assert (now.state, now.agreed_kind) == (CaseState.AGREED, ResolutionKind.WE_CORRECT)
    await room.decisions.propose(OTHER, case.id, ResolutionKind.BOTH_RIGHT, "", "")
    await room.decisions.answer(DINAS, case.id, 3, agree=True, note="")
    now = await room.decisions.answer(THIRD, case.id, 3, agree=True, note="")
    assert (now.state, now.agreed_kind) == (CaseState.RESOLVED, ResolutionKind.BOTH_RIGHT)
