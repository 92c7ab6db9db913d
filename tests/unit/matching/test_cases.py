"""Findings gathered into cases."""

from __future__ import annotations

from dataclasses import replace

from selaras.matching.cases.assembly import Assembly, replace_findings
from selaras.matching.domain.case import CaseState, Resolution
from selaras.matching.domain.finding import Confidence, Finding, Relation

from tests.fakes.matching import FakeStore
from tests.support.matching import NOW, finding, message

A, B, C, D = (message(name) for name in ("a", "b", "c", "d"))


async def check(store: FakeStore, key: str, *fresh: Finding, **options: Resolution) -> Assembly:
    async with store.transaction() as transaction:
        return await replace_findings(transaction, key, fresh, NOW, **options)


async def test_a_conflict_opens_a_case_of_both_agencies() -> None:
    store = FakeStore()
    assembly = await check(store, A.key, finding(A, B))
    [case] = assembly.opened
    assert (case.agencies, case.state, case.version) == (("a", "b"), CaseState.OPEN, 1)
    assert case.relation is Relation.CONTRADICTION
    assert [item.case_id for item in store.all_findings.values()] == [case.id]


async def test_the_same_findings_again_change_nothing() -> None:
    store = FakeStore()
    await check(store, A.key, finding(A, B))
    noted = len(store.noted)
    assert await check(store, A.key, finding(A, B)) == Assembly()
    # The other side is checked too and sees the same pair from its end.
    mirrored = finding(A, B).seen_from("b")
    assert await check(store, B.key, mirrored) == Assembly()
    assert len(store.noted) == noted


async def test_a_listed_finding_is_in_no_case() -> None:
    store = FakeStore()
    listed = finding(A, B, confidence=Confidence.POSSIBLE)
    assert await check(store, A.key, listed) == Assembly()
    assert [item.case_id for item in store.all_findings.values()] == [""]


async def test_findings_that_share_a_draft_belong_together() -> None:
    store = FakeStore()
    [case] = (await check(store, A.key, finding(A, B))).opened
    assembly = await check(store, C.key, finding(C, B))
    assert not assembly.opened
    [updated] = assembly.updated
    assert (updated.id, updated.agencies, updated.version) == (case.id, ("a", "b", "c"), 2)


async def test_a_draft_between_two_cases_makes_one_of_them() -> None:
    store = FakeStore()
    [first] = (await check(store, A.key, finding(A, B))).opened
    [second] = (await check(store, C.key, finding(C, D))).opened
    bridge = message("e")
    assembly = await check(store, bridge.key, finding(bridge, A), finding(bridge, C))
    assert {case.id for case in assembly.resolved} | {case.id for case in assembly.updated} == {
        first.id,
        second.id,
    }
    [merged] = assembly.resolved
    [home] = assembly.updated
    assert merged.resolution is Resolution.MERGED
    assert home.agencies == ("a", "b", "c", "d", "e")
    assert {item.case_id for item in store.all_findings.values()} == {home.id}


async def test_a_corrected_draft_resolves_its_case() -> None:
    store = FakeStore()
    [case] = (await check(store, A.key, finding(A, B))).opened
    assembly = await check(store, A.key)
    [resolved] = assembly.resolved
    assert (resolved.id, resolved.resolution) == (case.id, Resolution.CORRECTED)
    assert resolved.agencies == ("a", "b")
    assert not store.active


async def test_a_withdrawn_draft_leaves_the_others_in_their_case() -> None:
    store = FakeStore()
    await check(store, A.key, finding(A, B), finding(A, C))
    await check(store, B.key, finding(B, A), finding(B, C))
    assembly = await check(store, A.key, when_gone=Resolution.WITHDRAWN)
    [updated] = assembly.updated
    assert updated.state is CaseState.OPEN
    assert len(store.active) == 1


async def test_an_overlap_that_becomes_a_contradiction_raises_the_case() -> None:
    store = FakeStore()
    await check(store, A.key, finding(A, B, relation=Relation.OVERLAP))
    revised = replace(A, revision=2, version=2)
    assembly = await check(store, A.key, finding(revised, B))
    [updated] = assembly.updated
    assert updated.relation is Relation.CONTRADICTION


async def test_a_conflict_that_fades_to_possible_leaves_its_case() -> None:
    store = FakeStore()
    await check(store, A.key, finding(A, B))
    faded = finding(A, B, confidence=Confidence.POSSIBLE, probability=0.3)
    assembly = await check(store, A.key, faded)
    assert [case.resolution for case in assembly.resolved] == [Resolution.CORRECTED]
    assert [item.case_id for item in store.all_findings.values()] == [""]
