"""The events on cases and checks: what each agency is told, and that its reveals are kept."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

import pytest
from selaras.api.v1 import case_pb2, finding_pb2
from selaras.event.v1 import case_pb2 as event_pb2
from selaras.event.v1 import draft_pb2
from selaras.internal.v1 import check_pb2
from selaras.kit.grpc_server import Context
from selaras.matching.cases.assembly import replace_findings
from selaras.matching.domain.case import Case, ResolutionKind
from selaras.matching.domain.message import Message, ShareLevel
from selaras.matching.domain.view import FindingView, view
from selaras.matching.entrypoints.events import ProtoEvents
from selaras.matching.entrypoints.grpc import CheckServicer
from selaras.matching.handlers.cases import Desk
from selaras.matching.handlers.check import CheckHandler
from selaras.matching.handlers.decisions import DecisionHandler
from selaras.matching.handlers.report import report_cases, views_for

from tests.support.matching import NOW, finding, message
from tests.support.matching_cases import Room, owner

A = message("a", share_level=ShareLevel.FULL, title="Judul a")
B = message("b", share_level=ShareLevel.CONTACT, title="Judul b")
PAIR = finding(A, B)


@pytest.fixture
def room() -> Room:
    return Room()


@pytest.fixture
def events(room: Room) -> ProtoEvents:
    return ProtoEvents(room.clock)


def sent(room: Room) -> list[tuple[str, event_pb2.CaseChanged]]:
    return [
        (subject, event_pb2.CaseChanged.FromString(payload))
        for subject, payload, _ in room.store.emitted
        if ".case." in subject
    ]


async def assemble(room: Room, events: ProtoEvents, *findings) -> Case:
    async with room.store.transaction() as transaction:
        for item in (A, B):
            await transaction.put_message(item)
        assembly = await replace_findings(transaction, A.key, findings, NOW)
        await report_cases(transaction, events, assembly)
    [case] = [*assembly.opened, *assembly.updated, *assembly.resolved]
    return case


async def test_each_agency_gets_its_own_view_and_what_happened(room: Room, events) -> None:
    case = await assemble(room, events, PAIR)
    (one, to_a), (other, to_b) = sent(room)
    assert (one, other) == ("selaras.v1.case.opened.a", "selaras.v1.case.opened.b")
    for event, line in (
        (to_a, "Tanggal berbeda: A dan B"),
        (to_b, "Tanggal berbeda: B “4 Mei”, A “3 Mei”"),
    ):
        assert event.change.kind == case_pb2.TimelineEntry.KIND_OPENED
        assert (event.view.name, event.view.title) == (case.name, line)
        assert event.view.version == event.version == case.version
        assert event.view.severity == case_pb2.SEVERITY_HIGH
        assert list(event.view.kinds) == [finding_pb2.FACT_KIND_DATE]
        assert [party.agency.name for party in event.view.parties] == ["agencies/a", "agencies/b"]
        assert list(event.view.findings) == []
        assert list(event.view.timeline) == []
        assert event.state == event_pb2.CASE_STATE_OPEN
        assert len(event.side.findings) == 1
    assert "4 Mei" not in str(to_a)
    assert "Judul b" not in str(to_a)
    assert to_b.side.findings[0].other_title == "Judul a"


async def test_what_an_event_shows_is_in_the_audit_trail_with_it(room: Room, events) -> None:
    await assemble(room, events, PAIR)
    records = [entry.record for entry in room.store.trail if "REVEALED" in entry.record.action]
    assert [(item.action.value, item.actor, item.detail["of"]) for item in records] == [
        ("TEXT_REVEALED", "agencies/b", "agencies/a")
    ]
    # Known already: reading the same changes nothing.
    case = next(iter(room.store.cases))
    before = len(room.store.trail)
    await room.reader.get(owner("b"), case)
    assert len(room.store.trail) == before


async def test_a_check_reveals_too(room: Room, events) -> None:
    messages = {A.key: A, B.key: B}
    for agency, draft in (("a", A), ("b", B)):
        async with room.store.transaction() as transaction:
            views = views_for(agency, [PAIR], messages)
            await events.draft_checked(transaction, draft, views, NOW)
    assert room.actions() == ["TEXT_REVEALED"]
    payloads = [draft_pb2.DraftChecked.FromString(item[1]) for item in room.store.emitted]
    assert "4 Mei" not in str(payloads[0])
    assert "Judul a" in str(payloads[1])


async def test_a_check_that_does_not_go_out_reveals_nothing(room: Room, events) -> None:
    async def fail() -> None:
        async with room.store.transaction() as transaction:
            await events.draft_checked(transaction, B, views_for("b", [PAIR], messages), NOW)
            raise RuntimeError("crash")

    messages = {A.key: A, B.key: B}
    with pytest.raises(RuntimeError, match="crash"):
        await fail()
    assert room.store.trail == []
    assert room.store.emitted == []


async def test_an_agreed_case_is_open_to_those_who_know_two_states(room: Room, events) -> None:
    case = await assemble(room, events, PAIR)
    decisions = DecisionHandler(Desk(room.store, events, room.clock))
    await decisions.propose(owner("a"), case.id, ResolutionKind.WE_CORRECT, "Kami ralat.", "")
    (_, proposed), _ = sent(room)[-2:]
    assert proposed.view.proposal.awaited == ["agencies/b"]
    assert (proposed.change.text, proposed.change.detail) == ("Kami ralat.", "WE_CORRECT")
    await decisions.answer(owner("b"), case.id, 1, agree=True, note="")
    (subject, agreed), _ = sent(room)[-2:]
    assert subject == "selaras.v1.case.updated.a"
    assert agreed.state == event_pb2.CASE_STATE_OPEN
    assert agreed.view.state == case_pb2.Case.STATE_AGREED
    assert agreed.view.agreed_kind == case_pb2.RESOLUTION_KIND_WE_CORRECT
    assert agreed.change.person == "agencies/b/owners/ani"
    await assemble(room, events)
    (subject, resolved), _ = sent(room)[-2:]
    assert subject == "selaras.v1.case.resolved.a"
    assert (resolved.state, resolved.resolution) == (event_pb2.CASE_STATE_RESOLVED, "CORRECTED")
    assert resolved.change.kind == case_pb2.TimelineEntry.KIND_RESOLVED
    assert resolved.view.title == "Tanggal berbeda: A dan B"


class LookingHandler:
    """Finds the same on whatever is looked at."""

    async def look(self, message: Message) -> list[FindingView]:
        return [view(replace(PAIR, id=""), B, A)]


async def test_a_text_that_is_only_looked_at_reveals_the_same(room: Room) -> None:
    servicer = CheckServicer(cast("CheckHandler", LookingHandler()), room.reveals)
    revision = draft_pb2.Revision(agency={"name": "agencies/b"})
    request = check_pb2.CheckRevisionRequest(revision=revision)
    for _ in range(2):
        answer = await servicer.CheckRevision(request, cast("Context", None))
        assert "Judul a" in str(answer)
    [record] = [entry.record for entry in room.store.trail]
    assert (record.action, record.actor) == ("TEXT_REVEALED", "agencies/b")
    assert record.subject == f"findings/{PAIR.id}"
