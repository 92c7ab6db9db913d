"""Both drafts beside a finding, in the page of a case: by side, share level and state."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from selaras.api.v1 import finding_pb2
from selaras.kit.auth import Caller
from selaras.matching.domain.facts import FactKind
from selaras.matching.domain.finding import Finding
from selaras.matching.domain.message import Message, MessageState, ShareLevel
from selaras.matching.domain.stated import Sort, Stated
from selaras.matching.entrypoints.case_convert import to_proto_case

from tests.support.matching import NOW, finding, message
from tests.support.matching_cases import Room, coordinator, owner, plugin

FULL, EXCERPT, CONTACT = ShareLevel.FULL, ShareLevel.EXCERPT, ShareLevel.CONTACT
LIVE, PUBLISHED = MessageState.LIVE, MessageState.PUBLISHED
SOON, LATER = NOW + timedelta(hours=1), NOW + timedelta(hours=2)


@pytest.fixture
def room() -> Room:
    return Room()


def post(agency: str, level: ShareLevel, out: datetime | None, **fields) -> Message:
    texts = {"title": f"Judul {agency}", "body": f"Badan {agency}."}
    return message(agency, share_level=level, publish_time=out, **(texts | fields))


async def shown(
    room: Room, caller: Caller, a: Message, b: Message, found: Finding | None = None
) -> finding_pb2.Finding:
    """The one finding between a and b as somebody reads it in the page of the case."""
    case = await room.open([a, b], [found or finding(a, b)])
    [seen] = to_proto_case(await room.reader.get(caller, case.id)).findings
    return seen


def time_of(seen: finding_pb2.Finding, field: str) -> datetime | None:
    stamp = getattr(seen, field)
    return stamp.ToDatetime(tzinfo=NOW.tzinfo) if seen.HasField(field) else None


@pytest.mark.parametrize("caller", [owner("a"), plugin("a")])
@pytest.mark.parametrize("level", list(ShareLevel))
async def test_the_own_draft_is_whole_at_every_level(room: Room, caller, level) -> None:
    seen = await shown(room, caller, post("a", level, SOON), post("b", EXCERPT, LATER))
    assert (seen.own_title, seen.own_text) == ("Judul a", "Badan a.")
    assert (seen.own_agency.name, seen.own_agency.display_name) == ("agencies/a", "A")
    assert (time_of(seen, "own_publish_time"), seen.own_published) == (SOON, False)


@pytest.mark.parametrize(
    ("level", "state", "body", "time"),
    [
        (FULL, LIVE, "Badan b.", LATER),
        (EXCERPT, LIVE, "", LATER),
        (CONTACT, LIVE, "", None),
        (EXCERPT, PUBLISHED, "Badan b.", LATER),
        (CONTACT, PUBLISHED, "Badan b.", LATER),
    ],
)
@pytest.mark.parametrize("caller", [owner("a"), coordinator()])
async def test_the_other_draft_is_seen_by_its_level(room, caller, level, state, body, time) -> None:
    seen = await shown(room, caller, post("a", FULL, SOON), post("b", level, LATER, state=state))
    assert seen.other_body == body
    assert bool(seen.other_text) is bool(seen.other_title) is bool(body)
    assert time_of(seen, "other_publish_time") == time
    assert seen.other_published is (state is PUBLISHED)


@pytest.mark.parametrize(
    ("level", "state", "title", "body", "time"),
    [
        (FULL, LIVE, "Judul a", "Badan a.", SOON),
        (EXCERPT, LIVE, "", "", SOON),
        (CONTACT, LIVE, "", "", None),
        (CONTACT, PUBLISHED, "Judul a", "Badan a.", SOON),
    ],
)
async def test_a_coordinator_sees_the_first_side_by_its_level(
    room, level, state, title, body, time
) -> None:
    first = post("a", level, SOON, state=state)
    seen = await shown(room, coordinator(), first, post("b", FULL, None))
    assert (seen.own_title, seen.own_text) == (title, body)
    assert (seen.own_agency.name, seen.other_agency.name) == ("agencies/a", "agencies/b")
    assert time_of(seen, "own_publish_time") == time
    assert seen.own_published is (state is PUBLISHED)
    assert (seen.other_body, time_of(seen, "other_publish_time")) == ("Badan b.", None)


async def test_a_coordinator_who_reads_both_texts_is_named_for_both(room: Room) -> None:
    await shown(room, coordinator(), post("a", FULL, None), post("b", FULL, None))
    records = [entry.record for entry in room.store.trail if "REVEALED" in entry.record.action]
    assert {(item.action.value, item.detail["of"]) for item in records} == {
        ("TEXT_REVEALED", "agencies/a"),
        ("TEXT_REVEALED", "agencies/b"),
    }


@pytest.mark.parametrize("caller", [owner("a"), coordinator()])
async def test_a_text_that_was_not_compared_is_not_in_its_place(room: Room, caller) -> None:
    a, b = post("a", FULL, SOON), post("b", FULL, LATER)
    case = await room.open([a, b], [finding(a, b)])
    async with room.store.transaction() as transaction:
        await transaction.put_message(replace(a, revision=2, version=2, body="Badan baru."))
    [seen] = to_proto_case(await room.reader.get(caller, case.id)).findings
    assert (seen.own_title, seen.own_text, seen.own_revision) == ("", "", 1)
    assert time_of(seen, "own_publish_time") == SOON
    assert seen.other_body == "Badan b."


async def test_no_list_carries_the_drafts(room: Room) -> None:
    a, b = post("a", FULL, SOON), post("b", FULL, LATER)
    case = await room.open([a, b], [finding(a, b)])
    for caller in (owner("a"), coordinator()):
        now = to_proto_case(await room.reader.as_now(caller, case.id))
        assert list(now.findings) == []
        assert b"Badan" not in now.SerializeToString()


# What differs, for a coordinator


def dated(a: Message, b: Message) -> Finding:
    """A finding on two days, with what they say as values."""
    made = finding(a, b)
    values = [Stated(FactKind.DATE, Sort.DATE, low=day, high=day) for day in DAYS]
    [item] = made.verdict.evidence
    item = replace(item, left_value=values[0], right_value=values[1])
    return replace(made, verdict=replace(made.verdict, evidence=(item,)))


DAYS = ("2026-05-03", "2026-05-04")


async def test_a_coordinator_reads_what_differs_by_name(room: Room) -> None:
    a, b = post("a", EXCERPT, None), post("b", EXCERPT, None)
    seen = await shown(room, coordinator(), a, b, dated(a, b))
    [item] = seen.evidence
    assert item.difference == "1 hari lebih lambat dari pesan A"
    assert item.translations[0].difference == "1 day later than in the message of A"
    assert item.explanation == (
        "Soal tanggal: A menulis “3 Mei”, sedangkan B menulis “4 Mei”. "
        "Bedanya: 1 hari lebih lambat dari pesan A."
    )
    assert "Anda" not in seen.explanation
    mine = await shown(Room(), owner("a"), a, b, dated(a, b))
    assert mine.evidence[0].difference == "1 hari lebih lambat dari pesan Anda"


@pytest.mark.parametrize("levels", [(CONTACT, EXCERPT), (EXCERPT, CONTACT), (CONTACT, CONTACT)])
async def test_what_differs_is_hidden_with_either_side(room: Room, levels) -> None:
    a, b = post("a", levels[0], None), post("b", levels[1], None)
    seen = await shown(room, coordinator(), a, b, dated(a, b))
    [item] = seen.evidence
    assert (item.difference, item.translations[0].difference) == ("", "")
    assert "hari" not in item.explanation.replace("kehari", "")
