"""What every storage of intake promises."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from selaras.intake.domain.agency import Agency, AgencyLevel
from selaras.intake.domain.channel import ChannelKind, OwnerChannel
from selaras.intake.domain.content import Channel, Content, ShareLevel
from selaras.intake.domain.draft import Check, CheckState, Draft, DraftState, first_draft
from selaras.intake.domain.duty import DutyShift, WorkingHours
from selaras.intake.domain.key import make_key
from selaras.intake.domain.owner import Owner, OwnerRole
from selaras.intake.ports.storage import DraftCursor, RequestKey, StoredRequest, Waiting

NOW = datetime(2026, 8, 1, 3, 0, 0, 123456, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
LATER = Waiting(1, NOW + timedelta(days=1))


def agency(agency_id: str = "dinkes", **changes) -> Agency:
    values = {
        "display_name": "Dinas Kesehatan Kota Tasikmalaya",
        "level": AgencyLevel.KOTA,
        "area_code": "32.78",
        "parent_id": "",
        "create_time": NOW,
    }
    return Agency(agency_id=agency_id, **{**values, **changes})


def owner(owner_id: str, agency_id: str = "dinkes", **profile) -> Owner:
    return Owner(
        agency_id=agency_id,
        owner_id=owner_id,
        display_name="Humas",
        contact="0812",
        time_zone="Asia/Jayapura",
        create_time=NOW,
        **profile,
    )


PROFILE = {
    "role": OwnerRole.HEAD,
    "channels": (
        OwnerChannel(kind=ChannelKind.EMAIL, address="ibu.ꦱ@dinkes.go.id", min_severity=4),
        OwnerChannel(kind=ChannelKind.WEBHOOK, address="https://a.go.id", secret="whsec_x"),
    ),
    "working_hours": (
        WorkingHours(days=(1, 2, 3), start=0, end=1440),
        WorkingHours(days=(6,), start=481, end=720),
    ),
    "topics": ("mbg", "bantuan-sosial"),
    "area_codes": ("32", "32.78"),
    "min_severity": 3,
    "duty_shifts": (DutyShift(start_time=NOW, end_time=NOW + timedelta(days=1)),),
    "rank": 7,
    "language": "en",
}


FULL = Content(
    title="PIN Polio 💧",
    body="Mulai 3 Agustus.\n\tGratis — bawa Buku KIA. ꦱꦭꦫꦱ\x0b",
    channel=Channel.PRESS_RELEASE,
    publish_time=NOW + timedelta(days=1),
    valid_from=NOW,
    valid_until=NOW + timedelta(days=7),
    area_codes=("32.78", "32.06"),
    audience_tags=("ibu hamil", "balita"),
    share_level=ShareLevel.CONTACT,
    authored_time=NOW - timedelta(days=900),
)


def draft(external_id: str = "post-1", *, content: Content = FULL, now: datetime = NOW) -> Draft:
    return first_draft("dinkes", external_id, content, now)


async def put(storage, *drafts: Draft) -> None:
    async with storage.write() as uow:
        if await uow.agencies.get("dinkes") is None:
            await uow.agencies.add(agency())
        for one in drafts:
            before = await uow.drafts.get("dinkes", one.external_id)
            if before is None or before.revision < one.revision:
                await uow.drafts.add_revision(one, LATER)
            else:
                await uow.drafts.put(one)


async def get(storage, external_id: str = "post-1") -> Draft | None:
    async with storage.read() as uow:
        return await uow.drafts.get("dinkes", external_id)


class TestDirectory:
    async def test_an_agency_comes_back_as_it_was_stored(self, storage):
        async with storage.write() as uow:
            await uow.agencies.add(agency(parent_id="kemenkes"))
        async with storage.read() as uow:
            assert await uow.agencies.get("dinkes") == agency(parent_id="kemenkes")
            assert await uow.agencies.get("other") is None

    async def test_an_update_replaces_what_can_change(self, storage):
        changed = agency(display_name="Dinkes", level=AgencyLevel.BUMN, area_code="", version=7)
        async with storage.write() as uow:
            await uow.agencies.add(agency())
            await uow.agencies.update(changed)
        async with storage.read() as uow:
            assert await uow.agencies.get("dinkes") == changed

    async def test_agencies_are_paged_by_code_point(self, storage):
        async with storage.write() as uow:
            for one in ("b", "a-b", "ab", "a", "a0"):
                await uow.agencies.add(agency(one))
        async with storage.read() as uow:
            first = await uow.agencies.page(after="", limit=3)
            rest = await uow.agencies.page(after=first[-1].agency_id, limit=3)
        assert [one.agency_id for one in [*first, *rest]] == ["a", "a-b", "a0", "ab", "b"]

    async def test_owners_are_stored_changed_and_deleted(self, storage):
        async with storage.write() as uow:
            await uow.agencies.add(agency())
            await uow.agencies.add(agency("other"))
            for one in (owner("b"), owner("a"), owner("a", "other")):
                await uow.agencies.put_owner(one)
            await uow.agencies.put_owner(replace(owner("b"), contact="humas@example.go.id"))
        async with storage.read() as uow:
            found = await uow.agencies.owners("dinkes")
            assert found == [owner("a"), replace(owner("b"), contact="humas@example.go.id")]
            assert await uow.agencies.owners("dinkes", after="a", limit=1) == found[1:]
            assert await uow.agencies.get_owner("other", "a") == owner("a", "other")
        async with storage.write() as uow:
            await uow.agencies.delete_owner("dinkes", "a")
        async with storage.read() as uow:
            assert await uow.agencies.get_owner("dinkes", "a") is None
            assert await uow.agencies.get_owner("other", "a") is not None

    async def test_an_owner_comes_back_with_all_that_is_known_of_it(self, storage):
        async with storage.write() as uow:
            await uow.agencies.add(agency())
            await uow.agencies.put_owner(owner("a", **PROFILE))
            await uow.agencies.put_owner(owner("b"))
        async with storage.write() as uow:
            await uow.agencies.put_owner(owner("b", **PROFILE))
            await uow.agencies.put_owner(owner("a"))
        async with storage.read() as uow:
            assert await uow.agencies.get_owner("dinkes", "b") == owner("b", **PROFILE)
            assert await uow.agencies.owners("dinkes") == [owner("a"), owner("b", **PROFILE)]

    async def test_a_key_keeps_its_owner(self, storage):
        key, _ = make_key("dinkes", "Rina", NOW, owner_id="humas")
        async with storage.write() as uow:
            await uow.agencies.add(agency())
            await uow.keys.put(key)
        async with storage.write() as uow:
            await uow.keys.put(key.revoked(NOW))
        async with storage.read() as uow:
            assert await uow.keys.get(key.key_id) == key.revoked(NOW)

    async def test_keys_come_back_newest_first_with_their_last_use(self, storage):
        old, _ = make_key("dinkes", "CMS", NOW)
        new, _ = make_key("dinkes", "CMS 2", NOW + MINUTE)
        async with storage.write() as uow:
            await uow.agencies.add(agency())
            await uow.keys.put(old)
            await uow.keys.put(new)
            await uow.keys.used({old.key_id: NOW + MINUTE, "nobodys": NOW})
        ended = replace(old, expire_time=NOW + 2 * MINUTE, revoke_time=NOW + 3 * MINUTE)
        async with storage.write() as uow:
            await uow.keys.put(ended)
        async with storage.read() as uow:
            expected = replace(ended, last_use_time=NOW + MINUTE)
            assert await uow.keys.of_agency("dinkes") == [new, expected]
            assert await uow.keys.get(old.key_id) == expected
            assert await uow.keys.get("nobodys") is None


class TestDrafts:
    async def test_a_draft_comes_back_as_it_was_stored(self, storage):
        await put(storage, draft())
        assert await get(storage) == draft()
        assert await get(storage, "post-2") is None

    async def test_a_new_revision_replaces_the_text_and_leaves_the_old_check(self, storage):
        await put(storage, draft())
        checked = Check(state=CheckState.CHECKED, check_time=NOW, findings=b"\x00\xff")
        async with storage.write() as uow:
            await uow.drafts.put_check("dinkes", "post-1", 1, checked)
        first = await get(storage)
        assert first
        assert first.check == checked
        second = first.submitted(replace(FULL, body="Diundur."), NOW + MINUTE)
        await put(storage, second)
        assert await get(storage) == second
        async with storage.read() as uow:
            assert await uow.drafts.get_check("dinkes", "post-1", 1) == checked
            assert await uow.drafts.get_check("dinkes", "post-1", 2) == Check()
            assert await uow.drafts.get_check("dinkes", "post-1", 3) is None

    async def test_a_change_of_state_keeps_revision_and_check(self, storage):
        await put(storage, draft())
        published = draft().published(NOW, NOW + MINUTE)
        await put(storage, published)
        stored = await get(storage)
        assert stored == published
        assert stored.publish_time == NOW

    @pytest.mark.parametrize("limit", [1, 2])
    async def test_pages_go_from_the_last_changed_and_miss_none(self, storage, limit):
        # Two of them changed at the same moment.
        times = {"a": 0, "b": 3, "c": 1, "d": 3, "e": 2}
        drafts = [draft(name, now=NOW + MINUTE * minutes) for name, minutes in times.items()]
        await put(storage, *drafts)
        seen: list[str] = []
        after = None
        async with storage.read() as uow:
            while page := await uow.drafts.page("dinkes", states=[], after=after, limit=limit):
                seen += [one.external_id for one in page]
                after = DraftCursor(page[-1].update_time, page[-1].external_id)
        assert seen == ["d", "b", "e", "c", "a"]

    async def test_pages_are_filtered_by_state_and_agency(self, storage):
        withdrawn = draft("b").withdrawn(NOW + MINUTE)
        await put(storage, draft("a"), withdrawn)
        async with storage.read() as uow:
            states = [DraftState.WITHDRAWN, DraftState.PUBLISHED]
            found = await uow.drafts.page("dinkes", states=states, after=None, limit=9)
            others = await uow.drafts.page("other", states=[], after=None, limit=9)
        assert found == [withdrawn]
        assert others == []


class TestWaiting:
    async def test_new_texts_are_counted_by_agency_and_day(self, storage):
        today, tomorrow = NOW.date(), (NOW + timedelta(days=1)).date()
        days = [("dinkes", today), ("dinkes", today), ("disdik", today), ("dinkes", tomorrow)]
        counts = []
        for agency_id, day in days:
            async with storage.write() as uow:
                counts.append(await uow.drafts.count_new(agency_id, day))
        assert counts == [1, 2, 1, 1]

    async def test_a_count_that_is_rolled_back_was_not_made(self, storage):
        async def fail() -> None:
            async with storage.write() as uow:
                await uow.drafts.count_new("dinkes", NOW.date())
                raise RuntimeError

        with pytest.raises(RuntimeError):
            await fail()
        async with storage.write() as uow:
            assert await uow.drafts.count_new("dinkes", NOW.date()) == 1

    async def test_what_waits_is_overdue_when_its_time_comes(self, storage):
        await put(storage, draft("a"), draft("b"), draft("c"))
        async with storage.write() as uow:
            for name, minutes in (("a", 2), ("b", 1), ("c", 3)):
                waiting = Waiting(1, NOW + minutes * MINUTE)
                await uow.drafts.await_check(draft(name), waiting)
        async with storage.read() as uow:
            due = await uow.drafts.overdue(NOW + 2 * MINUTE, 10)
            assert due == [("dinkes", "b"), ("dinkes", "a")]
            assert await uow.drafts.overdue(NOW + 2 * MINUTE, 1) == due[:1]
            assert await uow.drafts.overdue(NOW, 10) == []
            assert await uow.drafts.waiting("dinkes", "c") == Waiting(1, NOW + 3 * MINUTE)

    async def test_a_check_ends_the_waiting(self, storage):
        await put(storage, draft())
        async with storage.write() as uow:
            await uow.drafts.await_check(draft(), Waiting(1, NOW))
        async with storage.write() as uow:
            check = Check(state=CheckState.FAILED, check_time=NOW)
            await uow.drafts.put_check("dinkes", "post-1", 1, check)
        async with storage.read() as uow:
            assert await uow.drafts.overdue(NOW, 10) == []
            assert await uow.drafts.waiting("dinkes", "post-1") is None

    async def test_a_check_that_failed_waits_again(self, storage):
        failed = Check(state=CheckState.FAILED, check_time=NOW, findings=b"x")
        await put(storage, draft())
        async with storage.write() as uow:
            await uow.drafts.put_check("dinkes", "post-1", 1, failed)
        again = replace(draft(), check=failed).submitted(FULL, NOW)
        async with storage.write() as uow:
            await uow.drafts.put(again)
            await uow.drafts.await_check(again, Waiting(1, NOW))
        assert await get(storage) == again
        async with storage.read() as uow:
            assert await uow.drafts.overdue(NOW, 10) == [("dinkes", "post-1")]

    async def test_a_withdrawn_draft_does_not_wait(self, storage):
        await put(storage, draft())
        async with storage.write() as uow:
            await uow.drafts.await_check(draft(), Waiting(1, NOW))
        await put(storage, draft().withdrawn(NOW))
        async with storage.read() as uow:
            assert await uow.drafts.overdue(NOW, 10) == []

    async def test_only_the_newest_revision_waits(self, storage):
        await put(storage, draft())
        newer = draft().submitted(replace(FULL, body="Diundur."), NOW)
        async with storage.write() as uow:
            await uow.drafts.await_check(draft(), Waiting(4, NOW))
            await uow.drafts.add_revision(newer, Waiting(1, NOW + MINUTE))
        async with storage.read() as uow:
            assert await uow.drafts.overdue(NOW, 10) == []
            assert await uow.drafts.waiting("dinkes", "post-1") == Waiting(1, NOW + MINUTE)


class TestRequests:
    KEY = RequestKey("dinkes", "SubmitDraft", "4c5d")

    async def test_a_request_is_found_by_all_of_its_key(self, storage):
        stored = StoredRequest(b"\x01hash", b"answer\x00", NOW)
        async with storage.write() as uow:
            await uow.requests.put(self.KEY, stored)
        async with storage.read() as uow:
            assert await uow.requests.get(self.KEY) == stored
            for change in ({"caller": "x"}, {"method": "x"}, {"request_id": "x"}):
                assert await uow.requests.get(replace(self.KEY, **change)) is None

    async def test_a_later_request_replaces_an_earlier(self, storage):
        later = StoredRequest(b"h2", b"a2", NOW + MINUTE)
        async with storage.write() as uow:
            await uow.requests.put(self.KEY, StoredRequest(b"h", b"a", NOW))
            await uow.requests.put(self.KEY, later)
        async with storage.read() as uow:
            assert await uow.requests.get(self.KEY) == later

    async def test_purging_takes_the_old_ones(self, storage):
        other = replace(self.KEY, request_id="new")
        async with storage.write() as uow:
            await uow.requests.put(self.KEY, StoredRequest(b"h", b"a", NOW))
            await uow.requests.put(other, StoredRequest(b"h", b"a", NOW + MINUTE))
            assert await uow.requests.purge(NOW + MINUTE) == 1
        async with storage.read() as uow:
            assert await uow.requests.get(self.KEY) is None
            assert await uow.requests.get(other) is not None


class TestTransactions:
    async def test_an_error_undoes_everything(self, storage):
        async def fail() -> None:
            async with storage.write() as uow:
                await uow.agencies.add(agency())
                await uow.drafts.add_revision(draft(), LATER)
                await uow.requests.put(TestRequests.KEY, StoredRequest(b"h", b"a", NOW))
                raise RuntimeError("in the middle")

        with pytest.raises(RuntimeError, match="in the middle"):
            await fail()
        assert await get(storage) is None
        async with storage.read() as uow:
            assert await uow.agencies.get("dinkes") is None
            assert await uow.requests.get(TestRequests.KEY) is None

    async def test_writers_of_one_name_come_one_after_the_other(self, storage):
        await put(storage, draft(content=replace(FULL, body="0")))

        async def submit(number: int) -> None:
            async with storage.write() as uow:
                await uow.lock("agencies/dinkes/drafts/post-1")
                before = await uow.drafts.get("dinkes", "post-1")
                assert before
                # Lets the others in, if nothing keeps them out.
                await asyncio.sleep(0)
                after = before.submitted(replace(FULL, body=str(number)), NOW)
                await uow.drafts.add_revision(after, LATER)

        await asyncio.gather(*(submit(number) for number in range(1, 9)))
        stored = await get(storage)
        assert stored
        assert (stored.revision, stored.version) == (9, 9)

    async def test_writers_of_a_new_name_do_not_make_it_twice(self, storage):
        async with storage.write() as uow:
            await uow.agencies.add(agency())

        async def submit(number: int) -> int:
            async with storage.write() as uow:
                await uow.lock("agencies/dinkes/drafts/post-1")
                before = await uow.drafts.get("dinkes", "post-1")
                content = replace(FULL, body=str(number))
                after = before.submitted(content, NOW) if before else draft(content=content)
                await uow.drafts.add_revision(after, LATER)
            return after.revision

        revisions = await asyncio.gather(*(submit(number) for number in range(6)))
        assert sorted(revisions) == [1, 2, 3, 4, 5, 6]
