"""The store of matching: one suite for the fake, SQLite and PostgreSQL."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from selaras.matching.domain.case import Case, CaseState, Party
from selaras.matching.domain.finding import Confidence, Relation
from selaras.matching.domain.message import MessageState, ShareLevel
from selaras.matching.ports import FindingQuery, Store

from tests.support.matching import NOW, agency, finding, message


async def put(store: Store, *messages) -> None:
    async with store.transaction() as transaction:
        for item in messages:
            await transaction.put_message(item)


async def test_a_message_comes_back_as_it_was(store: Store) -> None:
    sent = message(
        share_level=ShareLevel.CONTACT,
        state=MessageState.PUBLISHED,
        audience_tags=("guru",),
        publish_time=NOW + timedelta(hours=3),
        valid_until=NOW + timedelta(days=9),
        title="Wilujeng énjing 👋",
    )
    await put(store, sent)
    stored = (await store.stored([sent.key, "nobody/0"]))[sent.key]
    assert stored.message == sent
    assert (stored.checked_revision, stored.vectors) == (0, None)


async def test_vectors_belong_to_one_revision(store: Store) -> None:
    first = message()
    await put(store, first)
    vectors = np.eye(3, 8, dtype=np.float32)
    await store.put_vectors(first.key, 1, "m1", vectors)
    stored = (await store.stored([first.key]))[first.key]
    assert stored.model_version == "m1"
    assert stored.vectors is not None
    np.testing.assert_allclose(stored.vectors, vectors, atol=0.01)
    await put(store, replace(first, revision=2, version=2))
    await store.put_vectors(first.key, 1, "m1", vectors)  # late, of the revision before
    assert (await store.stored([first.key]))[first.key].vectors is None


async def test_marking_as_checked_survives_a_change_of_state(store: Store) -> None:
    first = message()
    await put(store, first)
    async with store.transaction() as transaction:
        await transaction.mark_checked(first.key, 1, NOW)
    await put(store, replace(first, version=2, state=MessageState.PUBLISHED))
    stored = (await store.stored([first.key]))[first.key]
    assert (stored.checked_revision, stored.check_time) == (1, NOW)


async def test_a_failed_transaction_leaves_nothing(store: Store) -> None:
    async def fail_halfway() -> None:
        async with store.transaction() as transaction:
            await transaction.put_message(message())
            raise RuntimeError("halfway")

    with pytest.raises(RuntimeError, match="halfway"):
        await fail_halfway()
    assert await store.stored([message().key]) == {}


async def test_findings_are_listed_newest_first_by_page_and_filter(store: Store) -> None:
    mine = message("dinkes")
    others = [message("disdik", str(number)) for number in range(5)]
    await put(store, mine, *others)
    async with store.transaction() as transaction:
        for number, other in enumerate(others):
            made = finding(mine, other, create_time=NOW + timedelta(minutes=number // 2))
            await transaction.put_finding(made)
    query = FindingQuery("disdik", limit=2)
    first = await store.findings(query)
    second = await store.findings(
        replace(query, after=(first[-1].create_time, first[-1].id), limit=10)
    )
    listed = first + second
    assert len({item.id for item in listed}) == 5
    assert listed == sorted(listed, key=lambda item: (item.create_time, item.id), reverse=True)
    assert await store.findings(FindingQuery("nobody")) == []
    assert await store.findings(FindingQuery("dinkes", relations=(Relation.OVERLAP,))) == []
    assert await store.findings(FindingQuery("dinkes", confidences=(Confidence.POSSIBLE,))) == []
    only = await store.findings(FindingQuery("dinkes", draft_key=others[0].key))
    assert [item.right.key for item in only] == [others[0].key]


async def test_a_finding_comes_back_as_it_was(store: Store) -> None:
    made = finding(message("dinkes"), message("disdik"), case_id="c1")
    async with store.transaction() as transaction:
        await transaction.put_finding(made)
    assert await store.finding(made.id) == made


async def test_changes_tell_what_happened_to_whom(store: Store) -> None:
    made = finding(message("dinkes"), message("disdik"))
    async with store.transaction() as transaction:
        await transaction.put_finding(made)
        await transaction.put_finding(replace(made, case_id="c1"))
        await transaction.remove_finding(made)
        await transaction.put_finding(made)
    changes = await store.changes("disdik", 0, 10)
    assert [change.kind for change in changes] == ["added", "changed", "removed", "added"]
    assert await store.changes("polres", 0, 10) == []
    assert await store.changes("disdik", changes[1].sequence, 1) == [changes[2]]
    assert await store.change_bounds() == (changes[0].sequence, changes[-1].sequence)


async def test_what_becomes_a_conflict_is_new_to_those_who_watch(store: Store) -> None:
    made = finding(message("dinkes"), message("disdik"))
    nothing = replace(made, verdict=replace(made.verdict, relation=Relation.NONE))
    async with store.transaction() as transaction:
        await transaction.put_finding(nothing)
        await transaction.put_finding(made)
        await transaction.put_finding(made)
    kinds = [change.kind for change in await store.changes("disdik", 0, 10)]
    assert kinds == ["added", "added", "changed"]


async def test_removed_findings_are_gone(store: Store) -> None:
    made = finding(message("dinkes"), message("disdik"))
    async with store.transaction() as transaction:
        await transaction.put_finding(made)
    async with store.transaction() as transaction:
        await transaction.remove_finding(made)
        assert await transaction.findings_of(made.left.key) == []
    assert await store.finding(made.id) is None
    assert await store.findings(FindingQuery("dinkes")) == []


async def test_findings_move_from_case_to_case(store: Store) -> None:
    made = finding(message("dinkes"), message("disdik"), case_id="c1")
    parties = (Party("dinkes", 1), Party("disdik", 1))
    case = Case("c1", CaseState.OPEN, 1, Relation.CONTRADICTION, parties, NOW, NOW)
    async with store.transaction() as transaction:
        await transaction.put_case(case)
        await transaction.put_finding(made)
        await transaction.move_findings("c1", "c2")
        assert await transaction.case("c1") == case
        assert await transaction.case("c3") is None
        assert [item.id for item in await transaction.case_findings("c2")] == [made.id]


async def test_agencies_are_known_by_their_messages(store: Store) -> None:
    await put(store, message("dinkes"), message("dinkes-kota"))
    async with store.transaction() as transaction:
        known = await transaction.agency("dinkes")
        assert known is not None
        assert known.id == "dinkes"
        assert await transaction.agency("dinkes-") is None


async def test_an_agency_is_as_its_newest_message_names_it(store: Store) -> None:
    old, new = agency(), replace(agency(), display_name="Dinas Kesehatan Kota")
    await put(
        store,
        replace(message(external_id="1", authored=NOW), agency=old),
        replace(message(external_id="2", authored=NOW + timedelta(microseconds=5)), agency=new),
        replace(message(external_id="3", authored=NOW - timedelta(days=1)), agency=old),
    )
    async with store.transaction() as transaction:
        assert await transaction.agency("dinkes") == new


async def test_live_keys_leave_out_the_withdrawn(store: Store) -> None:
    gone = message("disdik", state=MessageState.WITHDRAWN)
    await put(store, message("dinkes"), gone, message("polres"))
    assert await store.live_keys("", 10) == ["dinkes/1", "polres/1"]
    assert await store.live_keys("dinkes/1", 10) == ["polres/1"]
    assert await store.count_live() == 2


async def test_live_embedded_are_those_with_vectors_of_their_newest_revision(store: Store) -> None:
    gone = message("disdik", state=MessageState.WITHDRAWN)
    await put(store, message("dinkes"), gone, message("kodim"), message("polres", revision=2))
    vectors = np.ones((1, 2), dtype=np.float32)
    await store.put_vectors("dinkes/1", 1, "m1", vectors)
    await store.put_vectors("disdik/1", 1, "m1", vectors)
    await store.put_vectors("polres/1", 2, "m1", vectors)
    assert await store.live_embedded("", 10) == [("dinkes/1", 1), ("polres/1", 2)]
    assert await store.live_embedded("dinkes/1", 10) == [("polres/1", 2)]
    assert await store.live_embedded("", 1) == [("dinkes/1", 1)]
    await put(store, message("polres", revision=3, version=3))
    assert await store.live_embedded("", 10) == [("dinkes/1", 1)]
