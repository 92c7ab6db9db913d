"""Reading the audit trail and proving that it is whole; the rules on whose figure counts."""

from __future__ import annotations

from dataclasses import replace

import pytest
from selaras.gazetteer import Gazetteer
from selaras.kit.errors import InvalidRequest, NotFound, PermissionDenied
from selaras.matching.domain.audit import verify
from selaras.matching.domain.case import Case
from selaras.matching.domain.facts import FactKind
from selaras.matching.handlers import audit
from selaras.matching.handlers.authorities import AuthorityHandler, Rule

from tests.support.matching import finding, message
from tests.support.matching_cases import ADMIN, Room, coordinator, head, owner, plugin

A, B, C = (message(name) for name in ("a", "b", "c"))


@pytest.fixture
def room() -> Room:
    return Room()


@pytest.fixture
async def case(room: Room) -> Case:
    case = await room.open([A, B], [finding(A, B)])
    for number in range(4):
        await room.decisions.comment(owner("a"), case.id, f"Ke-{number}.", "")
    return case


@pytest.fixture
def authorities(room: Room) -> AuthorityHandler:
    return AuthorityHandler(room.store, Gazetteer.load().is_known, room.clock)


# The trail


async def test_pages_follow_each_other(room: Room, case: Case) -> None:
    first = await room.audit.page(ADMIN, "", 0, 2)
    rest = await room.audit.page(ADMIN, "", first[-1].sequence, 0)
    assert [entry.sequence for entry in first + rest] == [1, 2, 3, 4, 5]
    assert [entry.record.action.value for entry in first] == ["CASE_OPENED", "CASE_COMMENTED"]
    assert await room.audit.page(ADMIN, "cases/other", 0, 0) == []
    assert len(await room.audit.page(ADMIN, case.name, 0, 0)) == 5
    with pytest.raises(InvalidRequest, match="CASE_NAME_INVALID"):
        await room.audit.page(ADMIN, "other", 0, 0)


async def test_a_head_reads_what_concerns_the_agency(room: Room, case: Case) -> None:
    assert len(await room.audit.page(head("b"), "", 0, 0)) == 5
    assert await room.audit.page(head("c"), "", 0, 0) == []
    assert await room.audit.page(head("c"), case.name, 0, 0) == []


async def test_others_do_not_read_it(room: Room) -> None:
    for caller in (plugin("a"), owner("a"), coordinator()):
        with pytest.raises(PermissionDenied, match="ROLE_NOT_ALLOWED"):
            await room.audit.page(caller, "", 0, 0)
        with pytest.raises(PermissionDenied, match="ROLE_NOT_ALLOWED"):
            await room.audit.verify(caller, "")
    with pytest.raises(PermissionDenied, match="ROLE_NOT_ALLOWED"):
        await room.audit.verify(head("a"), "")


@pytest.mark.parametrize("batch", [1, 2, 5, 1000])
async def test_the_whole_trail_is_verified_page_by_page(room, case, monkeypatch, batch) -> None:
    monkeypatch.setattr(audit, "_BATCH", batch)
    trail = room.store.trail
    found = await room.audit.verify(ADMIN, trail[2].hash)
    assert found == verify(trail, trail[2].hash)
    assert (found.entries, found.last_hash, found.reason) == (5, trail[-1].hash, "")
    forged = replace(trail[3], record=replace(trail[3].record, actor="agencies/b"))
    for changed, known, reason, at in (
        ([*trail[:3], forged, *trail[4:]], "", "HASH_WRONG", 4),
        ([*trail[:2], *trail[3:]], "", "ENTRY_MISSING", 3),
        (trail[:4], trail[4].hash, "KNOWN_HASH_MISSING", 0),
        (trail[1:], "", "ENTRY_MISSING", 1),
    ):
        room.store.trail = changed
        found = await room.audit.verify(ADMIN, known)
        assert found == verify(changed, known)
        assert (found.reason, found.broken_at) == (reason, at)


async def test_an_empty_trail_is_whole(room: Room) -> None:
    found = await room.audit.verify(ADMIN, "")
    assert (found.entries, found.reason) == (0, "")


# Authorities


def rule(**fields) -> Rule:
    values = {"agency": "agencies/dinkes", "topic": "kesehatan", "kind": None, "area_code": ""}
    return Rule(**(values | {"basis": "Perpres 39/2019"} | fields))


async def test_a_rule_is_put_replaced_and_deleted(room: Room, authorities) -> None:
    first = await authorities.put(ADMIN, rule())
    other = await authorities.put(ADMIN, rule(agency="agencies/bpom"))
    assert first.id == other.id
    assert [item.agency for item in await authorities.page()] == ["bpom"]
    await authorities.delete(ADMIN, first.id)
    assert await authorities.page() == []
    with pytest.raises(NotFound, match="AUTHORITY_NOT_FOUND"):
        await authorities.delete(ADMIN, first.id)
    assert room.actions() == ["AUTHORITY_PUT", "AUTHORITY_PUT", "AUTHORITY_DELETED"]
    record = room.store.trail[-1].record
    assert (record.actor, record.subject) == ("admin", f"authorities/{first.id}")
    assert (record.detail["agency"], record.agencies) == ("agencies/bpom", ("bpom",))


async def test_the_most_specific_rule_comes_first(authorities) -> None:
    wide = await authorities.put(ADMIN, rule())
    city = await authorities.put(ADMIN, rule(area_code="32.78"))
    province = await authorities.put(ADMIN, rule(area_code="32"))
    amount = await authorities.put(ADMIN, rule(topic="", kind=FactKind.AMOUNT))
    both = await authorities.put(ADMIN, rule(kind=FactKind.AMOUNT))
    assert await authorities.page() == [both, amount, city, province, wide]


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"topic": ""}, "AUTHORITY_TOO_WIDE"),
        ({"agency": "dinkes"}, "NAME_INVALID"),
        ({"agency": "agencies/Dinkes"}, "NAME_INVALID"),
        ({"topic": "Kesehatan!"}, "TOPIC_INVALID"),
        ({"area_code": "99.99"}, "AREA_UNKNOWN"),
        ({"basis": "a\0b"}, "TEXT_HAS_CONTROL_CHARACTERS"),
    ],
)
async def test_a_bad_rule_is_named_and_not_kept(room: Room, authorities, fields, reason) -> None:
    with pytest.raises(InvalidRequest, match=reason):
        await authorities.put(ADMIN, rule(**fields))
    assert await authorities.page() == []
    assert room.actions() == []


async def test_only_administrators_keep_the_rules(authorities) -> None:
    kept = await authorities.put(ADMIN, rule())
    for caller in (plugin("a"), owner("a"), head("a"), coordinator()):
        with pytest.raises(PermissionDenied, match="ROLE_NOT_ALLOWED"):
            await authorities.put(caller, rule())
        with pytest.raises(PermissionDenied, match="ROLE_NOT_ALLOWED"):
            await authorities.delete(caller, kept.id)
