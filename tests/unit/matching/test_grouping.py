"""Which case a finding belongs to, beyond the draft that two findings share."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from selaras.matching.cases.assembly import Assembly, replace_findings
from selaras.matching.cases.matters import Links
from selaras.matching.cases.settle import refresh
from selaras.matching.domain.case import (
    Case,
    CaseState,
    Person,
    Proposal,
    ProposalState,
    Resolution,
    ResolutionKind,
    TimelineKind,
)
from selaras.matching.domain.dismissal import Basis, Dismissal, clashes_of
from selaras.matching.domain.facts import FactKind
from selaras.matching.domain.finding import Evidence, Finding, Relation
from selaras.matching.domain.message import Message, MessageState
from selaras.matching.domain.stated import Sort, Stated

from tests.fakes.matching import FakeStore
from tests.support.matching import NOW, finding, message, passage

A, B, C, D, E = (message(name) for name in ("a", "b", "c", "d", "e"))


async def check(
    store: FakeStore, key: str, *fresh: Finding, links: Links | None = None
) -> Assembly:
    async with store.transaction() as transaction:
        return await replace_findings(transaction, key, fresh, NOW, links=links or Links())


async def put(store: FakeStore, *messages: Message) -> None:
    async with store.transaction() as transaction:
        for item in messages:
            await transaction.put_message(item)


def saying(left: Message, right: Message, mine: str, theirs: str) -> Finding:
    """A finding on two sentences."""
    evidence = Evidence(FactKind.DATE, passage(mine), passage(theirs), 0.8)
    base = finding(left, right)
    return replace(base, verdict=replace(base.verdict, evidence=(evidence,)))


def on_day(left: Message, right: Message, mine: str, theirs: str) -> Finding:
    """A finding on two days, as ISO dates."""
    values = [Stated(FactKind.DATE, Sort.DATE, day, day) for day in (mine, theirs)]
    evidence = Evidence(FactKind.DATE, passage(mine), passage(theirs), 0.8, *values)
    base = finding(left, right)
    return replace(base, verdict=replace(base.verdict, evidence=(evidence,)))


def strangers(*pairs: tuple[Message, Message], kin: tuple[Message, ...] = ()) -> Links:
    return Links(
        frozenset(item.key for item in kin),
        frozenset(frozenset((one.key, other.key)) for one, other in pairs),
    )


async def test_twelve_copies_of_one_post_are_one_case() -> None:
    store = FakeStore()
    copies = [message(f"agency-{number}") for number in range(12)]
    for place, copy in enumerate(copies):
        await check(store, copy.key, *(finding(copy, other) for other in copies[:place]))
    live = [case for case in store.cases.values() if case.is_live]
    assert [len(case.agencies) for case in live] == [12]
    assert len(store.active) == 66


async def test_a_digest_is_in_the_case_of_each_of_its_matters() -> None:
    store = FakeStore()
    apart = strangers((B, C))
    found = [
        saying(A, B, "Vaksinasi 3 Mei.", "Vaksinasi 4 Mei."),
        saying(A, C, "Pasar murah 9 Mei.", "Pasar murah 8 Mei."),
    ]
    assembly = await check(store, A.key, *found, links=apart)
    assert sorted(case.agencies for case in assembly.opened) == [("a", "b"), ("a", "c")]


async def test_messages_with_nothing_in_common_but_the_sentence_they_contradict_are_one_case() -> (
    None
):
    store = FakeStore()
    found = [
        saying(A, B, "Libur 3 Mei.", "Puskesmas tutup 4 Mei."),
        saying(A, C, "Libur 3 Mei.", "Sekolah masuk 3 Mei."),
    ]
    assembly = await check(store, A.key, *found, links=strangers((B, C)))
    assert [case.agencies for case in assembly.opened] == [("a", "b", "c")]


async def test_a_digest_does_not_join_the_cases_that_are_there() -> None:
    store = FakeStore()
    await check(store, B.key, saying(B, D, "Vaksinasi 4 Mei.", "Vaksinasi 5 Mei."))
    await check(store, C.key, saying(C, E, "Pasar murah 8 Mei.", "Pasar murah 7 Mei."))
    found = [
        saying(A, B, "Vaksinasi 3 Mei.", "Vaksinasi 4 Mei."),
        saying(A, C, "Pasar murah 9 Mei.", "Pasar murah 8 Mei."),
    ]
    unlike = [(B, C), (B, E), (C, D), (D, E)]
    assembly = await check(store, A.key, *found, links=strangers(*unlike))
    assert not assembly.resolved
    assert not assembly.opened
    assert sorted(case.agencies for case in assembly.updated) == [("a", "b", "d"), ("a", "c", "e")]


async def test_a_draft_that_agrees_with_one_side_joins_its_case() -> None:
    store = FakeStore()
    [first] = (await check(store, A.key, finding(A, B))).opened
    # C says what A says and contradicts D, which has no finding yet.
    assembly = await check(store, C.key, finding(C, D), links=strangers(kin=(A, D)))
    assert [case.id for case in assembly.updated] == [first.id]
    assert assembly.updated[0].agencies == ("a", "b", "c", "d")


async def test_a_draft_that_is_like_one_of_many_copies_is_not_of_their_case() -> None:
    store = FakeStore()
    copies = [message(f"agency-{number}") for number in range(9)]
    for place, copy in enumerate(copies):
        alike = (finding(copy, other, Relation.OVERLAP) for other in copies[:place])
        await check(store, copy.key, *alike)
    everybody = Links(compared=frozenset(copy.key for copy in copies))
    assembly = await check(store, A.key, finding(A, copies[0], Relation.OVERLAP), links=everybody)
    assert [case.agencies for case in assembly.opened] == [("a", "agency-0")]
    # What contradicts one of them concerns them all.
    assembly = await check(store, B.key, finding(B, copies[1]), links=everybody)
    assert [len(case.agencies) for case in assembly.updated] == [10]


async def test_cases_that_people_split_are_not_joined_again() -> None:
    store = FakeStore()
    [one] = (await check(store, A.key, finding(A, B))).opened
    [other] = (await check(store, C.key, finding(C, D))).opened
    async with store.transaction() as transaction:
        await transaction.put_case(replace(one, apart=frozenset({other.id})))
    assembly = await check(store, E.key, finding(E, A), finding(E, C))
    assert not assembly.resolved
    assert store.cases[one.id].is_live
    assert store.cases[other.id].is_live


async def test_what_was_split_off_stays_where_people_put_it() -> None:
    store = FakeStore()
    first, second = finding(A, B), finding(A, C)
    [case] = (await check(store, A.key, first, second)).opened
    async with store.transaction() as transaction:
        split = replace(case, id="split", apart=frozenset({case.id}))
        await transaction.put_case(split)
        await transaction.put_finding(replace(second, case_id="split"))
        await transaction.put_case(replace(case, apart=frozenset({"split"})))
    revised = replace(A, revision=2, version=2)
    await check(store, A.key, finding(revised, B), finding(revised, C))
    assert store.all_findings[second.id].case_id == "split"
    assert store.all_findings[first.id].case_id == case.id


async def test_a_dismissed_pair_stays_silent_through_edits() -> None:
    store = FakeStore()
    said = on_day(A, B, "2026-05-03", "2026-05-04")
    await dismiss(store, said)
    revised = replace(A, revision=2, version=2)
    again = on_day(revised, B, "2026-05-03", "2026-05-04")
    assert await check(store, A.key, again) == Assembly()
    # Seen from the other side the pair is as silent.
    assert await check(store, B.key, again.seen_from("b")) == Assembly()
    assert not store.cases


async def test_a_dismissed_pair_comes_back_when_a_fact_changes_and_says_which() -> None:
    store = FakeStore()
    await dismiss(store, on_day(A, B, "2026-05-03", "2026-05-04"))
    revised = replace(A, revision=2, version=2)
    [case] = (await check(store, A.key, on_day(revised, B, "2026-05-06", "2026-05-04"))).opened
    [returned] = [
        entry for entry in await timeline(store, case) if entry.kind is TimelineKind.RETURNED
    ]
    assert returned.detail == "date"


async def test_one_sides_word_alone_does_not_silence_a_pair() -> None:
    store = FakeStore()
    await dismiss(store, on_day(A, B, "2026-05-03", "2026-05-04"), basis=None)
    assembly = await check(store, A.key, on_day(A, B, "2026-05-03", "2026-05-04"))
    assert len(assembly.opened) == 1


async def test_a_new_clash_in_an_agreed_case_opens_it_again() -> None:
    store = FakeStore()
    [case] = (await check(store, A.key, finding(A, B))).opened
    async with store.transaction() as transaction:
        agreed = replace(case, state=CaseState.AGREED, agreed_kind=ResolutionKind.WE_CORRECT)
        await transaction.put_case(agreed)
    assembly = await check(store, C.key, finding(C, A))
    [again] = assembly.updated
    assert (again.state, again.agreed_kind) == (CaseState.OPEN, None)
    assert assembly.changes[again.id].kind is TimelineKind.REOPENED


async def test_the_correction_resolves_an_agreed_case_and_its_proposal_ends() -> None:
    store = FakeStore()
    [case] = (await check(store, A.key, finding(A, B))).opened
    proposal = Proposal(1, ResolutionKind.YOU_CORRECT, "", Person("b", "humas"), NOW)
    async with store.transaction() as transaction:
        await transaction.put_case(replace(case, proposal=proposal))
    [resolved] = (await check(store, A.key)).resolved
    assert resolved.resolution is Resolution.CORRECTED
    assert resolved.proposal is not None
    assert resolved.proposal.state is ProposalState.OVERTAKEN
    assert [party.findings for party in resolved.parties] == [0, 0]


async def test_the_deadline_is_the_earliest_planned_publication() -> None:
    store = FakeStore()
    late, early = NOW + timedelta(hours=9), NOW + timedelta(hours=5)
    one, other = replace(A, publish_time=late), replace(B, publish_time=early)
    await put(store, one, other)
    [case] = (await check(store, A.key, finding(one, other))).opened
    assert case.deadline == early
    out = replace(other, state=MessageState.PUBLISHED, version=2)
    await put(store, out)
    async with store.transaction() as transaction:
        after = await refresh(transaction, case.id, NOW)
        assert after is not None
        assert after.deadline == late
        assert await refresh(transaction, case.id, NOW) is None


async def test_the_timeline_tells_what_happened() -> None:
    store = FakeStore()
    [case] = (await check(store, A.key, finding(A, B))).opened
    await check(store, A.key)
    assert [entry.kind for entry in await timeline(store, case)] == [
        TimelineKind.OPENED,
        TimelineKind.FINDING,
        TimelineKind.FINDING_GONE,
        TimelineKind.RESOLVED,
    ]


async def dismiss(store: FakeStore, said: Finding, basis: Basis | None = Basis.BOTH_SIDES) -> None:
    async with store.transaction() as transaction:
        await transaction.put_dismissal(
            Dismissal(said.id, (Person("a", "humas"),), basis, clashes_of(said), "other_area", NOW)
        )


async def timeline(store: FakeStore, case: Case) -> list:
    async with store.transaction() as transaction:
        return await transaction.timeline(case.id)
