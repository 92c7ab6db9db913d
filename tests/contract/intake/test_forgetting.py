"""What every storage of intake promises of what is deleted for good."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from selaras.api.v1 import draft_pb2, finding_pb2
from selaras.intake.domain.content import Content
from selaras.intake.domain.draft import Check, CheckState, first_draft
from selaras.intake.domain.erasure import Erasure, ErasureKind, ErasurePart, Numbers
from selaras.intake.domain.key import make_key
from selaras.intake.ports.storage import RequestKey, StoredRequest
from selaras.kit.marks import mark

from tests.contract.intake.test_storage import LATER, NOW, agency, draft, get, owner, put

DAY = timedelta(days=1)
PLAIN = Content(body="Mulai 3 Agustus.", authored_time=NOW)
CHECKED = Check(state=CheckState.CHECKED, check_time=NOW)


def findings(*names: str) -> bytes:
    found = [
        finding_pb2.Finding(name=name, explanation="Rahasia.", relation=1, confidence=3)
        for name in names
    ]
    return draft_pb2.Check(findings=found).SerializeToString()


def erasure(**changes) -> Erasure:
    values = {
        "erasure_id": "e1",
        "kind": ErasureKind.DRAFT,
        "agency_id": "dinkes",
        "subject_id": "post-1",
        "actor": "admin",
        "reason": "salah kirim",
        "create_time": NOW,
        "numbers": Numbers(2, 5),
        "marks": (b"\x01\xff", b"a"),
        "parts": {ErasurePart.INTAKE: NOW},
        "emissions": 1,
        "sweep_time": NOW + DAY,
    }
    return Erasure(**{**values, **changes})


async def test_a_removed_draft_leaves_its_numbers_and_may_come_back(storage):
    await put(storage, draft(), draft("post-2"))
    async with storage.write() as uow:
        await uow.drafts.remove(draft(), Numbers(3, 7))
    assert await get(storage) is None
    assert await get(storage, "post-2") is not None
    async with storage.read() as uow:
        assert await uow.drafts.numbers("dinkes", "post-1") == Numbers(3, 7)
        assert await uow.drafts.numbers("dinkes", "post-2") is None
        assert await uow.drafts.get_check("dinkes", "post-1", 1) is None
    again = first_draft("dinkes", "post-1", PLAIN, NOW, after=Numbers(3, 7))
    async with storage.write() as uow:
        await uow.drafts.add_revision(again, LATER)
    assert await get(storage) == again
    async with storage.write() as uow:
        await uow.drafts.remove(again, Numbers(4, 8))
    async with storage.read() as uow:
        assert await uow.drafts.numbers("dinkes", "post-1") == Numbers(4, 8)


async def test_only_what_is_over_has_ended(storage):
    waiting = first_draft("dinkes", "waiting", PLAIN, NOW)
    withdrawn = first_draft("dinkes", "withdrawn", PLAIN, NOW)
    valid = replace(PLAIN, valid_until=NOW + 90 * DAY)
    await put(
        storage,
        waiting,
        withdrawn,
        *(first_draft("dinkes", name, PLAIN, NOW) for name in ("out", "unchecked")),
        first_draft("dinkes", "holds", valid, NOW),
    )
    async with storage.write() as uow:
        await uow.drafts.put(withdrawn.withdrawn(NOW))
        for name in ("out", "unchecked", "holds"):
            one = await uow.drafts.get("dinkes", name)
            await uow.drafts.put(one.published(None, NOW))
            if name != "unchecked":
                await uow.drafts.put_check("dinkes", name, 1, CHECKED)
    async with storage.read() as uow:
        assert await uow.drafts.ended(NOW, 10) == []
        ended = await uow.drafts.ended(NOW + 30 * DAY, 10)
        assert sorted(name for _, name in ended) == ["out", "withdrawn"]
        assert len(await uow.drafts.ended(NOW + 30 * DAY, 1)) == 1
        later = await uow.drafts.ended(NOW + 100 * DAY, 10)
        assert sorted(name for _, name in later) == ["holds", "out", "withdrawn"]


async def test_replaced_revisions_go_and_the_newest_stays(storage):
    first = first_draft("dinkes", "post-1", PLAIN, NOW)
    second = first.submitted(replace(PLAIN, body="Mulai 4 Agustus."), NOW + DAY)
    await put(storage, first)
    async with storage.write() as uow:
        await uow.drafts.put_check("dinkes", "post-1", 1, CHECKED)
        await uow.drafts.add_revision(second, LATER)
        assert await uow.drafts.purge_revisions(NOW, 10) == 0
        assert await uow.drafts.purge_revisions(NOW + 400 * DAY, 10) == 1
    async with storage.read() as uow:
        assert await uow.drafts.get_check("dinkes", "post-1", 1) is None
    assert await get(storage) == second


async def test_findings_are_taken_out_of_checks(storage):
    await put(storage, draft(), draft("post-2"))
    both = Check(
        state=CheckState.CHECKED,
        check_time=NOW,
        findings=findings("findings/a", "findings/b"),
        alerts=2,
    )
    async with storage.write() as uow:
        await uow.drafts.put_check("dinkes", "post-1", 1, both)
        await uow.drafts.put_check("dinkes", "post-2", 1, CHECKED)
        assert await uow.drafts.forget_findings([]) == 0
        assert await uow.drafts.forget_findings(["findings/a", "findings/ab"]) == 1
    left = await get(storage)
    assert left.check == replace(both, findings=findings("findings/b"), alerts=1)


async def test_answers_are_forgotten_by_what_they_speak_of(storage):
    kept, gone = RequestKey("dinkes", "M", "1"), RequestKey("dinkes", "M", "2")
    names = ("agencies/dinkes/drafts/post-12", "agencies/dinkes/drafts/post-1")
    async with storage.write() as uow:
        for key, name in zip((kept, gone), names, strict=True):
            answer = draft_pb2.Draft(name=name).SerializeToString()
            await uow.requests.put(key, StoredRequest(b"h", answer, NOW))
        await uow.requests.forget([mark(names[1])])
    async with storage.read() as uow:
        assert await uow.requests.get(kept) is not None
        assert await uow.requests.get(gone) is None


async def test_an_erasure_comes_back_as_it_was_stored(storage):
    async with storage.write() as uow:
        await uow.erasures.put(erasure())
        await uow.erasures.put(erasure(erasure_id="e2", create_time=NOW + DAY, sweep_time=None))
        await uow.erasures.put(erasure(erasure_id="e3", kind=ErasureKind.OWNER, sweep_time=NOW))
    async with storage.read() as uow:
        assert await uow.erasures.get("e1") == erasure()
        assert await uow.erasures.get("e9") is None
        newest = await uow.erasures.newest(ErasureKind.DRAFT, "dinkes", "post-1")
        assert newest.erasure_id == "e2"
        assert await uow.erasures.newest(ErasureKind.DRAFT, "dinkes", "post-2") is None
        assert await uow.erasures.overdue(NOW, 10) == ["e3"]
        assert await uow.erasures.overdue(NOW + DAY, 10) == ["e3", "e1"]
    done = erasure().with_done(ErasurePart.BUS, NOW + DAY)
    async with storage.write() as uow:
        await uow.erasures.put(done)
    async with storage.read() as uow:
        assert await uow.erasures.get("e1") == done


async def test_ended_keys_go_and_an_owners_keys_get_a_pseudonym(storage):
    old, _ = make_key("dinkes", "old", NOW)
    used, _ = make_key("dinkes", "Budi's telephone", NOW, owner_id="budi")
    async with storage.write() as uow:
        await uow.agencies.add(agency())
        await uow.agencies.put_owner(owner("budi"))
        await uow.keys.put(old.revoked(NOW))
        await uow.keys.put(used)
        assert await uow.keys.purge(NOW) == 0
        assert await uow.keys.purge(NOW + DAY) == 1
        await uow.keys.rename_owner("dinkes", "budi", "terhapus-1")
    async with storage.read() as uow:
        [key] = await uow.keys.of_agency("dinkes")
    assert (key.owner_id, key.display_name) == ("terhapus-1", "")
