"""Erasing drafts and owners, and forgetting what is too old."""

from __future__ import annotations

from datetime import timedelta

import pytest
from selaras.intake.domain.erasure import ErasurePart
from selaras.intake.domain.errors import NotThere, NotYet
from selaras.intake.domain.events import ErasureEvent

from tests.unit.intake.conftest import NOW, ticket

DAY = timedelta(days=1)


def orders(bench) -> list[ErasureEvent]:
    return [event for event in bench.storage.events if isinstance(event, ErasureEvent)]


@pytest.fixture
async def erased(bench):
    """An erasure of a draft with one revision, which the others have not heard of."""
    await bench.register()
    await bench.submit("Rahasia.", request_id="r1")
    return await bench.erase.draft("dinkes", "post-1", "admin", "salah kirim")


async def finish(bench, erasure) -> None:
    for part in (ErasurePart.MATCHING, ErasurePart.ALERTING, ErasurePart.BUS):
        assert await bench.erase.done(erasure.erasure_id, part, ())


async def test_an_erased_draft_is_gone_and_the_others_are_told(bench, erased):
    with pytest.raises(NotThere, match="DRAFT_NOT_FOUND"):
        await bench.drafts.get("dinkes", "agencies/dinkes/drafts/post-1")
    [event] = orders(bench)
    assert event.erasure == erased
    assert (erased.numbers.revision, erased.numbers.version) == (1, 2)
    assert erased.done_time is None


async def test_erased_again_it_is_the_same_erasure(bench, erased):
    assert await bench.erase.draft("dinkes", "post-1", "admin", "lagi") == erased
    assert len(orders(bench)) == 1


async def test_what_was_never_there_cannot_be_erased(bench):
    await bench.register()
    with pytest.raises(NotThere, match="DRAFT_NOT_FOUND"):
        await bench.erase.draft("dinkes", "post-9", "admin", "salah kirim")
    with pytest.raises(NotThere, match="OWNER_NOT_FOUND"):
        await bench.erase.owner("dinkes", "budi", "admin", "salah kirim")
    with pytest.raises(NotThere, match="AGENCY_NOT_FOUND"):
        await bench.erase.draft("polres", "post-9", "admin", "salah kirim")


async def test_until_all_is_erased_the_draft_does_not_come_back(bench, erased):
    with pytest.raises(NotYet, match="ERASURE_UNDER_WAY"):
        await bench.submit("Baru.")
    await finish(bench, erased)
    draft = await bench.submit("Baru.", request_id="r1")
    # Events of the old one are older than those of the new one.
    assert (draft.revision, draft.version) == (2, 3)


async def test_a_late_answer_of_the_checker_changes_nothing(bench, erased):
    assert not await bench.checked(1, findings=b"Rahasia.")
    await finish(bench, erased)
    await bench.submit("Baru.")
    assert not await bench.checked(1, findings=b"Rahasia.")
    with pytest.raises(NotThere, match="REVISION_NOT_FOUND"):
        await bench.checked(3)


async def test_the_others_are_told_again_until_they_are_done(bench, erased):
    assert await bench.erase.remind() == 0
    bench.clock.advance(timedelta(seconds=61))
    assert await bench.erase.remind() == 1
    assert await bench.erase.remind() == 0
    assert [event.erasure.erasure_id for event in orders(bench)] == [erased.erasure_id] * 2
    await finish(bench, erased)
    bench.clock.advance(timedelta(days=1))
    assert await bench.erase.remind() == 0


async def test_the_last_part_means_all_of_them(bench, erased):
    assert await bench.erase.done(erased.erasure_id, ErasurePart.BUS, ())
    now = await bench.erase.get(erased.erasure_id)
    assert set(now.parts) == set(ErasurePart)
    assert now.marks == ()
    assert not await bench.erase.done(erased.erasure_id, ErasurePart.MATCHING, ())
    assert not await bench.erase.done("other", ErasurePart.BUS, ())


async def test_an_erased_owner_leaves_a_pseudonym(bench):
    await bench.register()
    await bench.add_owner("budi", display_name="Budi", contact="0812")
    await bench.keys.create("dinkes", "Budi's telephone", owner_id="budi")
    erasure = await bench.erase.owner("dinkes", "budi", "admin", "pensiun")
    assert bench.forgotten == [("dinkes", "budi")]
    assert erasure.marks == (b"Budi/0812",)
    [stored] = await bench.keys.list("dinkes")
    assert (stored.owner_id, stored.display_name) == (erasure.pseudonym, "")
    assert stored.revoke_time == NOW
    assert bench.directory_events[-1].owners == ()


async def test_what_is_over_is_forgotten_in_time(bench):
    await bench.register()
    await bench.submit(external_id="kept")
    await bench.submit(external_id="gone")
    await bench.drafts.withdraw("dinkes", "agencies/dinkes/drafts/gone", ticket())
    bench.clock.advance(729 * DAY)
    assert (await bench.retain()).drafts == 0
    bench.clock.advance(2 * DAY)
    assert (await bench.retain()).drafts == 1
    again = await bench.submit("Baru.", external_id="gone")
    assert again.revision == 2
    assert (await bench.drafts.get("dinkes", "agencies/dinkes/drafts/kept")).revision == 1
