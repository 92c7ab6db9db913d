"""One suite for alerting's store, on every backend."""

from __future__ import annotations

from dataclasses import replace

import pytest
from selaras.alerting.domain.decision import Decision, Reason
from selaras.alerting.domain.model import (
    Agency,
    AgencyRecord,
    CaseProgress,
    CaseState,
    Notice,
    Owner,
    Status,
)
from selaras.alerting.entrypoints.convert import from_proto_case
from selaras.kit.clock import FakeClock

from tests.fakes.alerting import case_payload

RECORD = AgencyRecord(
    Agency("dinkes", "Dinas Kesehatan", 4, "32.78"),
    (Owner("a", "Ibu A", "0811", "Asia/Jayapura"), Owner("b", "Pak B")),
    5,
)


def make_notice(owner: str = "a", epoch: int = 0, **values) -> Notice:
    event = from_proto_case(case_payload(**values))
    return Notice(event, Owner(owner, owner), epoch, (), "judul", "isi", FakeClock().now())


async def test_an_agency_comes_back_as_it_was_put(store):
    async with store.transaction() as unit:
        assert await unit.agencies(["dinkes"]) == {}
        assert await unit.put_agency(RECORD)
        assert (await unit.agencies(["dinkes"]))["dinkes"] == RECORD
    assert await store.agency_ids() == ["dinkes"]


async def test_an_older_or_equal_record_changes_nothing(store):
    async with store.transaction() as unit:
        await unit.put_agency(RECORD)
        for version in (4, 5):
            assert not await unit.put_agency(replace(RECORD, owners=(), version=version))
        assert (await unit.agencies(["dinkes"]))["dinkes"] == RECORD


async def test_a_newer_record_replaces_the_owners(store):
    newer = replace(RECORD, owners=(Owner("c", "Bu C"),), version=6)
    async with store.transaction() as unit:
        await unit.put_agency(RECORD)
        assert await unit.put_agency(newer)
    async with store.transaction() as unit:
        assert (await unit.agencies(["dinkes"]))["dinkes"] == newer


async def test_progress_is_kept_for_each_case_and_agency(store):
    first = CaseProgress(1, 0, CaseState.OPEN, b"event")
    second = CaseProgress(2, 1, CaseState.RESOLVED)
    async with store.transaction() as unit:
        assert await unit.progress("cases/1", "dinkes") is None
        await unit.put_progress("cases/1", "dinkes", first)
        await unit.put_progress("cases/1", "disdik", second)
        assert await unit.progress("cases/1", "dinkes") == first
        await unit.put_progress("cases/1", "dinkes", second)
    async with store.transaction() as unit:
        assert await unit.progress("cases/1", "dinkes") == second


async def test_unserved_events_are_found_by_agency(store):
    async with store.transaction() as unit:
        await unit.put_progress("cases/2", "dinkes", CaseProgress(1, 0, CaseState.OPEN, b"two"))
        await unit.put_progress("cases/1", "dinkes", CaseProgress(1, 0, CaseState.OPEN, b"one"))
        await unit.put_progress("cases/3", "dinkes", CaseProgress(1, 0, CaseState.OPEN))
        await unit.put_progress("cases/1", "disdik", CaseProgress(1, 0, CaseState.OPEN, b"x"))
        assert await unit.unserved("dinkes") == [b"one", b"two"]


async def test_a_notice_is_made_once_for_case_owner_status_and_epoch(store, sent):
    async with store.transaction() as unit:
        assert await unit.add_notice(make_notice())
    async with store.transaction() as unit:
        assert not await unit.add_notice(make_notice(version=9))
        assert await unit.add_notice(make_notice("b"))
        assert await unit.add_notice(make_notice(overlap=True))
        assert await unit.add_notice(make_notice(epoch=1))
        assert await unit.told("cases/c1", "dinkes", 0) == {
            "a": {Status.OPEN_CONTRADICTION, Status.OPEN_OVERLAP},
            "b": {Status.OPEN_CONTRADICTION},
        }
        assert await unit.told("cases/c1", "dinkes", 1) == {"a": {Status.OPEN_CONTRADICTION}}
    assert await sent() == [
        "selaras.v1.alert.dinkes.a",
        "selaras.v1.alert.dinkes.b",
        "selaras.v1.alert.dinkes.a",
        "selaras.v1.alert.dinkes.a",
    ]


async def test_a_transaction_that_fails_leaves_nothing(store, sent):
    async def killed_half_way() -> None:
        async with store.transaction() as unit:
            await unit.put_agency(RECORD)
            await unit.add_notice(make_notice())
            raise RuntimeError("killed")

    with pytest.raises(RuntimeError):
        await killed_half_way()
    assert await store.agency_ids() == []
    assert await sent() == []
    async with store.transaction() as unit:
        assert await unit.told("cases/c1", "dinkes", 0) == {}


async def test_decisions_come_back_in_order(store):
    event = from_proto_case(case_payload())
    async with store.transaction() as unit:
        await unit.add_decision(event, Decision(Reason.ALERTED, "a"))
        await unit.add_decision(event, Decision(Reason.SKIPPED_OLDER_VERSION))
    assert await store.decisions("cases/c1") == [
        ("dinkes", Decision(Reason.ALERTED, "a")),
        ("dinkes", Decision(Reason.SKIPPED_OLDER_VERSION)),
    ]
    assert await store.decisions("cases/other") == []


async def test_texts_of_every_script_are_kept(store):
    odd = AgencyRecord(
        Agency("aceh", "Dinas ‘Ulama’ بَيْت 🌊", 2, ""), (Owner("o", "Cut Nyak’ Ñ"),), 1
    )
    async with store.transaction() as unit:
        await unit.put_agency(odd)
    async with store.transaction() as unit:
        assert (await unit.agencies(["aceh"]))["aceh"] == odd
