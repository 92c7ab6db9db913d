"""One suite for alerting's store, on every backend: directory, cases, alerts, decisions."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from selaras.alerting.domain.case import CaseState, Status
from selaras.alerting.domain.decision import Decision, Reason
from selaras.alerting.domain.directory import (
    Agency,
    AgencyRecord,
    Channel,
    ChannelKind,
    Hours,
    Owner,
    OwnerRole,
    Recipient,
    Shift,
)
from selaras.alerting.domain.notice import AlertKind, Digest, DigestLine, Notice, Telling, Told
from selaras.alerting.domain.track import Track, first_track
from selaras.alerting.entrypoints.convert import from_proto_case

from tests.fakes.alerting import case_payload
from tests.support.alerting import MONDAY

DINKES = Agency("dinkes", "Dinas Kesehatan", 4, "32.78")
FULL = Owner(
    "a",
    "Ibu A",
    "0811",
    "Asia/Jayapura",
    role=OwnerRole.COORDINATOR,
    channels=(
        Channel(ChannelKind.EMAIL, "a@b.go.id", "", 0),
        Channel(ChannelKind.WEBHOOK, "https://x.go.id/h", "whsec_x", 3),
    ),
    hours=(Hours(frozenset({1, 2}), 480, 960), Hours(frozenset({7}), 0, 1440)),
    topics=("kesehatan", "bencana"),
    area_codes=("32", "33.74"),
    min_severity=2,
    shifts=(Shift(MONDAY, MONDAY + timedelta(hours=8)),),
    rank=7,
    language="en",
)
RECORD = AgencyRecord(DINKES, (FULL, Owner("b", "Pak B")), 5)


def make_notice(
    owner: Owner | str = "a",
    epoch: int = 0,
    kind: AlertKind = AlertKind.OPENED,
    slot: str = "",
    **values,
) -> Notice:
    event = from_proto_case(case_payload(**values))
    who = owner if isinstance(owner, Owner) else Owner(owner, owner)
    telling = Telling(kind, event, "dinkes", Recipient(DINKES, who), epoch, slot=slot)
    return Notice(telling, "judul", "isi", "id", MONDAY)


def track(**values) -> Track:
    return first_track(from_proto_case(case_payload(**{"severity": "HIGH"} | values)))


async def test_an_agency_comes_back_as_it_was_put(store):
    async with store.transaction() as unit:
        assert await unit.agencies(["dinkes"]) == {}
        assert await unit.put_agency(RECORD)
        assert (await unit.agencies(["dinkes"]))["dinkes"] == RECORD
        assert await unit.agencies([]) == {}
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
        assert await unit.coordinators() == []


async def test_coordinators_of_all_agencies_are_found(store):
    other = replace(RECORD, agency=Agency("aceh", "Aceh", 2, "11"))
    async with store.transaction() as unit:
        await unit.put_agency(RECORD)
        await unit.put_agency(other)
    async with store.transaction() as unit:
        assert await unit.coordinators() == [
            Recipient(other.agency, FULL),
            Recipient(DINKES, FULL),
        ]


async def test_a_track_is_kept_for_each_case_and_agency(store):
    first = track(topic="kesehatan", areas=("32.78",), deadline=MONDAY, acknowledged="x")
    second = replace(
        first,
        version=2,
        epoch=3,
        state=CaseState.RESOLVED,
        announced=True,
        waiting=True,
        step=2,
        heard_severity=4,
        heard_others=frozenset({"disdik", "x"}),
        last_notice=MONDAY,
    )
    async with store.transaction() as unit:
        assert await unit.track("cases/c1", "dinkes") is None
        await unit.put_track(first)
        await unit.put_track(replace(second, agency_id="disdik"))
        assert await unit.track("cases/c1", "dinkes") == first
        await unit.put_track(second)
    async with store.transaction() as unit:
        assert await unit.track("cases/c1", "dinkes") == second
        assert await unit.peek("cases/c1", "dinkes") == second


async def test_the_tracks_of_a_case_are_read_by_agency(store):
    tracks = [track(agency=name) for name in ("kemenag", "dinkes")]
    async with store.transaction() as unit:
        for one in (*tracks, track(case="cases/c2"), replace(track(agency="prov"), event=None)):
            await unit.put_track(one)
        found = await unit.of_case("cases/c1")
        assert found == [*reversed(tracks), replace(track(agency="prov"), event=None)]
        assert await unit.of_case("cases/c3") == []


async def test_a_track_of_an_older_version_has_no_event(store):
    bare = replace(track(), event=None)
    async with store.transaction() as unit:
        await unit.put_track(bare)
        assert await unit.track("cases/c1", "dinkes") == bare


async def test_waiting_cases_are_found_by_agency(store):
    async with store.transaction() as unit:
        for number, waiting in ((2, True), (1, True), (3, False)):
            await unit.put_track(replace(track(case=f"cases/c{number}"), waiting=waiting))
        await unit.put_track(replace(track(agency="disdik"), waiting=True))
        resolved = track(case="cases/c4", resolved=True)
        await unit.put_track(replace(resolved, waiting=True))
        found = await unit.waiting("dinkes")
    assert [item.case_id for item in found] == ["cases/c1", "cases/c2"]


async def test_pairs_that_contradict_are_those_of_other_open_cases(store):
    async with store.transaction() as unit:
        await unit.put_track(track())
        await unit.put_track(track(case="cases/c2", others=("kemenag",)))
        await unit.put_track(track(case="cases/c3", others=("x",), overlap=True))
        await unit.put_track(track(case="cases/c4", others=("y",), resolved=True))
        await unit.put_track(track(case="cases/c5", others=("z",), agency="disdik"))
        found = await unit.contradicting("dinkes", "cases/c1")
    assert found == {("agencies/dinkes/drafts/post-1", "kemenag")}


async def test_overlaps_that_nobody_was_told_of_are_found(store):
    async with store.transaction() as unit:
        await unit.put_track(track(overlap=True))
        await unit.put_track(replace(track(case="cases/c2", overlap=True), announced=True))
        await unit.put_track(replace(track(case="cases/c3", overlap=True), waiting=True))
        await unit.put_track(track(case="cases/c4"))
        found = await unit.unannounced("dinkes")
    assert [item.case_id for item in found] == ["cases/c1"]


async def test_a_notice_is_made_once_for_what_it_tells_whom(store, sent):
    async with store.transaction() as unit:
        assert await unit.add_notice(make_notice())
    async with store.transaction() as unit:
        assert not await unit.add_notice(make_notice(version=9))
        assert await unit.add_notice(make_notice("b"))
        assert await unit.add_notice(make_notice(kind=AlertKind.REMINDER, slot="repeat-0"))
        assert await unit.add_notice(make_notice(epoch=1))
        told = await unit.told(track())
        assert sorted(told, key=lambda item: (item.owner_id, item.kind)) == [
            Told("dinkes", "a", AlertKind.OPENED, Status.OPEN_CONTRADICTION),
            Told("dinkes", "a", AlertKind.REMINDER, Status.OPEN_CONTRADICTION, "repeat-0"),
            Told("dinkes", "b", AlertKind.OPENED, Status.OPEN_CONTRADICTION),
        ]
        assert len(await unit.told(replace(track(), epoch=1))) == 1
        ids = [make_notice().alert_id, make_notice("c").alert_id]
        assert await unit.known_alerts(ids) == {ids[0]}
    assert await sent() == [
        "selaras.v1.alert.dinkes.a",
        "selaras.v1.alert.dinkes.b",
        "selaras.v1.alert.dinkes.a",
        "selaras.v1.alert.dinkes.a",
    ]


async def test_a_digest_tells_of_each_of_its_cases_and_counts_as_one_notice(store, sent):
    to = Recipient(DINKES, Owner("a", "a"))
    lines = tuple(
        DigestLine(make_notice(case=f"cases/c{number}", severity="LOW").telling, f"judul {number}")
        for number in (1, 2)
    )
    digest = Digest(to, lines, "dua kasus", "isi", "id", MONDAY)
    async with store.transaction() as unit:
        assert await unit.add_digest(digest)
        assert not await unit.add_digest(digest)
        assert len(await unit.told(track())) == 1
        assert len(await unit.told(track(case="cases/c2"))) == 1
        assert await unit.recent("dinkes", "a", MONDAY - timedelta(hours=1)) == [MONDAY]
    assert await sent() == ["selaras.v1.alert.dinkes.a"]


async def test_recent_notices_are_those_of_one_owner_after_a_moment(store):
    hours = [timedelta(hours=number) for number in range(3)]
    async with store.transaction() as unit:
        for number, span in enumerate(hours):
            notice = make_notice(case=f"cases/c{number}")
            await unit.add_notice(replace(notice, create_time=MONDAY + span))
        await unit.add_notice(make_notice("b"))
        found = await unit.recent("dinkes", "a", MONDAY)
    assert found == [MONDAY + span for span in hours[1:]]


async def test_a_transaction_that_fails_leaves_nothing(store, sent):
    async def killed_half_way() -> None:
        async with store.transaction() as unit:
            await unit.put_agency(RECORD)
            await unit.add_notice(make_notice())
            await unit.put_track(track())
            raise RuntimeError("killed")

    with pytest.raises(RuntimeError):
        await killed_half_way()
    assert await store.agency_ids() == []
    assert await sent() == []
    async with store.transaction() as unit:
        assert await unit.told(track()) == []
        assert await unit.track("cases/c1", "dinkes") is None


async def test_deliveries_are_queued_for_the_channels_that_the_severity_reaches(backend):
    if backend.deliveries is None:
        pytest.skip("the fake queues no deliveries")
    async with backend.store.transaction() as unit:
        await unit.add_notice(make_notice(FULL, severity="MEDIUM"))
    assert await backend.deliveries() == [("email", "PENDING")]
    async with backend.store.transaction() as unit:
        await unit.add_notice(make_notice(FULL, severity="HIGH", case="cases/c2"))
        await unit.drop_deliveries("cases/c1", "dinkes")
    assert sorted(await backend.deliveries()) == [
        ("email", "DROPPED"),
        ("email", "PENDING"),
        ("webhook", "PENDING"),
    ]


async def test_texts_of_every_script_are_kept(store):
    odd = AgencyRecord(
        Agency("aceh", "Dinas ‘Ulama’ بَيْت 🌊", 2, ""),
        (Owner("o", "Cut Nyak’ Ñ", topics=("بَيْت",)),),
        1,
    )
    async with store.transaction() as unit:
        await unit.put_agency(odd)
    async with store.transaction() as unit:
        assert (await unit.agencies(["aceh"]))["aceh"] == odd


async def test_decisions_come_back_in_order_with_all_they_say(store, reader):
    event = from_proto_case(case_payload(version=3))
    until = MONDAY + timedelta(hours=1)
    held = Decision(Reason.HELD_SILENCE, "a", AlertKind.UPDATED, "prov", until, "silences/s1")
    async with store.transaction() as unit:
        await unit.add_decision(event, Decision(Reason.ALERTED, "a"))
        await unit.add_decision(event, held)
        await unit.add_decision(event, Decision(Reason.SKIPPED_OLDER_VERSION))
    found = await reader.decisions("cases/c1")
    assert [record.decision.reason for record in found] == [
        Reason.ALERTED,
        Reason.HELD_SILENCE,
        Reason.SKIPPED_OLDER_VERSION,
    ]
    assert found[1].decision == held
    assert {(record.time, record.case_version) for record in found} == {(MONDAY, 3)}
    own = await reader.decisions("cases/c1", "dinkes")
    assert [record.decision.reason for record in own] == [
        Reason.ALERTED,
        Reason.SKIPPED_OLDER_VERSION,
    ]
    assert len(await reader.decisions("cases/c1", "dinkes", "b")) == 1
    assert [r.decision.reason for r in await reader.decisions("cases/c1", limit=1)] == [
        Reason.SKIPPED_OLDER_VERSION
    ]
    assert await reader.decisions("cases/other") == []
