"""Cases, their timelines, dismissals, authorities and requests: one suite for every store."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from selaras.matching.domain.authority import Authority
from selaras.matching.domain.case import (
    Answer,
    Case,
    CaseState,
    Party,
    Person,
    Proposal,
    ProposalState,
    Resolution,
    ResolutionKind,
    Severity,
    TimelineEntry,
    TimelineKind,
)
from selaras.matching.domain.dismissal import Basis, Clash, Dismissal
from selaras.matching.domain.facts import FactKind
from selaras.matching.domain.finding import Relation
from selaras.matching.domain.viewer import scope_of
from selaras.matching.handlers.case_ports import CaseStore
from selaras.matching.ports import CaseQuery

from tests.support.matching import NOW, finding, message

ANI, BUDI = Person("dinkes", "ani"), Person("disdik", "budi")
SOON, LATER = NOW + timedelta(hours=1, microseconds=7), NOW + timedelta(days=2)


def case(case_id: str = "c1", *agencies: str, **fields) -> Case:
    parties = tuple(Party(name, 1) for name in agencies or ("dinkes", "disdik"))
    base = Case(case_id, CaseState.OPEN, 1, Relation.CONTRADICTION, parties, NOW, NOW)
    return replace(base, **fields)


FULL = case(
    state=CaseState.RESOLVED,
    version=7,
    parties=(
        Party("dinkes", 2, NOW, "ani", "ani", authority=True),
        Party("disdik", 0, assignee="budi"),
    ),
    change_time=LATER,
    resolution=Resolution.MERGED,
    severity=Severity.CRITICAL,
    topic="kesehatan",
    area_codes=("32", "32.78"),
    kinds=(FactKind.AMOUNT, FactKind.DATE),
    deadline=SOON,
    proposal=Proposal(
        3,
        ResolutionKind.JOINT_STATEMENT,
        "Bersama: 3 Mei 👋",
        ANI,
        NOW,
        ProposalState.DECLINED,
        (Answer(False, "Bukan begitu.", BUDI, SOON),),
    ),
    agreed_kind=ResolutionKind.BOTH_RIGHT,
    merged_into="c9",
    apart=frozenset({"c7", "c8"}),
)


async def put(store: CaseStore, *cases: Case) -> None:
    async with store.transaction() as transaction:
        for item in cases:
            await transaction.put_case(item)


async def ids(store: CaseStore, **query) -> list[str]:
    found, _ = await store.cases(CaseQuery(**query))
    return [item.id for item in found]


async def test_a_case_comes_back_as_it_was(store: CaseStore) -> None:
    await put(store, case(), FULL)
    assert await store.case("c1") == FULL
    assert await store.case("c2") is None
    async with store.transaction() as transaction:
        assert await transaction.case("c1") == FULL


async def test_the_most_urgent_comes_first_and_pages_follow_each_other(store: CaseStore) -> None:
    await put(
        store,
        case("z", state=CaseState.RESOLVED, deadline=SOON),
        case("d", severity=Severity.CRITICAL),
        case("c", deadline=LATER, severity=Severity.CRITICAL),
        case("b2", deadline=SOON, severity=Severity.HIGH),
        case("b1", deadline=SOON, severity=Severity.HIGH),
        case("a", deadline=SOON, severity=Severity.CRITICAL),
        case("e", severity=Severity.LOW, state=CaseState.AGREED),
    )
    order = ["a", "b1", "b2", "c", "d", "e", "z"]
    states = tuple(CaseState)
    assert await ids(store, states=states) == order
    for size in (1, 2, 3, 7):
        seen: list[str] = []
        after: tuple[str, ...] = ()
        while True:
            page, after = await store.cases(CaseQuery(states=states, limit=size, after=after))
            seen += [item.id for item in page]
            if not after:
                break
        assert seen == order
    assert await ids(store) == order[:-1]


async def test_cases_of_an_agency_also_when_its_text_was_corrected(store: CaseStore) -> None:
    await put(store, case("c1"), case("c2", "polres", "disdik"), FULL)
    await put(store, replace(case("c1"), parties=(Party("dinkes", 0), Party("disdik", 1))))
    assert await ids(store, agency="dinkes") == ["c1"]
    assert await ids(store, agency="disdik") == ["c1", "c2"]
    assert await ids(store, agency="din") == []


@pytest.mark.parametrize(
    ("areas", "found"),
    [
        (("32",), ["city", "everywhere", "province", "two"]),
        (("32.78",), ["city", "everywhere", "province"]),
        (("32.78.01",), ["city", "everywhere", "province"]),
        (("32.7",), ["everywhere", "province"]),
        (("33.01", "91"), ["everywhere", "two"]),
        (("%",), ["everywhere"]),
    ],
)
async def test_subscribed_areas(store: CaseStore, areas, found) -> None:
    await put(
        store,
        case("city", area_codes=("32.78",)),
        case("everywhere"),
        case("province", area_codes=("32",)),
        case("two", area_codes=("33.01", "32.04")),
    )
    assert await ids(store, areas=areas) == found


async def test_filters(store: CaseStore) -> None:
    one = case("c1", topic="kesehatan", severity=Severity.HIGH, area_codes=("32.78",))
    parties = (Party("dinkes", 1, assignee="ani"), Party("disdik", 1))
    await put(
        store,
        replace(one, parties=parties),
        case("c2", relation=Relation.OVERLAP, severity=Severity.LOW),
    )
    for query, found in (
        ({"topics": ("kesehatan", "pangan")}, ["c1"]),
        ({"topic": "kesehatan"}, ["c1"]),
        ({"relation": "overlap"}, ["c2"]),
        ({"min_severity": Severity.MEDIUM}, ["c1"]),
        ({"area_code": "32"}, ["c1"]),
        ({"area_code": "32.78"}, ["c1"]),
        ({"area_code": "3"}, []),
        ({"area_code": "32_78"}, []),
        ({"assignee": "agencies/dinkes/owners/ani"}, ["c1"]),
        ({"assignee": "agencies/disdik/owners/ani"}, []),
        ({"states": (CaseState.RESOLVED,)}, []),
    ):
        assert await ids(store, **query) == found, query


async def test_changes_tell_who_could_see_a_case_before_and_after(store: CaseStore) -> None:
    first = case("c1")
    wider = replace(case("c1", "dinkes", "disdik", "polres"), topic="pangan", area_codes=("32",))
    await put(store, first, case("c2"), wider)
    steps = await store.scoped_changes(0, 10)
    assert [(step.case_id, step.before, step.after) for step in steps] == [
        ("c1", None, scope_of(first)),
        ("c2", None, scope_of(case("c2"))),
        ("c1", scope_of(first), scope_of(wider)),
    ]
    changes = await store.case_changes(steps[0].sequence, 1)
    assert [(change.sequence, change.case_id) for change in changes] == [(steps[1].sequence, "c2")]
    assert await store.case_change_bounds() == (steps[0].sequence, steps[-1].sequence)


async def test_before_the_first_change_there_are_no_bounds(store: CaseStore) -> None:
    assert await store.case_change_bounds() == (1, 0)
    assert await store.scoped_changes(0, 10) == []


async def test_the_timeline_keeps_the_order(store: CaseStore) -> None:
    entries = [
        TimelineEntry(TimelineKind.OPENED, NOW),
        TimelineEntry(TimelineKind.COMMENTED, NOW, ANI, text="Halo\n👋"),
        TimelineEntry(TimelineKind.ASSIGNED, NOW, BUDI, subject="agencies/disdik/owners/budi"),
        TimelineEntry(TimelineKind.RESOLVED, SOON, detail="CORRECTED"),
    ]
    async with store.transaction() as transaction:
        await transaction.note("c1", *entries[:3])
        await transaction.note("c2", entries[0])
        await transaction.note("c1", entries[3])
        assert await transaction.timeline("c1") == entries
    assert await store.timeline("c1") == entries
    assert await store.timeline("c3") == []


async def test_findings_by_case(store: CaseStore) -> None:
    one = finding(message("dinkes"), message("disdik"), case_id="c1")
    other = finding(message("dinkes"), message("polres"), case_id="c2")
    gone = finding(message("dinkes"), message("kodim"), case_id="c1")
    async with store.transaction() as transaction:
        for item in (one, other, gone):
            await transaction.put_finding(item)
        await transaction.remove_finding(gone)
        assert await transaction.finding(one.id) == one
        assert await transaction.finding(gone.id) is None
    assert await store.case_findings("c1") == [one]
    assert await store.findings_in(["c1", "c2", "c3"]) == {"c1": [one], "c2": [other]}
    assert await store.findings_in([]) == {}


async def test_messages_and_agencies_for_views(store: CaseStore) -> None:
    mine = message("dinkes")
    newer = message("dinkes", "2", authored=SOON)
    newer = replace(newer, agency=replace(newer.agency, display_name="Dinas Kesehatan"))
    async with store.transaction() as transaction:
        for item in (mine, newer):
            await transaction.put_message(item)
    assert await store.messages_by_key([mine.key, "x/1"]) == {mine.key: mine}
    assert await store.messages_by_key([]) == {}
    assert await store.agencies(["dinkes", "disdik"]) == {"dinkes": newer.agency}


async def test_a_dismissal_comes_back_as_it_was(store: CaseStore) -> None:
    first = Dismissal("f1", (ANI,), None, frozenset({Clash("date", "a|b", "c")}), "other", NOW)
    done = replace(first, said=(ANI, BUDI), basis=Basis.BOTH_SIDES, clashes=frozenset())
    async with store.transaction() as transaction:
        await transaction.put_dismissal(first)
        assert await transaction.dismissals(["f1", "f2"]) == {"f1": first}
        await transaction.put_dismissal(done)
        assert await transaction.dismissals(["f1"]) == {"f1": done}
        assert await transaction.dismissals([]) == {}


async def test_a_rule_takes_the_place_of_the_one_for_the_same(store: CaseStore) -> None:
    first = Authority("r1", "dinkes", "kesehatan", FactKind.DATE, "32", "Perpres", NOW)
    same = replace(first, id="r2", agency="bpom", basis="")
    wider = replace(first, id="r3", kind=None, area_code="")
    async with store.transaction() as transaction:
        for rule in (first, same, wider):
            await transaction.put_authority(rule)
        assert sorted(await transaction.authorities(), key=lambda rule: rule.id) == [same, wider]
        assert await transaction.delete_authority("r2")
        assert not await transaction.delete_authority("r1")
    assert await store.authorities() == [wider]


async def test_requests_are_remembered_and_forgotten(store: CaseStore) -> None:
    async with store.transaction() as transaction:
        assert await transaction.request("p", "r1") is None
        await transaction.put_request("p", "r1", "d1", NOW)
        await transaction.put_request("q", "r1", "d2", LATER)
        assert await transaction.request("p", "r1") == "d1"
    assert await store.forget_requests(SOON) == 1
    async with store.transaction() as transaction:
        assert await transaction.request("p", "r1") is None
        assert await transaction.request("q", "r1") == "d2"
