"""Cases over gRPC, through the wired service: a life of a case among several agencies."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

import grpc
import pytest
from selaras.api.v1 import audit_pb2, authority_pb2, case_pb2, finding_pb2
from selaras.event.v1 import case_pb2 as event_pb2
from selaras.kit.clock import FakeClock
from selaras.matching.adapters import tables
from selaras.matching.domain.case import Case
from selaras.matching.domain.message import Message, ShareLevel
from sqlalchemy import select

from tests.support.grpc import expect_failure
from tests.support.matching import NOW, finding, message
from tests.support.matching_cases import ADMIN, coordinator, head, owner, plugin, put_case_of
from tests.support.matching_server import ServedMatching, serving_matching

CALLERS = {
    "a": plugin("a"),
    "a-ani": owner("a"),
    "a-head": head("a"),
    "b-budi": owner("b", "budi"),
    "c-citra": owner("c", "citra"),
    "z": plugin("z"),
    "kori": coordinator(),
    "kori-tani": coordinator(topics=("pertanian",)),
    "admin": ADMIN,
}
SECRET = "Judul rahasia"
OPEN, AGREED, RESOLVED = (
    case_pb2.Case.STATE_OPEN,
    case_pb2.Case.STATE_AGREED,
    case_pb2.Case.STATE_RESOLVED,
)
KIND = case_pb2.TimelineEntry.Kind
WE_CORRECT = case_pb2.RESOLUTION_KIND_WE_CORRECT


def draft(agency: str, number: str = "1", **fields) -> Message:
    text = {"title": f"{SECRET} {agency}", "body": "Mulai 4 Mei."}
    return message(agency, number, **(text | fields))


@dataclass
class World:
    """The service with two cases: one of a, b and c, one of a and b."""

    served: ServedMatching
    case: Case
    other: Case

    def __getattr__(self, name: str):
        return getattr(self.served, name)

    async def get(self, key: str, case: Case | None = None) -> case_pb2.Case:
        name = (case or self.case).name
        answer = await self.cases(key).GetCase(case_pb2.GetCaseRequest(name=name))
        return answer.case

    async def events(self) -> list[event_pb2.CaseChanged]:
        query = select(tables.outbox.c.payload).order_by(tables.outbox.c.id)
        async with self.database.read() as connection:
            payloads = list((await connection.execute(query)).scalars())
        return [event_pb2.CaseChanged.FromString(payload) for payload in payloads]

    async def trail(self, key: str = "admin") -> list[audit_pb2.AuditEntry]:
        request = audit_pb2.ListAuditEntriesRequest()
        return list((await self.audit(key).ListAuditEntries(request)).entries)


@pytest.fixture
async def world(tmp_path) -> AsyncIterator[World]:
    async with serving_matching(tmp_path, CALLERS, FakeClock(NOW)) as served:
        drafts = [draft("a"), draft("b"), draft("c", share_level=ShareLevel.CONTACT)]
        pairs = [finding(drafts[0], other) for other in drafts[1:]]
        case = await put_case_of(served.store, drafts, pairs)
        more = [draft("a", "2"), draft("b", "2")]
        other = await put_case_of(served.store, more, [finding(*more)])
        yield World(served, case, other)


async def test_a_case_lives_from_acknowledgement_to_agreement(world: World) -> None:
    name = world.case.name
    ani, budi, citra = (world.cases(key) for key in ("a-ani", "b-budi", "c-citra"))
    case = (await ani.AcknowledgeCase(case_pb2.AcknowledgeCaseRequest(name=name))).case
    assert case.parties[0].acknowledged_by == "agencies/a/owners/ani"
    assert case.parties[0].acknowledge_time.ToDatetime(tzinfo=NOW.tzinfo) == NOW
    assign = case_pb2.AssignCaseRequest(name=name, owner="agencies/b/owners/budi")
    assert (await budi.AssignCase(assign)).case.parties[1].assignee == "agencies/b/owners/budi"
    comment = case_pb2.CommentCaseRequest(name=name, text="Kami cek.", request_id="r1")
    await citra.CommentCase(comment)
    await citra.CommentCase(comment)
    propose = case_pb2.ProposeResolutionRequest(name=name, kind=WE_CORRECT, note="Kami ralat.")
    case = (await ani.ProposeResolution(propose)).case
    assert list(case.proposal.awaited) == ["agencies/b", "agencies/c"]
    yes = case_pb2.AnswerResolutionRequest(name=name, number=1, agree=True)
    await budi.AnswerResolution(yes)
    case = (await citra.AnswerResolution(yes)).case
    assert (case.state, case.agreed_kind) == (AGREED, WE_CORRECT)
    assert list(case.findings) == []
    assert list(case.timeline) == []

    seen = await world.get("b-budi")
    assert [entry.kind for entry in seen.timeline] == [
        KIND.KIND_OPENED,
        KIND.KIND_FINDING,
        KIND.KIND_FINDING,
        KIND.KIND_ACKNOWLEDGED,
        KIND.KIND_ASSIGNED,
        KIND.KIND_COMMENTED,
        KIND.KIND_PROPOSED,
        KIND.KIND_AGREED,
        KIND.KIND_AGREED,
    ]
    assert seen.timeline[5].text == "Kami cek."
    assert seen.timeline[5].person == "agencies/c/owners/citra"
    assert [answer.person for answer in seen.proposal.answers] == [
        "agencies/b/owners/budi",
        "agencies/c/owners/citra",
    ]
    actions = [entry.action for entry in await world.trail() if "REVEALED" not in entry.action]
    assert actions == [
        "CASE_OPENED",
        "CASE_OPENED",
        "CASE_ACKNOWLEDGED",
        "CASE_ASSIGNED",
        "CASE_COMMENTED",
        "RESOLUTION_PROPOSED",
        "RESOLUTION_AGREED",
        "RESOLUTION_AGREED",
    ]
    told = [event for event in await world.events() if event.change.kind == KIND.KIND_COMMENTED]
    assert [event.side.agency.name for event in told] == ["agencies/a", "agencies/b", "agencies/c"]
    assert {event.change.text for event in told} == {"Kami cek."}


async def test_lists_are_of_the_callers_cases_in_pages(world: World) -> None:
    request = case_pb2.ListCasesRequest(page_size=1)
    first = await world.cases("b-budi").ListCases(request)
    request.page_token = first.next_page_token
    second = await world.cases("b-budi").ListCases(request)
    assert {first.cases[0].name, second.cases[0].name} == {world.case.name, world.other.name}
    assert second.next_page_token == ""
    mine = await world.cases("c-citra").ListCases(case_pb2.ListCasesRequest())
    assert [case.name for case in mine.cases] == [world.case.name]
    assert (await world.cases("z").ListCases(case_pb2.ListCasesRequest())).cases == []
    assert (await world.cases("kori-tani").ListCases(case_pb2.ListCasesRequest())).cases == []
    everything = await world.cases("kori").ListCases(case_pb2.ListCasesRequest())
    assert len(everything.cases) == 2


async def test_lists_are_searched_and_filtered_by_kind(world: World) -> None:
    async def listed(key: str, **wanted) -> list[str]:
        answer = await world.cases(key).ListCases(case_pb2.ListCasesRequest(**wanted))
        assert answer.next_page_token == ""
        return [case.name for case in answer.cases]

    date, place = finding_pb2.FACT_KIND_DATE, finding_pb2.FACT_KIND_PLACE
    assert set(await listed("a")) == {world.case.name, world.other.name}
    assert await listed("a", query=f"TANGGAL {world.other.name}") == [world.other.name]
    shown = await listed("kori", query="“4 mei” date 3")
    assert shown == [world.other.name]  # c shares nothing: no date of it is in the title
    assert len(await listed("kori", kinds=[date, place])) == 2
    # The unspecified kind says nothing.
    assert len(await listed("kori", kinds=[finding_pb2.FACT_KIND_UNSPECIFIED])) == 2
    assert await listed("kori", kinds=[place]) == []
    # No list shows the title of a draft.
    assert await listed("b-budi", query=SECRET) == []


async def test_what_a_person_has_read_is_that_persons(world: World) -> None:
    name = world.case.name
    ani = world.cases("a-ani")
    stream = ani.WatchCases(case_pb2.WatchCasesRequest(), **with_key("a-ani"))
    *_, current = await take(stream, 3)
    stream.cancel()
    before = len(await world.events())
    await ani.MarkCaseRead(case_pb2.MarkCaseReadRequest(name=name, version=1))
    await world.cases("kori").MarkCaseRead(case_pb2.MarkCaseReadRequest(name=name, version=9))
    assert len(await world.events()) == before
    assert (await world.get("a-ani")).read_version == 1
    for key in ("a", "a-head", "b-budi", "kori"):
        assert (await world.get(key)).read_version == 0
    # Whoever acts has not read it for that.
    acknowledged = await ani.AcknowledgeCase(case_pb2.AcknowledgeCaseRequest(name=name))
    assert (acknowledged.case.version, acknowledged.case.read_version) == (2, 1)
    listed = await ani.ListCases(case_pb2.ListCasesRequest())
    assert {case.name: case.read_version for case in listed.cases} == {
        name: 1,
        world.other.name: 0,
    }
    request = case_pb2.WatchCasesRequest(resume_token=current.resume_token)
    stream = ani.WatchCases(request, **with_key("a-ani"))
    [changed] = await take(stream, 1)
    stream.cancel()
    assert (changed.case.version, changed.case.read_version) == (2, 1)
    assert {event.view.read_version for event in await world.events()} == {0}


async def test_only_the_page_of_a_case_has_both_drafts(world: World) -> None:
    seen = await world.get("b-budi", world.other)
    [found] = seen.findings
    assert (found.own_title, found.own_text) == (f"{SECRET} b", "Mulai 4 Mei.")
    assert (found.own_agency.name, found.other_agency.name) == ("agencies/b", "agencies/a")
    assert (found.other_title, found.other_body, found.other_text) == ("", "", "")
    findings = world.findings("b-budi")
    got = await findings.GetFinding(finding_pb2.GetFindingRequest(name=found.name))
    assert not got.finding.HasField("own_agency")
    for event in await world.events():
        for item in event.side.findings:
            assert (item.own_title, item.own_text, item.HasField("own_agency")) == ("", "", False)


async def test_heads_merge_and_split(world: World) -> None:
    heads = world.cases("a-head")
    merge = case_pb2.MergeCasesRequest(name=world.case.name, others=[world.other.name])
    merged = (await heads.MergeCases(merge)).case
    assert merged.finding_count == 3
    gone = await world.get("b-budi", world.other)
    assert (gone.state, gone.resolution, gone.merged_into) == (
        RESOLVED,
        "MERGED",
        world.case.name,
    )
    seen = await world.get("a-head")
    chosen = [item.name for item in seen.findings if item.own_draft == "agencies/a/drafts/2"]
    split = case_pb2.SplitCaseRequest(name=world.case.name, findings=chosen, note="Lain hal.")
    answer = await heads.SplitCase(split)
    assert (answer.case.finding_count, answer.split.finding_count) == (2, 1)
    assert answer.split.name not in (world.case.name, world.other.name)


async def test_dismissing_takes_both_sides(world: World) -> None:
    seen = await world.get("c-citra")
    request = case_pb2.DismissFindingRequest(
        name=seen.findings[0].name, reason=finding_pb2.REVIEW_REASON_OTHER_AREA
    )
    answer = await world.cases("c-citra").DismissFinding(request)
    assert (answer.silent, list(answer.awaited)) == (False, ["agencies/a"])
    answer = await world.cases("a-ani").DismissFinding(request)
    assert (answer.silent, answer.case.finding_count) == (True, 1)
    got = await world.findings("c-citra").GetFinding(
        finding_pb2.GetFindingRequest(name=request.name)
    )
    assert (got.finding.case, got.finding.own_review.reviewer) == ("", "citra")


async def take(stream, count: int) -> list:
    return [await asyncio.wait_for(stream.read(), 10) for _ in range(count)]


def with_key(key: str) -> dict:
    """For streams: the channel sends a key with calls of one answer only."""
    return {"metadata": (("authorization", f"Bearer {key}"),)}


async def test_a_watcher_goes_on_where_it_was(world: World) -> None:
    watched = case_pb2.WatchCasesResponse
    stream = world.cases("c-citra").WatchCases(case_pb2.WatchCasesRequest(), **with_key("c-citra"))
    added, current = await take(stream, 2)
    assert (added.kind, added.case.name) == (watched.KIND_ADDED, world.case.name)
    assert current.kind == watched.KIND_CURRENT
    stream.cancel()
    ack = case_pb2.AcknowledgeCaseRequest(name=world.case.name)
    await world.cases("a-ani").AcknowledgeCase(ack)
    request = case_pb2.WatchCasesRequest(resume_token=current.resume_token)
    stream = world.cases("c-citra").WatchCases(request, **with_key("c-citra"))
    [changed] = await take(stream, 1)
    assert changed.kind == watched.KIND_CHANGED
    assert changed.case.parties[0].acknowledged_by == "agencies/a/owners/ani"
    stream.cancel()
    request = case_pb2.WatchCasesRequest(resume_token="%%")
    stream = world.cases("c-citra").WatchCases(request, **with_key("c-citra"))
    with pytest.raises(grpc.aio.AioRpcError, match="RESUME_TOKEN_INVALID"):
        await take(stream, 1)


VERBS = {
    "AcknowledgeCase": case_pb2.AcknowledgeCaseRequest(),
    "CommentCase": case_pb2.CommentCaseRequest(text="Halo."),
    "AssignCase": case_pb2.AssignCaseRequest(),
    "ProposeResolution": case_pb2.ProposeResolutionRequest(kind=WE_CORRECT),
    "AnswerResolution": case_pb2.AnswerResolutionRequest(number=1, agree=True),
    "MergeCases": case_pb2.MergeCasesRequest(others=["cases/x"]),
    "SplitCase": case_pb2.SplitCaseRequest(findings=["findings/x"]),
    "GetCase": case_pb2.GetCaseRequest(),
    "MarkCaseRead": case_pb2.MarkCaseReadRequest(version=1),
}


@pytest.mark.parametrize("verb", sorted(VERBS))
async def test_who_may_not_is_told_so_by_name(world: World, verb: str) -> None:
    request = type(VERBS[verb])()
    request.CopyFrom(VERBS[verb])
    request.name = world.case.name
    for key in ("a", "admin"):
        call = getattr(world.cases(key), verb)(request)
        if verb == "GetCase" and key == "a":
            assert (await call).case.name == world.case.name
            continue
        failure = await expect_failure(call)
        assert (failure.code.name, failure.reason) == ("PERMISSION_DENIED", "ROLE_NOT_ALLOWED")
    request.name = "cases/x"
    key = "a-head"
    failure = await expect_failure(getattr(world.cases(key), verb)(request))
    assert (failure.code.name, failure.reason) == (
        ("INVALID_ARGUMENT", "CASE_MERGES_ITSELF")
        if verb == "MergeCases"
        else ("NOT_FOUND", "CASE_NOT_FOUND")
    )
    request.name = "x"
    failure = await expect_failure(getattr(world.cases(key), verb)(request))
    assert (failure.reason, failure.fields) == ("CASE_NAME_INVALID", ["name"])


@pytest.mark.parametrize(
    ("request_", "reason"),
    [
        (case_pb2.ListCasesRequest(states=[99]), "STATE_UNKNOWN"),
        (case_pb2.ListCasesRequest(page_token="x"), "PAGE_TOKEN_INVALID"),
        (case_pb2.ListCasesRequest(assignee="x"), "NAME_INVALID"),
        (case_pb2.ListCasesRequest(page_size=201), "REQUEST_INVALID"),
        (case_pb2.ListCasesRequest(min_severity=9), "REQUEST_INVALID"),
        (case_pb2.ListCasesRequest(kinds=[99]), "REQUEST_INVALID"),
        (case_pb2.ListCasesRequest(query="x" * 201), "REQUEST_INVALID"),
    ],
)
async def test_bad_lists_are_named(world: World, request_, reason) -> None:
    assert (await expect_failure(world.cases("a").ListCases(request_))).reason == reason


@pytest.mark.parametrize("key", ["a", "a-ani", "kori"])
async def test_no_answer_shows_another_agencys_hidden_text(world: World, key: str) -> None:
    """a and b share excerpts, c nothing; people of a and a coordinator get no foreign title."""
    name = world.case.name
    cases, answers = world.cases(key), []
    answers.append(await cases.GetCase(case_pb2.GetCaseRequest(name=name)))
    answers.append(await cases.ListCases(case_pb2.ListCasesRequest()))
    stream = cases.WatchCases(case_pb2.WatchCasesRequest(), **with_key(key))
    answers += await take(stream, 3)
    stream.cancel()
    for verb in ("AcknowledgeCase", "CommentCase", "AssignCase", "ProposeResolution"):
        request = type(VERBS[verb])()
        request.CopyFrom(VERBS[verb])
        request.name = name
        try:
            answers.append(await getattr(cases, verb)(request))
        except grpc.aio.AioRpcError as error:
            answers.append(error.debug_error_string())
    findings = world.findings(key)
    answers.append(await findings.ListFindings(finding_pb2.ListFindingsRequest()))
    hidden = {f"{SECRET} {agency}" for agency in "abc" if agency != key.partition("-")[0]}
    for answer in answers:
        assert not [title for title in hidden if title in str(answer)]
    of_c = [item for item in answers[0].case.findings if item.other_agency.name == "agencies/c"]
    assert len(of_c) == 1
    assert of_c[0].evidence[0].other.text == ""
    # To the other agencies the events say no more.
    for event in await world.events():
        assert SECRET not in str(event)


async def test_reading_is_in_the_audit_trail(world: World) -> None:
    before = len(await world.trail())
    listed = await world.findings("a").ListFindings(finding_pb2.ListFindingsRequest())
    await world.findings("a-ani").ListFindings(finding_pb2.ListFindingsRequest())
    await world.findings("a").GetFinding(
        finding_pb2.GetFindingRequest(name=listed.findings[0].name)
    )
    fresh = (await world.trail())[before:]
    # Two of b by their excerpts; that of c shows nothing.
    assert [(entry.action, entry.actor) for entry in fresh] == [
        ("EXCERPT_REVEALED", "agencies/a")
    ] * 2
    stream = world.findings("b-budi").WatchFindings(
        finding_pb2.WatchFindingsRequest(), **with_key("b-budi")
    )
    await take(stream, 3)
    stream.cancel()
    assert [entry.actor for entry in (await world.trail())[before + 2 :]] == ["agencies/b"] * 2
    assert SECRET not in str(await world.trail())
    assert "Mei" not in str(await world.trail())


async def test_the_trail_is_read_and_verified_by_those_who_may(world: World) -> None:
    await world.cases("kori").CommentCase(
        case_pb2.CommentCaseRequest(name=world.other.name, text="Mohon segera.")
    )
    everything = await world.trail()
    concerned = [entry for entry in everything if "agencies/a" in entry.agencies]
    assert await world.trail("a-head") == concerned
    # That the coordinator has read what b writes is b's to know.
    assert {entry.action for entry in everything if entry not in concerned} == {"EXCERPT_REVEALED"}
    request = audit_pb2.ListAuditEntriesRequest(case=world.other.name)
    entries = (await world.audit("admin").ListAuditEntries(request)).entries
    [said] = [entry for entry in entries if entry.action == "CASE_COMMENTED"]
    assert said.actor == "agencies/kominfo/owners/kori"
    assert list(said.agencies) == ["agencies/a", "agencies/b", "agencies/kominfo"]
    found = await world.audit("admin").VerifyAudit(
        audit_pb2.VerifyAuditRequest(known_hash=said.hash)
    )
    assert (found.intact, found.last_hash, found.reason) == (True, everything[-1].hash, "")
    gone = audit_pb2.VerifyAuditRequest(known_hash="0" * 64)
    assert (await world.audit("admin").VerifyAudit(gone)).reason == "KNOWN_HASH_MISSING"
    for key in ("a", "a-ani", "kori"):
        failure = await expect_failure(
            world.audit(key).ListAuditEntries(audit_pb2.ListAuditEntriesRequest())
        )
        assert failure.reason == "ROLE_NOT_ALLOWED"
    failure = await expect_failure(world.audit("a-head").VerifyAudit(gone))
    assert failure.reason == "ROLE_NOT_ALLOWED"


async def test_rules_on_whose_figure_counts(world: World) -> None:
    rule = authority_pb2.Authority(
        agency="agencies/a", kind=finding_pb2.FACT_KIND_DATE, area_code="32.78", basis="Perpres"
    )
    request = authority_pb2.PutAuthorityRequest(authority=rule)
    kept = (await world.authorities("admin").PutAuthority(request)).authority
    assert kept.create_time.ToDatetime(tzinfo=NOW.tzinfo) == NOW
    for key in ("a", "a-ani", "kori", "admin"):
        listed = await world.authorities(key).ListAuthorities(
            authority_pb2.ListAuthoritiesRequest()
        )
        assert list(listed.authorities) == [kept]
    failure = await expect_failure(world.authorities("a-head").PutAuthority(request))
    assert failure.reason == "ROLE_NOT_ALLOWED"
    wide = authority_pb2.PutAuthorityRequest(authority=authority_pb2.Authority(agency="agencies/a"))
    failure = await expect_failure(world.authorities("admin").PutAuthority(wide))
    assert (failure.reason, failure.fields) == ("AUTHORITY_TOO_WIDE", ["authority"])
    # From the next change on it counts: the case asks the others and tells the authority.
    merge = case_pb2.MergeCasesRequest(name=world.case.name, others=[world.other.name])
    merged = (await world.cases("a-head").MergeCases(merge)).case
    assert [party.authority for party in merged.parties] == [True, False, False]
    delete = authority_pb2.DeleteAuthorityRequest(name=kept.name)
    await world.authorities("admin").DeleteAuthority(delete)
    failure = await expect_failure(world.authorities("admin").DeleteAuthority(delete))
    assert failure.reason == "AUTHORITY_NOT_FOUND"
